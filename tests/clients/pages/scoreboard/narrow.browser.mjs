// Tests the smallest phones, and an over that is wider than the page.

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { assertAccessible, assertFits, openBrowser, PHONE } from "../browser.mjs";
import { backendOf, openPage } from "./site.mjs";

const browser = await openBrowser();
after(() => browser.close());

const SMALL = { width: 320, height: 640 };
const PARTS = ["live", "card", "charts", "replay", "info"];

/** Check some addresses of a recording on the smallest phone, with a text size in percent. */
async function assertFitsOnPhone(t, name, paths, zoom = 100) {
  const server = await backendOf(t, name);
  const page = await openPage(t, browser, server, paths[0], { size: SMALL, isMobile: true });
  for (const path of paths) {
    await page.goto("about:blank");
    await page.goto(`${server.url}${path}`);
    await page.locator("main :is(.card, .entry, table)").filter({ visible: true }).first().waitFor();
    await page.evaluate((percent) => (document.documentElement.style.fontSize = `${percent}%`), zoom);
    await assertFits(page, path);
  }
  return page;
}

test("no part of a match is wider than the smallest phone, however long names and scores are", async (t) => {
  await assertFitsOnPhone(t, "long_names", PARTS.map((part) => `/m/1386111#${part}`));
  await assertFitsOnPhone(t, "five_day", PARTS.map((part) => `/m/649089#${part}`));
});

test("home page, season, frame and big screen are no wider than the smallest phone", async (t) => {
  await assertFitsOnPhone(t, "season", ["/", ...["table", "leaders", "matches", "teams", "players", "meetings"].map((part) => `/s/2026#${part}`)]);
  await assertFitsOnPhone(t, "long_names", ["/embed/1386111", "/screen/1386111"]);
});

test("with text twice as large the match page is no wider, and its figures scroll by keyboard", async (t) => {
  await assertFitsOnPhone(t, "live", PARTS.map((part) => `/m/1386111#${part}`), 200);
  const page = await assertFitsOnPhone(t, "five_day", ["/m/649089"], 200);
  const figures = page.locator(".now").getByRole("region", { name: "Batters" });
  await figures.focus();
  await page.keyboard.press("ArrowRight");
  await page.waitForFunction(() => document.activeElement.scrollLeft > 0);
  await assertAccessible(page, "figures that are moved");
});

test("of an over wider than a phone the latest ball is visible, and the page is no wider", async (t) => {
  const server = await backendOf(t, "long_over");
  const page = await openPage(t, browser, server, "/m/1386111", { size: PHONE, reducedMotion: "reduce" }); // without colour transitions
  const last = page.locator(".now .strip li").last();
  const isSeen = async (count) => {
    await page.waitForFunction((many) => document.querySelectorAll(".now .strip li").length === many, count);
    await page.waitForFunction(() => {
      const strip = document.querySelector(".now .strip");
      const [ball, room] = [strip.lastElementChild, strip].map((each) => each.getBoundingClientRect());
      return ball.right <= room.right + 1 && ball.left >= room.left;
    });
  };
  await isSeen(12);
  assert.match(await last.textContent(), /1wd/);
  await assertFits(page, "twelve balls");
  server.backend.step();
  await isSeen(13);
  await assertFits(page, "thirteen balls");
  await assertAccessible(page, "a strip that scrolls");
});

test("in a completed match a side that never batted is not shown as yet to bat", async (t) => {
  const server = await backendOf(t, "rain_before_toss");
  const page = await openPage(t, browser, server, "/m/1386111");
  await page.locator(".hero").getByText("Play stopped: rain").waitFor();
  assert.equal(await page.locator(".hero").getByText("Yet to bat").count(), 2);
  server.backend.step();
  await page.locator(".hero").getByText("Did not bat").first().waitFor();
  assert.equal(await page.locator(".hero").getByText("Yet to bat").count(), 0);
});
