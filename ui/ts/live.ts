// Follow-up pages, made live: the server says that something moved, the page asks for its figures again.
import { loadAnew } from "./anew";
import { stream } from "./stream";

const main = document.querySelector<HTMLElement>("main[data-live-topic]")!;
const href = main.dataset.liveHref!;
const note = document.getElementById("live")!;
const liveWords = note.textContent!;
const table = document.querySelector<HTMLTableElement>("table.sortable")!;
const body = table.tBodies[0];

function set(cell: Element | null, text: unknown) {
  const shown = text === undefined || text === null ? "" : String(text);
  if (!cell || cell.textContent === shown) return;
  cell.textContent = shown;
  cell.classList.remove("moved");
  void (cell as HTMLElement).offsetWidth; // begins the animation anew
  cell.classList.add("moved");
}

function apply(data: any) {
  for (const cell of main.querySelectorAll<HTMLElement>("[data-live]"))
    set(
      cell,
      cell.dataset.live!.split(".").reduce((at: any, name) => at?.[name], data),
    );
  for (const figure of data.figures) {
    const row = main.querySelector(`tr[data-figure="${figure.code}"]`);
    if (!row) continue;
    row.className = `band-${figure.band}`;
    set(row.querySelector("[data-cell=shown]"), figure.shown);
    set(row.querySelector("[data-cell=count_words]"), figure.count_words);
  }
  const rows = new Map([...body.rows].map((row) => [row.dataset.code, row]));
  for (const place of data.bodies ?? data.provinces) {
    const row = rows.get(place.code);
    if (!row) continue;
    for (const cell of row.querySelectorAll<HTMLElement>("[data-cell]"))
      if (cell.dataset.cell !== "figure") set(cell, place[cell.dataset.cell!]);
    row.querySelectorAll("[data-cell=figure]").forEach((cell, i) => set(cell, place.figures?.[i]?.shown));
    if (place.stage) {
      row.dataset.stage = place.stage;
      row.querySelector(".chip")!.className = `chip ${place.stage}`;
    }
  }
  filter();
}

let asking = false,
  askAgain = false;
async function ask() {
  if (asking) {
    askAgain = true;
    return;
  }
  asking = true;
  try {
    const reply = await fetch(href, { headers: { Accept: "application/json" } });
    if (reply.ok) apply(await reply.json());
    else if (reply.status === 401) await loadAnew();
  } catch {
    /* the next event or the next round asks again */
  }
  window.setTimeout(() => {
    asking = false;
    if (askAgain) {
      askAgain = false;
      void ask();
    }
  }, 1000);
}

let polling = 0;
const events = stream(main.dataset.liveTopic!);
events.addEventListener("moved", () => void ask());
events.addEventListener("open", () => {
  if (polling) void ask(); // what moved while the line was down
  window.clearInterval(polling);
  polling = 0;
  note.textContent = liveWords;
});
events.addEventListener("error", () => {
  if (polling) return;
  note.textContent = note.dataset.wLost!;
  polling = window.setInterval(() => void ask(), 15000);
});

// ── filter and sort

const text = document.getElementById("filter") as HTMLInputElement;
const stage = document.getElementById("stage") as HTMLSelectElement | null;
const count = document.getElementById("count")!;

// The address holds what is asked of the list: whoever comes back to it, loads it again or is sent it sees the same rows,
// whatever the browser itself remembers of fields.
const asked = new URLSearchParams(location.search);
text.defaultValue = asked.get("find") ?? "";
for (const option of stage?.options ?? []) option.defaultSelected = option.value === (asked.get("only") ?? "");

function put(address: URL) {
  for (const [name, value] of [
    ["find", text.value.trim()],
    ["only", stage?.value],
  ])
    if (value) address.searchParams.set(name!, value);
    else address.searchParams.delete(name!);
  return address.href;
}
let writing = 0;
function write() {
  window.clearTimeout(writing);
  history.replaceState(history.state, "", put(new URL(location.href)));
  // Where a link shows this same list again, of another stage's figures or in the other language.
  for (const link of document.querySelectorAll<HTMLAnchorElement>(".switch a, a[hreflang]"))
    link.href = put(new URL(link.href));
}

function filter() {
  const wanted = text.value.trim().toLowerCase();
  let shown = 0;
  for (const row of body.rows) {
    const named = `${row.cells[0].textContent} ${row.cells[1].textContent} ${row.dataset.code}`.toLowerCase();
    row.hidden = !named.includes(wanted) || (!!stage?.value && row.dataset.stage !== stage.value);
    if (!row.hidden) shown++;
  }
  count.textContent = count.dataset.w!.replace("{n}", String(shown)).replace("{m}", String(body.rows.length));
}

const original = [...body.rows];
const stages = ["none", "unsent", "begun", "submitted", "verified", "approved", "accepted"];
// Numbers by value, stages by their order, the rest as the server put it (Thai collation is its matter).
function key(row: HTMLTableRowElement, column: number): number {
  if (column === 0) return original.indexOf(row);
  const cell = row.cells[column];
  if (cell.querySelector(".chip")) return stages.indexOf(row.dataset.stage!);
  const number = Number(cell.textContent!.replace(/[,%\s]/g, ""));
  return cell.textContent!.trim() === "" || Number.isNaN(number) ? -1 : number;
}
[...table.tHead!.rows[0].cells].forEach((head, column) => {
  const sortable = column === 0 || head.classList.contains("n") || body.rows[0]?.cells[column].querySelector(".chip");
  if (!sortable || body.rows[0]?.cells[column].dataset.cell === "changed") return;
  const button = document.createElement("button");
  // Printed heads are repeated on every page, but never a button in them: the style sheet prints this instead.
  head.dataset.head = head.textContent!.trim();
  button.type = "button";
  button.append(...head.childNodes);
  head.append(button);
  button.addEventListener("click", () => {
    const up = head.getAttribute("aria-sort") !== "ascending";
    for (const other of table.tHead!.rows[0].cells) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", up ? "ascending" : "descending");
    const sorted = original
      .map((row) => ({ row, at: key(row, column) }))
      .sort((a, b) => (up ? a.at - b.at : b.at - a.at));
    body.append(...sorted.map((entry) => entry.row));
  });
});
text.addEventListener("input", () => {
  filter();
  window.clearTimeout(writing);
  writing = window.setTimeout(write, 250); // browsers refuse an address that changes at every key
});
for (const field of [text, stage])
  field?.addEventListener("change", () => {
    filter();
    write(); // before the link that was pressed is followed
  });
document.querySelector<HTMLElement>(".filter")!.hidden = false;
filter();
write();
