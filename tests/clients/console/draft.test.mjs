// Tests the draft of a ball: parts in any order, the part that commits it, the fields of the delivery.

import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./matches.mjs";

const { commits, EMPTY, enter, isEmpty } = await load("draft/draft.js");
const { draftOf, fieldsOf } = await load("draft/fields.js");
const { detailsOf, NO_DETAILS, pointTapped, segmentOf, withSegment, withDetails } = await load("draft/details.js");
const { draftInWords } = await load("views/words.js");
const { meaningOf } = await load("draft/keys.js");
const { withKind, isPossible, isSaved, wicketForPair } = await load("draft/wickets.js");

const PENALTIES = { wideRuns: 1, noBallRuns: 1 };
const WICKET = { type: "run_out", dismissedPlayerId: "b", fielderIds: ["f"], substituteIds: [], end: "bowler", crossed: true };

const runs = (number) => ({ part: "runs", runs: number });
const part = (name) => ({ part: name });
const draftOfParts = (...parts) => parts.reduce(enter, EMPTY);
const ballOf = (...parts) => fieldsOf(draftOfParts(...parts), PENALTIES);

function* orders(parts) {
  if (parts.length < 2) yield parts;
  for (const [place, first] of parts.entries()) {
    for (const rest of orders(parts.toSpliced(place, 1))) if (parts.length > 1) yield [first, ...rest];
  }
}

const BALLS = [
  ["a dot", [runs(0)], { runsOffBat: 0, extras: {} }],
  ["a four", [runs(4)], { runsOffBat: 4, extras: {} }],
  ["an all-run four", [runs(4), part("allRun")], { runsOffBat: 4, extras: {}, boundary: false }],
  ["a wide", [part("wide")], { runsOffBat: 0, extras: { wide: 1 } }],
  ["a wide to the boundary", [part("wide"), runs(4)], { runsOffBat: 0, extras: { wide: 5 } }],
  ["a no-ball hit for six", [part("noBall"), runs(6)], { runsOffBat: 6, extras: { noBall: 1 } }],
  ["a no-ball with byes", [part("noBall"), part("bye"), runs(2)], { runsOffBat: 0, extras: { noBall: 1, bye: 2 } }],
  ["leg byes", [part("legBye"), runs(1)], { runsOffBat: 0, extras: { legBye: 1 } }],
  ["a short run", [runs(2), part("short")], { runsOffBat: 1, extras: {}, runsRun: 2 }],
  ["a run that fell short, of which no more is said", [part("short")], { runsOffBat: 0, extras: {}, runsRun: 1 }],
  ["the same off a wide", [part("short"), part("wide")], { runsOffBat: 0, extras: { wide: 1 }, runsRun: 1 }],
  ["two and four overthrows", [runs(2), part("overthrow")], { runsOffBat: 6, extras: {}, boundary: false, runsRun: 2 }],
  ["a ball not in the over", [runs(0), part("notCounted")], { runsOffBat: 0, extras: {}, notCounted: true }],
  ["byes and an award for a helmet that was hit", [part("bye"), runs(1), part("penalty")], { runsOffBat: 0, extras: { penalty: 5, bye: 1 } }],
  ["a four with its stroke", [runs(4), { part: "details", details: withDetails(NO_DETAILS, { shotType: "cut", segment: 3, note: "dropped" }) }],
    { runsOffBat: 4, extras: {}, shotData: { shotType: "cut", wagonWheelSegment: 3 }, note: "dropped" }],
  ["a run out off a wide", [{ part: "wicket", wicket: WICKET }, part("wide"), runs(1)],
    { runsOffBat: 0, extras: { wide: 2 },
      wicket: { type: "run_out", dismissedPlayerId: "b", fielderIds: ["f"], end: "bowler", crossed: true } }],
];

test("the parts of a ball have the same meaning in any order", () => {
  for (const [name, parts, fields] of BALLS) {
    for (const order of orders(parts)) {
      if (name === "a short run" && order[0].part === "short") continue; // the number of runs is not known yet
      assert.deepEqual(ballOf(...order), fields, `${name}: ${order.map((each) => each.part)}`);
    }
  }
});

test("a dot, a single and a four are each one part that commits the ball", () => {
  for (const number of [0, 1, 4]) assert.ok(commits(EMPTY, runs(number)));
  assert.ok(commits(draftOfParts(part("wide")), runs(0)));
});

test("a held ball and a ball with a wicket are committed only by the explicit command", () => {
  assert.ok(!commits(draftOfParts(part("hold")), runs(1)));
  assert.ok(!commits(draftOfParts({ part: "wicket", wicket: WICKET }), runs(1)));
  assert.ok(!commits(draftOfParts(part("overthrow")), runs(1)));
  assert.ok(!commits(EMPTY, part("wide")));
});

test("entering the same part twice removes it, and clearing removes all parts", () => {
  for (const name of ["wide", "noBall", "bye", "legBye", "allRun", "overthrow", "penalty", "notCounted", "hold"]) {
    assert.ok(isEmpty(draftOfParts(part(name), part(name))), name);
  }
  assert.ok(isEmpty(draftOfParts(part("noBall"), part("hold"), runs(3), part("clear"))));
});

test("a wide and a no-ball exclude each other, as do byes and a wide", () => {
  assert.deepEqual(ballOf(part("wide"), part("noBall"), runs(0)).extras, { noBall: 1 });
  assert.deepEqual(ballOf(part("bye"), part("wide"), runs(1)).extras, { wide: 2 });
  assert.deepEqual(ballOf(part("wide"), part("legBye"), runs(1)).extras, { legBye: 1 });
});

test("wides and no-balls count the runs of the conditions", () => {
  const two = { wideRuns: 2, noBallRuns: 2 };
  assert.deepEqual(fieldsOf(draftOfParts(part("wide"), runs(1)), two).extras, { wide: 3 });
  assert.deepEqual(fieldsOf(draftOfParts(part("noBall")), two).extras, { noBall: 2 });
});

test("a draft in words counts a wide as the conditions do", () => {
  const words = (wideRuns, ...parts) => draftInWords(draftOfParts(...parts), String, wideRuns);
  assert.deepEqual([words(1, part("wide")), words(2, part("wide")), words(2, part("wide"), runs(1))], ["1 wide", "2 wides", "3 wides"]);
});

test("a recorded ball is edited as the draft from which it was made", () => {
  for (const [name, , fields] of BALLS) {
    assert.deepEqual(fieldsOf(draftOf(fields, PENALTIES), PENALTIES), fields, name);
  }
});

test("a stroke needs no extra tap: a ball that is not held is recorded by its runs", () => {
  const noted = enter(EMPTY, { part: "details", details: withDetails(NO_DETAILS, { shotType: "pull" }) });
  assert.ok(commits(noted, runs(4)) && !isEmpty(noted));
  assert.ok(isEmpty(enter(noted, { part: "details", details: withDetails(noted.details, { shotType: "" }) })));
});

test("a tap on the ground gives a point and its segment, never beyond the boundary", () => {
  assert.deepEqual(pointTapped(30, 60), { at: { x: 30, y: 60 }, segment: 1 });
  assert.deepEqual([[60, 30], [60, -30], [30, -60], [-30, -60], [-60, -30], [-60, 30], [-30, 60]].map(([x, y]) => segmentOf({ x, y })), [2, 3, 4, 5, 6, 7, 8]);
  assert.deepEqual(pointTapped(0, -400), { at: { x: 0, y: -100 }, segment: 5 });
  assert.deepEqual(pointTapped(0.2, -0.2), { at: null, segment: null });
  const tapped = withDetails(NO_DETAILS, pointTapped(60, 30));
  assert.deepEqual(withSegment(tapped, 2), tapped);
  assert.deepEqual(withSegment(tapped, 7), { ...NO_DETAILS, segment: 7 });
});

test("details of unknown shape are read as far as possible", () => {
  assert.equal(detailsOf({ shotData: "drive", review: { by: "x" }, note: 7 }), NO_DETAILS);
  assert.equal(detailsOf({ shotData: { coordinates: { x: "left", y: 1 }, wagonWheelSegment: "3" } }), NO_DETAILS);
});

test("a dismissal that is impossible for the ball is recognised", () => {
  assert.ok(!isPossible("bowled", "noBall") && isPossible("run_out", "noBall"));
  assert.ok(!isPossible("caught", "wide") && isPossible("stumped", "wide"));
  assert.ok(isSaved("caught", true) && !isSaved("run_out", true) && !isSaved("caught", false));
});

test("changing the kind of dismissal clears the fields that the new kind does not have", () => {
  const caught = withKind("caught", WICKET, "a");
  assert.deepEqual(caught, { type: "caught", dismissedPlayerId: "a", fielderIds: [], substituteIds: [], end: null, crossed: null });
  assert.equal(withKind("obstructing_field", WICKET, "a").dismissedPlayerId, "b");
});

test("keys enter parts, and key chords undo and redo", () => {
  const press = (key, more = {}) => meaningOf({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...more });
  assert.deepEqual(press("4"), { kind: "part", part: { part: "runs", runs: 4 } });
  assert.deepEqual(press("W", { shiftKey: true }), { kind: "part", part: { part: "wide" } });
  assert.deepEqual(["n", "b", "l"].map((key) => press(key).part.part), ["noBall", "bye", "legBye"]);
  assert.deepEqual([press("o").kind, press("Enter").kind], ["out", "commit"]);
  assert.equal(press("z", { ctrlKey: true }).kind, "undo");
  assert.equal(press("Z", { metaKey: true, shiftKey: true }).kind, "redo");
  assert.equal(press("y", { ctrlKey: true }).kind, "redo");
  for (const none of [press("7"), press("x"), press("w", { ctrlKey: true }), press("1", { altKey: true })]) {
    assert.equal(none, null);
  }
});

test("when the batters of a wicket ball are corrected, the dismissed player follows the kind of dismissal", () => {
  const wicketOf = (type, dismissedPlayerId) => ({ type, dismissedPlayerId, fielderIds: [], substituteIds: [], end: null, crossed: null });
  const pair = (strikerId, nonStrikerId) => ({ strikerId, nonStrikerId });
  const outOf = (type, out, ...pairs) => pairs.reduce(
    ([wicket, was], is) => [wicketForPair(wicket, was, is), is], [wicketOf(type, out), pair("a", "b")],
  )[0].dismissedPlayerId;
  const [half, swapped] = [pair("b", "b"), pair("b", "a")]; // the first select has changed, then the second
  for (const type of ["bowled", "caught", "lbw", "stumped", "hit_wicket", "hit_ball_twice"]) {
    assert.equal(outOf(type, "a", half, swapped), "b", type);
    assert.equal(outOf(type, "a", pair("c", "b")), "c", type);
    assert.equal(outOf(type, "a", pair("a", "c")), "a", type);
  }
  for (const type of ["run_out", "obstructing_field"]) {
    assert.deepEqual([outOf(type, "a", half, swapped), outOf(type, "b", half, swapped)], ["a", "b"], type);
    assert.deepEqual([outOf(type, "a", pair("c", "b")), outOf(type, "b", pair("a", "c"))], ["c", "c"], type);
    assert.equal(outOf(type, "a", pair("a", "c")), "a", type);
  }
  assert.equal(outOf("run_out", "b", pair("a", "")), "b", "nobody takes the place");
  assert.equal(wicketForPair(null, pair("a", "b"), swapped), null);
});
