// node tests/browser/api.mjs SAAT: the page about the API in both languages, wide, narrow and on paper, its addresses
// asked; and another site's page that asks the API from a browser, as the Fetch standard lets it.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { HtmlValidate } from "html-validate";
import { withCountry, signIn } from "./country.mjs";
import { lookWideAndNarrow } from "./look.mjs";

const saat = process.argv[2];
assert.ok(saat, "usage: node tests/browser/api.mjs SAAT");

process.exitCode = await withCountry(saat, async (origin, browser) => {
  const context = await browser.newContext({ baseURL: origin });
  const page = await context.newPage();
  await page.goto("/open");
  await page.click("main a[href='/open/api']");
  const judge = new HtmlValidate({
    extends: ["html-validate:recommended"],
    rules: { "doctype-style": ["error", { style: "lowercase" }] },
  });
  for (const language of ["th", "en"]) {
    const reply = await page.goto(`/open/api?lang=${language}`);
    await lookWideAndNarrow(page, `api-${language}`, process.env.SAAT_SHOTS);
    const { valid, results } = await judge.validateString(await reply.text());
    assert.ok(valid, JSON.stringify(results[0]?.messages.map((m) => `${m.line} ${m.ruleId}: ${m.message}`)));
    // "null" is a word of JSON here; what else no reader should meet is looked for.
    assert.doesNotMatch(await page.locator("main").innerText(), /NaN|undefined|\{\{|api\.page/);
    const formulas = await page.locator("#made ~ table tbody tr").count();
    assert.equal(
      formulas,
      (await (await page.request.get("/api/v1/indicators")).json()).total,
      "every indicator says how it is made",
    );
  }
  for (const link of await page.locator("main a[href^='/api/']").all()) {
    const reply = await page.request.get(await link.getAttribute("href"));
    const figures = /figures|completeness/.test(reply.url()); // nothing is released yet
    assert.equal(reply.status(), figures ? 404 : 200, reply.url());
  }

  // Another origin, where somebody is signed in here: the API answers, and knows nobody.
  const other = createServer((_, reply) =>
    reply.writeHead(200, { "Content-Type": "text/html" }).end("<!doctype html><title>x</title>"),
  );
  await new Promise((resolve) => other.listen(0, "127.0.0.1", resolve));
  try {
    const clerk = await signIn(browser, origin, "clerk-06560115");
    await clerk.goto(`http://127.0.0.1:${other.address().port}/`);
    const seen = await clerk.evaluate(async (api) => {
      const first = await fetch(`${api}/api/v1/frameworks`);
      const again = await fetch(`${api}/api/v1/frameworks`, { headers: { "If-None-Match": '"x"' } }); // asks beforehand (preflight)
      const refused = await fetch(`${api}/api/v1/frameworks`, { credentials: "include" }).then(
        () => "read",
        () => "not read",
      );
      const pages = await fetch(`${api}/session`).then(
        () => "read",
        () => "not read",
      );
      return {
        status: first.status,
        tag: first.headers.get("etag"),
        left: first.headers.get("ratelimit"),
        items: (await first.json()).items.length,
        again: again.status,
        refused,
        pages,
      };
    }, origin);
    assert.deepEqual(
      { ...seen, tag: !!seen.tag, left: !!seen.left },
      { status: 200, tag: true, left: true, items: 1, again: 200, refused: "not read", pages: "not read" },
    );
  } finally {
    other.close();
  }
});
