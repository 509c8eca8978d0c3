// node tests/browser/paper.mjs SAAT: lists as they come out of a printer. Every page with a table is held against what a
// desktop shows of it, on the sheet an office prints on: the same columns, none cut off, no layout of a telephone. The
// longest are rendered to A4 and read back: their heads on every page, and page numbers.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { signIn, withCountry } from "./country.mjs";
import { fill } from "./fill.mjs";

const saat = process.argv[2];
assert.ok(saat, "usage: node tests/browser/paper.mjs SAAT");
const at = "clean-province/2567";
const folder = mkdtempSync(join(tmpdir(), "saat-paper-"));

// Margins as wide as offices set them: what is left of the sheet is narrower than a small window.
const margin = { left: "20mm", right: "20mm", top: "15mm", bottom: "20mm" };
const sheet = { width: Math.floor((170 / 25.4) * 96), height: 980 };
const controls = "เลือกเพื่อเปรียบเทียบ"; // a column to tick, of no use on paper
const desktop = { width: 1366, height: 900 };

async function pages(page, address) {
  await page.goto(address);
  const file = join(folder, "printed.pdf");
  writeFileSync(file, await page.pdf({ format: "A4", margin }));
  const text = execFileSync("pdftotext", ["-layout", file, "-"]).toString();
  return text.split("\f").filter((one) => one.trim());
}

// Of each table what its reader sees: is it one, its heads, and how far it reaches.
const tables = (page) =>
  page.evaluate(() =>
    [...document.querySelectorAll("main table")]
      .filter((table) => table.checkVisibility())
      .map((table) => ({
        display: [table, table.tHead, table.tBodies[0]?.rows[0]]
          .filter(Boolean)
          .map((part) => getComputedStyle(part).display)
          .join(" "),
        heads: [...(table.tHead?.querySelectorAll("th") ?? [])]
          .filter((head) => head.checkVisibility() && head.getBoundingClientRect().width > 2)
          .map((head) => head.textContent.trim()),
        right: Math.max(table.getBoundingClientRect().right, table.parentElement.scrollWidth),
        cut: [...table.querySelectorAll("td, th")]
          .filter((cell) => cell.checkVisibility() && cell.scrollWidth > cell.clientWidth + 2)
          .map((cell) => cell.textContent.trim().slice(0, 40)),
      })),
  );

async function isATableOnPaper(page, address) {
  await page.emulateMedia({ media: "screen" });
  await page.setViewportSize(desktop);
  const reply = await page.goto(address);
  assert.equal(reply.status(), 200, address);
  const seen = await tables(page);
  await page.emulateMedia({ media: "print" });
  await page.setViewportSize(sheet);
  const printed = await tables(page);
  assert.equal(printed.length, seen.length, `${address}: as many tables`);
  const wrong = [];
  for (const [i, table] of printed.entries()) {
    if (!/^table( table-header-group)? table-row$/.test(table.display)) wrong.push(`no table: ${table.display}`);
    if (table.heads.join() !== seen[i].heads.filter((head) => head !== controls).join())
      wrong.push(`heads ${table.heads} for ${seen[i].heads}`);
    if (table.right > sheet.width + 1) wrong.push(`${table.right} of ${sheet.width} points wide`);
    if (table.cut.length) wrong.push(`cut off: ${table.cut.slice(0, 3)}`);
  }
  await page.emulateMedia({ media: "screen" });
  await page.setViewportSize(desktop);
  return wrong.map((one) => `${address}: ${one}`).concat(seen.length ? [] : [`${address}: no table`]);
}

process.exitCode = await withCountry(
  saat,
  async (origin, browser) => {
    await fill(origin, browser);
    const wrong = [];
    for (const [login, addresses] of [
      [
        "department-1",
        [
          `/follow-up/${at}`,
          `/follow-up/${at}/30`,
          `/follow-up/${at}/not-yet`,
          `/follow-up/${at}/completeness`,
          `/follow-up/${at}/30/completeness`,
          `/follow-up/${at}/quality`,
          `/results/${at}`,
          `/results/${at}/30`,
          `/results/${at}/compare?place=56&place=30`,
          `/windows/${at}`,
          `/reminders/${at}?audience=not_sent`,
          `/exports/${at}`,
          `/releases/${at}`,
          `/open/${at}`,
          `/open/${at}/30`,
          `/open/${at}/releases/1`,
        ],
      ],
      ["province-30", [`/follow-up/${at}/30/quality`, `/follow-up/${at}/30/not-yet`]],
      ["auditor", ["/journal"]],
      ["clerk-06560115", [`/reports/${at}/06560115/history`]],
    ]) {
      const page = await signIn(browser, origin, login);
      for (const address of addresses) wrong.push(...(await isATableOnPaper(page, address)));
      await page.context().close();
    }
    assert.deepEqual(wrong, []);

    const department = await signIn(browser, origin, "department-1");
    for (const [address, heads, most] of [
      [`/follow-up/${at}/not-yet`, ["ชื่อ", "คาดการณ์", "ผู้ติดต่อ"], 14],
      [`/follow-up/${at}/30`, ["อำเภอ", "สถานะ", "แก้ไขล่าสุด"], 14],
    ]) {
      const printed = await pages(department, address);
      assert.ok(printed.length > 2 && printed.length <= most, `${address}: ${printed.length} pages`);
      // The list runs from the second page to the one before the last.
      for (const [number, one] of printed.slice(1, -1).entries()) {
        const top = one.split("\n").slice(0, 6).join("\n");
        for (const head of heads)
          assert.ok(top.includes(head), `${address}, page ${number + 2}: ${head} is missing above\n${top}`);
        assert.match(one, new RegExp(`${number + 2} / ${printed.length}`), `${address}: the page's number`);
      }
    }
  },
  undefined,
  "half",
);
rmSync(folder, { recursive: true });
