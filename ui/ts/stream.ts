// One line to the server for all a page listens to: browsers allow six to one server over all their tabs, and a save
// needs one of them.
type Listener = (event: Event) => void;
interface Line {
  topics: string[];
  listeners: [string, Listener][];
  source: EventSource | null;
  waits: boolean;
}
// The islands of a page are bundled apart and share this.
const line: Line = ((window as any).saatLine ??= { topics: [], listeners: [], source: null, waits: false });

function open() {
  line.waits = false;
  line.source?.close();
  line.source = new EventSource(
    `/events?${line.topics.map((topic) => `topic=${encodeURIComponent(topic)}`).join("&")}`,
  );
  for (const [type, listener] of line.listeners) line.source.addEventListener(type, listener);
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
