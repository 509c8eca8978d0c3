// Two answers for one field, and a button at each: the person says which holds.
import { element } from "./findings";
import type { Row } from "./row";

export function choices(row: Row, said: string) {
  row.failed = true;
  row.say("failed", said);
  row.element.querySelector(".conflict")?.remove();
  const box = element("div", "conflict");
  box.setAttribute("role", "alert");
  box.append(element("p", "", said));
  row.element.querySelector(".kept")!.after(box);
  return (value: string, label: string, act: () => void) => {
    const part = element("div", "");
    const button = element("button", "", label);
    button.type = "button";
    button.addEventListener("click", () => {
      box.remove();
      act();
    });
    part.append(element("b", "", value || "–"), button);
    box.append(part);
  };
}
