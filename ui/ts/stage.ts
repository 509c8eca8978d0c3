// Pages about a report's stage, made live: when the server says that something moved, they are loaded again, unless
// somebody is typing there; then a line says so.
import { loadAnew } from "./anew";
import { ask } from "./ask";
import "./leaving";
import { stream } from "./stream";

const main = document.querySelector<HTMLElement>("main[data-stage-topic]");

// What of the page would be another one: the stage, what was sent, what is asked.
const essence = (data: any) =>
  JSON.stringify([
    data.stage,
    data.stage_label,
    data.version,
    data.waiting,
    data.locked_reason,
    data.returned,
    data.corrections,
    data.lines?.map((line: any) => [line.code, line.stage]),
    data.windows?.map((window: any) => [window.stage_label, window.open]),
  ]);

const typing = () =>
  [
    ...document.querySelectorAll<HTMLTextAreaElement | HTMLInputElement>(
      "main textarea, main input:not([type=hidden])",
    ),
  ].some((field) =>
    field instanceof HTMLInputElement && field.type === "checkbox"
      ? field.checked !== field.defaultChecked
      : field.value !== field.defaultValue,
  );

async function read() {
  return await ask(main!.dataset.stageHref!);
}

// Whether what was asked for first is another state already than the one this page was made of.
function moved(data: any): boolean {
  const { stage, version } = main!.dataset;
  return (!!stage && stage !== String(data.stage)) || (!!version && version !== String(data.version));
}

function follow() {
  // Listened to from the start: who waits for an answer first opens a line of its own.
  const first = read().then((data) => (data ? (moved(data) ? "" : essence(data)) : null));
  let asking = false,
    again = false;
  const look = async () => {
    again = true; // what is heard while an answer is on its way may be newer than the answer
    if (asking) return;
    asking = true;
    while (again) {
      again = false;
      const shown = await first,
        now = await read();
      const another = now && (shown === null ? moved(now) : essence(now) !== shown);
      if (another) await loadAnew(typing);
    }
    asking = false;
  };
  const events = stream(main!.dataset.stageTopic!);
  events.addEventListener("moved", () => void look());
  events.addEventListener("open", () => void look());
}

// A form that is open is never loaded anew: it knows by itself when it is closed.
if (main?.dataset.stageTopic && !document.querySelector("[data-editable]")) follow();
