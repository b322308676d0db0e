// Tests readers of earlier balls on the page of a match in a browser.

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { DESKTOP, openBrowser, PHONE, screenshot, watchShifts } from "../browser.mjs";
import { backendOf, openPage } from "./site.mjs";

const browser = await openBrowser();
after(() => browser.close());

const MATCH = "/m/1386111";
const waitForText = (page, text) => page.getByText(text).first().waitFor();

test("earlier balls are read on demand", async (t) => {
  const server = await backendOf(t, "live", { live: "firestore" });
  const page = await openPage(t, browser, server, MATCH);
  await page.locator(".line").first().waitFor();
  const few = await page.locator(".line").count();
  assert.ok(few <= 30);
  const more = page.getByRole("button", { name: "Earlier balls" });
  while (await more.count()) {
    const before = await page.locator(".line").count();
    await more.click();
    await page.waitForFunction((many) => document.querySelectorAll(".line").length > many || !document.querySelector(".commentary .window .button"), before);
  }
  await waitForText(page, "This is where it began.");
  assert.match(await page.locator(".line").last().textContent(), /Adelaide Strikers bat/);
});

/** Return the visible lines of the commentary, each with its place on the screen. */
const seenLines = (page) => page.locator(".line").evaluateAll((lines) => lines
  .map((each) => [each.textContent, Math.round(each.getBoundingClientRect().top)])
  .filter(([, top]) => top > 0 && top < innerHeight));
const newBalls = (page) => page.locator(".incoming button");

/** Test a reader of earlier balls while new ones arrive. */
async function readEarlier(t, name, size) {
  const server = await backendOf(t, "live");
  const page = await openPage(t, browser, server, MATCH, { size });
  await waitForText(page, "Updating");
  await page.locator(".line").nth(20).waitFor();
  await page.locator(".line").nth(12).evaluate((line) => line.scrollIntoView());
  await page.waitForTimeout(100);
  const before = await seenLines(page);
  assert.ok(before.length > 3);
  const shifts = await watchShifts(page);
  for (const many of [1, 2, 3]) {
    server.backend.step();
    await newBalls(page).filter({ hasText: `${many} new ball` }).waitFor();
  }
  await page.waitForTimeout(100);
  assert.deepEqual(await seenLines(page), before);
  assert.deepEqual(await shifts(), []);
  await screenshot(page, `pages-new-balls-${name}`);
  await newBalls(page).click();
  await page.locator(".line", { hasText: "9.2" }).first().waitFor();
  assert.equal(await newBalls(page).count(), 0);
  assert.ok(await page.locator("#commentary-title").evaluate((title) => title.getBoundingClientRect().top >= 0));
  await page.waitForTimeout(600); // changes right after an input do not count as shifts
  server.backend.step();
  await page.locator(".line").first().filter({ hasText: "9.3" }).waitFor();
  await page.locator(".line").nth(12).evaluate((line) => line.scrollIntoView());
  await page.waitForTimeout(100);
  server.backend.step();
  await newBalls(page).waitFor();
  await page.evaluate(() => scrollTo(0, 0));
  await newBalls(page).waitFor({ state: "detached" });
  await page.locator(".line").first().filter({ hasText: "9.4" }).waitFor();
  await page.waitForTimeout(400);
  assert.deepEqual(await shifts(), []);
}

test("a reader of earlier balls on a phone keeps their line and is told of new balls", (t) => readEarlier(t, "phone", PHONE));

test("a reader of earlier balls on a desktop keeps their line and is told of new balls", (t) => readEarlier(t, "desktop", DESKTOP));
