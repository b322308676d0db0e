// Tests the season page and the boards in rare states: nothing played yet, no network, long reasons and
// overs, forced colours.

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { assertAccessible, assertFits, openBrowser } from "../browser.mjs";
import { serve } from "./fake_server.mjs";
import { recording } from "./helpers.mjs";
import { openPage } from "./site.mjs";

const browser = await openBrowser();
after(() => browser.close());

const SMALL = { width: 320, height: 640 };
const PROJECTOR = { width: 1024, height: 768 };
const waitForText = (page, text) => page.getByText(text).filter({ visible: true }).first().waitFor();

/** Serve a recording as Firestore, without documents whose paths match, and with other documents. */
async function serverOf(t, name, { without = /^$/, ...documents }) {
  const recorded = recording(name);
  const kept = Object.entries(recorded.documents).filter(([path]) => !without.test(path));
  const server = await serve(process.env.SITE, { ...recorded, documents: { ...Object.fromEntries(kept), ...documents } }, { live: "firestore" });
  t.after(() => server.close());
  return server;
}

const TICKER = "tickers/1386111";
const tickerOf = (more) => ({ [TICKER]: { ...recording("live").documents[TICKER], ...more } });

test("a season without a completed match says so above its matches and in each part", async (t) => {
  const { documents } = recording("season");
  const over = Object.keys(documents).filter((path) => path.startsWith("tickers/") && documents[path].status === "completed");
  const server = await serverOf(t, "season", { without: new RegExp(["_stats/", ...over].join("|")) });
  const page = await openPage(t, browser, server, "/s/2026");
  await waitForText(page, "They come with the first finished match.");
  for (const name of ["Leaders", "Teams", "Players", "Tables"]) {
    await page.getByRole("tab", { name }).click();
    await waitForText(page, "No figures here.");
  }
  await page.getByRole("tab", { name: "Matches" }).click();
  await waitForText(page, "Northern Superchargers");
  await assertAccessible(page, "a season without figures");
});

test("the next match of a team is not an earlier one that never began", async (t) => {
  const team = { teamIds: ["essex", "rain"], status: "scheduled", innings: [], seasonId: "2026" };
  const teams = (other) => ({ teams: [{ name: "Essex" }, { name: other }] });
  const later = new Date(Date.now() + 86_400_000).toISOString();
  const server = await serverOf(t, "season", {
    "tickers/washed-out": { matchId: "washed-out", ...team, ...teams("Washed Out"), scheduledAt: "2026-05-01T11:00:00Z" },
    "tickers/to-come": { matchId: "to-come", ...team, ...teams("Still To Come"), scheduledAt: later },
  });
  const page = await openPage(t, browser, server, "/s/2026#teams");
  const essex = page.locator("#panel-teams section", { has: page.getByRole("heading", { name: "Essex" }) });
  await essex.getByText("Still To Come").waitFor();
  assert.equal(await essex.getByText("Washed Out").count(), 0);
});

test("head to head that cannot be read says so, and is read on retry", async (t) => {
  const server = await serverOf(t, "season", {});
  const page = await openPage(t, browser, server, "/s/2026#meetings");
  await page.locator("#panel-meetings select").nth(2).waitFor();
  await page.waitForTimeout(300); // the names have arrived
  server.backend.setDown(true);
  await page.locator("#panel-meetings select").nth(0).selectOption({ label: "Melbourne Renegades" });
  await page.locator("#panel-meetings select").nth(1).selectOption({ label: "Adelaide Strikers" });
  await page.locator("#panel-meetings select").nth(2).selectOption({ label: "Shubman Gill (Gujarat Titans)" });
  const failures = page.locator("#panel-meetings .notice", { hasText: "The figures cannot be loaded." });
  await failures.nth(1).waitFor();
  server.backend.setDown(false);
  for (const left of [1, 0]) {
    await failures.first().getByRole("button", { name: "Try again" }).click();
    await page.waitForFunction((many) => document.querySelectorAll("#panel-meetings .notice").length === many, left);
  }
  await waitForText(page, "1 won, 0 lost");
  const bowlers = await page.locator("#panel-meetings tbody tr").count();
  assert.ok(bowlers > 1);
  await page.locator("#panel-meetings [role=status]", { hasText: `${bowlers} bowlers` }).waitFor({ state: "attached" });
});

test("missing names are reported next to the figures", async (t) => {
  const server = await serverOf(t, "season", {});
  const page = await openPage(t, browser, server, "/s/2026", {
    before: (each) => each.route("**/documents:batchGet", (route) => (/lineups/.test(route.request().postData()) ? route.abort() : route.fallback())),
  });
  await waitForText(page, "Not all of the names can be loaded.");
  await waitForText(page, "Melbourne Renegades");
});

test("bowlers have their names although a batter was chosen before the names were read", async (t) => {
  const server = await serverOf(t, "season", {});
  let release;
  const isReleased = new Promise((resolve) => { release = resolve; });
  const page = await openPage(t, browser, server, "/s/2026#meetings", {
    before: (each) => each.route("**/documents:batchGet", async (route) => {
      if (/lineups/.test(route.request().postData())) await isReleased;
      await route.fallback();
    }),
  });
  const batter = page.locator("#panel-meetings select").nth(2);
  await batter.selectOption({ index: 1 });
  const first = page.locator("#panel-meetings tbody th").first();
  const id = await first.textContent();
  release();
  await page.waitForFunction((before) => document.querySelector("#panel-meetings tbody th").textContent !== before, id);
});

test("a board whose SDK chunk did not load requests it again and follows the match", async (t) => {
  const server = await serverOf(t, "live", {});
  let asked = 0;
  const page = await openPage(t, browser, server, "/embed/1386111", {
    before: (each) => each.route("**/assets/listeners-*.js", async (route) => {
      asked += 1;
      if (asked === 1) return route.abort();
      return route.fulfill({ contentType: "text/javascript", body: "export const openListeners = () => ({ document: (path, show, link) => { link('connected'); return () => undefined; } });" });
    }),
  });
  await waitForText(page, "Connection lost");
  await page.waitForFunction(() => !document.body.textContent.includes("Connection lost"));
  assert.equal(asked, 2);
});

test("on a phone the bar is one line; the chosen part is marked in forced colours and on paper", async (t) => {
  const server = await serverOf(t, "season", {});
  const page = await openPage(t, browser, server, "/s/2026", { size: { width: 375, height: 667 }, isMobile: true, forcedColors: "active" });
  const [bar, brand] = [await page.locator(".bar").boundingBox(), await page.locator(".brand").boundingBox()];
  assert.ok(bar.height < 1.5 * brand.height, `a bar of ${bar.height} pixels`);
  const edge = (isChosen) => page.getByRole("tab", { selected: isChosen }).first().evaluate((tab) => getComputedStyle(tab).borderBottomWidth);
  assert.deepEqual([await edge(true), await edge(false)], ["3px", "0px"]);
  await page.emulateMedia({ media: "print" });
  assert.ok(await page.locator("#panel-table table").isVisible());
  for (const part of [".bar", ".tabs"]) assert.ok(!(await page.locator(part).isVisible()), part);
});

test("the reason of a stoppage is readable to its end, however long, with text twice as large", async (t) => {
  const stopped = tickerOf({ stoppage: "the ambulance has the pitch", seasonId: "2026" });
  const server = await serverOf(t, "live", { without: /live\/score/, ...stopped });
  const page = await openPage(t, browser, server, "/embed/1386111", { size: SMALL });
  for (const path of ["/embed/1386111", "/s/2026#matches"]) {
    await page.goto(`${server.url}${path}`);
    await waitForText(page, "Play stopped: the ambulance");
    await page.evaluate(() => { document.documentElement.style.fontSize = "200%"; });
    await assertFits(page, path);
  }
});

test("a projector shows who bats in a super over, and the latest ball of a long over", async (t) => {
  const innings = [[0, 176, 6, 20], [1, 176, 6, 20], [0, 11, 1, 1], [1, 15, 0, 0.4]].map(([team, runs, wickets, overs], place) =>
    ({ team, runs, wickets, overs, ...(place < 3 ? { closed: "overs_complete" } : {}), ...(place > 1 ? { isSuperOver: true } : {}) }));
  const strip = Array.from({ length: 18 }, (_, place) => ({ actionId: `4_${place}`, display: place % 2 ? "1wd" : "W+1nb" }));
  const server = await serverOf(t, "live", { without: /live\/score/, ...tickerOf({ innings, strip }) });
  const page = await openPage(t, browser, server, "/screen/1386111", { size: PROJECTOR });
  await waitForText(page, "Super over 11/1");
  const seen = await page.locator(".side-name").evaluateAll((names) => names.map((each) => each.clientWidth / each.scrollWidth));
  assert.ok(seen.every((share) => share > 0.5), `of the names is seen ${seen}`);
  const last = await page.locator(".strip li").last().boundingBox();
  assert.ok(last.x >= 0 && last.x + last.width <= PROJECTOR.width, `the latest ball ends at ${last.x + last.width}`);
  const fits = await page.locator(".strip .ball").first().evaluate((ball) => ball.scrollWidth <= ball.clientWidth);
  assert.ok(fits, "a ball is as wide as its sign");
});
