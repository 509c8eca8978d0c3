// What waits in this browser until it has arrived: by question, for this person and this report. Tabs share it.
import type { Given } from "./field";

// What is sent for one question.
export interface Payload extends Given {
  version: number;
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
export function keep(code: string, payload: Payload) {
  write({ ...kept(), [code]: payload });
}
// Only what has arrived: another tab may have put something newer there. Without a key: whatever it is.
export function forget(code: string, key?: string) {
  const all = kept();
  if (key !== undefined && all[code]?.idempotency_key !== key) return;
  delete all[code];
  write(all);
}

// Begins with the time, so that keys of one moment lie side by side where they are kept.
export function newKey(): string {
  const random = crypto.getRandomValues(new Uint32Array(3));
  return (
    Date.now().toString(16).padStart(11, "0") + [...random].map((part) => part.toString(16).padStart(8, "0")).join("")
  );
}
