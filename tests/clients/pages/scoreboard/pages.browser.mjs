// Every page and every part of one: axe in both themes and sizes, pictures, the keyboard, odd states.

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { assertAccessible, assertFits, backendOf, DESKTOP, openBrowser, openPage, PHONE, picture } from "./chromium.mjs";

const browser = await openBrowser();
after(() => browser.close());

const SIZES = { phone: PHONE, desktop: DESKTOP };
const shows = (page, text) => page.getByText(text).first().waitFor();

/** Each state: its recording, address, what it shows when it is ready. */
const STATES = [
  ["home", "season", "/", "Manchester Originals"],
  ["live", "live", "/m/1386111", "Updating"],
  ["scorecard", "five_day", "/m/649089#card", "South Africa"],
  ["charts", "strokes", "/m/1386111#charts", "Wagon wheel"],
  ["replay", "finished", "/m/1386111#replay", "Place in the match"],
  ["match", "finished", "/m/1386111#info", "Print the scorecard"],
  ["result", "super_over", "/m/1216517", "Player of the match"],
  ["not-started", "not_started", "/m/1386111", "Not started"],
  ["stopped", "stopped", "/m/1386111", "Play stopped: rain"],
  ["hundred", "hundred", "/m/1417850", "Updating"],
  ["long-names", "long_names", "/m/1386111", "Updating"],
  ["unknown", "live", "/m/nothing", "There is no match"],
  ["tables", "season", "/s/2026", "Knock-out Cup"],
  ["leaders", "season", "/s/2026#leaders", "Shubman Gill"],
  ["season-matches", "season", "/s/2026#matches", "Finished"],
  ["teams", "season", "/s/2026#teams", "Gujarat Titans"],
  ["players", "season", "/s/2026#players", "Shubman Gill"],
  ["meetings", "season", "/s/2026#meetings", "Against"],
  ["embed", "live", "/embed/1386111", "Melbourne Renegades need"],
  ["screen", "live", "/screen/1386111", "Melbourne Renegades need"],
];

for (const [name, size] of Object.entries(SIZES)) {
  test(`axe finds nothing on any page in light and dark, and nothing is too wide, size ${name}`, async (t) => {
    for (const [state, recorded, path, ready] of STATES) {
      const server = await backendOf(t, recorded);
      const page = await openPage(t, browser, server, path, { size, reducedMotion: "reduce" }); // colours change at once
      await shows(page, ready);
      await page.waitForTimeout(150);
      for (const theme of ["light", "dark"]) {
        await page.emulateMedia({ colorScheme: theme });
        await assertAccessible(page, `${state}, ${theme}, ${name}`);
        await picture(page, `${state}-${name}-${theme}`);
      }
      await assertFits(page, `${state}, ${name}`);
      const complaints = page.complaints.filter((each) => !each.includes("404")); // of documents not there yet
      assert.deepEqual(complaints, [], state);
      await page.context().close();
    }
  });
}

test("axe finds nothing in the settings and in open tables", async (t) => {
  const server = await backendOf(t, "strokes");
  const page = await openPage(t, browser, server, "/m/1386111#charts");
  await shows(page, "Wagon wheel");
  for (const each of await page.locator("summary").all()) await each.click();
  await assertAccessible(page, "tables");
  await page.getByRole("button", { name: "Settings" }).click();
  await assertAccessible(page, "settings");
  await picture(page, "settings-phone");
});

test("tabs and slider work by the keyboard", async (t) => {
  const server = await backendOf(t, "finished");
  const page = await openPage(t, browser, server, "/m/1386111");
  await shows(page, "Player of the match");
  await page.getByRole("tab", { name: "Live" }).focus();
  for (const name of ["Scorecard", "Charts", "Replay"]) {
    await page.keyboard.press("ArrowRight");
    assert.equal(await page.getByRole("tab", { name }).getAttribute("aria-selected"), "true");
  }
  assert.ok(page.url().endsWith("#replay"));
  const slider = page.getByRole("slider");
  await slider.focus();
  await page.keyboard.press("Home");
  await shows(page, "Innings 1: Adelaide Strikers bat");
  await page.keyboard.press("ArrowRight");
  await shows(page, "0.1 TS Rogers to MW Short, no run");
  assert.match(await slider.getAttribute("aria-valuetext"), /^Adelaide Strikers 0\/0, 0\.1/);
});

test("texts of users are text", async (t) => {
  const server = await backendOf(t, "long_names");
  for (const tab of ["live", "card", "charts", "replay", "info"]) {
    const page = await openPage(t, browser, server, `/m/1386111#${tab}`);
    await shows(page, "Updating");
    await page.waitForTimeout(200);
    assert.equal(await page.locator("img").count(), 0);
    assert.notEqual(await page.title(), "1");
    await page.context().close();
  }
});

test("the scorecard is what is printed", async (t) => {
  const server = await backendOf(t, "finished");
  const page = await openPage(t, browser, server, "/m/1386111", { size: DESKTOP });
  await shows(page, "Player of the match");
  await page.locator("#card-2").waitFor({ state: "attached" });
  await page.emulateMedia({ media: "print", colorScheme: "dark" });
  assert.ok(await page.locator("#card-1").isVisible());
  assert.ok(await page.locator("#card-2").isVisible());
  assert.ok(!(await page.getByRole("tablist").isVisible()));
  assert.ok(!(await page.locator(".commentary").isVisible()));
  assert.equal(await page.evaluate(() => getComputedStyle(document.querySelector("main")).color), "rgb(23, 32, 27)");
  await picture(page, "print", { fullPage: true });
});

test("head to head is read when it is chosen", async (t) => {
  const server = await backendOf(t, "season");
  const page = await openPage(t, browser, server, "/s/2026#meetings");
  await page.locator("#panel-meetings select").nth(0).selectOption({ label: "Melbourne Renegades" });
  await page.locator("#panel-meetings select").nth(1).selectOption({ label: "Adelaide Strikers" });
  await shows(page, "1 won, 0 lost");
  await page.locator("#panel-meetings select").nth(2).selectOption({ label: "Shubman Gill (Gujarat Titans)" });
  await page.locator("#panel-meetings tbody tr").first().waitFor();
});

test("a score that cannot be read says so", async (t) => {
  const server = await backendOf(t, "live");
  server.backend.setDown(true);
  const page = await openPage(t, browser, server, "/m/1386111");
  await shows(page, "The score cannot be loaded.");
  assert.ok(await page.getByRole("button", { name: "Try again" }).isVisible());
});

test("a scoreboard in a frame follows the match", async (t) => {
  const server = await backendOf(t, "live");
  const page = await openPage(t, browser, server, "/embed/1386111", { size: { width: 360, height: 330 } });
  await shows(page, "97/1");
  server.backend.step();
  await shows(page, "101/1");
  await picture(page, "embed-frame");
});
