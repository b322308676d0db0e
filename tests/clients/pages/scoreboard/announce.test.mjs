// Tests the announcements of the live region: each ball once, and no earlier ones.

import assert from "node:assert/strict";
import { test } from "node:test";
import { built, readOf, recording } from "./helpers.mjs";

const { Announcer, inOrderOfPlay } = await built("model/announce.js");
const { commentaryOf, mergeFeed } = await built("model/feed.js");

/** Return a ball for the announcer, by its action's id. */
const announcedBall = (id, more = {}) => {
  const [innings, sequence] = id.split("_").map(Number);
  return { id, innings, sequence, place: "", text: `ball ${id}`, isWicket: false, notes: [], isLate: false, ...more };
};

test("each ball is announced once, several together, never twice in five seconds", () => {
  const voice = new Announcer();
  const [one, two, three] = ["1_1", "1_2", "1_3"].map((id) => announcedBall(id));
  voice.add([one], "all");
  assert.equal(voice.take(0), "");
  voice.add([one, two], "all");
  assert.equal(voice.take(0), "ball 1_2");
  voice.add([one, two, three, announcedBall("1_4", { notes: ["Fifty"] })], "all");
  assert.deepEqual([voice.take(4999), voice.waitMs(4999), voice.take(5000)], ["", 1, "ball 1_3 ball 1_4. Fifty"]);
  assert.equal(voice.take(20_000), "");
});

test("the first ball of a match is announced on a page opened before it", () => {
  const voice = new Announcer();
  voice.add([], "all", false);
  voice.add([], "all", true);
  voice.add([announcedBall("1_2")], "all", true);
  assert.equal(voice.take(0), "ball 1_2");
  const late = new Announcer();
  late.add([], "all", false);
  late.add([announcedBall("1_2")], "all", false); // the feed arrives after the first paint
  assert.equal(late.take(0), "");
});

test("only wickets are announced if chosen, and nothing if announcements are off", () => {
  const voice = new Announcer();
  const balls = [announcedBall("1_1"), announcedBall("1_2"), announcedBall("1_3", { isWicket: true }), announcedBall("1_4", { isWicket: true })];
  voice.add(balls.slice(0, 1), "wickets");
  voice.add(balls.slice(0, 3), "wickets");
  assert.equal(voice.take(0), "ball 1_3");
  voice.add(balls, "off");
  assert.equal(voice.take(9000), "");
});

test("an undo announces no earlier ball", () => {
  const voice = new Announcer();
  const lines = commentaryOf(readOf(recording("live")).feed);
  voice.add(inOrderOfPlay(lines), "all");
  for (const undone of [1, 2, 3]) voice.add(inOrderOfPlay(lines.slice(undone)), "all");
  assert.equal(voice.take(0), "");
  voice.add(inOrderOfPlay(lines), "all");
  assert.equal(voice.take(0), "");
});

test("earlier balls read for the charts or on demand are not announced", () => {
  const voice = new Announcer();
  const lines = inOrderOfPlay(commentaryOf(readOf(recording("live")).feed));
  const from = (innings, sequence) => lines.filter((each) => each.innings > innings || (each.innings === innings && each.sequence >= sequence));
  voice.add(from(2, 54), "all");
  voice.add(from(2, 30), "all");
  voice.add(lines, "all");
  assert.equal(lines[0].id, "1_1");
  assert.equal(voice.take(0), "");
});

test("a correction is announced once, as a correction", () => {
  const voice = new Announcer();
  const { feed } = readOf(recording("live"));
  voice.add(inOrderOfPlay(commentaryOf(feed)), "all");
  const old = feed.get("2_50");
  const events = old.events.map((each) => (each.type === "BALL_BOWLED" ? { ...each, data: { ...each.data, over: "8.1" } } : each));
  const corrected = mergeFeed(feed, [
    { ...old, isRetracted: true },
    { ...old, id: "2_57", sequenceNumber: 57, commentary: "8.1 Boyce to Marsh, 2 runs", events },
  ]);
  for (let times = 0; times < 2; times += 1) voice.add(inOrderOfPlay(commentaryOf(corrected)), "all");
  assert.match(voice.take(0), /^Correction, 8\.1: Boyce to Marsh, 2 runs/);
  assert.equal(voice.take(9000), "");
});

test("after a long pause the latest twelve balls are announced", () => {
  const voice = new Announcer();
  const balls = Array.from({ length: 31 }, (_, place) => announcedBall(`1_${place + 1}`));
  voice.add(balls.slice(0, 1), "all");
  voice.add(balls, "all");
  assert.deepEqual(voice.take(0).match(/1_\d+/g), balls.slice(-12).map(({ id }) => id));
});
