// Tests which roles are in force by a device's clock.

import assert from "node:assert/strict";
import test from "node:test";
import { Timestamp } from "firebase/firestore";
import { mayBeInForce, objectionOfMatch, objectionOfRole } from "../../clients/web/client/dist/permission.js";

const HOUR = 3_600_000;
const NOW = Date.parse("2026-11-23T12:00:00Z");
const at = (hours) => Timestamp.fromMillis(NOW + hours * HOUR);

// The fields of a role; whether it is in force; whether it is shown as in force.
const ROLES = [
  [{}, true, true],
  [{ startDate: null }, true, true],
  [{ startDate: at(0) }, true, true],
  [{ startDate: at(2) }, false, true], // granted an hour ago, on a device that is three hours behind
  [{ startDate: at(24) }, false, true],
  [{ startDate: at(25) }, false, false],
  [{ startDate: "2026-11-23T11:00:00Z" }, false, false], // the rules do not compare a text with the time
  [{ endDate: "2026-11-24T12:00:00Z" }, false, false],
  [{ startDate: at(2), revokedAt: at(-1) }, false, false],
  [{ startDate: at(2), status: "missing" }, false, false],
  [{ endDate: at(1) }, true, true],
  [{ endDate: at(-6) }, false, true], // ends in six hours, on a device that is half a day ahead
  [{ endDate: at(-24) }, false, false],
  [{ endDate: at(-6), revokedAt: at(-6) }, false, false],
];

test("a role that begins within a day, or ended within one, is shown as valid: the device's clock may be wrong", () => {
  for (const [more, isNow, isShown] of ROLES) {
    const role = { status: "confirmed", startDate: at(-1), ...more };
    const isInForce = objectionOfRole(role, "scorer_home", NOW) === null;
    assert.deepEqual([isInForce, mayBeInForce(role, NOW)], [isNow, isShown], JSON.stringify(more));
  }
});

// The fields of the match, the recorder's role, log or book, and the objection.
const MATCHES = [
  [undefined, "scorer_home", "log", "no_match"],
  [{}, "scorer_home", "log", null],
  [{ lockedAt: at(-1) }, "scorer_home", "log", "locked"],
  [{ status: "postponed" }, "scorer_home", "log", "not_open"],
  [{ status: "completed", completedAt: at(-1) }, "scorer_home", "log", null],
  [{ status: "completed", completedAt: at(-3) }, "scorer_home", "log", "completed"],
  [{ status: "completed", completedAt: at(-1), conditions: { graceMinutes: 30 } }, "scorer_home", "log", "completed"],
  [{ status: "completed", completedAt: at(-1), conditions: { graceMinutes: null } }, "scorer_home", "log", "completed"],
  [{ status: "completed", completedAt: at(-1), conditions: { graceMinutes: "300" } }, "scorer_home", "log", "completed"],
  [{ status: "completed", completedAt: at(-1), conditions: { graceMinutes: 300.5 } }, "scorer_home", "log", "completed"],
  [{ status: "completed", completedAt: "2026-11-23T11:00:00Z" }, "scorer_home", "log", "completed"],
  [{ scoredBy: "provider" }, "scorer_home", "log", "provider"],
  [{ scoredBy: null }, "scorer_home", "log", "provider"],
  [{ scoredBy: undefined, validationTier: undefined }, "scorer_home", "log", null],
  [{ validationTier: null }, "scorer_home", "log", "not_open"],
  [{ validationTier: null }, "scorer_home", "book", "kept_in_log"],
  [{ validationTier: "DUAL" }, "scorer_home", "log", "kept_in_books"],
  [{ validationTier: "SINGLE" }, "scorer_home", "book", "kept_in_log"],
  [{}, "umpire_on_field", "log", "umpire_in_log"],
  [{ validationTier: "DUAL" }, "umpire_on_field", "book", null],
  [{ validationTier: "DUAL" }, "admin", "book", "admin_in_book"],
  [{ lockedAt: at(-1) }, "admin", "log", null], // the rules let administrators append to any log of scorers
  [{ status: "completed", completedAt: at(-3) }, "admin", "log", null],
  [{ scoredBy: "provider" }, "admin", "log", "provider"],
];

test("the objection of a match to recording is the same as in the rules, for each role", () => {
  for (const [more, role, keeping, objection] of MATCHES) {
    const match = more && { status: "live", validationTier: "HONOR", ...more };
    assert.equal(objectionOfMatch(match, role, keeping, NOW)?.objection ?? null, objection, JSON.stringify([more, role]));
  }
});

test("the objection of a role to recording is named: not given, revoked, ended, not begun, or not in office", () => {
  const named = (role) => objectionOfRole(role, "scorer_home", NOW)?.objection ?? null;
  const role = { status: "confirmed", startDate: at(-1) };
  assert.deepEqual([named(undefined), named(role)], ["no_role", null]);
  assert.equal(named({ ...role, endDate: at(-1), revokedAt: at(-1) }), "role_revoked");
  assert.equal(named({ ...role, endDate: at(-1) }), "role_ended");
  assert.equal(named({ ...role, startDate: at(1) }), "role_not_begun");
  assert.equal(named({ ...role, status: "missing" }), "role_not_taken");
});
