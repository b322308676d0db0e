// Tests the console without a network: its service worker, and new versions that wait for a confirmation.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { logOf, match } from "../console/matches.mjs";
import { launch, openConsole, serve, shownScore } from "./console_site.mjs";

const T20 = match("1386111");
const OPENED_WITHIN_MS = 2_000 * Number(process.env.SCRBRD_SLACK ?? 1);

let browser;
before(async () => {
  browser = await launch();
});
after(async () => {
  await browser?.close();
});

const start = () => ({ ...T20.start, log: logOf(T20, 30).map((each) => ({ ...each, recordedBy: "anna" })) });

test("the console opens without reception within two seconds", async () => {
  const site = await serve(process.env.CONSOLE_FAKE, start);
  const page = await openConsole(browser, site.url, { serviceWorkers: "allow" });
  const score = await shownScore(page);
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.reload();
  site.close();
  await page.context().setOffline(true);
  await page.close();
  const again = await page.context().newPage();
  const before = performance.now();
  await again.goto(`${site.url}?match=1386111`);
  await again.locator(".pad, .panel").first().waitFor();
  const took = performance.now() - before;
  console.log(JSON.stringify({ openedOfflineMs: Math.round(took) }));
  assert.equal(await shownScore(again), score);
  await again.locator('.key.runs[data-runs="1"], .person.likely').first().click();
  assert.ok(took < OPENED_WITHIN_MS, `${took} ms`);
  await again.context().close();
});

test("a new version asks first, and the page never reloads by itself", async () => {
  const site = await serve(process.env.CONSOLE_FAKE, start);
  const page = await openConsole(browser, site.url, { serviceWorkers: "allow" });
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.reload();
  await page.locator("main.console").waitFor();
  site.change("sw.js", (text) => `${text}\n// another version`);
  await page.evaluate(async () => {
    globalThis.isSamePage = true;
    await (await navigator.serviceWorker.getRegistration()).update();
  });
  await page.getByText("A new version is ready.").waitFor();
  assert.equal(await page.evaluate(() => globalThis.isSamePage), true);
  await page.getByRole("button", { name: "Later" }).click();
  await page.getByText("A new version is ready.").waitFor({ state: "detached" });
  assert.equal(await page.evaluate(() => globalThis.isSamePage), true);
  await page.context().close();
  site.close();
});

test("a new version accepted in one tab reloads no other tab; each tab asks", async () => {
  const site = await serve(process.env.CONSOLE_FAKE, start);
  const one = await openConsole(browser, site.url, { serviceWorkers: "allow" });
  await one.evaluate(() => navigator.serviceWorker.ready);
  await one.reload();
  const [two, three] = [await one.context().newPage(), await one.context().newPage()];
  for (const page of [two, three]) await page.goto(site.url);
  const pages = [one, two, three];
  for (const page of pages) {
    await page.locator("main.console").waitFor();
    await page.evaluate(() => { globalThis.isSamePage = true; });
  }
  const isSame = (page) => page.evaluate(() => globalThis.isSamePage ?? false);
  const isReloaded = (page) => page.waitForFunction(() => !globalThis.isSamePage);
  const asks = (page) => page.getByText("A new version is ready.").waitFor();
  site.change("sw.js", (text) => `${text}\n// another version`);
  await one.evaluate(async () => (await navigator.serviceWorker.getRegistration()).update());
  for (const page of pages) await asks(page);
  await three.getByRole("button", { name: "Later" }).click();
  const changed = two.evaluate(() => new Promise((resolve) => {
    navigator.serviceWorker.addEventListener("controllerchange", () => setTimeout(resolve, 300), { once: true });
  })).catch(() => {}); // a page that reloads does not answer
  await one.getByRole("button", { name: "Update now" }).click();
  await isReloaded(one);
  await changed;
  assert.deepEqual([await isSame(two), await isSame(three)], [true, true]);
  for (const page of [two, three]) {
    await asks(page);
    await page.getByRole("button", { name: "Update now" }).click();
    await isReloaded(page);
    await page.locator("main.console").waitFor();
  }
  await one.context().close();
  site.close();
});

test("the console with Firebase asks for a sign-in, under a strict content security policy", async () => {
  const emulators = { firestore: "127.0.0.1:1", auth: "http://127.0.0.1:1" };
  const config = { firebase: { projectId: "demo-scrbrd", apiKey: "x", authDomain: "x" }, emulators };
  const site = await serve(process.env.CONSOLE_SITE, start, { "/config.json": JSON.stringify(config) });
  const page = await browser.newPage({ serviceWorkers: "block" });
  const failures = [];
  page.on("pageerror", (error) => failures.push(String(error)));
  await page.goto(`${site.url}?match=m1`);
  await page.getByRole("heading", { name: "Sign in to score" }).waitFor();
  await page.getByLabel("E-mail").fill("a@example.org");
  await page.getByLabel("Password").fill("secret");
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.getByText("E-mail or password is not right").waitFor();
  assert.deepEqual(failures, []);
  await page.close();
  site.close();
});

test("a person who cannot score the match may retry, watch it, choose another, or sign in as another person", async () => {
  const site = await serve(process.env.CONSOLE_FAKE, start);
  const page = await browser.newPage({ serviceWorkers: "block" });
  const body = readFileSync(join(process.env.CONSOLE_FAKE, "index.html"), "utf-8");
  await page.route("**/score/m1?*", (route) => route.fulfill({ contentType: "text/html", body }));
  await page.goto(`${site.url}m1?gate=failed`);
  await page.getByRole("alert").getByText("You have no scorer's role in this match").waitFor();
  const links = page.getByRole("link");
  assert.deepEqual(await links.evaluateAll((all) => all.map((each) => [each.textContent, each.getAttribute("href")])),
    [["Watch this match", "/m/m1"], ["Your matches", "/score/"]]);
  await Promise.all([page.waitForEvent("load"), page.getByRole("button", { name: "Try again" }).click()]);
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByRole("heading", { name: "Sign in to score" }).waitFor();
  await page.close();
  site.close();
});

test("a person who signs out is told first what has not been sent", async () => {
  const site = await serve(process.env.CONSOLE_FAKE, start);
  const page = await openConsole(browser, site.url);
  await page.evaluate(() => globalThis.recorder.simulate({ waiting: 3, isOnline: false }));
  await page.getByRole("button", { name: "☰ Menu" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Settings", exact: true }).click();
  const out = page.getByRole("button", { name: "Sign out" });
  await out.click();
  await page.getByRole("alert").getByText("3 entries are not sent").waitFor();
  await out.click();
  await page.getByRole("heading", { name: "Sign in to score" }).waitFor();
  await page.context().close();
  site.close();
});
