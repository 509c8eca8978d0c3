// The report's page, made live: every field saves itself, and what cannot be sent waits in this browser.
// Without this file the page is a plain form that saves a section at once.

import { follow, isLocked, lookSoon } from "./lock";
import { followOthers } from "./presence";

interface Finding {
  code: string;
  question: string;
  weight: string;
  message: string;
  blocks: boolean;
  asks_reason: boolean;
  suggestion: string;
  suggestion_label: string;
  reason: string;
}
interface Question {
  code: string;
  version: number;
  typed: string;
  shown: string;
  unit: string;
  state: string;
  is_number: boolean;
  in_other_units: string;
  last_saved: string;
}
// The answer somebody else saved first, whole.
interface Theirs extends Question {
  not_applicable: boolean;
  reason: string;
  remark: string;
  sources: { code: string; selected: boolean }[];
  findings: Finding[];
  at: string;
}
interface Figure {
  code: string;
  shown: string;
  unit: string;
  worded: string;
  band: string;
}
interface Saved {
  question: Question;
  findings: Finding[];
  not_asked: string[];
  figures: Figure[];
  progress: { answered: number; expected: number; percent: number };
  sections: { code: string; mark: string; mark_label: string }[];
}
// What is sent for one question, and kept in the browser until it has arrived.
interface Payload {
  typed: string;
  unit?: string;
  not_applicable?: boolean;
  reason?: string;
  source?: string;
  remark?: string;
  version: number;
  idempotency_key: string; // the same when it is sent again, so that nothing is done twice
}
type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

const form = document.querySelector<HTMLFormElement>("form.answers")!;
const line = document.getElementById("line")!;
const word = (name: string) => form.dataset["w" + name] ?? name;
const base = form.dataset.base!;
const login = form.dataset.login!;
const store = `saat:${login}:${base}`;
let csrf = form.dataset.csrf!;
let offline = false,
  signedOut = false,
  retryAfter = 2000,
  late = 0;

// Begins with the time, so that keys of one moment lie side by side where they are kept.
function newKey(): string {
  const random = crypto.getRandomValues(new Uint32Array(3));
  return (
    Date.now().toString(16).padStart(11, "0") + [...random].map((part) => part.toString(16).padStart(8, "0")).join("")
  );
}

class Row {
  readonly code: string;
  version: number;
  dirty = false;
  sending = false;
  private typing = 0;
  key = newKey();

  constructor(readonly element: HTMLElement) {
    this.code = element.dataset.code!;
    this.version = Number(element.dataset.version);
  }
  control(part = ""): Control | null {
    return this.element.querySelector<Control>(`[name="${this.code}${part}"]`);
  }
  payload(): Payload {
    const value = (part: string) => this.control(part)?.value;
    const flag = this.control(".not_applicable") as HTMLInputElement | null;
    return {
      typed: value("") ?? "",
      unit: value(".unit"),
      source: value(".source"),
      remark: value(".remark"),
      reason: value(".reason"),
      not_applicable: flag ? flag.checked : undefined,
      version: this.version,
      idempotency_key: this.key,
    };
  }
  put(payload: Omit<Payload, "idempotency_key">) {
    const set = (part: string, value?: string) => {
      const control = this.control(part);
      if (control && value !== undefined) control.value = value;
    };
    set("", payload.typed);
    set(".unit", payload.unit);
    set(".source", payload.source);
    set(".remark", payload.remark);
    set(".reason", payload.reason);
    const flag = this.control(".not_applicable") as HTMLInputElement | null;
    if (flag && payload.not_applicable !== undefined) flag.checked = payload.not_applicable;
  }
  say(state: "unsaved" | "saving" | "saved" | "failed" | "", text: string) {
    this.element.classList.remove("unsaved", "saving", "saved", "failed");
    if (state) this.element.classList.add(state);
    this.element.querySelector(".state")!.textContent = text;
  }
  // Kept in the browser at every key; sent when one leaves the field, or rests.
  changed(now: boolean) {
    this.dirty = true;
    this.key = newKey();
    keep(this.code, this.payload());
    if (!this.sending) this.say("unsaved", word("Unsaved"));
    clearTimeout(this.typing);
    if (now) void send(this.code);
    else this.typing = window.setTimeout(() => void send(this.code), 1500);
  }
}

const rows = new Map<string, Row>();
for (const element of document.querySelectorAll<HTMLElement>(".question")) {
  const row = new Row(element);
  rows.set(row.code, row);
}

// ── what waits in this browser

function kept(): Record<string, Payload> {
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
function keep(code: string, payload: Payload) {
  write({ ...kept(), [code]: payload });
}
function forget(code: string) {
  const all = kept();
  delete all[code];
  write(all);
}

// ── sending

class Refused extends Error {
  constructor(
    readonly status: number,
    readonly body: any,
  ) {
    super(String(status));
  }
}

async function put(path: string, body: unknown): Promise<any> {
  const reply = await fetch(path, {
    method: "PUT",
    body: JSON.stringify(body),
    headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRF-Token": csrf },
  });
  const text = await reply.text();
  let read: any = {};
  try {
    read = JSON.parse(text);
  } catch {
    /* a proxy's page */
  }
  if (!reply.ok) throw new Refused(reply.status, read);
  return read;
}

async function send(code: string): Promise<void> {
  const row = rows.get(code);
  if (row?.sending || signedOut || isLocked()) return;
  const payload = row?.dirty ? row.payload() : kept()[code];
  if (!payload) return;
  if (row) {
    row.sending = true;
    row.dirty = false;
    row.say("saving", word("Saving"));
  }
  // A server whose database is just being replaced answers late: who waits is told.
  let told = false;
  const patience = window.setTimeout(() => {
    told = true;
    ++late;
    tell();
  }, 4000);
  try {
    const saved: Saved = await put(`${base}/answers/${encodeURIComponent(code)}`, payload);
    connected();
    if (row) row.version = saved.question.version;
    if (row?.dirty) keep(code, row.payload());
    else forget(code);
    show(saved);
  } catch (error) {
    failed(code, payload, error);
  } finally {
    clearTimeout(patience);
    if (told) --late;
    if (row) {
      row.sending = false;
      if (row.dirty && !offline && !signedOut) void send(code);
    }
    tell();
  }
}

function failed(code: string, payload: Payload, error: unknown) {
  const row = rows.get(code);
  if (!(error instanceof Refused) || error.status >= 500) {
    // The line is down or the server is: it stays in the browser and goes by itself later.
    if (row) {
      row.dirty = true;
      row.say("unsaved", word("Waiting"));
    }
    disconnected();
  } else if (error.status === 401) {
    if (row) {
      row.dirty = true;
      row.say("unsaved", word("Unsaved"));
    }
    askToSignIn();
  } else if (error.status === 403 && error.body.key === "problem.csrf") {
    if (row) row.dirty = true;
    void renewToken().then((same) => {
      if (same) void send(code);
    });
  } else if (error.status === 409 && error.body.theirs) {
    if (row) showConflict(row, payload, error.body.theirs);
  } else if (row) {
    row.say("failed", error.body.detail || word("Failed"));
    if (error.status === 403) lookSoon(false); // the window closed meanwhile
  }
}

function disconnected() {
  if (!offline) {
    offline = true;
    window.setTimeout(retry, retryAfter);
  }
}
function connected() {
  offline = false;
  retryAfter = 2000;
}
function retry() {
  if (!offline) return;
  offline = false;
  retryAfter = Math.min(retryAfter * 2, 30000);
  flush();
}
function flush() {
  for (const code of Object.keys(kept())) void send(code);
}

function waiting(): number {
  return Object.keys(kept()).length;
}
function tell() {
  if (signedOut) return;
  line.hidden = !offline && late === 0;
  if (!offline && late > 0) line.textContent = word("Late").replace("{n}", String(waiting()));
  if (offline) line.textContent = word("Offline").replace("{n}", String(waiting()));
}

// ── an ended session: sign in here, and go on

function askToSignIn() {
  if (signedOut) return;
  signedOut = true;
  const again = document.createElement("form");
  again.className = "again";
  const password = document.createElement("input");
  password.type = "password";
  password.autocomplete = "current-password";
  password.setAttribute("aria-label", word("Password"));
  password.placeholder = word("Password");
  const button = document.createElement("button");
  button.className = "main";
  button.textContent = word("SignIn");
  const said = document.createElement("span");
  said.setAttribute("role", "alert");
  const name = document.createElement("b");
  name.textContent = login;
  again.append(name, password, button, said);
  line.textContent = word("SignedOut");
  line.append(again);
  line.hidden = false;
  again.addEventListener("submit", async (event) => {
    event.preventDefault();
    const reply = await fetch("/session", {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/json" },
      body: JSON.stringify({ login, password: password.value }),
    }).catch(() => null);
    if (!reply?.ok) {
      said.textContent = reply ? (await reply.json()).detail : word("Failed");
      password.select();
    } else if (await renewToken()) {
      signedOut = false;
      line.hidden = true;
      flush();
    }
  });
}

async function renewToken(): Promise<boolean> {
  const reply = await fetch("/session", { headers: { Accept: "application/json" } }).catch(() => null);
  if (!reply) {
    disconnected();
    return false;
  }
  if (!reply.ok) {
    askToSignIn();
    return false;
  }
  const session = await reply.json();
  if (session.login !== login) {
    line.textContent = word("OtherUser");
    line.hidden = false;
    return false;
  }
  csrf = form.dataset.csrf = session.csrf as string;
  for (const field of document.querySelectorAll<HTMLInputElement>("input[name=csrf]")) field.value = csrf;
  return true;
}

// ── showing what a save moved

function element<K extends keyof HTMLElementTagNameMap>(tag: K, cls: string, text = ""): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  if (cls) made.className = cls;
  made.textContent = text;
  return made;
}

function showFindings(row: Row, findings: Finding[]) {
  const place = row.element.querySelector<HTMLElement>(".findings")!;
  row.element.classList.toggle(
    "has-blocks",
    findings.some((f) => f.blocks),
  );
  // One is writing an explanation there: leave it.
  if (place.contains(document.activeElement) && document.activeElement instanceof HTMLInputElement) return;
  place.replaceChildren(
    ...findings.map((finding) => {
      const box = element("div", `finding ${finding.weight}`);
      box.dataset.code = finding.code;
      const message = element("p", "");
      message.append(element("b", "", word(finding.blocks ? "Blocks" : "Asks")), " " + finding.message);
      box.append(message);
      if (finding.suggestion) {
        const likely = element("p", "", word("Likely") + " ");
        const use = element("button", "use", finding.suggestion_label);
        use.type = "button";
        use.dataset.value = finding.suggestion;
        likely.append(use);
        box.append(likely);
      }
      if (finding.asks_reason) {
        const label = element("label", "", word("Explain") + " ");
        const input = element("input", "");
        input.name = `finding.${finding.code}`;
        input.value = finding.reason;
        label.append(input);
        box.append(label);
      }
      return box;
    }),
  );
}

function showQuestion(row: Row, question: Question) {
  row.element.querySelector(".other-units")!.textContent = question.in_other_units;
  if (!row.dirty) {
    row.say("saved", question.last_saved);
    const field = row.control()!;
    // ๑๒๓๔ and 1234 come back as 1,234: one sees how it was read.
    if (question.is_number && question.shown && field !== document.activeElement) field.value = question.shown;
  }
}

function show(saved: Saved) {
  const row = rows.get(saved.question.code);
  if (row) showQuestion(row, saved.question);
  for (const other of rows.values()) {
    other.element.hidden = saved.not_asked.includes(other.code);
    showFindings(
      other,
      saved.findings.filter((finding) => finding.question === other.code),
    );
  }
  for (const figure of saved.figures) {
    const at = document.querySelector(`section.indicator[data-code="${figure.code}"] .figure`);
    if (!at) continue;
    at.className = `figure band-${figure.band}`;
    at.querySelector(".value")!.textContent = figure.unit ? `${figure.shown} ${figure.unit}` : figure.shown;
    at.querySelector(".worded")!.textContent = figure.worded;
  }
  const { answered, expected, percent } = saved.progress;
  document.querySelector("[data-live=answered]")!.textContent = String(answered);
  document.querySelector("[data-live=expected]")!.textContent = String(expected);
  document.querySelector<HTMLProgressElement>(".sections progress")!.value = percent;
  for (const section of saved.sections) {
    const mark = document.querySelector(`.sections a[data-code="${section.code}"] .mark`);
    if (!mark) continue;
    mark.className = `mark ${section.mark}`;
    mark.textContent = section.mark_label;
  }
}

// Two people, one answer: both values, and a button at each.
function showConflict(row: Row, mine: Payload, theirs: Theirs) {
  row.say("failed", word("Theirs"));
  const box = element("div", "conflict");
  box.setAttribute("role", "alert");
  box.append(element("p", "", word("Theirs")));
  const choice = (value: string, label: string, act: () => void) => {
    const part = element("div", "");
    const button = element("button", "", label);
    button.type = "button";
    button.addEventListener("click", () => {
      box.remove();
      row.version = theirs.version;
      act();
    });
    part.append(element("b", "", value || "–"), button);
    box.append(part);
  };
  choice(`${theirs.shown || theirs.typed} ${theirs.at ? `(${theirs.at})` : ""}`, word("KeepTheirs"), () => {
    forget(row.code);
    row.dirty = false;
    row.put({ ...theirs, source: theirs.sources.find((source) => source.selected)?.code ?? "" });
    showQuestion(row, theirs);
    showFindings(row, theirs.findings);
  });
  choice(`${word("Yours")}: ${mine.typed}`, word("KeepYours"), () => row.changed(true));
  row.element.querySelector(".conflict")?.remove();
  row.element.querySelector(".kept")!.after(box);
}

// ── keys, pasting, clicks

const rowOf = (target: EventTarget | null) => {
  const at = target instanceof Element ? target.closest<HTMLElement>(".question") : null;
  return at ? rows.get(at.dataset.code!) : undefined;
};
const values = () => [...rows.values()].filter((row) => !row.element.hidden).map((row) => row.control()!);

function onKey(event: KeyboardEvent) {
  if (event.key !== "Enter" || event.isComposing || !(event.target instanceof HTMLElement)) return;
  if (
    event.target instanceof HTMLButtonElement ||
    event.target instanceof HTMLTextAreaElement ||
    event.target instanceof HTMLAnchorElement ||
    event.target.tagName === "SUMMARY"
  )
    return;
  event.preventDefault(); // Enter in a form would send the whole section
  const all = values();
  const row = rowOf(event.target);
  const at = row ? all.indexOf(row.control()!) : -1;
  if (at < 0) return;
  const next = all[at + (event.shiftKey ? -1 : 1)];
  if (next) {
    next.focus();
    if (next instanceof HTMLInputElement) next.select();
  } else {
    event.target.blur();
  }
}

// A column copied from a spreadsheet fills the fields downwards; a row does so too.
function onPaste(event: ClipboardEvent) {
  const text = (event.clipboardData?.getData("text/plain") ?? "").replace(/\r\n?/g, "\n").replace(/\n$/, "");
  const row = rowOf(event.target);
  if (!row || event.target !== row.control() || event.target instanceof HTMLTextAreaElement || !/[\n\t]/.test(text))
    return;
  event.preventDefault();
  const cells = text.includes("\n") ? text.split("\n").map((r) => r.split("\t")[0]) : text.split("\t");
  const all = values();
  const start = all.indexOf(row.control()!);
  const filled = cells.slice(0, all.length - start);
  filled.forEach((cell, i) => {
    const control = all[start + i];
    if (control instanceof HTMLSelectElement || control.readOnly || cell.trim() === "") return; // an empty cell clears nothing
    control.value = cell.trim();
    rowOf(control)!.changed(true);
  });
  row.say("saving", word("Pasted").replace("{n}", String(filled.length)));
}

function onChange(event: Event) {
  const row = rowOf(event.target);
  const control = event.target as Control;
  if (!row || !control.name) return;
  if (control.name.startsWith("finding.")) {
    const check = control.name.slice("finding.".length);
    put(`${base}/reasons/${encodeURIComponent(check)}`, { reason: control.value }).then(
      (saved) => row.say("saved", saved.saved_at),
      (error) => row.say("failed", error.body?.detail || word("Failed")),
    );
  } else {
    row.changed(event.type === "change");
  }
}

function onClick(event: MouseEvent) {
  const use = event.target instanceof Element ? event.target.closest<HTMLElement>(".use") : null;
  const row = rowOf(use);
  if (!use || !row) return;
  // The likely value is in the unit the plan keeps, which stands first.
  const unit = row.control(".unit") as HTMLSelectElement | null;
  if (unit) unit.selectedIndex = 0;
  const field = row.control()!;
  field.value = use.dataset.value!;
  field.focus();
  row.changed(true);
}

follow();
followOthers();
if (form.dataset.editable !== undefined) {
  document.documentElement.classList.add("scripted");
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("keydown", onKey);
  form.addEventListener("paste", onPaste);
  form.addEventListener("input", onChange);
  form.addEventListener("change", onChange);
  form.addEventListener("click", onClick);
  window.addEventListener("online", () => {
    offline = true;
    retry();
  });
  window.addEventListener("beforeunload", (event) => {
    if (waiting() > 0) {
      event.preventDefault();
      event.returnValue = word("Leave");
    }
  });
  for (const row of rows.values())
    row.element.classList.toggle("has-blocks", row.element.querySelector(".finding.blocks") !== null);
  // What an earlier visit could not send: put back where it was typed, and sent with the version it was typed over.
  for (const [code, payload] of Object.entries(kept())) {
    const row = rows.get(code);
    if (row) {
      row.put(payload);
      row.version = payload.version;
      row.key = payload.idempotency_key;
      row.dirty = true;
    }
  }
  flush();
} else if (waiting() > 0) {
  // It closed before these were saved: here to be read and copied, and sent by themselves should it open again.
  const list = element("ul", "");
  for (const [code, payload] of Object.entries(kept()))
    list.append(
      element(
        "li",
        "",
        `${code}: ${[payload.typed || payload.reason, payload.unit, payload.remark].filter(Boolean).join(" ")}`,
      ),
    );
  line.replaceChildren(word("KeptLocked").replace("{n}", String(waiting())), list);
  line.hidden = false;
}
