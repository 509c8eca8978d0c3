// How the browser tests look at a page: with axe-core's eyes, against the standard of HTML, for what sticks out, and for
// words no reader should meet.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { HtmlValidate } from "html-validate";

const axeSource = readFileSync(
  fileURLToPath(new URL("../../node_modules/axe-core/axe.min.js", import.meta.url)),
  "utf8",
);

// What a template makes of a page is the same whichever engine kept its figures: axe-core and html-validate look at it in
// the walk on SQLite. The walk on PostgreSQL walks, reads and compares all the same.
const looked_at_elsewhere = process.env.SAAT_TEST_ENGINE === "postgres";

// WCAG 2.2, levels A and AA. axe-core needs a page with scripts.
export async function accessible(page, name) {
  if (looked_at_elsewhere) return;
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axeSource);
  const { violations } = await page.evaluate(() =>
    window.axe.run(document, {
      runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
      resultTypes: ["violations"], // of the rest it keeps no list
    }),
  );
  const said = violations.map(
    (v) => `${v.id}: ${v.help}\n    ${v.nodes.map((n) => n.html.slice(0, 200)).join("\n    ")}`,
  );
  assert.equal(said.length, 0, `${name} (${page.url()}):\n  ${said.join("\n  ")}`);
}

// What the server sent, before any script: as the standard has it, and nothing of taste.
const standard = new HtmlValidate({ root: true, extends: ["html-validate:standard"] });
const judged = new Map(); // by the page without its tokens: who else gets the same page need not wait for its judge
export async function faultsOf(html) {
  const page = html.replaceAll(/\b[0-9a-f]{32,}\b/g, "token");
  if (!judged.has(page)) {
    const { results } = await standard.validateString(page);
    judged.set(
      page,
      results.flatMap((result) => result.messages).map((m) => `${m.line}:${m.column} ${m.ruleId}: ${m.message}`),
    );
  }
  return judged.get(page);
}

const seen = new Set();
export async function valid(page, name) {
  if (looked_at_elsewhere || seen.has(page.url())) return;
  seen.add(page.url());
  const reply = await page.request.get(page.url(), { headers: { Accept: "text/html" } });
  assert.deepEqual(await faultsOf(await reply.text()), [], `${name} (${page.url()}) is not valid HTML`);
}

export async function fits(page, name) {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.ok(wide <= 1, `${name} scrolls sideways by ${wide} px at ${page.viewportSize().width}`);
}

export async function speaksPlainly(page, name) {
  assert.doesNotMatch(await page.locator("main").innerText(), /NaN|undefined|null|\{\{/, name);
}

// On an office PC and on a phone; `pictures`, a folder if any, gets what was seen, and what would be printed.
export async function lookWideAndNarrow(page, name, pictures, { fullPage = true } = {}) {
  await valid(page, name);
  for (const width of [1366, 360]) {
    await page.setViewportSize({ width, height: width < 500 ? 740 : 768 });
    await accessible(page, name);
    await fits(page, name);
    if (pictures) await page.screenshot({ path: `${pictures}/${name}-${width}.png`, fullPage });
  }
  if (pictures) {
    await page.setViewportSize({ width: 1000, height: 768 });
    await page.emulateMedia({ media: "print" });
    await page.screenshot({ path: `${pictures}/${name}-print.png`, fullPage: true });
    await page.emulateMedia({ media: "screen" });
  }
  await page.setViewportSize({ width: 1366, height: 768 });
}
