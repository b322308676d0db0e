// Tests the view of a match's document.

import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./matches.mjs";

const { lastKnown, matchInfo } = await load("firestore/match_view.js");

const facts = (match) => ({ match, lineups: [], setup: match && { matchId: "m" }, isKnown: true });

test("of a match deleted while open, the last known document is shown; a recreated match replaces it", () => {
  const [was, again] = [facts({ homeTeamName: "Lions" }), facts({ homeTeamName: "The Lions" })];
  assert.equal(lastKnown(facts(null), null).match, null);
  const gone = lastKnown(facts(null), lastKnown(was, null));
  assert.deepEqual(gone, was);
  assert.equal(matchInfo("m", lastKnown(again, gone).match).homeName, "The Lions");
});
