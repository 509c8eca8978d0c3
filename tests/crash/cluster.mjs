// A PostgreSQL cluster of a test's own: in a temporary folder, on a socket there, gone afterwards.
import { execFileSync } from "node:child_process";
import { chownSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const bin = "/usr/lib/postgresql/15/bin";

// PostgreSQL refuses to run as root.
function asOther(program, ...args) {
  const command = [join(bin, program), ...args];
  if (process.getuid() === 0) command.unshift("runuser", "-u", "postgres", "--");
  execFileSync(command[0], command.slice(1), { cwd: "/", stdio: ["ignore", "ignore", "inherit"] });
}

export function cluster() {
  const folder = mkdtempSync(join(tmpdir(), "saat-pg-")),
    data = join(folder, "data");
  if (process.getuid() === 0) {
    const id = (flag) => Number(execFileSync("id", [flag, "postgres"], { encoding: "utf8" }));
    chownSync(folder, id("-u"), id("-g"));
  }
  asOther("initdb", "-D", data, "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C");
  asOther(
    "pg_ctl",
    "-D",
    data,
    "-w",
    "-l",
    join(folder, "log"),
    "-o",
    `-k ${folder} -c listen_addresses= -c max_connections=60`,
    "start",
  );
  return {
    address: `postgresql://postgres@/postgres?host=${folder}`,
    stop() {
      try {
        asOther("pg_ctl", "-D", data, "-w", "-m", "immediate", "stop");
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
  };
}
