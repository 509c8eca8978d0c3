// What the form sends, and how it is refused.
const form = document.querySelector<HTMLFormElement>("form.answers")!;

export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly body: any,
  ) {
    super(String(status));
  }
}

// A line that swallows what is sent answers never: after a while it counts as down, and the same is sent again.
const patience = 30_000;

export async function request(method: "PUT" | "POST", path: string, body: unknown): Promise<any> {
  const giveUp = new AbortController();
  const waiting = window.setTimeout(() => giveUp.abort(), patience);
  let reply: Response, text: string;
  try {
    reply = await fetch(path, {
      method,
      body: JSON.stringify(body),
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRF-Token": form.dataset.csrf! },
      signal: giveUp.signal,
    });
    text = await reply.text();
  } finally {
    clearTimeout(waiting);
  }
  let read: any = {};
  try {
    read = JSON.parse(text);
  } catch {
    /* a proxy's page */
  }
  if (!reply.ok) throw new Refused(reply.status, read);
  return read;
}
