// What looks wrong with an answer, beside it, with the likely value and room for an explanation.
import { word, type Row } from "./row";

export interface Finding {
  code: string;
  question: string;
  weight: string;
  message: string;
  blocks: boolean;
  asks_reason: boolean;
  suggestion: string;
  suggestion_unit: string;
  suggestion_label: string;
  reason: string;
}

export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  cls: string,
  text = "",
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  if (cls) made.className = cls;
  made.textContent = text;
  return made;
}

// The field of an explanation. One that somebody is at, or whose words have not arrived, is taken over as it is.
function explanation(place: HTMLElement, finding: Finding): HTMLInputElement {
  const name = `finding.${finding.code}`;
  const standing = [...place.querySelectorAll("input")].find((input) => input.name === name);
  if (standing && (standing === document.activeElement || standing.value !== standing.defaultValue)) return standing;
  const input = element("input", "");
  input.name = name;
  input.defaultValue = finding.reason;
  input.setAttribute("aria-label", `${word("Explain")} ${finding.code}`);
  return input;
}

export function showFindings(row: Row, findings: Finding[]) {
  const place = row.element.querySelector<HTMLElement>(".findings")!;
  row.element.classList.toggle(
    "has-blocks",
    findings.some((f) => f.blocks),
  );
  // One is writing an explanation there: leave it.
  if (place.contains(document.activeElement) && document.activeElement instanceof HTMLInputElement) return;
  const boxes = findings.map((finding) => {
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
      use.dataset.unit = finding.suggestion_unit;
      likely.append(use);
      box.append(likely);
    }
    if (finding.asks_reason) {
      const label = element("label", "", word("Explain") + " ");
      label.append(explanation(place, finding));
      box.append(label);
    }
    return box;
  });
  place.replaceChildren(...boxes);
}
