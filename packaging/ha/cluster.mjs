// What the two tests share: the cluster, people of the demonstration country, and requests as a page makes them.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import http from "node:http";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
export const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
export const report = (code) => `/reports/clean-province/2567/${code}`;
const agent = new http.Agent({ keepAlive: true, maxSockets: Infinity });

// Answers with status 0 where no answer came.
export function ask(at, method, path, headers = {}, body) {
  return new Promise((resolve) => {
    let text = "";
    const failed = (error) => resolve({ status: 0, headers: {}, text: error.message });
    const sent = body && (typeof body === "string" ? body : JSON.stringify(body));
    http.request(at + path, { method, agent, headers: { accept: "application/json",
      ...(sent ? { "content-type": "application/json", "content-length": Buffer.byteLength(sent) } : {}), ...headers } }, (reply) => {
      reply.setEncoding("utf8").on("data", (part) => { text += part; })
        .on("end", () => resolve({ status: reply.statusCode, headers: reply.headers, text })).on("error", failed);
    }).on("error", failed).end(sent);
  });
}

export async function signIn(at, login) {
  const reply = await ask(at, "POST", "/session", {}, { login, password: "sa-at-demonstration" });
  assert.equal(reply.status, 200, `${login}: ${reply.text}`);
  const cookie = reply.headers["set-cookie"][0].split(";")[0];
  const { csrf } = JSON.parse((await ask(at, "GET", "/session", { cookie })).text);
  return { login, code: login.split("-")[1], cookie, headers: { cookie, "x-csrf-token": csrf } };
}

let keys = 0;
export const newKey = () => `${Date.now().toString(16).padStart(11, "0")}-${process.pid}-${++keys}`;

// The bodies of a province as its office sees them.
export async function bodiesOf(at, province) {
  const officer = await signIn(at, `province-${province}`);
  const { bodies } = JSON.parse((await ask(at, "GET", `/follow-up/clean-province/2567/${province}`, { cookie: officer.cookie })).text);
  return bodies.filter((body) => !/^02/.test(body.code));  // the provincial administration answers other questions
}

export class Cluster {
  constructor(saat, seed, options) {
    this.saat = saat;
    this.folder = mkdtempSync(join(tmpdir(), "saat-ha-"));
    const up = spawnSync(join(here, "up"), [this.folder, saat, "--now", "2024-11-18T09:00+07:00", ...options],
      { env: { ...process.env, SEED: seed }, stdio: ["ignore", "pipe", "inherit"], encoding: "utf8" });
    if (up.status !== 0) {
      this.down(true);
      throw new Error("the cluster did not come up");
    }
    this.at = Object.fromEntries(up.stdout.trim().split("\n").map((line) => {
      const equals = line.indexOf("=");
      return [line.slice(0, equals), line.slice(equals + 1)];
    }));
  }
  pid(name) { return Number(readFileSync(join(this.folder, "pid", name), "utf8")); }
  start(name) { execFileSync(join(here, "start"), [this.folder, name]); }
  log(name) { return readFileSync(join(this.folder, "log", name), "utf8"); }
  async is(address, path) { return (await ask(this.at[address], "GET", path)).status === 200; }
  // PostgreSQL's own processes of machine `i`: the one that started the others, and those.
  postgres(i) {
    const first = Number(readFileSync(join(this.folder, "pg", String(i), "postmaster.pid"), "utf8").split("\n")[0]);
    const others = execFileSync("ps", ["-o", "pid=", "--ppid", String(first)], { encoding: "utf8" }).split(/\s+/).filter(Boolean).map(Number);
    return [first, ...others];
  }
  // Sums and chains as the database now holds them.
  verify() {
    for (const command of [["recount"], ["journal", "verify"]])
      process.stdout.write("  " + execFileSync(this.saat, [...command, "--db", this.at.db], { encoding: "utf8" }));
  }
  down(keep = false) {
    agent.destroy();
    spawnSync(join(here, "down"), [this.folder], { stdio: "inherit" });
    if (keep) console.error(`what the processes said is in ${this.folder}/log`);
    else rmSync(this.folder, { recursive: true, force: true });
  }
}

// Runs `story` on a cluster of its own, and ends that whatever happens.
export async function onCluster(seed, options, story) {
  const saat = process.argv[2];
  assert.ok(saat, `usage: ${process.argv[1]} SAAT`);
  let cluster, failed = false;
  const interrupted = () => { cluster?.down(); process.exit(130); };
  process.on("SIGINT", interrupted).on("SIGTERM", interrupted);
  try {
    cluster = new Cluster(saat, seed, options);
    await story(cluster);
    console.log("passed");
  } catch (error) {
    failed = true;
    console.error(error);
    console.log("FAILED");
  } finally {
    cluster?.down(failed);
    process.exit(failed ? 1 : 0);
  }
}
