// The report's page, made live: every field saves itself, and what cannot be sent waits in this browser.
// Without this file the page is a plain form that saves a section at once.

import { ask } from "./ask";
import { choices } from "./choices";
import { bringBackReason, type Given, same, type Stored } from "./field";
import { element, type Finding, showFindings } from "./findings";
import {
  claim,
  codeOf,
  forget,
  forgetOther,
  keep,
  kept,
  keptHere,
  newKey,
  ofOthers,
  toSend,
  type Payload,
} from "./kept";
import { beforeHiding, followKeys, settled } from "./keys";
import { follow, isLocked, lookSoon } from "./lock";
import { paste, sheetIn } from "./paste";
import { Refused, request } from "./request";
import { followOthers } from "./presence";
import { Row, word } from "./row";
import { reopen } from "./stream";

// The answer somebody else saved first, whole.
interface Theirs extends Stored {
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
  questions: Stored[];
  repeated?: boolean; // it had arrived before: what is told may be somebody else's by now
  findings: Finding[];
  not_asked: string[];
  figures: Figure[];
  progress: { answered: number; expected: number; percent: number };
  sections: { code: string; mark: string; mark_label: string }[];
}
// The page itself, asked for again.
interface Page {
  editable: boolean;
  indicators: { questions: (Stored & { asked: boolean; findings: Finding[] })[] }[];
}

const form = document.querySelector<HTMLFormElement>("form.answers")!;
const line = document.getElementById("line")!;
const base = form.dataset.base!;
const login = form.dataset.login!;
let offline = false,
  signedOut = false,
  retryAfter = 2000,
  late = 0;

const rows = new Map<string, Row>();
for (const one of document.querySelectorAll<HTMLElement>(".question")) {
  const row = new Row(one, send);
  rows.set(row.code, row);
}

// ── sending

async function send(code: string): Promise<void> {
  const row = rows.get(code);
  if (row?.sending) row.again = true;
  if (row?.sending || signedOut || isLocked()) return;
  if (row && !row.field.touched()) return;
  const payload = row ? row.payload() : keptHere(code);
  if (!payload) return;
  if (row) {
    row.sending = true;
    row.again = row.failed = false;
    row.say("saving", word("Saving"));
  }
  // A server whose database is just being replaced answers late: who waits is told.
  let told = false;
  const longer = window.setTimeout(() => {
    told = true;
    ++late;
    tell();
  }, 4000);
  try {
    const saved: Saved = await request("PUT", `${base}/answers/${encodeURIComponent(code)}`, payload);
    connected();
    forget(code, payload.idempotency_key);
    if (row) {
      row.sending = false;
      arrived(row, payload, saved);
      if (row.field.touched()) keep(code, row.payload());
    }
    show(saved);
  } catch (error) {
    if (row) {
      row.sending = false;
      row.failed = true;
    }
    failed(code, error);
  } finally {
    clearTimeout(longer);
    if (told) --late;
    tell();
    if (row) {
      if (row.again && row.field.touched() && !offline && !signedOut) void send(code);
      settled(row);
    }
  }
}

// The answer is kept, and the page knows as what. Sent a second time, it may have been followed by somebody else's: then
// what is typed here on top of it is a matter for the person.
function arrived(row: Row, sent: Given, saved: Saved) {
  const stored = saved.questions[0];
  row.element.querySelector(".conflict")?.remove();
  const followed = saved.repeated && !same(stored, sent);
  if (followed && !same(row.field.read(), sent)) return showConflict(row, { ...stored, at: "", findings: [] });
  row.field.keeps(stored, sent);
  offerOthers();
  if (followed) row.note("newer", word("Newer"));
}

function failed(code: string, error: unknown, row = rows.get(code)) {
  if (!(error instanceof Refused) || error.status >= 500) {
    // The line is down or the server is: it stays in the browser and goes by itself later.
    row?.say("unsaved", word("Waiting"));
    disconnected();
  } else if (error.status === 401) {
    row?.say("unsaved", word("Unsaved"));
    askToSignIn();
  } else if (error.status === 403 && error.body.key === "problem.csrf") {
    void renewToken().then((same) => {
      if (same) void sendAny(code);
    });
  } else if (error.status === 409 && error.body.theirs) {
    if (row) showConflict(row, error.body.theirs, error.body.now);
  } else if (row) {
    row.say("failed", error.body.detail || word("Failed"));
    if (error.status === 403) lookSoon(false); // the window closed meanwhile
  }
}

// ── the reason of a finding: kept at every key and sent again as an answer is, under the name of its field

const ofReason = "finding.";
const reasonField = (name: string) => form.querySelector<HTMLInputElement>(`input[name="${CSS.escape(name)}"]`);
const sendAny = (code: string) => (code.startsWith(ofReason) ? sendReason(code) : send(code));

function explain(input: HTMLInputElement, done: boolean) {
  if (input.value === input.defaultValue) return forget(input.name);
  keep(input.name, {
    typed: "",
    reason: input.value,
    seen: input.defaultValue,
    version: 0,
    idempotency_key: newKey(),
  });
  if (done) void sendReason(input.name);
}

const explaining = new Set<string>(); // whose reason is under way: what is typed meanwhile goes after it, upon it

async function sendReason(name: string): Promise<void> {
  const payload = keptHere(name);
  if (!payload || signedOut || isLocked() || explaining.has(name)) return;
  explaining.add(name);
  let next: Payload | undefined;
  const row = rowOf(reasonField(name));
  try {
    const path = `${base}/reasons/${encodeURIComponent(name.slice(ofReason.length))}`;
    const saved = await request("PUT", path, { reason: payload.reason, seen: payload.seen });
    connected();
    forget(name, payload.idempotency_key);
    const input = reasonField(name);
    if (input) input.defaultValue = payload.reason ?? ""; // it has arrived; what is shown stays
    next = keptHere(name);
    if (next) keep(name, { ...next, seen: payload.reason });
    row?.say("saved", saved.saved_at);
  } catch (error) {
    const refused = error instanceof Refused && [400, 404, 409, 422].includes(error.status);
    if (refused) forget(name, payload.idempotency_key); // it would be again; the field holds it
    const stands = error instanceof Refused && error.status === 409 ? (error.body.stands as string) : undefined;
    const input = reasonField(name);
    if (row && input && stands !== undefined) chooseReason(row, input, stands);
    else failed(name, error, row);
  } finally {
    explaining.delete(name);
    tell();
    if (next) void sendReason(name);
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
function flush(): Promise<unknown> {
  return Promise.all(toSend().map(sendAny));
}
// Everything typed on this page has arrived.
async function settle(): Promise<boolean> {
  for (let tries = 0; tries < 3; ++tries) {
    await Promise.all([...rows.values()].filter((row) => row.field.touched()).map((row) => send(row.code)));
    while ([...rows.values()].some((row) => row.sending)) await new Promise((resolve) => setTimeout(resolve, 20));
    if (![...rows.values()].some((row) => row.field.touched())) return true;
  }
  return false;
}

function waiting(): number {
  return toSend().length;
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
      reopen();
      void flush();
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
  const csrf: string = (form.dataset.csrf = session.csrf);
  for (const field of document.querySelectorAll<HTMLInputElement>("input[name=csrf]")) field.defaultValue = csrf;
  return true;
}

// ── showing what a save moved

function show(saved: Saved) {
  for (const stored of saved.questions) {
    const row = rows.get(stored.code);
    if (!row) continue;
    if (!row.sending && !row.field.touched()) row.field.keeps(stored);
    row.showState(stored);
  }
  for (const other of rows.values()) {
    showAsked(other, !saved.not_asked.includes(other.code));
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
  document.querySelector(".sections progress")!.setAttribute("value", String(percent));
  for (const section of saved.sections) {
    const mark = document.querySelector(`.sections a[data-code="${section.code}"] .mark`);
    if (!mark) continue;
    mark.className = `mark ${section.mark}`;
    mark.textContent = section.mark_label;
  }
}

function showAsked(row: Row, asked: boolean) {
  if (!asked && !row.element.hidden) beforeHiding(row);
  row.element.hidden = !asked;
}

// What was saved elsewhere since, by another tab or person: shown where nobody is typing. What somebody is typing stays,
// upon the version it was typed upon, and meets the other when it is sent.
function catchUp(page: Page) {
  const questions = (page.indicators ?? []).flatMap((indicator) => indicator.questions);
  const version = (question: Stored) => rows.get(question.code)?.field.version ?? 0;
  if (questions.some((question) => question.version < version(question))) return; // asked for before a save of our own
  for (const question of questions) {
    const row = rows.get(question.code);
    if (!row || row.unsettled()) continue;
    if (question.version > row.field.version) {
      row.field.keeps(question);
      row.showState(question);
    }
    showAsked(row, question.asked);
    showFindings(row, question.findings);
  }
}

// Two people, one answer: both values, and a button at each. `now`: what theirs moved, where that is not shown yet.
function showConflict(row: Row, theirs: Theirs, now?: Saved) {
  const choice = choices(row, word("Theirs"));
  const stored = `${row.field.words(theirs)} ${theirs.at ? `(${theirs.at})` : ""}`.trim();
  choice(word("Stored"), stored, word("KeepTheirs"), () => {
    forget(row.code);
    row.field.yieldTo(theirs);
    row.showState(theirs);
    showFindings(row, theirs.findings);
    if (now) show(now);
  });
  choice(word("Yours"), row.field.words(row.field.read()), word("KeepYours"), () => {
    row.field.overrule(theirs);
    row.changed(true);
  });
}

// What another tab, closed since, could not send, where something else was typed into the same field here.
let left: [string, Payload][] = []; // what was there when this page was opened
function offerOthers() {
  for (const [slot, payload] of left) {
    const input = slot.startsWith(ofReason) ? reasonField(codeOf(slot)) : null;
    const row = rows.get(codeOf(slot)) ?? rowOf(input);
    if (row && !row.element.querySelector(".conflict")) offer(row, slot, payload, input);
  }
}
function chosen(slot: string) {
  forgetOther(slot);
  left = left.filter(([other]) => other !== slot);
}
function offer(row: Row, slot: string, payload: Payload, input: HTMLInputElement | null) {
  const typed = input ? (payload.reason ?? "") : row.field.words(payload);
  const choice = choices(row, word("OtherTab"), input);
  choice(word("TypedHere"), input ? input.value : row.field.words(row.field.read()), word("KeepThis"), () => {
    chosen(slot);
    row.failed = false;
    if (row.field.touched()) row.changed(true);
    else row.say("", "");
    offerOthers();
  });
  choice(word("TypedThere"), typed, word("KeepOther"), () => {
    chosen(slot);
    if (input) {
      bringBackReason(input, typed);
      explain(input, true);
    } else {
      row.field.bringBack({ ...payload, version: row.field.version });
      row.changed(true);
    }
    offerOthers();
  });
}

// The same of a finding's reason.
function chooseReason(row: Row, input: HTMLInputElement, stands: string) {
  const typed = input.value;
  const choice = choices(row, word("Theirs"), input);
  choice(word("Stored"), stands, word("KeepTheirs"), () => {
    input.defaultValue = stands;
    bringBackReason(input, stands);
    row.say("saved", "");
  });
  choice(word("Yours"), typed, word("KeepYours"), () => {
    input.defaultValue = stands;
    explain(input, true);
  });
}

// ── typing, pasting, clicks

const rowOf = (target: EventTarget | null) => {
  const at = target instanceof Element ? target.closest<HTMLElement>(".question") : null;
  return at ? rows.get(at.dataset.code!) : undefined;
};

const ways = { base, rows, post: (path: string, body: unknown) => request("POST", path, body), settle, show };

function onPaste(event: ClipboardEvent) {
  const row = rowOf(event.target);
  const text = sheetIn(event, row);
  if (!row || text === null || isLocked()) return;
  event.preventDefault();
  void paste(ways, row, text);
}

function onChange(event: Event) {
  const row = rowOf(event.target);
  const control = event.target as HTMLInputElement;
  if (!row || !control.name) return;
  if (control.name.startsWith(ofReason)) explain(control, event.type === "change");
  else row.changed(event.type === "change");
}

// A suggestion is taken over as if it were typed, in the unit it is said in; what it took the place of is said.
function onClick(event: MouseEvent) {
  const use = event.target instanceof Element ? event.target.closest<HTMLElement>(".use") : null;
  const row = rowOf(use);
  if (!use || !row) return;
  const old = row.field.words({ typed: row.field.read().typed, unit: row.field.read().unit });
  row.field.accept(use.dataset.value!, use.dataset.unit ?? "");
  row.field.control()!.focus();
  row.changed(true);
  row.note("used", word("Used").replace("{new}", use.textContent!.trim()).replace("{old}", old));
}

follow((page) => {
  if (form.dataset.editable !== undefined) catchUp(page as Page);
});
followOthers();
if (form.dataset.editable !== undefined) {
  document.documentElement.classList.add("scripted");
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("paste", onPaste);
  form.addEventListener("input", onChange);
  form.addEventListener("change", onChange);
  form.addEventListener("click", onClick);
  followKeys(form, rows, rowOf);
  window.addEventListener("online", () => {
    offline = true;
    retryAfter = 1000; // a line that has just come back may fail once more: the next try comes soon, not in half a minute
    retry();
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) void ask<Page>(location.pathname).then((page) => page && catchUp(page));
  });
  window.addEventListener("beforeunload", (event) => {
    if (waiting() > 0) {
      event.preventDefault();
      event.returnValue = word("Leave");
    }
  });
  for (const row of rows.values()) {
    row.element.classList.toggle("has-blocks", row.element.querySelector(".finding.blocks") !== null);
    const standing = kept()[row.code];
    if (row.field.touched() && !(standing && same(row.field.read(), standing))) keep(row.code, row.payload()); // typed before this script was there
  }
  // What an earlier visit could not send: put back where it was typed, and sent with the version it was typed over.
  for (const [code, payload] of Object.entries(kept())) {
    const reason = code.startsWith(ofReason) && reasonField(code);
    const row = rows.get(code);
    if (reason || row) claim(payload);
    if (reason) bringBackReason(reason, payload.reason ?? "");
    if (!row || row.key === payload.idempotency_key) continue;
    row.field.bringBack(payload);
    row.key = payload.idempotency_key;
    if (!row.field.touched()) forget(code); // it has arrived after all
  }
  left = ofOthers();
  offerOthers();
  void flush();
} else if (Object.keys(kept()).length > 0) {
  // It closed before these were saved: here to be read and copied, and sent by themselves should it open again.
  const list = element("ul", "");
  for (const [code, payload] of Object.entries(kept())) {
    const words = rows.get(codeOf(code))?.field.words(payload);
    const plain = [payload.typed || payload.reason, payload.unit, payload.remark].filter(Boolean).join(" ");
    list.append(element("li", "", `${codeOf(code)}: ${words ?? plain}`));
  }
  line.replaceChildren(word("KeptLocked").replace("{n}", String(list.children.length)), list);
  line.hidden = false;
}
