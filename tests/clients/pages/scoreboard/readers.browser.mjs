// Tests the pages for readers who have balls announced, use a keyboard only, or have the smallest phone.

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { assertAccessible, assertQuiet, DESKTOP, openBrowser, PHONE } from "../browser.mjs";
import { backendOf, openPage } from "./site.mjs";

const browser = await openBrowser();
after(() => browser.close());

const SMALL = { width: 320, height: 640 };
const EVENTS = "matches/1386111/events";

/** Wait for a condition without the page's clock, which a test may stop. */
async function until(holds, what) {
  for (let tries = 0; tries < 100; tries += 1) {
    if (await holds()) return;
    await new Promise((resolve) => { setTimeout(resolve, 50); });
  }
  assert.fail(`never: ${what}`);
}

test("a ball with the same words as the previous one is announced too", async (t) => {
  const server = await backendOf(t, "live");
  const before = (page) => page.clock.install();
  const page = await openPage(t, browser, server, "/m/1386111", { before });
  await page.getByText("Updating").waitFor();
  await page.locator(".line").first().waitFor();
  await page.evaluate(() => {
    const region = document.querySelector('[aria-live="polite"]');
    globalThis.announcements = [];
    new MutationObserver(() => region.textContent && globalThis.announcements.push(region.textContent))
      .observe(region, { childList: true, subtree: true, characterData: true });
  });
  const { [`${EVENTS}/2_56`]: known } = server.backend.documents;
  for (const ball of [1, 2, 3]) {
    const sequenceNumber = 56 + ball;
    const events = known.events.filter(({ type }) => type === "BALL_BOWLED").map((each) => ({ ...each, data: { ...each.data, over: `9.${ball}` } }));
    server.backend.change({ [`${EVENTS}/2_${sequenceNumber}`]: {
      ...known, events, sequenceNumber, orderKey: `${sequenceNumber}`.padStart(4, "0"), revision: known.revision + ball,
      commentary: `9.${ball} CJ Boyce to SE Marsh, no run`,
    } });
    await page.locator(".line").first().filter({ hasText: `9.${ball}` }).waitFor();
    await page.clock.fastForward(6000);
    await until(async () => (await page.evaluate(() => globalThis.announcements.length)) >= ball, `ball ${ball} is said`);
  }
  const announcements = await page.evaluate(() => globalThis.announcements);
  assert.deepEqual(announcements, Array(3).fill("CJ Boyce to SE Marsh, no run"));
  assertQuiet(page);
});

test("content wider than its place is scrolled by keyboard, and only such content takes the focus", async (t) => {
  const server = await backendOf(t, "five_day");
  const page = await openPage(t, browser, server, "/m/649089#card", { reducedMotion: "reduce" });
  const cards = page.locator("#panel-card .innings-card");
  await cards.nth(2).waitFor();
  assert.deepEqual(await cards.evaluateAll((all) => all.map((each) => each.tabIndex)), [-1, -1, -1]);
  await page.evaluate(() => { document.documentElement.style.fontSize = "200%"; });
  await page.waitForFunction(() => [...document.querySelectorAll(".innings-card")].every(({ tabIndex }) => tabIndex === 0));
  await assertAccessible(page, "cards that scroll");
  await page.getByRole("tab", { name: "Live" }).click();
  await page.waitForFunction(() => document.querySelector(".now .strip").tabIndex === 0);
  await assertAccessible(page, "an over that scrolls");
  await page.getByRole("tab", { name: "Scorecard" }).click();
  await cards.first().focus();
  await page.keyboard.press("ArrowRight");
  await page.waitForFunction(() => document.querySelector(".innings-card").scrollLeft > 0);
  await page.evaluate(() => { document.documentElement.style.fontSize = ""; });
  await page.waitForFunction(() => [...document.querySelectorAll(".innings-card")].every(({ tabIndex }) => tabIndex === -1));
});

/** Return the words of batters' names that are broken over two lines. */
const brokenWords = (page) => page.locator("#panel-card .who").evaluateAll((all) => all.flatMap((each) => {
  const text = each.firstChild;
  const words = [...text.data.matchAll(/[^\s-]+/g)];
  return words.filter((word) => {
    const range = document.createRange();
    range.setStart(text, word.index);
    range.setEnd(text, word.index + word[0].length);
    return range.getClientRects().length > 1;
  }).map(([word]) => word);
}));

test("no usual name of a scorecard is broken on the smallest phone", async (t) => {
  for (const [name, match] of [["hundred", "1417850"], ["five_day", "649089"], ["super_over", "1216517"]]) {
    const server = await backendOf(t, name);
    const page = await openPage(t, browser, server, `/m/${match}#card`, { size: SMALL });
    await page.locator("#panel-card .who").first().waitFor();
    assert.deepEqual(await brokenWords(page), [], name);
  }
});

test("the total of a scorecard is below the runs and complete on every screen", async (t) => {
  const server = await backendOf(t, "five_day");
  for (const size of [SMALL, PHONE, DESKTOP]) {
    const page = await openPage(t, browser, server, "/m/649089#card", { size });
    await page.locator("#panel-card tfoot").first().waitFor();
    const seen = await page.locator("#panel-card .innings-card").evaluateAll((cards) => cards.map((card) => {
      const range = document.createRange();
      range.selectNodeContents(card.querySelector("tfoot tr:last-child td"));
      const [total, runs] = [range, card.querySelector("tbody td")].map((each) => each.getBoundingClientRect());
      const words = document.createRange();
      words.selectNodeContents(card.querySelector("tfoot tr:last-child th").firstChild);
      return [Math.abs(total.right - runs.right) < 6, total.left > words.getBoundingClientRect().right];
    }));
    assert.deepEqual(seen, seen.map(() => [true, true]), `${size.width}`);
  }
});
