// What the crash tests share: a demonstration country, its clerks, and saving connections that remember what was
// acknowledged.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import http from "node:http";

export const questions = ["U2.1", "U2.2", "U3.1", "U3.2", "U4.1", "U5.1", "U6.1", "U7.2"];
export const agent = new http.Agent({ keepAlive: true, maxSockets: Infinity });
const plan = "clean-province/2567";

export function ask(port, method, path, headers = {}, body) {
  return new Promise((resolve, reject) => {
    const request = http.request(
      {
        port,
        method,
        path,
        agent,
        headers: {
          accept: "application/json",
          ...(body ? { "content-type": "application/json", "content-length": Buffer.byteLength(body) } : {}),
          ...headers,
        },
      },
      (reply) => {
        let text = "";
        reply
          .setEncoding("utf8")
          .on("data", (part) => {
            text += part;
          })
          .on("end", () => resolve({ status: reply.statusCode, headers: reply.headers, text }))
          .on("error", reject);
      },
    );
    request.on("error", reject).end(body);
  });
}

export async function until(holds, what, seconds = 60) {
  const end = Date.now() + seconds * 1000;
  while (!(await holds())) {
    assert.ok(Date.now() < end, `not within ${seconds} s: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 15));
  }
}

// A server that is ready; `started` is how many milliseconds that took. On a disk that fails its complaints are
// expected: said() gives them.
export async function serve(saat, db, env = {}, more = []) {
  const begun = Date.now();
  const server = spawn(
    saat,
    [
      "serve",
      "--db",
      db,
      "--listen",
      "127.0.0.1:0",
      "--now",
      "2024-11-18T09:00+07:00",
      "--password-threads",
      "2",
      ...more,
    ],
    { stdio: ["ignore", "pipe", env.FAILING_DISK_PATH ? "pipe" : "inherit"], env: { ...process.env, ...env } },
  );
  let said = "";
  for (const stream of [server.stdout, server.stderr])
    stream?.setEncoding("utf8").on("data", (part) => {
      said += part;
    });
  // It takes a port of its own and says which: one looked up beforehand may be somebody else's by then.
  let port;
  await until(() => {
    assert.equal(server.exitCode, null, "the server did not start");
    port ??= said.match(/http:\/\/127\.0\.0\.1:(\d+)\s/)?.[1];
    return (
      port &&
      ask(port, "GET", "/readyz").then(
        (r) => r.status === 200,
        () => false,
      )
    );
  }, "the server is ready");
  return { server, port, started: Date.now() - begun, said: () => said };
}

export function ended(server) {
  if (server.exitCode !== null || server.signalCode !== null) return Promise.resolve(server.exitCode);
  return new Promise((resolve) => server.once("exit", resolve));
}

export async function signIn(port, login) {
  const reply = await ask(port, "POST", "/session", {}, JSON.stringify({ login, password: "sa-at-demonstration" }));
  assert.equal(reply.status, 200, `${login}: ${reply.text}`);
  const cookie = reply.headers["set-cookie"][0].split(";")[0];
  const session = JSON.parse((await ask(port, "GET", "/session", { cookie })).text);
  return { login, cookie, csrf: session.csrf, code: login.slice("clerk-".length), seen: {} };
}

export const followUp = async (port, officer) =>
  JSON.parse((await ask(port, "GET", `/follow-up/${plan}/30`, { cookie: officer.cookie })).text);

// The officer of a province and its first clerks, signed in.
export async function people(port, clerks) {
  const officer = await signIn(port, "province-30");
  const codes = (await followUp(port, officer)).bodies
    .map((b) => b.code)
    .filter((code) => !/^02/.test(code))
    .slice(0, clerks);
  const signedIn = [];
  for (const code of codes) signedIn.push(await signIn(port, `clerk-${code}`));
  return { officer, clerks: signedIn };
}

// One connection: one clerk's one question, saved over and over until `load.over`; `seen` holds what was
// acknowledged. A reply that is no 200 goes to `refused`, which throws unless it is one that may be.
async function saveOn(port, clerk, question, load, refused) {
  const seen = (clerk.seen[question] ??= { version: 0, typed: "", tried: [] });
  for (let value = 1; !load.over; ++value) {
    const typed = String(1000 + ((seen.version * 7 + value) % 900000));
    if (typed === seen.typed) continue;
    seen.tried.push(typed);
    const reply = await ask(
      port,
      "PUT",
      `/reports/${plan}/${clerk.code}/answers/${question}`,
      { cookie: clerk.cookie, "x-csrf-token": clerk.csrf },
      JSON.stringify({ typed, version: seen.version }),
    ).catch(() => null);
    if (!reply) return; // killed in the middle: saved or not, nobody was told
    if (reply.status !== 200) {
      refused(reply, clerk);
      ++load.refused;
      await new Promise((resolve) => setTimeout(resolve, 20));
      continue;
    }
    seen.tried = [];
    seen.version = JSON.parse(reply.text).question.version;
    seen.typed = typed;
    ++load.acknowledged;
  }
}

export const never = (reply) => assert.fail(`${reply.status} ${reply.text}`);

// Every question of every clerk at once. `end()` waits for the replies under way.
export function load(port, clerks, refused = never) {
  const state = { over: false, acknowledged: 0, refused: 0, failed: null };
  const all = clerks.flatMap((clerk) => questions.map((question) => saveOn(port, clerk, question, state, refused)));
  const saved = Promise.all(all).catch((error) => {
    state.failed = error;
  });
  state.end = async () => {
    state.over = true;
    await saved;
    if (state.failed) throw state.failed;
  };
  state.reaches = (name, count) =>
    until(() => {
      if (state.failed) throw state.failed;
      return state[name] >= count;
    }, `${count} ${name}`);
  return state;
}

export async function stored(port, clerk) {
  const page = await ask(port, "GET", `/reports/${plan}/${clerk.code}/sections/upstream`, { cookie: clerk.cookie });
  assert.equal(page.status, 200, page.text);
  return Object.fromEntries(
    JSON.parse(page.text)
      .indicators.flatMap((i) => i.questions)
      .map((q) => [q.code, q]),
  );
}

// How many acknowledged answers are not as they were acknowledged, nor as one save after that made them which nobody
// was told is kept. Goes on from what is there.
export async function missing(port, clerks) {
  let lost = 0;
  for (const clerk of clerks) {
    const answers = await stored(port, clerk);
    for (const [question, seen] of Object.entries(clerk.seen)) {
      const now = answers[question];
      const there =
        ((now.version ?? 0) === seen.version && now.typed === seen.typed) ||
        (now.version === seen.version + 1 && seen.tried.includes(now.typed));
      if (!there) {
        ++lost;
        console.error(
          `${clerk.code} ${question}: acknowledged ${seen.typed} v${seen.version}, found ${now.typed} v${now.version}`,
        );
      }
      Object.assign(seen, { version: now.version ?? 0, typed: now.typed, tried: [] });
    }
  }
  return lost;
}
