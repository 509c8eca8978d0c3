// One line to the server for all a page listens to: browsers allow six to one server over all their tabs, and a save
// needs one of them.
type Listener = (event: Event) => void;
interface Line {
  topics: string[];
  listeners: [string, Listener][];
  source: EventSource | null;
  waits: boolean;
  patience: number; // ms until the next try, once the browser has given up
}
// The islands of a page are bundled apart and share this.
const line: Line = ((window as any).saatLine ??= {
  topics: [],
  listeners: [],
  source: null,
  waits: false,
  patience: 0,
});

function open() {
  line.waits = false;
  line.source?.close();
  line.source = new EventSource(
    `/events?${line.topics.map((topic) => `topic=${encodeURIComponent(topic)}`).join("&")}`,
  );
  for (const [type, listener] of line.listeners) line.source.addEventListener(type, listener);
  line.source.addEventListener("open", () => (line.patience = 0));
  line.source.addEventListener("error", tryAgain);
}

// A browser tries again by itself when a line breaks, but not when it is answered with anything else than a stream: a
// session that ended, a proxy's page while the server starts.
function tryAgain() {
  if (line.source?.readyState !== EventSource.CLOSED) return;
  line.patience = Math.min(Math.max(line.patience * 2, 4000), 120_000);
  window.setTimeout(reopen, line.patience * (0.5 + Math.random()));
}

// Who has signed in again hears again at once.
export function reopen() {
  if (line.source?.readyState === EventSource.CLOSED) open();
}

// What it gives is listened to as an EventSource is; it opens when all islands have said what they want to hear.
export function stream(topic: string) {
  if (!line.topics.includes(topic)) {
    line.topics.push(topic);
    if (!line.waits) {
      line.waits = true;
      if (document.readyState === "complete") window.setTimeout(open, 0);
      else window.addEventListener("load", open, { once: true });
    }
  }
  return {
    addEventListener(type: string, listener: Listener) {
      line.listeners.push([type, listener]);
      line.source?.addEventListener(type, listener);
    },
  };
}
