// What the browser tests share: a served demonstration country and a browser to look at it.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { chromium } from "playwright-core";
import { country } from "../countries.mjs";

export const patience = 60_000; // how long anything is waited for, beside whatever else the machine does
export const password = "sa-at-demonstration";

// A node on the database; several may share one on PostgreSQL. `more`: options of `serve`.
export async function start(saat, db, now = "2024-11-18T09:00+07:00", ...more) {
  // It takes a port of its own and says which: one looked up beforehand may be somebody else's by then.
  const server = spawn(saat, ["serve", "--db", db, "--listen", "127.0.0.1:0", "--now", now, ...more], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const origin = await new Promise((resolve, reject) => {
    let said = "";
    server.stdout.on("data", (piece) => {
      said += piece;
      const address = said.match(/http:\/\/127\.0\.0\.1:\d+(?=\s)/);
      if (address) resolve(address[0]);
    });
    server.once("exit", () => reject(new Error(`the server did not start: ${said}`)));
  });
  await until(() => {
    assert.equal(server.exitCode, null, "the server did not start");
    return fetch(`${origin}/readyz`).then(
      (r) => r.ok,
      () => false,
    );
  }, "the server is ready");
  return { server, origin };
}

export async function stop(server) {
  if (server.exitCode !== null) return;
  const ended = new Promise((resolve) => server.once("exit", resolve));
  server.kill("SIGTERM");
  await ended;
}

// Chromium without its own windows and menus: the engine is the same, and a page costs half the processor time.
export const browser_program = "/usr/bin/chromium-headless-shell";
export const browser_flags = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
export const opened = () => chromium.launch({ executablePath: browser_program, args: browser_flags });

// A page of somebody signed in. An error on it, wherever it comes from, fails the test; what it asks is answered with yes.
export async function signIn(browser, origin, login, { scripts = true, width = 1366, ...more } = {}) {
  const context = await browser.newContext({
    baseURL: origin,
    locale: "th-TH",
    javaScriptEnabled: scripts,
    viewport: { width, height: 768 },
    ...more,
  });
  context.scripts = scripts;
  context.setDefaultTimeout(patience);
  const page = await context.newPage();
  page.on("pageerror", (error) => {
    throw error;
  });
  page.on("dialog", (dialog) => dialog.accept());
  await page.goto("/sign-in");
  await page.fill("input[name=login]", login);
  await page.fill("input[name=password]", password);
  await Promise.all([
    page.waitForURL((url) => url.pathname !== "/sign-in"),
    page.press("input[name=password]", "Enter"),
  ]);
  return page;
}

// Asks again until `holds` does. (A page's own waitForFunction takes any promise for a yes.)
export async function until(holds, what) {
  for (const began = Date.now(); !(await holds());) {
    assert.ok(Date.now() - began < patience, `in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

// Ctest kills what hangs without asking where. Before that, after SAAT_TEST_HANGS seconds, this says what each page shows,
// whether the server still answers and what its threads wait for, and ends the walk. A walk by hand takes as long as it does.
const hangs_after = Number(process.env.SAAT_TEST_HANGS ?? 0) * 1000;
let walking;
const sayWhereItHangs = async () => {
  const { server, origin, browser } = walking ?? {};
  const shown = (browser?.contexts() ?? []).flatMap((context) => context.pages()).map((page) => page.url());
  const answers = await fetch(`${origin}/healthz`, { signal: AbortSignal.timeout(10_000) }).then(
    (reply) => reply.status,
    (error) => error.message,
  );
  console.error(`the walk hangs at ${JSON.stringify(shown)}; /healthz: ${answers}`);
  try {
    const tasks = `/proc/${server.pid}/task`;
    for (const task of readdirSync(tasks)) {
      const [name, state, waits] = ["comm", "stat", "wchan"].map((file) =>
        readFileSync(`${tasks}/${task}/${file}`, "utf8"),
      );
      console.error(`  ${name.trim()}: ${state.replace(/^.*\) /, "").slice(0, 1)} ${waits}`);
    }
  } catch (error) {
    console.error(`  no server: ${error.message}`);
  }
  server?.kill("SIGKILL");
  process.exit(1);
};
if (hangs_after > 0) setTimeout(sayWhereItHangs, hangs_after).unref();

// Runs `test(origin, browser, db)` with both, and cleans up whatever happens. Gives the exit status. `now`: what the
// server's clock says at its start; `reports`: who has reported, as `saat seed` has it.
export async function withCountry(saat, test, now, reports) {
  const { db, more, gone } = country(saat, reports);
  let server,
    browser,
    status = 0;
  try {
    const served = await start(saat, db, now, ...more);
    server = served.server;
    browser = await opened();
    walking = { ...served, browser };
    await test(served.origin, browser, db, more);
  } catch (error) {
    status = 1;
    console.error(error);
  } finally {
    await browser?.close();
    if (server) await stop(server);
    gone();
  }
  return status;
}
