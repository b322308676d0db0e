// Compares two JSON documents field by field, and makes the digest of one.

import { createHash } from "node:crypto";

const DIGITS = 12;

/**
 * Compare two values; what stands in no map and no list is a field.
 *
 * @returns {{fields: number, different: {path: string, expected: unknown, found: unknown}[]}}
 */
export function compare(expected, found) {
  const different = [];
  const fields = compareAt("", expected, found, different);
  return { fields, different };
}

function compareAt(path, expected, found, different) {
  if (!isNested(expected) || !isNested(found) || Array.isArray(expected) !== Array.isArray(found)) {
    if (!Object.is(expected, found)) {
      different.push({ path, expected, found });
    }
    return 1;
  }
  const names = new Set([...Object.keys(expected), ...Object.keys(found)]);
  let fields = names.size ? 0 : 1;
  for (const name of names) {
    const where = path ? `${path}.${name}` : name;
    fields += compareAt(where, own(expected, name), own(found, name), different);
  }
  return fields;
}

const isNested = (value) => typeof value === "object" && value !== null;


function own(value, name) {
  return Object.hasOwn(value, name) ? value[name] : undefined;
}

/** The digest of a document: of its JSON with sorted names and no spaces, 12 digits of SHA-256. */
export function digest(value) {
  return createHash("sha256").update(canonical(value)).digest("hex").slice(0, DIGITS);
}

function canonical(value) {
  if (!isNested(value)) {
    return JSON.stringify(value);
  }
  if (Array.isArray(value)) {
    return `[${value.map(canonical).join(",")}]`;
  }
  const names = Object.keys(value).sort(byCodePoints);
  return `{${names.map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join(",")}}`;
}

function byCodePoints(one, other) {
  return Buffer.compare(Buffer.from(one), Buffer.from(other));
}
