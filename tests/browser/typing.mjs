// node tests/browser/typing.mjs SAAT: a clerk types, pastes, loses the line, is signed out and meets a
// colleague in the same field. Nothing typed may be lost.
import assert from "node:assert/strict";
import { password, signIn, until, withCountry } from "./country.mjs";

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
  const reply = await page.request.get(upstream, { headers: { accept: "application/json" } });
  assert.equal(reply.status(), 200);
  return (await reply.json()).indicators.flatMap((i) => i.questions).find((q) => q.code === code);
}

async function storedBecomes(page, code, typed) {
  await until(async () => (await stored(page, code)).typed === typed, `${code} becomes ${typed}`);
}

async function typesAndSees(page) {
  await field(page, "U2.1").fill("๒,๐๐๐");
  await field(page, "U2.1").press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement.name), "U2.2", "Enter goes to the next field");
  await saved(page, "U2.1");
  assert.equal(await field(page, "U2.1").inputValue(), "2,000", "one sees how it was read");
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

async function pastesAColumn(page) {
  await field(page, "U3.1").focus();
  await page.evaluate(() => {
    const data = new DataTransfer();
    data.setData("text/plain", "120\t x\r\n110\r\n\r\n1,800\r\n");
    document.activeElement.dispatchEvent(
      new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }),
    );
  });
  await storedBecomes(page, "U3.1", "120");
  await storedBecomes(page, "U3.2", "110");
  assert.equal((await stored(page, "U4.1")).typed, "", "an empty cell clears nothing");
  await storedBecomes(page, "U4.2", "1,800");
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
  await again.locator("input[type=password]").fill("wrong wrong");
  await again.locator("button").click();
  await page.waitForFunction(() => document.querySelector(".again [role=alert]").textContent !== "");
  await again.locator("input[type=password]").fill(password);
  await again.locator("button").click();
  await page.locator("#line").waitFor({ state: "hidden" });
  await storedBecomes(page, "U6.1", "4");
  await storedBecomes(page, "U6.2", "350");
}

async function meetsAColleague(page, colleague) {
  await colleague.goto(upstream);
  await field(page, "U7.1").fill("1");
  await page.keyboard.press("Tab");
  await storedBecomes(page, "U7.1", "1");
  await field(colleague, "U7.1").fill("2");
  await colleague.keyboard.press("Tab");
  const choice = row(colleague, "U7.1").locator(".conflict");
  await choice.waitFor();
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
}

async function findsABody(page) {
  await page.goto("/");
  const search = page.locator("form.search input");
  await search.fill("ทต ท่าข้าม");
  await page.locator("form.search [role=option]").first().waitFor();
  assert.match(await page.locator("form.search ul").innerText(), /เทศบาลตำบลท่าข้าม/);
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
    pastesAColumn,
    losesTheLine,
    waitsForALateServer,
    isSignedOutWhileTyping,
    meetsAColleague,
    findsABody,
  ]) {
    await step(page, colleague);
    console.log(step.name);
  }
});
