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

const TICKER = {
  status: "live", teamIds: ["a", "b"], teams: [{ name: "Lions", shortName: "LIO" }, { name: "Tigers", shortName: "TIG" }],
  innings: [{ team: 0, runs: 143, wickets: 2, overs: 12.4 }], version: 7,
};

/** A value as Firestore's REST has it. */
function encoded(value) {
  if (Array.isArray(value)) return { arrayValue: { values: value.map(encoded) } };
  if (typeof value === "object") return { mapValue: { fields: fieldsOf(value) } };
  return typeof value === "string" ? { stringValue: value } : { doubleValue: value };
}

const fieldsOf = (map) => Object.fromEntries(Object.entries(map).map(([name, value]) => [name, encoded(value)]));

/** A page with the scoreboard of a match in a frame, which may have what `sandbox` says. */
async function framed(t, sandbox, before = async () => {}) {
  const page = await openPage(t, browser);
  const anyone = { "Access-Control-Allow-Origin": "*" };
  await page.route("http://127.0.0.1:8787/**", (route) => route.abort());
  await page.route("http://127.0.0.1:8080/**", (route) => route.abort());
  await page.route(/8080\/v1\/.*\/tickers\/1(\?|$)/, (route) => route.fulfill({ json: { name: "tickers/1", fields: fieldsOf(TICKER) }, headers: anyone }));
  await page.route(/8080\/v1\/.*\/matches\/1(\?|$)/, (route) => route.fulfill({ status: 404, json: {}, headers: anyone }));
  await page.route("**/host.html", (route) => route.fulfill({
    contentType: "text/html", body: `<!doctype html><title>host</title><iframe title="a" sandbox="${sandbox}" src="/embed/1"></iframe>`,
  }));
  await before(page);
  const listens = page.waitForRequest(/google\.firestore\.v1\.Firestore\/Listen/).catch(() => null);
  await page.goto("/host.html");
  return { frame: page.frameLocator("iframe"), listens };
}

async function follows(t, sandbox) {
  const { frame, listens } = await framed(t, sandbox);
  await frame.getByText("143/2").waitFor();
  assert.ok(await listens);
}

test("a scoreboard in a frame that may run scripts alone shows the score and listens to it", (t) => follows(t, "allow-scripts"));

test("so does one in a frame that may be of its own site too", (t) => follows(t, "allow-scripts allow-same-origin"));

test("a scoreboard whose scripts do not come says so, and in a sandbox what the frame has to allow", async (t) => {
  const without = (page) => page.route("**/assets/*.js", (route) => route.abort());
  const { frame } = await framed(t, "allow-scripts", without);
  await frame.getByText("The page around this scoreboard lets it load nothing. Its frame needs sandbox=\"allow-scripts allow-same-origin\".").waitFor();
  const { frame: free } = await framed(t, "allow-scripts allow-same-origin", without);
  await free.getByText("This page cannot be loaded. Please try it again.").waitFor();
});
