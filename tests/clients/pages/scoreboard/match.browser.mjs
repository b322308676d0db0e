// Tests the page of a match in a browser: paint, balls, announcements, pause, loss of the connection.

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { DESKTOP, openBrowser, PHONE } from "../browser.mjs";
import { assertNothingMoves } from "./moving.mjs";
import { backendOf, openPage } from "./site.mjs";

const browser = await openBrowser();
after(() => browser.close());

const MATCH = "/m/1386111";
const score = (page) => page.locator(".side.batting .score-runs").textContent();
const waitForText = (page, text) => page.getByText(text).first().waitFor();

test("the score is painted before any SDK is loaded", async (t) => {
  const server = await backendOf(t, "live", { live: "firestore" });
  let askedForSdk;
  const before = (page) => {
    askedForSdk = page.waitForRequest("**/listeners-*.js");
    return page.route("**/listeners-*.js", () => {}); // it is never answered
  };
  const page = await openPage(t, browser, server, MATCH, { before });
  await waitForText(page, "Melbourne Renegades need 81 runs from 67 balls");
  assert.equal(await score(page), "97/1");
  await waitForText(page, "CJ Boyce to SE Marsh, SIX");
  await askedForSdk;
  assert.deepEqual(page.complaints, []);
  assert.equal(await page.title(), "AS 177/6 (20.0 ov) v MR 97/1 (8.5 ov) · SCRBRD");
});

test("the first score is the gateway's snapshot if there is one", async (t) => {
  const server = await backendOf(t, "live");
  const page = await openPage(t, browser, server, MATCH);
  await waitForText(page, "Updating");
  assert.equal(await score(page), "97/1");
  assert.ok(server.backend.asked.includes("GET /gateway/v1/matches/1386111/score"));
});

test("twenty balls with a wicket shift no layout on a phone", (t) => assertNothingMoves(t, browser, PHONE, 20));

test("twenty balls with a wicket shift no layout on a desktop", (t) => assertNothingMoves(t, browser, DESKTOP, 20));

test("the live region is empty at load and announces each ball once", async (t) => {
  const server = await backendOf(t, "live");
  const page = await openPage(t, browser, server, MATCH);
  await waitForText(page, "Updating");
  const region = page.locator('[aria-live="polite"]');
  assert.equal(await region.textContent(), "");
  await page.evaluate(() => {
    globalThis.announcements = [];
    const region = document.querySelector('[aria-live="polite"]');
    new MutationObserver(() => globalThis.announcements.push([performance.now(), region.textContent])).observe(region, { childList: true, subtree: true, characterData: true });
  });
  for (let ball = 0; ball < 4; ball += 1) {
    server.backend.step();
    await page.waitForTimeout(250);
  }
  await page.waitForFunction(() => globalThis.announcements.filter(([, text]) => text).length > 1);
  const announcements = await page.evaluate(() => globalThis.announcements.filter(([, text]) => text));
  assert.equal(announcements.length, 2);
  assert.ok(announcements[1][0] - announcements[0][0] >= 4900, `${announcements[1][0] - announcements[0][0]} ms`);
  const all = announcements.map(([, text]) => text).join(" ");
  assert.equal(all.split("to SE Marsh, FOUR").length - 1, 1);
});

test("announcements can be switched off, and the choice is kept", async (t) => {
  const server = await backendOf(t, "live");
  const page = await openPage(t, browser, server, MATCH);
  await page.getByRole("button", { name: "Settings" }).click();
  await page.getByLabel("Nothing").check();
  await page.getByLabel("Dark").check();
  await page.getByRole("button", { name: "Close" }).click();
  await page.reload();
  await waitForText(page, "Updating");
  assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), "dark");
  server.backend.step();
  await page.locator(".last-ball", { hasText: "8.6" }).waitFor();
  await page.waitForTimeout(500);
  assert.equal(await page.locator('[aria-live="polite"]').textContent(), "");
});

test("a paused page keeps its score until it is resumed", async (t) => {
  const server = await backendOf(t, "live");
  const page = await openPage(t, browser, server, MATCH);
  await waitForText(page, "Updating");
  await page.getByRole("button", { name: "Pause updates" }).click();
  server.backend.step();
  await page.waitForTimeout(400);
  assert.equal(await score(page), "97/1");
  await page.getByRole("button", { name: "Resume updates" }).click();
  await page.locator(".last-ball", { hasText: "8.6" }).waitFor();
  assert.equal(await score(page), "101/1");
});

test("a lost connection is shown with the age of the score, and disappears when restored", async (t) => {
  const server = await backendOf(t, "live");
  const page = await openPage(t, browser, server, MATCH);
  await waitForText(page, "Updating");
  server.backend.setDown(true);
  await waitForText(page, "Connection lost");
  await waitForText(page, "less than a minute old");
  server.backend.step();
  assert.equal(await score(page), "97/1");
  server.backend.setDown(false);
  await page.locator(".last-ball", { hasText: "8.6" }).waitFor();
  await waitForText(page, "Updating");
});

test("a page left open overnight shows the day of its score", async (t) => {
  const server = await backendOf(t, "live");
  const before = (page) => page.clock.install({ time: "2026-05-01T15:00:00Z" });
  const page = await openPage(t, browser, server, MATCH, { before, timezoneId: "UTC" });
  await page.getByText(/^Score of 1\d:\d\d$/).waitFor();
  await page.clock.fastForward("20:00:00");
  await page.getByText("Score of 1 May 2026").waitFor();
});

test("a voided ball disappears from score and commentary", async (t) => {
  const server = await backendOf(t, "corrected");
  const page = await openPage(t, browser, server, MATCH);
  await page.locator(".line", { hasText: "CJ Boyce to SE Marsh, SIX" }).first().waitFor();
  const count = await page.locator(".line-six").count();
  server.backend.step();
  await page.waitForFunction((many) => document.querySelectorAll(".line-six").length === many - 1, count);
  assert.equal(await score(page), "91/1");
});

test("a match that begins is followed from its first ball", async (t) => {
  const server = await backendOf(t, "first_balls");
  const page = await openPage(t, browser, server, MATCH);
  await waitForText(page, "Not started");
  await waitForText(page, "Adelaide Strikers won the toss and chose to bat");
  for (let step = 0; step < 12; step += 1) server.backend.step();
  await page.locator(".last-ball", { hasText: "1.4" }).or(page.locator(".last-ball", { hasText: "1.5" })).first().waitFor();
  await waitForText(page, "End of over 1");
});
