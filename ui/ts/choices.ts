// Two answers for one field, and a button at each: the person says which holds.
import { element } from "./findings";
import type { Row } from "./row";

// `reason`: the field is that of a finding, and the choice stands with it.
export function choices(row: Row, said: string, reason: HTMLElement | null = null) {
  row.failed = true;
  row.say("failed", said);
  row.element.querySelector(".conflict")?.remove();
  const box = element("div", "conflict");
  box.setAttribute("role", "alert");
  box.append(element("p", "", said));
  (reason?.closest(".finding") ?? row.element.querySelector(".kept"))!.after(box);
  return (whose: string, value: string, label: string, act: () => void) => {
    const part = element("div", "");
    const button = element("button", "", label);
    button.type = "button";
    button.addEventListener("click", () => {
      box.remove();
      act();
    });
    const words = element("span", "", `${whose}: `);
    words.append(element("b", "", value || "–"));
    part.append(words, button);
    box.append(part);
  };
}
