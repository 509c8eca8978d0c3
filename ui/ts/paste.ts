// A column or a block copied from a sheet: the server lays it over the questions, all of it or nothing, and says what
// became of every cell. One click takes the whole of it back.
import type { Stored } from "./field";
import { element } from "./findings";
import { newKey } from "./kept";
import { word, type Row } from "./row";

interface Cell {
  row: number;
  column: number;
  text: string;
  question: string;
  label: string;
  outcome: "taken" | "unchanged" | "passed_over" | "unused" | "refused" | "not_taken";
  why: string;
}
export interface Pasted {
  questions: Stored[];
  cells?: Cell[];
  summary: string;
  undo?: string;
}
export interface Ways {
  base: string;
  rows: Map<string, Row>;
  post: (path: string, body: unknown) => Promise<any>;
  settle: () => Promise<boolean>; // everything typed has arrived; false: it cannot
  show: (saved: any) => void;
}

function said(cell: Cell): HTMLElement {
  const line = element("li", cell.outcome);
  const where = word("PasteCell").replace("{row}", String(cell.row)).replace("{column}", String(cell.column));
  line.append(element("b", "", where), ` “${cell.text}”`);
  if (cell.question) line.append(" → ", element("span", "code", cell.question), ` ${cell.label}`);
  if (cell.why) line.append(`: ${cell.why}`);
  return line;
}

function box(row: Row, text: string, cells: Cell[], bad: boolean): HTMLElement {
  document.querySelector(".pasted")?.remove();
  const made = element("div", bad ? "pasted bad" : "pasted");
  made.setAttribute("role", bad ? "alert" : "status");
  made.append(element("p", "", text));
  // Named are the cells nobody would find otherwise; that a cell was empty is in the count.
  const named = cells.filter((cell) => cell.outcome === "refused" || cell.outcome === "unused");
  if (named.length) {
    const list = element("ul", "tight");
    list.append(...named.map(said));
    made.append(list);
  }
  row.element.after(made);
  return made;
}

function button(box: HTMLElement, label: string, act: () => void) {
  const made = element("button", "", label);
  made.type = "button";
  made.addEventListener("click", act);
  box.append(made, " ");
}

export async function paste(ways: Ways, row: Row, text: string, layout = ""): Promise<void> {
  const closes = (at: HTMLElement) => button(at, word("Close"), () => at.remove());
  row.say("saving", word("Saving"));
  if (!(await ways.settle())) {
    row.say("unsaved", "");
    return closes(box(row, word("PasteOffline"), [], true));
  }
  const seen = [...ways.rows.values()].map((one) => `${one.code}:${one.field.version}`).join(" ");
  try {
    const pasted: Pasted = await ways.post(`${ways.base}/paste`, {
      at: row.code,
      text,
      layout,
      seen,
      idempotency_key: newKey(),
    });
    row.say("", "");
    ways.show(pasted);
    const made = box(row, pasted.summary, pasted.cells ?? [], false);
    if (pasted.undo) button(made, word("PasteBack"), () => void takeBack(ways, row, pasted.undo!));
    closes(made);
  } catch (error: any) {
    row.say("failed", word("Failed"));
    const told = error.body ?? {};
    const made = box(row, told.detail || word("PasteOffline"), told.cells ?? [], true);
    for (const way of told.layouts ?? [])
      button(made, word(way === "every" ? "PasteEvery" : "PasteAsked"), () => void paste(ways, row, text, way));
    closes(made);
  }
}

async function takeBack(ways: Ways, row: Row, undo: string): Promise<void> {
  let made: HTMLElement;
  try {
    if (!(await ways.settle())) throw new Error("offline");
    const back: Pasted = await ways.post(`${ways.base}/paste/withdrawal`, { undo, idempotency_key: newKey() });
    ways.show(back);
    made = box(row, back.summary, [], false);
  } catch (error: any) {
    made = box(row, error.body?.detail || word("Failed"), [], true);
    if (!error.body?.detail) button(made, word("PasteBack"), () => void takeBack(ways, row, undo));
  }
  button(made, word("Close"), () => made.remove());
}

// What of a paste is for the server; the rest the browser pastes as it always does.
export function sheetIn(event: ClipboardEvent, row: Row | undefined): string | null {
  if (!row || event.target !== row.field.control()) return null;
  const text = (event.clipboardData?.getData("text/plain") ?? "").replace(/\r\n?/g, "\n").replace(/\n$/, "");
  if (event.target instanceof HTMLTextAreaElement) return text.includes("\t") ? text : null;
  if (event.target instanceof HTMLSelectElement) return text.trim() ? text : null;
  return /[\n\t]/.test(text) ? text : null;
}
