// The page that verifies a scorebook, as it is hosted and as a file that was downloaded.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import test, { after, before } from "node:test";
import { fileURLToPath } from "node:url";
import { assertAccessible, assertQuiet, openBrowser, openPage, screenshot, THEMES } from "./browser.mjs";

const ROOT = new URL("../../../", import.meta.url);
const FILE = new URL("clients/web/site/verify.html", ROOT).href;
const VECTORS = new URL("verifier/vectors/", ROOT);
const NAMES = readdirSync(VECTORS).map((name) => name.replace(".json", ""));

let browser;
before(async () => {
  browser = await openBrowser();
});
after(() => browser.close());

const stored = (name) => JSON.parse(readFileSync(fileURLToPath(new URL(`${name}.json`, VECTORS)), "utf-8"));

/** Give the page a vector's head and export; return what it answers. No other file of a test has its name. */
async function answerTo(page, name) {
  const { head, export: lines } = stored(name);
  await page.locator("#head").fill(head ?? "");
  await page.locator("#file").setInputFiles({
    name: `${name}.jsonl`, mimeType: "application/jsonl", buffer: Buffer.from(lines.join("")),
  });
  const answer = page.locator("#answer", { hasText: `${name}.jsonl: ` });
  await answer.waitFor();
  return { text: await answer.textContent(), isSound: await answer.getAttribute("data-sound") };
}

async function assertEveryVectorIsJudged(t, address) {
  const page = await openPage(t, browser);
  await page.goto(address);
  assert.ok(NAMES.length > 20);
  for (const name of NAMES) {
    const { ok, links, firstFault } = stored(name).answer;
    const { text, isSound } = await answerTo(page, name);
    assert.equal(isSound, String(ok), `${name}: ${text}`);
    const said = ok ? `all ${links} links are sound` : `${firstFault.kind} at link ${firstFault.number}`;
    assert.ok(text.startsWith(`${name}.jsonl: ${said}`), text);
  }
  assertQuiet(page);
}

test("every vector is judged as by the script where the page is hosted", (t) =>
  assertEveryVectorIsJudged(t, "/verify"));

test("every vector is judged as by the script in a page that was downloaded", (t) =>
  assertEveryVectorIsJudged(t, FILE));

test("the name of a file turns nothing round that stands beside it", async (t) => {
  const page = await openPage(t, browser);
  await page.goto("/verify");
  await page.locator("#file").setInputFiles({ name: "\u202egood.json", mimeType: "text/plain", buffer: Buffer.from("hello") });
  const answer = page.locator("#answer[data-sound=false]");
  await answer.waitFor();
  const [first, last] = await answer.evaluate((element) => {
    const text = element.lastChild;
    const from = text.data.indexOf("edited");
    return [from, from + "edited".length - 1].map((place) => {
      const range = document.createRange();
      range.setStart(text, place);
      range.setEnd(text, place + 1);
      return range.getBoundingClientRect().left;
    });
  });
  assert.ok(first < last, `${first}, ${last}`);
});

test("a file that is no export and a head that is none are said to be so", async (t) => {
  const page = await openPage(t, browser);
  await page.goto("/verify");
  await page.locator("#file").setInputFiles({ name: "a.txt", mimeType: "text/plain", buffer: Buffer.from("hello") });
  await page.locator("#answer[data-sound=false]").waitFor();
  await page.locator("#head").fill("no head");
  await page.locator("#head").blur();
  await page.getByText(/head/i, { exact: false }).and(page.locator("#answer")).waitFor();
  assertQuiet(page);
});

test("a head that is given after the file is held against it without leaving its field", async (t) => {
  const page = await openPage(t, browser);
  await page.goto("/verify");
  assert.equal((await answerTo(page, "valid")).isSound, "true");
  await page.locator("#head").fill("0".repeat(64));
  await page.locator("#answer[data-sound=false]", { hasText: "rewritten" }).waitFor();
  await page.locator("#head").fill("0".repeat(63));
  await page.locator("#answer[data-sound=false]", { hasText: "64 hexadecimal digits" }).waitFor();
  assertQuiet(page);
});

test("where no other file is chosen after all, a head is held against the one whose answer is shown", async (t) => {
  const page = await openPage(t, browser);
  await page.goto("/verify");
  assert.equal((await answerTo(page, "valid")).isSound, "true");
  await page.locator("#file").setInputFiles([]);
  await page.locator("#head").fill("0".repeat(64));
  await page.locator("#answer[data-sound=false]", { hasText: "valid.jsonl: rewritten" }).waitFor();
  assertQuiet(page);
});

test("an answer that comes late is not shown in place of that to another head", async (t) => {
  const page = await openPage(t, browser);
  await page.goto("/verify");
  await page.evaluate(() => {
    const read = Blob.prototype.arrayBuffer;
    const released = new Promise((resolve) => Object.assign(globalThis, { release: resolve }));
    Blob.prototype.arrayBuffer = async function slowly() {
      await released;
      return read.call(this);
    };
  });
  const buffer = Buffer.from(stored("valid").export.join(""));
  await page.locator("#file").setInputFiles({ name: "a.jsonl", mimeType: "application/jsonl", buffer });
  await page.locator("#head").fill("no head");
  await page.locator("#head").blur();
  const answer = page.locator("#answer[data-sound=false]", { hasText: "64 hexadecimal digits" });
  await answer.waitFor();
  await page.evaluate(() => globalThis.release());
  await page.waitForTimeout(500);
  assert.equal(await answer.count(), 1);
  assertQuiet(page);
});

test("axe finds nothing on the page in either theme", async (t) => {
  const page = await openPage(t, browser);
  await page.goto("/verify");
  for (const theme of THEMES) {
    await page.emulateMedia({ colorScheme: theme });
    await answerTo(page, theme === "dark" ? "valid" : "edited-field");
    await assertAccessible(page);
    await screenshot(page, `verify-phone-${theme}`);
  }
});
