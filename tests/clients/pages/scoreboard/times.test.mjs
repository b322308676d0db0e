// Tests the start of a match in any time zone: a midnight in UTC is a time, or a day without a known time.

import assert from "node:assert/strict";
import { test } from "node:test";
import { built } from "./helpers.mjs";

const { timeText, whenText } = await built("model/times.js");
const { standingOfTicker } = await built("model/standing.js");
const { standingOfScore } = await built("model/standing_of_score.js");

const MIDNIGHT = "2026-12-05T00:00:00+00:00";

/** Return the text on a device in another time zone. */
function onDeviceIn(zone, textOf) {
  const own = process.env.TZ;
  process.env.TZ = zone;
  try {
    return textOf();
  } finally {
    if (own === undefined) delete process.env.TZ;
    else process.env.TZ = own;
  }
}

const textInZone = (zone, iso) => onDeviceIn(zone, () => whenText(iso));

test("a match at ten in Brisbane or eight in the evening in New York is shown with its time and day there", () => {
  assert.equal(textInZone("Australia/Brisbane", MIDNIGHT), "Sat, 5 Dec 2026, 10:00");
  assert.equal(textInZone("America/New_York", "2026-06-15T00:00:00Z"), "Sun, 14 Jun 2026, 20:00");
});

test("a midnight that is also night here is a day without a known time, as is a date without a time", () => {
  for (const zone of ["Africa/Johannesburg", "Europe/London", "Asia/Kolkata"]) assert.equal(textInZone(zone, MIDNIGHT), "Sat, 5 Dec 2026", zone);
  for (const zone of ["Australia/Brisbane", "America/New_York"]) assert.equal(textInZone(zone, "2026-12-05"), "Sat, 5 Dec 2026", zone);
});

test("the hour is that of the day of the match, before and after the change to summer time", () => {
  assert.equal(textInZone("Europe/London", "2026-03-28T11:00:00Z"), "Sat, 28 Mar 2026, 11:00");
  assert.equal(textInZone("Europe/London", "2026-03-29T11:00:00Z"), "Sun, 29 Mar 2026, 12:00");
});

test("a played match has the day of its ticker, or that of its own document if known", () => {
  const ticker = { status: "completed", scheduledAt: MIDNIGHT, innings: [] };
  const [day, own] = [{ scheduledAt: "2026-12-05" }, { scheduledAt: "2026-12-05T08:00:00Z" }];
  for (const [match, expected] of [[null, "2026-12-05"], [day, "2026-12-05"], [own, own.scheduledAt]]) {
    assert.equal(standingOfTicker(ticker, match).scheduledAt, expected);
    assert.equal(standingOfScore({ status: "completed" }, match, ticker).scheduledAt, expected);
  }
  assert.equal(standingOfTicker({ ...ticker, status: "scheduled" }).scheduledAt, MIDNIGHT);
});

test("a moment of today is shown as a time, any other as a date", () => {
  const at = "2026-06-14T16:00:00Z";
  const hour = 3_600_000;
  const saidAt = (now) => onDeviceIn("Africa/Johannesburg", () => timeText(at, now));
  assert.equal(saidAt(Date.parse(at) + hour), "18:00");
  assert.equal(saidAt(Date.parse(at) + 16 * hour), "14 Jun 2026");
});
