// Tests an open season page while a match ends, and a home page open for days.

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { assertAccessible, assertFits, assertQuiet, openBrowser, screenshot } from "../browser.mjs";
import { openListening } from "./site.mjs";

const browser = await openBrowser();
after(() => browser.close());

test("an open season page shows a new result and its table, but not while paused", async (t) => {
  const { page, backend } = await openListening(t, browser, "season", "/s/2026");
  const first = page.locator("#panel-table tbody tr").first();
  await page.getByText("Updating").waitFor();
  await page.waitForFunction(() => globalThis.subscriptions >= 2);
  const last = page.locator("#panel-table tbody tr").last();
  const name = await last.locator("th").textContent();
  const [path, team] = Object.entries(backend.documents).find(([each, { points, competitionId, teamId }]) =>
    each.startsWith("team_season_stats/") && competitionId && points === 0 && name.toLowerCase().replaceAll(" ", "-") === teamId);
  backend.change({ [path]: { ...team, points: 40, wins: 20, matchesPlayed: 21 } });
  await first.getByText(name).waitFor();
  await page.getByRole("tab", { name: "Matches" }).click();
  const live = page.locator("#panel-matches section", { has: page.getByRole("heading", { name: "Live" }) });
  const finished = page.locator("#panel-matches section", { has: page.getByRole("heading", { name: "Finished" }) });
  await live.getByText("Manchester Originals").waitFor();
  const ticker = backend.documents["tickers/1417850"];
  await page.getByRole("button", { name: "Pause updates" }).click();
  backend.change({ "tickers/1417850": { ...ticker, status: "completed", resultText: "Manchester Originals won by 7 wickets", version: ticker.version + 1 } });
  await page.waitForTimeout(200);
  assert.ok(await live.isVisible());
  await page.getByRole("button", { name: "Resume updates" }).click();
  await finished.getByText("Manchester Originals won by 7 wickets").waitFor();
  assert.equal(await live.count(), 0);
  await assertAccessible(page, "a season that is followed");
  await assertFits(page, "a season that is followed");
  await screenshot(page, "pages-season-followed-phone");
  backend.setDown(true);
  await page.getByText("Connection lost").waitFor();
  assertQuiet(page, ["404", "ERR_"]);
});

test("a home page open for days requests the matches around today, and the same ones on the same day", async (t) => {
  const before = (page) => page.clock.install({ time: "2026-05-22T10:00:00Z" });
  const { page, backend } = await openListening(t, browser, "season", "/", { before });
  const asked = () => backend.asked.filter((each) => each.endsWith(":runQuery")).length;
  await page.getByRole("heading", { name: "Finished" }).waitFor();
  await page.clock.fastForward("02:00:00");
  assert.equal(asked(), 1);
  const again = page.waitForRequest("**/documents:runQuery");
  await page.clock.fastForward("24:00:00");
  const { where } = (await again).postDataJSON().structuredQuery;
  assert.match(JSON.stringify(where), /2026-05-16.*2026-06-06/);
});
