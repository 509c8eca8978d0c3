// node tests/crash/disk.mjs SAAT SHIM [CASE]: the disk fills, turns read-only, fails to sync, loses power in the middle;
// its log is damaged; the clock jumps. Saving goes on all the while: what was acknowledged is there afterwards, what was
// not is refused in words. SHIM is failing_disk.c, built.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  statSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { country } from "../countries.mjs";
import { agent, ask, ended, followUp, load, missing, people, serve, signIn, stored, until } from "./country.mjs";

const [saat, shim, only] = process.argv.slice(2);
assert.ok(saat && shim, "usage: node tests/crash/disk.mjs SAAT SHIM [CASE]");
const { db: template, folder, gone } = country(saat, "none", "sqlite");
let made = 0,
  everybody;
const running = new Set();

const run = (...args) => execFileSync(saat, args, { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
const copyDatabase = (from, to) => {
  for (const end of ["", "-wal"]) if (existsSync(from + end)) copyFileSync(from + end, to + end);
};

// A database on a disk of its own: the template's, with its platter and the file that says how it fails.
function disk(from = template) {
  const home = join(folder, `disk-${++made}`),
    platter = join(home, "platter"),
    db = join(home, "saat.db");
  mkdirSync(platter, { recursive: true });
  if (from) {
    copyDatabase(from, db);
    copyDatabase(from, join(platter, "saat.db"));
  }
  writeFileSync(join(home, "control"), Buffer.alloc(64));
  const control = openSync(join(home, "control"), "r+");
  const env = {
    LD_PRELOAD: shim,
    FAILING_DISK_PATH: db,
    FAILING_DISK_CONTROL: join(home, "control"),
    FAILING_DISK_PLATTER: platter,
  };
  const say = (at, text) => writeSync(control, Buffer.from(text.padEnd(32, "\0")), 0, 32, at);
  return {
    db,
    env,
    platter: join(platter, "saat.db"),
    fails: (mode) => say(0, mode),
    clockIsAhead: (seconds) => say(32, String(seconds)),
    clerks: everybody?.clerks.map((clerk) => ({ ...clerk, seen: {} })),
  };
}

async function started(db, env) {
  const server = await serve(saat, db, env);
  running.add(server.server);
  server.server.once("exit", () => running.delete(server.server));
  return server;
}

async function killed({ server }) {
  server.kill("SIGKILL");
  await ended(server);
}

async function stopped({ server }) {
  server.kill("SIGTERM");
  assert.equal(await ended(server), 0, "a graceful stop");
}

// Serves what a fault has left, on a disk that works, and looks at everything.
async function whatIsLeft(db, clerks, what) {
  const server = await started(db);
  assert.equal(await missing(server.port, clerks), 0, `${what}: acknowledged saves are missing`);
  const more = load(server.port, clerks);
  await more.reaches("acknowledged", 50);
  await more.end();
  await stopped(server);
  assert.match(run("recount", "--db", db), /difference 0\n/, what);
  assert.match(run("journal", "verify", "--db", db), / 0 broken\n/, what);
}

const refusedForTheDisk = (reply) => {
  assert.equal(reply.status, 503, `${reply.status} ${reply.text}`);
  assert.match(reply.headers["content-type"], /^application\/problem\+json/);
  const problem = JSON.parse(reply.text);
  assert.equal(problem.key, "problem.storage");
  assert.match(problem.detail, /ยังบันทึกไม่ได้.*โปรดลองใหม่/);
};

async function pagesGoOn(port, clerks) {
  await stored(port, clerks[0]);
  assert.ok((await followUp(port, everybody.officer)).bodies.length > 100);
  for (const path of ["/", "/home", "/healthz"]) {
    const { status } = await ask(port, "GET", path, { cookie: clerks[1].cookie, accept: "text/html" });
    assert.ok(status < 500, `${path}: ${status}`);
  }
}

const checkpointed = (place) =>
  until(() => !readFileSync(place.platter).equals(readFileSync(template)), "a checkpoint");

const cases = {};

// The fault comes under load, goes, comes again; then the server is killed in it and the power goes with it.
for (const mode of ["full", "read-only", "fsync"])
  cases[mode] = async () => {
    const place = disk();
    const server = await started(place.db, place.env);
    const saving = load(server.port, place.clerks, refusedForTheDisk);
    await saving.reaches("acknowledged", 500);
    place.fails(mode);
    await saving.reaches("refused", 200);
    const [before, refused] = [saving.acknowledged, saving.refused];
    assert.equal((await ask(server.port, "GET", "/readyz")).status, 503);
    await pagesGoOn(server.port, place.clerks);
    await saving.reaches("refused", refused + 200);
    assert.match(
      server.said(),
      { full: /the disk is full/, "read-only": /read-only: make it writable/, fsync: /the disk reports faults/ }[mode],
    );
    assert.equal(saving.acknowledged, before, "nothing is acknowledged on a disk that fails");
    place.fails("");
    await saving.reaches("acknowledged", before + 500);
    await checkpointed(place);
    assert.equal((await ask(server.port, "GET", "/readyz")).status, 200);
    place.fails(mode);
    const again = saving.refused;
    await saving.reaches("refused", again + 200);
    await killed(server);
    await saving.end();
    // Without the power cut the log also holds what was written and refused; it may come back, as one save may that broke.
    if (mode === "fsync") await whatIsLeft(place.db, structuredClone(place.clerks), `${mode}, then kill`);
    await whatIsLeft(place.platter, place.clerks, `${mode}, then power cut`);
    return `${saving.acknowledged} acknowledged, ${saving.refused} refused, 0 missing`;
  };

// Commits reach the disk and checkpoints do not: the log grows, and is brought over whole once the disk works.
cases["fsync-checkpoint"] = async () => {
  const place = disk();
  const server = await started(place.db, place.env);
  const saving = load(server.port, place.clerks);
  place.fails("fsync-checkpoint");
  await until(() => statSync(place.db + "-wal").size > 25e6, "a log that should have been brought over");
  assert.equal((await ask(server.port, "GET", "/readyz")).status, 200);
  assert.ok(readFileSync(place.platter).equals(readFileSync(template)), "no checkpoint was done");
  place.fails("");
  await checkpointed(place);
  await until(() => /brought over again/.test(server.said()), "the log says so");
  assert.match(server.said(), /-wal grows, it cannot be brought over into the file: the disk reports faults/);
  await saving.reaches("acknowledged", saving.acknowledged + 200);
  await killed(server);
  await saving.end();
  await whatIsLeft(place.platter, place.clerks, "checkpoints failed, then power cut");
  return `${saving.acknowledged} acknowledged, 0 missing`;
};

// The power goes in the middle of a commit, then in the middle of a checkpoint. What was written and not yet synced may
// be on the disk or not, sector by sector; a log may end in anything.
for (const mode of ["cut", "cut-checkpoint"])
  cases[mode] = async () => {
    const place = disk();
    const server = await started(place.db, place.env);
    const saving = load(server.port, place.clerks);
    await saving.reaches("acknowledged", 500);
    place.fails(mode);
    await ended(server.server);
    await saving.end();
    let torn = 0;
    for (let seed = 1; seed <= 3; ++seed) {
      const left = join(folder, `torn-${++made}.db`);
      for (const end of ["", "-wal"]) {
        const { bytes, mixed } = tear(readFileSync(place.platter + end), readFileSync(place.db + end), seed);
        torn += mixed;
        writeFileSync(left + end, end && seed > 1 ? Buffer.concat([bytes, randomBytes(seed * 3000)]) : bytes);
      }
      await whatIsLeft(left, structuredClone(place.clerks), `${mode}, seed ${seed}`);
    }
    assert.ok(torn > 0, "nothing was under way at the cut");
    return `${saving.acknowledged} acknowledged, 3 times torn in ${torn} sectors, 0 missing`;
  };

// Sectors in which the two differ are taken from either, by chance.
function tear(synced, written, seed) {
  const sector = 512,
    bytes = Buffer.alloc(Math.max(synced.length, written.length));
  let mixed = 0,
    random = seed;
  for (let at = 0; at < bytes.length; at += sector) {
    const [old, now] = [synced.subarray(at, at + sector), written.subarray(at, at + sector)];
    random = (random * 1103515245 + 12345) % 2147483648;
    const differs = !old.equals(now);
    mixed += differs ? 1 : 0;
    (differs && random & 0x10000 ? now : old.length ? old : Buffer.alloc(0)).copy(bytes, at);
  }
  return { bytes, mixed };
}

// A bit turns in what was committed: the server refuses, and what is before the damage can be had.
cases.damage = async () => {
  const place = disk();
  const server = await started(place.db, place.env);
  const saving = load(server.port, place.clerks);
  await saving.reaches("acknowledged", 500);
  await killed(server);
  await saving.end();
  const log = readFileSync(place.platter + "-wal"),
    whole = Buffer.from(log);
  log[Math.floor(log.length / 2)] ^= 1;
  writeFileSync(place.platter + "-wal", log);
  const refused = spawnSync(saat, ["serve", "--db", place.platter, "--listen", "127.0.0.1:0"], { encoding: "utf8" });
  assert.equal(refused.status, 1);
  assert.match(
    refused.stderr,
    /-wal is damaged at frame \d+: at least \d+ commits behind it cannot be read.*--up-to-damage/,
  );
  const saved = join(folder, "up-to-damage.db");
  assert.equal(spawnSync(saat, ["restore", place.platter, "--db", saved]).status, 1);
  const told = run("restore", place.platter, "--db", saved, "--up-to-damage");
  assert.match(told, /difference 0\n.*the last act in it: 2024-11-18/s);
  assert.deepEqual(readFileSync(place.platter + "-wal"), log, "the damaged one is as it was");
  const fewer = await started(saved);
  const lost = (await Promise.all(place.clerks.map((clerk) => stored(fewer.port, clerk)))).reduce(
    (sum, answers, i) =>
      sum +
      Object.entries(place.clerks[i].seen).filter(([question, seen]) => (answers[question].version ?? 0) < seen.version)
        .length,
    0,
  );
  await stopped(fewer);
  assert.ok(lost > 0, "the damage was behind everything");
  writeFileSync(place.platter + "-wal", whole);
  await whatIsLeft(place.platter, place.clerks, "mended");
  return `refused with a sentence; what is before the damage verifies, and lacks ${lost} of ${place.clerks.length * 8} answers' last state`;
};

// Starting where nothing could be saved says why, and says so with its exit status.
cases.start = async () => {
  const sentences = {
    full: /the disk is full: make room on it/,
    "read-only": /the disk or the file is read-only: make it writable/,
    fsync: /the disk reports faults: look at it/,
  };
  for (const [mode, sentence] of Object.entries(sentences))
    for (const from of [template, null]) {
      const place = disk(from);
      place.fails(mode);
      const { status, stdout, stderr } = spawnSync(saat, ["serve", "--db", place.db, "--listen", "127.0.0.1:0"], {
        encoding: "utf8",
        env: { ...process.env, ...place.env },
        timeout: 60_000,
      });
      assert.equal(status, 1, `${mode}: ${stdout} ${stderr}`);
      assert.match(stdout + stderr, sentence, mode);
      assert.doesNotMatch(stderr, /problem\./, "a key is no sentence");
      place.fails("");
      const server = await started(place.db, place.env);
      await stopped(server);
    }
  return "6 refused with a reason, each starts once the disk works";
};

// The clock jumps under load. Sessions may end by it, saves may be outside the window: nothing acknowledged is lost.
cases.clock = async () => {
  const place = disk();
  const server = await started(place.db, place.env);
  const refusals = new Set();
  const mayBeRefused = (reply) => {
    assert.ok([401, 403].includes(reply.status), `${reply.status} ${reply.text}`);
    refusals.add(JSON.parse(reply.text).key);
  };
  const saving = load(server.port, place.clerks, mayBeRefused);
  const goesOn = async (what) => {
    await saving.reaches("acknowledged", saving.acknowledged + 300).catch((error) => {
      throw new Error(what, { cause: error });
    });
    assert.equal((await ask(server.port, "GET", "/readyz")).status, 200, what);
  };
  await goesOn("before");
  place.clockIsAhead(-3 * 3600);
  await goesOn("3 hours back: nobody is signed out");
  assert.equal(saving.refused, 0);
  place.clockIsAhead(3 * 3600);
  await saving.reaches("refused", 300); // idle for more than an hour, as far as anybody can tell
  assert.deepEqual([...refusals], ["problem.not_signed_in"]);
  place.clockIsAhead(0);
  await goesOn("and back");
  place.clockIsAhead(400 * 86400);
  const before = saving.refused;
  await saving.reaches("refused", before + 300);
  const late = await signIn(server.port, place.clerks[0].login);
  const closed = await ask(
    server.port,
    "PUT",
    `/reports/clean-province/2567/${late.code}/answers/U2.1`,
    { cookie: late.cookie, "x-csrf-token": late.csrf },
    JSON.stringify({ typed: "5", version: 1 }),
  );
  assert.equal(JSON.parse(closed.text).key, "window.after");
  for (let i = 0; i < 7; ++i)
    await ask(
      server.port,
      "POST",
      "/session",
      {},
      JSON.stringify({ login: place.clerks[1].login, password: "not the one" }),
    );
  place.clockIsAhead(0);
  await goesOn("400 days ahead and back");
  assert.equal(
    (await ask(server.port, "GET", "/session", { cookie: late.cookie })).status,
    401,
    "a session from the future has ended",
  );
  await until(
    () =>
      signIn(server.port, place.clerks[1].login).then(
        () => true,
        () => false,
      ),
    "who failed in the future may sign in again",
  );
  await saving.end();
  assert.equal(await missing(server.port, place.clerks), 0);
  await stopped(server);
  await whatIsLeft(place.db, place.clerks, "clock");
  return `${saving.acknowledged} acknowledged, 0 missing; refused while it was wrong: ${[...refusals].join(", ")}`;
};

let failed = 0;
try {
  const first = await started(template);
  everybody = await people(first.port, 24);
  await stopped(first);
  for (const [name, play] of Object.entries(cases)) {
    if (only && name !== only) continue;
    const begun = Date.now();
    try {
      const told = await play();
      console.log(`${name}: ${told} (${((Date.now() - begun) / 1000).toFixed(1)} s)`);
    } catch (error) {
      ++failed;
      console.error(`${name}: FAILED`, error);
      for (const server of running) server.kill("SIGKILL"); // its connections would go on saving
    }
  }
} finally {
  for (const server of running) server.kill("SIGKILL");
  agent.destroy();
  if (!process.env.KEEP) gone();
}
process.exitCode = failed ? 1 : 0;
