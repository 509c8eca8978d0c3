// node tests/crash/kill.mjs SAAT [ROUNDS [--engine sqlite|postgres]]: kill -9 while 512 connections save. What was
// acknowledged is there afterwards, the recount finds no difference and the journal's chains are whole. Ends with a
// table in Markdown, one row a round. PostgreSQL runs in a cluster of its own, unless an address (postgres://…) of an
// empty database is given for the engine.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { parseArgs } from "node:util";
import { cluster, country } from "../countries.mjs";
import { agent, ended, load, missing, people, serve } from "./country.mjs";

const {
  values: { engine },
  positionals: [saat, rounds = "3"],
} = parseArgs({
  allowPositionals: true,
  options: { engine: { type: "string", default: process.env.SAAT_TEST_ENGINE ?? "sqlite" } },
});
assert.ok(
  saat && /^(sqlite$|postgres(ql)?(:|$))/.test(engine),
  "usage: node tests/crash/kill.mjs SAAT [ROUNDS [--engine sqlite|postgres]]",
);

// In a cluster of its own, and one that writes to the disk: here nothing may be made easier.
const file = engine === "sqlite" ? country(saat, "none", engine) : null;
const own = engine === "postgres" ? cluster() : null;
const db = file?.db ?? own?.address ?? engine;
const rows = [
  "| round | acknowledged before the kill | missing after it | ready again after |",
  "|---:|---:|---:|---:|",
];
let running;
try {
  if (!file)
    execFileSync(saat, ["seed", "--demo", "--reports", "none", "--db", db], { stdio: ["ignore", "ignore", "inherit"] });
  running = await serve(saat, db);
  const { clerks } = await people(running.port, 64);
  let all = 0,
    lost = 0;
  for (let round = 1; round <= Number(rounds); ++round) {
    const saving = load(running.port, clerks);
    await saving.reaches("acknowledged", 500 + Math.floor(Math.random() * 2000)); // at any moment
    running.server.kill("SIGKILL");
    await saving.end();
    running = await serve(saat, db);
    const gone = await missing(running.port, clerks);
    rows.push(`| ${round} | ${saving.acknowledged} | ${gone} | ${(running.started / 1000).toFixed(2)} s |`);
    all += saving.acknowledged;
    lost += gone;
  }
  running.server.kill("SIGTERM");
  assert.equal(await ended(running.server), 0, "a graceful stop");
  running = null;
  execFileSync(saat, ["recount", "--db", db], { stdio: "inherit" });
  execFileSync(saat, ["journal", "verify", "--db", db], { stdio: "inherit" });
  console.log([...rows, "", `${engine}: ${all} acknowledged saves, ${lost} missing`].join("\n"));
  assert.equal(lost, 0);
} catch (error) {
  console.error(error);
  process.exitCode = 1;
} finally {
  running?.server.kill("SIGKILL");
  agent.destroy();
  own?.stop();
  file?.gone();
}
