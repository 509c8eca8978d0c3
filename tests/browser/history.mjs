// node tests/browser/history.mjs SAAT [FOLDER]: two people in one report see each other and where each is, on one node and
// (PostgreSQL) on two; then what they did is read, filtered and taken away. axe-core looks at every page, on a phone and
// on an office PC; with a FOLDER each is kept there as a picture.
import assert from "node:assert/strict";
import { signIn, start, stop, withCountry } from "./country.mjs";
import { lookWideAndNarrow } from "./look.mjs";

const [saat, pictures] = process.argv.slice(2);
assert.ok(saat, "usage: node tests/browser/history.mjs SAAT [FOLDER]");
const report = "/reports/clean-province/2567/06560115",
  upstream = `${report}/sections/upstream`;

const look = (page, name) => lookWideAndNarrow(page, name, pictures, { fullPage: !name.startsWith("together") });

const at = (page, code) => page.locator(`.question[data-code="${code}"] .here`);
const nameOf = (page) => page.locator(".account summary b").innerText();

// `one` and `other` are in the same report; where each is shows at the other, and nothing moves for it.
async function together(one, other) {
  await one.goto(upstream);
  await other.goto(upstream);
  const name = await nameOf(one);
  const before = await other.locator('[name="U2.2"]').boundingBox();
  await one.locator('[name="U2.1"]').focus();
  await at(other, "U2.1").waitFor();
  assert.ok((await at(other, "U2.1").innerText()).includes(name));
  assert.ok((await other.locator(".present").innerText()).includes(name));
  assert.match(
    await other.locator('[name="U2.1"]').getAttribute("aria-describedby"),
    /here-U2\.1/,
    "who uses a screen reader hears it at the field",
  );
  assert.deepEqual(await other.locator('[name="U2.2"]').boundingBox(), before, "nothing moved");
  await one.locator('[name="U2.2"]').focus();
  await at(other, "U2.2").waitFor();
  assert.equal(await at(other, "U2.1").count(), 0);
  assert.equal(await at(one, "U2.2").count(), 0, "nobody is told of oneself");
}

async function save(page, code, typed) {
  const field = page.locator(`[name="${code}"]`);
  await field.fill(typed);
  await Promise.all([
    page.waitForResponse((reply) => reply.url().includes(`/answers/${code}`) && reply.ok()),
    field.press("Tab"),
  ]);
}

process.exitCode = await withCountry(saat, async (origin, browser, db, more) => {
  const clerk = await signIn(browser, origin, "clerk-06560115");
  const approver = await signIn(browser, origin, "approver-06560115");
  await together(clerk, approver);
  await look(approver, "together");
  if (db.startsWith("postgres")) {
    const second = await start(saat, db, undefined, ...more);
    try {
      const elsewhere = await signIn(browser, second.origin, "approver-06560115");
      await approver.goto("/");
      await together(clerk, elsewhere);
      console.log("seen across two nodes");
      await elsewhere.context().close();
    } finally {
      await stop(second.server);
    }
    await approver.goto(upstream);
    await approver.locator(".present:not(:empty)").waitFor();
  }

  await save(clerk, "U2.1", "2,000");
  await save(clerk, "U2.1", "๒๑๐๐");
  await save(clerk, "U2.2", "500");
  await clerk.close();
  await approver.waitForFunction(() => document.querySelector(".present").textContent === ""); // who has gone is gone at once

  await approver.locator('.report-head a[href$="/history"]').click();
  const rows = approver.locator("table.acts tbody tr");
  await rows.first().waitFor();
  assert.equal(await rows.count(), 3);
  assert.match(await rows.nth(1).innerText(), /2,000 .*→ 2,100 /, "before and after, as people write them");
  await look(approver, "history");
  await approver.locator("select[name=part]").selectOption("U2.2");
  await Promise.all([approver.waitForNavigation(), approver.locator(".filter button").click()]);
  assert.equal(await rows.count(), 1);
  const csv = await (
    await approver.request.get(await approver.locator('.filter a[href*="format=csv"]').getAttribute("href"))
  ).body();
  assert.equal(csv.subarray(0, 3).toString("hex"), "efbbbf");
  assert.equal(csv.toString().trim().split("\r\n").length, 2, "the file holds what the page shows");
  await approver.locator("select[name=day]").selectOption("");

  const plain = await signIn(browser, origin, "province-56", { scripts: false });
  await plain.goto(`${report}/history`);
  assert.equal(await plain.locator("table.acts tbody tr").count(), 3, "without scripts");
  await plain.goto(upstream);
  assert.equal(await plain.locator(".present").count(), 0);
  const stranger = await signIn(browser, origin, "clerk-06560114");
  assert.equal((await stranger.request.get(`${report}/history`)).status(), 404);

  // Who signed in is who did it, not the system.
  const auditor = await signIn(browser, origin, "auditor");
  const journal = await auditor.request.get("/journal?act=sign-in", { headers: { Accept: "application/json" } });
  const { lines } = await journal.json();
  assert.ok(lines.length > 2);
  for (const line of lines) assert.notEqual(line.who, "ระบบ", JSON.stringify(line));
  console.log("seen together, and read afterwards; axe found nothing");
});
