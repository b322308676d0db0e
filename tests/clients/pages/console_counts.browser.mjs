// Tests the forms in which a score is typed: after a miscounted over, and in the Hundred.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { load, logOf, match } from "../console/matches.mjs";
import { button, asRecordedBy, CONSENSUS, consoleOf, fromMenu, inDialog } from "./console_site.mjs";

const { readMatchFile } = await load("session/matchfile.js");
const T20 = match("1386111");
const HUNDRED = readMatchFile(readFileSync(new URL("../../data/matches/1417850.log", import.meta.url), "utf8"));
const { onPage } = consoleOf(T20.start);

/** The consensus of a match in which this scorer takes over Bert's seat. */
const TAKEOVER = { mustOpenBook: true, consensus: { ...CONSENSUS, disputes: [], heldBy: { personId: "bert", lastEntryId: "1_8" } } };

/** Seven balls of the first over, which the umpire let go on. */
function longOver() {
  const [start, ...balls] = logOf(T20, 8);
  return [start, ...balls.map((each, place) => ({
    ...each, overNumber: 0, ballInOver: place + 1, bowlerId: balls[0].bowlerId, ...(place === 6 && { overBalls: 7 }),
  }))];
}

async function takeOver(page) {
  await button(page, "Take over").click();
  await page.waitForFunction(() => globalThis.recorder.bookCalls.length > 0);
  return page.evaluate(() => globalThis.recorder.bookCalls[0].args[2].legalBalls);
}

test("after a miscounted over the score agrees with the ground's scoreboard, and a seat is taken over", async () => {
  await onPage({ log: asRecordedBy("anna", longOver()) }, async (page) => {
    assert.match(await page.locator(".score .overs").textContent(), /^1\.0\//);
    await fromMenu(page, "Check the score, hand over");
    const [runs, wickets] = (await page.locator(".score .runs strong").textContent()).split("/");
    await inDialog(page).getByLabel("Runs").fill(runs);
    await inDialog(page).getByLabel("Wickets").fill(wickets);
    await inDialog(page).getByLabel("Overs").fill("1.0");
    await button(page, "Compare").click();
    await inDialog(page).getByText("Agrees with the scoreboard.").waitFor();
  });
  await onPage({ log: asRecordedBy("bert", longOver()), ...TAKEOVER }, async (page) => {
    assert.equal(await page.getByLabel("Overs", { exact: true }).inputValue(), "1.0");
    assert.equal(await takeOver(page), 7);
  });
});

test("in the Hundred a seat is taken over at a number of balls", () => onPage({ ...HUNDRED.start, log: asRecordedBy("bert", logOf(HUNDRED, 60)), ...TAKEOVER }, async (page) => {
  await page.getByText("69/1 (58)").waitFor();
  assert.equal(await page.getByLabel("Balls", { exact: true }).inputValue(), "58");
  await page.getByLabel("Balls", { exact: true }).fill("57");
  assert.equal(await takeOver(page), 57);
}));

test("a failure to confirm a line-up is gone once it is confirmed", () => onPage({}, async (page) => {
  await page.evaluate(() => {
    const { recorder } = globalThis;
    recorder.confirmLineups = async () => {
      delete recorder.confirmLineups;
      throw new Error("not now");
    };
  });
  await fromMenu(page, "Line-ups");
  const confirm = button(page, "Confirm: Adelaide Strikers");
  await confirm.click();
  await inDialog(page).getByText("The line-up was not confirmed.").waitFor();
  await confirm.click();
  await inDialog(page).getByText("11 of 11 confirmed").first().waitFor();
  await inDialog(page).getByText("The line-up was not confirmed.").waitFor({ state: "hidden" });
}));
