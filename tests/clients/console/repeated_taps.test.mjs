// Tests which presses count as a repetition of the previous one.

import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./matches.mjs";

const { isRepeated } = await load("repeated_taps.js");
const press = { at: 1000, x: 50, y: 400, isTouch: true, control: "1 run" };

const CASES = [
  ["the first press of all", null, {}, false],
  ["the same key once more, as fast as a finger can", {}, { at: 1120 }, false],
  ["the same key, faster than a finger can", {}, { at: 1050, x: 53 }, true],
  ["the same key by a mouse", { isTouch: false }, { at: 1050, isTouch: false }, false],
  ["a key beside it by another finger", {}, { at: 1050, x: 110, control: "2 runs" }, false],
  ["what has come under the finger", {}, { at: 1180, y: 407, control: "A bowler" }, true],
  ["what has come under the mouse", { isTouch: false }, { at: 1180, isTouch: false, control: "A bowler" }, true],
  ["what stands there by the time that it is seen", {}, { at: 1400, control: "A bowler" }, false],
  ["nothing, where a dialog has gone", {}, { at: 1180, control: null }, true],
];

test("a press repeats the previous one if no finger is so fast or the control has just appeared", () => {
  for (const [name, before, now, expected] of CASES) {
    assert.equal(isRepeated({ ...press, ...now }, before && { ...press, ...before }), expected, name);
  }
});
