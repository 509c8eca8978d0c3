// The search in the frame, answering as one types. Without this file Enter opens the page of results.
import { ask as fetched } from "./ask";

interface Found {
  code: string;
  name: string;
  place: string;
  href: string;
  note: string; // why it cannot be opened
}

const form = document.querySelector<HTMLFormElement>("form.search");
if (form) {
  const input = form.querySelector<HTMLInputElement>("input")!;
  const list = document.createElement("ul");
  list.id = "found";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.getAttribute("aria-label")!);
  list.hidden = true;
  form.append(list);
  for (const [name, value] of [
    ["role", "combobox"],
    ["aria-controls", "found"],
    ["aria-expanded", "false"],
    ["aria-autocomplete", "list"],
    ["autocomplete", "off"],
  ])
    input.setAttribute(name, value);

  let asked = 0,
    typing = 0,
    chosen = -1;
  const options = () => [...list.querySelectorAll<HTMLElement>("[role=option]")];

  const show = (open: boolean) => {
    list.hidden = !open;
    input.setAttribute("aria-expanded", String(open));
    if (!open) choose(-1);
  };
  const choose = (at: number) => {
    chosen = at;
    options().forEach((option, i) => option.setAttribute("aria-selected", String(i === at)));
    if (at < 0) input.removeAttribute("aria-activedescendant");
    else input.setAttribute("aria-activedescendant", options()[at].id);
  };

  const go = (option: HTMLElement) => {
    if (option.dataset.href) location.href = option.dataset.href;
  };

  const ask = async () => {
    const wanted = input.value.trim(),
      number = ++asked;
    if (!wanted) return show(false);
    const said = await fetched<{ found: Found[] }>(`/organisations?q=${encodeURIComponent(wanted)}`);
    if (!said || number !== asked) return; // a later letter has asked since
    const { found } = said;
    list.replaceChildren(
      ...found.slice(0, 8).map((place, i) => {
        const option = document.createElement("li");
        option.id = `found-${i}`;
        option.setAttribute("role", "option");
        if (place.href) option.dataset.href = place.href;
        else option.setAttribute("aria-disabled", "true");
        const small = document.createElement("small");
        small.textContent = [place.place, place.code, place.note].filter(Boolean).join(" · ");
        option.append(place.name, small);
        return option;
      }),
    );
    choose(-1);
    show(found.length > 0);
  };

  input.addEventListener("input", () => {
    clearTimeout(typing);
    typing = window.setTimeout(() => void ask(), 120);
  });
  input.addEventListener("keydown", (event) => {
    const all = options();
    if (event.key === "Escape") show(false);
    if (list.hidden || all.length === 0) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      choose((chosen + step + all.length) % all.length);
    } else if (event.key === "Enter" && chosen >= 0) {
      event.preventDefault();
      go(all[chosen]);
    }
  });
  // Before the field loses the focus and the list closes.
  list.addEventListener("mousedown", (event) => {
    const option = (event.target as Element).closest<HTMLElement>("[role=option]");
    if (option) {
      event.preventDefault();
      go(option);
    }
  });
  input.addEventListener("blur", () => show(false));
}
