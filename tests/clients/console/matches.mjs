// Provides the tests of the console with the committed matches and the built modules.

import { readFileSync } from "node:fs";

const built = new URL("../../../clients/web/console/dist/", import.meta.url);
export const load = (path) => import(new URL(path, built));
export const fold = (await import("@scrbrd/client/fold"));

const { readMatchFile } = await load("session/matchfile.js");
const { candidateEntry } = await load("session/entries.js");

/** Return a committed match: its start, and the actions of each innings. */
export function match(number) {
  const path = new URL(`../../../scripts/matches/${number}.log`, import.meta.url);
  return readMatchFile(readFileSync(path, "utf8"));
}

/** Return a log of the first `counts` actions of each innings. */
export function logOf({ innings }, ...counts) {
  return innings.reduce((log, actions, place) => actions
    .slice(0, counts[place] ?? 0)
    .reduce((before, fields) => [...before, candidateEntry(before, place + 1, fields)], log), []);
}
