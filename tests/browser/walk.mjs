// node tests/browser/walk.mjs SAAT: a report from the clerk's first field to the department's figure,
// in a real browser, with and without scripts, on a phone and on an office PC. axe-core looks at every page.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { given } from "./answers.mjs";
import { password, patience, until, withCountry } from "./country.mjs";
import { accessible, fits } from "./look.mjs";

const saat = process.argv[2];
assert.ok(saat, "usage: node tests/browser/walk.mjs SAAT");
const plan = "clean-province/2567";
const province = "30";

// axe-core needs timers, which a page without scripts has not: it is opened once more where only
// its own scripts are kept away.
async function lens(page) {
  if (page.context().scripts) return page;
  const context = await page
    .context()
    .browser()
    .newContext({
      storageState: await page.context().storageState(),
      viewport: page.viewportSize(),
      locale: "th-TH",
    });
  await context.route("**/*", (route) =>
    route.request().resourceType() === "script" ? route.abort() : route.continue(),
  );
  const twin = await context.newPage();
  await twin.goto(page.url());
  return twin;
}

const seen = new Set();
const looked = new Set(); // once for each way of walking: four people sign in by the same page
async function look(walked, name) {
  const way = `${name} ${walked.context().scripts} ${walked.viewportSize().width}`;
  if (looked.has(way)) return;
  looked.add(way);
  const page = await lens(walked);
  await accessible(page, name);
  await fits(page, name);
  seen.add(name);
  if (page !== walked) await page.context().close();
}

async function signIn(browser, origin, login, mode) {
  const context = await browser.newContext({
    baseURL: origin,
    locale: "th-TH",
    javaScriptEnabled: mode.scripts,
    viewport: { width: mode.width, height: mode.width < 500 ? 740 : 768 },
  });
  context.scripts = mode.scripts;
  context.setDefaultTimeout(patience);
  const page = await context.newPage();
  page.on("pageerror", (error) => {
    throw error;
  });
  await page.goto("/sign-in");
  await look(page, "sign-in");
  await page.fill("input[name=login]", login);
  await page.fill("input[name=password]", password);
  await Promise.all([
    page.waitForURL((url) => url.pathname !== "/sign-in"),
    page.press("input[name=password]", "Enter"),
  ]);
  return page;
}

// The page's own value, as its scripts read it: what is checked is the server's, not a copy here.
async function value(page, path) {
  const reply = await page.request.get(path, { headers: { accept: "application/json" } });
  assert.equal(reply.status(), 200, path);
  return reply.json();
}

async function fillField(page, question) {
  const text = given[question.code];
  assert.notEqual(text, undefined, `the walk has no answer for ${question.code}`);
  const field = page.locator(`[name="${question.code}"]`);
  if (question.is_yes_no) {
    const radio = page.locator(`input[type=radio][name="${question.code}"][value="${text}"]`);
    if (await radio.count())
      await page
        .locator(
          `label:has(input[name="${question.code}"][value="${text}"]), ` +
            `label[for="${await radio.getAttribute("id")}"]`,
        )
        .first()
        .click();
    else await field.selectOption(text);
  } else if (question.is_choice) {
    const code = question.choices[0].code;
    const radio = page.locator(`input[type=radio][name="${question.code}"][value="${code}"]`);
    if (await radio.count()) await radio.check({ force: true });
    else await field.selectOption(code);
  } else {
    await field.fill(text || "-");
    await field.press("Tab");
  }
}

const questionsOf = (data) => data.indicators.flatMap((i) => i.questions);

// Until nothing is open: an answer may bring further questions.
async function fillSection(page, address, mode) {
  for (let round = 0; round < 4; ++round) {
    await page.goto(address);
    const open = questionsOf(await value(page, address)).filter(
      (q) => q.asked && !q.is_file && q.version === 0 && given[q.code] !== "",
    );
    if (open.length === 0) return;
    for (const question of open) await fillField(page, question);
    if (mode.scripts) {
      await until(
        async () => {
          const now = questionsOf(await value(page, address));
          return open.every((q) => now.find((n) => n.code === q.code).version > 0);
        },
        `saved are ${open.map((q) => q.code)}`,
      );
    } else {
      await Promise.all([
        page.waitForNavigation(),
        page.locator(`form[action*="/answers"] button[type=submit]`).last().click(),
      ]);
    }
  }
  assert.fail(`${address} asks for more and more`);
}

async function walk(browser, origin, body, mode) {
  const report = `/reports/${plan}/${body}`;
  const followProvince = `/follow-up/${plan}/${province}`;
  const followNation = `/follow-up/${plan}`;
  const officer = await signIn(browser, origin, `province-${province}`, mode);
  await officer.goto(followProvince);
  const before = await value(officer, followProvince);
  const department = await signIn(browser, origin, "department-1", mode);
  const nationBefore = await value(department, followNation);

  const clerk = await signIn(browser, origin, `clerk-${body}`, mode);
  await look(clerk, "home");
  await clerk.goto(report);
  const first = await value(clerk, clerk.url().slice(origin.length));
  for (const section of first.sections) {
    await fillSection(clerk, section.href, mode);
    await look(clerk, `section ${section.code}`);
  }
  const upstream = await value(clerk, first.sections[0].href);
  assert.match(upstream.indicators.find((i) => i.code === "U2").figure.shown, /^80/, "1,200 of 2,000 − 500 is 80 %");
  await clerk.goto(`${report}/review`);
  await look(clerk, "review");
  const refused = await clerk.request.get(`/reports/${plan}/06560115/review`);
  assert.equal(refused.status(), body === "06560115" ? 200 : 404, "another body's report is not there");

  const approver = await signIn(browser, origin, `approver-${body}`, mode);
  await approver.goto(`${report}/review`);
  const review = await value(approver, `${report}/review`);
  assert.deepEqual(
    [...review.blocking, ...review.missing].map((b) => b.question ?? b.code),
    [],
    "nothing stands in the way",
  );
  const stood = mode.scripts ? await officer.locator("main").innerText() : "";
  const sent = await approver
    .locator('form[action$="/submission"]')
    .evaluate((form) =>
      Object.fromEntries(
        ["csrf", "idempotency_key", "seen"].map((name) => [name, form.elements.namedItem(name).value]),
      ),
    );
  await approver.locator("input[name=certify]").check();
  await Promise.all([
    approver.waitForURL(`**${report}/receipt`),
    approver.locator('form[action$="/submission"] button[type=submit]').click(),
  ]);
  await look(approver, "receipt");
  const receipt = await value(approver, `${report}/receipt`);
  // The same form once more, as a browser sends it whose answer got lost: it is told what it did, and nothing is done.
  const again = await approver.request.post(`${report}/submission`, { form: { ...sent, certify: "yes" } });
  assert.ok(again.ok() && again.url().endsWith("/receipt"), "a repeated submission is answered as the first was");
  assert.equal((await value(approver, `${report}/receipt`)).number, receipt.number);
  assert.equal((await value(approver, `${report}/history?act=submit`)).lines.length, 1, "sent once");
  assert.ok((await approver.locator("main").innerText()).includes(receipt.number));
  await approver.goto(receipt.verify_href);
  await look(approver, "receipt check");
  assert.equal((await value(approver, receipt.verify_href)).genuine, true);

  // An open page moves by itself; without scripts one looks again.
  if (mode.scripts) {
    await officer.waitForFunction((old) => document.querySelector("main").innerText !== old, stood);
  } else {
    await officer.reload();
  }
  await look(officer, "province");
  const after = await value(officer, followProvince);
  assert.equal(after.totals.submitted, before.totals.submitted + 1);
  assert.equal(after.totals.begun, before.totals.begun + 1);
  assert.equal(after.bodies.find((b) => b.code === body).stage, "submitted");
  assert.match(after.figures.find((f) => f.code === "U2").shown, /^80/);
  assert.notEqual(
    after.figures.find((f) => f.code === "U2").count_words,
    before.figures.find((f) => f.code === "U2").count_words,
    "from one body more",
  );

  await department.goto(followNation);
  await look(department, "nation");
  const nationAfter = await value(department, followNation);
  assert.equal(nationAfter.totals.submitted, nationBefore.totals.submitted + 1);
  assert.equal(nationAfter.provinces.find((p) => p.code === province).submitted, after.totals.submitted);
  assert.match(nationAfter.figures.find((f) => f.code === "U2").shown, /^80/);
  for (const page of [officer, department, clerk, approver]) await page.context().close();
}

process.exitCode = await withCountry(saat, async (origin, browser, db) => {
  const finder = await signIn(browser, origin, `province-${province}`, { scripts: true, width: 1366 });
  const { bodies } = await value(finder, `/follow-up/${plan}/${province}`);
  const reporting = bodies.map((b) => b.code).filter((code) => !/^0[12]/.test(code));
  const modes = [
    [true, 1366],
    [false, 1366],
    [true, 360],
    [false, 360],
  ].map(([scripts, width]) => ({ scripts, width }));
  for (const [i, mode] of modes.entries()) {
    await walk(browser, origin, reporting[i * 7], mode);
    console.log(`walked ${mode.scripts ? "with" : "without"} scripts at ${mode.width}`);
  }
  execFileSync(saat, ["recount", "--db", db], { stdio: "inherit" });
  console.log(`axe found nothing on: ${[...seen].join(", ")}`);
});
