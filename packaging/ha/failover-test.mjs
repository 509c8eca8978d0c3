// packaging/ha/failover-test SAAT [machine|postgres|switchover]: while 32 connections save through haproxy the primary is
// killed with -9: `machine` its PostgreSQL and its Patroni together, `postgres` PostgreSQL alone. `switchover` kills
// nothing and lets Patroni change the two, as before maintenance. Saves resume within 30 s, and every acknowledged save is there with its version and its text.
import assert from "node:assert/strict";
import { ask, bodiesOf, newKey, onCluster, pause, report, signIn } from "./cluster.mjs";

const what = process.argv[3] ?? "machine";
const provinces = ["30", "56", "40", "50"], clerksEach = 8;
const question = "U2.1";
const longest = 30;  // seconds until saves resume

let killedAt = 0;
const now = () => performance.now() / 1000;
const limit = (since) => assert.ok(now() - since < 90, "waited 90 s in vain");
const at = (time) => `${(time - killedAt >= 0 ? "+" : "") + (time - killedAt).toFixed(2)} s`.padStart(10);
const seen = { acknowledged: [], refused: [], over: false };

// One clerk: saves one question over and over, each save sent again under its own key until it is acknowledged.
async function saving(http, clerk) {
  for (let value = 1; !seen.over; ++value) {
    const typed = String(1000 + value);
    const key = newKey(), begun = now();
    for (;;) {
      const reply = await ask(http, "PUT", `${report(clerk.code)}/answers/${question}`, { ...clerk.headers, "idempotency-key": key },
        { typed, version: clerk.version });
      if (reply.status === 200) {
        clerk.version = JSON.parse(reply.text).question.version;
        clerk.typed = typed;
        seen.acknowledged.push({ begun, at: now() });
        break;
      }
      assert.notEqual(reply.status, 409, `${clerk.code}: its own save came back as another's: ${reply.text.slice(0, 300)}`);
      assert.ok(reply.status === 0 || reply.status >= 500, `${reply.status} ${reply.text.slice(0, 300)}`);
      seen.refused.push({ at: now(), status: reply.status, text: reply.text.slice(0, 160) });
      await pause(1000);  // the page waits two seconds
    }
  }
}

async function first(holds) {
  const since = now();
  while (!await holds()) {
    limit(since);
    await pause(50);
  }
  return now();
}

await onCluster("--demo --reports none", ["--drain", "3", "--password-threads", "2"], async (cluster) => {
  const { http } = cluster.at;
  const clerks = [];
  for (const province of provinces)
    for (const { code } of (await bodiesOf(http, province)).slice(0, clerksEach))
      clerks.push({ ...await signIn(http, `clerk-${code}`), version: 0 });
  const all = Promise.all(clerks.map((clerk) => saving(http, clerk)));
  all.catch(() => {});  // looked at below
  await Promise.race([all, pause(5000)]);

  const old = await cluster.is("patroni_1", "/primary") ? 1 : 2, next = 3 - old;
  const dying = cluster.postgres(old);
  if (what === "machine") process.kill(cluster.pid(`patroni-${old}`), "SIGKILL");
  killedAt = now();
  if (what === "switchover") ask(cluster.at[`patroni_${old}`], "POST", "/switchover", {}, { leader: `pg-${old}`, candidate: `pg-${next}` });
  else for (const pid of dying) try { process.kill(pid, "SIGKILL"); } catch { /* ended with the first */ }
  const promoted = await first(() => cluster.is(`patroni_${next}`, "/primary"));
  const after = (time) => seen.acknowledged.filter((save) => save.at > time);
  await first(() => Promise.race([all.then(() => true), after(promoted).length > 0]));
  const everybody = await first(() => after(promoted).length >= clerks.length * 2);
  await Promise.race([all, pause(5000)]);
  seen.over = true;
  await all;

  // The longest time without a save acknowledged.
  const times = seen.acknowledged.map((save) => save.at).filter((time) => time > killedAt - 1).sort((a, b) => a - b);
  const longestAt = times.slice(1).reduce((best, time, i) => time - times[i] > times[best + 1] - times[best] ? i : best, 0);
  const last = times[longestAt], again = times[longestAt + 1];
  const waited = seen.acknowledged.filter((save) => save.begun <= last + 0.01 && save.at >= again);
  const told = seen.refused.filter((reply) => reply.at > killedAt);
  const before = seen.acknowledged.filter((save) => save.at < killedAt).length;
  assert.ok(before > 100, `only ${before} saves before the kill`);
  const timeline = [
    [killedAt, what === "switchover" ? "Patroni is asked to change the two" :
      `${dying.length} processes of pg-${old} killed with -9${what === "machine" ? ", and its Patroni" : ""}`],
    [last, "the last save acknowledged; those after it wait"],
    [promoted, `pg-${next} is the primary`],
    [again, "the first save acknowledged again"],
    [everybody, `${clerks.length * 2} saves acknowledged since`],
    ...told.slice(0, 1).map((reply) => [reply.at, `the first save told to try again: ${reply.status} ${reply.text}`]),
  ];
  console.log(`${clerks.length} connections save through haproxy to two nodes; ${before} saves acknowledged before the kill`);
  for (const [time, words] of timeline.sort((a, b) => a[0] - b[0])) console.log(`${at(time)}  ${words}`);
  console.log(`  ${waited.length} saves waited, the longest ${Math.max(0, ...waited.map((save) => save.at - save.begun)).toFixed(2)} s; ` +
    `${told.length} answers said to try again; ${after(killedAt).length} saves acknowledged after the kill`);

  let missing = 0;
  for (const clerk of clerks) {
    const page = JSON.parse((await ask(http, "GET", `${report(clerk.code)}/sections/upstream`, { cookie: clerk.cookie })).text);
    const stored = page.indicators.flatMap((i) => i.questions).find((q) => q.code === question);
    if (stored.version === clerk.version && stored.typed === clerk.typed) continue;
    ++missing;
    console.log(`  ${clerk.code}: acknowledged ${clerk.typed} v${clerk.version}, found ${stored.typed} v${stored.version}`);
  }
  console.log(`  ${seen.acknowledged.length} acknowledged saves, ${missing} missing`);
  cluster.verify();
  assert.equal(missing, 0, "acknowledged saves are missing");
  assert.ok(again - killedAt < longest, `saves resumed after ${(again - killedAt).toFixed(1)} s`);

  if (what === "machine") cluster.start(`patroni-${old}`);
  const follows = await first(() => cluster.is(`patroni_${old}`, "/synchronous"));
  console.log(`${at(follows)}  pg-${old} follows as the synchronous standby`);
});
