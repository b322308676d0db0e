// Tests the view of a match's document.

import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./matches.mjs";

const { choiceOf, lastKnown, matchInfo, unsentCount } = await load("firestore/match_view.js");

const facts = (match) => ({ match, lineups: [], setup: match && { matchId: "m" }, isKnown: true });

test("of a match deleted while open, the last known document is shown; a recreated match replaces it", () => {
  const [was, again] = [facts({ homeTeamName: "Lions" }), facts({ homeTeamName: "The Lions" })];
  assert.equal(lastKnown(facts(null), null).match, null);
  const gone = lastKnown(facts(null), lastKnown(was, null));
  assert.deepEqual(gone, was);
  assert.equal(matchInfo("m", lastKnown(again, gone).match).homeName, "The Lions");
});

test("matches of the same sides are distinguished in the list by their time, and their state is in words", () => {
  process.env.TZ = "Australia/Brisbane";
  const at = (iso) => ({ toMillis: () => Date.parse(iso) });
  const match = { homeTeamName: "Lions", awayTeamName: "Tigers", format: "ODI", venue: "Oval" };
  const detailOf = (more) => choiceOf({ matchId: "m", match: { ...match, ...more } }).detail;
  assert.equal(detailOf({ scheduledAt: at("2026-06-14T01:30:00Z"), status: "innings_break" }), "Sun, 14 Jun 2026, 11:30 · ODI · Oval · innings break");
  assert.equal(detailOf({ scheduledAt: at("2026-06-15T00:00:00Z"), status: "scheduled" }), "Mon, 15 Jun 2026, 10:00 · ODI · Oval · not started");
  assert.equal(detailOf({ scheduledAt: "2026-06-16", status: "odd" }), "Tue, 16 Jun 2026 · ODI · Oval");
  assert.equal(detailOf({ scheduledAt: "tomorrow" }), "ODI · Oval");
  process.env.TZ = "Europe/London";
  assert.equal(detailOf({ scheduledAt: at("2026-06-15T00:00:00Z") }), "Mon, 15 Jun 2026 · ODI · Oval", "midnight stands for a day");
  const { name } = choiceOf({ matchId: "m", match: { homeTeamName: "کراچی", awayTeamName: "Tigers" } });
  assert.equal(name, "\u2068کراچی\u2069 v Tigers");
  assert.deepEqual(choiceOf({ matchId: "m", match: null }), { matchId: "m", name: "m", detail: "" });
});

test("an action that only the SDK still knows as unsent counts as unsent, another's stamp does not", () => {
  const action = (nonce, isPending) => ({ nonce, isPending });
  assert.equal(unsentCount({ actions: [action("a", true), action("b", false)], waiting: [] }), 1, "the list of the unsent is lost");
  const [ball, correction, undo] = [{ nonce: "c" }, { nonce: "d", target: { nonce: "a" } }, { nonce: "e", voiding: { nonce: "b" } }];
  const actions = [action("a", true), action("b", true), action("c", true), action("d", true)];
  assert.equal(unsentCount({ actions, waiting: [ball, correction, undo] }), 3);
});
