// Words typed on a page that another button would leave behind: asked about before they are gone. Answers of a report are
// no matter of this, they save themselves.
const main = document.querySelector<HTMLElement>("main")!;

function unsent(sent?: HTMLFormElement): boolean {
  return [...main.querySelectorAll<HTMLTextAreaElement>("textarea[form], form:not(.answers) textarea")].some(
    (text) => text.form !== sent && text.value.trim() !== "",
  );
}

let leaves = false;
if (main.dataset.wUnsent) {
  document.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    if (unsent(event.target as HTMLFormElement) && !window.confirm(main.dataset.wUnsent)) event.preventDefault();
    else leaves = true;
  });
  window.addEventListener("beforeunload", (event) => {
    if (leaves || !unsent()) return;
    event.preventDefault();
    event.returnValue = main.dataset.wUnsent!;
  });
  window.addEventListener("pageshow", () => {
    leaves = false;
  });
}
