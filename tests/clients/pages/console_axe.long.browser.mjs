// Tests every state and dialog of the console with axe, at a phone's size, light and dark.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { test } from "node:test";
import { logOf, match } from "../console/matches.mjs";
import { asRecordedBy, CONSENSUS, consoleOf, DESKTOP, fromMenu, TIE } from "./console_site.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
const T20 = match("1386111");
const SHOTS = process.env.CONSOLE_SHOTS;

const mine = (log) => asRecordedBy("anna", log);
const { open, onPage } = consoleOf(T20.start);
const first = T20.innings[0];
const at = (is) => first.findIndex(is);

const HELD = [{
  nonce: "n1", id: "1_3", inningsNumber: 1, reason: "overtaken", change: null,
  message: "another device was first", field: null,
  fields: { type: "delivery", overNumber: 0, ballInOver: 2, runsOffBat: 4, extras: {}, totalRuns: 4 },
}];
HELD.push({ ...HELD[0], nonce: "n2", reason: "invalid", message: "the rules let no such action in", field: "runsOffBat" });

const menu = (name) => (page) => fromMenu(page, name);
const playing = { log: mine(logOf(T20, 53)) };

/** Each state: the match, and the steps that lead to the state. */
const STATES = {
  start: [{ log: [] }],
  pad: [playing],
  draft: [playing, async (page) => { for (const key of ["n", "h", "b", "2"]) await page.keyboard.press(key); }],
  free_hit: [{ log: mine(logOf(T20, 9)) }, async (page) => { for (const key of ["n", "0"]) await page.keyboard.press(key); }],
  bowler: [{ log: mine(logOf(T20, at((each) => each.overNumber === 4))) }],
  bowler_chosen: [{ log: mine(logOf(T20, at((each) => each.overNumber === 4))) }, async (page) => {
    await page.locator(".person:enabled").first().click();
    await page.locator("button.bowler").waitFor();
  }],
  read_only: [{ log: [], me: { personId: "una", role: "umpire_on_field", canConfirm: true, isReadOnly: true } }],
  forfeit: [{ log: [], setup: { ...T20.start.setup, conditions: { ...T20.start.setup.conditions, inningsPerSide: 2 } } }],
  batter: [{ log: mine(logOf(T20, at((each) => each.isWicket) + 1)) }],
  break: [{ log: mine(logOf(T20, 999)) }],
  chase: [{ log: mine(logOf(T20, 999, 60)) }],
  result: [{ log: mine(logOf(T20, 999, 999)) }],
  handover: [{ log: asRecordedBy("bert", logOf(T20, 53)) }],
  disputed: [{ ...playing, consensus: CONSENSUS, held: HELD, isOnline: false, waiting: 3 }],
  scorers: [{ ...playing, consensus: CONSENSUS }, (page) => page.getByRole("button", { name: "1 dispute" }).click()],
  held: [{ ...playing, held: HELD }, (page) => page.getByRole("button", { name: "2 held" }).click()],
  wicket: [playing, async (page) => {
    await page.keyboard.press("o");
    await page.getByLabel("Run out", { exact: true }).check();
  }],
  edit: [playing, async (page) => {
    await page.locator(".strip .ball").last().click();
    await page.locator("dialog").getByLabel("1", { exact: true }).check();
  }],
  insert: [playing, async (page) => {
    await page.locator(".strip .ball").last().click();
    await page.getByRole("button", { name: /^Insert a forgotten/ }).click();
  }],
  undo_to: [playing, async (page) => {
    await page.locator(".strip .ball").nth(-3).click();
    await page.getByRole("button", { name: /^Undo back/ }).click();
  }],
  balls: [playing, (page) => page.getByRole("button", { name: "All balls" }).click()],
  menu: [playing, menu("")],
  stop: [playing, menu("Stop play, break")],
  swap: [playing, (page) => page.keyboard.press("s")],
  powerplay: [playing, menu("Powerplay")],
  details: [playing, async (page) => {
    await page.keyboard.press("h");
    await page.getByRole("button", { name: "Stroke, note" }).click();
    await page.getByLabel("Where it went").selectOption("3");
  }],
  absent: [{ log: mine(logOf(T20, at((each) => each.isWicket) + 1)) }, (page) => page.getByRole("button", { name: "No more batters" }).click()],
  take_over: [{ ...playing, mustOpenBook: true, consensus: { ...CONSENSUS, heldBy: { personId: "bert", lastEntryId: "1_37" } } }],
  offline: [{ ...playing, isOnline: false, waiting: 15 }],
  revise: [playing, menu("Revised overs or target")],
  penalty: [playing, menu("Penalty runs")],
  end_innings: [playing, menu("End or declare the innings")],
  end_match: [playing, menu("End the match")],
  retire: [playing, menu("Batter retires")],
  dismiss: [playing, menu("Out with no ball bowled")],
  suspend: [playing, menu("Suspend a bowler")],
  change_bowler: [playing, menu("Another bowler finishes the over")],
  replace: [playing, menu("Replace a player")],
  toss: [{ log: [] }, menu("Toss")],
  lineups: [playing, menu("Line-ups")],
  check: [playing, menu("Check the score, hand over")],
  settings: [playing, menu("Settings")],
  objection: [playing, async (page) => {
    await menu("Out with no ball bowled")(page);
    await page.getByLabel("Timed out").check();
    await page.getByRole("button", { name: "Record wicket" }).click();
    await page.getByRole("heading", { name: "This cannot have happened so" }).waitFor();
  }],
  super_over: [{ log: mine(TIE) }, (page) => page.getByRole("button", { name: "Start a super over" }).click()],
  failure: [playing, async (page) => {
    await page.evaluate(() => { globalThis.recorder.append = () => { throw new Error("the device's storage is full"); }; });
    await menu("Penalty runs")(page);
    await page.getByRole("button", { name: "Award" }).click();
    await page.locator("dialog").getByText("the device's storage is full").waitFor();
  }],
  edit_fact: [{ log: mine(logOf({ innings: [[first[0], { type: "penalty_awarded", toTeamId: first[0].battingTeamId, runs: 5, law: "Law 41" }]] }, 2)) }, async (page) => {
    await page.getByRole("button", { name: "All balls" }).click();
    await page.getByRole("button", { name: /^Penalty runs/ }).click();
  }],
  edit_start: [playing, async (page) => {
    await page.getByRole("button", { name: "All balls" }).click();
    await page.getByRole("button", { name: /^Innings started/ }).click();
    await page.locator("dialog").getByLabel("On strike").selectOption({ index: 5 });
  }],
  stopped: [{ log: mine(logOf({ innings: [[...first.slice(0, 53), { type: "play_stopped", reason: "rain" }]] }, 54)) }],
  problem: [{ ...playing, problem: { message: "the match is locked", nth: 1 } }],
};
const ON_DESKTOP = ["pad", "chase", "bowler", "bowler_chosen"];

async function check(page, name) {
  await page.evaluate(AXE);
  for (const theme of ["light", "dark"]) {
    await page.evaluate((value) => { document.documentElement.dataset.theme = value; }, theme);
    const found = await page.evaluate((tags) => globalThis.axe.run(document, { runOnly: tags }), TAGS);
    const violations = found.violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map((each) => each.html).join("\n")}`);
    assert.deepEqual(violations, [], `${name}, ${theme}`);
    await shoot(page, `${name}_${theme}`);
  }
}

async function shoot(page, name) {
  if (SHOTS) await page.screenshot({ path: join(SHOTS, `console_${name}.png`) });
}

test("axe has no findings in any state or dialog, light or dark", async () => {
  for (const [name, [more, reach]] of Object.entries(STATES)) {
    await onPage(more, async (page) => {
      await reach?.(page);
      await check(page, name);
      if (!ON_DESKTOP.includes(name)) return;
      await page.setViewportSize(DESKTOP);
      await shoot(page, `${name}_desktop`);
    }, name);
  }
});

const BEFORE = { signIn: "Sign in to score", choose: "Which match do you score?", failed: "SCRBRD scorer" };

test("axe has no findings before a match: sign-in, choice of a match, no match to score", async () => {
  for (const [gate, heading] of Object.entries(BEFORE)) {
    const page = await open.browser.newPage({ serviceWorkers: "block", reducedMotion: "reduce" });
    await page.goto(`${open.site.url}?gate=${gate}`);
    await page.locator("main.gate").waitFor();
    await page.getByRole("heading", { name: heading }).waitFor();
    await check(page, gate);
    await page.close();
  }
});
