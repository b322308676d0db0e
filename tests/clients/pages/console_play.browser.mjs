// Tests a T20 in which each kind of action is tapped once, and compares the page with the fold after each.
// console_play.long.browser.mjs taps the whole match.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { logOf } from "../console/matches.mjs";
import { asRecordedBy, launch, openConsole, serve, shownScore } from "./console_site.mjs";
import { boardOf, T20, tapMatch } from "./tapping.mjs";

/** The tapped actions of each innings: ranges of their places, without the last of each range. */
const TAPPED = [
  [[0, 16], [80, 83], [113, 124]], // starts, bowlers, a caught, an lbw, a run out; the innings ends
  [[0, 4], [25, 28], [73, 75], [77, 78], [103, 106], [115, 119]], // a batter retires and resumes; it is won
];

let browser;
let site;
let log = [];
before(async () => {
  site = await serve(process.env.CONSOLE_FAKE, () => ({ ...T20.start, log }));
  browser = await launch();
});
after(async () => {
  await browser?.close();
  site?.close();
});

const isTapped = (innings, place) => TAPPED[innings].some(([from, until]) => from <= place && place < until);

/** Return the kinds of an action that are tapped differently: type, runs, each extra, wicket and fielders. */
function kindsOf({ type, runsOffBat, extras = {}, wicket }) {
  const extra = Object.keys(extras).map((name) => `${type} ${name}`);
  return [type, `${type} ${runsOffBat}`, ...extra, ...(wicket ? [`${wicket.type} ${wicket.fielderIds?.length}`] : [])];
}

test("every kind of action of a T20 is tapped, agrees with the fold and paints within 100 ms", async () => {
  const kinds = (isOf) => new Set(T20.innings.flatMap((actions, innings) =>
    actions.filter((_, place) => isOf(innings, place)).flatMap(kindsOf)));
  assert.deepEqual([...kinds(isTapped)].sort(), [...kinds(() => true)].sort());
  await tapMatch(browser, site.url, isTapped);
});

test("a half-entered ball is restored when the page is reopened", async () => {
  log = asRecordedBy("anna", logOf(T20, 60));
  const page = await openConsole(browser, site.url);
  const { runs, wickets } = boardOf(log).score;
  assert.equal(await shownScore(page), `${runs}/${wickets}`);
  await page.context().close();
});
