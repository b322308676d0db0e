// Tests the spectators' pages in a browser: axe, keyboard, print, going back, rare states.

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { assertAccessible, assertFits, DESKTOP, openBrowser, PHONE, screenshot } from "../browser.mjs";
import { backendOf, openPage } from "./site.mjs";
import { EVERY_PAGE, checkStates } from "./states.mjs";

const browser = await openBrowser();
after(() => browser.close());

const waitForText = (page, text) => page.getByText(text).first().waitFor();

test("axe has no findings on any page of a phone, and no page is too wide", (t) =>
  checkStates(t, browser, EVERY_PAGE, "phone", PHONE, ["light"]));

test("axe has no findings in the settings and in open tables", async (t) => {
  const server = await backendOf(t, "strokes");
  const page = await openPage(t, browser, server, "/m/1386111#charts");
  await waitForText(page, "Wagon wheel");
  for (const each of await page.locator("summary").all()) await each.click();
  await assertAccessible(page, "tables");
  await page.getByRole("button", { name: "Settings" }).click();
  await assertAccessible(page, "settings");
  await screenshot(page, "pages-settings-phone");
});

test("tabs and slider work by keyboard", async (t) => {
  const server = await backendOf(t, "finished");
  const page = await openPage(t, browser, server, "/m/1386111");
  await waitForText(page, "Player of the match");
  await page.getByRole("tab", { name: "Summary" }).focus();
  for (const name of ["Scorecard", "Charts", "Replay"]) {
    await page.keyboard.press("ArrowRight");
    assert.equal(await page.getByRole("tab", { name }).getAttribute("aria-selected"), "true");
  }
  assert.ok(page.url().endsWith("#replay"));
  const slider = page.getByRole("slider");
  await slider.focus();
  await page.keyboard.press("Home");
  await waitForText(page, "Innings 1: Adelaide Strikers bat");
  await page.keyboard.press("ArrowRight");
  await waitForText(page, "0.1 TS Rogers to MW Short, no run");
  assert.match(await slider.getAttribute("aria-valuetext"), /^Adelaide Strikers 0\/0, 0\.1/);
});

test("a reader who skips to the score stays at the chosen part of the page", async (t) => {
  const server = await backendOf(t, "live");
  const page = await openPage(t, browser, server, "/m/1386111#card");
  await page.locator("#card-2").waitFor();
  await page.getByRole("link", { name: "Skip to the score" }).focus();
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.activeElement.id === "main");
  assert.equal(await page.getByRole("tab", { name: "Scorecard" }).getAttribute("aria-selected"), "true");
  assert.ok(page.url().endsWith("#card"), page.url());
  await page.evaluate(() => { location.hash = "#charts"; });
  await page.getByRole("tab", { name: "Charts", selected: true }).waitFor();
  await page.evaluate(() => { location.hash = "#nowhere"; });
  await page.waitForTimeout(50);
  assert.equal(await page.getByRole("tab", { name: "Charts" }).getAttribute("aria-selected"), "true");
});

test("going back shows the scorecards as they were", async (t) => {
  const server = await backendOf(t, "finished");
  const page = await openPage(t, browser, server, "/m/1386111#replay");
  const cards = page.locator(".earlier-cards .innings-card");
  await cards.nth(1).waitFor();
  assert.equal(server.backend.asked.filter((each) => each.includes("earlier-")).length, 0);
  const slider = page.getByRole("slider");
  await slider.fill("60");
  const total = await page.locator(".moment-score strong").textContent();
  await cards.filter({ hasText: total }).waitFor();
  assert.equal(await cards.count(), 1);
  assert.ok(await cards.getByText("Yet to bat").isVisible());
  await assertAccessible(page, "earlier cards");
  await assertFits(page, "earlier cards");
  await screenshot(page, "pages-earlier-cards-phone", { fullPage: true });
  await slider.fill("130");
  await cards.nth(1).waitFor();
  assert.deepEqual(page.complaints, []);
});

test("texts of users are shown as text", async (t) => {
  const server = await backendOf(t, "long_names");
  const page = await openPage(t, browser, server, "/m/1386111");
  for (const tab of ["live", "card", "charts", "replay", "info"]) {
    await page.goto(`${server.url}/m/1386111#${tab}`);
    await waitForText(page, "Updating");
    await page.locator(`#panel-${tab}`).filter({ visible: true }).waitFor();
    await page.waitForTimeout(200);
    assert.equal(await page.locator("img").count(), 0);
    assert.notEqual(await page.title(), "1");
  }
});

/** Return the texts to the left of a word in Arabic script that follow it in the document, on the same line. */
const readBackwards = (page) => page.evaluate(() => {
  const found = [];
  const isArabic = (letter) => /\p{Script=Arabic}/u.test(letter);
  for (const block of document.querySelectorAll("main p, main dd, main th, main td, main h1, main h2, main li, main span")) {
    if (!block.checkVisibility() || block.closest(".visually-hidden") || block.querySelector("p, dd, th, td, h2, li")) continue;
    const letters = [];
    const walk = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
    for (let node = walk.nextNode(); node; node = walk.nextNode()) {
      for (let at = 0; at < node.length; at += 1) {
        const range = document.createRange();
        range.setStart(node, at);
        range.setEnd(node, at + 1);
        const { left, right, top, bottom, width } = range.getBoundingClientRect();
        if (width) letters.push({ letter: node.data[at], left, right, middle: (top + bottom) / 2 });
      }
    }
    let before = null;
    for (const each of letters) {
      const isBeside = before && /[\w*(]/.test(each.letter) && Math.abs(before.middle - each.middle) <= 3;
      if (isBeside && each.right < before.left + 1) found.push(block.textContent);
      if (isArabic(each.letter)) before = each;
    }
  }
  return [...new Set(found)];
});

test("figures next to names in Arabic script keep their order", async (t) => {
  const server = await backendOf(t, "arabic_names");
  const page = await openPage(t, browser, server, "/m/1386111", { size: DESKTOP });
  for (const path of ["/m/1386111", "/m/1386111#card", "/m/1386111#charts", "/m/1386111#replay", "/m/1386111#info", "/screen/1386111", "/embed/1386111", "/"]) {
    await page.goto(`${server.url}${path}`);
    await page.getByText("کراچی کنگز").filter({ visible: true }).first().waitFor();
    if (path.endsWith("#replay")) await page.locator(".moment-who bdi").first().waitFor();
    if (path.endsWith("#charts")) await page.locator(".chart").first().waitFor();
    if (path === "/m/1386111") await page.locator(".over-end").first().waitFor();
    assert.deepEqual(await readBackwards(page), [], path);
  }
});

test("the scorecard is the part that is printed", async (t) => {
  const server = await backendOf(t, "finished");
  const page = await openPage(t, browser, server, "/m/1386111", { size: DESKTOP });
  await waitForText(page, "Player of the match");
  await page.locator("#card-2").waitFor({ state: "attached" });
  assert.ok(!(await page.locator(".on-paper").isVisible()));
  await page.evaluate(() => { document.documentElement.dataset.theme = "dark"; });
  await page.emulateMedia({ media: "print", colorScheme: "dark" });
  for (const fact of ["29 Dec 2023", "Docklands Stadium, Melbourne", "won the toss and chose to bat", "Player of the match: J Fraser-McGurk"]) {
    assert.ok(await page.locator(".on-paper").getByText(fact).isVisible(), fact);
  }
  assert.ok(await page.locator("#card-1").isVisible());
  assert.ok(await page.locator("#card-2").isVisible());
  assert.ok(!(await page.getByRole("tablist").isVisible()));
  assert.ok(!(await page.locator(".commentary").isVisible()));
  assert.equal(await page.evaluate(() => getComputedStyle(document.querySelector("main")).color), "rgb(23, 32, 27)");
  await screenshot(page, "pages-print", { fullPage: true });
});

test("head to head is read when it is chosen", async (t) => {
  const server = await backendOf(t, "season");
  const page = await openPage(t, browser, server, "/s/2026#meetings");
  const [row, chosen] = [await page.getByRole("tablist").boundingBox(), await page.getByRole("tab", { selected: true }).boundingBox()];
  assert.ok(chosen.x + chosen.width <= row.x + row.width + 1, "the chosen tab is seen");
  await page.locator("#panel-meetings select").nth(0).selectOption({ label: "Melbourne Renegades" });
  await page.locator("#panel-meetings select").nth(1).selectOption({ label: "Adelaide Strikers" });
  await waitForText(page, "1 won, 0 lost");
  await page.locator("#panel-meetings select").nth(2).selectOption({ label: "Shubman Gill (Gujarat Titans)" });
  await page.locator("#panel-meetings tbody tr").first().waitFor();
});

test("a score that cannot be read is shown as unreadable", async (t) => {
  const server = await backendOf(t, "live");
  server.backend.setDown(true);
  const page = await openPage(t, browser, server, "/m/1386111");
  await waitForText(page, "The score cannot be loaded.");
  assert.ok(await page.getByRole("button", { name: "Try again" }).isVisible());
});

test("a big screen shows the pair, the bowler and the over however long the names are", async (t) => {
  const server = await backendOf(t, "long_names");
  const page = await openPage(t, browser, server, "/screen/1386111", { size: DESKTOP });
  await page.locator(".screen-now p").first().waitFor();
  for (const part of [".screen-now p:nth-child(3)", ".strip", ".side:nth-of-type(2) .score.last"]) {
    const { top, bottom, right } = await page.locator(part).first().evaluate((node) => node.getBoundingClientRect().toJSON());
    assert.ok(top >= 0 && bottom <= DESKTOP.height && right <= DESKTOP.width, `${part}: ${[top, bottom, right]}`);
  }
  await assertFits(page, "the big screen");
});

test("a scoreboard in a frame follows the match", async (t) => {
  const server = await backendOf(t, "live");
  const page = await openPage(t, browser, server, "/m/1386111#info");
  const code = await page.getByLabel("Put this where the scoreboard is wanted:").inputValue();
  const [width, height] = ["width", "height"].map((name) => Number(new RegExp(`${name}="(\\d+)"`).exec(code)[1]));
  await page.setViewportSize({ width, height });
  await page.goto("/embed/1386111");
  await waitForText(page, "97/1");
  const { bottom } = await page.locator("main").evaluate((node) => node.getBoundingClientRect().toJSON());
  assert.ok(bottom <= height, `${bottom} pixels in a frame of ${height}`);
  server.backend.step();
  await waitForText(page, "101/1");
  await screenshot(page, "pages-embed-frame");
});
