// Validates documents against the JSON Schemas: `node schemas.mjs FILE`, a file of lines
// {schema, document}. Prints a line for each: {open, closed}: the fault, or null.
// `closed` also refuses fields that the schema does not name.

import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";

const Ajv2020 = createRequire(import.meta.url)("ajv/dist/2020").default;
const FOLDER = new URL("../../clients/schemas/", import.meta.url);
const DATE_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

function validators(change) {
  const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, formats: { "date-time": DATE_TIME } });
  for (const name of readdirSync(FOLDER)) {
    ajv.addSchema(change(JSON.parse(readFileSync(new URL(name, FOLDER), "utf8"))), name);
  }
  return (name, document) => {
    const validate = ajv.getSchema(`${name}.schema.json`);
    return validate(document) ? null : ajv.errorsText(validate.errors);
  };
}

function closed(schema) {
  if (Array.isArray(schema)) return schema.map(closed);
  if (schema === null || typeof schema !== "object") return schema;
  const inner = Object.fromEntries(Object.entries(schema).map(([key, each]) => [key, closed(each)]));
  return schema.type === "object" && schema.properties
    ? { ...inner, additionalProperties: false }
    : inner;
}

const [isOpen, isClosed] = [validators((schema) => schema), validators(closed)];
for (const line of readFileSync(process.argv[2], "utf8").trim().split("\n")) {
  const { schema, document } = JSON.parse(line);
  const found = { open: isOpen(schema, document), closed: isClosed(schema, document) };
  process.stdout.write(`${JSON.stringify(found)}\n`);
}
