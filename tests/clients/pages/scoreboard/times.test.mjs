// When a match begins, wherever it is read: a midnight in UTC is a time, or stands for a day without one.

import assert from "node:assert/strict";
import { test } from "node:test";
import { built } from "./helpers.mjs";

const { timeText, whenText } = await built("model/times.js");
const { standingOfTicker } = await built("model/standing.js");
const { standingOfScore } = await built("model/standing_of_score.js");

const MIDNIGHT = "2026-12-05T00:00:00+00:00";

/** What is said on a device of another zone. */
function there(zone, say) {
  const own = process.env.TZ;
  process.env.TZ = zone;
  try {
    return say();
  } finally {
    if (own === undefined) delete process.env.TZ;
    else process.env.TZ = own;
  }
}

const said = (zone, iso) => there(zone, () => whenText(iso));

test("a match at ten in Brisbane or at eight in the evening in New York has its time, and its day there", () => {
  assert.equal(said("Australia/Brisbane", MIDNIGHT), "Sat, 5 Dec 2026, 10:00");
  assert.equal(said("America/New_York", "2026-06-15T00:00:00Z"), "Sun, 14 Jun 2026, 20:00");
});

test("a midnight that is at night here too is a day of which no time is known, and so is a day that is written as one", () => {
  for (const zone of ["Africa/Johannesburg", "Europe/London", "Asia/Kolkata"]) assert.equal(said(zone, MIDNIGHT), "Sat, 5 Dec 2026", zone);
  for (const zone of ["Australia/Brisbane", "America/New_York"]) assert.equal(said(zone, "2026-12-05"), "Sat, 5 Dec 2026", zone);
});

test("the hour is that of the day of the match, before and behind the change to summer time", () => {
  assert.equal(said("Europe/London", "2026-03-28T11:00:00Z"), "Sat, 28 Mar 2026, 11:00");
  assert.equal(said("Europe/London", "2026-03-29T11:00:00Z"), "Sun, 29 Mar 2026, 12:00");
});

test("a match that was played has the day of its ticker, and what its own document says where that is known", () => {
  const ticker = { status: "completed", scheduledAt: MIDNIGHT, innings: [] };
  const [day, own] = [{ scheduledAt: "2026-12-05" }, { scheduledAt: "2026-12-05T08:00:00Z" }];
  for (const [match, expected] of [[null, "2026-12-05"], [day, "2026-12-05"], [own, own.scheduledAt]]) {
    assert.equal(standingOfTicker(ticker, match).scheduledAt, expected);
    assert.equal(standingOfScore({ status: "completed" }, match, ticker).scheduledAt, expected);
  }
  assert.equal(standingOfTicker({ ...ticker, status: "scheduled" }).scheduledAt, MIDNIGHT);
});

test("a moment of today has its time, any other its date", () => {
  const at = "2026-06-14T16:00:00Z";
  const hour = 3_600_000;
  const saidAt = (now) => there("Africa/Johannesburg", () => timeText(at, now));
  assert.equal(saidAt(Date.parse(at) + hour), "18:00");
  assert.equal(saidAt(Date.parse(at) + 16 * hour), "14 Jun 2026");
});
