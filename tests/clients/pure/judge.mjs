// Judges every action of random logs, and other actions at each place: reads a file of cases
// {setup, log, probes}, prints the verdicts of each as a line of JSON. CLIENT is the built package.

import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const built = (path) => import(pathToFileURL(`${process.env.CLIENT}/${path}`).href);
const { apply, newState, resolveLog } = await built("fold/index.js");
const { judge } = await built("fold/verdicts/index.js");

function setupOf(setup) {
  return {
    ...setup,
    sides: new Map(Object.entries(setup.sides)),
    keeperIds: new Set(setup.keeperIds),
    substituteIds: new Set(setup.substituteIds),
  };
}

function judged({ setup, log, probes }) {
  const state = newState(setupOf(setup));
  const entries = new Map(log.map((entry) => [entry.id, entry]));
  const { actions } = resolveLog(setup.matchId, log);
  const own = [...actions.map((action) => [entries.get(action.id)]), []];
  return own.map((entry, index) => {
    const verdicts = [...entry, ...probes[index]].map((tried) => verdictsOn(tried, state));
    if (actions[index]) apply(state, actions[index]);
    return verdicts;
  });
}

function verdictsOn(entry, state) {
  return judge(entry, state).map(({ found: _, ...verdict }) => verdict);
}

for (const line of readFileSync(process.argv[2], "utf8").trim().split("\n")) {
  process.stdout.write(`${JSON.stringify(judged(JSON.parse(line)))}\n`);
}
