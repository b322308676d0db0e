// Tests the words of an objection of the Laws.

import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./matches.mjs";

const { verdictInWords } = await load("views/words.js");

const NAMES = { p1: "Abel", p10: "Boon", "p1.b": "Shah", an: "Khan" };
const nameOf = (id) => NAMES[id] ?? id;

test("players whose ids begin alike, or occur in other words, are named each by their own name", () => {
  const inWords = (sentence, found) => verdictInWords({ sentence, found }, nameOf);
  assert.equal(inWords("p10 faces, where the runs before put p1", { player: "p10", due: "p1" }), "Boon faces, where the runs before put Abel");
  assert.equal(inWords("p1.b is run out after 1 completed runs, and the striker end was then p1's", { player: "p1.b", other: "p1", end: "striker", runs: 1 }),
    "Shah is run out after 1 completed runs, and the striker end was then Abel's");
  assert.equal(inWords("an cannot resume and is no batter", { player: "an" }), "Khan cannot resume and is no batter");
  assert.equal(inWords("play is stopped already (rain)", { why: "rain" }), "play is stopped already (rain)");
});
