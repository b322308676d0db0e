// Tests a match page and a board with unreadable documents, or with texts of the maximum length.

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { assertAccessible, assertFits, assertQuiet, openBrowser, screenshot } from "../browser.mjs";
import { openListening } from "./site.mjs";

const browser = await openBrowser();
after(() => browser.close());

const MATCH = "/m/1386111";
const [SCORE, TICKER, FACTS] = ["matches/1386111/live/score", "tickers/1386111", "matches/1386111"];
const waitForText = (page, text) => page.getByText(text).filter({ visible: true }).first().waitFor();
const listening = (page) => page.waitForFunction(() => globalThis.subscriptions > 0);

test("a page open while its score was incomplete says so, shows the rest, and recovers", async (t) => {
  const { page, backend } = await openListening(t, browser, "live", `${MATCH}#card`);
  await page.locator("#card-2 + .card-total", { hasText: "97/1" }).waitFor();
  await page.waitForFunction(() => globalThis.subscriptions >= 4);
  const good = { ...backend.documents };
  const version = good[SCORE].version + 1;
  const half = { ...good[SCORE], version, innings1: null, innings2: { battingTeamId: "melbourne-renegades", batsmen: [null, { playerName: 7 }] }, currentOver: {}, lastBall: 1 };
  backend.change({ [SCORE]: half, "matches/1386111/events/2_57": { events: [{ type: "BALL_BOWLED", data: null }], commentary: 4, orderKey: {}, revision: version } });
  await waitForText(page, "Not all of this match can be read. Missing are parts of the scorecards, of the commentary.");
  for (const [name, there] of [["Live", "CJ Boyce to SE Marsh"], ["Scorecard", "Melbourne Renegades"], ["Charts", "Manhattan: Melbourne Renegades"], ["Replay", "Place in the match"], ["Match", "Docklands Stadium"]]) {
    await page.getByRole("tab", { name }).click();
    await waitForText(page, there);
    await waitForText(page, "97/1");
    if (name === "Scorecard") await assertAccessible(page, "a score by halves");
    await screenshot(page, `pages-by-halves-${name.toLowerCase()}-phone`);
  }
  backend.change({ [SCORE]: { ...good[SCORE], version: version + 1 }, "matches/1386111/events/2_57": { ...good["matches/1386111/events/2_56"], sequenceNumber: 57, orderKey: "0057", revision: version + 1 } });
  await page.getByRole("tab", { name: "Scorecard" }).click();
  await page.locator("#card-2 + .card-total", { hasText: "97/1" }).waitFor();
  assert.equal(await page.getByText("Not all of this match").count(), 0);
  assertQuiet(page, ["404"]);
});

test("a match without a readable score shows the sides, and that the scorecards cannot be read", async (t) => {
  const { page, backend } = await openListening(t, browser, "live", `${MATCH}#card`);
  await page.waitForFunction(() => globalThis.subscriptions >= 4);
  const version = backend.documents[TICKER].version + 1;
  backend.change({
    [TICKER]: { ...backend.documents[TICKER], innings: [{ team: 1, runs: "97" }], batters: "x", strip: [{}, null], bowler: 7, lastBall: [], status: 5, version },
    [SCORE]: { status: 1, innings2: "97/1", version },
  });
  await waitForText(page, "Missing are parts of the score, of the scorecards.");
  await waitForText(page, "Melbourne Renegades");
  await waitForText(page, "The scorecards cannot be read.");
  await screenshot(page, "pages-no-score-phone");
  assertQuiet(page, ["404"]);
});

/** Assert that texts of the maximum length do not break a page. */
async function assertLongTextsFit(t, path) {
  const { page, backend } = await openListening(t, browser, "live", path);
  await waitForText(page, "97/1");
  await listening(page);
  const long = "W".repeat(100_000);
  const { [TICKER]: ticker, [SCORE]: score, [FACTS]: match } = backend.documents;
  const innings2 = { ...score.innings2, battingTeam: long, batsmen: score.innings2.batsmen.map((each) => ({ ...each, playerName: long, dismissal: { description: long } })) };
  backend.change({
    [TICKER]: { ...ticker, teams: [{ name: long, shortName: long }, { name: "Melbourne Renegades", shortName: "MR" }], strip: [{ actionId: "a", display: long }], lastWicket: long, bowler: { ...ticker.bowler, playerName: long }, stoppage: long, lastBall: { ...ticker.lastBall, commentary: `8.5 ${long}` }, version: ticker.version + 1 },
    [SCORE]: { ...score, innings2, version: score.version + 1 },
    [FACTS]: { ...match, homeTeamName: long, venue: long },
  });
  await waitForText(page, "WWWWWWWW");
  await assertFits(page, path);
  assert.ok(await page.getByText("97/1").first().isVisible());
  await screenshot(page, `pages-longest${path.replace(/\W/g, "-")}-phone`);
  assertQuiet(page, ["404"]);
}

test("texts of the maximum length do not break the match page", (t) => assertLongTextsFit(t, MATCH));

test("nor the scorecards", (t) => assertLongTextsFit(t, `${MATCH}#card`));

test("nor the boards", async (t) => {
  await assertLongTextsFit(t, "/embed/1386111");
  await assertLongTextsFit(t, "/screen/1386111");
});

test("nor the list of matches", (t) => assertLongTextsFit(t, "/"));
