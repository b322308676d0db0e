#!/usr/bin/env node
// Runs cases by an engine: `node run.mjs [--engine ./mine.mjs] [FILE...]`, standard input without
// files. A case is a line of JSON, as docs/conformance.md has it. Prints a line of JSON for each
// field that differs, the first few of a case, then {"cases", "fields", "differ"}; ends with 1 where
// any differs.

import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { compare, digest } from "./compare.mjs";

const MOST_SHOWN = 5;

const { values, positionals } = parseArgs({
  options: { engine: { type: "string" } },
  allowPositionals: true,
});
const chosen = values.engine ? pathToFileURL(values.engine).href : "./typescript.mjs";
const engine = await import(chosen);
const total = { cases: 0, fields: 0, differ: 0 };
const files = positionals.map((file) => createReadStream(file));
for (const input of files.length ? files : [process.stdin]) {
  for await (const line of createInterface({ input, crlfDelay: Infinity })) {
    if (line.trim()) {
      count(JSON.parse(line));
    }
  }
}
console.log(JSON.stringify(total));
process.exitCode = total.differ ? 1 : 0;

function count(each) {
  const { fields, different } = run(each);
  total.cases += 1;
  total.fields += fields;
  total.differ += different.length;
  for (const one of different.slice(0, MOST_SHOWN)) {
    console.log(JSON.stringify({ case: each.name, ...one }));
  }
}

/** Compare what the engine makes of a case with what the case expects: setup, steps, the end. */
function run(each) {
  const results = [end(each)];
  if (each.match !== undefined) {
    results.push(named("setup", compare(each.setup, engine.setup(each))));
  }
  if (each.steps !== undefined) {
    results.push(...stepsOf(each));
  }
  return {
    fields: results.reduce((sum, { fields }) => sum + fields, 0),
    different: results.flatMap(({ different }) => different),
  };
}

function end(each) {
  const { state, board } = engine.fold(each);
  return named("", compare({ state: each.state, board: each.board }, { state, board }));
}

function* stepsOf(each) {
  const found = engine.foldSteps(each);
  for (const [index, expected] of each.steps.entries()) {
    const { value: step, done } = found.next();
    const shown = typeof expected === "string" && !done ? digest(step) : step;
    const name = `steps.${index}${done ? "" : ` (${step.actionId})`}`;
    yield named(name, compare(expected, shown));
  }
  const { done } = found.next();
  yield named("steps", compare(true, done));
}

function named(where, { fields, different }) {
  const paths = different.map(({ path, ...one }) => ({
    path: [where, path].filter(Boolean).join("."), ...one,
  }));
  return { fields, different: paths };
}
