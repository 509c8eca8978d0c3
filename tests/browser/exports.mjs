// node tests/browser/exports.mjs SAAT: files taken away. The department asks for the nation's file, watches it being made
// and gets it, with and without scripts; another is cancelled; a province's comes at once, and so do pages to print.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { signIn, until, withCountry } from "./country.mjs";
import { accessible, fits, speaksPlainly } from "./look.mjs";

const saat = process.argv[2];
assert.ok(saat, "usage: node tests/browser/exports.mjs SAAT");
const shots = process.env.SAAT_SHOTS; // a folder: pictures to look at
const base = "/exports/clean-province/2567";

async function look(page, name) {
  for (const width of [1366, 360]) {
    await page.setViewportSize({ width, height: 768 });
    if (shots) await page.screenshot({ path: `${shots}/${name}-${width}.png`, fullPage: true });
    await fits(page, name);
  }
  await page.setViewportSize({ width: 1366, height: 768 });
  await speaksPlainly(page, name);
  if (page.context().scripts) await accessible(page, name);
}

async function downloaded(page, press) {
  const [file] = await Promise.all([page.waitForEvent("download"), press()]);
  return { name: file.suggestedFilename(), bytes: readFileSync(await file.path()) };
}

process.exitCode = await withCountry(saat, async (origin, browser) => {
  const page = await signIn(browser, origin, "department-1");
  await page.goto(base);
  await look(page, "exports-none");

  // The nation's file is made while the page tells how far it is; then its button is there.
  await page.click("button[value=xlsx]");
  await page.waitForURL(`**${base}`);
  if (shots) await look(page, "exports-making");
  await page.waitForSelector("[data-state=made] a.button");
  await look(page, "exports-made");
  const book = await downloaded(page, () => page.click("[data-state=made] a.button"));
  assert.equal(book.name, "saat-clean-province-2567-TH-recorded.xlsx");
  assert.equal(book.bytes.subarray(0, 2).toString(), "PK");

  // Without scripts one looks again by oneself.
  const plain = await signIn(browser, origin, "department-1", { scripts: false });
  await plain.goto(base);
  await plain.selectOption("select[name=stage]", "approved");
  await plain.selectOption("select[name=part]", "completeness");
  for (const type of ["TOWN", "SAO"]) await plain.check(`input[name=types][value=${type}]`);
  await plain.click("button[value=csv]");
  await until(async () => {
    await plain.goto(base);
    return (await plain.locator("tbody tr:first-child[data-state=made]").count()) === 1;
  }, "the table is made");
  await look(plain, "exports-plain");
  const table = await downloaded(plain, () => plain.click("tbody tr:first-child a.button"));
  assert.equal(table.name, "saat-clean-province-2567-TH-approved-TOWN-SAO-completeness.csv");
  assert.match(table.bytes.toString(), /^\uFEFFtier /);
  assert.match(table.bytes.toString(), /\nประเทศ,TH,ทั้งประเทศ,,5\d\d\d,/);

  // What a page of figures chose is chosen here too.
  await page.goto(`${base}?area=30&stage=submitted&types=SAO`);
  assert.equal(await page.locator("select[name=area]").inputValue(), "30");
  assert.equal(await page.locator("select[name=stage]").inputValue(), "submitted");
  assert.deepEqual(
    await page.locator("input[name=types]:checked").evaluateAll((all) => all.map((each) => each.value)),
    ["SAO"],
  );

  // A province takes its own at once, and sees nobody else's.
  const province = await signIn(browser, origin, "province-56");
  await province.goto(base);
  assert.equal(await province.locator("[data-job]").count(), 0);
  await look(province, "exports-province");
  const own = await downloaded(province, () => province.click("button[value=json]"));
  assert.equal(own.name, "saat-clean-province-2567-56-recorded.json");
  assert.equal(JSON.parse(own.bytes).indicators.rows[0].place_code, "56");
  const paper = await province.request.get(`${base}/summary.pdf?area=56`);
  assert.equal((await paper.body()).subarray(0, 5).toString(), "%PDF-");
});
