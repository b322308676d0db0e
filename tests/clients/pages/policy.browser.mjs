// No page does what the content security policy forbids, whatever else it cannot do without servers.

import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { openBrowser, openPage } from "./browser.mjs";

const PATHS = ["/", "/m/1386111", "/s/2026", "/embed/1386111", "/screen/1386111", "/score/", "/desk/", "/verify"];
const SETTLED_MS = 1500;
/** By which the SDK looks, without a connection, whether there is a network; it may well not know. */
const NETWORK_TEST = "https://www.google.com/images/cleardot.gif";

let browser;
before(async () => {
  browser = await openBrowser();
});
after(() => browser.close());

test("no page breaks the policy", async (t) => {
  const page = await openPage(t, browser);
  await page.addInitScript(() => {
    globalThis.broken = [];
    addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) =>
      globalThis.broken.push(`${violatedDirective} ${blockedURI}`));
  });
  await page.route("http://127.0.0.1:8787/**", (route) => route.abort());
  for (const path of PATHS) {
    await page.goto(path);
    await page.waitForTimeout(SETTLED_MS); // nothing to wait for: nothing is to happen
    const broken = await page.evaluate(() => globalThis.broken);
    assert.deepEqual(broken.filter((each) => !each.includes(NETWORK_TEST)), [], path);
  }
});

test("only the embedded scoreboard may be framed", async (t) => {
  const page = await openPage(t, browser);
  await page.route("**/host.html", (route) => route.fulfill({
    contentType: "text/html",
    body: `<!doctype html><title>host</title><iframe title="a" src="/embed/1"></iframe><iframe title="b" src="/desk/"></iframe>`,
  }));
  await page.goto("/host.html");
  await page.waitForTimeout(SETTLED_MS);
  const titles = await Promise.all(page.frames().slice(1).map((frame) => frame.locator("#app").count()));
  assert.deepEqual(titles, [1, 0]);
});
