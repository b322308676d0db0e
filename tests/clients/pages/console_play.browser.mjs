// A T20 of which every kind of action is tapped through the pad agrees with the fold after each.
// The whole of it, ball by ball, is console_play.long.browser.mjs.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { logOf } from "../console/matches.mjs";
import { by, launch, openConsole, serve, shownScore } from "./console_site.mjs";
import { boardOf, T20, tapMatch } from "./tapping.mjs";

/** What is tapped of each innings: the places of its actions, the last of each not included. */
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

/** What is done differently of an action: its type, the runs, each extra, the wicket and its fielders. */
function kindsOf({ type, runsOffBat, extras = {}, wicket }) {
  const extra = Object.keys(extras).map((name) => `${type} ${name}`);
  return [type, `${type} ${runsOffBat}`, ...extra, ...(wicket ? [`${wicket.type} ${wicket.fielderIds?.length}`] : [])];
}

test("every kind of action that a T20 has is tapped, agrees with the fold and paints within 100 ms", async () => {
  const kinds = (isOf) => new Set(T20.innings.flatMap((actions, innings) =>
    actions.filter((_, place) => isOf(innings, place)).flatMap(kindsOf)));
  assert.deepEqual([...kinds(isTapped)].sort(), [...kinds(() => true)].sort());
  await tapMatch(browser, site.url, isTapped);
});

test("what is half scored is there again when the page is opened again", async () => {
  log = by("anna", logOf(T20, 60));
  const page = await openConsole(browser, site.url);
  const { runs, wickets } = boardOf(log).score;
  assert.equal(await shownScore(page), `${runs}/${wickets}`);
  await page.context().close();
});
