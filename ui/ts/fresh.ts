// A page of figures that keeps itself fresh: told that something moved, it fetches itself and takes the new figures. A
// body's page, which no topic tells, does so when it is looked at again: its answers are typed in another tab.
import { loadAnew } from "./anew";
import { stream } from "./stream";

const topic = document.getElementById("fresh")!.dataset.liveTopic!;
let asking = false,
  askAgain = false;

async function ask() {
  if (asking) {
    askAgain = true;
    return;
  }
  asking = true;
  try {
    const reply = await fetch(location.href, { headers: { Accept: "text/html" } });
    if (reply.status === 401) await loadAnew();
    if (reply.ok) {
      const fresh = new DOMParser().parseFromString(await reply.text(), "text/html").getElementById("fresh");
      const here = document.getElementById("fresh")!;
      // Tables that are unfolded stay so, and places that are ticked; what somebody is at with the keyboard is left alone until they leave it.
      const open = [...here.querySelectorAll("details")].map((details) => details.open);
      if (fresh && !here.contains(document.activeElement)) {
        for (const ticked of here.querySelectorAll<HTMLInputElement>("input:checked")) {
          const again = fresh.querySelector<HTMLInputElement>(
            `input[name="${ticked.name}"][value="${CSS.escape(ticked.value)}"]`,
          );
          if (again) again.defaultChecked = true;
        }
        fresh.querySelectorAll("details").forEach((details, i) => {
          details.open = open[i] ?? false;
        });
        here.replaceWith(fresh);
      }
    }
  } catch {
    /* the next event asks again */
  }
  window.setTimeout(() => {
    asking = false;
    if (askAgain) {
      askAgain = false;
      void ask();
    }
  }, 2000);
}

if (topic) {
  const events = stream(topic);
  let missed = false;
  events.addEventListener("moved", () => void ask());
  events.addEventListener("error", () => {
    missed = true;
  });
  events.addEventListener("open", () => {
    if (missed) void ask();
    missed = false;
  });
} else {
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) void ask();
  });
}
