// Time left, by the server's clock: what this computer's own clock says does not matter, only how it runs on.

// The page was made when its first byte came, not when this runs.
const page = performance.getEntriesByType("navigation")[0] as PerformanceNavigationTiming | undefined;
const begun = page?.responseStart || performance.now();

// The server's time now, from what it said in the page.
export function serverNow(said: string | undefined): number {
  return Number(said) + performance.now() - begun;
}

function show(at: HTMLElement) {
  const left = Math.max(0, Math.floor((Number(at.dataset.until) - serverNow(at.dataset.now)) / 1000));
  const two = (n: number) => String(n).padStart(2, "0");
  const clock = `${two(Math.floor(left / 3600) % 24)}:${two(Math.floor(left / 60) % 60)}:${two(left % 60)}`;
  at.textContent = at.dataset.w!.replace("{days}", String(Math.floor(left / 86400))).replace("{clock}", clock);
}

for (const at of document.querySelectorAll<HTMLElement>("[data-countdown]")) {
  show(at);
  const ticking = window.setInterval(() => (at.isConnected ? show(at) : window.clearInterval(ticking)), 1000);
}
