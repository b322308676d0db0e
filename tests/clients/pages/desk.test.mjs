// Tests the desk's view models: permissions, line-ups, matches and health.

import assert from "node:assert/strict";
import test from "node:test";
import { ballOf } from "../../../clients/web/desk/dist/model/balls.js";
import { disputeRows } from "../../../clients/web/desk/dist/model/disputes.js";
import { millisOf } from "../../../clients/web/desk/dist/model/documents.js";
import { failureOf } from "../../../clients/web/desk/dist/model/failures.js";
import { actionsToRead, healthView } from "../../../clients/web/desk/dist/model/health.js";
import { batchesOf, sidesOf } from "../../../clients/web/desk/dist/model/lineups.js";
import { feedBallIn, labelAfter } from "../../../clients/web/desk/dist/model/labels.js";
import { closedBy, listOf, matchView, scoreLine } from "../../../clients/web/desk/dist/model/matches.js";
import { personOf } from "../../../clients/web/desk/dist/model/persons.js";
import {
  attendance, isHeld, isInForce, methodsOf, officesIn, powersOf, rolesByMatch,
} from "../../../clients/web/desk/dist/model/roles.js";
import { addressOf, matchIdOf } from "../../../clients/web/desk/dist/model/route.js";
import { ballInWords } from "../../../clients/web/desk/dist/texts.js";
import { at, ball, dispute } from "./desk_disputes.mjs";

const NOW = Date.parse("2026-11-23T10:00:00Z");
const HOUR = 3_600_000;
const role = (more = {}) => ({
  id: "m_p_umpire_on_field", matchId: "m", personId: "p", role: "umpire_on_field",
  status: "assigned", startDate: at(NOW - HOUR), ...more,
});
const MATCH = { homeTeamId: "h", awayTeamId: "a", homeTeamName: "Home" };
const named = (playerId, more = {}) => ({
  id: `h_${playerId}`, teamId: "h", playerId, role: "playing_xi", selectedBy: "coach", ...more,
});
const VIEWER = { personId: "p", mayConfirmLineups: true };

test("an address names a match with any id", () => {
  assert.equal(matchIdOf("/desk/a.b-c_d"), "a.b-c_d");
  assert.equal(matchIdOf("/desk/a%20b/"), "a b");
  assert.equal(matchIdOf(addressOf("ä/ü")), "ä/ü");
  for (const path of ["/desk", "/desk/", "/desk/a/b", "/desk/%E0%A4%A"]) assert.equal(matchIdOf(path), null);
});

test("a role counts from a day before its start to a day after its end, unless it is revoked or its holder a no-show", () => {
  const cases = [
    [{}, true],
    [{ startDate: null }, true],
    [{ startDate: at(NOW + 23 * HOUR) }, true], // the clock of this device may be behind
    [{ startDate: at(NOW + 25 * HOUR) }, false],
    [{ endDate: at(NOW - 23 * HOUR) }, true], // or ahead
    [{ endDate: at(NOW - 24 * HOUR) }, false],
    [{ revokedAt: at(NOW - 1) }, false],
    [{ status: "no_show" }, false],
    [{ startDate: "2026-11-23T09:00:00Z" }, true],
  ];
  for (const [more, expected] of cases) assert.equal(isInForce(role(more), NOW), expected, JSON.stringify(more));
});

test("an appointed official first confirms, then records their arrival", () => {
  const nextOf = (status) => attendance([role({ status })], NOW)[0].next;
  assert.equal(nextOf("assigned"), "confirm");
  assert.equal(nextOf("confirmed"), "arrive");
  assert.equal(nextOf("present"), null);
  const [there] = attendance([role({ status: "present", confirmedAt: at(1), arrivedAt: at(2) })], NOW);
  assert.equal(there.at, 2);
  assert.deepEqual([...rolesByMatch([role(), role({ role: "match_referee" })], NOW)], [["m", ["umpire_on_field", "match_referee"]]]);
});

test("each role allows the same as in the rules", () => {
  const of = (...names) => powersOf(attendance(names.map((each) => role({ role: each })), NOW), null, false);
  assert.deepEqual(of("umpire_on_field"), { mayConfirmLineups: true, rulesAs: "umpire_on_field", tierAs: "umpire_on_field", mayLock: false, mayUnlock: false });
  assert.deepEqual(of("umpire_on_field", "match_referee"), { mayConfirmLineups: true, rulesAs: "match_referee", tierAs: "match_referee", mayLock: true, mayUnlock: false });
  assert.deepEqual(of("scorer_home"), { mayConfirmLineups: false, rulesAs: null, tierAs: null, mayLock: false, mayUnlock: false });
  const captain = powersOf([], "captain_away", false);
  assert.deepEqual([captain.rulesAs, captain.tierAs], ["captain_away", null]);
  const both = powersOf([], "captain_away", true); // a captain cannot change the tier
  assert.deepEqual([both.rulesAs, both.tierAs], ["captain_away", "admin"]);
  assert.deepEqual(powersOf([], null, true), { mayConfirmLineups: false, rulesAs: "admin", tierAs: "admin", mayLock: true, mayUnlock: true });
  const umpires = attendance([role()], NOW);
  const closed = (...more) => [powersOf(umpires, ...more, true)].map(({ rulesAs, tierAs }) => [rulesAs, tierAs])[0];
  assert.deepEqual(closed(null, false), [null, null]);
  assert.deepEqual(closed("captain_home", true), ["admin", "admin"]);
  assert.deepEqual(methodsOf("captain_home"), ["captains", "abandon"]);
  assert.ok(!methodsOf("match_referee").includes("captains"));
});

test("a line-up is in the order of the card, and is confirmed by another person than its selector", () => {
  const [home, away] = sidesOf(MATCH, [
    named("c", { role: "reserve", playerName: "Cee" }),
    named("b", { battingPosition: 2, isCaptain: true, confirmedAt: at(1) }),
    named("a", { battingPosition: 1, isWicketkeeper: true, selectedBy: "p" }),
    named("d", { selectedBy: null }),
  ], VIEWER);
  assert.deepEqual(home.players.map(({ name }) => name), ["a", "b", "d", "Cee"]);
  assert.deepEqual(home.toConfirm, ["h_c"]);
  assert.equal(home.confirmed, 1);
  assert.deepEqual(home.oddities, ["too_few"]);
  assert.deepEqual(away, { teamId: "a", name: "a", players: [], confirmed: 0, toConfirm: [], oddities: [], named: 0, wanted: 11 });
  const [seen] = sidesOf(MATCH, [named("a")], { ...VIEWER, mayConfirmLineups: false });
  assert.deepEqual(seen.toConfirm, []);
  const leader = (...teams) => ({ personId: "p", mayConfirmLineups: false, leads: new Set(teams) });
  const both = [named("a"), named("b", { id: "a_b", teamId: "a" })];
  assert.deepEqual(sidesOf(MATCH, both, leader("h")).map(({ toConfirm }) => toConfirm), [["h_a"], []]);
  assert.deepEqual(sidesOf(MATCH, [named("a", { selectedBy: "p" })], leader("h"))[0].toConfirm, []);
});

test("problems of a line-up are shown", () => {
  const eleven = (changed) => Array.from({ length: 12 }, (_, place) => named(`p${place}`, changed(place)));
  const odd = (changed, match = MATCH) => sidesOf(match, eleven(changed), VIEWER)[0].oddities;
  assert.deepEqual(odd(() => ({})), ["too_many", "no_captain", "no_keeper"]);
  assert.deepEqual(odd((place) => ({ isCaptain: place < 2, isWicketkeeper: place < 2 })), ["too_many", "two_captains", "two_keepers"]);
  const twelve = { ...MATCH, conditions: { playersPerSide: 12 } };
  assert.deepEqual(odd((place) => ({ isCaptain: place === 0, isWicketkeeper: place === 0 }), twelve), []);
});

test("a role in a team or a school counts in its season", () => {
  const held = (more, seasonId = "2026") => isHeld({ startDate: at(NOW - HOUR), ...more }, seasonId, NOW);
  assert.ok(held({}));
  assert.ok(held({ seasonId: "2026" }));
  assert.ok(!held({ seasonId: "2025" }));
  assert.ok(!held({ endDate: at(NOW - 24 * HOUR) }));
  assert.ok(!held({ revokedAt: at(NOW - 1) }));
});

test("captains and leaders of a school have roles in the matches of their teams", () => {
  const office = (teamId, name, more = {}) => ({ teamId, role: name, startDate: at(NOW - HOUR), ...more });
  const captain = (teamId, more = {}) => office(teamId, "player", { isCaptain: true, ...more });
  const parts = (...offices) => officesIn({ ...MATCH, seasonId: "2026" }, offices, NOW);
  assert.deepEqual(parts(captain("a")), ["captain_away"]);
  assert.deepEqual(parts(office("a", "head_coach"), captain("h")), ["captain_home", "head_coach"]);
  assert.deepEqual(parts(office("h", "director_of_cricket"), office("a", "director_of_cricket")), ["director_of_cricket"]);
  assert.deepEqual(parts(captain("other"), office("other", "head_coach"), office("h", "player")), []);
  assert.deepEqual(parts(captain("h", { seasonId: "2025" }), office("h", "head_coach", { revokedAt: at(NOW - 1) })), []);
});

test("a ball is labelled as in the feed: a wide does not advance the number", () => {
  const feedDocument = (over, more = {}) => ({ events: [{ type: "BALL_BOWLED", data: { over, ...more } }] });
  assert.equal(labelAfter(feedBallIn(feedDocument("5.2", { isLegalDelivery: true })), 5), "5.3");
  assert.equal(labelAfter(feedBallIn(feedDocument("5.2", { isLegalDelivery: false })), 5), "5.2");
  assert.equal(labelAfter(feedBallIn(feedDocument("4.6")), 5), "5.1");
  assert.equal(labelAfter(null, 5), "5.1");
  assert.equal(feedBallIn({ ...feedDocument("5.2"), isRetracted: true }), null);
  assert.equal(feedBallIn({ events: [{ type: "PLAYER_CHANGED", data: {} }] }), null);
  assert.equal(feedBallIn(undefined), null);
  const labels = new Map([["1_9", "1.1"]]);
  assert.equal(disputeRows([dispute()], null, labels)[0].place, "1.1");
  const health = { problemCount: 1, problems: [{ actionId: "1_9", code: "x", severity: "info", message: "m" }] };
  assert.equal(healthView(health, new Map([["1_9", ball()]]), labels).problems[0].ball.place, "1.1");
});

test("the desk shows the state of the match", () => {
  const innings = [{ team: 1, runs: 177, wickets: 10, overs: 19.5, closed: "all_out" }, { team: 0, runs: 4, wickets: 0, overs: 1 }];
  const teams = [{ name: "Lions", shortName: "LIO" }, { name: "Tigers", shortName: "TIG" }];
  assert.equal(scoreLine({ teams, innings }), "TIG 177 (19.5), LIO 4/0 (1.0)");
  assert.equal(scoreLine({ teams, innings, resultText: "Tigers won by 1 run" }), "Tigers won by 1 run");
  assert.equal(scoreLine({ teams, innings: [] }), "");
  assert.equal(scoreLine({ teams, innings: [{ ...innings[1], overs: 0.4, balls: 4 }] }), "LIO 4/0 (4 balls)");
  assert.equal(scoreLine(null), "");
  assert.equal(scoreLine({ teams: null, innings: [{ runs: 3, wickets: 1 }, innings[1]] }), "4/0 (1.0)");
});

test("players are confirmed in batches of ten", () => {
  const ids = Array.from({ length: 23 }, (_, place) => String(place));
  assert.deepEqual(batchesOf(ids).map(({ length }) => length), [10, 10, 3]);
  assert.deepEqual(batchesOf(ids).flat(), ids);
  assert.deepEqual(batchesOf([]), []);
});

test("a ball is described in words", () => {
  const words = (more) => ballInWords(ballOf(ball({ runsOffBat: 0, ...more })), (id) => `<${id}>`);
  assert.equal(words({}), "no run");
  assert.equal(words({ runsOffBat: 1 }), "1 run");
  assert.equal(words({ runsOffBat: 4 }), "4 runs");
  assert.equal(words({ runsOffBat: 4, boundary: true }), "four");
  assert.equal(words({ extras: { wide: 1 } }), "wide");
  assert.equal(words({ extras: { wide: 5 } }), "5 wides");
  assert.equal(words({ runsOffBat: 2, extras: { noBall: 1 } }), "2 runs, no-ball");
  assert.equal(words({ extras: { legBye: 2 } }), "2 leg byes");
  assert.equal(words({ runsOffBat: 1, wicket: { type: "run_out", dismissedPlayerId: "s" } }), "1 run, <s> out, run out");
  assert.equal(ballInWords(ballOf({ type: "play_stopped" }), String), "Play stops");
  assert.equal(ballInWords(ballOf({ type: "tea_taken" }), String), "tea taken");
  assert.equal(ballInWords(ballOf({ extras: "odd", wicket: 7, runsOffBat: "x" }), String), "no run");
});

test("problems are joined to their balls, the worst first", () => {
  const health = {
    problemCount: 7,
    problems: [
      { actionId: "1_4", code: "a", severity: "info", message: "note" },
      { actionId: "2_3", code: "b", severity: "error", message: "runsOffBat: too many", law: "Law 18" },
      { actionId: "2_3", code: "c", severity: "warning", message: "Odd: this", law: null, field: "bowlerId" },
      { actionId: "", code: "d", severity: "strange", message: "the match" },
    ],
  };
  const { problems, more, isWell } = healthView(health, new Map([["2_3", ball()]]));
  assert.deepEqual(problems.map(({ code }) => code), ["b", "c", "a", "d"]);
  assert.deepEqual(problems.map(({ field }) => field), ["runsOffBat", "bowlerId", null, null]);
  assert.equal(problems[0].ball.place, "1.2");
  assert.equal(problems[0].inningsNumber, 2);
  assert.equal(problems[3].inningsNumber, null);
  assert.equal(more, 3);
  assert.equal(isWell, false);
  assert.deepEqual(actionsToRead(health), ["1_4", "2_3"]);
  assert.deepEqual(actionsToRead(null), []);
});

test("a match without problems is healthy, one that could not be computed is not", () => {
  assert.equal(healthView(null, new Map()).isWell, true);
  const failed = healthView({ problemCount: 0, problems: [], failed: { what: "catch_up", error: "broken" } }, new Map());
  assert.equal(failed.failure, "catch_up: broken");
  assert.equal(failed.isWell, false);
  const stated = healthView({ problemCount: 0, problems: [], scoreDifferences: [{ seat: "home", message: "51, not 50" }] }, new Map());
  assert.deepEqual(stated.differences, [{ message: "51, not 50", law: null }]);
  assert.equal(stated.isWell, false);
});

test("a match is shown with its names and whether it is locked", () => {
  const view = matchView({ ...MATCH, status: "odd", validationTier: "DUAL", scheduledAt: "2026-11-23" });
  assert.deepEqual([view.home, view.away, view.state, view.isKeptInBooks, view.lock], ["Home", "a", "scheduled", true, null]);
  assert.deepEqual(matchView({ ...MATCH, lockedAt: at(7), lockedBy: "r" }).lock, { at: 7, personId: "r" });
  assert.equal(millisOf("no date"), null);
  for (const odd of [17, {}, new Date(7), null, undefined]) assert.equal(millisOf(odd), null);
  assert.equal(matchView({}).home, "?");
});

test("a match is closed to rulings when it is locked, or when it was completed long ago", () => {
  const over = (hours, more = {}) => closedBy({ ...MATCH, completedAt: at(NOW - hours * HOUR), ...more }, NOW);
  assert.equal(closedBy(MATCH, NOW), null);
  assert.equal(closedBy({ ...MATCH, lockedAt: at(NOW) }, NOW), "locked");
  assert.deepEqual([over(25), over(27)], [null, "over"]); // two hours of grace, and a day of clock differences
  assert.deepEqual([over(27, { conditions: { graceMinutes: 240 } }), over(25, { conditions: { graceMinutes: 0 } })], [null, "over"]);
});

test("an official's matches are listed, the latest first", () => {
  const roles = new Map([["gone", ["umpire_third"]], ["old", ["match_referee"]], ["new", ["scorer_home"]]]);
  const matches = new Map([
    ["old", { ...MATCH, scheduledAt: "2026-01-01" }], ["new", { ...MATCH, scheduledAt: "2026-02-01" }],
  ]);
  const listed = listOf(roles, matches);
  assert.deepEqual(listed.map(({ id }) => id), ["new", "old", "gone"]);
  assert.equal(listed[2].view, null);
  assert.deepEqual(listed[0].roles, ["scorer_home"]);
  // If there are too many, those whose role began last are read, whatever their ids.
  const began = (matchId, hours) => role({ matchId, startDate: at(NOW - hours * HOUR) });
  assert.deepEqual([...rolesByMatch([began("a", 1), began("z", 9), began("m", 5)], NOW).keys()], ["z", "m", "a"]);
});

test("a failure is explained by what to do", () => {
  const of = (code) => failureOf({ code });
  assert.equal(of("permission-denied"), "refused");
  assert.equal(of("unavailable"), "offline");
  assert.equal(of("auth/network-request-failed"), "offline");
  assert.equal(of("auth/invalid-credential"), "sign_in");
  assert.equal(of("auth/too-many-requests"), "too_many");
  assert.equal(of("auth/user-disabled"), "disabled");
  assert.equal(of("closed_book"), "closed_book");
  assert.equal(of("already_ruled"), "already_ruled");
  assert.equal(failureOf(new Error("else")), "other");
  assert.equal(failureOf(null), "other");
});

test("the signed-in person is requested again until the server answers or another person signs in", async () => {
  const tokens = [null, null, { claims: { personId: "anna", admin: true } }];
  const account = { uid: "u1", email: "a@school.example", getIdTokenResult: async () => tokens.shift() ?? Promise.reject(new Error("network")) };
  const waits = [];
  const wait = async (error) => void waits.push(error.message);
  assert.deepEqual(await personOf(account, () => true, wait), { personId: "anna", email: "a@school.example", isAdmin: true });
  assert.deepEqual(waits, ["network", "network"]);
  assert.equal(await personOf(account, () => waits.length < 3, wait), null);
});
