// node tests/bench/lighthouse.mjs SAAT DATABASE [FOLDER]: pages of the whole country as Lighthouse judges them, on the phone
// and the line it assumes: performance, accessibility and best practices beside the bound of 95, and what the first load
// brings beside its own. Each page is judged three times, the middle counts. With a FOLDER the reports are kept there.
import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { launch } from "../tools/node_modules/chrome-launcher/dist/index.js";
import lighthouse from "../tools/node_modules/lighthouse/core/index.js";
import { browser_flags, browser_program, password, start, stop } from "../browser/country.mjs";

const [saat, db, folder] = process.argv.slice(2);
assert.ok(saat && db, "usage: node tests/bench/lighthouse.mjs SAAT DATABASE [FOLDER]");
const plan = "clean-province/2567",
  body = "06560115",
  times = 3;
const bounds = { score: 95, bytes: 100_000, requests: 12 };
const categories = ["performance", "accessibility", "best-practices"];

// A real sign-in; Lighthouse sends its cookie with everything it asks.
async function signedIn(origin, login) {
  const json = { Accept: "application/json", "Content-Type": "application/json" };
  const reply = await fetch(`${origin}/session`, {
    method: "POST",
    headers: json,
    body: JSON.stringify({ login, password }),
  });
  assert.equal(reply.status, 200, await reply.text());
  const Cookie = reply.headers.get("set-cookie").split(";")[0];
  const { csrf } = await (await fetch(`${origin}/session`, { headers: { ...json, Cookie } })).json();
  return { Cookie, csrf, json };
}

// The public page needs something public.
async function freeze(origin, { Cookie, csrf, json }) {
  const desk = `${origin}/releases/${plan}`,
    headers = { ...json, Cookie, "X-CSRF-Token": csrf };
  const reply = await fetch(desk, {
    method: "POST",
    headers,
    body: JSON.stringify({ stage: "recorded", notes: "เผยแพร่เพื่อวัด" }),
    redirect: "manual",
  });
  assert.equal(reply.status, 303, await reply.text());
  while ((await (await fetch(desk, { headers })).json()).waiting)
    await new Promise((resolve) => setTimeout(resolve, 200));
}

const middle = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

// What the page asked for before it was at rest; an open stream of events is one of the requests.
function firstLoad(report) {
  const { items } = report.audits["network-requests"].details;
  return { requests: items.length, bytes: items.reduce((sum, item) => sum + item.transferSize, 0), items };
}

function failed(report) {
  return Object.values(report.categories)
    .flatMap(({ auditRefs }) => auditRefs)
    .filter(({ id, weight }) => weight > 0 && report.audits[id].score !== null && report.audits[id].score < 0.9)
    .map(({ id }) => `${id} ${report.audits[id].displayValue ?? ""}`.trim());
}

async function judge(chrome, { name, url, Cookie }) {
  const reports = [];
  for (let i = 0; i < times; ++i) {
    const result = await lighthouse(url, {
      port: chrome.port,
      output: "html",
      logLevel: "silent",
      onlyCategories: categories,
      extraHeaders: Cookie ? { Cookie } : undefined,
    });
    assert.ok(!result.lhr.runtimeError, JSON.stringify(result.lhr.runtimeError));
    assert.equal(new URL(result.lhr.finalDisplayedUrl).pathname, new URL(url).pathname, "the page itself was judged");
    reports.push(result.lhr);
    if (folder)
      (writeFileSync(`${folder}/${name.replaceAll(/\W+/g, "-")}-${i}.html`, result.report),
        writeFileSync(`${folder}/${name.replaceAll(/\W+/g, "-")}-${i}.json`, JSON.stringify(result.lhr)));
  }
  const scores = categories.map((category) =>
    Math.round(100 * middle(reports.map((report) => report.categories[category].score))),
  );
  const { bytes, requests } = firstLoad(reports[0]);
  const holds = scores.every((score) => score >= bounds.score) && bytes <= bounds.bytes && requests <= bounds.requests;
  console.log(
    `| ${name} | ${scores.join(" | ")} | ${(bytes / 1000).toFixed(1)} kB | ${requests} | ${holds ? "yes" : "**no**"} |`,
  );
  const faults = [...new Set(reports.flatMap(failed))];
  return { holds, faults: faults.length ? `${name}: ${faults.join("; ")}` : "" };
}

let served, chrome;
try {
  if (folder) mkdirSync(folder, { recursive: true });
  served = await start(saat, db);
  const { origin } = served;
  const clerk = await signedIn(origin, `clerk-${body}`),
    department = await signedIn(origin, "department-1");
  await freeze(origin, department);
  chrome = await launch({
    chromePath: browser_program,
    chromeFlags: ["--headless", ...browser_flags],
  });
  const pages = [
    { name: "home of a clerk", url: "/", ...clerk },
    { name: "home of the department", url: "/", ...department },
    { name: "report, its first stage", url: `/reports/${plan}/${body}/sections/upstream`, ...clerk },
    { name: "results of the nation", url: `/results/${plan}`, ...department },
    { name: "public page of the nation", url: `/open/${plan}` },
  ];
  console.log(
    `| page (bound) | performance (${bounds.score}) | accessibility (${bounds.score}) | best practices (${bounds.score}) | first load (${bounds.bytes / 1000} kB) | requests (${bounds.requests}) | holds |`,
  );
  console.log("|---|---|---|---|---|---|---|");
  const judged = [];
  for (const page of pages) judged.push(await judge(chrome, { ...page, url: origin + page.url }));
  for (const { faults } of judged) if (faults) console.log(`\n${faults}`);
  process.exitCode = judged.every(({ holds }) => holds) ? 0 : 1;
} catch (error) {
  console.error(error);
  process.exitCode = 1;
} finally {
  await chrome?.kill();
  if (served) await stop(served.server);
}
