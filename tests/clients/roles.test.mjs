// Which roles count, as a device's own clock has it.

import assert from "node:assert/strict";
import test from "node:test";
import { Timestamp } from "firebase/firestore";
import { isInForce, mayBeInForce } from "../../clients/web/client/dist/permission.js";

const HOUR = 3_600_000;
const NOW = Date.parse("2026-11-23T12:00:00Z");
const at = (hours) => Timestamp.fromMillis(NOW + hours * HOUR);

// What the role says; whether it is in force; whether it is shown as one that counts.
const ROLES = [
  [{}, true, true],
  [{ startDate: null }, true, true],
  [{ startDate: at(0) }, true, true],
  [{ startDate: at(2) }, false, true], // given an hour ago, on a device that is three hours behind
  [{ startDate: at(24) }, false, true],
  [{ startDate: at(25) }, false, false],
  [{ startDate: "2026-11-23T13:00:00Z" }, false, true],
  [{ startDate: at(2), revokedAt: at(-1) }, false, false],
  [{ startDate: at(2), status: "missing" }, false, false],
  [{ endDate: at(1) }, true, true],
  [{ endDate: at(-6) }, false, true], // ends in six hours, on a device that is half a day ahead
  [{ endDate: at(-24) }, false, false],
  [{ endDate: at(-6), revokedAt: at(-6) }, false, false],
];

test("a role that begins within a day, or ended within one, is shown as one that counts: the device's clock may be wrong", () => {
  for (const [more, isNow, isShown] of ROLES) {
    const role = { status: "confirmed", startDate: at(-1), ...more };
    assert.deepEqual([isInForce(role, NOW), mayBeInForce(role, NOW)], [isNow, isShown], JSON.stringify(more));
  }
});
