// Tests a page that listens to Firestore while its match ends, continues, is printed, paused or deleted.

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { DESKTOP, openBrowser, screenshot } from "../browser.mjs";
import { backendOf, openListening, openPage } from "./site.mjs";

const browser = await openBrowser();
after(() => browser.close());

const MATCH = "/m/1386111";
const waitForText = (page, text) => page.getByText(text).filter({ visible: true }).first().waitFor();
const choose = (page, name) => page.getByRole("tab", { name }).click();
const position = (page, text) => page.locator(".slider span", { hasText: text }).waitFor();
/** Return the titles of the charts of each innings. */
const manhattans = async (page) => {
  await page.locator(".chart").first().waitFor();
  return (await page.locator(".chart h2").allTextContents()).filter((each) => each.startsWith("Manhattan"));
};

/** Assert that the replay begins with the first ball of the match and the charts have every innings. */
async function assertWhole(page, balls, sides) {
  await choose(page, "Replay");
  await position(page, `of ${balls}`);
  await page.getByRole("slider").fill("0");
  await page.locator(".moment", { hasText: "Innings 1: " }).waitFor();
  await choose(page, "Charts");
  assert.deepEqual(await manhattans(page), sides.map((each) => `Manhattan: ${each}`));
  assert.deepEqual(page.complaints, []);
}

const SIDES = ["Adelaide Strikers", "Melbourne Renegades"];

test("replay and charts cover the whole match after its end is undone", async (t) => {
  const { page, backend } = await openListening(t, browser, "resumed", `${MATCH}#replay`);
  await position(page, "of 246");
  backend.step();
  await waitForText(page, "Live");
  await assertWhole(page, 242, SIDES);
  backend.step();
  await choose(page, "Replay");
  await position(page, "of 243");
});

test("replay and charts cover the whole match after a super over begins", async (t) => {
  const { page, backend } = await openListening(t, browser, "tie", "/m/1216517");
  await waitForText(page, "match tied");
  while (backend.steps.length) backend.step();
  await waitForText(page, "0.4 JJ Bumrah to DJ Hooda, 1 run");
  await assertWhole(page, 252, ["Mumbai Indians", "Kings XI Punjab"]);
});

test("a page opened at its charts draws no partial match", async (t) => {
  const { page } = await openListening(t, browser, "live", `${MATCH}#charts`);
  await waitForText(page, "Manhattan: Melbourne Renegades");
  assert.deepEqual(await manhattans(page), SIDES.map((each) => `Manhattan: ${each}`));
});

test("a paused page shows earlier balls, the replay and the charts up to the pause", async (t) => {
  const { page, backend } = await openListening(t, browser, "live", MATCH);
  await waitForText(page, "Updating");
  await page.locator(".line").nth(20).waitFor();
  await page.getByRole("button", { name: "Pause updates" }).click();
  backend.step();
  const few = await page.locator(".line").count();
  await page.getByRole("button", { name: "Earlier balls" }).click();
  await page.waitForFunction((many) => document.querySelectorAll(".line").length > many, few);
  await assertWhole(page, 180, SIDES);
  await page.getByRole("button", { name: "Resume updates" }).click();
  await choose(page, "Replay");
  await position(page, "of 181");
});

const totals = (page) => page.locator("#panel-card .card-total strong").allTextContents();

test("the print button prints the present score", async (t) => {
  const before = (page) => page.addInitScript(() => {
    globalThis.print = () => { globalThis.printed = [...document.querySelectorAll("#panel-card .card-total strong")].map((each) => each.textContent); };
  });
  const { page, backend } = await openListening(t, browser, "live", MATCH, { before });
  await page.locator("#card-2").waitFor({ state: "attached" });
  await choose(page, "Match");
  for (let ball = 0; ball < 3; ball += 1) backend.step();
  await page.locator(".score-runs", { hasText: "103/1" }).waitFor();
  await page.getByRole("button", { name: "Print the scorecard" }).click();
  await page.waitForFunction(() => globalThis.printed);
  assert.deepEqual(await page.evaluate(() => globalThis.printed), ["177/6", "103/1"]);
});

test("printing by the browser states the time of older cards, and the next print is up to date", async (t) => {
  const { page, backend } = await openListening(t, browser, "live", MATCH, { size: DESKTOP });
  await page.locator("#card-2").waitFor({ state: "attached" });
  const behind = page.locator(".on-paper").getByText("Scorecards as of");
  assert.equal(await behind.count(), 0);
  for (let ball = 0; ball < 3; ball += 1) backend.step();
  await behind.waitFor({ state: "attached" });
  await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
  await page.locator("#card-2 + .card-total", { hasText: "103/1" }).waitFor({ state: "attached" });
  assert.equal(await behind.count(), 0);
});

test("the scorecards of a match that ended while watched are complete", async (t) => {
  const { page, backend } = await openListening(t, browser, "resumed", MATCH);
  await waitForText(page, "Player of the match");
  const finished = { ...backend.documents };
  backend.step();
  await waitForText(page, "18.3 DA Payne to TS Rogers, no run");
  await choose(page, "Scorecard");
  await page.locator("#card-2 + .card-total", { hasText: "177/6" }).waitFor();
  await choose(page, "Live");
  const [ticker, score] = ["tickers/1386111", "matches/1386111/live/score"];
  const version = backend.documents[ticker].version + 1;
  backend.change({ [ticker]: { ...finished[ticker], version }, [score]: { ...finished[score], version } });
  await page.locator("#card-2 + .card-total", { hasText: "178/6" }).waitFor({ state: "attached" });
  assert.deepEqual(await totals(page), ["177/6", "178/6"]);
});

/** Delete all documents of a match while a page of it is open. */
async function assertDeletionShown(t, path) {
  const { page, backend } = await openListening(t, browser, "live", path);
  await page.locator(".hero").waitFor();
  await page.waitForFunction(() => globalThis.subscriptions > 0);
  backend.change(Object.fromEntries(Object.keys(backend.documents).map((each) => [each, null])));
  await waitForText(page, "There is no match at this address.");
  assert.equal(await page.getByText("Updating").count(), 0);
  assert.equal(await page.locator(".hero").count(), 0);
  assert.deepEqual(page.complaints.filter((each) => !each.includes("404")), []); // the page requests it once more
}

test("a match deleted while watched is shown as deleted", (t) => assertDeletionShown(t, MATCH));

test("a scoreboard in a frame shows that its match was deleted", (t) => assertDeletionShown(t, "/embed/1386111"));

test("a big screen shows that its match was deleted", (t) => assertDeletionShown(t, "/screen/1386111"));

/** Delete the ticker of a match while a board is open, and the other documents later. */
async function assertSlowDeletionShown(t, path) {
  const { page, backend } = await openListening(t, browser, "live", path);
  await page.locator(".hero").waitFor();
  await page.waitForFunction(() => globalThis.subscriptions > 0);
  const asked = page.waitForResponse("**/documents/matches/1386111");
  backend.change({ "tickers/1386111": null });
  await asked;
  assert.equal(await page.locator(".score-runs").last().textContent(), "97/1");
  backend.change(Object.fromEntries(Object.keys(backend.documents).map((each) => [each, null])));
  await waitForText(page, "There is no match at this address.");
}

test("a big screen shows that its match was deleted, also if its ticker was deleted first", (t) => assertSlowDeletionShown(t, "/screen/1386111"));

/** Test a board that was opened while no request was answered. */
async function assertRecovers(t, path, live) {
  const server = await backendOf(t, "live", { live });
  server.backend.setDown(true);
  const page = await openPage(t, browser, server, path);
  await waitForText(page, "The score cannot be loaded.");
  server.backend.setDown(false);
  await waitForText(page, "97/1");
}

test("a big screen opened without a connection shows the score once there is one", (t) =>
  assertRecovers(t, "/screen/1386111", "gateway"));

test("a scoreboard in a frame opened without a connection shows the score once there is one", (t) =>
  assertRecovers(t, "/embed/1386111", "firestore"));

test("a disputed ball is shown as long as the score waits for it", async (t) => {
  const { page, backend } = await openListening(t, browser, "live", MATCH);
  await waitForText(page, "Melbourne Renegades need 81 runs from 67 balls");
  const path = "matches/1386111/events/dispute_2_60";
  const feedEvent = (type, revision) => backend.change({ [path]: {
    inningsNumber: 2, sequenceNumber: 60, orderKey: "0060~", revision, isRetracted: false,
    events: [{ type, data: { disputeId: "2_60", blocks: true, claims: { home: { ball: { runsOffBat: 4 } } } } }],
  } });
  feedEvent("SCORING_DISPUTE_RAISED", 9e15);
  await waitForText(page, "Ball under review");
  await screenshot(page, "pages-reviewed-phone-light");
  feedEvent("DISPUTE_RESOLVED", 9e15 + 2);
  await page.getByText("Ball under review").waitFor({ state: "detached" });
  assert.deepEqual(page.complaints, []);
});
