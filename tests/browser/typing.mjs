// node tests/browser/typing.mjs SAAT: a clerk types, pastes, loses the line, is signed out and meets a
// colleague in the same field. Nothing typed may be lost.
import assert from "node:assert/strict";
import { password, signIn, until, withCountry } from "./country.mjs";
import { lookWideAndNarrow } from "./look.mjs";

const pictures = process.env.SAAT_SHOTS;

const saat = process.argv[2];
assert.ok(saat, "usage: node tests/browser/typing.mjs SAAT");
const report = "/reports/clean-province/2567/06560115";
const upstream = `${report}/sections/upstream`;

async function opens(browser, origin, login) {
  const page = await signIn(browser, origin, login);
  await page.goto(upstream);
  return page;
}

const field = (page, code) => page.locator(`[name="${code}"]`);
const row = (page, code) => page.locator(`.question[data-code="${code}"]`);
const saved = (page, code) => page.waitForSelector(`.question.saved[data-code="${code}"]`);

async function stored(page, code) {
  const section = { U: "upstream", M: "midstream", D: "downstream" }[code[0]];
  const reply = await page.request.get(`${report}/sections/${section}`, { headers: { accept: "application/json" } });
  assert.equal(reply.status(), 200);
  return (await reply.json()).indicators.flatMap((i) => i.questions).find((q) => q.code === code);
}

async function storedBecomes(page, code, typed, part = "typed", value = typed) {
  await until(async () => {
    const now = await stored(page, code);
    return now.typed === typed && now[part] === value;
  }, `${code} becomes ${typed} (${part} ${value})`);
}

// A page that hears nothing of what others save meanwhile, as on a line that is slow: what it was told stays.
async function unawares(pages, act) {
  for (const page of pages)
    await page.route(`**${report}/**`, (route) =>
      route.request().method() === "GET" && route.request().resourceType() === "fetch"
        ? route.abort()
        : route.fallback(),
    );
  await act();
  for (const page of pages) await page.unroute(`**${report}/**`);
}

async function typesAndSees(page) {
  await field(page, "U2.1").fill("๒,๐๐๐");
  await field(page, "U2.1").press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement.name), "U2.2", "Enter goes to the next field");
  await saved(page, "U2.1");
  assert.equal(await field(page, "U2.1").inputValue(), "๒,๐๐๐", "it stays as it was typed");
  assert.equal(await row(page, "U2.1").locator(".beside").innerText(), "= 2,000 ครัวเรือน", "one sees how it was read");
  await page.keyboard.type("500");
  await page.keyboard.press("Enter");
  await page.keyboard.type("1600");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Shift+Enter");
  assert.equal(await page.evaluate(() => document.activeElement.name), "U2.3", "Shift+Enter goes back");
  await saved(page, "U2.3");
  await row(page, "U2.3").locator(".finding.blocks").waitFor();
  assert.match(await row(page, "U2.3").locator(".finding").innerText(), /1,600/, "the finding shows the number");
  await field(page, "U2.3").fill("1200");
  await page.keyboard.press("Tab");
  await row(page, "U2.3").locator(".finding").waitFor({ state: "detached" });
  assert.match(await page.locator('section[data-code="U2"] .figure .value').innerText(), /^80/);
  assert.match(await page.locator('section[data-code="U2"] .figure .worded').innerText(), /1,200 ÷ \(2,000 − 500\)/);
}

async function usesTheLikelyValue(page) {
  await field(page, "U2.1").fill("20320"); // ten times the register's
  await page.keyboard.press("Tab");
  const use = row(page, "U2.1").locator(".use");
  await use.waitFor();
  const likely = await use.getAttribute("data-value");
  assert.equal(likely, "2032");
  await use.click();
  await storedBecomes(page, "U2.1", likely);
  await field(page, "U2.1").fill("2000");
  await page.keyboard.press("Tab");
  await storedBecomes(page, "U2.1", "2000");
}

// As a spreadsheet hands it over.
async function pastes(page, code, text) {
  await field(page, code).focus();
  await page.evaluate((text) => {
    document.querySelector(".pasted")?.remove();
    const data = new DataTransfer();
    data.setData("text/plain", text);
    document.activeElement.dispatchEvent(
      new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }),
    );
  }, text);
  await page.locator(".pasted").waitFor();
}
const shows = async (page, code) => [
  await field(page, code).inputValue(),
  await field(page, `${code}.unit`).inputValue(),
  await row(page, code).locator(".beside").innerText(),
];

async function keepsTheUnitItWasTypedIn(page, colleague) {
  const asTyped = ["31", "tonne_day", "= 11,315 ตัน/ปี · 11,315,000 กก./ปี"];
  await page.goto(`${report}/sections/downstream`);
  await field(page, "D1.3.unit").selectOption("tonne_day");
  await field(page, "D1.3").fill("31");
  await field(page, "D1.3").press("Enter");
  await saved(page, "D1.3");
  assert.deepEqual(await shows(page, "D1.3"), asTyped, "after the save");
  await field(page, "D1.3.source").selectOption("weighed");
  await storedBecomes(page, "D1.3", "31", "source", "weighed");
  assert.deepEqual(await shows(page, "D1.3"), asTyped, "after another part was saved");
  await page.reload();
  assert.deepEqual(await shows(page, "D1.3"), asTyped, "after a reload");
  await page.context().setOffline(true);
  await row(page, "D1.3").locator("summary").click();
  await field(page, "D1.3.remark").fill("ตามใบชั่ง");
  await page.keyboard.press("Tab");
  await page.locator("#line").waitFor();
  await page.context().setOffline(false);
  await page.evaluate(() => {
    window.fetch = () => Promise.reject(new TypeError("offline"));
  });
  await page.reload();
  await storedBecomes(page, "D1.3", "31", "remark", "ตามใบชั่ง");
  assert.deepEqual(await shows(page, "D1.3"), asTyped, "after what waited was brought back");

  // Two people: the other's answer comes in the other's unit.
  await colleague.goto(`${report}/sections/downstream`);
  await unawares([page], async () => {
    await field(colleague, "D1.3").fill("32");
    await field(colleague, "D1.3").press("Tab");
    await storedBecomes(page, "D1.3", "32");
    await field(page, "D1.3.unit").selectOption("kg_year");
    const choice = row(page, "D1.3").locator(".conflict");
    await choice.waitFor();
    assert.match(await choice.innerText(), /32 ตัน\/วัน[\s\S]*31 กก\.\/ปี/, "both values, each in its unit");
    await choice.locator("button").first().click();
  });
  assert.deepEqual((await shows(page, "D1.3")).slice(0, 2), ["32", "tonne_day"]);
  assert.equal((await stored(page, "D1.3")).value, "11680");

  // A suggestion is typed by a click: number and unit together, and what it replaced is said.
  await field(page, "D1.1.unit").selectOption("tonne_day");
  await field(page, "D1.1").fill("12000");
  await field(page, "D1.1").press("Tab");
  const use = row(page, "D1.1").locator(".use");
  await use.waitFor();
  const likely = await use.getAttribute("data-value");
  await use.click();
  await storedBecomes(page, "D1.1", likely, "unit", "tonne_year");
  assert.deepEqual((await shows(page, "D1.1")).slice(0, 2), [likely, "tonne_year"]);
  assert.match(await row(page, "D1.1").locator(".used").innerText(), /12000 ตัน\/วัน/);
  await page.goto(upstream);
}

async function pastesAColumn(page) {
  await pastes(page, "U3.1", "120\t x\r\n110\r\n\r\n1,800\r\n");
  await storedBecomes(page, "U3.1", "120");
  await storedBecomes(page, "U3.2", "110");
  assert.equal((await stored(page, "U4.1")).typed, "", "an empty cell clears nothing");
  await storedBecomes(page, "U4.2", "1,800");
  const told = page.locator(".pasted");
  assert.match(await told.innerText(), /วางแล้ว 3 ช่อง[\s\S]*แถว 1 ช่องที่ 2[\s\S]*x/, "a cell not used is named");
  await told.locator("button").first().click();
  await storedBecomes(page, "U3.1", "");
  await storedBecomes(page, "U4.2", "");
  assert.equal(await field(page, "U4.2").inputValue(), "", "one click takes it back");

  await pastes(page, "U3.1", "120\nประมาณ 110\n1500");
  assert.match(
    await page.locator(".pasted.bad").innerText(),
    /แถว 2[\s\S]*ประมาณ 110[\s\S]*U3\.2/,
    "which does not fit",
  );
  assert.equal((await stored(page, "U3.1")).typed, "", "and nothing was put");

  // Midstream, where M1.2 is asked once M1.1 is answered, and choices stand among numbers.
  await page.goto(`${report}/sections/midstream`);
  await pastes(page, "M1.1", "8\n6\nมี\n\nใช่\nไม่มี\n3\n12\n");
  for (const [code, typed] of Object.entries({ "M1.2": "6", "M2.1": "yes", "M2.4": "no", "M2.5": "3", "M3.1": "12" })) {
    assert.equal((await stored(page, code)).typed, typed, code);
    assert.equal(await field(page, code).inputValue(), typed, `${code} on the page`);
    assert.ok(await row(page, code).isVisible(), `${code} is asked`);
  }
  await pastes(page, "M2.1", "ไม่มี"); // onto a list, which takes no paste of its own
  await storedBecomes(page, "M2.1", "no");
  await page.goto(upstream);
}

async function goesOnWithEnter(page) {
  await page.goto(`${report}/sections/midstream`);
  // M1.2 first: without M1.1 it goes, as soon as the page has heard.
  for (const code of ["M1.2", "M1.1", "M2.1"]) {
    if (!(await row(page, code).isVisible())) continue;
    if (code === "M2.1") await field(page, code).selectOption("");
    else await field(page, code).fill("");
    await field(page, code).press("Tab");
    await storedBecomes(page, code, "");
  }
  await row(page, "M1.2").waitFor({ state: "hidden" });
  // Typed at one go, over a slow line: what M1.1 reveals is not jumped over, and each number is in its field.
  let letGo;
  const held = new Promise((resolve) => {
    letGo = resolve;
  });
  await page.route("**/answers/M1.1", async (route) => {
    await held;
    await route.continue();
  });
  await field(page, "M1.1").focus();
  for (const key of ["8", "Enter", "6", "Enter"]) await page.keyboard.press(key);
  assert.equal(await field(page, "M1.1").inputValue(), "8", "what is typed while it waits is not typed here");
  letGo();
  await page.waitForFunction(() => document.activeElement.name === "M2.1");
  await storedBecomes(page, "M1.1", "8");
  await storedBecomes(page, "M1.2", "6");
  await page.unroute("**/answers/M1.1");
  // A question that is asked no more takes no focus with it.
  await field(page, "M1.1").fill("");
  await field(page, "M1.1").press("Enter");
  await row(page, "M1.2").waitFor({ state: "hidden" });
  await page.waitForFunction(() => document.activeElement.name === "M2.1");
  await field(page, "M5.1").focus();
  await page.keyboard.press("Enter");
  assert.ok(await page.evaluate(() => document.activeElement.matches(".steps a")), "after the last the way on");

  // In a text too; a line begins with Shift.
  await page.goto(upstream);
  await field(page, "U1.1").selectOption("yes");
  await row(page, "U1.2").waitFor();
  await field(page, "U1.2").focus();
  await page.keyboard.type("ข้อหนึ่ง");
  await page.keyboard.press("Shift+Enter");
  await page.keyboard.type("ข้อสอง");
  await page.keyboard.press("Enter");
  assert.notEqual(await page.evaluate(() => document.activeElement.name), "U1.2");
  await storedBecomes(page, "U1.2", "ข้อหนึ่ง\nข้อสอง");
}

// Who hears the page, and cannot see beside what a field stands, knows each by its name.
async function namesEachField(page) {
  await page.goto(`${report}/sections/downstream`);
  const names = await page.evaluate(() =>
    [...document.querySelectorAll("form.answers :is(select, textarea, input:not([type=hidden]))")].map(
      (field) => field.getAttribute("aria-label") ?? field.labels[0].innerText,
    ),
  );
  assert.ok(names.length > 30);
  assert.deepEqual(
    names.filter((name, at) => names.indexOf(name) !== at),
    [],
  );
  await page.goto(upstream);
}

async function isToldWhatCannotBeRead(page) {
  await field(page, "U2.2").fill("abc");
  await field(page, "U2.2").press("Tab");
  await row(page, "U2.2").locator(".finding.blocks").waitFor();
  assert.equal(await row(page, "U2.2").evaluate((at) => at.classList.contains("saved")), false, "nothing green");
  assert.match(await row(page, "U2.2").locator(".state").innerText(), /ยังไม่นับเป็นคำตอบ/);
  await field(page, "U2.2").fill("500");
  await field(page, "U2.2").press("Tab");
  await storedBecomes(page, "U2.2", "500");
}

// Without scripts: the form sent as it came changes nothing.
async function sendsWhatNobodyTouched(page, colleague, browser, origin) {
  const plain = await signIn(browser, origin, "clerk-06560115", { scripts: false });
  const versions = async () =>
    (await (await page.request.get(upstream, { headers: { accept: "application/json" } })).json()).indicators.flatMap(
      (indicator) => indicator.questions.map((q) => `${q.code} ${q.version}`),
    );
  const before = await versions();
  await plain.goto(upstream);
  await plain.locator(".save-all").click();
  await plain.waitForLoadState();
  assert.deepEqual(await versions(), before);
  await plain.context().close();
}

async function losesTheLine(page) {
  await page.context().setOffline(true);
  await field(page, "U5.1").fill("12");
  await page.keyboard.press("Tab");
  await page.locator("#line").waitFor();
  assert.match(await page.locator("#line").innerText(), /1 ช่อง/);
  await field(page, "U5.2").fill("11");
  await page.keyboard.press("Tab");
  // Closed in the middle of it and opened again: what was typed is there and goes by itself.
  await page.context().setOffline(false);
  await page.evaluate(() => {
    window.fetch = () => Promise.reject(new TypeError("offline"));
  });
  await page.goto(upstream);
  await storedBecomes(page, "U5.1", "12");
  await storedBecomes(page, "U5.2", "11");
  await page.waitForFunction(() => localStorage.length === 0); // nothing is left behind in the browser
}

// A reason is typed as an answer is: kept while the line is down, and after a reload that came first.
async function losesTheLineWhileExplaining(page) {
  const code = "U2.1";
  const explained = async (text) =>
    until(async () => (await stored(page, code)).findings.some((f) => f.reason === text), `the reason becomes ${text}`);
  const reason = row(page, code).locator('input[name^="finding."]:not([type=hidden])').first();
  await field(page, code).fill("9000");
  await page.keyboard.press("Tab");
  await reason.waitFor();
  await page.context().setOffline(true);
  await reason.fill("หมู่บ้านจัดสรรใหม่");
  await page.keyboard.press("Tab");
  await page.locator("#line").waitFor();
  await page.context().setOffline(false);
  await explained("หมู่บ้านจัดสรรใหม่");
  await page.waitForFunction(() => localStorage.length === 0);
  await reason.fill("สำรวจใหม่"); // and away, without leaving the field
  await page.reload();
  await explained("สำรวจใหม่");
  await field(page, code).fill("2000");
  await page.keyboard.press("Tab");
  await storedBecomes(page, code, "2000");
}

// Two people explain one finding: the second chooses, and nothing of either is gone before.
async function explainsBesideAColleague(page, colleague) {
  const code = "U2.1";
  const reasonOn = (one) => row(one, code).locator('input[name^="finding."]:not([type=hidden])').first();
  const stands = (text) =>
    until(async () => (await stored(page, code)).findings.some((f) => f.reason === text), `the reason is ${text}`);
  await field(page, code).fill("9000");
  await page.keyboard.press("Tab");
  await storedBecomes(page, code, "9000");
  await Promise.all([page, colleague].map((one) => one.goto(`${report}/sections/upstream`)));
  await unawares([page, colleague], async () => {
    await reasonOn(page).fill("หมู่บ้านใหม่");
    await page.keyboard.press("Tab");
    await stands("หมู่บ้านใหม่");
    await reasonOn(colleague).fill("นับรวมหอพัก");
    await colleague.keyboard.press("Tab");
    await row(colleague, code).locator(".conflict").waitFor();
    await stands("หมู่บ้านใหม่");
    const box = row(colleague, code).locator(".conflict");
    await lookWideAndNarrow(colleague, "report-reason-of-two", pictures);
    assert.match(await box.innerText(), /หมู่บ้านใหม่/);
    assert.match(await box.innerText(), /นับรวมหอพัก/);
    await box.locator("button").nth(1).click();
    await stands("นับรวมหอพัก");
    await reasonOn(page).fill("บ้านจัดสรร");
    await page.keyboard.press("Tab");
    await row(page, code).locator(".conflict button").first().click();
    assert.equal(await reasonOn(page).inputValue(), "นับรวมหอพัก");
  });
  await stands("นับรวมหอพัก");
  await page.waitForFunction(() => localStorage.length === 0);
  await field(page, code).fill("2000");
  await page.keyboard.press("Tab");
  await storedBecomes(page, code, "2000");
}

// Who goes on writing while the first is on its way is not taken for somebody else.
async function explainsFurtherBeforeItHasArrived(page) {
  const code = "U2.1";
  await field(page, code).fill("9000");
  await page.keyboard.press("Tab");
  const reason = row(page, code).locator('input[name^="finding."]:not([type=hidden])').first();
  await reason.waitFor();
  let letGo;
  const held = new Promise((resolve) => {
    letGo = resolve;
  });
  await page.route("**/reasons/**", async (route) => {
    await held;
    await route.continue();
  });
  for (const text of ["หอพัก", "หอพักใหม่"]) {
    await reason.fill(text);
    await page.keyboard.press("Tab");
  }
  letGo();
  await until(
    async () => (await stored(page, code)).findings.some((f) => f.reason === "หอพักใหม่"),
    "the second reason goes upon the first",
  );
  await page.unroute("**/reasons/**");
  await page.waitForFunction(() => localStorage.length === 0);
  assert.equal(await row(page, code).locator(".conflict").count(), 0);
  await field(page, code).fill("2000");
  await page.keyboard.press("Tab");
  await storedBecomes(page, code, "2000");
}

// What two tabs typed into one field while the line was down, and both closed: neither is gone.
async function typesIntoTwoTabsWithoutALine(page, colleague) {
  const code = "U5.1";
  const other = await page.context().newPage();
  other.on("dialog", (dialog) => dialog.accept());
  await Promise.all([page, other].map((one) => one.goto(`${report}/sections/upstream`)));
  const alone = async (first, second) => {
    // Neither hears of the other; both pages are left without having sent anything.
    for (const one of [page, other]) await one.route("**/answers/**", (route) => route.abort());
    await field(page, code).fill(first);
    await page.keyboard.press("Tab");
    await field(other, code).fill(second);
    await other.keyboard.press("Tab");
    await other.locator("#line").waitFor();
    for (const one of [page, other]) await one.goto("about:blank");
    for (const one of [page, other]) await one.unroute("**/answers/**");
  };
  const first = "21",
    second = "22";
  await alone(first, second);
  await other.close();
  await page.goto(`${report}/sections/upstream`);
  const box = row(page, code).locator(".conflict");
  await box.waitFor();
  await storedBecomes(page, code, first);
  await lookWideAndNarrow(page, "report-answer-of-two-tabs", pictures);
  assert.match(await box.innerText(), new RegExp(second));
  await box.locator("button").nth(1).click();
  await storedBecomes(page, code, second);
  await page.waitForFunction(() => localStorage.length === 0);
  await colleague.goto(`${report}/sections/upstream`);
}
async function waitsForALateServer(page) {
  let letGo;
  const held = new Promise((resolve) => {
    letGo = resolve;
  });
  await page.route("**/answers/U5.1", async (route) => {
    await held;
    await route.continue();
  });
  await field(page, "U5.1").fill("13");
  await page.keyboard.press("Tab");
  await page.locator("#line").waitFor();
  assert.match(await page.locator("#line").innerText(), /1 ช่องกำลังรอบันทึก/);
  letGo();
  await storedBecomes(page, "U5.1", "13");
  await page.locator("#line").waitFor({ state: "hidden" });
  await page.unroute("**/answers/U5.1");
}

async function isSignedOutWhileTyping(page) {
  const { csrf } = await (await page.request.get("/session", { headers: { accept: "application/json" } })).json();
  await page.request.post("/session/end", { headers: { "x-csrf-token": csrf } });
  await field(page, "U6.1").fill("4");
  await page.keyboard.press("Tab");
  const again = page.locator("form.again");
  await again.waitFor();
  await field(page, "U6.2").fill("350");
  await page.keyboard.press("Tab");
  const line = (state) => page.waitForFunction((wanted) => window.saatLine.source.readyState === wanted, state);
  await line(2); // nobody tells a stranger anything: the browser has given up
  await again.locator("input[type=password]").fill("wrong wrong");
  await again.locator("button").click();
  await page.waitForFunction(() => document.querySelector(".again [role=alert]").textContent !== "");
  await again.locator("input[type=password]").fill(password);
  await again.locator("button").click();
  await page.locator("#line").waitFor({ state: "hidden" });
  await line(1); // and it is told again
  await storedBecomes(page, "U6.1", "4");
  await storedBecomes(page, "U6.2", "350");
}

async function meetsAColleague(page, colleague) {
  await colleague.goto(upstream);
  await unawares([page, colleague], async () => {
    await field(page, "U7.1").fill("1");
    await page.keyboard.press("Tab");
    await storedBecomes(page, "U7.1", "1");
    await field(colleague, "U7.1").fill("2");
    await colleague.keyboard.press("Tab");
    const choice = row(colleague, "U7.1").locator(".conflict");
    await choice.waitFor();
    await lookWideAndNarrow(colleague, "report-answer-of-two", pictures);
    assert.match(await choice.innerText(), /1[\s\S]*2/, "both values are shown");
    assert.equal((await stored(page, "U7.1")).typed, "1", "nothing is overwritten");
    await choice.locator("button").nth(1).click();
    await storedBecomes(page, "U7.1", "2");
    await field(page, "U7.1").fill("3");
    await page.keyboard.press("Tab");
    const mine = row(page, "U7.1").locator(".conflict");
    await mine.waitFor();
    await mine.locator("button").first().click();
    assert.equal(await field(page, "U7.1").inputValue(), "2", "theirs is taken over");
    assert.equal((await stored(page, "U7.1")).typed, "2");
  });
  // With it comes what it moved: a question that is not asked any more, the figure.
  await field(page, "U8.1").fill("4");
  await page.keyboard.press("Tab");
  await row(page, "U8.2").waitFor();
  await colleague.reload();
  await unawares([page], async () => {
    await field(colleague, "U8.1").fill("");
    await colleague.keyboard.press("Tab");
    await storedBecomes(page, "U8.1", "");
    await field(page, "U8.1").fill("5");
    await page.keyboard.press("Tab");
    await row(page, "U8.1").locator(".conflict button").first().click();
    await row(page, "U8.2").waitFor({ state: "hidden" });
  });
}

// Who comes back finds the list as the field above it says.
// The text, the stage and the rows they leave come back by Back, and by the address alone where no browser remembers.
async function keepsTheFilter(page, colleague, browser, origin) {
  const officer = await signIn(browser, origin, "province-56");
  await officer.goto("/follow-up/clean-province/2567/56");
  const rows = (list) =>
    list.locator("table.sortable tbody tr:visible").evaluateAll((all) => all.map((one) => one.dataset.code));
  const all = await rows(officer);
  await officer.fill("#filter", "แม่");
  const named = await rows(officer);
  await officer.selectOption("#stage", "begun");
  const some = await rows(officer);
  assert.ok(some.length > 0 && some.length < named.length && named.length < all.length, `${some} of ${named}`);
  const holds = async (list, how) => {
    await list.locator("#filter").waitFor();
    assert.equal(await list.inputValue("#filter"), "แม่", `the text, ${how}`);
    assert.equal(await list.inputValue("#stage"), "begun", `the stage, ${how}`);
    assert.deepEqual(await rows(list), some, `the rows, ${how}`);
    assert.match(await list.locator("#count").innerText(), new RegExp(`${some.length}.*${all.length}`), how);
  };
  await Promise.all([
    officer.waitForURL(/\/06560115/),
    officer.locator("table.sortable a[href$='06560115']").click(), // at once, as a hand would
  ]);
  await officer.goBack();
  await holds(officer, "back from a row");
  await officer.goto("/");
  await officer.goBack();
  await holds(officer, "back from elsewhere");
  await officer.reload();
  await holds(officer, "loaded again");
  const another = await officer.context().newPage();
  await another.goto(officer.url());
  await holds(another, "in another tab, by its address");
  await Promise.all([another.waitForURL(/stage=submitted/), another.locator(".switch a").nth(0).click()]);
  await holds(another, "with another stage's figures");
  await another.locator("details.account summary").click();
  await Promise.all([another.waitForURL(/lang=en/), another.locator("details.account a[hreflang]").click()]);
  await another.locator("#filter").waitFor();
  assert.deepEqual(
    [await another.inputValue("#filter"), await another.inputValue("#stage")],
    ["แม่", "begun"],
    "what was typed, in English",
  );
  await another.fill("#filter", "");
  await another.selectOption("#stage", "");
  assert.deepEqual(await rows(another), all);
  await another.reload();
  assert.deepEqual(await rows(another), all, "what was cleared stays cleared");
  await officer.context().close();
}

async function findsABody(page) {
  await page.goto("/");
  const search = page.locator("form.search input");
  await search.fill("ทต ท่าข้าม");
  await page.locator("form.search [role=option]").first().waitFor();
  assert.match(await page.locator("form.search ul").innerText(), /เทศบาลตำบลท่าข้าม/);
  await search.fill("6560115");
  await page.locator("form.search [role=option]", { hasText: "แม่ใส" }).waitFor();
  // One whose pages are not open to a clerk says so, and leads nowhere.
  const other = page.locator("form.search [role=option]", { hasText: "ท่าข้าม" });
  await search.fill("ทต ท่าข้าม");
  await other.first().waitFor();
  assert.match(await other.first().innerText(), /เปิดหน้าของหน่วยงานนี้ไม่ได้/);
  await other.first().dispatchEvent("mousedown");
  await search.press("ArrowDown");
  await search.press("Enter");
  assert.equal(new URL(page.url()).pathname, "/", "nor does choosing it");
  await search.fill("6560115");
  await page.locator("form.search [role=option]", { hasText: "แม่ใส" }).waitFor();
  await search.press("ArrowDown");
  await Promise.all([page.waitForURL(`**${report}/review`), search.press("Enter")]);
}

process.exitCode = await withCountry(saat, async (origin, browser) => {
  const page = await opens(browser, origin, "clerk-06560115");
  const colleague = await opens(browser, origin, "approver-06560115");
  for (const step of [
    typesAndSees,
    usesTheLikelyValue,
    keepsTheUnitItWasTypedIn,
    pastesAColumn,
    goesOnWithEnter,
    namesEachField,
    isToldWhatCannotBeRead,
    sendsWhatNobodyTouched,
    losesTheLine,
    losesTheLineWhileExplaining,
    explainsBesideAColleague,
    explainsFurtherBeforeItHasArrived,
    typesIntoTwoTabsWithoutALine,
    waitsForALateServer,
    isSignedOutWhileTyping,
    meetsAColleague,
    keepsTheFilter,
    findsABody,
  ]) {
    await step(page, colleague, browser, origin);
    console.log(step.name);
  }
});
