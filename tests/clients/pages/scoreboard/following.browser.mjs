// A page that listens to Firestore while its match ends, goes on, is printed, is paused or deleted.

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { DESKTOP, openBrowser, screenshot } from "../browser.mjs";
import { backendOf, openListening, openPage } from "./site.mjs";

const browser = await openBrowser();
after(() => browser.close());

const MATCH = "/m/1386111";
const shows = (page, text) => page.getByText(text).filter({ visible: true }).first().waitFor();
const choose = (page, name) => page.getByRole("tab", { name }).click();
const position = (page, text) => page.locator(".slider span", { hasText: text }).waitFor();
/** The titles of the charts that are drawn of each innings. */
const manhattans = async (page) => {
  await page.locator(".chart").first().waitFor();
  return (await page.locator(".chart h2").allTextContents()).filter((each) => each.startsWith("Manhattan"));
};

/** The replay begins with the first ball of the match, and the charts have every innings. */
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

test("replay and charts are of the whole match when its end is undone", async (t) => {
  const { page, backend } = await openListening(t, browser, "resumed", `${MATCH}#replay`);
  await position(page, "of 246");
  backend.step();
  await shows(page, "Live");
  await assertWhole(page, 242, SIDES);
  backend.step();
  await choose(page, "Replay");
  await position(page, "of 243");
});

test("replay and charts are of the whole match when a super over begins", async (t) => {
  const { page, backend } = await openListening(t, browser, "tie", "/m/1216517");
  await shows(page, "match tied");
  while (backend.steps.length) backend.step();
  await shows(page, "0.4 JJ Bumrah to DJ Hooda, 1 run");
  await assertWhole(page, 252, ["Mumbai Indians", "Kings XI Punjab"]);
});

test("a page that begins with its charts draws no piece of the match", async (t) => {
  const { page } = await openListening(t, browser, "live", `${MATCH}#charts`);
  await shows(page, "Manhattan: Melbourne Renegades");
  assert.deepEqual(await manhattans(page), SIDES.map((each) => `Manhattan: ${each}`));
});

test("a paused page shows earlier balls, the replay and the charts as far as it had come", async (t) => {
  const { page, backend } = await openListening(t, browser, "live", MATCH);
  await shows(page, "Updating");
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

test("what is printed by the button is the score of now", async (t) => {
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

test("whoever prints by the browser is told of which moment older cards are, and the next print is of now", async (t) => {
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

test("the scorecards of a match that has ended while it was watched are whole", async (t) => {
  const { page, backend } = await openListening(t, browser, "resumed", MATCH);
  await shows(page, "Player of the match");
  const finished = { ...backend.documents };
  backend.step();
  await shows(page, "18.3 DA Payne to TS Rogers, no run");
  await choose(page, "Scorecard");
  await page.locator("#card-2 + .card-total", { hasText: "177/6" }).waitFor();
  await choose(page, "Live");
  const [ticker, score] = ["tickers/1386111", "matches/1386111/live/score"];
  const version = backend.documents[ticker].version + 1;
  backend.change({ [ticker]: { ...finished[ticker], version }, [score]: { ...finished[score], version } });
  await page.locator("#card-2 + .card-total", { hasText: "178/6" }).waitFor({ state: "attached" });
  assert.deepEqual(await totals(page), ["177/6", "178/6"]);
});

/** Every document of a match is deleted under a page of it. */
async function deleted(t, path) {
  const { page, backend } = await openListening(t, browser, "live", path);
  await page.locator(".hero").waitFor();
  await page.waitForFunction(() => globalThis.subscriptions > 0);
  backend.change(Object.fromEntries(Object.keys(backend.documents).map((each) => [each, null])));
  await shows(page, "There is no match at this address.");
  assert.equal(await page.getByText("Updating").count(), 0);
  assert.equal(await page.locator(".hero").count(), 0);
  assert.deepEqual(page.complaints.filter((each) => !each.includes("404")), []); // it is looked for once more
}

test("a match that is deleted while it is watched is said to be gone", (t) => deleted(t, MATCH));

test("a scoreboard in a frame says that its match is gone", (t) => deleted(t, "/embed/1386111"));

test("a big screen says that its match is gone", (t) => deleted(t, "/screen/1386111"));

/** The ticker of a match is deleted under a board, and the rest only later. */
async function deletedSlowly(t, path) {
  const { page, backend } = await openListening(t, browser, "live", path);
  await page.locator(".hero").waitFor();
  await page.waitForFunction(() => globalThis.subscriptions > 0);
  const asked = page.waitForResponse("**/documents/matches/1386111");
  backend.change({ "tickers/1386111": null });
  await asked;
  assert.equal(await page.locator(".score-runs").last().textContent(), "97/1");
  backend.change(Object.fromEntries(Object.keys(backend.documents).map((each) => [each, null])));
  await shows(page, "There is no match at this address.");
}

test("a big screen says that its match is gone also where its ticker went first", (t) => deletedSlowly(t, "/screen/1386111"));

/** A board that was opened while nothing fetchWithTimeout. */
async function recovers(t, path, live) {
  const server = await backendOf(t, "live", { live });
  server.backend.setDown(true);
  const page = await openPage(t, browser, server, path);
  await shows(page, "The score cannot be loaded.");
  server.backend.setDown(false);
  await shows(page, "97/1");
}

test("a big screen that was opened without a connection shows the score when there is one", (t) =>
  recovers(t, "/screen/1386111", "gateway"));

test("a scoreboard in a frame that was opened without a connection shows the score when there is one", (t) =>
  recovers(t, "/embed/1386111", "firestore"));

test("a ball that the scorers do not agree on is told as long as the score waits for it", async (t) => {
  const { page, backend } = await openListening(t, browser, "live", MATCH);
  await shows(page, "Melbourne Renegades need 81 runs from 67 balls");
  const path = "matches/1386111/events/dispute_2_60";
  const feedEvent = (type, revision) => backend.change({ [path]: {
    inningsNumber: 2, sequenceNumber: 60, orderKey: "0060~", revision, isRetracted: false,
    events: [{ type, data: { disputeId: "2_60", blocks: true, claims: { home: { ball: { runsOffBat: 4 } } } } }],
  } });
  feedEvent("SCORING_DISPUTE_RAISED", 9e15);
  await shows(page, "Ball under review");
  await screenshot(page, "pages-reviewed-phone-light");
  feedEvent("DISPUTE_RESOLVED", 9e15 + 2);
  await page.getByText("Ball under review").waitFor({ state: "detached" });
  assert.deepEqual(page.complaints, []);
});
