// packaging/ha/rolling-restart-test SAAT [ROUNDS]: saves, pages and submissions through haproxy while each node in
// turn is stopped with SIGTERM and started again. Nobody sends anything twice, and no request fails.
import assert from "node:assert/strict";
import { ask, bodiesOf, newKey, onCluster, pause, report, signIn } from "./cluster.mjs";

const rounds = Number(process.argv[3] ?? 2);
const drain = 3;  // seconds: haproxy asks twice a second and believes the second answer
const question = "U2.1";
const counts = {}, failed = [];
let over = false, slowest = 0;

async function must(kind, statuses, http, ...request) {
  const begun = performance.now();
  const reply = await ask(http, ...request);
  slowest = Math.max(slowest, performance.now() - begun);
  counts[kind] = (counts[kind] ?? 0) + 1;
  if (!statuses.includes(reply.status)) failed.push(`${new Date().toISOString()} ${kind}: ${reply.status} ${reply.text.slice(0, 200)}`);
  return reply;
}

async function saving(http, clerk) {
  const section = JSON.parse((await ask(http, "GET", `${report(clerk.code)}/sections/upstream`, clerk.headers)).text);
  let { version } = section.indicators.flatMap((i) => i.questions).find((q) => q.code === question);
  for (let value = 1; !over; ++value) {
    const reply = await must("saves", [200], http, "PUT", `${report(clerk.code)}/answers/${question}`,
      { ...clerk.headers, "idempotency-key": newKey() }, { typed: String(1000 + value), version });
    if (reply.status === 200) version = JSON.parse(reply.text).question.version;
    await pause(50);
  }
}

async function reading(http, officer, path) {
  while (!over) {
    await must("pages", [200, 304], http, "GET", path, { ...officer.headers, accept: "text/html" });
    await pause(50);
  }
}

async function submitting(http, approver) {
  const send = (verb, form) => must("submissions and withdrawals", [303], http, "POST", `${report(approver.code)}/${verb}`,
    { ...approver.headers, "idempotency-key": newKey() }, form);
  while (!over) {  // it is submitted already
    await send("withdrawal", {});
    await send("submission", { certify: "1" });
    await pause(50);
  }
}

// A page that follows a province opens its stream anew when it ends, as EventSource does.
async function following(http, officer, province) {
  while (!over) {
    const stop = new AbortController();
    try {
      const stream = await fetch(`${http}/events?topic=province-${province}`, { headers: { cookie: officer.cookie }, signal: stop.signal });
      counts["streams opened"] = (counts["streams opened"] ?? 0) + 1;
      if (stream.status !== 200) failed.push(`stream: ${stream.status}`);
      for await (const _ of stream.body) if (over) stop.abort();
    } catch { /* it ended in the middle: the browser opens it again */ }
    await pause(200);
  }
}

await onCluster("--demo --reports half", ["--drain", String(drain), "--password-threads", "2"], async (cluster) => {
  const { http } = cluster.at;
  // One clerk in each of twelve provinces, an approver in every third; PROVINCES=30 puts them all into one, where
  // the two nodes change the same sums.
  const clerks = [], approvers = [], readers = [];
  const given = process.env.PROVINCES?.split(",") ?? ["10", "11", "12", "13", "20", "30", "40", "50", "56", "70", "80", "90"];
  const provinces = Array.from({ length: 12 }, (_, i) => given[i % given.length]);
  for (const [i, province] of provinces.entries()) {
    const bodies = await bodiesOf(http, province);
    const nth = Math.floor(i / given.length);
    const begun = bodies.filter((body) => body.stage === "begun"), sent = bodies.filter((body) => body.stage === "submitted");
    if (begun[nth]) clerks.push(await signIn(http, `clerk-${begun[nth].code}`));
    if (sent[nth] && i % 3 === 1) approvers.push(await signIn(http, `approver-${sent[nth].code}`));
  }
  const officer = await signIn(http, "province-30"), department = await signIn(http, "department-1");
  assert.ok(clerks.length >= 10 && approvers.length >= 3, "the demonstration has too few reports");
  readers.push([officer, "/follow-up/clean-province/2567/30"], [department, "/follow-up/clean-province/2567"],
    [clerks[0], `${report(clerks[0].code)}/sections/upstream`], [clerks[1], "/sign-in"]);

  const all = [...clerks.map((clerk) => saving(http, clerk)), ...approvers.map((approver) => submitting(http, approver)),
    ...readers.map(([person, path]) => reading(http, person, path))];
  const page = await ask(http, "GET", "/follow-up/clean-province/2567/30", { ...officer.headers, accept: "text/html" });
  const stream = following(http, officer, /data-live-topic="province-(\d+)"/.exec(page.text)[1]);
  await pause(3000);
  for (let round = 1; round <= rounds; ++round)
    for (const name of ["node-1", "node-2"]) {
      const begun = performance.now(), pid = cluster.pid(name);
      process.kill(pid, "SIGTERM");
      for (let running = true; running; await pause(50)) {
        try { process.kill(pid, 0); } catch { running = false; }
        assert.ok(performance.now() - begun < 60_000, `${name} does not stop`);
      }
      const stopped = performance.now();
      cluster.start(name);
      while (!await cluster.is(name.replace("-", "_"), "/readyz")) {
        assert.ok(performance.now() - stopped < 60_000, `${name} does not start`);
        await pause(50);
      }
      console.log(`${name}: stopped ${((stopped - begun) / 1000).toFixed(1)} s after SIGTERM, ready ${((performance.now() - stopped) / 1000).toFixed(1)} s later; ` +
        `${failed.length} failed so far`);
      await pause(2000);  // the other node stops only when haproxy sends to this one again
    }
  over = true;
  await Promise.all(all);
  for (const [kind, count] of Object.entries(counts)) console.log(`  ${count} ${kind}`);
  console.log(`  ${failed.length} failed, the slowest took ${(slowest / 1000).toFixed(2)} s`);
  console.log(`  ${clerks.length} clerks, ${approvers.length} approvers, in ${given.length} provinces`);
  for (const line of failed.slice(0, 10)) console.log(`  ${line}`);
  cluster.verify();
  assert.equal(failed.length, 0, "requests failed");
});
