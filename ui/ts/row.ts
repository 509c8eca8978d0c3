// One question of the form: its field, its line of state, and when it is sent.
import { Field, type Stored } from "./field";
import { forget, keep, newKey, type Payload } from "./kept";

const form = document.querySelector<HTMLFormElement>("form.answers")!;
export const word = (name: string) => form.dataset["w" + name] ?? name;

type State = "unsaved" | "saving" | "saved" | "unread" | "failed" | "";

export class Row {
  readonly field: Field;
  readonly code: string;
  readonly decides: string[]; // codes of questions that are asked, or not, by what is answered here
  readonly word = word;
  sending = false;
  again = false; // to be sent anew when what is under way has come back
  failed = false; // the last sending did
  key = newKey();
  private given = "";
  private resting = 0;
  private lastSaid: string;

  constructor(
    readonly element: HTMLElement,
    private readonly send: (code: string) => Promise<void>,
  ) {
    this.field = new Field(element);
    this.code = this.field.code;
    this.lastSaid = element.querySelector(".state")!.textContent ?? "";
    this.decides = (element.dataset.decides ?? "").split(" ").filter(Boolean);
  }

  payload(): Payload {
    return { ...this.field.read(), version: this.field.version, idempotency_key: this.key };
  }
  unsettled(): boolean {
    return this.sending || this.field.touched();
  }
  say(state: State, text: string) {
    this.element.classList.remove("unsaved", "saving", "saved", "unread", "failed");
    if (state) this.element.classList.add(state);
    this.element.querySelector(".state")!.textContent = text;
  }
  // Kept in the browser at every key; sent when one leaves the field, or rests. Typed back to what it was, it waits for
  // nothing any more.
  changed(now: boolean) {
    const given = JSON.stringify(this.field.read());
    const another = given !== this.given;
    if (!another && this.element.querySelector(".conflict")) return; // left, not typed: the choice stands
    if (another) this.key = newKey(); // else the same save
    this.given = given;
    clearTimeout(this.resting);
    this.element.querySelector(".used")?.remove();
    if (!this.field.touched() && !this.sending) {
      forget(this.code);
      this.say("", this.lastSaid);
      return;
    }
    keep(this.code, this.payload());
    if (!this.sending) this.say("unsaved", word("Unsaved"));
    if (now) void this.send(this.code);
    else this.resting = window.setTimeout(() => void this.send(this.code), 1500);
  }
  // Beside the field what is reckoned from it; the line of state says when it was kept, and as what.
  showState(stored: Stored) {
    this.element.querySelector(".beside")!.textContent = stored.beside;
    this.lastSaid = stored.last_saved;
    if (!this.field.touched()) this.say(stored.state === "unread" ? "unread" : "saved", stored.last_saved);
  }
  note(cls: string, text: string): HTMLElement {
    this.element.querySelector(`.${cls.split(" ")[0]}`)?.remove();
    const box = document.createElement("p");
    box.className = cls;
    box.setAttribute("role", "status");
    box.textContent = text;
    this.element.querySelector(".kept")!.after(box);
    return box;
  }
}
