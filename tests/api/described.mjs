// The API's description as a judge: each reply is held to what it says of that operation and status.
import assert from "node:assert/strict";
import { createRequire } from "node:module";

const require = createRequire(new URL("../tools/package.json", import.meta.url));
const Ajv2020 = require("ajv/dist/2020").default;
const addFormats = require("ajv-formats").default;

// Strict but for one thing: what is nullable has two types.
function judges(description) {
  const ajv = new Ajv2020({
    strict: true,
    allowUnionTypes: true,
    strictRequired: false,
    strictTypes: false,
    allErrors: true,
  });
  addFormats(ajv);
  const led = (schema) =>
    JSON.parse(JSON.stringify(schema).replaceAll('"#/components/schemas/', '"https://description/'));
  for (const [name, schema] of Object.entries(description.components.schemas))
    ajv.addSchema(led(schema), `https://description/${name}`);
  const known = new Map();
  return (schema) => {
    const text = JSON.stringify(schema);
    if (!known.has(text)) known.set(text, ajv.compile(led(schema)));
    return known.get(text);
  };
}

export function described(description) {
  const validator = judges(description);
  const whole = (thing) =>
    thing.$ref
      ? whole(
          thing.$ref
            .split("/")
            .slice(1)
            .reduce((at, name) => at[name], description),
        )
      : thing;
  const operations = Object.entries(description.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({
      path,
      method,
      operation,
      id: operation.operationId,
      parameters: (operation.parameters ?? []).map(whole),
      seen: new Set(),
    })),
  );

  // Throws unless the reply is one that the operation is said to give.
  function judge(operation, reply, body, asked) {
    const said = operation.operation.responses[String(reply.status)];
    assert.ok(said, `${asked}: ${reply.status} is not described; ${body}`);
    operation.seen.add(reply.status);
    const response = whole(said);
    for (const [name, reference] of Object.entries(response.headers ?? {})) {
      const header = whole(reference),
        value = reply.headers.get(name);
      if (value === null) assert.ok(!header.required, `${asked}: no ${name}`);
      else assert.ok(validator(header.schema)(value), `${asked}: ${name}: ${value}`);
    }
    if (!response.content) return assert.equal(body, "", `${asked}: a body where none is described`);
    const [type, { schema }] = Object.entries(response.content)[0];
    assert.equal(reply.headers.get("content-type"), type, asked);
    const fits = validator(schema);
    assert.ok(fits(JSON.parse(body)), `${asked}: ${JSON.stringify(fits.errors?.slice(0, 3))} in ${body.slice(0, 500)}`);
  }
  return { operations, judge, validator, whole };
}
