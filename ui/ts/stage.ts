// Pages about a report's stage, made live: when the server says that something moved, they are loaded again, unless
// somebody is typing there; then a line says so.
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

async function read(): Promise<string | undefined> {
  const said = await ask(main!.dataset.stageHref!);
  return said ? essence(said) : undefined;
}

function follow() {
  // Listened to from the start: who waits for an answer first opens a line of its own.
  const first = read();
  let asking = false;
  const look = async () => {
    if (asking) return;
    asking = true;
    const shown = await first,
      now = await read();
    asking = false;
    if (now === undefined || now === shown || typing()) return;
    location.reload();
  };
  const events = stream(main!.dataset.stageTopic!);
  events.addEventListener("moved", () => void look());
  events.addEventListener("open", () => void look());
}

// A form that is open is never loaded anew: it knows by itself when it is closed.
if (main?.dataset.stageTopic && !document.querySelector("[data-editable]")) follow();
