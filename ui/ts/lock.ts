// The window of an open report: told by the server when it opens, closes or is changed, and by the countdown when the
// line is down. Closed, its fields lock with the reason; what was typed and not saved stays in them.
import { loadAnew } from "./anew";
import { serverNow } from "./clock";
import { ask } from "./ask";
import { stream } from "./stream";

interface State {
  editable: boolean;
  locked_reason: string;
  locked_by: string;
  request_note: string;
  ask_href: string;
  ask_label: string;
  unsent: boolean;
  stage_label: string;
  window_note: string;
  closes_ms: number;
  time_left: string;
}

const form = document.querySelector<HTMLFormElement>("form.answers")!;
const places = (form.dataset.places ?? "").split(" ");
let editable = form.dataset.editable !== undefined;
let locked = false;

export function isLocked(): boolean {
  return locked;
}

function lock(state: State) {
  locked = true;
  for (const field of form.querySelectorAll<HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement>(
    "input, select, textarea",
  )) {
    if (field instanceof HTMLSelectElement || field.type === "checkbox") field.disabled = true;
    else if (field.type !== "hidden") (field as HTMLInputElement).readOnly = true;
  }
  for (const button of form.querySelectorAll<HTMLButtonElement>("button")) button.disabled = true;
  const note = document.createElement("p");
  note.className = "locked";
  note.id = "locked-now";
  note.setAttribute("role", "alert");
  note.append(state.locked_reason);
  for (const more of [state.locked_by, state.request_note, form.dataset.wLockedNow!])
    if (more) note.append(document.createElement("br"), more);
  if (state.ask_href) {
    const link = document.createElement("a");
    link.className = "button main";
    link.href = state.ask_href;
    link.textContent = state.ask_label;
    note.append(document.createElement("br"), link);
  }
  document.getElementById("locked-now")?.remove();
  document.querySelector(".report-head")!.append(note);
  const chip = document.querySelector<HTMLElement>(".report-head .chip");
  if (chip) {
    chip.textContent = state.stage_label;
    chip.classList.toggle("unsent", state.unsent);
  }
}

// What the head says of the window, and how long it runs, as it is now.
function tellWindow(state: State) {
  document.getElementById("window-note")!.textContent = state.window_note;
  const left = document.querySelector<HTMLElement>(".report-head [data-countdown]");
  if (left && !state.time_left) left.replaceWith(form.dataset.wClosed!);
  else if (left) left.dataset.until = String(state.closes_ms);
  if (form.dataset.closes !== String(state.closes_ms)) waitFor((form.dataset.closes = String(state.closes_ms)));
}

let seen: (page: unknown) => void = () => undefined;

async function look() {
  const state = await ask<State>(location.pathname);
  if (!state) return; // the next event, or the next save, tells
  seen(state);
  tellWindow(state);
  if (editable && !state.editable) lock(state);
  if (!editable && state.editable) {
    const line = document.getElementById("line")!;
    line.textContent = form.dataset.wOpened!;
    line.hidden = false;
    await loadAnew();
  }
  editable = state.editable;
}

// What closes for a whole country closes on thousands of pages at once: they do not all ask in the same instant.
export function lookSoon(everywhere: boolean) {
  window.setTimeout(() => void look(), everywhere ? Math.random() * 1000 : 0);
}

// `see`: who else wants the page whenever it has been asked for again.
export function follow(see: (page: unknown) => void) {
  seen = see;
  const events = stream("windows");
  events.addEventListener("windows", (event) => {
    const told: string[] = JSON.parse((event as MessageEvent).data).places;
    if (told.some((place) => places.includes(place))) lookSoon(!told.includes(places[places.length - 1]));
  });
  events.addEventListener("open", () => {
    if (missed) void look();
    missed = false;
  });
  events.addEventListener("error", () => {
    missed = true;
  });
  waitFor(form.dataset.opens);
  waitFor(form.dataset.closes);
  // A computer that slept has missed what it was told, and its clock stood.
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) void look();
  });
}
let missed = false;

// The moment itself, should the line be down.
function waitFor(moment: string | undefined) {
  const wait = Number(moment) - serverNow(form.dataset.now);
  if (wait > 0 && wait < 2 ** 31 - 1) window.setTimeout(() => lookSoon(true), wait + 200);
}
