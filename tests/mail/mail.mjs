// node tests/mail/mail.mjs SAAT: letters by a real SMTP server. It is down for an hour and comes up; it refuses one for ever, one for
// now, one for its text; it breaks the line when it has the text; the program is killed between the act and the letter;
// on PostgreSQL (SAAT_TEST_ENGINE=postgres) two servers send from one database. Every letter arrives once.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { country } from "../countries.mjs";
import { agent, ask, ended, serve, signIn, until } from "../crash/country.mjs";

const saat = process.argv[2];
assert.ok(saat, "usage: node tests/mail/mail.mjs SAAT");
const later = ["--now", "2024-11-18T10:05+07:00"]; // by the server's clock
const windows = "/windows/clean-province/2567/changes";
const { db, folder, more, gone } = country(saat, "half");
const inbox = join(folder, "inbox"),
  rules = join(folder, "rules");
const started = [];

const letters = () =>
  existsSync(inbox)
    ? readFileSync(inbox, "utf8")
        .split("\n")
        .filter(Boolean)
        .map((line) => JSON.parse(line))
    : [];
const to = (address) => letters().filter((letter) => letter.to === `${address}@example.go.th`);
// Put in place whole: the mail server may read it at any moment.
const rule = (value) => {
  writeFileSync(
    rules + ".new",
    JSON.stringify(Object.fromEntries(Object.entries(value).map(([k, v]) => [k, v.map((a) => `${a}@example.go.th`)]))),
  );
  renameSync(rules + ".new", rules);
};

const smtp = spawn("/usr/bin/python3", [fileURLToPath(new URL("server.py", import.meta.url)), inbox, rules], {
  stdio: ["pipe", "pipe", "inherit"],
});
started.push(smtp);
const smtpSays = () =>
  new Promise((resolve, reject) => {
    smtp.stdout.once("data", (line) => resolve(String(line).trim()));
    smtp.once("exit", () => reject(new Error("no SMTP server: is python3-aiosmtpd there?")));
  });
const smtpPort = await smtpSays(); // it is down as yet
const options = [
  "--smtp",
  `smtp://127.0.0.1:${smtpPort}`,
  "--mail-from",
  "saat@dla.go.th",
  "--mail-link",
  "https://saat.example",
  "--mail-gather",
  "0",
  "--mail-retry",
  "1",
];
async function start(clock = later) {
  const running = await serve(saat, db, {}, [...options, ...more, ...clock]);
  started.push(running.server);
  return running;
}
const extend = async (running, department, body, day) => {
  const reply = await ask(
    running.port,
    "POST",
    windows,
    { cookie: department.cookie, "x-csrf-token": department.csrf },
    JSON.stringify({
      act: "extend",
      scope: "body",
      body,
      closes_day: day,
      closes_time: "23.59",
      reason: "น้ำท่วม ถนนขาด",
    }),
  );
  assert.equal(reply.status, 303, reply.text);
};
const mailPage = async (running, admin) =>
  JSON.parse((await ask(running.port, "GET", "/mail", { cookie: admin.cookie })).text);

try {
  rule({});
  // The mail server is down; a province certifies and the department extends; both are acknowledged; the program is
  // killed before any letter could go.
  let running = await start([]);
  const province = await signIn(running.port, "province-56");
  const approvals = "/follow-up/clean-province/2567/56/approvals";
  const {
    ready: [certified],
  } = JSON.parse((await ask(running.port, "GET", approvals, { cookie: province.cookie })).text);
  const done = await ask(
    running.port,
    "POST",
    approvals,
    { cookie: province.cookie, "x-csrf-token": province.csrf },
    JSON.stringify({ [`report.${certified.code}`]: certified.version }),
  );
  assert.equal(done.status, 200, done.text);
  let department = await signIn(running.port, "department-1");
  await extend(running, department, "06560115", "24/11/2567");
  running.server.kill("SIGKILL");
  await ended(running.server);
  running = await start([]);
  let admin = await signIn(running.port, "admin");
  await until(async () => (await mailPage(running, admin)).waiting === 4, "the letters of both acts wait");
  await until(async () => (await mailPage(running, admin)).trouble !== "", "and the administrator reads why");
  assert.equal((await mailPage(running, admin)).dead, 0, "no letter is blamed for the server");
  assert.equal(letters().length, 0);

  // Killed while it tries; an hour later the mail server comes up; the letters arrive, each once.
  running.server.kill("SIGKILL");
  await ended(running.server);
  smtp.stdin.write("up\n");
  assert.equal(await smtpSays(), "up");
  running = await start();
  const second = db.startsWith("postgres") ? await start() : null; // on one database: they share the letters
  await until(() => to("clerk-06560115").length && to("approver-06560115").length, "the letters arrive", 150); // a claim of the killed one holds for a minute
  await until(
    () => to(`clerk-${certified.code}`).length && to(`approver-${certified.code}`).length,
    "those of the certification too",
    60,
  );
  assert.match(to(`clerk-${certified.code}`)[0].text, /จังหวัดรับรองรายงาน/);
  const [letter] = to("clerk-06560115");
  assert.equal(letter.from, "saat@dla.go.th");
  assert.equal(letter.subject, "[สะอาด] ขยายเวลารับรายงาน (อบต.แม่ใส)");
  assert.match(
    letter.text,
    /เรียน .*\r?\n[^]*ขยายเวลารับรายงาน[^]*น้ำท่วม ถนนขาด[^]*https:\/\/saat\.example\/reports\/clean-province\/2567\/06560115/,
  );
  assert.match(letter.headers, /^Subject: =\?UTF-8\?B\?[^]*\nMessage-ID: <saat\.[0-9a-f]{32}@dla\.go\.th>/m);
  for (const line of letter.headers.split("\r\n")) assert.ok(line.length <= 78, line);

  // One a day: what comes later the same day waits for the morning.
  department = await signIn(running.port, "department-1");
  admin = await signIn(running.port, "admin");
  await extend(running, department, "06560115", "25/11/2567");

  // Refused for ever, for now, for its text; and a line that breaks when the text is there.
  rule({
    refuse: ["clerk-06560114"],
    later: ["approver-06560114"],
    refuse_text: ["clerk-06560113"],
    silent: ["approver-06560113"],
  });
  for (const body of ["06560114", "06560113", "06560112"]) await extend(running, department, body, "25/11/2567");
  await until(async () => (await mailPage(running, admin)).dead === 3, "three are dead", 60);
  const { letters: dead } = await mailPage(running, admin);
  const why = Object.fromEntries(dead.map((d) => [d.address.split("@")[0], d]));
  assert.match(why["clerk-06560114"].why, /550 5\.1\.1 no such user/);
  assert.match(why["clerk-06560113"].why, /554 5\.7\.1 not this text/);
  assert.equal(why["approver-06560113"].uncertain, true, "it may have arrived, and is not sent again by itself");
  assert.equal(to("approver-06560113").length, 1);
  assert.equal(to("approver-06560114").length, 0);
  rule({});
  await until(() => to("approver-06560114").length === 1, "the one refused for now arrives", 60);

  // The administrator sends one again, with the name it had.
  const again = await ask(
    running.port,
    "POST",
    why["clerk-06560114"].retry_action,
    { cookie: admin.cookie, "x-csrf-token": admin.csrf },
    "{}",
  );
  assert.equal(again.status, 303, again.text);
  await until(() => to("clerk-06560114").length === 1, "it arrives");
  assert.equal(to("clerk-06560114")[0].id, why["clerk-06560114"].message_id);

  // A restart sends nothing twice. Whoever is told last has been told when all before were.
  running.server.kill("SIGTERM");
  assert.equal(await ended(running.server), 0, "a graceful stop");
  running = await start();
  department = await signIn(running.port, "department-1");
  await extend(running, department, "06560206", "25/11/2567");
  await until(
    () => to("clerk-06560206").length && to("approver-06560206").length && to("clerk-06560112").length,
    "the last letters arrive",
    60,
  );
  const seen = {};
  for (const { to: address, id } of letters()) {
    assert.equal(seen[address], undefined, `${address} got two letters`);
    seen[address] = id;
  }
  assert.equal(new Set(letters().map((l) => l.id)).size, letters().length, "each has a name of its own");
  smtp.kill();
  second?.server.kill("SIGTERM");
  console.log(`${letters().length} letters, each once`);
} catch (error) {
  console.error(error);
  process.exitCode = 1;
} finally {
  for (const child of started) if (child.exitCode === null && child.signalCode === null) child.kill("SIGKILL");
  agent.destroy();
  gone();
}
