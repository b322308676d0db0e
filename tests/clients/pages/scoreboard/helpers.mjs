// Loads the recordings and the built modules for tests of the spectators' pages; pytest sets the paths of both.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

/** Return a recording by its name in scenarios.py. */
export function recording(name) {
  const folder = process.env.RECORDINGS;
  assert.ok(folder, "RECORDINGS names no folder");
  return JSON.parse(readFileSync(join(folder, `${name}.json`), "utf-8"));
}

/** Import a built module of the pages, such as `model/feed.js`. */
export function built(path) {
  const folder = process.env.BUILT;
  assert.ok(folder, "BUILT names no folder");
  return import(pathToFileURL(join(folder, path)).href);
}

/** Return the id of the only match of a recording. */
export function matchOf({ documents }) {
  return Object.keys(documents).find((path) => path.split("/").length === 2 && path.startsWith("matches/")).split("/")[1];
}

/** Return the documents of a recording that a page of the match reads. */
export function readOf(recorded) {
  const id = matchOf(recorded);
  const { documents } = recorded;
  const root = `matches/${id}`;
  const feed = Object.entries(documents).filter(([path]) => path.startsWith(`${root}/events/`))
    .map(([path, document]) => ({ ...document, id: path.split("/").at(-1) }));
  const replay = documents[`${root}/archive/replay_1`]?.balls ?? [];
  return {
    id, match: documents[root], score: documents[`${root}/live/score`] ?? null, ticker: documents[`tickers/${id}`] ?? null,
    feed: new Map(feed.map((each) => [each.id, each])), replay,
  };
}
