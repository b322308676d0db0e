// Tests the page that verifies a scorebook, hosted and as a downloaded file.

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

/** Give the page a vector's head and export; return its answer. The file's name is unique in a test. */
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

test("every vector has the verdict of the script on the hosted page", (t) =>
  assertEveryVectorIsJudged(t, "/verify"));

test("every vector has the verdict of the script on a downloaded page", (t) =>
  assertEveryVectorIsJudged(t, FILE));

test("the name of a file does not reverse the text next to it", async (t) => {
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

test("a file that is no export and a head that is none are reported", async (t) => {
  const page = await openPage(t, browser);
  await page.goto("/verify");
  await page.locator("#file").setInputFiles({ name: "a.txt", mimeType: "text/plain", buffer: Buffer.from("hello") });
  await page.locator("#answer[data-sound=false]").waitFor();
  await page.locator("#head").fill("no head");
  await page.locator("#head").blur();
  await page.getByText(/head/i, { exact: false }).and(page.locator("#answer")).waitFor();
  assertQuiet(page);
});

test("a head entered after the file is compared with it while the field keeps the focus", async (t) => {
  const page = await openPage(t, browser);
  await page.goto("/verify");
  assert.equal((await answerTo(page, "valid")).isSound, "true");
  await page.locator("#head").fill("0".repeat(64));
  await page.locator("#answer[data-sound=false]", { hasText: "rewritten" }).waitFor();
  await page.locator("#head").fill("0".repeat(63));
  await page.locator("#answer[data-sound=false]", { hasText: "64 hexadecimal digits" }).waitFor();
  assertQuiet(page);
});

test("if no other file is chosen after all, a head is compared with the file whose answer is shown", async (t) => {
  const page = await openPage(t, browser);
  await page.goto("/verify");
  assert.equal((await answerTo(page, "valid")).isSound, "true");
  await page.locator("#file").setInputFiles([]);
  await page.locator("#head").fill("0".repeat(64));
  await page.locator("#answer[data-sound=false]", { hasText: "valid.jsonl: rewritten" }).waitFor();
  assertQuiet(page);
});

test("a late answer is not shown in place of that for another head", async (t) => {
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

test("axe has no findings on the page in either theme", async (t) => {
  const page = await openPage(t, browser);
  await page.goto("/verify");
  for (const theme of THEMES) {
    await page.emulateMedia({ colorScheme: theme });
    await answerTo(page, theme === "dark" ? "valid" : "edited-field");
    await assertAccessible(page);
    await screenshot(page, `verify-phone-${theme}`);
  }
});
