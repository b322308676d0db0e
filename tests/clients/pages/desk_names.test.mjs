// Tests right-to-left names at the desk: they are isolated from the figures next to them.

import assert from "node:assert/strict";
import test from "node:test";
import { isolateName, isolateNames } from "../../../clients/web/desk/dist/model/apart.js";
import { healthView } from "../../../clients/web/desk/dist/model/health.js";
import { sidesOf } from "../../../clients/web/desk/dist/model/lineups.js";
import { matchView, scoreLine } from "../../../clients/web/desk/dist/model/matches.js";
import { texts } from "../../../clients/web/desk/dist/texts.js";

const SET_APART = /\u2068([^\u2068\u2069]*)\u2069/g;
const isolatedNames = (text) => [...text.matchAll(SET_APART)].map(([, name]) => name);
const [KARACHI, LAHORE, AZAM] = ["کراچی کنگز", "لاہور قلندرز", "بابر اعظم (7)"];

test("a name in a right-to-left script is isolated as a whole; any other is unchanged", () => {
  for (const name of [KARACHI, AZAM, "משה כהן", "މުޙައްމަދު", "ߞߊ߬ߟߌ", "𐴌𐴟𐴇𐴥𐴝", "Ali خان", "٧ احمد"]) {
    assert.deepEqual([isolatedNames(isolateName(name)), isolateNames(`${name} 4`).includes("\u2068")], [[name], true], name);
  }
  for (const name of ["", "TS Rogers", "Zoë̈ Müller", "श्रेयस अय्यर", "李", "🏏 Ace", "7"]) {
    assert.deepEqual([isolateName(name), isolateNames(name)], [name, name]);
  }
});

test("names in sides, players, scores and results are isolated", () => {
  const match = { homeTeamId: "k", awayTeamId: "l", homeTeamName: KARACHI, awayTeamName: LAHORE, venue: "נמל" };
  const { home, away, venue } = matchView(match);
  assert.deepEqual([home, away, venue].flatMap(isolatedNames), [KARACHI, LAHORE, "נמל"]);
  assert.deepEqual(isolatedNames(texts.titleOf(home, away)), [KARACHI, LAHORE]);
  const lineups = [{ id: "k_p", teamId: "k", playerId: "p", playerName: AZAM, role: "playing_xi" }];
  const [side] = sidesOf(match, lineups, { personId: "x", mayConfirmLineups: true });
  assert.deepEqual([side.name, side.players[0].name].flatMap(isolatedNames), [KARACHI, AZAM]);
  const innings = [{ team: 0, runs: 143, wickets: 2, overs: 12.4 }, { team: 1, runs: 5, wickets: 0, overs: 1 }];
  const line = scoreLine({ teams: [{ shortName: "کک" }, { shortName: "لق" }], innings });
  assert.equal(line, "\u2068کک\u2069 143/2 (12.4), \u2068لق\u2069 5/0 (1.0)");
  assert.deepEqual(isolatedNames(scoreLine({ resultText: `${KARACHI} won by 4 wickets` })), [KARACHI]);
});

test("names in problems of the log are isolated, and a missing message is empty", () => {
  const problems = [{ actionId: "1_1", code: "x", severity: "error", message: "محمد bowls 2 overs in a row, بابر is out" }, { actionId: "1_2", code: "y", severity: "error" }];
  assert.deepEqual(healthView({ problems, failed: { what: "محمد 4", error: "x" } }, new Map()).problems.map(({ message }) => isolatedNames(message)), [["محمد", "بابر"], []]);
});
