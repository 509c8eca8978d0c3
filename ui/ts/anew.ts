// A page that the server's word loads again, but never under somebody's step: a script's reload takes the place of the
// link that was just followed and of the form that is on its way, and what came back of it would not be seen.
const patience = 10_000; // ms: a step that led nowhere by then was a download, or was called back
let stepped = -Infinity;
window.addEventListener("beforeunload", () => {
  stepped = performance.now();
});

// The only place that reloads. `unless`: what would be lost by it, asked when it comes to it; then nothing is done and
// the promise ends.
export async function loadAnew(unless: () => boolean = () => false): Promise<void> {
  for (let left; (left = stepped + patience - performance.now()) > 0;)
    await new Promise((done) => window.setTimeout(done, left));
  if (!unless()) location.reload();
}
