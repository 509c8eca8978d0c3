// node tests/crash/kill.mjs SAAT [ROUNDS [postgres://EMPTY-DATABASE]]: kill -9 while 512 connections save. What was acknowledged is there
// afterwards, the recount finds no difference and the journal's chains are whole.
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import http from "node:http";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

const saat = process.argv[2];
const rounds = Number(process.argv[3] ?? 3);
assert.ok(saat, "usage: node tests/crash/kill.mjs SAAT [ROUNDS [ADDRESS]]");
const questions = ["U2.1", "U2.2", "U3.1", "U3.2", "U4.1", "U5.1", "U6.1", "U7.2"];
const clerks = 64;

const freePort = () => new Promise((resolve) => {
  const probe = createServer().listen(0, "127.0.0.1", () => {
    const { port } = probe.address();
    probe.close(() => resolve(port));
  });
});

const agent = new http.Agent({ keepAlive: true, maxSockets: Infinity });
function ask(port, method, path, headers = {}, body) {
  return new Promise((resolve, reject) => {
    const request = http.request({ port, method, path, agent, headers: { accept: "application/json",
      ...(body ? { "content-type": "application/json", "content-length": Buffer.byteLength(body) } : {}), ...headers } }, (reply) => {
      let text = "";
      reply.setEncoding("utf8").on("data", (part) => { text += part; })
        .on("end", () => resolve({ status: reply.statusCode, headers: reply.headers, text })).on("error", reject);
    });
    request.on("error", reject).end(body);
  });
}

async function serve(db) {
  const port = await freePort();
  const server = spawn(saat, ["serve", "--db", db, "--listen", `127.0.0.1:${port}`, "--now", "2024-11-18T09:00+07:00", "--password-threads", "2"],
    { stdio: ["ignore", "ignore", "inherit"] });
  for (let tries = 0; ; ++tries) {
    if (await ask(port, "GET", "/readyz").then((r) => r.status === 200, () => false)) return { server, port };
    assert.ok(tries < 300 && server.exitCode === null, "the server did not start");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function signIn(port, login) {
  const reply = await ask(port, "POST", "/session", {}, JSON.stringify({ login, password: "sa-at-demonstration" }));
  assert.equal(reply.status, 200, `${login}: ${reply.text}`);
  const cookie = reply.headers["set-cookie"][0].split(";")[0];
  const session = JSON.parse((await ask(port, "GET", "/session", { cookie })).text);
  return { cookie, csrf: session.csrf, code: login.slice("clerk-".length), seen: {} };
}

// One connection: one clerk's one question, saved over and over; `seen` holds what was acknowledged.
async function save(port, clerk, question, until) {
  const seen = (clerk.seen[question] ??= { version: 0, typed: "" });
  for (let value = 1; !until.over; ++value) {
    const typed = String(1000 + ((seen.version * 7 + value) % 900000));
    if (typed === seen.typed) continue;
    seen.tried = typed;
    const reply = await ask(port, "PUT", `/reports/clean-province/2567/${clerk.code}/answers/${question}`,
      { cookie: clerk.cookie, "x-csrf-token": clerk.csrf }, JSON.stringify({ typed, version: seen.version })).catch(() => null);
    if (!reply) return;  // killed in the middle: saved or not, nobody was told
    assert.equal(reply.status, 200, reply.text);
    seen.version = JSON.parse(reply.text).question.version;
    seen.typed = typed;
    ++until.acknowledged;
  }
}

const folder = mkdtempSync(join(tmpdir(), "saat-kill-"));
const db = process.argv[4] ?? join(folder, "kill.db");
let running;
try {
  execFileSync(saat, ["seed", "--demo", "--reports", "none", "--db", db], { stdio: ["ignore", "ignore", "inherit"] });
  running = await serve(db);
  const officer = await signIn(running.port, "province-30");
  const follow = JSON.parse((await ask(running.port, "GET", "/follow-up/clean-province/2567/30", { cookie: officer.cookie })).text);
  const codes = follow.bodies.map((b) => b.code).filter((code) => !/^02/.test(code)).slice(0, clerks);
  const signedIn = [];
  for (const code of codes) signedIn.push(await signIn(running.port, `clerk-${code}`));
  let all = 0;
  for (let round = 1; round <= rounds; ++round) {
    const until = { over: false, acknowledged: 0 };
    const saving = signedIn.flatMap((clerk) => questions.map((question) => save(running.port, clerk, question, until)));
    await new Promise((resolve) => setTimeout(resolve, 1500 + Math.random() * 1500));
    running.server.kill("SIGKILL");
    until.over = true;
    await Promise.all(saving);
    assert.ok(until.acknowledged > 500, `only ${until.acknowledged} saves before the kill`);
    all += until.acknowledged;
    running = await serve(db);
    for (const clerk of signedIn) {
      const page = JSON.parse((await ask(running.port, "GET", `/reports/clean-province/2567/${clerk.code}/sections/upstream`, { cookie: clerk.cookie })).text);
      const stored = Object.fromEntries(page.indicators.flatMap((i) => i.questions).map((q) => [q.code, q]));
      for (const question of questions) {
        const seen = clerk.seen[question], now = stored[question];
        const there = (now.version === seen.version && now.typed === seen.typed) ||
          (now.version === seen.version + 1 && now.typed === seen.tried);  // the one nobody was told of
        assert.ok(there, `${clerk.code} ${question}: acknowledged ${seen.typed} v${seen.version}, found ${now.typed} v${now.version}`);
        seen.version = now.version;
        seen.typed = now.typed;
      }
    }
    console.log(`round ${round}: killed after ${until.acknowledged} acknowledged saves, none is missing`);
  }
  const ended = new Promise((resolve) => running.server.once("exit", resolve));
  running.server.kill("SIGTERM");
  assert.equal(await ended, 0, "a graceful stop");
  running = null;
  execFileSync(saat, ["recount", "--db", db], { stdio: "inherit" });
  execFileSync(saat, ["journal", "verify", "--db", db], { stdio: "inherit" });
  console.log(`${all} acknowledged saves, 0 missing`);
} catch (error) {
  console.error(error);
  process.exitCode = 1;
} finally {
  running?.server.kill("SIGKILL");
  agent.destroy();
  rmSync(folder, { recursive: true, force: true });
}
