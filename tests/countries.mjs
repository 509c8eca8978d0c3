// Where a test keeps its country: a file or, with SAAT_TEST_ENGINE=postgres, a database. What tests/countries is to programs.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const program = fileURLToPath(new URL("countries", import.meta.url));

function told(env, ...args) {
  return execFileSync(program, args, {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, ...env },
  }).trim();
}

// What is not given up when the test ends, however it ends, is given up then.
function once(give_up) {
  const gone = () => {
    process.off("exit", gone);
    give_up();
  };
  process.on("exit", gone);
  return gone;
}

// A PostgreSQL cluster of a test's own. `settings`: of postgresql.conf, as "fsync=off".
export function cluster(...settings) {
  const folder = mkdtempSync(join(tmpdir(), "saat-pg-"));
  told({}, "up", folder, ...settings);
  return {
    folder,
    address: `postgresql://postgres@/postgres?host=${folder}`,
    stop: once(() => told({}, "down", folder)),
  };
}

// A country of the test's own in a folder of its own: `db` is what `saat --db` takes, `more` what `serve` must be told,
// too. The database lies in the cluster of the run (SAAT_TEST_CLUSTER), or in one that comes and goes with the country.
export function country(saat, reports = "none", engine = process.env.SAAT_TEST_ENGINE ?? "sqlite") {
  const folder = mkdtempSync(join(tmpdir(), "saat-country-"));
  if (engine === "sqlite") {
    const db = join(folder, "country.db");
    told({}, "file", saat, reports, db);
    return { db, folder, more: [], gone: once(() => rmSync(folder, { recursive: true, force: true })) };
  }
  const shared = process.env.SAAT_TEST_CLUSTER;
  const own = shared ? null : cluster("fsync=off");
  const db = told({ SAAT_TEST_CLUSTER: shared ?? own.folder }, "database", saat, reports);
  return {
    db,
    folder,
    // Files people take away lie beside a database file; those of a database must not lie among another test's.
    more: ["--exports", join(folder, "exports")],
    gone: once(() => {
      if (own) own.stop();
      else told({}, "gone", db);
      rmSync(folder, { recursive: true, force: true });
    }),
  };
}
