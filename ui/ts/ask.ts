// What a page asks the server in passing: null when there is no answer, as while the page is being left. Whoever asks
// goes on as before; the next event asks again.
export function ask<T>(href: string): Promise<T | null> {
  return fetch(href, { headers: { Accept: "application/json" } })
    .then((reply) => (reply.ok ? reply.json() : null))
    .catch(() => null);
}
