// node tests/browser/paper.mjs SAAT: lists as they come out of a printer. Rendered to A4 by the browser and read back: the
// desktop's columns, their heads on every page, page numbers, and no layout of a telephone.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { signIn, withCountry } from "./country.mjs";

const saat = process.argv[2];
assert.ok(saat, "usage: node tests/browser/paper.mjs SAAT");
const at = "clean-province/2567";
const folder = mkdtempSync(join(tmpdir(), "saat-paper-"));

// Margins as wide as offices set them: what is left of the sheet is narrower than a small window.
async function pages(page, address) {
  await page.goto(address);
  const file = join(folder, "printed.pdf");
  writeFileSync(
    file,
    await page.pdf({ format: "A4", margin: { left: "20mm", right: "20mm", top: "15mm", bottom: "20mm" } }),
  );
  const text = execFileSync("pdftotext", ["-layout", file, "-"]).toString();
  return text.split("\f").filter((one) => one.trim());
}

await withCountry(
  saat,
  async (origin, browser) => {
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
