// What fills the lists of a country: an extension, a reminder, a file, a release. For tests that look at pages.
import assert from "node:assert/strict";
import { signIn, until } from "./country.mjs";

const at = "clean-province/2567";

// What scripts of a page would send for whoever is signed in there.
export async function poster(page) {
  const { csrf } = await (await page.request.get("/session", { headers: { accept: "application/json" } })).json();
  return async (address, data) => {
    const reply = await page.request.post(address, {
      headers: { accept: "application/json", "x-csrf-token": csrf },
      data: { idempotency_key: address, ...data },
      maxRedirects: 0,
    });
    assert.ok(reply.status() < 400, `${address}: ${reply.status()} ${await reply.text()}`);
  };
}

export async function fill(origin, browser) {
  const department = await signIn(browser, origin, "department-1");
  const post = await poster(department);
  await post(`/windows/${at}/changes`, {
    act: "extend",
    scope: "province",
    province: "56",
    closes_day: "25/11/2567",
    closes_time: "23.59",
    reason: "น้ำท่วมฉับพลันหลายตำบล เส้นทางถูกตัดขาด เจ้าหน้าที่เข้าสำนักงานไม่ได้",
  });
  await post(`/reminders/${at}`, { audience: "not_sent", province: "30", note: "โปรดเร่งบันทึกข้อมูลให้แล้วเสร็จ" });
  await post(`/exports/${at}/jobs`, { format: "xlsx" });
  await post(`/releases/${at}`, { stage: "recorded", notes: "เผยแพร่ครั้งแรก" });
  await department.context().close();
  await until(async () => (await fetch(`${origin}/open/${at}/releases/1`)).ok, "it is released");
}
