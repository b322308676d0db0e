// Tests matches of unusual course with axe and by keyboard.

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { openBrowser, PHONE } from "../browser.mjs";
import { recording } from "./helpers.mjs";
import { backendOf, openPage } from "./site.mjs";
import { checkStates, RARE } from "./states.mjs";

const browser = await openBrowser();
after(() => browser.close());

test("axe has no findings in matches of unusual course, on a phone in the dark theme", (t) => checkStates(t, browser, RARE, "phone", PHONE, ["dark"]));

/** Return the elements reached by the Tab key in order: name and visibility of each. */
async function tabStops(page) {
  const reached = [];
  await page.evaluate(() => document.activeElement.blur());
  for (let press = 0; press < 60; press += 1) {
    await page.keyboard.press("Tab");
    const at = await page.evaluate(() => {
      const { activeElement: element } = document;
      const { width, height } = element.getBoundingClientRect();
      const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element);
      const isMarked = (outlineStyle !== "none" && outlineWidth !== "0px") || boxShadow !== "none";
      const name = (element.getAttribute("aria-label") ?? element.labels?.[0]?.textContent ?? element.textContent).trim();
      return element === document.body ? null : { name, isSeen: width > 0 && height > 0 && element.checkVisibility(), isMarked };
    });
    if (at === null) break;
    reached.push(at);
  }
  return reached;
}

test("in such matches every focusable control has a name, is visible and is marked", async (t) => {
  for (const [name, path, steps] of [["stopped", "/m/1386111", 1], ["tie", "/m/1216517#card", 5], ["super_over", "/m/1216517#replay", 0], ["rain", "/m/1348326#charts", 0], ["season", "/s/2026", 0]]) {
    const server = await backendOf(t, name);
    for (let step = 0; step < steps; step += 1) server.backend.step();
    const page = await openPage(t, browser, server, path);
    await page.getByRole("tablist").waitFor();
    await page.waitForTimeout(300);
    const reached = await tabStops(page);
    assert.ok(reached.length > 5, `${path}: ${reached.length}`);
    assert.deepEqual(reached.filter((each) => !each.name || !each.isSeen || !each.isMarked), [], path);
  }
});

test("a toss that only the score has is on the match's tab and on paper too", async (t) => {
  const { toss: _, ...match } = recording("live").documents["matches/1386111"]; // read before the toss, as from a gateway
  const server = await backendOf(t, "live");
  server.backend.change({ "matches/1386111": match });
  const page = await openPage(t, browser, server, "/m/1386111#info");
  const toss = page.getByText("Adelaide Strikers won the toss and chose to bat");
  await page.locator(".info .facts").getByText("Docklands Stadium").waitFor();
  await toss.and(page.locator(".info dd")).waitFor();
  await page.emulateMedia({ media: "print" });
  await toss.and(page.locator(".on-paper p")).waitFor();
});
