// node tests/browser/narrow.mjs SAAT [FOLDER]: a telephone, 360 pixels wide, in a country half of which reported. Everybody
// follows the links from page to page, one of each kind of address, in both languages: no page is wider than the window,
// nothing on it is cut off, folded or opened, and each file it offers is there. With a FOLDER each page is kept there as a
// picture.
import assert from "node:assert/strict";
import { signIn, withCountry } from "./country.mjs";
import { fill, poster } from "./fill.mjs";

const [saat, pictures] = process.argv.slice(2);
assert.ok(saat, "usage: node tests/browser/narrow.mjs SAAT [FOLDER]");
const at = "clean-province/2567";
const body = "06560115";
const width = 360;
const province = "province-56";
const isFile = (address) => files.test(new URL(address, "http://localhost").pathname) || /[?&]format=/.test(address);
const files = /(\.(csv|json|xlsx|pdf|png|zip|txt|sql)|\/file)$/;

// Pages of one address but for its numbers that are looked at, by what else is chosen in them. Who sees the nation sees
// what the department does: there the first is enough.
const like = (login) => (/^(admin|auditor)/.test(login) ? 1 : 2);
const taken = new Set(); // kinds of files, by whoever came first
const regions = /\/(north|northeast|central|east|west|south)(?=\/|$)/;

// Pages of one kind have one address but for its numbers and for what is chosen in them; files one name.
function kinds(address) {
  const { pathname, searchParams } = new URL(address, "http://localhost");
  const shape = pathname.replace(regions, "/region").replaceAll(/\d/g, "0");
  if (isFile(address)) return [`${shape.split("/")[1]} ${shape.match(/\.\w+$/) ?? searchParams.get("format")}`, ""];
  return [shape, [...searchParams.keys()].sort().join("&")];
}

// What of a page its reader could not get to see, in their own words.
function unseen() {
  const found = [];
  const name = (element) =>
    `<${element.tagName.toLowerCase()} class="${element.className}"> ${element.textContent.trim().slice(0, 40)}`;
  const scrolls = (element) =>
    element && (/auto|scroll/.test(getComputedStyle(element).overflowX) || scrolls(element.parentElement));
  const seen = (element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true });
  const page = document.scrollingElement;
  if (page.scrollWidth > innerWidth) found.push(`${page.scrollWidth} of ${innerWidth} px`);
  for (const element of document.body.querySelectorAll("*")) {
    if (!seen(element) || element.matches("svg *, .skip, .unseen, option")) continue;
    const box = element.getBoundingClientRect();
    if (!box.width || !box.height) continue;
    if ((box.right > innerWidth + 1 || box.left < -1) && !scrolls(element.parentElement))
      found.push(`from ${Math.round(box.left)} to ${Math.round(box.right)} px: ${name(element)}`);
    // What a field holds scrolls in it, and what is in a list to choose from is read by opening it.
    if (element.matches("input, select, textarea, svg, progress")) continue;
    const { overflowX, overflowY, display } = getComputedStyle(element);
    if (display === "inline") continue;
    const over = element.scrollWidth - element.clientWidth;
    if (over > 1 && element.textContent.trim()) {
      if (/hidden|clip/.test(overflowX)) found.push(`${over} px cut off: ${name(element)}`);
      else if (overflowX === "visible" && element.matches("td, th, button, .button, .chip, dd, dt, label, summary"))
        found.push(`${over} px out of its own: ${name(element)}`);
    }
    if (/hidden|clip/.test(overflowY) && element.scrollHeight > element.clientHeight + 1)
      found.push(`${element.scrollHeight - element.clientHeight} px below its edge: ${name(element)}`);
  }
  return found;
}

let shots = 0;
async function look(page, name, faults) {
  const say = async (how) => {
    for (const one of (await page.evaluate(unseen)).slice(0, 3)) faults.push(`${name}${how}: ${one}`);
  };
  await say("");
  if (pictures) await page.screenshot({ path: `${pictures}/${String(++shots).padStart(3, "0")}.png`, fullPage: true });
  if (pictures) console.log(shots, name);
  const folded = await page.evaluate(() => {
    const all = [...document.querySelectorAll("main details:not([open])")];
    for (const one of all) one.open = true;
    return all.length;
  });
  if (folded) await say(", opened");
}

async function inBoth(page, name, faults, open) {
  for (const language of ["th", "en"]) {
    await page.context().addCookies([{ name: "language", value: language, url: new URL(page.url()).origin }]);
    await open();
    await look(page, `${name} (${language})`, faults);
  }
}

async function takes(page, login, address, faults) {
  const reply = await page.request.get(address);
  const type = reply.headers()["content-type"] ?? "";
  if (!reply.ok() || type.startsWith("text/html") || !(await reply.body()).length)
    faults.push(`${login} ${address}: ${reply.status()} ${type}, and no file`);
}

async function walk(page, login, faults) {
  const queue = login ? ["/"] : ["/open", "/sign-in"];
  const met = new Map(queue.map((address) => [kinds(address)[0], new Set([""])]));
  let pages = 0;
  while (queue.length) {
    const address = queue.shift();
    if (isFile(address)) {
      const [name] = kinds(address);
      if (!taken.has(name)) await takes(page, login, address, faults);
      taken.add(name);
      continue;
    }
    const links = [];
    await inBoth(page, `${login} ${address}`, faults, async () => {
      const reply = await page.goto(address, { waitUntil: "load" });
      if (!reply.ok()) faults.push(`${login} ${address}: ${reply.status()}, though a page leads there`);
      links.push(
        ...(await page.evaluate(() =>
          [...document.querySelectorAll("a[href]")]
            .map((link) => new URL(link.href.baseVal ?? link.href, location))
            .filter((link) => link.origin === location.origin && !link.searchParams.has("lang"))
            .map((link) => link.pathname + link.search),
        )),
      );
    });
    pages += 1;
    for (const link of links) {
      // What everybody may read is read by nobody in particular.
      // A list is as wide with its first hundred lines as with all of them.
      if (link.startsWith("/assets/") || (login && link.startsWith("/open")) || /[?&]lines=all/.test(link)) continue;
      const [shape, chosen] = kinds(link);
      if (!met.has(shape)) met.set(shape, new Set());
      const alike = met.get(shape);
      if (alike.has(chosen) || alike.size === like(login)) continue;
      alike.add(chosen);
      queue.push(link);
    }
  }
  return pages;
}

// A file with faults, one that would change something, and what was brought in.
async function bringsIn(page, login, faults) {
  const address = `/imports/${at}`;
  const choose = async (table) => {
    await page.goto(address);
    await page.setInputFiles("input[type=file]", {
      name: "ตารางคำตอบของหน่วยงาน-2567.csv",
      mimeType: "text/csv",
      buffer: Buffer.from(table),
    });
    await Promise.all([page.waitForNavigation(), page.click("form[enctype] button")]);
  };
  const none = "code,U2.1,U2.2,U2.3,U3.1,M1.1,X9.9\n06560115,สองพัน,-5,1.5.2,ไม่ทราบ,31/2/2567,1\n06569999,1,2,3,4,5,6\n";
  await inBoth(page, `${login} ${address}, refused`, faults, () => choose(none));
  const changed =
    "code,U1.2,U2.1,U2.2,U2.3\n06560115,ประชาคมหมู่บ้านร่วมกับผู้นำชุมชนและอาสาสมัครสาธารณสุขประจำหมู่บ้าน,2151,12,1499\n";
  await inBoth(page, `${login} ${address}, looked at`, faults, () => choose(changed));
  await Promise.all([page.waitForNavigation(), page.click(".bulk-do button.main")]);
  await look(page, `${login} ${address}, brought in`, faults);
}

// Of the bodies of a province that sent: one is spoken with and gets its report back, one asks to have it opened again.
async function correct(origin, browser) {
  const officer = await signIn(browser, origin, province);
  const list = await officer.request.get(`/follow-up/${at}/56`, { headers: { accept: "application/json" } });
  const sent = (await list.json()).bodies.filter((one) => one.stage === "submitted").map((one) => one.code);
  assert.ok(sent.length > 2, "some sent");
  const [returned, asks] = sent;
  const of = (code) => `/reports/${at}/${code}`;
  const post = await poster(officer);
  const shown = await officer.request.get(`/follow-up/${at}/56/${returned}`, {
    headers: { accept: "application/json" },
  });
  await post(`${of(returned)}/comments`, {
    question: "U2.1",
    text: "จำนวนครัวเรือนรวมบ้านเช่าและหอพักหรือไม่",
    follow: "yes",
  });
  await post(`${of(returned)}/correction`, {
    version: (await shown.json()).version,
    due: "20/11/2567",
    reason: "ตัวเลขหลายข้อต่างจากที่รายงานปีก่อน",
    "reason.U2.1": "ต่างจากทะเบียนราษฎรมาก โปรดตรวจ",
  });
  const approver = await signIn(browser, origin, `approver-${asks}`);
  const ask = await poster(approver);
  await ask(`${of(asks)}/request`, { reason: "พบว่าชั่งน้ำหนักผิดทั้งเดือนมีนาคม", "open.U2.1": "yes" });
  for (const page of [officer, approver]) await page.context().close();
  return { returned, asks };
}

process.exitCode = await withCountry(
  saat,
  async (origin, browser) => {
    await fill(origin, browser);
    const { returned, asks } = await correct(origin, browser);
    const waiting = [
      "department-1",
      `clerk-${body}`,
      province,
      `clerk-${returned}`,
      `approver-${asks}`,
      "admin",
      "auditor",
      "",
    ];
    const faults = [];
    const counts = {};
    const one = async (login) => {
      const page = login
        ? await signIn(browser, origin, login, { width })
        : await (await browser.newContext({ baseURL: origin, viewport: { width, height: 740 } })).newPage();
      if (!login) await page.goto("/open");
      counts[login] = await walk(page, login, faults);
      if (login === `clerk-${body}`) await bringsIn(page, login, faults);
      await page.context().close();
    };
    await Promise.all(
      [0, 1].map(async () => {
        while (waiting.length) await one(waiting.shift());
      }),
    );
    console.log(counts);
    assert.equal(faults.length, 0, faults.join("\n"));
  },
  undefined,
  "half",
);
