// node tests/browser/markup.mjs SAAT: walks along the links as each kind of person, and as nobody, through the pages of a
// country half of which reported: each is valid HTML as the standard has it, and no link a page offers leads nowhere.
import assert from "node:assert/strict";
import { password, withCountry } from "./country.mjs";
import { faultsOf } from "./look.mjs";

const saat = process.argv[2];
assert.ok(saat, "usage: node tests/browser/markup.mjs SAAT");
const people = ["", "clerk-06560115", "approver-06560115", "province-30", "department-1", "admin", "auditor"];
const like = 3; // pages of one shape (the same address but for its numbers) that are looked at

async function cookieOf(origin, login) {
  if (!login) return "";
  const headers = { Accept: "application/json", "Content-Type": "application/json" };
  const reply = await fetch(`${origin}/session`, {
    method: "POST",
    headers,
    body: JSON.stringify({ login, password }),
  });
  assert.equal(reply.status, 200, await reply.text());
  return reply.headers.get("set-cookie").split(";")[0];
}

// Addresses of pages in a page; files are read by other tests.
function linksIn(html) {
  return [...html.matchAll(/href="(\/[^"#]*)/g)]
    .map(([, href]) => href.replaceAll("&amp;", "&"))
    .filter((href) => !href.startsWith("/assets/") && !/\.(csv|json|xlsx|pdf|png)(\?|$)/.test(href));
}

async function walk(origin, login, faults) {
  const Cookie = await cookieOf(origin, login),
    queue = ["/", "/open", "/sign-in"],
    seen = new Set(queue),
    shapes = new Map();
  let pages = 0;
  while (queue.length) {
    const address = queue.shift(),
      reply = await fetch(origin + address, { headers: { Cookie, Accept: "text/html" } });
    if (reply.status >= 400) faults.push(`${login} ${address}: ${reply.status}, though a page leads there`);
    if (!reply.headers.get("content-type").startsWith("text/html")) {
      await reply.arrayBuffer();
      continue;
    }
    const html = await reply.text();
    pages += 1;
    for (const fault of await faultsOf(html)) faults.push(`${login} ${address} ${fault}`);
    for (const href of linksIn(html)) {
      const shape = href.replaceAll(/\d+/g, "0").replaceAll(/=[^&]*/g, "=");
      if (seen.has(href) || (shapes.get(shape) ?? 0) >= like) continue;
      shapes.set(shape, (shapes.get(shape) ?? 0) + 1);
      seen.add(href);
      queue.push(href);
    }
  }
  return pages;
}

process.exitCode = await withCountry(
  saat,
  async (origin) => {
    const faults = [];
    let pages = 0;
    for (const login of people) pages += await walk(origin, login, faults);
    assert.deepEqual(faults.slice(0, 20), [], `${faults.length} faults`);
    assert.ok(pages > 200, `${pages} pages`);
    console.log(`${pages} pages, 0 faults`);
  },
  undefined,
  "half",
);
