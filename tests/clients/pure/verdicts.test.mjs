// Tests the vectors of clients/verdict-vectors.jsonl: TypeScript has the verdicts of the functions.
// CLIENT is the folder of the built package.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { pathToFileURL } from "node:url";

const built = (path) => import(pathToFileURL(`${process.env.CLIENT}/${path}`).href);
const { fold, newState, resolveLog, THE_LAWS } = await built("fold/index.js");
const { judge } = await built("fold/verdicts/index.js");

const CLIENTS = new URL("../../../clients/", import.meta.url);
const lines = readFileSync(new URL("verdict-vectors.jsonl", CLIENTS), "utf8").trim().split("\n");
const { verdicts: table } = JSON.parse(readFileSync(new URL("verdicts.json", CLIENTS), "utf8"));
const remedies = new Map(table.map(({ code, remedy }) => [code, remedy]));

function stateOf({ homeTeamId, awayTeamId, sides, conditions, before }) {
  const setup = {
    matchId: "m1", homeTeamId, awayTeamId, tossWinnerId: null, tossDecision: null,
    conditions: { ...THE_LAWS, ...conditions },
    sides: new Map(Object.entries(sides)), keeperIds: new Set(), substituteIds: new Set(),
  };
  return fold(newState(setup), resolveLog("m1", before).actions);
}

function detailsOf({ keeperIds, substituteIds }) {
  return { keeperIds: new Set(keeperIds), substituteIds: new Set(substituteIds) };
}

for (const vector of lines.map((line) => JSON.parse(line))) {
  test(vector.name, () => {
    const state = stateOf(vector);
    const found = judge(vector.action, state, detailsOf(vector.details));
    const told = found.map(({ outcome, code, law, sentence }) => ({ outcome, code, law, sentence }));
    assert.deepEqual(told, vector.verdicts);
    for (const { code, remedy } of found) assert.equal(remedy, remedies.get(code));
    assert.deepEqual(state, stateOf(vector), "the state was changed");
  });
}
