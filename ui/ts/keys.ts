// Enter goes to the next question, as in a sheet; Shift+Enter goes back, and begins a line in a text. Where the answer
// just given decides what is asked next, the way waits for the server's word; what is typed meanwhile is typed there.
import type { Row } from "./row";

interface Waiting {
  row: Row;
  back: boolean;
  ahead: string; // typed while it waits; an Enter is a line end
}
let waiting: Waiting | null = null;
let all: Map<string, Row>;

const touch = window.matchMedia("(pointer: coarse)"); // no Shift+Enter on a keyboard of glass
const input = (row: Row) => row.field.control()!;

function following(row: Row, back: boolean): Row[] {
  const list = [...all.values()];
  const at = list.indexOf(row);
  return back ? list.slice(0, at).reverse() : list.slice(at + 1);
}

// The next that is asked, or null while the answer of `row` decides it and is not known.
function nextOf(row: Row, back: boolean): Row | null | undefined {
  for (const next of following(row, back)) {
    if (row.decides.includes(next.code) && row.unsettled()) return null;
    if (!next.element.hidden) return next;
  }
  return undefined;
}

function arrive(next: Row | undefined, back: boolean, ahead = "") {
  if (!next) {
    const on = document.querySelector<HTMLElement>(back ? ".sections a[aria-current]" : ".steps a.main");
    on?.focus();
    return;
  }
  const control = input(next);
  control.focus();
  if (!(control instanceof HTMLSelectElement)) control.select();
  if (!ahead) return;
  const end = ahead.indexOf("\n");
  const typed = end < 0 ? ahead : ahead.slice(0, end);
  if (typed && control instanceof HTMLSelectElement) {
    if (next.field.pick(typed)) next.changed(true);
    else next.say("failed", next.word("UnusedKeys").replace("{typed}", typed));
  } else if (typed) {
    document.execCommand("insertText", false, typed); // as keys do: the browser can take it back
  }
  if (end >= 0) go(next, false, ahead.slice(end + 1));
}

function go(row: Row, back: boolean, ahead = "") {
  if (row.field.touched()) row.changed(true);
  const next = nextOf(row, back);
  if (next === null) waiting = { row, back, ahead };
  else arrive(next, back, ahead);
}

// Who goes somewhere else by hand waits no longer; what was typed ahead is told, not dropped.
function waitNoLonger() {
  if (waiting?.ahead.trim())
    waiting.row.say("failed", waiting.row.word("UnusedKeys").replace("{typed}", waiting.ahead));
  waiting = null;
}

function typeAhead(at: Waiting, ahead: string) {
  at.ahead = ahead;
  at.row.say("saving", `${at.row.word("Saving")} ${ahead.split("\n").join(" ⏎ ")}`);
}

// The server has spoken, or cannot: on with what is asked now.
export function settled(row: Row) {
  if (waiting?.row !== row) return;
  const { back, ahead } = waiting;
  if (nextOf(row, back) === null && !row.failed) return;
  const gone = document.activeElement !== input(row) && document.activeElement !== document.body;
  if (gone) return waitNoLonger();
  waiting = null;
  arrive(nextOf(row, back) ?? following(row, back).find((next) => !next.element.hidden), back, ahead);
}

function onKey(event: KeyboardEvent, rowOf: (target: EventTarget | null) => Row | undefined) {
  const target = event.target;
  if (event.isComposing || !(target instanceof HTMLElement)) return;
  const row = rowOf(target);
  if (waiting && row === waiting.row && target instanceof HTMLSelectElement && event.key.length === 1) {
    event.preventDefault();
    typeAhead(waiting, waiting.ahead + event.key);
  }
  if (event.key !== "Enter" || event.ctrlKey || event.altKey || event.metaKey) return;
  if (target instanceof HTMLButtonElement || target instanceof HTMLAnchorElement || target.tagName === "SUMMARY")
    return;
  const text = target instanceof HTMLTextAreaElement;
  if (text && (event.shiftKey || touch.matches || !row)) return;
  event.preventDefault(); // Enter in a form would send the whole section
  if (!row) return;
  if (waiting?.row === row) typeAhead(waiting, waiting.ahead + "\n");
  else go(row, event.shiftKey);
}

export function followKeys(
  form: HTMLFormElement,
  rows: Map<string, Row>,
  rowOf: (target: EventTarget | null) => Row | undefined,
) {
  all = rows;
  form.addEventListener("keydown", (event) => onKey(event, rowOf));
  form.addEventListener("beforeinput", (event) => {
    if (!waiting || rowOf(event.target) !== waiting.row) return;
    if (event.inputType === "insertText" && event.data) {
      event.preventDefault();
      typeAhead(waiting, waiting.ahead + event.data);
    } else if (event.inputType === "deleteContentBackward" && waiting.ahead) {
      event.preventDefault();
      typeAhead(waiting, waiting.ahead.slice(0, -1));
    }
  });
  form.addEventListener("focusin", (event) => {
    if (waiting && rowOf(event.target) !== waiting.row) waitNoLonger();
  });
}

// A question that is asked no more takes nobody's focus away with it.
export function beforeHiding(row: Row) {
  if (!row.element.contains(document.activeElement)) return;
  const next = following(row, false).find((one) => !one.element.hidden) ?? following(row, true)[0];
  if (next) input(next).focus();
}
