// node tests/browser/results.mjs SAAT: the results of the nation, a region, a province where nobody reported, a district
// and a body, with and without scripts, wide, narrow and on paper; a body's answer moves its own page. axe-core looks.
import assert from "node:assert/strict";
import { signIn, until, withCountry } from "./country.mjs";
import { accessible, fits, speaksPlainly } from "./look.mjs";

const saat = process.argv[2];
assert.ok(saat, "usage: node tests/browser/results.mjs SAAT");
const shots = process.env.SAAT_SHOTS; // a folder: pictures to look at
const base = "/results/clean-province/2567";

async function look(page, name) {
  if (shots) await page.screenshot({ path: `${shots}/${name}-${page.viewportSize().width}.png`, fullPage: true });
  await fits(page, name);
  await speaksPlainly(page, name);
  if (page.context().scripts) await accessible(page, name);
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

  // Places picked in the tables stand side by side, more are added by name, and what was typed in vain stays.
  for (const page of [department, plain, phone]) {
    await page.goto(`${base}?by=U5`);
    for (const place of ["north", "56"]) await page.check(`.pick input[value='${place}']`);
    await page.click(".picking button");
    assert.match(page.url(), /compare\?stage=recorded&place=north&place=56$/);
    await page.fill("input[name=add]", "เชียงใหม่");
    await page.press("input[name=add]", "Enter");
    await page.waitForURL(/add=/);
    assert.equal(await page.locator(".chosen li").count(), 3);
    await look(page, `compare${page === plain ? "-plain" : ""}`);
    await page.fill("input[name=add]", "ไม่มีที่ชื่อนี้");
    await page.click(".by button");
    assert.match(await page.locator("[role=status]").innerText(), /ไม่มีที่ชื่อนี้/);
    assert.equal(await page.inputValue("input[name=add]"), "ไม่มีที่ชื่อนี้");
    await page.click(".chosen .without >> nth=0");
    assert.equal(await page.locator(".chosen li").count(), 2);
  }

  // A body's page says of what is unknown that it is not known, and a stranger's is not there.
  const clerk = await signIn(browser, origin, "clerk-06560115");
  await clerk.click("nav.menus a[href='/results']");
  assert.match(clerk.url(), /\/06560115$/);
  await look(clerk, "results-own");
  const csrf = (await (await clerk.request.get("/session", { headers: { Accept: "application/json" } })).json()).csrf;
  assert.doesNotMatch(await clerk.locator("main").innerText(), /72\.59/);
  await department.goto(`${base}?by=U2`);
  await department.check(".pick input[value='56']");
  await department.evaluate(() => document.activeElement.blur());
  for (const [question, typed] of [
    ["U2.1", "2,032"],
    ["U2.2", "0"],
    ["U2.3", "1,475"],
  ]) {
    const reply = await clerk.request.put(`/reports/clean-province/2567/06560115/answers/${question}`, {
      data: { typed, version: 0 },
      headers: { Accept: "application/json", "X-CSRF-Token": csrf },
    });
    assert.equal(reply.status(), 200, await reply.text());
  }
  await clerk.evaluate(() => document.dispatchEvent(new Event("visibilitychange"))); // back from the tab of the report
  await until(async () => /72\.59/.test(await clerk.locator("main").innerText()), "the open page shows the new figure");
  await until(
    async () => /72\.59/.test(await department.locator("tr[data-place='56']").innerText()),
    "the nation's open page shows it too",
  );
  assert.ok(await department.isChecked(".pick input[value='56']"), "what was ticked stays ticked when figures move");
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
