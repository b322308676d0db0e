// Tests pages other than the desk on a phone with text twice as large: nothing is cut off at the side.

import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { assertFits, openBrowser, openPage, screenshot } from "./browser.mjs";

const { PASSWORD, SCORER } = process.env;

let browser;
before(async () => {
  browser = await openBrowser();
});
after(() => browser.close());

/** Fail if an element of the main part extends beyond the side, cut off or not. */
async function assertWhole(page, what) {
  await page.evaluate(() => (document.documentElement.style.fontSize = "200%"));
  await assertFits(page, what);
  const beyond = await page.locator("main *").evaluateAll((all) =>
    all.filter((each) => each.getBoundingClientRect().right > innerWidth + 0.5).map((each) => each.outerHTML.slice(0, 80)));
  assert.deepEqual(beyond, [], what);
}

test("the scorer's list of matches fits with large text", async (t) => {
  const page = await openPage(t, browser);
  await page.goto("/score/");
  await page.getByLabel("E-mail").waitFor();
  await assertWhole(page, "signing in");
  await page.getByLabel("E-mail").fill(SCORER);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.locator("a.person").first().waitFor();
  await screenshot(page, "console-matches-390-200");
  await assertWhole(page, "the list");
});

test("the page that verifies a scorebook fits with large text", async (t) => {
  const page = await openPage(t, browser);
  await page.goto("/verify.html");
  await page.getByLabel(/^An export/).waitFor();
  await assertWhole(page, "the form");
});
