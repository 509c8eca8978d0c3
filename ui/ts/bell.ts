// The bell in the frame: how many notices wait, told by the server when there are more.
import { ask } from "./ask";
import { stream } from "./stream";

const bell = document.querySelector<HTMLAnchorElement>("a.bell");

async function count() {
  const said = await ask<{ unread: number }>("/notices/unread");
  if (!said) return;
  const { unread } = said;
  const shown = unread > 99 ? "99+" : String(unread);
  const number = bell!.querySelector("b")!;
  number.textContent = unread ? shown : "";
  number.hidden = !unread;
  bell!.setAttribute("aria-label", unread ? bell!.dataset.w!.replace("{n}", shown) : bell!.dataset.wNone!);
}

if (bell) {
  const events = stream(`seat-${bell.dataset.seat}`);
  // What a whole country is told of reaches thousands of pages at once: they do not all ask in the same instant.
  let waiting = 0;
  events.addEventListener("noticed", () => {
    window.clearTimeout(waiting);
    waiting = window.setTimeout(() => void count(), Math.random() * 800);
  });
  let missed = false;
  events.addEventListener("error", () => {
    missed = true;
  });
  events.addEventListener("open", () => {
    if (missed) void count();
    missed = false;
  });
}
