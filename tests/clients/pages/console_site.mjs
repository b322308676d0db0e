// Serves a console built with the fake recorder, and opens it in Chromium.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { after, before } from "node:test";
import { openBrowser } from "./browser.mjs";
import { logOf, match } from "../console/matches.mjs";

const TYPES = {
  ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml",
  ".webmanifest": "application/manifest+json", ".json": "application/json",
};

/** The policy that hosting sends: inline scripts and styles are refused. */
const CSP = "default-src 'self'; connect-src 'self' http:; object-src 'none'";

export const PHONE = { width: 390, height: 844 };
export const DESKTOP = { width: 1280, height: 800 };

/** The consensus of a match whose two scorers differ on a ball. */
export const CONSENSUS = {
  tier: "DUAL", blockedAt: "1_21", heldBy: null,
  seats: [
    { seat: "home", personId: "anna", isSilent: false, waiting: 2, missed: 0, isMine: true },
    { seat: "away", personId: "bert", isSilent: false, waiting: 0, missed: 1, isMine: false },
  ],
  disputes: [{
    id: "1_21", inningsNumber: 1, kind: "score",
    claims: [
      { seat: "home", isMine: true, entryId: "1_20", ball: { type: "delivery", overNumber: 3, ballInOver: 2, runsOffBat: 4, extras: {} } },
      { seat: "away", isMine: false, entryId: "1_19", ball: { type: "delivery", overNumber: 3, ballInOver: 2, runsOffBat: 1, extras: {} } },
    ],
  }],
};

const CLOSED = { type: "innings_closed", reason: "overs_complete" };

/** The log of a match in which neither side scored a run. */
export const TIE = logOf({ innings: match("1386111").innings.map(([started]) => [started, CLOSED]) }, 2, 2);

/** Build the console for tests into a folder with the workspace's `npx vite`. */
export function buildFake(root, folder) {
  const vite = join(root, "node_modules", "vite", "bin", "vite.js");
  const page = join(root, "clients", "web", "console");
  const args = [vite, "build", page, "--mode", "fake", "--outDir", folder, "--emptyOutDir"];
  execFileSync(process.execPath, args, { cwd: root, stdio: "pipe" });
}

/**
 * Serve a folder at `/score/`, the tests' match at `/fake.json`, and other files.
 * `change` replaces a file from now on, as a deployment does.
 */
export async function serve(folder, start, others = {}) {
  const changes = new Map();
  const server = createServer((request, response) => {
    const path = new URL(request.url, "http://localhost").pathname;
    if (path === "/fake.json") return send(response, ".json", JSON.stringify(start()));
    if (others[path] !== undefined) return send(response, extname(path), others[path]);
    const name = path.replace(/^\/score\/?/, "") || "index.html";
    const file = join(folder, name);
    if (!path.startsWith("/score") || !existsSync(file)) return response.writeHead(404).end();
    const change = changes.get(name);
    const body = change ? change(readFileSync(file, "utf8")) : readFileSync(file);
    return send(response, extname(file), body);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}/score/`,
    change: (name, how) => changes.set(name, how),
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

function send(response, type, body) {
  const headers = { "content-type": TYPES[type] ?? "text/plain", "content-security-policy": CSP };
  response.writeHead(200, headers).end(body);
}

export { openBrowser as launch };

/**
 * Return the console for the tests of a file: `using(state, use, name)` opens it on a state of a match,
 * calls `use`, and asserts that the page had no failures; `open` has the browser and the site. The page of the
 * previous test is used again, unless that test failed.
 */
export function consoleOf(match) {
  const open = { browser: null, site: null };
  let start = match;
  let page = null;
  before(async () => {
    open.site = await serve(process.env.CONSOLE_FAKE, () => start);
    open.browser = await openBrowser();
  });
  after(async () => {
    await open.browser?.close();
    open.site?.close();
  });
  const onPage = async (more, use, name) => {
    start = { ...match, ...more };
    page = page ? await openAgain(page, open.site.url) : await openConsole(open.browser, open.site.url);
    page.setDefaultTimeout(30_000);
    const used = page;
    page = null;
    await use(used);
    assert.deepEqual(used.failures, [], name);
    page = used;
  };
  return { open, onPage };
}

/** Return a log recorded by a person; the page is always `anna`'s. */
export const asRecordedBy = (person, log) => log.map((each) => ({ ...each, recordedBy: person }));

export const button = (page, name) => page.getByRole("button", { name, exact: true });
export const inDialog = (page) => page.locator("dialog");

/** Open the menu, and press its entry with a name if one is given. */
export async function fromMenu(page, name) {
  await button(page, "☰ Menu").click();
  if (name) await inDialog(page).getByRole("button", { name, exact: true }).click();
}

/** Open a page of the console; its failures are collected in `page.failures`. */
export async function openConsole(browser, url, options = {}) {
  const context = await browser.newContext({
    viewport: PHONE, serviceWorkers: "block", reducedMotion: "reduce", ...options,
  });
  const page = await context.newPage();
  page.failures = [];
  page.on("pageerror", (error) => page.failures.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error") page.failures.push(message.text());
  });
  await page.goto(url);
  await waitUntilListening(page);
  return page;
}

/** Wait until the console is painted and its effects have run: it then listens to keys. */
async function waitUntilListening(page) {
  await page.locator("main.console").waitFor();
  await page.evaluate(async () => {
    for (let frame = 0; frame < 2; frame += 1) {
      await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
    }
  });
}

/** Open the console again on the same page, as on a device without stored data. */
async function openAgain(page, url) {
  page.failures.length = 0;
  await page.setViewportSize(PHONE);
  await page.evaluate(() => localStorage.clear());
  await page.goto(url);
  await waitUntilListening(page);
  return page;
}

/** Return the folded score of the recorder's log, in the page's format. */
export async function shownScore(page) {
  return (await page.locator(".score .runs strong").textContent()).trim();
}
