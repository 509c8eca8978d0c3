// node tests/crash/restore.mjs SAAT: the drill. Backups are made beside a server that is saving; each is restored,
// recounted, verified, served and read: it holds everything that was acknowledged before it began. Then what must be
// refused, and what --replace puts aside.
import assert from "node:assert/strict";
import { execFile, execFileSync, spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { country } from "../countries.mjs";
import { agent, ended, load, people, serve, stored, until } from "./country.mjs";

const saat = process.argv[2];
assert.ok(saat, "usage: node tests/crash/restore.mjs SAAT");
const { db, folder, gone } = country(saat, "none", "sqlite");
const place = join(folder, "restored.db");
const run = (...args) => execFileSync(saat, args, { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
const refused = (sentence, ...args) => {
  const { status, stdout, stderr } = spawnSync(saat, args, { encoding: "utf8" });
  assert.equal(status, 1, `${args.join(" ")}: ${stdout}`);
  assert.match(stderr, sentence);
};
let running;
async function stop() {
  running.server.kill("SIGTERM");
  assert.equal(await ended(running.server), 0, "a graceful stop");
  running = null;
}

try {
  running = await serve(saat, db);
  const { clerks } = await people(running.port, 24);
  const saving = load(running.port, clerks),
    backups = [];
  for (let number = 1; number <= 4; ++number) {
    await saving.reaches("acknowledged", saving.acknowledged + 400);
    const acknowledged = structuredClone(clerks.map((clerk) => clerk.seen)),
      count = saving.acknowledged;
    const file = join(folder, `backup-${number}.db`);
    await promisify(execFile)(saat, ["backup", "--db", db, file]);
    backups.push({ file, acknowledged, count, during: saving.acknowledged - count });
  }
  refused(/is open in another program: saat backup/, "restore", db, "--db", place);
  refused(/is open in another program: stop the server first/, "restore", backups[0].file, "--db", db, "--replace");
  await saving.end();
  assert.ok(
    backups.some((backup) => backup.during > 0),
    "nobody saved beside a backup",
  );
  await stop();

  for (const { file, acknowledged, count, during } of backups) {
    const told = run("restore", file, "--db", place, "--replace");
    assert.match(
      told,
      /24 reports, 0 submissions, \d+ rows of the journal verified, sums recounted: difference 0\n.*the last act in it: 2024-11-18/s,
    );
    assert.match(run("recount", "--db", place), /difference 0\n/);
    assert.match(run("journal", "verify", "--db", place), / 0 broken\n/);
    running = await serve(saat, place);
    let newer = 0;
    for (const [i, clerk] of clerks.entries()) {
      const answers = await stored(running.port, clerk);
      for (const [question, seen] of Object.entries(acknowledged[i])) {
        const now = answers[question];
        assert.ok(
          now.version > seen.version || (now.version === seen.version && now.typed === seen.typed),
          `${file}: ${clerk.code} ${question}: acknowledged ${seen.typed} v${seen.version}, in the backup ${now.typed} v${now.version}`,
        );
        newer += now.version > seen.version ? 1 : 0;
      }
    }
    const more = load(
      running.port,
      clerks.map((clerk) => ({ ...clerk, seen: {} })),
      () => {},
    );
    await until(() => more.refused > 0 || more.acknowledged > 0, "it takes saves");
    await more.end();
    await stop();
    console.log(
      `${count} acknowledged before the backup: all in it (${newer} answers newer); ${during} acknowledged beside it`,
    );
  }

  const aside = readdirSync(folder).filter(
    (name) => /^restored\.db\.before-\d{8}T\d{9}Z/.test(name) && !/-(wal|shm)$/.test(name),
  );
  assert.equal(aside.length, backups.length - 1, "each old one was put aside");
  assert.match(run("recount", "--db", join(folder, aside[0])), /difference 0\n/);

  const [{ file }] = backups,
    before = readFileSync(place);
  refused(/is there already: nothing was changed/, "restore", file, "--db", place);
  refused(/pg_restore/, "restore", file, "--db", "postgres://nobody@localhost/none");
  refused(/there is no file/, "restore", join(folder, "none.db"), "--db", place, "--replace");
  const damaged = join(folder, "damaged.db"),
    bytes = readFileSync(file);
  for (const [what, change] of Object.entries({
    "cut off": (b) => b.subarray(0, b.length - 20000),
    overwritten: (b) => Buffer.concat([b.subarray(0, 40960), Buffer.alloc(8192, 0x5a), b.subarray(49152)]),
    "no database": () => Buffer.from("a letter, not a database"),
    // One letter of an act: every page is whole, only the chain knows.
    "tampered with": (b) => Buffer.from(b.toString("latin1").replaceAll("sign-in", "sign-on"), "latin1"),
  })) {
    writeFileSync(damaged, change(bytes));
    refused(/was not restored: /, "restore", damaged, "--db", place, "--replace");
    assert.deepEqual(readFileSync(place), before, `${what}: the old one stands`);
    assert.ok(!existsSync(place + ".partial"), "nothing is left of the attempt");
  }
  console.log("4 damaged ones refused, the old database stands");
} catch (error) {
  console.error(error);
  process.exitCode = 1;
} finally {
  running?.server.kill("SIGKILL");
  agent.destroy();
  gone();
}
