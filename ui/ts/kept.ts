// What waits in this browser until it has arrived: by question, for this person and this report. Tabs share it.
import type { Given } from "./field";

// What is sent for one question.
export interface Payload extends Given {
  version: number;
  seen?: string; // of a reason: the one it was typed over
  idempotency_key: string; // the same when it is sent again, so that nothing is done twice
}

const form = document.querySelector<HTMLFormElement>("form.answers")!;
const store = `saat:${form.dataset.login}:${form.dataset.base}`;

export function kept(): Record<string, Payload> {
  try {
    return JSON.parse(localStorage.getItem(store) ?? "{}");
  } catch {
    return {};
  }
}
function write(all: Record<string, Payload>) {
  try {
    if (Object.keys(all).length) localStorage.setItem(store, JSON.stringify(all));
    else localStorage.removeItem(store);
  } catch {
    /* no room or not allowed: the fields themselves still hold it */
  }
}
// Where two tabs type into one field, the later keeps its own beside the other's, under the code and a mark of its page.
const mark = `\n${Math.random().toString(36).slice(2)}`;
const own = new Set<string>(); // the keys of what was typed, or brought back, here
const isOwn = (payload?: Payload) => payload !== undefined && own.has(payload.idempotency_key);
export const codeOf = (slot: string) => slot.split("\n")[0];

export function claim(payload: Payload) {
  own.add(payload.idempotency_key);
}
export function keep(code: string, payload: Payload) {
  const all = kept();
  const slot = all[code] && !isOwn(all[code]) ? code + mark : code;
  if (slot === code) delete all[code + mark];
  claim(payload);
  write({ ...all, [slot]: payload });
}
export function keptHere(code: string): Payload | undefined {
  const all = kept();
  return all[code + mark] ?? all[code];
}
// What this page is to send; what only another page can, stands in `ofOthers`.
export function toSend(): string[] {
  const slots = Object.entries(kept()).filter(([slot, payload]) => slot === codeOf(slot) || isOwn(payload));
  return [...new Set(slots.map(([slot]) => codeOf(slot)))];
}
export function ofOthers(): [string, Payload][] {
  return Object.entries(kept()).filter(([slot, payload]) => slot !== codeOf(slot) && !isOwn(payload));
}
// Only what has arrived: there may be something newer by now. Without a key: whatever was typed here.
export function forget(code: string, key?: string) {
  const all = kept();
  for (const slot of [code, code + mark])
    if (key === undefined ? isOwn(all[slot]) : all[slot]?.idempotency_key === key) delete all[slot];
  write(all);
}
export function forgetOther(slot: string) {
  const all = kept();
  delete all[slot];
  write(all);
}

// Begins with the time, so that keys of one moment lie side by side where they are kept.
export function newKey(): string {
  const random = crypto.getRandomValues(new Uint32Array(3));
  return (
    Date.now().toString(16).padStart(11, "0") + [...random].map((part) => part.toString(16).padStart(8, "0")).join("")
  );
}
