// Tests that no page violates its content security policy, also without any server.

import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { openBrowser, openPage } from "./browser.mjs";

const PATHS = ["/", "/m/1386111", "/s/2026", "/embed/1386111", "/screen/1386111", "/score/", "/desk/", "/verify"];
const SETTLED_MS = 1500;
/** The request by which the SDK checks for a network; the policy may refuse it. */
const NETWORK_TEST = "https://www.google.com/images/cleardot.gif";

let browser;
before(async () => {
  browser = await openBrowser();
});
after(() => browser.close());

test("no page violates the policy", async (t) => {
  const page = await openPage(t, browser);
  await page.addInitScript(() => {
    globalThis.broken = [];
    addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) =>
      globalThis.broken.push(`${violatedDirective} ${blockedURI}`));
  });
  await page.route("http://127.0.0.1:8787/**", (route) => route.abort());
  for (const path of PATHS) {
    await page.goto(path);
    await page.waitForTimeout(SETTLED_MS); // there is no event to wait for: nothing should happen
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

/** Return a value as Firestore's REST API encodes it. */
function encoded(value) {
  if (Array.isArray(value)) return { arrayValue: { values: value.map(encoded) } };
  if (typeof value === "object") return { mapValue: { fields: fieldsOf(value) } };
  return typeof value === "string" ? { stringValue: value } : { doubleValue: value };
}

const fieldsOf = (map) => Object.fromEntries(Object.entries(map).map(([name, value]) => [name, encoded(value)]));

/** Open a page with the scoreboard of a match in a frame with a `sandbox` attribute. */
async function openFramed(t, sandbox, before = async () => {}) {
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

async function assertFollows(t, sandbox) {
  const { frame, listens } = await openFramed(t, sandbox);
  await frame.getByText("143/2").waitFor();
  assert.ok(await listens);
}

test("a scoreboard in a frame that may only run scripts shows the score and follows it", (t) => assertFollows(t, "allow-scripts"));

test("a scoreboard in a frame of its own origin does the same", (t) => assertFollows(t, "allow-scripts allow-same-origin"));

test("a scoreboard whose scripts do not load says so; in a sandbox it names what the frame must allow", async (t) => {
  const without = (page) => page.route("**/assets/*.js", (route) => route.abort());
  const { frame } = await openFramed(t, "allow-scripts", without);
  await frame.getByText("The page around this scoreboard lets it load nothing. Its frame needs sandbox=\"allow-scripts allow-same-origin\".").waitFor();
  const { frame: free } = await openFramed(t, "allow-scripts allow-same-origin", without);
  await free.getByText("This page cannot be loaded. Please try it again.").waitFor();
});
