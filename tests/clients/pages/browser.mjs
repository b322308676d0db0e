// Opens pages for tests: the installed browser, pages of a size and a theme, axe, screenshots.
// pytest finds the browser (devtools.toolchain.browser) and names it in SCRBRD_BROWSER.

import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

export const PHONE = { width: 390, height: 844 };
export const DESKTOP = { width: 1280, height: 800 };
export const THEMES = ["light", "dark"];
export const SECONDS = 30;

const SCREENSHOTS = fileURLToPath(new URL("../../../.tools/screenshots/", import.meta.url));
const AXE = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
const WCAG_22_AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** Start the installed browser, headless; close it after the last test of a file. */
export function openBrowser() {
  const executablePath = process.env.SCRBRD_BROWSER;
  assert.ok(executablePath, "SCRBRD_BROWSER names no browser");
  return chromium.launch({ executablePath, args: ["--disable-dev-shm-usage"] });
}

/** Open a page in a context of its own, closed after the test. `page.complaints` has the messages of its
 * console and its content security policy; a test ends with `assertQuiet(page)`. */
export async function openPage(t, browser, options) {
  const page = await newPage(browser, options);
  t.after(() => page.context().close());
  return page;
}

/** Open a page in a context that the caller closes: `page.context().close()`. */
export async function newPage(browser, options = {}) {
  const { size = PHONE, theme = "light", ...more } = options;
  const context = await browser.newContext({
    viewport: size, hasTouch: size === PHONE, isMobile: size === PHONE, colorScheme: theme,
    baseURL: process.env.SITE_URL, ...more,
  });
  context.setDefaultTimeout(SECONDS * 1000);
  const page = await context.newPage();
  page.complaints = [];
  page.on("pageerror", (error) => page.complaints.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error") page.complaints.push(message.text());
  });
  return page;
}

/** Answer `/config.json` with the test's own configuration. */
export const configure = (page, config) =>
  page.route("**/config.json", (route) => route.fulfill({ json: config }));

/** Fail if the page has complaints that the test does not expect. */
export function assertQuiet(page, expected = []) {
  const rest = page.complaints.filter((each) => !expected.some((known) => each.includes(known)));
  assert.deepEqual(rest, []);
}

/** Return the findings of axe: rule, element and reason. Axe is loaded into a page once; passes are left out. */
export async function findings(page) {
  if (await page.evaluate(() => !globalThis.axe)) await page.evaluate(readFileSync(AXE, "utf-8"));
  return page.evaluate(async (values) => {
    const { violations } = await globalThis.axe.run(document, { runOnly: { type: "tag", values }, resultTypes: ["violations"] });
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html}\n${failureSummary}`));
  }, WCAG_22_AA);
}

/** Fail if axe has findings; `what` names the state of the page. */
export async function assertAccessible(page, what = "") {
  const found = await findings(page);
  assert.deepEqual(found, [], [what, ...found].join("\n"));
}

/** Fail if the page can be scrolled sideways. */
export async function assertFits(page, what) {
  const [wide, room] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
  assert.ok(wide <= room, `${what}: ${wide} pixels wide in ${room}`);
}

/** Count layout shifts from now on; return a function that reads the sum. */
export async function watchShifts(page) {
  await page.evaluate(() => {
    globalThis.shifts = [];
    new PerformanceObserver((list) => {
      for (const each of list.getEntries()) {
        if (each.hadRecentInput) continue;
        const nodes = each.sources.map(({ node }) => node?.outerHTML?.slice(0, 120) ?? node?.textContent);
        globalThis.shifts.push({ value: each.value, nodes });
      }
    }).observe({ type: "layout-shift" });
  });
  return () => page.evaluate(() => globalThis.shifts);
}

/** Save a picture of a state in `.tools/screenshots` if SCRBRD_SCREENSHOTS is set. */
export async function screenshot(page, name, options = {}) {
  if (!process.env.SCRBRD_SCREENSHOTS) return;
  mkdirSync(SCREENSHOTS, { recursive: true });
  await page.screenshot({ path: `${SCREENSHOTS}${name}.png`, ...options });
}
