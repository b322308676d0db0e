// Tests each dialog once and what it records; keys, thumb-sized targets, other scorers.

import assert from "node:assert/strict";
import { test } from "node:test";
import { load, logOf, match } from "../console/matches.mjs";
import { screenshot } from "./browser.mjs";
import { button, asRecordedBy, CONSENSUS, consoleOf, fromMenu, inDialog, shownScore } from "./console_site.mjs";

const { actionsInPlay } = await load("session/entries.js");
const T20 = match("1386111");
const BALLS = 23;
const LEAST_TARGET = 48;
/** The place of the first ball with a dismissal that only the striker can have. */
const OUT = T20.innings[0].findIndex(({ wicket }) => ["bowled", "caught", "lbw"].includes(wicket?.type));

const mine = (log) => asRecordedBy("anna", log);
const { onPage: openPageWith } = consoleOf(T20.start);
const onPage = (more, use) => openPageWith({ log: mine(logOf(T20, BALLS)), ...more }, use);

const viewOf = (page) => page.evaluate(() => globalThis.recorder.getSnapshot());
const lastAction = async (page) => (await viewOf(page)).log.at(-1);
const pick = (page, label) => inDialog(page).getByLabel(label, { exact: true }).check();

async function records(page, submit, expected) {
  await button(page, submit).click();
  await inDialog(page).waitFor({ state: "detached" });
  const last = await lastAction(page);
  assert.deepEqual(Object.fromEntries(Object.keys(expected).map((name) => [name, last[name]])), expected);
}

const RAIN = mine(logOf({ innings: [[{ type: "play_stopped", reason: "rain" }]] }, 1));
const [FIRST, SECOND] = ["DJM Short", "CA Lynn"];
const ID = Object.fromEntries(T20.start.players.map((each) => [each.name, each.playerId]));

test("a break, a revised target, penalty runs and a replacement are recorded and shown while they apply", () => onPage({}, async (page) => {
  await fromMenu(page, "Stop play, break");
  await pick(page, "bad light");
  await records(page, "Stop play", { type: "play_stopped", reason: "bad light" });
  await page.getByText("Play is stopped: bad light").waitFor();
  await button(page, "Play resumes").click();
  await page.getByText("Play is stopped: bad light").waitFor({ state: "detached" });
  await fromMenu(page, "Revised overs or target");
  await page.getByLabel("Overs of the innings").fill("15");
  await records(page, "Revise", { type: "target_revised", oversLimit: 15, method: "DLS" });
  assert.match(await page.locator(".overs").first().textContent(), /\/15 ov/);
  await fromMenu(page, "Penalty runs");
  await pick(page, "Melbourne Renegades");
  await records(page, "Award", { type: "penalty_awarded", toTeamId: "melbourne-renegades", runs: 5, law: "Law 28" });
  await fromMenu(page, "Replace a player");
  await page.getByLabel("Player's id").fill("sub-1");
  await records(page, "Replace", { type: "player_replaced", inPlayerId: "sub-1", reason: "injury", role: "player" });
}));

test("a batter retires and the next one is requested", () => onPage({}, async (page) => {
  await fromMenu(page, "Batter retires");
  await pick(page, FIRST);
  await records(page, "Record retirement", { type: "batter_retired", playerId: ID[FIRST], as: "hurt" });
  await page.getByRole("heading", { name: "Who comes in?" }).waitFor();
}));

test("a batter is run out before the delivery", () => onPage({}, async (page) => {
  await fromMenu(page, "Out with no ball bowled");
  await page.getByLabel("Who", { exact: true }).selectOption(ID[SECOND]);
  await records(page, "Record wicket", { type: "batter_dismissed", playerId: ID[SECOND], wicketType: "run_out" });
}));

test("a bowler is suspended, and another finishes the over", () => onPage({}, async (page) => {
  await fromMenu(page, "Suspend a bowler");
  await records(page, "Suspend", { type: "bowler_suspended", scope: "innings" });
  await page.getByRole("heading", { name: /^Who bowls/ }).waitFor();
}));

test("a bowler who cannot finish the over is relieved, and the other bowls the next ball", () => onPage({}, async (page) => {
  await fromMenu(page, "Another bowler finishes the over");
  await page.getByLabel("Bowler", { exact: true }).selectOption({ label: "A Zampa" });
  await records(page, "Replace", { type: "player_replaced", role: "bowler", inPlayerId: ID["A Zampa"] });
  await page.locator('.key.runs[data-runs="0"]').click();
  assert.equal((await lastAction(page)).bowlerId, ID["A Zampa"]);
}));

test("another bowler is chosen in the bowler's row until the over's first ball", () => onPage({ log: mine(logOf(T20, 7)) }, async (page) => {
  const bowler = page.locator(".people .bowler .name");
  const row = page.locator(".people button.bowler");
  await page.locator(".person:enabled", { hasText: "A Zampa" }).click();
  assert.match(await bowler.textContent(), /A Zampa/);
  await screenshot(page, "console_bowler_chosen");
  const box = await row.boundingBox();
  await row.click();
  await page.getByRole("heading", { name: /^Who bowls over 2/ }).waitFor();
  await screenshot(page, "console_bowler_asked");
  assert.equal(await row.count(), 0);
  const [other] = await page.locator(".person:enabled .name").allTextContents();
  await page.locator(".person:enabled").first().click();
  await page.locator('.key.runs[data-runs="0"]').click();
  assert.equal((await lastAction(page)).bowlerId, ID[other]);
  assert.equal(await row.count(), 0);
  assert.equal((await page.locator(".people .bowler").boundingBox()).height, box.height, "no key moves");
  await button(page, "☰ Menu").click();
  assert.equal(await inDialog(page).getByText("Another bowler finishes the over").count(), 1);
}));

test("an innings is declared, then the match is ended, and both ends are shown", () => onPage({}, async (page) => {
  await fromMenu(page, "End or declare the innings");
  await pick(page, "declared");
  await records(page, "End innings", { type: "innings_closed", reason: "declared" });
  await page.getByText("Innings over: declared").waitFor();
  await fromMenu(page, "End the match");
  await pick(page, "Match abandoned");
  await inDialog(page).getByLabel("Method (if any)").fill(" agreed by the captains ");
  await records(page, "End match", { type: "match_closed", outcome: "abandoned", method: "agreed by the captains" });
  await page.getByText("Match abandoned").first().waitFor();
}));

test("the last ball of an over ends it by the umpire's count", () => onPage({}, async (page) => {
  await fromMenu(page, "End the over (umpire's count)");
  await page.getByRole("heading", { name: /^Who bowls/ }).waitFor();
  const last = await lastAction(page);
  assert.ok(last.overBalls > 0 && last.corrects);
}));

test("ends are swapped after a ball, a powerplay is taken, and both can be undone", () => onPage({}, async (page) => {
  const facing = page.locator(".people .facing .name");
  const [before, other] = [await facing.textContent(), await page.locator(".people .batter:not(.facing) .name").textContent()];
  await page.keyboard.press("s");
  await inDialog(page).locator(".preview").getByText("On strike").waitFor();
  await page.getByRole("button", { name: / faces$/ }).click();
  assert.match(await facing.textContent(), new RegExp(other.trim()));
  await fromMenu(page, "Powerplay");
  await inDialog(page).getByText("Batting side: overs 13 to 14").first().waitFor();
  await page.getByLabel("From over").fill("5");
  await page.getByLabel("To over, included").fill("6");
  await records(page, "Add powerplay", { type: "innings_started" });
  assert.deepEqual((await lastAction(page)).powerplays.at(-1), { type: "batting", fromOver: 4, toOver: 5 });
  await page.getByText("to over 4").waitFor();
  for (let step = 0; step < 2; step += 1) await button(page, "↶ Undo").click();
  assert.equal(await facing.textContent(), before);
}));

test("a stroke, its place and a note are recorded with the ball and shown when it is edited", () => onPage({}, async (page) => {
  await button(page, "More").click();
  await button(page, "Penalty 5").click();
  await button(page, "Stroke, note").click();
  const ground = await inDialog(page).locator("svg.ground").boundingBox();
  await page.mouse.click(ground.x + ground.width * 0.8, ground.y + ground.height * 0.35);
  assert.equal(await inDialog(page).getByLabel("Where it went").inputValue(), "2");
  await inDialog(page).getByLabel("Stroke", { exact: true }).selectOption("cut");
  await inDialog(page).getByLabel("Note").fill("dropped at point");
  await button(page, "Keep for this ball").click();
  await page.locator('.pad .key.runs[data-runs="2"]').click();
  await button(page, "Record").click();
  const { shotData, note, extras } = await lastAction(page);
  assert.deepEqual([shotData.shotType, shotData.wagonWheelSegment, note, extras], ["cut", 2, "dropped at point", { penalty: 5 }]);
  assert.ok(shotData.coordinates.x > 50 && shotData.coordinates.y > 20);
  await page.locator(".strip .ball").last().click();
  assert.equal(await inDialog(page).getByLabel("Note").inputValue(), "dropped at point");
  await inDialog(page).getByText("Nothing changes.").waitFor();
}));

test("an innings without further batters ends with the absent ones recorded", () => onPage({ log: mine(logOf(T20, 14)) }, async (page) => {
  await button(page, "No more batters").click();
  await inDialog(page).getByRole("checkbox").first().check();
  const [name] = await inDialog(page).locator(".pill:has(:checked[type=checkbox])").allTextContents();
  await records(page, "End innings", { type: "innings_closed", reason: "all_out", absentIds: [ID[name]] });
}));

test("the toss is recorded and line-ups are confirmed before the first innings, also after rain", () => onPage({ log: RAIN }, async (page) => {
  await page.getByRole("button", { name: /^Toss/ }).waitFor();
  await fromMenu(page, "Toss");
  await pick(page, "Melbourne Renegades");
  await pick(page, "field");
  await button(page, "Record toss").click();
  await page.getByRole("button", { name: "Toss: Melbourne Renegades, field" }).waitFor();
  await page.getByRole("button", { name: /^Line-ups/ }).click();
  await button(page, "Confirm: Adelaide Strikers").click();
  await inDialog(page).getByText("11 of 11 confirmed").waitFor();
}));

test("without line-ups a match is scored with the ids of the players", () => onPage({ log: [], players: [] }, async (page) => {
  await button(page, "Start innings").click();
  for (const id of ["ann", "bea", "cas"]) {
    await page.getByText("Somebody else").click();
    await page.getByLabel("Player's id").fill(`${id} x`);
    await button(page, "Take").click();
    await page.getByText(/^An id has letters/).waitFor();
    await page.getByLabel("Player's id").fill(id);
    await button(page, "Take").click();
  }
  await page.locator('.pad .key.runs[data-runs="1"]').click();
  const { strikerId, nonStrikerId, bowlerId } = await lastAction(page);
  assert.deepEqual([strikerId, nonStrikerId, bowlerId], ["ann", "bea", "cas"]);
}));

test("a ball is edited in place, from the strip or the list, with a preview of the changes", () => onPage({}, async (page) => {
  const before = await shownScore(page);
  await page.locator(".strip .ball").last().click();
  await inDialog(page).getByText("Nothing changes.").waitFor();
  await pick(page, "6");
  await inDialog(page).locator(".preview").getByText("Score, innings 1").waitFor();
  await button(page, "Save correction").click();
  assert.notEqual(await shownScore(page), before);
  await button(page, "↶ Undo").click();
  assert.equal(await shownScore(page), before);
  await button(page, "↷ Redo").click();
  assert.notEqual(await shownScore(page), before);
  await button(page, "All balls").click();
  assert.ok(await inDialog(page).locator(".ball").count() >= BALLS - 2);
  await inDialog(page).locator(".ball").last().click();
  await page.getByRole("heading", { name: /^Ball 0\.\d/ }).waitFor();
}));

test("correcting the striker of a wicket ball makes the other batter out", () => onPage({ log: mine(logOf(T20, OUT + 1)) }, async (page) => {
  const { strikerId, nonStrikerId } = T20.innings[0][OUT];
  await page.locator(".strip .ball").last().click();
  await inDialog(page).getByLabel("Striker", { exact: true }).selectOption(nonStrikerId);
  await inDialog(page).getByLabel("Other end", { exact: true }).selectOption(strikerId);
  await button(page, "Save correction").click();
  await inDialog(page).waitFor({ state: "detached" });
  const { wicket, ...people } = await lastAction(page);
  assert.deepEqual([people.strikerId, people.nonStrikerId, wicket.dismissedPlayerId], [nonStrikerId, strikerId, nonStrikerId]);
}));

test("a forgotten ball is inserted, a ball removed, and undo to a ball shows the number of actions", () => onPage({}, async (page) => {
  const count = async () => actionsInPlay((await viewOf(page)).log).length;
  const before = await count();
  await page.locator(".strip .ball").nth(-2).click();
  await button(page, "Insert a forgotten ball after this one").click();
  await pick(page, "2");
  await button(page, "Insert ball").click();
  assert.equal(await count(), before + 1);
  await page.locator(".strip .ball").last().click();
  await button(page, "Remove this").click();
  await inDialog(page).locator(".preview").last().getByText("Score, innings 1").waitFor();
  await button(page, "Remove this").click();
  assert.equal(await count(), before);
  await page.locator(".strip .ball").nth(-3).click();
  await page.getByRole("button", { name: /^Undo back to here \(3 entries\)/ }).click();
  await button(page, "Undo 3").click();
  assert.equal(await count(), before - 3);
}));

test("the score is compared with the ground's scoreboard", () => onPage({}, async (page) => {
  await fromMenu(page, "Check the score, hand over");
  await page.getByLabel("Runs", { exact: true }).fill("999");
  await button(page, "Compare").click();
  await page.getByText(/on the scoreboard 999/).waitFor();
  const [runs, wickets] = (await shownScore(page)).split("/");
  await page.getByLabel("Runs", { exact: true }).fill(runs);
  await page.getByLabel("Wickets").fill(wickets);
  await button(page, "Compare").click();
  await page.getByText("Agrees with the scoreboard.").waitFor();
}));

test("a scorer who takes over from another first types the scoreboard", () => {
  const log = logOf(T20, BALLS).map((each) => ({ ...each, recordedBy: "bert" }));
  return onPage({ log }, async (page) => {
    await page.getByRole("heading", { name: "You take over from another scorer" }).waitFor();
    const [runs, wickets] = (await shownScore(page)).split("/");
    await page.getByLabel("Runs", { exact: true }).fill(runs);
    await page.getByLabel("Wickets").fill(wickets);
    await button(page, "Compare").click();
    await page.locator(".pad").waitFor();
  });
});

test("held entries are shown next to the other device's; they are recorded again or discarded", () => {
  const fields = { type: "delivery", overNumber: 3, ballInOver: 1, runsOffBat: 4, extras: {}, totalRuns: 4 };
  const held = [null, "undo"].map((change) => ({
    nonce: `n${change}`, id: "1_3", inningsNumber: 1, fields, reason: "overtaken", message: "", field: null, change,
  }));
  return onPage({ held }, async (page) => {
    await button(page, "2 held").click();
    await inDialog(page).getByText("another device was first").first().waitFor();
    for (const what of ["You recorded", "You undid"]) await inDialog(page).getByText(what, { exact: true }).waitFor();
    await inDialog(page).getByRole("button", { name: "Discard" }).first().click();
    await inDialog(page).getByRole("button", { name: "Record again" }).click();
    await inDialog(page).getByText("Nothing is held.").waitFor();
    assert.equal((await viewOf(page)).held.length, 0);
  });
});

test("a scorer who takes over a seat continues after the other's last entry, with the score there", () => {
  const consensus = { ...CONSENSUS, heldBy: { personId: "bert", lastEntryId: "1_21" } };
  return onPage({ consensus, mustOpenBook: true }, async (page) => {
    await page.getByRole("heading", { name: "Go on with the book of bert" }).waitFor();
    assert.equal(await page.getByLabel("Their last entry").inputValue(), "1_21");
    const [runs] = (await shownScore(page)).split("/").map(Number);
    await page.getByLabel("Runs", { exact: true }).fill(String(runs + 1));
    await button(page, "Take over").click();
    await page.locator(".pad").waitFor();
    const [{ method, args }] = await page.evaluate(() => globalThis.recorder.bookCalls);
    assert.deepEqual([method, args[0], args[1], args[2].runs], ["takeOver", "bert", "1_21", runs + 1]);
  });
});

test("a scorer who stated a wrong score at a handover is told so and states it again", () => {
  const disputes = [{ id: "1_22_home_1_1_anna", inningsNumber: 1, kind: "opened", entry: null, claims: [] }];
  const consensus = { ...CONSENSUS, disputes, heldBy: { personId: "bert", lastEntryId: "1_21" } };
  return onPage({ consensus, mustOpenBook: true, isOpeningRefused: true }, async (page) => {
    await page.getByRole("alert").getByText("is not the one at that entry").waitFor();
    await button(page, "Take over").click();
    const [{ method, args }] = await page.evaluate(() => globalThis.recorder.bookCalls);
    assert.deepEqual([method, args[0], args[1]], ["takeOver", "bert", "1_21"]);
    await page.evaluate(() => globalThis.recorder.simulate({ mustOpenBook: false, isOpeningRefused: false }));
    await page.locator(".pad").waitFor();
  });
});

test("a scorer whose book was taken over is told so, records nothing, and takes it back", () => {
  const consensus = { ...CONSENSUS, heldBy: { personId: "bert", lastEntryId: "1_21" } };
  return onPage({ consensus }, async (page) => {
    await page.locator(".pad").waitFor();
    await page.evaluate(() => globalThis.recorder.simulate({ mustOpenBook: true, isRelieved: true }));
    await page.getByRole("alert").getByText("bert goes on with your book").waitFor();
    assert.equal(await page.locator(".pad").count(), 0);
    await button(page, "Take over").click();
    const [{ method, args }] = await page.evaluate(() => globalThis.recorder.bookCalls);
    assert.deepEqual([method, args[0], args[1]], ["takeOver", "bert", "1_21"]);
    await page.evaluate(() => globalThis.recorder.simulate({ mustOpenBook: false, isRelieved: false }));
    await page.locator(".pad").waitFor();
  });
});

/** The same with a third scorer, who is silent now but has recorded the ball. */
const [dispute] = CONSENSUS.disputes;
const OF_THREE = {
  ...CONSENSUS, tier: "TRIPLE",
  seats: [...CONSENSUS.seats, { seat: "neutral", personId: "carl", isSilent: true, waiting: 0, missed: 0, isMine: false }],
  disputes: [{ ...dispute, claims: [...dispute.claims, { ...dispute.claims[1], seat: "neutral", entryId: "1_22" }] }],
};

test("with three scorers, the page shows who waits, who is silent and what is disputed; a claim is adopted", () => onPage({ consensus: OF_THREE }, async (page) => {
  await button(page, "Waiting for the others").waitFor();
  await button(page, "1 dispute").click();
  await inDialog(page).getByText("Three scorers").waitFor();
  await inDialog(page).getByText("Neutral scorer: silent").waitFor();
  await inDialog(page).getByText("3.2 four").waitFor();
  await button(page, "Mine was wrong: take that of the away scorer").waitFor();
  await button(page, "Mine was wrong: take that of the neutral scorer").click();
  assert.deepEqual(await page.evaluate(() => globalThis.recorder.bookCalls), [{ method: "takeTheirs", args: ["1_21", "neutral"] }]);
}));

test("keys record balls, undo and redo them, and can be switched off", () => onPage({ log: mine(logOf(T20, 2)) }, async (page) => {
  await page.keyboard.press("4");
  assert.equal(await shownScore(page), "4/0");
  for (const key of ["n", "b", "2"]) await page.keyboard.press(key);
  assert.equal(await shownScore(page), "7/0");
  await page.keyboard.press("Control+z");
  assert.equal(await shownScore(page), "4/0");
  await page.keyboard.press("Control+y");
  for (const key of ["w", "Enter"]) await page.keyboard.press(key);
  assert.equal(await shownScore(page), "8/0");
  await page.keyboard.press("o");
  await page.getByRole("heading", { name: "Wicket" }).waitFor();
  await page.keyboard.press("Escape");
  await fromMenu(page, "Settings");
  await inDialog(page).getByLabel("Keyboard keys").uncheck();
  await button(page, "Close").click();
  await page.keyboard.press("4");
  assert.equal(await shownScore(page), "8/0");
}));

test("after a wicket the batter who faces is proposed and can be changed", () => onPage({ log: mine(logOf(T20, 3)) }, async (page) => {
  await button(page, "Out").click();
  await pick(page, "Caught");
  await inDialog(page).getByText("Who faces next").waitFor();
  assert.ok(await inDialog(page).getByLabel("New batter").isChecked());
  await inDialog(page).getByLabel("MW Short", { exact: true }).or(inDialog(page).getByLabel("DJM Short", { exact: true })).last().check();
  await button(page, "Record wicket").click();
  await page.locator(".person.likely").click();
  const last = await lastAction(page);
  assert.deepEqual([last.type, last.end], ["batter_arrived", "bowler"]);
}));

test("bowled is not offered off a free hit, nor caught off a wide", () => onPage({ log: mine(logOf(T20, 2)) }, async (page) => {
  for (const key of ["n", "0"]) await page.keyboard.press(key);
  await page.getByText("Free hit").first().waitFor();
  await button(page, "Out").click();
  await pick(page, "Bowled");
  await inDialog(page).getByText(/not out this way/).waitFor();
  await inDialog(page).getByRole("button", { name: "Wide" }).click();
  assert.ok(await inDialog(page).getByLabel("Caught", { exact: true }).isDisabled());
}));

test("every control of the pad is large enough for a thumb, and the whole pad is on the screen", () => onPage({}, async (page) => {
  await button(page, "More").click();
  const boxes = await page.locator(".pad button").evaluateAll((all) => all.map((each) => {
    const { width, height, bottom, right } = each.getBoundingClientRect();
    return { name: each.textContent, width, height, bottom, right };
  }));
  assert.ok(boxes.length >= 18);
  for (const each of boxes) {
    assert.ok(Math.min(each.width, each.height) >= LEAST_TARGET, JSON.stringify(each));
    assert.ok(each.bottom <= 844 && each.right <= 390, JSON.stringify(each));
  }
}));
