// Tests the desk's view models of disputes, rulings, scorers and fewer scorers.

import assert from "node:assert/strict";
import test from "node:test";
import { penaltiesOf, ruledBall } from "../../../clients/web/desk/dist/model/balls.js";
import {
  blankRuling, decisionOf, disputeRows, faultsOf, isChanged, likelyOfNext, mayRuleBall, otherSeats, seatRows, shownDisputes,
} from "../../../clients/web/desk/dist/model/disputes.js";
import { cleanText } from "../../../clients/web/desk/dist/model/prose.js";
import {
  agreedEntries, BLANK_TIER, firstWaiting, keyOf, tierFaults, tierOptions, waitingEntry,
} from "../../../clients/web/desk/dist/model/tier.js";
import { placeInWords, resolvedInWords, texts, totalInWords } from "../../../clients/web/desk/dist/texts.js";
import { at, ball, dispute, PENALTIES } from "./desk_disputes.mjs";

const { scorers } = texts;

test("a match can continue with some of its scorers, but not all of them", () => {
  const seat = (name, more = {}) => ({ seat: name, personId: name, votes: true, isSilent: false, submitted: 9, waiting: 2, behind: 0, ...more });
  const shown = (rows) => tierOptions(rows).map(({ tier, stay }) => `${tier} ${stay.map((each) => each.seat).join("+")}`);
  assert.deepEqual(shown([seat("home"), seat("away")]), ["SINGLE home", "SINGLE away"]);
  assert.deepEqual(shown([seat("home"), seat("away"), seat("neutral")]), [
    "DUAL home+away", "DUAL home+neutral", "DUAL away+neutral", "SINGLE home", "SINGLE away", "SINGLE neutral",
  ]);
  assert.deepEqual(shown([seat("home"), seat("away", { votes: false })]), []);
  const options = tierOptions([seat("home"), seat("away")]);
  assert.deepEqual(tierFaults(BLANK_TIER, options), ["option", "reason"]);
  const draft = { option: keyOf(options[0]), reason: "x".repeat(501), evidence: "x".repeat(501) };
  assert.deepEqual(tierFaults(draft, options), ["long_reason", "long_evidence"]);
  // A seat taken over by another person is another choice; so is one of fewer claims.
  const others = tierOptions([seat("home", { personId: "another" }), seat("away")]);
  assert.deepEqual(tierFaults({ ...draft, reason: "left", evidence: "" }, others), ["changed"]);
});

test("a tier applies from the first entry that waits", () => {
  const book = (...ids) => ids.map((id) => ({ id, type: "delivery" }));
  const log = [
    { agreement: { entries: { home: { personId: "x", entryId: "1_1" }, away: { personId: "y", entryId: "1_2" } } } },
    { agreement: null }, {},
  ];
  assert.deepEqual([...agreedEntries(log, "x")], ["1_1"]);
  assert.equal(firstWaiting(book("1_10", "1_9", "1_1"), new Set(["1_1"])), "1_9");
  assert.equal(firstWaiting(book("1_1", "2_1"), new Set(["1_1", "2_1"])), "2_2");
  assert.equal(firstWaiting(book("1_1", "1_2", "2_1"), new Set(["1_1", "2_1"])), "1_2");
  assert.equal(firstWaiting([], new Set()), "1_1");
  assert.equal(waitingEntry("away", "x", [dispute()]), "1_9");
  assert.equal(waitingEntry("away", "who_left", [dispute()]), null);
  assert.equal(waitingEntry("neutral", "x", [dispute(), dispute({ claims: null })]), null);
  assert.equal(waitingEntry("away", "x", [dispute({ blocks: false }), dispute({ status: "resolved" })]), null);
});

test("disputes that hold back the score come first, resolved ones last", () => {
  const rows = disputeRows([
    dispute({ id: "1_2", status: "resolved", resolvedAt: at(5), method: "umpire" }),
    dispute({ id: "1_3", blocks: false, kind: "detail" }),
    dispute(),
    dispute({ id: "1_1", status: "resolved", resolvedAt: at(9), method: "gone" }),
  ], { disputes: [{ disputeId: "1_9", asked: "rule" }] });
  assert.deepEqual(rows.map(({ id }) => id), ["1_9", "1_3", "1_1", "1_2"]);
  assert.equal(rows[0].asked, "rule");
  assert.equal(rows[0].place, "1.2");
  assert.deepEqual(rows[0].claims.map(({ seat }) => seat), ["home", "away"]);
});

test("disputes are in the order of play; of the resolved ones the latest are shown", () => {
  const open = [[1, 100], [2, 3], [1, 9], [1, 30]].map(([inningsNumber, place]) =>
    dispute({ id: `${inningsNumber}_${place}`, inningsNumber, place }));
  assert.deepEqual(disputeRows(open, null).map(({ id }) => id), ["1_9", "1_30", "1_100", "2_3"]);
  const resolved = [5, 9, 7].map((time) => dispute({ id: `1_${time}`, status: "resolved", resolvedAt: at(time) }));
  assert.deepEqual(shownDisputes([...resolved, open[0]], 2).map(({ id }) => id), ["1_100", "1_9", "1_7"]);
});

test("a claim without an entry or a ball is ignored", () => {
  const odd = dispute({
    kind: null, blocks: undefined, fields: null,
    claims: { home: dispute().claims.home, away: null, neutral: { personId: "z", entryId: "1_9" }, umpire: { ball: ball() } },
  });
  const [row] = disputeRows([odd], { revision: 1 });
  assert.deepEqual(row.claims.map(({ seat }) => seat), ["home"]);
  assert.deepEqual([row.kind, row.blocks, row.fields], ["", false, []]);
  const draft = { ...blankRuling("umpire", PENALTIES), accepts: "neither", reason: "seen" };
  assert.deepEqual(decisionOf(draft, odd).about, ["home"]);
  assert.deepEqual(seatRows({ tier: "DUAL" }), []);
  assert.deepEqual(seatRows({ tier: "DUAL", seats: { home: null, away: {} } }), []);
});

test("a dispute with a data provider shows both scores and their places, and has no claims", () => {
  const total = { runs: 118, wickets: 4, legalBalls: 98 };
  const differs = {
    id: "1_provider_acme", kind: "provider", blocks: false, fields: ["runs"], claims: {}, place: 104,
    provider: { name: "acme", ...total, runs: 120 }, log: total,
  };
  const [open, gone] = disputeRows([
    dispute({ ...differs, status: "resolved", resolvedAt: at(1), method: "gone" }), dispute(differs),
  ], null);
  assert.deepEqual([open.isOpen, gone.isOpen], [true, false]);
  assert.equal(open.totals.provider, "acme");
  assert.equal(totalInWords(open.totals.providerTotal), "120 for 4");
  assert.equal(totalInWords(open.totals.log), "118 for 4");
  assert.equal(placeInWords(open), "Innings 1, after 98 legal balls");
  assert.equal(resolvedInWords(gone), "acme and the log agree again");
  assert.equal(mayRuleBall(open), false);
  const [scorers] = disputeRows([dispute({ method: "gone" })], null);
  assert.equal(scorers.totals, null);
  assert.equal(placeInWords(scorers), "Innings 1, ball 1.2");
  assert.equal(resolvedInWords(scorers), "it is gone");
  // A document without the provider's score is shown by its kind only.
  assert.equal(disputeRows([dispute({ ...differs, log: null })], null)[0].totals, null);
});

test("a dispute without claims of all scorers shows none and cannot be ruled by a ball", () => {
  const [row] = disputeRows([dispute({ claims: {} })], null);
  assert.deepEqual(row.claims, []);
  assert.equal(row.place, null);
  assert.equal(mayRuleBall(row), false);
  assert.equal(mayRuleBall(disputeRows([dispute()], null)[0]), true);
  const fact = { home: { personId: "y", entryId: "1_9", ball: { type: "play_stopped" } } };
  assert.equal(mayRuleBall(disputeRows([dispute({ claims: fact })], null)[0]), false);
});

test("a ruling needs a choice and a reason; an abandoned ball has no other fields", () => {
  const [row] = disputeRows([dispute()], null);
  const { fingerprint } = row.claims[0];
  const of = (more) => faultsOf({ ...blankRuling("umpire", PENALTIES), reason: "seen", accepts: "home", fingerprint, ...more }, row);
  assert.deepEqual(faultsOf(blankRuling("umpire", PENALTIES), row), ["accepts", "reason"]);
  assert.deepEqual(of({}), []);
  for (const reason of [" \n ", "\u200b\u2066"]) assert.deepEqual(of({ reason }), ["reason"]);
  assert.deepEqual(of({ reason: "x".repeat(501), evidence: "y".repeat(501) }), ["long_reason", "long_evidence"]);
  assert.deepEqual(of({ method: "abandon" }), ["abandon"]);
  assert.deepEqual(of({ method: "abandon", accepts: "neither" }), []);
  const own = (runsOffBat, extra, extraRuns) => of({ accepts: "action", ruled: { runsOffBat, extra, extraRuns } });
  assert.deepEqual(own(0, "wide", 0), ["no_runs"]);
  for (const extra of ["wide", "bye", "legBye", "noBallBye", "noBallLegBye"]) assert.deepEqual(own(1, extra, 1), ["bat_and_extra"]);
  for (const extra of ["noBall", null]) assert.deepEqual(own(4, extra, 1), []);
  assert.deepEqual(own(0, "noBall", 0), []); // its runs are the penalty
  assert.deepEqual(own(0, "noBallBye", 0), ["no_runs"]);
  const penalties = { noBall: 1, wide: 2 };
  const wide = (extraRuns) => of({ accepts: "action", ruled: { runsOffBat: 0, extra: "wide", extraRuns }, penalties });
  assert.deepEqual([wide(1), wide(2)], [["no_runs"], []]);
});

test("a choice is valid as long as the seat has the same claim", () => {
  const rowOf = (claims) => disputeRows([dispute({ claims })], null)[0];
  const { home, away } = dispute().claims;
  const draft = (accepts) => ({ ...blankRuling("umpire", PENALTIES), reason: "seen", accepts, fingerprint: rowOf({ home, away }).claims.find(({ seat }) => seat === accepts)?.fingerprint ?? null });
  assert.equal(isChanged(draft("away"), rowOf({ away, home })), false);
  assert.equal(isChanged(draft("away"), rowOf({ away, home: { ...home, ball: ball({ runsOffBat: 1 }) } })), false);
  for (const changed of [{ ball: ball({ runsOffBat: 5 }) }, { personId: "z" }, { entryId: "1_10" }]) {
    assert.deepEqual(faultsOf(draft("away"), rowOf({ home, away: { ...away, ...changed } })), ["changed"]);
  }
  assert.deepEqual(faultsOf(draft("away"), rowOf({ home })), ["changed"]);
  assert.deepEqual(faultsOf(draft("action"), rowOf({ home: { ...home, ball: { type: "play_stopped" } } })), ["changed"]);
  assert.deepEqual(faultsOf(draft("neither"), rowOf({ home })), []);
});

test("officials' texts are sent without invisible characters, which the rules refuse", () => {
  assert.equal(cleanText(" Four ✔\ufe0f,\n\tboth\u200d saw\u202e it\u0000. "), "Four ✔,\n\tboth saw it.");
  assert.equal(cleanText("Ödön, 审判, \u{1f3cf}"), "Ödön, 审判, \u{1f3cf}");
  assert.equal(cleanText("\r\n"), "");
  const spelled = "\u0639\u0644\u06cc\u200c\u0631\u0636\u0627 \u0dc1\u0dca\u200d\u0dbb\u0dd3 \u09b0\u200d\u09cd\u09af";
  assert.equal(cleanText(spelled), spelled); // joiners that the spelling of names needs
  assert.equal(cleanText("al\u200cice \u0639\u0644\u06cc\u200c"), "alice \u0639\u0644\u06cc");
});

test("an entry of the next ball is kept for it, in a book that missed this ball or has it twice", () => {
  const ruled = (accepts, cause, seat, more = {}) => {
    const document = dispute({ kind: "score", suggestion: { cause, seat }, ...more });
    const [row] = disputeRows([document], null);
    const draft = { ...blankRuling("umpire", PENALTIES), accepts, reason: "seen", ofNext: likelyOfNext(accepts, row) };
    const { about, missed } = decisionOf(draft, document);
    return [otherSeats(draft, row), about, missed];
  };
  assert.deepEqual(ruled("home", "missed_by", "away"), [["away"], ["home"], ["away"]]);
  assert.deepEqual(ruled("away", "missed_by", "away"), [["home"], ["home", "away"], undefined]);
  assert.deepEqual(ruled("neither", "missed_by", "away"), [["home", "away"], ["home", "away"], undefined]);
  assert.deepEqual(ruled("neither", "doubled_by", "home"), [["home", "away"], ["home"], undefined]);
  assert.deepEqual(ruled("home", "value", null), [["away"], ["home", "away"], undefined]);
  assert.deepEqual(ruled("home", "missed_by", "away", { kind: "detail" }), [[], ["home", "away"], undefined]);
  assert.deepEqual(ruled("action", "missed_by", "away"), [[], ["home", "away"], undefined]);
});

test("a ruling without any entry is invalid", () => {
  const [row] = disputeRows([dispute({ kind: "score" })], null);
  const draft = { ...blankRuling("umpire", PENALTIES), accepts: "neither", reason: "seen", ofNext: ["home", "away"] };
  assert.deepEqual(faultsOf(draft, row), ["nothing"]);
  assert.deepEqual(faultsOf({ ...draft, ofNext: ["away"] }, row), []);
});

test("a decision names the accepted claim, or the ball as the official saw it", () => {
  const draft = { ...blankRuling("video", PENALTIES), accepts: "away", reason: " seen ", evidence: " " };
  assert.deepEqual(decisionOf(draft, dispute()), { accepts: "away", method: "video", reason: "seen", about: ["home", "away"] });
  const own = { ...draft, accepts: "action", ruled: { runsOffBat: 2, extra: "noBall", extraRuns: 0 } };
  assert.deepEqual(decisionOf(own, dispute()).action, {
    type: "delivery", overNumber: 1, ballInOver: 2, strikerId: "s", nonStrikerId: "n", bowlerId: "b",
    runsOffBat: 2, extras: { noBall: 1 }, totalRuns: 3, isLegalDelivery: false, isWicket: false,
  });
  assert.throws(() => decisionOf(blankRuling("umpire", PENALTIES), dispute()));
  const legal = ruledBall(ball(), { runsOffBat: 0, extra: "legBye", extraRuns: 2 }, PENALTIES);
  assert.deepEqual([legal.isLegalDelivery, legal.totalRuns], [true, 2]);
  // Firestore refuses undefined fields; a fact with a striker is no ball to start from.
  assert.ok(!("nonStrikerId" in ruledBall({ strikerId: "s" }, own.ruled, PENALTIES)));
  const [fact, delivery] = [{ type: "batter_retired", strikerId: "r" }, ball()];
  const mixed = dispute({ claims: { home: { personId: "y", entryId: "1_9", ball: fact }, away: { personId: "x", entryId: "1_9", ball: delivery } } });
  assert.equal(decisionOf(own, mixed).action.strikerId, "s");
});

test("a ruled no-ball has the penalty of the match, with byes or leg byes beside it", () => {
  const hundred = penaltiesOf({ homeTeamId: "a", awayTeamId: "b", format: "Hundred", conditions: null });
  assert.deepEqual(hundred, { noBall: 2, wide: 1 });
  const school = { homeTeamId: "a", awayTeamId: "b", format: "T20", conditions: { playersPerSide: 8, wideRuns: 2 } };
  assert.deepEqual(penaltiesOf(school), { noBall: 1, wide: 2 });
  for (const unknown of [null, undefined]) assert.deepEqual(penaltiesOf(unknown), PENALTIES);
  const of = (extra, extraRuns, runsOffBat = 0) => {
    const { extras, totalRuns, isLegalDelivery } = ruledBall(ball(), { runsOffBat, extra, extraRuns }, hundred);
    return [extras, totalRuns, isLegalDelivery];
  };
  assert.deepEqual(of("noBall", 0, 4), [{ noBall: 2 }, 6, false]);
  assert.deepEqual(of("noBallBye", 3), [{ noBall: 2, bye: 3 }, 5, false]);
  assert.deepEqual(of("noBallLegBye", 1), [{ noBall: 2, legBye: 1 }, 3, false]);
  assert.deepEqual(of("wide", 5), [{ wide: 5 }, 5, false]);
  assert.deepEqual(of(null, 0, 1), [{}, 1, true]);
});

test("the scorers are listed in the order of their seats", () => {
  const standing = { personId: "x", votes: true, isSilent: false, submitted: 1, agreed: 1, waiting: 0, behind: 0 };
  const rows = seatRows({ tier: "DUAL", seats: { umpire: standing, home: standing }, blockedAt: null, openDisputes: 0 });
  assert.deepEqual(rows.map(({ seat }) => seat), ["home", "umpire"]);
  assert.deepEqual(seatRows(null), []);
});

test("a scorer who keeps dissenting is shown as such, with or without a vote", () => {
  const of = (more) => seatRows({
    tier: "DUAL", blockedAt: null, openDisputes: 0,
    seats: { away: { personId: "x", votes: false, isSilent: false, submitted: 30, agreed: 27, waiting: 0, missed: 0, behind: 0, dissents: 3, extras: 0, ...more } },
  })[0];
  const shown = (more) => {
    const { agreement, dissents, oftenDisagrees } = of(more);
    return [scorers.agreement(agreement, dissents), oftenDisagrees];
  };
  assert.deepEqual(shown({ agreementRate: 0.9 }), ["90 % (3 other scores)", false]);
  assert.deepEqual(shown({ agreed: 26, missed: 1, agreementRate: 0.8667 }), ["86 % (3 other scores)", true]);
  assert.deepEqual(shown({ agreed: 10, dissents: 1, agreementRate: 0.9091 }), ["90 % (1 other score)", false]);
  assert.deepEqual(shown({ agreed: 8, dissents: 3, agreementRate: 0.7273 }), ["72 % (3 other scores)", false], "eleven balls say little");
  assert.deepEqual(shown({ agreed: 9, dissents: 3, agreementRate: 0.75 }), ["75 % (3 other scores)", true]);
  assert.deepEqual(shown({ agreed: 299, dissents: 1, agreementRate: 0.9967 }), ["99 % (1 other score)", false]);
  assert.deepEqual(shown({ agreed: 0, dissents: 0, agreementRate: null }), ["–", false]);
  assert.deepEqual(shown({ dissents: undefined, agreementRate: undefined }), ["–", false], "as older versions wrote it");
});
