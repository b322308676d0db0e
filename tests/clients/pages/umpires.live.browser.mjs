// Tests on-field umpires at the console of a match with one log: only an administrator may score.

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

/** Open the console of a match, scored by the stage's scorer, as an umpire with some claims. */
async function openAs(t, claims) {
  const match = await newMatch(t);
  const email = `umpire-${match.id}@example.com`;
  const umpire = await account(t, email);
  await claim(umpire, claims);
  await appoint(match, umpire.personId, "umpire_on_field");
  const scorer = await Scorer.open(await device(t, browser), match, { email, password: PASSWORD });
  return { match, umpire, scorer };
}

test("an umpire who is an administrator scores a match with one log, without a question the second time", async (t) => {
  const { match, umpire, scorer } = await openAs(t, { admin: true });
  await scorer.startInnings(committed.innings[0][0]);
  await scorer.tapRuns(4);
  await scorer.waitUntilSent();
  await scorer.page.reload();
  await scorer.waitForScore("4/0", "0.1");
  await scorer.tapRuns(1);
  await scorer.waitForScore("5/0", "0.2");
  await scorer.waitUntilSent();
  const log = await wholeLog(match);
  const who = log.map(({ recordedBy, recordedAs }) => [recordedBy, recordedAs]);
  assert.deepEqual(who, Array(3).fill([umpire.personId, "admin"]));
});

test("an umpire who is no administrator only watches it", async (t) => {
  const { match, scorer } = await openAs(t, {});
  await scorer.page.getByRole("heading", { name: "You umpire this match" }).waitFor();
  assert.deepEqual(await wholeLog(match), []);
});
