// node tests/browser/quality.mjs SAAT: the page of answers that look wrong. Empty, with a mistake of a clerk's that is put right
// again, by its link to the answer, with and without scripts, wide, narrow and on paper. axe-core looks.
import assert from "node:assert/strict";
import { signIn, until, withCountry } from "./country.mjs";
import { fits, lookWideAndNarrow, speaksPlainly } from "./look.mjs";

const saat = process.argv[2];
assert.ok(saat, "usage: node tests/browser/quality.mjs SAAT");
const shots = process.env.SAAT_SHOTS; // a folder: pictures to look at
const province = "/follow-up/clean-province/2567/56";
const nation = "/follow-up/clean-province/2567/quality";

process.exitCode = await withCountry(saat, async (origin, browser) => {
  const office = await signIn(browser, origin, "province-56");
  const clerk = await signIn(browser, origin, "clerk-06560115");
  const csrf = (await (await clerk.request.get("/session", { headers: { Accept: "application/json" } })).json()).csrf;
  const put = async (question, typed, version = 0) => {
    const reply = await clerk.request.put(`/reports/clean-province/2567/06560115/answers/${question}`, {
      data: { typed, version },
      headers: { Accept: "application/json", "X-CSRF-Token": csrf },
    });
    assert.equal(reply.status(), 200, await reply.text());
  };

  // Nobody has reported: that is said, and is another sentence than "nothing found".
  await office.goto(province);
  await office.click("main a[href$='/quality']");
  assert.match(await office.locator("main").innerText(), /ยังไม่มีรายงานให้ตรวจ \(0 จาก/);
  await lookWideAndNarrow(office, "quality-empty", shots);

  // A household count ten times the register's is there, with what was likely meant; one click leads to the answer.
  await put("U2.1", "20320");
  await office.reload();
  const line = office.locator("tr[data-body='06560115'][data-question='U2.1']");
  await until(() => line.isVisible(), "the mistake stands on the page");
  assert.match(await line.innerText(), /2,032/);
  await speaksPlainly(office, "quality-one");
  await lookWideAndNarrow(office, "quality-one", shots);
  await office.locator("details.how summary").click();
  assert.ok(await office.locator("details.how li").first().isVisible());
  await lookWideAndNarrow(office, "quality-how", shots);

  const plain = await signIn(browser, origin, "department-1", { scripts: false });
  await plain.goto(nation);
  assert.equal(await plain.locator("tr[data-question='U2.1']").count(), 1);
  await fits(plain, "nation without scripts");
  await plain.selectOption("select[name=of]", "D1");
  await plain.click(".filter button");
  assert.match(plain.url(), /of=D1/);
  assert.match(await plain.locator("main").innerText(), /ไม่พบคำตอบที่น่าสงสัย ในรายงาน 1 แห่ง/);
  await plain.goto(`${nation}?kind=digit`);
  await plain.click("tr[data-question='U2.1'] td a");
  assert.match(plain.url(), /\/follow-up\/clean-province\/2567\/56\/06560115#q-U2-1$/);
  assert.equal(await plain.locator("#q-U2-1").count(), 1);
  const file = await plain.request.get(`${nation}?format=csv`);
  assert.match(await file.text(), /06560115/);

  // The open page follows the correction.
  await office.goto(`${province}/quality`);
  await put("U2.1", "2032", 1);
  await until(async () => (await line.count()) === 0, "what was put right is gone");
  assert.match(await office.locator("main").innerText(), /ไม่พบคำตอบที่น่าสงสัย ในรายงาน 1 แห่ง/);

  assert.equal((await clerk.goto(`${province}/quality`)).status(), 404);
  assert.equal((await office.goto(nation)).status(), 404);
  assert.equal((await office.goto("/follow-up/clean-province/2567/30/quality")).status(), 404);
});
