// Judges a release's data package with other people's program (npm's `datapackage`): the descriptor against its profile, and
// every row of every table against its schema, keys included. Then the record for the national catalogue.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";

const { Package } = createRequire(new URL("../tools/package.json", import.meta.url))("datapackage");

async function fetched(address) {
  const reply = await fetch(address);
  assert.equal(reply.status, 200, address);
  return reply;
}

// The package as it is served, in a folder. Its tables begin with the byte order mark that Thai Excel needs and that this
// reader, unlike others, does not know: it is looked for, and taken off.
async function taken(address, folder) {
  const descriptor = await (await fetched(`${address}datapackage.json`)).json();
  for (const { path } of descriptor.resources) {
    const bytes = Buffer.from(await (await fetched(address + path)).arrayBuffer());
    assert.equal(bytes.subarray(0, 3).toString("hex"), "efbbbf", path);
    writeFileSync(join(folder, path), bytes.subarray(3));
  }
  writeFileSync(join(folder, "datapackage.json"), JSON.stringify(descriptor));
  return descriptor;
}

async function judgeTable(resource) {
  const { schema, name } = resource.descriptor;
  const keys = [schema.primaryKey ?? []].flat();
  assert.ok(keys.length > 0, `${name} says what its rows are known by`);
  for (const key of keys)
    assert.ok(schema.fields.find((field) => field.name === key)?.constraints?.required, `${name}: ${key} is required`);
  const rows = await resource.read({ keyed: true }); // casts every cell; throws at what does not fit
  const seen = new Set(rows.map((row) => keys.map((key) => row[key]).join("|")));
  assert.equal(seen.size, rows.length, `${name}: no two rows have the same ${keys.join(", ")}`);
  return rows;
}

// Fields of the national catalogue for statistics (CKAN with thai_gdc). Those the department alone can give are there to be
// filled in, and empty.
const said = [
  "name",
  "data_type",
  "title",
  "organization",
  "maintainer",
  "tags",
  "notes",
  "objective",
  "update_frequency_unit",
  "update_frequency_interval",
  "geo_coverage",
  "data_source",
  "data_format",
  "data_category",
  "data_class_level",
  "license_id",
  "accessible_condition",
  "url",
  "data_language",
  "created_date",
  "last_updated_date",
  "first_year_of_data",
  "last_year_of_data",
  "disaggregate",
  "unit_of_measure",
  "unit_of_multiplier",
  "calculation_method",
  "standard",
  "official_statistics",
];
const left_open = ["maintainer_email"];

export async function judgeRelease(origin, release) {
  const address = `${origin}${release}/`,
    folder = mkdtempSync(join(tmpdir(), "saat-package-"));
  try {
    const descriptor = await taken(address, folder);
    const rows = await judgePackage(folder, descriptor);
    // One wrong type is noticed: what fits does so because it was looked at.
    descriptor.resources.find(({ name }) => name === "answers").schema.fields[1].type = "number";
    writeFileSync(join(folder, "datapackage.json"), JSON.stringify(descriptor));
    const wrong = await Package.load(join(folder, "datapackage.json"));
    await assert.rejects(wrong.getResource("answers").read(), /mismatch/);
    judgeRecord(await (await fetched(`${address}catalogue.json`)).json());
    return rows;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function judgePackage(folder, { profile }) {
  const judged = await Package.load(join(folder, "datapackage.json"));
  assert.ok(judged.valid, judged.errors.map(String).join("\n"));
  assert.equal(profile, "tabular-data-package");
  const rows = {};
  for (const resource of judged.resources) {
    assert.ok(resource.valid && resource.tabular, `${resource.name}: ${resource.errors.map(String).join("\n")}`);
    rows[resource.name] = await judgeTable(resource);
  }
  return rows;
}

function judgeRecord(record) {
  for (const field of said)
    assert.ok(
      record[field] !== undefined && record[field] !== "" && record[field] !== null,
      `the catalogue's record says its ${field}`,
    );
  for (const field of left_open) assert.equal(record[field], "", `${field} is there for the department to fill in`);
  assert.match(record.url, /^https?:\/\/|^\/open\//);
  assert.match(record.last_updated_date, /^\d{4}-\d\d-\d\d$/);
  assert.match(record.first_year_of_data, /^25\d\d$/);
}
