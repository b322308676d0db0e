// Tests a scorer on the console and a spectator on the match page with a real backend: tapped balls
// are shown, whatever the network and other devices do.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import { openBrowser, screenshot } from "./browser.mjs";
import { boardOf, committed, liveScore, newMatch, wholeLog } from "./live_match.mjs";
import { device, Scorer, Spectator } from "./scoring.mjs";

const [FIRST] = committed.innings[0];
const SCORED_WITHIN_MS = 60_000;
const OPENED_WITHIN_MS = 2_000 * Number(process.env.SCRBRD_SLACK ?? 1);

/** Two overs: the tapped parts, then the score and the overs after them. */
const OVERS = [
  [(on) => on.tapRuns(1), "1/0", "0.1"],
  [(on) => tapPartAndRuns(on, "Wide", 0), "2/0", "0.1"],
  [(on) => on.tapRuns(0), "2/0", "0.2"],
  [(on) => on.tapRuns(4), "6/0", "0.3"],
  [(on) => tapPartAndRuns(on, "No ball", 2), "9/0", "0.3"],
  [(on) => on.tapRuns(1), "10/0", "0.4"],
  [tapBowled, "10/1", "0.5"],
  [(on) => chooseFirstAndTap(on, 6), "16/1", "1.0"],
  [(on) => chooseFirstAndTap(on, 0), "16/1", "1.1"],
  [(on) => tapPartAndRuns(on, "Leg bye", 1), "17/1", "1.2"],
  [(on) => on.tapRuns(2), "19/1", "1.3"],
  [(on) => on.tapRuns(0), "19/1", "1.4"],
  [(on) => tapPartAndRuns(on, "Bye", 4), "23/1", "1.5"],
  [(on) => on.tapRuns(1), "24/1", "2.0"],
];

async function tapPartAndRuns(on, name, runs) {
  await on.button(name).click();
  await on.tapRuns(runs);
}

async function tapBowled(on) {
  await on.button("Out").click();
  await on.pickOption("Bowled");
  await on.button("Record wicket").click();
}

/** Choose the requested batter or bowler, then tap a ball. */
async function chooseFirstAndTap(on, runs) {
  await on.chooseFirst();
  await on.tapRuns(runs);
}

let browser;
before(async () => {
  browser = await openBrowser();
});
after(() => browser.close());

async function startMatch(t, match, options = {}) {
  const phone = await device(t, browser, options);
  const scorer = await Scorer.open(phone, match);
  await scorer.startInnings(FIRST);
  await scorer.waitForScore("0/0", "0.0");
  return scorer;
}

/** Fail unless the server has each action once, in its place, and soon the score of all of them,
 * which the functions write after the last one. */
async function assertWhole(match, actions, score) {
  const log = await wholeLog(match);
  const counted = (name) => new Set(log.map((each) => each[name])).size;
  assert.deepEqual([log.length, counted("id"), counted("nonce")], [actions, actions, actions]);
  const board = boardOf(log);
  assert.equal(`${board.score.runs}/${board.score.wickets}`, score);
  assert.deepEqual(board.problems, []);
  const wanted = { score, balls: board.score.legalBalls };
  for (const end = Date.now() + SCORED_WITHIN_MS; Date.now() < end; await sleep(100)) {
    if (isDeepStrictEqual(await liveScore(match), wanted)) break;
  }
  assert.deepEqual(await liveScore(match), wanted);
}

test("two overs are shown ball by ball, and a correction with its preview changes them", async (t) => {
  const match = await newMatch(t);
  const spectator = await Spectator.open(t, browser, match.id);
  const scorer = await startMatch(t, match);
  for (const [tap, score, overs] of OVERS) {
    await tap(scorer);
    await scorer.waitForScore(score, overs);
    await spectator.waitForScore(score, overs);
  }
  await spectator.page.locator(".details", { hasText: "Run rate 12.00" }).waitFor();
  await screenshot(scorer.page, "play-next-bowler-phone-light");
  await screenshot(spectator.page, "play-two-overs-desktop-light");
  await scorer.openBall("0.3", "4");
  const dialog = scorer.page.getByRole("dialog");
  await dialog.getByRole("radio", { name: "6", exact: true }).check();
  const preview = dialog.locator(".preview tr", { hasText: "Score" });
  assert.match(await preview.textContent(), /24\/1.*26\/1/);
  await screenshot(scorer.page, "play-preview-phone-light");
  await spectator.waitForScore("24/1", "2.0");
  await dialog.getByRole("button", { name: "Save correction" }).click();
  await scorer.waitForScore("26/1", "2.0");
  await spectator.waitForScore("26/1", "2.0");
  await assertWhole(match, OVERS.length + 3, "26/1");
  assert.deepEqual([...scorer.page.context().complaints, ...spectator.page.context().complaints], []);
});

test("of two overs without reception, with the tab closed and reopened, nothing is lost or doubled", async (t) => {
  const match = await newMatch(t);
  const spectator = await Spectator.open(t, browser, match.id);
  let scorer = await startMatch(t, match);
  const phone = scorer.page.context();
  await scorer.page.evaluate(() => navigator.serviceWorker.ready);
  await scorer.waitUntilSent();
  await phone.setOffline(true);
  const opened = [];
  for (const [place, [tap, score, overs]] of OVERS.entries()) {
    if (place === 7) {
      scorer = await reopened(phone, scorer, match);
      opened.push(await openedMs(scorer));
    }
    await tap(scorer);
    await scorer.waitForScore(score, overs);
  }
  await screenshot(scorer.page, "play-offline-phone-light");
  scorer = await reopened(phone, scorer, match);
  opened.push(await openedMs(scorer));
  console.error(JSON.stringify({ openedOfflineMs: opened.map(Math.round) }));
  assert.ok(Math.min(...opened) < OPENED_WITHIN_MS, `opened after ${opened} ms`);
  await scorer.waitForScore("24/1", "2.0");
  await phone.setOffline(false);
  await spectator.waitForScore("24/1", "2.0");
  await scorer.waitUntilSent();
  await assertWhole(match, OVERS.length + 2, "24/1");
});

test("with reception but no data, unanswered requests are not awaited, and everything is sent in the end", async (t) => {
  const match = await newMatch(t);
  let scorer = await startMatch(t, match, { serviceWorkers: "block" });
  const phone = scorer.page.context();
  await scorer.tapRuns(1);
  await scorer.waitUntilSent();
  const held = [];
  const isAsked = ({ origin, pathname }) => origin !== process.env.SITE_URL || pathname === "/config.json";
  const hold = (route) => void held.push(route); // neither answered nor refused
  await phone.route(isAsked, hold);
  const opened = []; // the fastest counts: others may be delayed by other work of the machine
  while (opened.length < 3 && !opened.some((ms) => ms < OPENED_WITHIN_MS)) {
    scorer = await reopened(phone, scorer, match);
    opened.push(await openedMs(scorer));
  }
  console.error(JSON.stringify({ openedWithoutDataMs: opened.map(Math.round) }));
  assert.ok(held.length > 0, "the page asked nobody");
  assert.ok(Math.min(...opened) < OPENED_WITHIN_MS, `opened after ${opened} ms`);
  await scorer.waitForScore("1/0", "0.1");
  await scorer.tapRuns(4);
  await scorer.waitForScore("5/0", "0.2");
  await phone.unroute(isAsked, hold);
  await Promise.all(held.map((route) => route.abort().catch(() => {}))); // their page is closed
  await scorer.waitUntilSent();
  await assertWhole(match, 3, "5/0");
});

/** Close the tab and open the address again, still without a network. */
async function reopened(phone, scorer, match) {
  await scorer.page.close();
  const again = await Scorer.open(phone, match);
  await again.page.getByText(/^No reception/).first().waitFor();
  return again;
}

/** Return the time from the request of the page until the match could be scored, by the page's clock. */
const openedMs = ({ page }) => page.evaluate(() => performance.getEntriesByName("scrbrd/console/shown")[0].startTime);

test("the second of two devices is told, and shown its ball next to the other's", async (t) => {
  const match = await newMatch(t);
  const spectator = await Spectator.open(t, browser, match.id);
  const one = await startMatch(t, match);
  await one.tapRuns(1);
  await spectator.waitForScore("1/0", "0.1");
  const other = await Scorer.open(await device(t, browser), match);
  await other.waitForScore("1/0", "0.1");
  await other.page.context().setOffline(true);
  await other.tapRuns(4);
  await other.waitForScore("5/0", "0.2");
  await one.tapRuns(2);
  await spectator.waitForScore("3/0", "0.2");
  await other.page.context().setOffline(false);
  await other.button("1 held").click();
  const dialog = other.page.getByRole("dialog");
  await dialog.getByText("another device was first", { exact: true }).waitFor();
  assert.deepEqual(await dialog.locator("dd").allTextContents(), ["0.2 four", "0.2 2 runs"]);
  await screenshot(other.page, "play-held-phone-light");
  await assertWhole(match, 3, "3/0");
  await dialog.getByRole("button", { name: "Record again" }).click();
  for (const each of [one, other]) await each.waitForScore("7/0", "0.3");
  await spectator.waitForScore("7/0", "0.3");
  await assertWhole(match, 4, "7/0");
});
