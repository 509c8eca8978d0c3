// Who else has this report open, and at which question: told quietly, kept nowhere. Alone, one says so every twenty
// seconds; in company also when the question changes. Hidden, closed or left alone, one is gone.
import { stream } from "./stream";

interface Here {
  seat: number;
  name: string;
  question: string;
}
interface Picture {
  seat: number;
  people: Here[];
}

const every = 20_000,
  least = 2_000,
  quiet = 180_000;
const form = document.querySelector<HTMLFormElement>("form.answers")!;
const place = form.dataset.base!;
let own = 0,
  others: Here[] = [],
  question = "",
  sent = "",
  present = false,
  next = 0,
  sentAt = 0,
  touchedAt = Date.now();

const told = document.createElement("p");
told.className = "present";
told.setAttribute("role", "status");
document.querySelector("main")!.append(told);

function badge(element: HTMLElement, names: string) {
  const code = element.dataset.code!;
  let at = element.querySelector<HTMLElement>(".here");
  const field = element.querySelector<HTMLElement>(`[name="${CSS.escape(code)}"]`);
  const described = (field?.getAttribute("aria-describedby") ?? "")
    .split(" ")
    .filter((id) => id && id !== `here-${code}`);
  if (!names) at?.remove();
  else {
    if (!at) {
      at = document.createElement("span");
      at.className = "here";
      at.id = `here-${code}`;
      element.append(at);
    }
    at.textContent = form.dataset.wAt!.replace("{name}", names);
    described.push(at.id);
  }
  field?.setAttribute("aria-describedby", described.join(" "));
}

function show(people: Here[]) {
  others = people.filter((here) => here.seat !== own);
  const names = others.map((here) => here.name).join(", ");
  const words = names ? form.dataset.wPresent!.replace("{names}", names) : "";
  if (told.textContent !== words) told.textContent = words;
  for (const element of document.querySelectorAll<HTMLElement>(".question")) {
    const here = others
      .filter((one) => one.question === element.dataset.code)
      .map((one) => one.name)
      .join(", ");
    if (here || element.querySelector(".here")) badge(element, here);
  }
}

function say(body: Record<string, unknown>): Promise<Response | null> {
  return fetch("/presence", {
    method: "POST",
    keepalive: true,
    body: JSON.stringify({ at: place, ...body }),
    headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRF-Token": form.dataset.csrf! },
  }).catch(() => null);
}

async function beat() {
  window.clearTimeout(next);
  next = 0;
  if (document.hidden || Date.now() - touchedAt > quiet) return leave();
  sentAt = Date.now();
  sent = question;
  present = true;
  next = window.setTimeout(() => void beat(), every);
  const reply = await say({ question });
  if (!reply?.ok) return; // the next one tells
  const picture: Picture | null = await reply.json().catch(() => null);
  if (!picture) return;
  own = picture.seat;
  show(picture.people);
}

// In company a change is told at once, but not at every key of who leafs through the fields.
function soon() {
  if (document.hidden || (present && (others.length === 0 || sent === question))) return;
  window.clearTimeout(next);
  next = window.setTimeout(() => void beat(), Math.max(300, least - (Date.now() - sentAt)));
}

function leave() {
  if (!present) return;
  present = false;
  window.clearTimeout(next);
  void say({ leaving: "yes" });
}

function touched(event: Event) {
  touchedAt = Date.now();
  const at = event.target instanceof Element ? event.target.closest<HTMLElement>(".question") : null;
  if (event.type === "focusin" || event.type === "keydown") question = at?.dataset.code ?? "";
  soon();
}

export function followOthers() {
  stream(place).addEventListener("present", (event) => {
    const before = others.map((here) => here.seat).join();
    show(JSON.parse((event as MessageEvent).data));
    if (others.map((here) => here.seat).join() !== before) soon(); // who has just come does not know where one is
  });
  for (const type of ["focusin", "keydown", "pointerdown"]) document.addEventListener(type, touched);
  document.addEventListener("visibilitychange", () => (document.hidden ? leave() : soon()));
  window.addEventListener("pagehide", leave);
  window.addEventListener("pageshow", () => soon());
  void beat();
}
