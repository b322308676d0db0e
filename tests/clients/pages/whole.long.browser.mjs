// Tests a whole T20 tapped on the console ball by ball; takes minutes, so it runs only with --full.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { DESKTOP, openBrowser, PHONE, screenshot } from "./browser.mjs";
import { boardOf, committed, newMatch, scoreOf, wholeLog } from "./live_match.mjs";
import { device, Scorer, Spectator } from "./scoring.mjs";
import { candidateEntry } from "../../../clients/web/console/dist/session/entries.js";
import { serverDoc } from "../devices.mjs";

/** Every how many actions the spectators' page is checked too. */
const EVERY = 6;

let browser;
before(async () => {
  browser = await openBrowser();
});
after(() => browser.close());

async function spectators(t, match) {
  const open = (options) => Spectator.open(t, browser, match.id, options);
  return [await open({ size: DESKTOP }), await open({ size: PHONE, theme: "dark" })];
}

test("a T20 tapped ball by ball equals the match after each ball and in its result", async (t) => {
  const match = await newMatch(t);
  const watching = await spectators(t, match);
  const scorer = await Scorer.open(await device(t, browser), match);
  let real = [];
  for (const [innings, actions] of committed.innings.entries()) {
    for (const fields of actions) {
      await scorer.enterAction(fields, boardOf(real).innings);
      real = [...real, candidateEntry(real, innings + 1, fields)];
      const { score, overs } = scoreOf(real);
      await scorer.waitForScore(score, overs);
      if (real.length % EVERY === 0 && boardOf(real).result === null) {
        await Promise.all(watching.map((each) => each.waitForScore(score, overs)));
      }
      if (real.length % 60 === 0) await takePictures(scorer, watching, real.length);
    }
  }
  const won = "Melbourne Renegades won by 4 wickets";
  await scorer.page.getByText(won).first().waitFor();
  await Promise.all(watching.map((each) => each.page.locator(".headline", { hasText: won }).waitFor()));
  await takePictures(scorer, watching, "end");
  await assertAgrees(match, real);
  assert.deepEqual(scorer.page.context().complaints, []);
});

async function takePictures(scorer, watching, at) {
  await screenshot(scorer.page, `t20-${at}-console-phone-light`);
  await screenshot(watching[0].page, `t20-${at}-match-desktop-light`);
  await screenshot(watching[1].page, `t20-${at}-match-phone-dark`);
}

/** Fail unless the server's log folds to the same figures, and `live/score` has the same score. */
async function assertAgrees(match, real) {
  const [ours, theirs] = [boardOf(await wholeLog(match)), boardOf(real)];
  assert.deepEqual(figures(ours), figures(theirs));
  assert.deepEqual(ours.problems, []);
  assert.deepEqual(ours.result, theirs.result);
  const live = await serverDoc(match, "live", "score");
  assert.equal(live.status, "completed");
  for (const innings of theirs.state.innings) {
    const { runs, wickets } = live[`innings${innings.number}`];
    assert.deepEqual([runs, wickets], [innings.runs, innings.wickets]);
  }
}

function figures(board) {
  return board.state.innings.map((innings) => [
    innings.runs, innings.wickets,
    [...innings.batters.values()].map(({ playerId, runs, ballsFaced, fours, sixes, dismissal }) =>
      [playerId, runs, ballsFaced, fours, sixes, dismissal?.type, dismissal?.fielderIds]),
    [...innings.bowlers.values()].map(({ playerId, ballsBowled, runsConceded, wickets }) =>
      [playerId, ballsBowled, runsConceded, wickets]),
  ]);
}
