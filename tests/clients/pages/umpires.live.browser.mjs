// Umpires on the field at the console of a match of one log: one who is an administrator scores, by the rules.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { appoint, claim, device as account, PASSWORD } from "../devices.mjs";
import { openBrowser } from "./browser.mjs";
import { committed, newMatch, wholeLog } from "./live_match.mjs";
import { device, Scorer } from "./scoring.mjs";

let browser;
before(async () => {
  browser = await openBrowser();
});
after(() => browser.close());

/** The console of a match that the stage's scorer scores, opened by an umpire with some claims. */
async function openAs(t, claims) {
  const match = await newMatch(t);
  const email = `umpire-${match.id}@example.com`;
  const umpire = await account(t, email);
  await claim(umpire, claims);
  await appoint(match, umpire.personId, "umpire_on_field");
  const scorer = await Scorer.open(await device(t, browser), match, { email, password: PASSWORD });
  return { match, umpire, scorer };
}

test("an umpire who is an administrator scores a match of one log, and is asked for nothing the second time", async (t) => {
  const { match, umpire, scorer } = await openAs(t, { admin: true });
  await scorer.startInnings(committed.innings[0][0]);
  await scorer.runs(4);
  await scorer.isSent();
  await scorer.page.reload();
  await scorer.shows("4/0", "0.1");
  await scorer.runs(1);
  await scorer.shows("5/0", "0.2");
  await scorer.isSent();
  const log = await wholeLog(match);
  const who = log.map(({ recordedBy, recordedAs }) => [recordedBy, recordedAs]);
  assert.deepEqual(who, Array(3).fill([umpire.personId, "admin"]));
});

test("an umpire who is none only looks at it", async (t) => {
  const { match, scorer } = await openAs(t, {});
  await scorer.page.getByRole("heading", { name: "You umpire this match" }).waitFor();
  assert.deepEqual(await wholeLog(match), []);
});
