// The fields of a report, and the only place that may put something into one (bin/check-floors sees to it). A field
// holds what the server keeps, as it was typed and in the unit it was typed in, or what the person at this page gave:
// typed, chosen, or taken over by a click that says so. What is reckoned stands beside a field and has no way into it.

export interface Given {
  typed: string;
  unit?: string;
  not_applicable?: boolean;
  reason?: string;
  source?: string;
  remark?: string;
}
// As the server keeps it; never a reckoned value.
export interface Stored extends Required<Given> {
  code: string;
  version: number;
  state: string;
  beside: string;
  in_words: string;
  last_saved: string;
}
type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

const texts = { typed: "", unit: ".unit", source: ".source", remark: ".remark", reason: ".reason" } as const;
type Part = keyof typeof texts;

// Of the parts that both have: a field without units says nothing of units.
export function same(a: Given, b: Given): boolean {
  const alike = (x: unknown, y: unknown) => x === undefined || y === undefined || x === y;
  return (
    (Object.keys(texts) as Part[]).every((part) => alike(a[part], b[part])) && alike(a.not_applicable, b.not_applicable)
  );
}

export class Field {
  readonly code: string;
  version: number; // of the answer that what stands here was typed upon
  private stored: Given;

  constructor(private readonly element: HTMLElement) {
    this.code = element.dataset.code!;
    this.version = Number(element.dataset.version);
    // What the page came with; who was faster than this script has typed already.
    this.stored = this.parts((control) => {
      if (!(control instanceof HTMLSelectElement)) return control.defaultValue;
      const chosen = [...control.options].find((option) => option.defaultSelected) ?? control.options[0];
      return chosen?.value ?? "";
    }, "defaultChecked");
  }

  control(part = ""): Control | null {
    return this.element.querySelector<Control>(`[name="${this.code}${part}"]`);
  }
  private flag(): HTMLInputElement | null {
    return this.control(".not_applicable") as HTMLInputElement | null;
  }
  private parts(of: (control: Control) => string, flag: "checked" | "defaultChecked"): Given {
    const given: Given = { typed: "" };
    for (const part of Object.keys(texts) as Part[]) {
      const control = this.control(texts[part]);
      if (control) given[part] = of(control);
    }
    const box = this.flag();
    if (box) given.not_applicable = box[flag];
    return given;
  }

  read(): Given {
    return this.parts((control) => control.value, "checked");
  }
  // Somebody gave something here that the server does not keep yet, as far as this page knows.
  touched(): boolean {
    return !same(this.read(), this.stored);
  }

  // What the server keeps now: shown over what it kept before or, where that is an answer to it, over what was sent. What
  // somebody has typed meanwhile stays, to be saved upon it.
  keeps(stored: Stored, sent?: Given) {
    const untouched = sent ? same(this.read(), sent) : !this.touched();
    this.stored = stored;
    this.version = stored.version;
    if (untouched) this.write(stored, stored.in_words);
  }
  // The person chose what somebody else saved.
  yieldTo(theirs: Stored) {
    this.keeps(theirs, this.read());
  }
  // The person stands by what is typed here, knowing what somebody else saved.
  overrule(theirs: Stored) {
    this.stored = theirs;
    this.version = theirs.version;
  }
  // What the same person typed here before the page was left, upon the version it was typed upon.
  bringBack(typed: Given & { version: number }) {
    this.write(typed);
    if (this.touched()) this.version = typed.version;
  }
  // The person took over a suggestion by a click: as if typed, number and unit together.
  accept(typed: string, unit: string) {
    this.write({ ...this.read(), typed, unit: unit || undefined });
  }
  // The person chose from the list by typing ahead; false: nothing there begins like that.
  pick(begins: string): boolean {
    const list = this.control();
    if (!(list instanceof HTMLSelectElement)) return false;
    const option = [...list.options].find((one) => one.value && (one.text.startsWith(begins) || one.value === begins));
    if (option) this.write({ ...this.read(), typed: option.value });
    return option !== undefined;
  }

  // In words of the page: "31 ตัน/วัน".
  words(given: Given): string {
    const label = (part: Part) => {
      const control = this.control(texts[part]);
      const value = given[part] ?? "";
      if (!(control instanceof HTMLSelectElement) || !value) return value;
      return [...control.options].find((option) => option.value === value)?.text ?? value;
    };
    const unit = given.typed ? label("unit") : "";
    const doesNotApply = given.not_applicable ? this.flag()?.closest("label")?.textContent?.trim() : "";
    const said = [doesNotApply, label("typed"), unit, given.not_applicable ? given.reason : ""];
    const about = [label("source"), given.remark].filter(Boolean).join(", ");
    return [...said, about && `(${about})`].filter(Boolean).join(" ");
  }

  private write(given: Given, label?: string) {
    for (const part of Object.keys(texts) as Part[]) {
      const control = this.control(texts[part]);
      const value = given[part];
      if (!control || value === undefined || control.value === value) continue;
      if (control instanceof HTMLSelectElement) hold(control, value, part === "typed" ? label : undefined);
      control.value = value;
    }
    const box = this.flag();
    if (box && given.not_applicable !== undefined) box.checked = given.not_applicable;
  }
}

// A list that lacks what is kept would show, and send, something else.
function hold(list: HTMLSelectElement, value: string, label = value) {
  const options = [...list.options];
  if (options.some((option) => option.value === value)) return;
  const alike = options.find((option) => option.value && option.text === label);
  if (alike) alike.value = value;
  else list.add(new Option(label, value));
}

// The reason of a finding, typed on an earlier visit and not arrived.
export function bringBackReason(input: HTMLInputElement, reason: string) {
  input.value = reason;
}
