// node tests/browser/notices.mjs SAAT: a report is submitted; the province's bell rings on an open page, the notice is
// read, with and without scripts. axe-core looks at the page.
import assert from "node:assert/strict";
import { signIn, until, withCountry } from "./country.mjs";
import { accessible, fits } from "./look.mjs";

const saat = process.argv[2];
assert.ok(saat, "usage: node tests/browser/notices.mjs SAAT");
const shots = process.env.SAAT_SHOTS; // a folder: pictures to look at

async function look(page, name) {
  if (shots) await page.screenshot({ path: `${shots}/${name}-${page.viewportSize().width}.png`, fullPage: true });
  await fits(page, name);
  if (page.context().scripts) await accessible(page, name);
}

process.exitCode = await withCountry(saat, async (origin, browser) => {
  const province = await signIn(browser, origin, "province-56");
  const phone = await signIn(browser, origin, "clerk-06560115", { width: 360 });
  await province.goto("/notices");
  await look(province, "notices-empty");
  assert.equal(await province.locator(".bell b").isVisible(), false);

  // Nobody touches the province's page: the bell rings by itself.
  const department = await signIn(browser, origin, "department-1");
  await department.goto("/windows/clean-province/2567");
  await department.selectOption("select[name=act]", "extend");
  await department.selectOption("select[name=scope]", "province");
  await department.selectOption("select[name=province]", "56");
  await department.fill("input[name=closes_day]", "25/11/2567");
  await department.fill("input[name=closes_time]", "23.59");
  await department.fill(
    "textarea[name=reason]",
    "น้ำท่วมฉับพลันหลายตำบล เส้นทางถูกตัดขาด เจ้าหน้าที่เข้าสำนักงานไม่ได้ตั้งแต่วันที่ 16 พฤศจิกายน",
  );
  await department.click(".window-form button");
  await province.waitForFunction(() => document.querySelector(".bell b")?.textContent === "1");
  await phone.waitForFunction(() => document.querySelector(".bell b")?.textContent === "1");

  const menu = province.locator("details.account");
  const isOpen = () => menu.evaluate((details) => details.open);
  await menu.locator("summary").click();
  assert.ok(await isOpen());
  await province.keyboard.press("Escape");
  assert.equal(await isOpen(), false, "Esc closes the account's menu");
  assert.ok(await menu.locator("summary").evaluate((summary) => summary === document.activeElement));
  await menu.locator("summary").click();
  await province.locator("h1").first().click();
  assert.equal(await isOpen(), false, "so does a click beside it");
  await phone.click(".bell");
  await look(phone, "notices-one");
  assert.match(await phone.locator(".notice").first().innerText(), /ขยายเวลารับรายงาน/);
  await phone.click(".notice button[name=stay]");
  assert.equal(await phone.locator(".bell b").isVisible(), false);
  assert.equal(await phone.locator(".notice.unread").count(), 0);

  const plain = await signIn(browser, origin, "approver-06560115", { scripts: false });
  await plain.goto("/notices");
  assert.equal(await plain.locator(".bell b").innerText(), "1");
  await look(plain, "notices-plain");
  await plain.click(".all-read button");
  assert.equal(await plain.locator(".notice.unread").count(), 0);
  await plain.click(".notice a.button");
  assert.ok(!plain.url().endsWith("/notices"), "led to what it is about");
  // A reminder: looked at, sent, and its log.
  await province.goto("/reminders/clean-province/2567");
  await look(province, "reminders-begin");
  await province.selectOption("select[name=audience]", "not_begun");
  await province.fill("textarea[name=note]", "โปรดเร่งบันทึกข้อมูลให้แล้วเสร็จ หากมีข้อขัดข้องโทร. 0 5444 9999");
  await province.click("main form button");
  await look(province, "reminders-preview");
  assert.match(await province.locator(".letter").innerText(), /ปิดรับ 25 พ\.ย\. 2567 23\.59 น\. · โปรดเร่งบันทึก/);
  const people = await province.locator("#preview ~ .facts dd").nth(1).innerText();
  await Promise.all([
    province.waitForURL(/\/reminders\/clean-province\/2567\/\d+$/),
    province.click("section form button.main"),
  ]);
  await until(async () => {
    await province.reload();
    return (await province.locator("main .warn").count()) === 0;
  }, "all are told");
  await look(province, "reminder-log");
  assert.equal(await province.locator(".counters dd").first().innerText(), people, "as many as the preview said");
  const log = province.url();
  await phone.waitForFunction(() => document.querySelector(".bell b")?.textContent === "1");
  await phone.click(".bell");
  await look(phone, "notices-reminded");
  await province.setViewportSize({ width: 360, height: 768 });
  await province.goto("/reminders/clean-province/2567?audience=not_sent");
  await look(province, "reminders-preview");
  await province.goto(log);
  await look(province, "reminder-log");
  const stranger = await signIn(browser, origin, "province-30");
  assert.equal((await stranger.request.get(log)).status(), 404);
  const admin = await signIn(browser, origin, "admin");
  await admin.goto("/mail");
  await look(admin, "mail");
  await province.setViewportSize({ width: 1366, height: 768 });

  await province.click(".bell");
  await look(province, "notices-province");
  await Promise.all([
    province.waitForURL((url) => url.pathname.startsWith("/follow-up")),
    province.click(".notice button.main"),
  ]);
});
