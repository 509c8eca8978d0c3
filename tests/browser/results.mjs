// node tests/browser/results.mjs SAAT: the results of the nation, a region, a province where nobody reported, a district
// and a body, with and without scripts, wide, narrow and on paper; a body's answer moves its own page. axe-core looks.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { password, withCountry } from "./country.mjs";

const saat = process.argv[2];
assert.ok(saat, "usage: node tests/browser/results.mjs SAAT");
const axeSource = readFileSync(fileURLToPath(new URL("../../node_modules/axe-core/axe.min.js", import.meta.url)), "utf8");
const shots = process.env.SAAT_SHOTS;  // a folder: pictures to look at
const base = "/results/clean-province/2567";

async function look(page, name) {
  if (shots) await page.screenshot({ path: `${shots}/${name}-${page.viewportSize().width}.png`, fullPage: true });
  if (!page.context().scripts) return;
  await page.evaluate(axeSource);
  const { violations } = await page.evaluate(() => window.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] }));
  assert.deepEqual(violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html.slice(0, 200)).join(" ")}`), [], name);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.ok(wide <= 1, `${name} scrolls sideways by ${wide} px`);
  const text = await page.locator("main").innerText();
  assert.doesNotMatch(text, /NaN|undefined|null|\{\{/, name);
}

async function signIn(browser, origin, login, { scripts = true, width = 1366 } = {}) {
  const context = await browser.newContext({ baseURL: origin, locale: "th-TH", javaScriptEnabled: scripts, viewport: { width, height: 768 } });
  context.scripts = scripts;
  context.setDefaultTimeout(15_000);
  const page = await context.newPage();
  page.on("pageerror", (error) => { throw error; });
  await page.goto("/sign-in");
  await page.fill("input[name=login]", login);
  await page.fill("input[name=password]", password);
  await Promise.all([page.waitForURL((url) => url.pathname !== "/sign-in"), page.press("input[name=password]", "Enter")]);
  return page;
}

process.exitCode = await withCountry(saat, async (origin, browser) => {
  const department = await signIn(browser, origin, "department-1");
  const phone = await signIn(browser, origin, "department-1", { width: 360 });
  const plain = await signIn(browser, origin, "department-1", { scripts: false });

  await department.click("nav.menus a[href='/results']");
  assert.equal(new URL(department.url()).pathname, base);
  for (const place of ["", "/north", "/56", "/5601", "/06560115"]) {
    for (const page of [department, phone, plain]) {
      await page.goto(base + place);
      await look(page, `results${place.replace("/", "-") || "-nation"}${page === plain ? "-plain" : ""}`);
    }
  }

  // The address holds the page: the stage and the indicator stay on the way down, and whoever opens it sees the same.
  await plain.goto(base);
  await plain.click(".switch.stages a:not([aria-current])");
  await plain.selectOption("select[name=by]", "U4");
  await plain.click(".by button");
  assert.match(plain.url(), /stage=submitted&by=U4$/);
  await plain.click("tr[data-place='56'] a");
  assert.match(plain.url(), /\/56\?stage=submitted&by=U4$/);
  assert.match(await plain.locator(".switch.stages a[aria-current]").innerText(), /ส่งแล้ว/);

  // The map is walked with the keyboard, each place says its figure, and its address keeps the colours.
  await plain.goto(`${base}?by=U5`);
  await plain.click(".mapped .switch a:not([aria-current])");
  assert.match(plain.url(), /by=U5&map=completeness$/);
  assert.equal(await plain.locator(".map a").count(), 76);
  await plain.locator(".map a[aria-label^='พะเยา:']").focus();
  await plain.keyboard.press("Enter");
  await plain.waitForURL(/\/56\?stage=recorded&by=U5&map=completeness$/);
  assert.match(await plain.locator(".mapped .source").innerText(), /CC BY-IGO/);

  // A body's page says of what is unknown that it is not known, and a stranger's is not there.
  const clerk = await signIn(browser, origin, "clerk-06560115");
  await clerk.click("nav.menus a[href='/results']");
  assert.match(clerk.url(), /\/06560115$/);
  await look(clerk, "results-own");
  assert.equal((await clerk.goto(`${base}/06560114`)).status(), 404);
  assert.equal((await clerk.goto(base)).status(), 404);

  const wrong = await department.goto(`${base}?by=Z9`);
  assert.ok(wrong.status() >= 400 && wrong.status() < 500);
  assert.match(await department.locator("main").innerText(), /Z9/);

  if (shots) {
    await department.goto(`${base}/56`);
    await department.pdf({ path: `${shots}/results-56.pdf`, format: "A4" });
  }
});
