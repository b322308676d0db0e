// Names of every script, and none, in texts of the spectators' pages.

import assert from "node:assert/strict";
import { test } from "node:test";
import { built, readOf, recording } from "./helpers.mjs";

const { isolateNames } = await built("ui/isolated.js");
const { cardsOf } = await built("model/cards.js");
const { heroOf } = await built("model/hero.js");
const { standingOf } = await built("model/latest.js");
const { descriptionOf, titleOf } = await built("model/preview.js");
const { tickerOf } = await built("model/shapes.js");
const { shortNameOf } = await built("model/standing.js");

/** The parts of a text that are set apart. */
const setApart = (text) => [isolateNames(text)].flat().filter((each) => typeof each === "object").map(({ props }) => props.children);

test("a name is set apart with the digits of its own script, and without the figures behind it", () => {
  const names = ["بابر اعظم", "احمد ٧", "رضا ۹", "משה כהן", "މުޙައްމަދު", "ߞߊ߬ߟߌ", "𐴌𐴟𐴇𐴥𐴝"];
  for (const name of names) assert.deepEqual(setApart(`12.4 ${name} 45 (38), 4s`), [name]);
  assert.deepEqual(setApart(names.slice(0, 3).join(", ")), names.slice(0, 3));
  for (const name of ["Zoë̈ Müller", "श्रेयस अय्यर", "李", "🏏 Ace", ""]) assert.equal(isolateNames(`${name} 45`), `${name} 45`);
});

test("titles of pages keep the score beside the side that has it", () => {
  const known = readOf(recording("arabic_names"));
  const hero = heroOf(standingOf(known), known.match, known.score);
  const [karachi, lahore] = hero.sides;
  assert.equal(titleOf(hero), `\u2068${karachi.shortName}\u2069 177/6 (20.0 ov) v \u2068${lahore.shortName}\u2069 97/1 (8.5 ov) · SCRBRD`);
  assert.ok(descriptionOf(hero).startsWith(`\u2068${karachi.name}\u2069 v \u2068${lahore.name}\u2069. `));
});

test("a name is shortened between its letters, never within one", () => {
  assert.deepEqual(["🏏🏏🏏🏏", "𐴌𐴟𐴇𐴥", "Lions", "Brave Foxes", "🦊 Foxes"].map(shortNameOf), ["🏏🏏🏏", "𐴌𐴟𐴇", "LIO", "BF", "🦊F"]);
});

test("signs that turn the order of letters round are left out of whatever a page reads", () => {
  const read = tickerOf({ status: "live", teams: [{ name: "\u202eLions\u202c\u2066", shortName: "L\u200fI" }], lastBall: { commentary: "12.4 \u202dAsh\u2069 to Bo, 4 runs" } });
  assert.deepEqual([read.teams[0], read.lastBall.commentary], [{ name: "Lions", shortName: "LI" }, "12.4 Ash to Bo, 4 runs"]);
  assert.equal(read.hasUnread, undefined);
});

test("a player without a name is a dash on the card", () => {
  const { match, score } = readOf(recording("live"));
  const bare = { ...score.innings1, batsmen: [{ runs: 4 }], bowlers: [{ playerName: "" }], didNotBat: [{}] };
  const [card] = cardsOf({ ...score, innings1: bare }, match);
  assert.deepEqual([card.batting[0].name, card.bowling[0].name, card.didNotBat], ["–", "–", ["–"]]);
});
