// node tests/browser/open.mjs SAAT [FOLDER]: what the public sees. The department releases data of a country where nobody,
// one body, two, half of all and all reported; somebody who never signed in reads every kind of page, with and without
// scripts, wide, narrow and on paper. axe-core and html-validate look; nothing unknown is shown as a number. With a FOLDER
// each page is kept there as a picture.
import assert from "node:assert/strict";
import { patience, signIn, until, withCountry } from "./country.mjs";
import { judgeRelease } from "./datapackage.mjs";
import { fits, lookWideAndNarrow, speaksPlainly } from "./look.mjs";

const [saat, pictures = process.env.SAAT_SHOTS] = process.argv.slice(2);
assert.ok(saat, "usage: node tests/browser/open.mjs SAAT [FOLDER]");
const plan = "clean-province/2567",
  base = `/open/${plan}`,
  desk = `/releases/${plan}`;
const reports = "06560115",
  applies_to_nothing = "06560114",
  silent = "05560104"; // all of province 56

const inside = (page) => page.locator("main").innerText();

// Somebody who never signed in.
async function anyone(browser, origin, scripts = true) {
  const context = await browser.newContext({
    baseURL: origin,
    locale: "th-TH",
    javaScriptEnabled: scripts,
    viewport: { width: 1366, height: 768 },
  });
  context.setDefaultTimeout(patience);
  const page = await context.newPage();
  page.on("pageerror", (error) => {
    throw error;
  });
  return page;
}

class Public {
  constructor(name, page, plain) {
    Object.assign(this, { name, page, plain });
  }

  async read(address, name) {
    const reply = await this.page.goto(address);
    assert.equal(reply.status(), 200, address);
    await speaksPlainly(this.page, name);
    await lookWideAndNarrow(this.page, `open-${this.name}-${name}`, pictures);
    const text = await inside(this.page);
    assert.doesNotMatch(text, /อำเภออำเภอ|จังหวัดจังหวัด/, address);
    await this.plain.goto(address);
    await fits(this.plain, `${name} without scripts`);
    assert.equal(await inside(this.plain), text, `${address} says the same without scripts`);
    return text;
  }

  // What is not known has no number: neither a figure nor a share.
  async knowsNothing(address, name) {
    const text = await this.read(address, name);
    assert.doesNotMatch(text, /(^|[\s>])0(\.0+)?\s*%/m, address);
    for (const shown of await this.page.locator("tr[data-figure] td b").allInnerTexts())
      assert.doesNotMatch(shown, /\d/, `${address}: a number where nothing is known: ${shown}`);
    return text;
  }
}

async function freeze(department, stage, notes) {
  await department.goto(desk);
  await department.check(`input[name=stage][value=${stage}]`);
  await department.fill("textarea[name=notes]", notes);
  await department.click("form button.main");
  await until(
    async () =>
      !(await (await department.request.get(desk, { headers: { Accept: "application/json" } })).json()).waiting,
    "the release is made",
  );
}

async function put(browser, origin, body, answers) {
  const clerk = await signIn(browser, origin, `clerk-${body}`);
  const { csrf } = await (await clerk.request.get("/session", { headers: { Accept: "application/json" } })).json();
  for (const [question, given] of answers) {
    const reply = await clerk.request.put(`/reports/${plan}/${body}/answers/${question}`, {
      data: { version: 0, ...given },
      headers: { Accept: "application/json", "X-CSRF-Token": csrf },
    });
    assert.equal(reply.status(), 200, `${question}: ${await reply.text()}`);
  }
  await clerk.context().close();
}

// Every question that a body is asked.
async function questionsOf(browser, origin, body) {
  const clerk = await signIn(browser, origin, `clerk-${body}`);
  const all = [];
  for (const section of ["upstream", "midstream", "downstream", "supporting"]) {
    const reply = await clerk.request.get(`/reports/${plan}/${body}/sections/${section}`, {
      headers: { Accept: "application/json" },
    });
    if (reply.ok()) all.push(...(await reply.json()).indicators.flatMap((i) => i.questions));
  }
  await clerk.context().close();
  return all;
}

// A country where nobody reported, then one body, then two, the second to which nothing applies.
async function few(origin, browser) {
  const department = await signIn(browser, origin, "department-1");
  const page = await anyone(browser, origin),
    plain = await anyone(browser, origin, false);
  let seen = new Public("none", page, plain);
  for (const [address, name] of [
    ["/open", "plans"],
    [base, "nation"],
    [`${base}/56`, "province"],
    [`${base}/5601`, "district"],
    [`${base}/${reports}`, "body"],
  ])
    assert.match(await seen.knowsNothing(address, name), /ยังไม่มีการเผยแพร่ข้อมูล/);
  assert.equal((await page.goto(`${base}/99999999`)).status(), 404);
  assert.equal((await page.goto(`${base}/releases/1`)).status(), 404);

  // None is made of nothing; the page says why, and keeps what was typed.
  await department.goto(desk);
  await department.fill("textarea[name=notes]", "ชุดแรก");
  await department.click("form button.main");
  assert.match(await inside(department), /ยังไม่มีรายงานให้นับ/);
  assert.equal(await department.locator("textarea[name=notes]").inputValue(), "ชุดแรก");
  if (pictures) await department.screenshot({ path: `${pictures}/open-desk-nothing.png`, fullPage: true });

  await put(browser, origin, reports, [
    ["U2.1", { typed: "2,032" }],
    ["U2.2", { typed: "0" }],
    ["U2.3", { typed: "1,475" }],
  ]);
  await freeze(department, "recorded", "เผยแพร่ครั้งแรก");
  seen = new Public("one", page, plain);
  await seen.read("/open", "plans");
  assert.match(await seen.read(base, "nation"), /72\.59/);
  assert.match(await seen.read(`${base}/56`, "province"), /72\.59/);
  await seen.read(`${base}/56?by=U3`, "province-by-what-nobody-gave");
  assert.match(await seen.read(`${base}/${reports}`, "body"), /72\.59/);
  assert.match(await seen.knowsNothing(`${base}/${silent}`, "body-not-in-it"), /ไม่มีรายงานของ อปท\. นี้/);
  await seen.knowsNothing(`${base}/30`, "province-of-nobody");
  await seen.knowsNothing(`${base}/3001`, "district-of-nobody");
  assert.match(await seen.read(`${base}/releases/1`, "release"), /ครั้งแรก/);

  const asked = (await questionsOf(browser, origin, applies_to_nothing)).filter((question) => question.may_not_apply);
  assert.ok(asked.length > 0, "questions that may not apply");
  await put(
    browser,
    origin,
    applies_to_nothing,
    asked.map(({ code }) => [code, { not_applicable: true, reason: "ไม่มีในพื้นที่" }]),
  );
  await freeze(department, "recorded", "เพิ่มรายงานของอีกหนึ่งแห่ง");
  seen = new Public("two", page, plain);
  const nothing = await seen.knowsNothing(`${base}/${applies_to_nothing}`, "body-of-not-applicable");
  assert.match(nothing, /ไม่เกี่ยวข้อง/);
  const second = await seen.read(`${base}/releases/2`, "release");
  assert.match(second, new RegExp(applies_to_nothing));
  assert.match(second, /สถานะรายงาน/);
  assert.match(await seen.read(base, "nation"), /ชุดข้อมูลก่อนหน้า/);
  await lookWideAndNarrow(department, "open-desk", pictures);
  const { answers, changes } = await judgeRelease(origin, `${base}/releases/2`);
  assert.equal(answers.length, 2);
  assert.ok(changes.length > 0);
}

// Half of all, or all: the stage that is released counts, and each page says of how many.
async function many(origin, browser, name, stage) {
  const department = await signIn(browser, origin, "department-1");
  await freeze(department, stage, "เผยแพร่ทั้งประเทศ");
  const seen = new Public(name, await anyone(browser, origin), await anyone(browser, origin, false));
  for (const [address, page] of [
    [base, "nation"],
    [`${base}/30`, "province"],
    [`${base}/3001`, "district"],
    [`${base}/releases/1`, "release"],
  ])
    assert.match(await seen.read(address, page), /[\d,]+ จาก [\d,]+ แห่ง|ครั้งแรก/);
  const { tables } = await (
    await seen.page.request.get(`${base}/30`, { headers: { Accept: "application/json" } })
  ).json();
  const bodies = tables.at(-1).rows;
  assert.ok(bodies.length > 50 && bodies.length <= 334, `${bodies.length} bodies`);
  await seen.read(bodies[0].href, "body");
  const { answers } = await judgeRelease(origin, `${base}/releases/1`);
  assert.ok(answers.length > 2_000, `${answers.length} reports`);
}

process.exitCode =
  (await withCountry(saat, few)) ||
  (await withCountry(saat, (origin, browser) => many(origin, browser, "half", "submitted"), undefined, "half")) ||
  (await withCountry(saat, (origin, browser) => many(origin, browser, "all", "recorded"), undefined, "all"));
