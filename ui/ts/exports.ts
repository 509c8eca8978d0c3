// Shows how far the files under way are; when one is done the page is loaded anew with its button.
import { loadAnew } from "./anew";

const list = document.querySelector<HTMLElement>("[data-jobs-href]");
type Job = { id: number; state: string; state_label: string; percent: number; progress: string };

async function look(): Promise<void> {
  const waiting = [...list!.querySelectorAll<HTMLElement>("[data-state=waiting], [data-state=making]")];
  if (waiting.length === 0) return;
  try {
    const reply = await fetch(list!.dataset.jobsHref!, { headers: { Accept: "application/json" } });
    const { jobs } = (await reply.json()) as { jobs: Job[] };
    for (const row of waiting) {
      const job = jobs.find((each) => String(each.id) === row.dataset.job);
      if (!job || (job.state !== "waiting" && job.state !== "making")) return loadAnew();
      row.querySelector("[data-cell=state]")!.textContent = job.state_label;
      row.querySelector("[data-cell=progress]")!.textContent = job.progress;
      row.querySelector("progress")!.value = job.percent;
    }
  } catch {
    // The line is down: the next look may find it up again.
  }
  setTimeout(look, 1000);
}

if (list) {
  list.querySelector<HTMLElement>(".again")!.hidden = true;
  setTimeout(look, 1000);
}
