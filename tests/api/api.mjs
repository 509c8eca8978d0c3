// node tests/api/api.mjs SAAT: the public API of a served country, before its first release, after it and after a
// correction. Each operation is asked with its examples, with what lies at the edges and with nonsense, and every reply
// is held to the description the server itself serves; Spectral reads that description.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import net from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { country } from "../countries.mjs";
import { password, start, stop, until } from "../browser/country.mjs";
import { described } from "./described.mjs";

const saat = process.argv[2];
assert.ok(saat, "usage: node tests/api/api.mjs SAAT");
const root = "/api/v1",
  round = "clean-province/2567";
let origin, description, office;

// As a client of the open world: no cookie, no credentials.
async function ask(address, headers = {}, method = "GET") {
  const reply = await fetch(origin + address, { method, headers });
  return {
    reply,
    text: await reply.text(),
    json() {
      return JSON.parse(this.text);
    },
  };
}

async function judged(id, address, status, headers, method) {
  const operation = description.operations.find((o) => o.id === id);
  const answer = await ask(address, headers, method);
  description.judge(operation, answer.reply, answer.text, address);
  assert.equal(answer.reply.status, status, `${address}: ${answer.text}`);
  return answer;
}

function addressOf(operation, values) {
  let address = operation.path;
  const query = new URLSearchParams();
  for (const { name, in: where } of operation.parameters) {
    if (where === "path") address = address.replace(`{${name}}`, encodeURIComponent(values[name]));
    else if (name in values) query.append(name, values[name]);
  }
  return query.size ? `${address}?${query}` : address;
}

const examples = (operation) =>
  Object.fromEntries(
    operation.parameters.filter((p) => p.example !== undefined).map((p) => [p.name, String(p.example)]),
  );
const inPath = (operation) =>
  Object.fromEntries(operation.parameters.filter((p) => p.in === "path").map((p) => [p.name, String(p.example)]));

// ── people of the demonstration country, who change what the API must not show before it is released
async function signIn(login) {
  const fields = {
    method: "POST",
    redirect: "manual",
    headers: { Accept: "application/json", "Content-Type": "application/json" },
    body: JSON.stringify({ login, password }),
  };
  const cookie = (await fetch(`${origin}/session`, fields)).headers.get("set-cookie").split(";")[0];
  const asks = (address, more = {}) =>
    fetch(origin + address, {
      redirect: "manual",
      ...more,
      headers: { Accept: "application/json", Cookie: cookie, ...more.headers },
    });
  const { csrf } = await (await asks("/session")).json();
  return {
    cookie,
    asks,
    send: (method, address, body) =>
      asks(address, {
        method,
        body: JSON.stringify(body),
        headers: { "Content-Type": "application/json", "X-CSRF-Token": csrf },
      }),
  };
}

async function freeze(notes) {
  const before = (await ask(`${root}/releases`)).json().total;
  assert.equal((await office.send("POST", `/releases/${round}`, { stage: "recorded", notes })).status, 303);
  await until(async () => (await ask(`${root}/releases`)).json().total > before, "the release is made");
}

// Every page of a list, by its links alone.
async function everything(id, address) {
  const all = [];
  for (let next = address, pages = 0; next; ++pages) {
    assert.ok(pages < 2_000, `${address} does not end`);
    const answer = await judged(id, next, 200);
    const { items, next: following } = answer.json();
    assert.equal(answer.reply.headers.get("link"), following && `<${following}>; rel="next"`);
    all.push(...items);
    next = following;
  }
  return all;
}

function onceEach(items, key, what) {
  const keys = items.map(key);
  assert.equal(new Set(keys).size, keys.length, `${what}: something came twice`);
  return keys;
}

async function beforeAnyRelease() {
  for (const id of ["listFigures", "listCompleteness"]) {
    const { path } = description.operations.find((o) => o.id === id);
    const thai = await judged(id, path, 404),
      english = await judged(id, path, 404, { "Accept-Language": "en" });
    assert.equal(thai.json().key, "api.nothing_released");
    assert.match(thai.json().detail, /ยังไม่มีการเผยแพร่ข้อมูล/);
    assert.match(english.json().detail, /No data .* has been released yet/);
  }
  assert.deepEqual((await judged("listReleases", `${root}/releases`, 200)).json().items, []);
  assert.equal((await judged("listFrameworks", `${root}/frameworks`, 200)).json().items[0].release, null);
  await judged("getRelease", `${root}/releases/${round}/1`, 404);
}

async function everyOperation() {
  for (const operation of description.operations) {
    await judged(operation.id, addressOf(operation, inPath(operation)), 200);
    await judged(operation.id, addressOf(operation, examples(operation)), 200);
    for (const { name, in: where, example, schema } of operation.parameters) {
      if (where === "path") {
        for (const wrong of ["0", "zzz", "นอกทะเบียน", "%", "a b"])
          await judged(operation.id, addressOf(operation, { ...inPath(operation), [name]: wrong }), 404);
        continue;
      }
      const at = (value) => addressOf(operation, { ...inPath(operation), [name]: value });
      if (example !== undefined) await judged(operation.id, at(example), 200);
      for (const value of description.whole(schema).enum ?? [])
        // "BMA" and "NATION" too
        await judged(operation.id, at(value), 200);
      const wrong =
        name === "q"
          ? ["", " ", "a\0b", "x".repeat(201)]
          : [
              "",
              " ",
              "0",
              "-1",
              "1002003",
              "99999999999999999999",
              "1e2",
              "null",
              "' OR 1=1 --",
              "\0",
              "\u0007",
              "ก".repeat(300),
              "../../etc/passwd",
              "{{x}}",
              "<b>",
            ];
      if (name === "release") await judged(operation.id, at("1002003"), 404); // a number, but of no release
      for (const value of wrong.filter((v) => name !== "release" || v !== "1002003")) {
        const problem = (await judged(operation.id, at(value), 400)).json();
        assert.equal(problem.parameter, name);
        assert.ok(problem.accepted);
      }
      const twice =
        addressOf(operation, { ...inPath(operation), [name]: example ?? "x" }) +
        `&${name}=${encodeURIComponent(example ?? "x")}`;
      assert.equal((await judged(operation.id, twice, 400)).json().parameter, name);
    }
    const address = addressOf(operation, inPath(operation));
    const unknown = (await judged(operation.id, `${address}?plcae=TH`, 400)).json();
    assert.equal(unknown.parameter, "plcae");
    for (const { name, in: where } of operation.parameters)
      if (where === "query") assert.ok(unknown.accepted.split(", ").includes(name), `${name} is not told as accepted`);
    await judged(operation.id, address, 405, {}, "POST");
    await judged(operation.id, address, 405, {}, "DELETE");
    await cachedAndShared(operation, address);
  }
}

async function cachedAndShared(operation, address) {
  const plain = await judged(operation.id, address, 200, { "Accept-Encoding": "identity" });
  const tag = plain.reply.headers.get("etag");
  assert.match(tag, /^"[0-9a-f]{32}"$/, "a strong tag");
  for (const sent of [tag, `W/${tag}`, `"x", ${tag}`, "*"]) {
    const same = await judged(operation.id, address, 304, { "If-None-Match": sent, "Accept-Encoding": "identity" });
    assert.equal(same.reply.headers.get("etag"), tag);
  }
  await judged(operation.id, address, 200, { "If-None-Match": '"another"' });
  const zipped = await judged(operation.id, address, 200, { "Accept-Encoding": "gzip" });
  assert.equal(zipped.text, plain.text);
  if (plain.text.length > 1024)
    assert.equal(zipped.reply.headers.get("etag"), tag.replace(/"$/, '-gzip"'), "other bytes, another tag");
  await judged(operation.id, address, 304, { "If-None-Match": zipped.reply.headers.get("etag") });
  const head = await fetch(origin + address, { method: "HEAD", headers: { "Accept-Encoding": "identity" } });
  assert.equal(head.status, 200);
  assert.equal(head.headers.get("content-length"), String(Buffer.byteLength(plain.text)));
  assert.equal(await head.text(), "");

  // The same to everybody: a session changes nothing, and is not answered to.
  const signedIn = await judged(operation.id, address, 200, {
    Cookie: `${office.cookie}; language=en`,
    "Accept-Encoding": "identity",
  });
  assert.equal(signedIn.text, plain.text);
  assert.equal(signedIn.reply.headers.get("etag"), tag);
  for (const name of ["set-cookie", "access-control-allow-credentials"])
    assert.equal(signedIn.reply.headers.get(name), null);
  const flight = await fetch(origin + address, {
    method: "OPTIONS",
    headers: {
      Origin: "https://example.org",
      "Access-Control-Request-Method": "GET",
      "Access-Control-Request-Headers": "if-none-match",
    },
  });
  assert.equal(flight.status, 204);
  assert.equal(flight.headers.get("access-control-allow-origin"), "*");
  assert.match(flight.headers.get("access-control-allow-methods"), /GET/);
  assert.match(flight.headers.get("access-control-allow-headers"), /If-None-Match/);
  for (const name of ["ETag", "Link", "Retry-After", "RateLimit", "RateLimit-Policy"])
    assert.ok(plain.reply.headers.get("access-control-expose-headers").split(", ").includes(name), name);
}

async function elsewhereNothingIsOpened() {
  for (const address of ["/open", "/sign-in", "/healthz", "/reports", "/api", "/api/v2", "/api/v1x"]) {
    for (const method of ["GET", "OPTIONS"]) {
      const { reply } = await ask(address, { Origin: "https://example.org" }, method);
      for (const name of ["allow-origin", "allow-methods", "allow-headers"])
        assert.equal(reply.headers.get(`access-control-${name}`), null, address);
    }
  }
  const nowhere = await ask(`${root}/nothing`);
  assert.equal(nowhere.reply.status, 404);
  assert.equal(nowhere.json().key, "api.no_such_address");
  assert.equal(nowhere.reply.headers.get("access-control-allow-origin"), "*");
}

// Bytes that no client library would send.
function raw(target) {
  const { port, hostname } = new URL(origin);
  return new Promise((resolve, reject) => {
    const socket = net.connect(Number(port), hostname, () =>
      socket.write(
        Buffer.concat([Buffer.from("GET "), target, Buffer.from(" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")]),
      ),
    );
    let said = "";
    socket
      .on("data", (piece) => (said += piece))
      .on("end", () => resolve(Number(said.split(" ")[1])))
      .on("error", reject);
  });
}

async function nonsense() {
  const paths = description.operations.map((o) => addressOf(o, inPath(o)));
  const tails = [
    "?%",
    "?%00",
    "?%00=%00",
    "?place=%FF%FE",
    "?place=%C3%28",
    "?limit=-0",
    "?limit=%EF%BC%91",
    "?cursor=%2e%2e",
    `?cursor=${"A".repeat(5000)}`,
    `?q=${"%E0%B8%81".repeat(1500)}`,
    `?${"a=1&".repeat(2000)}`,
    "?&&&",
    "?=",
    "?=x",
    "?limit[]=1",
    "?release=18446744073709551617",
    "?lang=en&lang=th",
    "?place=TH%0d%0aX: y",
    "#x",
    "?place=TH;drop",
    "/",
    "//",
    "/..",
    "/%2e%2e/",
    "/%00",
  ];
  for (const path of paths) {
    for (const tail of tails) {
      const status = await raw(Buffer.from((path + tail).replaceAll(" ", "%20")));
      assert.ok([200, 400, 404, 431].includes(status), `${path}${tail.slice(0, 60)}: ${status}`);
    }
    assert.ok(
      [200, 400].includes(await raw(Buffer.concat([Buffer.from(`${path}?q=`), Buffer.from([0xff, 0x80, 0xc0, 0xaf])]))),
      `${path}: bytes above 127`,
    );
  }
}

async function pagesGiveEveryRowOnce() {
  const total = (await ask(`${root}/organisations?limit=1`)).json().total;
  const organisations = await everything("listOrganisations", `${root}/organisations?limit=1000`);
  assert.equal(onceEach(organisations, (o) => o.code, "organisations").length, total);
  for (const limit of [1, 7])
    assert.deepEqual(
      await everything("listOrganisations", `${root}/organisations?province=56&limit=${limit}`),
      organisations.filter((o) => o.province === "56" && o.tier !== "province"),
    );
  assert.equal(
    (await ask(`${root}/organisations?q=${encodeURIComponent("ทต ท่าข้าม")}`)).json().items[0].name.th,
    "ท่าข้าม",
  );

  const figures = await everything("listFigures", `${root}/figures?limit=1000`);
  const key = (f) => `${f.place} ${f.indicator}`;
  onceEach(figures, key, "figures");
  const lies = new Set(organisations.filter((o) => o.province === "56").map((o) => o.code));
  const some = figures.filter((f) => lies.has(f.place));
  assert.deepEqual(
    await everything("listFigures", `${root}/figures?province=56&limit=97`),
    some.filter((f) => f.place !== "56"),
  );
  assert.deepEqual(
    await everything("listFigures", `${root}/figures?place=TH&limit=3`),
    figures.filter((f) => f.place === "TH"),
  );
  for (const tier of ["nation", "province", "district"])
    assert.deepEqual(
      await everything("listFigures", `${root}/figures?tier=${tier}&limit=611`),
      figures.filter((f) => f.tier === tier),
    );
  assert.deepEqual(
    await everything("listFigures", `${root}/figures?indicator=U2&limit=1000`),
    figures.filter((f) => f.indicator === "U2"),
  );
  assert.deepEqual(
    await everything("listFigures", `${root}/figures?indicator=U2&tier=local&province=56&limit=1`),
    some.filter((f) => f.tier === "local" && f.indicator === "U2"),
  );
  const district = (await everything("listOrganisations", `${root}/organisations?district=5601`)).map((o) => o.code);
  assert.deepEqual(
    await everything("listFigures", `${root}/figures?district=5601&limit=13`),
    some.filter((f) => district.includes(f.place)),
  );
  assert.deepEqual((await judged("listFigures", `${root}/figures?district=5601&province=30`, 200)).json().items, []);

  const areas = await everything("listCompleteness", `${root}/completeness?limit=1000`);
  assert.deepEqual(
    onceEach(areas, (a) => a.place, "completeness"),
    [...new Set(figures.filter((f) => f.tier !== "local").map((f) => f.place))],
  );
  assert.deepEqual(
    await everything("listCompleteness", `${root}/completeness?province=56&limit=2`),
    areas.filter((a) => a.place.length === 4 && a.place.startsWith("56")),
  );
  assert.deepEqual(
    await everything("listIndicators", `${root}/indicators?limit=3`),
    (await ask(`${root}/frameworks/${round}`)).json().indicators,
  );

  // A cursor belongs to its question.
  const { next } = (await ask(`${root}/figures?place=TH&limit=2`)).json();
  for (const wrong of [
    next.replace("place=TH", "place=56"),
    next.replace("/figures", "/completeness"),
    next.replace(/cursor=./, "cursor="),
  ]) {
    const problem = await ask(wrong);
    assert.equal(problem.reply.status, 400, wrong);
    assert.equal(problem.json().parameter, "cursor");
  }
  return figures;
}

async function aCorrectionIsTheNextNumber(first) {
  const body = "06560115",
    changed = "U2.3";
  const clerk = await signIn(`clerk-${body}`);
  const half = (await ask(`${root}/figures?place=TH&limit=2`)).json();
  const section = await (await clerk.asks(`/reports/${round}/${body}/sections/upstream`)).json();
  const { version } = section.indicators.flatMap((i) => i.questions).find((q) => q.code === changed);
  const { status } = await clerk.send("PUT", `/reports/${round}/${body}/answers/${changed}`, { typed: "3", version });
  assert.equal(status, 200, "the body's answer is corrected");
  const unchanged = await everything("listFigures", `${root}/figures?limit=1000`);
  assert.deepEqual(unchanged, first, "what is not released is not served");
  await freeze("แก้ไข");
  const all = (await judged("listReleases", `${root}/releases?framework=clean-province&period=2567`, 200)).json().items;
  assert.deepEqual(
    all.map((r) => r.number),
    [2, 1],
  );
  assert.notEqual(all[0].digest, all[1].digest);
  assert.deepEqual(
    await everything("listFigures", `${root}/figures?release=1&limit=1000`),
    first,
    "the old number answers as before",
  );
  const second = await everything("listFigures", `${root}/figures?limit=1000`);
  const before = new Map(first.map((f) => [`${f.place} ${f.indicator}`, f]));
  const differ = second.filter((f) => JSON.stringify(before.get(`${f.place} ${f.indicator}`)) !== JSON.stringify(f));
  assert.ok(
    differ.some((f) => f.place === body && f.indicator === "U2"),
    "the body's own figure",
  );
  for (const f of differ)
    assert.ok([body, "5601", "56", "TH"].includes(f.place), `${f.place} ${f.indicator} is not of the correction`);
  // Whoever was in the midst of the first release ends in it.
  const rest = await everything("listFigures", half.next);
  assert.deepEqual(
    [...half.items, ...rest],
    first.filter((f) => f.place === "TH"),
  );
}

// A quota of five, and time that does not pass between six questions: the sixth is one too many.
async function tooOften() {
  const five = ["2024-11-18T09:00+07:00", "--api-per-minute", "5"];
  await serving(five, async () => {
    for (let left = 4; left >= 0; --left)
      assert.match(
        (await judged("entry", root, 200)).reply.headers.get("ratelimit"),
        new RegExp(`^"address";r=${left};t=`),
      );
    for (const headers of [{}, { "X-Forwarded-For": "192.0.2.7" }]) {
      // nobody's word is taken for who they are
      const { reply } = await judged("entry", root, 429, headers);
      assert.equal(reply.headers.get("ratelimit-policy"), '"address";q=5;w=60');
      assert.ok(Number(reply.headers.get("retry-after")) <= 12);
    }
    assert.equal((await ask(root, {}, "OPTIONS")).reply.status, 204);
    for (let i = 0; i < 20; ++i)
      for (const page of ["/sign-in", "/open", "/healthz"])
        assert.equal((await ask(page)).reply.status, 200, "pages have no part in it");
  });
  await serving([...five, "--behind-proxy"], async () => {
    for (const client of ["192.0.2.7", "2001:db8::1"]) {
      for (let i = 0; i < 5; ++i) await judged("entry", root, 200, { "X-Forwarded-For": `10.0.0.${i}, ${client}` });
      await judged("entry", root, 429, { "X-Forwarded-For": client });
    }
    await judged("entry", root, 429, { "X-Forwarded-For": "2001:db8::2" });
    await judged("entry", root, 200, { "X-Forwarded-For": "192.0.2.8" });
  });
}

async function serving(options, test) {
  const served = await start(saat, db, ...options, ...more);
  origin = served.origin;
  try {
    return await test();
  } finally {
    await stop(served.server);
  }
}

function lint(text, folder) {
  const file = join(folder, "openapi.json"),
    tools = fileURLToPath(new URL("../tools/node_modules/.bin/spectral", import.meta.url));
  writeFileSync(file, text);
  execFileSync(
    tools,
    ["lint", "--fail-severity", "hint", "--ruleset", fileURLToPath(new URL("spectral.yaml", import.meta.url)), file],
    { stdio: "inherit" },
  );
}

const { db, folder, more, gone } = country(saat, "half");
try {
  await serving(["2024-11-18T09:00+07:00", "--api-per-minute", "0"], async () => {
    const text = (await ask(`${root}/openapi.json`)).text;
    description = described(JSON.parse(text));
    lint(text, folder);
    office = await signIn("department-1");
    await beforeAnyRelease();
    await freeze("ชุดแรก");
    await everyOperation();
    await elsewhereNothingIsOpened();
    await nonsense();
    await aCorrectionIsTheNextNumber(await pagesGiveEveryRowOnce());
  });
  await tooOften();
  for (const { id, operation, seen } of description.operations)
    for (const status of Object.keys(operation.responses).map(Number))
      assert.ok(
        seen.has(status) || [500, 503].includes(status) || (status === 429 && id !== "entry"),
        `${id}: nobody saw ${status}`,
      );
} finally {
  gone();
}
