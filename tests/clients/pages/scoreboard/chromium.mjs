// Opens the spectators' pages in an installed browser, over recorded documents; pytest names the
// browser (SCRBRD_BROWSER), the built site (SITE) and where pictures go (SHOTS).

import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { findings } from "../browser.mjs";
import { serve } from "./fake_server.mjs";
import { recording } from "./helpers.mjs";

export { openBrowser } from "../browser.mjs";
export const PHONE = { width: 390, height: 844 };
export const DESKTOP = { width: 1280, height: 900 };

/** A server of a recording by its name, closed after the test. */
export async function backendOf(t, name, options) {
  const server = await serve(process.env.SITE, recording(name), options);
  t.after(() => server.close());
  return server;
}

/** A page of a server, closed after the test; `page.complaints` has errors, also of the policy. */
export async function openPage(t, browser, server, path, { size = PHONE, theme = "light", before, ...more } = {}) {
  const context = await browser.newContext({ viewport: size, colorScheme: theme, baseURL: server.url, ...more });
  t.after(() => context.close());
  const page = await context.newPage();
  page.complaints = [];
  page.on("pageerror", (error) => page.complaints.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error") page.complaints.push(message.text());
  });
  await before?.(page);
  await page.goto(path);
  return page;
}

/** Fail with what axe finds, rule and elements. */
export async function assertAccessible(page, what) {
  const found = await findings(page);
  assert.deepEqual(found, [], `${what}\n${found.join("\n")}`);
}

/** Fail if anything can be scrolled to the side. */
export async function assertFits(page, what) {
  const [wide, room] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
  assert.ok(wide <= room, `${what}: ${wide} pixels wide in ${room}`);
}

export async function picture(page, name, options = {}) {
  const folder = process.env.SHOTS;
  assert.ok(folder, "SHOTS names no folder");
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`), ...options });
}

/** Count layout shifts from now on; the answer reads their sum. */
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
