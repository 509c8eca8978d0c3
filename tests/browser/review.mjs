// node tests/browser/review.mjs SAAT [FOLDER]: an approver and their province in two browsers, live. The report is sent,
// looked into, asked about, sent back, corrected and certified; each side sees what the other did without touching its
// page. axe-core looks at every page on a phone and on an office PC; with a FOLDER each is kept there as a picture.
import assert from "node:assert/strict";
import { given } from "./answers.mjs";
import { signIn, until, withCountry } from "./country.mjs";
import { lookWideAndNarrow } from "./look.mjs";

const [saat, pictures] = process.argv.slice(2);
assert.ok(saat, "usage: node tests/browser/review.mjs SAAT [FOLDER]");
const plan = "clean-province/2567",
  body = "06560115",
  province = "56";
const report = `/reports/${plan}/${body}`,
  follow = `/follow-up/${plan}/${province}`;

const look = (page, name) => lookWideAndNarrow(page, name, pictures);

const press = (page, selector) => Promise.all([page.waitForNavigation(), page.locator(selector).first().click()]);
const asJson = async (page, path) => (await page.request.get(path, { headers: { Accept: "application/json" } })).json();

// Everything typed, as a script of the page would send it.
async function fill(page) {
  const { csrf } = await asJson(page, "/session");
  for (const [code, typed] of Object.entries(given)) {
    if (typed === "") continue;
    const reply = await page.request.put(`${report}/answers/${code}`, {
      headers: { "X-CSRF-Token": csrf, Accept: "application/json" },
      data: { typed, version: 0 },
    });
    assert.ok(reply.ok(), `${code}: ${await reply.text()}`);
  }
}

process.exitCode = await withCountry(saat, async (origin, browser) => {
  const clerk = await signIn(browser, origin, `clerk-${body}`);
  await fill(clerk);
  const approver = await signIn(browser, origin, `approver-${body}`);
  const officer = await signIn(browser, origin, `province-${province}`);
  await officer.goto(`${follow}/queue`);
  assert.equal(await officer.locator(".queue > li").count(), 0);
  await look(officer, "queue-empty");

  // Sent: the officer's queue shows it, untouched.
  await approver.goto(`${report}/review`);
  await look(approver, "before-sending");
  await approver.locator("input[name=certify]").check();
  await press(approver, "form[action$='/submission'] button[type=submit]");
  await officer.locator(`.queue > li[data-code="${body}"]`).waitFor();
  await look(officer, "queue");
  await press(officer, `.queue > li[data-code="${body}"] a`);
  await look(officer, "officer");

  // Asked at an answer: the approver's home page says so, untouched.
  await approver.goto("/");
  const question = officer.locator('[id="q-U2-1"]');
  await question.locator(".thread summary").click();
  await question.locator('textarea[name="text.U2.1"]').fill("จำนวนครัวเรือนรวมบ้านเช่าหรือไม่");
  await question.locator('input[name="follow.U2.1"]').check();
  await press(officer, '[id="q-U2-1"] .thread button[name=question]');
  await officer.locator('[id="q-U2-1"] .said.waits').waitFor();
  await approver.locator(".returned a").waitFor();
  await look(approver, "home-asked");
  await press(approver, ".returned a");
  assert.match(await approver.locator(".said.waits .text").innerText(), /รวมบ้านเช่าหรือไม่/, "at the field itself");
  await look(approver, "field-asked");

  // Closed where it stands; who closed it is said. The officer is on the way to another page when their own hears of it:
  // it is not loaded again under their step.
  let arrive;
  await officer.route(`**${follow}/queue`, async (route) => {
    await new Promise((held) => (arrive = held));
    await route.continue();
  });
  await officer.evaluate(() => {
    const { json } = Response.prototype;
    Response.prototype.json = function () {
      const read = json.call(this);
      void read.then(() => setTimeout(() => console.info("heard"))); // and what it led to is done
      return read;
    };
  });
  const step = officer.goto(`${follow}/queue`);
  await until(() => arrive, "the officer's step is on its way");
  const heard = officer.waitForEvent("console", (message) => message.text() === "heard");
  await press(approver, '[id="q-U2-1"] ~ .thread .said.waits button');
  await heard;
  arrive();
  await step;
  assert.equal(new URL(officer.url()).pathname, `${follow}/queue`);
  assert.equal(new URL(approver.url()).pathname, `${report}/sections/upstream`);
  assert.equal(await approver.locator(".said.waits").count(), 0, "nothing waits there any more");

  // What an officer asked they close themselves, on their own page; words begun at another answer stay.
  await officer.goto(`${follow}/${body}`);
  const asked = officer.locator('[id="q-U2-3"] .thread');
  const storedAt = async (code) => {
    const page = await asJson(officer, `${follow}/${body}`);
    const questions = page.report_sections.flatMap((s) => s.indicators).flatMap((i) => i.questions);
    return questions.find((q) => q.code === code).comments;
  };
  await asked.locator("summary").click();
  await asked.locator("textarea").fill("นับรวมครัวเรือนในค่ายทหารหรือไม่");
  await asked.locator('input[name="follow.U2.3"]').check();
  await press(officer, '[id="q-U2-3"] .thread button[name=question]');
  assert.deepEqual(
    (await storedAt("U2.3")).map((said) => [said.waits, said.resolved]),
    [[true, ""]],
  );
  await officer.locator('[id="q-U2-2"] .thread summary').click();
  await officer.locator('textarea[name="text.U2.2"]').fill("เขียนค้างไว้");
  await press(officer, '[id="q-U2-3"] .thread .said.waits button');
  const [closed] = await storedAt("U2.3");
  assert.equal(closed.waits, false, "it is closed");
  const { person_name: closer } = await asJson(officer, "/session");
  assert.ok(closer && closed.resolved.includes(closer), `by whom: ${closed.resolved}`);
  assert.equal(await officer.locator(".said.waits").count(), 0);
  assert.match(await officer.locator('[id="q-U2-3"] .said').innerText(), /ปิดเรื่องแล้วโดย/);
  assert.equal(await officer.locator('textarea[name="text.U2.2"]').inputValue(), "เขียนค้างไว้", "kept, and told");
  assert.match(await officer.locator("p.bad[role=alert]").innerText(), /U2\.3.*ยังไม่ได้ส่ง/);
  assert.deepEqual(await storedAt("U2.2"), [], "and not sent");
  await approver.goto("/");
  assert.equal(await approver.locator(".returned").count(), 0, "nothing waits for the body either");
  await approver.goto(`${report}/sections/upstream`);
  assert.equal(await approver.locator(".said.waits").count(), 0);

  // Words at one answer are not lost by sending those at another, nor reasons by certifying.
  await officer.goto(`${follow}/${body}`);
  for (const [code, text] of [
    ["U2.1", "ขอบคุณ"],
    ["U2.2", "ยังเขียนไม่จบ"],
  ]) {
    const thread = officer.locator(`[id="q-${code.replace(".", "-")}"] .thread`);
    await thread.locator("summary").click();
    await thread.locator("textarea").fill(text);
  }
  await press(officer, '[id="q-U2-1"] .thread button[name=question]');
  assert.equal(await officer.locator('textarea[name="text.U2.2"]').inputValue(), "ยังเขียนไม่จบ", "kept, and told");
  assert.match(await officer.locator("p.bad[role=alert]").innerText(), /ยังไม่ได้ส่ง/);
  await officer.goto(`${follow}/${body}`);
  await question.locator("summary").first().click();
  await officer.locator('textarea[name="reason.U2.1"]').fill("ต่างจากทะเบียนราษฎรมาก โปรดตรวจ");
  await press(officer, ".decide button.main");
  assert.match(await officer.locator("p.bad[role=alert]").innerText(), /เหตุผลที่จะส่งกลับ/, "asked, not certified");

  // Sent back with a reason at an answer; a wrong day keeps everything typed.
  await officer.locator("#send-back input[name=due]").fill("31/2/2567");
  await press(officer, "#send-back button");
  assert.match(await officer.locator("p.bad[role=alert]").innerText(), /31\/2\/2567/);
  assert.equal(
    await officer.locator('textarea[name="reason.U2.1"]').inputValue(),
    "ต่างจากทะเบียนราษฎรมาก โปรดตรวจ",
    "kept",
  );
  await look(officer, "officer-refused");
  await clerk.goto("/");
  await officer.locator("#send-back input[name=due]").fill("20/11/2567");
  await press(officer, "#send-back button");
  await look(officer, "officer-sent-back");
  await clerk.locator(".returned .warn").waitFor();
  await look(clerk, "home-sent-back");

  // Corrected: the officer sees before and after.
  await clerk.goto(`${report}/sections/upstream`);
  const field = clerk.locator('[name="U2.1"]');
  await field.fill("2045");
  await field.press("Tab");
  await clerk.waitForSelector('.question.saved[data-code="U2.1"]');
  await look(clerk, "field-sent-back");
  await approver.goto(`${report}/review`);
  await approver.locator("input[name=certify]").check();
  await press(approver, "form[action$='/submission'] button[type=submit]");
  await officer.locator(".decide button.main").waitFor();
  assert.match(await officer.locator(".correction table").innerText(), /2,?000[\s\S]*2,?045/, "before and after");
  assert.equal(await officer.locator('[id="q-U2-1"].fresh').count(), 1, "marked at the answer");
  await look(officer, "officer-corrected");

  // The officer's page is kept from moving on; what it saw is not what stands any more.
  const stale = await officer.context().newPage();
  await stale.route("**/events**", (route) => route.abort());
  await stale.goto(`${follow}/${body}`);
  await approver.goto(`${report}/receipt`);
  await approver.locator("details.box > summary").last().click();
  await press(approver, "form[action$='/withdrawal'] button");
  await press(stale, ".decide button.main");
  assert.match(await stale.locator("p.bad[role=alert]").innerText(), /ไม่ได้อยู่ในสถานะส่งแล้ว/, "it says what happened");
  await look(stale, "officer-too-late");
  await stale.close();
  await approver.goto(`${report}/review`);
  await approver.locator("input[name=certify]").check();
  await press(approver, "form[action$='/submission'] button[type=submit]");

  // Certified, without scripts; the open pages of both follow.
  await approver.goto("/");
  const plain = await signIn(browser, origin, `province-${province}`, { scripts: false });
  await plain.goto(`${follow}/${body}`);
  await press(plain, ".decide button.main");
  await approver.locator(".chip", { hasText: "จังหวัดรับรองแล้ว" }).waitFor();
  await officer.locator('main[data-stage="approved"]').waitFor();
  await look(officer, "officer-certified");
  await officer.goto(`${follow}?stage=approved`);
  assert.match(await officer.locator("table.figures").innerText(), /1 จาก /, "the certified figure is from one report");
  await look(officer, "province-certified");
  await officer.goto(`${follow}/approvals`);
  await look(officer, "bulk-empty");
  console.log("approver and province, live in two browsers; axe found nothing");
});
