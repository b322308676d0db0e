// Taps some or all actions of a T20 on the pad, and compares the page with the fold after each.

import assert from "node:assert/strict";
import { fold, load, match } from "../console/matches.mjs";
import { asRecordedBy, openConsole } from "./console_site.mjs";
import { Scorer } from "./scoring.mjs";

const { candidateEntry } = await load("session/entries.js");
export const T20 = match("1386111");
const NAMES = new Map(T20.start.players.map((each) => [each.playerId, each.name]));
const P95_MS = 100 * Number(process.env.SCRBRD_SLACK ?? 1);

export const boardOf = (log) => fold.board(log, T20.start.setup);

/** Record the time from each tap on runs to the next paint, as the browser measures it (8 ms steps). */
function watchTaps(page) {
  return page.evaluate(() => {
    globalThis.taps = [];
    new PerformanceObserver((list) => {
      for (const each of list.getEntries()) {
        const isTap = each.name === "click" && each.target?.matches(".key.runs");
        if (isTap) globalThis.taps.push(each.duration);
      }
    }).observe({ type: "event", durationThreshold: 16 });
  });
}

const logIn = (page) => page.evaluate(() => globalThis.recorder.getSnapshot().log);

/** Append untapped actions to the entries of the page, which also has the arrivals of batters. */
async function putIn(page, actions) {
  const log = actions.reduce((before, [innings, fields]) => [...before, candidateEntry(before, innings + 1, fields)], await logIn(page));
  await page.evaluate((value) => globalThis.recorder.simulate({ log: value }), asRecordedBy("anna", log));
}

/** Tap the actions for which `isTapped(innings, place)` is true, both 0-based, on an empty console; after each
 * the page must show the folded log, and at the end the match. */
export async function tapMatch(browser, url, isTapped) {
  const page = await openConsole(browser, url);
  await watchTaps(page);
  const scorer = new Scorer(page, NAMES);
  let [real, skipped, taps] = [[], [], 0];
  const show = async () => {
    const { runs, wickets, overs } = boardOf(real).score;
    await scorer.waitForScore(`${runs}/${wickets}`, overs);
  };
  for (const [innings, actions] of T20.innings.entries()) {
    for (const [place, fields] of actions.entries()) {
      if (isTapped(innings, place)) {
        if (skipped.length) await putIn(page, skipped.splice(0)).then(show);
        await scorer.enterAction(fields, boardOf(real).innings);
        if (fields.type === "delivery" && !fields.wicket) taps += 1;
      } else skipped.push([innings, fields]);
      real = [...real, candidateEntry(real, innings + 1, fields)];
      if (!skipped.length) await show();
    }
  }
  assert.deepEqual(skipped, [], "the last action is tapped");
  await assertPlayed(page, real);
  await assertQuick(page, taps);
  await page.context().close();
}

/** Fail unless the page has the whole match with its result. */
async function assertPlayed(page, real) {
  const { log, setup } = await page.evaluate(() => {
    const { log, setup } = globalThis.recorder.getSnapshot();
    return { log, setup };
  });
  const [ours, theirs] = [fold.board(log, setup), boardOf(real)];
  assert.deepEqual(ours.score, theirs.score);
  assert.deepEqual(figures(ours), figures(theirs));
  assert.deepEqual(ours.problems, []);
  assert.equal((await page.locator(".score .runs strong").textContent()).trim(), "178/6");
  assert.match(await page.locator(".result").textContent(), /Melbourne Renegades won by 4 wickets/);
  assert.deepEqual(page.failures, []);
}

function figures(board) {
  return board.state.innings.map((innings) => [
    [...innings.batters.values()].map(({ playerId, runs, ballsFaced, fours, sixes, dismissal }) =>
      [playerId, runs, ballsFaced, fours, sixes, dismissal?.type, dismissal?.fielderIds]),
    [...innings.bowlers.values()].map(({ playerId, ballsBowled, runsConceded, wickets }) =>
      [playerId, ballsBowled, runsConceded, wickets]),
  ]);
}

// The browser reports no taps faster than 16 ms; they count as 16.
async function assertQuick(page, count) {
  const slow = await page.evaluate(() => globalThis.taps);
  const all = [...slow, ...Array(Math.max(0, count - slow.length)).fill(16)].sort((one, other) => one - other);
  const at = (share) => all[Math.floor((all.length - 1) * share)];
  console.log(JSON.stringify({ taps: all.length, p50: at(0.5), p95: at(0.95), most: at(1) }));
  assert.ok(at(0.95) < P95_MS, `p95 ${at(0.95)} ms of ${all.length} taps`);
}
