// Tests the handling of the console: keys and taps, who may record, failures, announcements.

import assert from "node:assert/strict";
import { test } from "node:test";
import { logOf, match } from "../console/matches.mjs";
import { assertFits } from "./browser.mjs";
import { button, asRecordedBy, consoleOf, fromMenu, inDialog, openConsole, shownScore, TIE } from "./console_site.mjs";

const T20 = match("1386111");
const [START, ...BALLS] = T20.innings[0];
const READ_OUT_MS = 900;
const UNSEEN_MS = 360;

const { open, onPage: openPageWith } = consoleOf(T20.start);
const onPage = (more, use) => openPageWith({ log: asRecordedBy("anna", logOf(T20, 4)), ...more }, use);
const logIn = (page) => page.evaluate(() => globalThis.recorder.getSnapshot().log);

test("a toss recorded on the open page determines who bats, and is recorded before the server answers", () => {
  const toss = { winnerTeamId: T20.start.match.awayTeamId, decision: "bat" };
  return onPage({ log: [], match: { ...T20.start.match, toss: null } }, async (page) => {
    await page.evaluate(() => {
      const { setToss } = globalThis.recorder;
      globalThis.recorder.setToss = (toss) => {
        setToss.call(globalThis.recorder, toss);
        return new Promise(() => {}); // as without a network
      };
    });
    await page.getByRole("button", { name: /^Toss/ }).click();
    await inDialog(page).getByLabel("Melbourne Renegades").check();
    await button(page, "Record toss").click();
    await inDialog(page).waitFor({ state: "detached" });
    await button(page, "Toss: Melbourne Renegades, bat").waitFor();
    assert.equal(await page.getByLabel("Batting", { exact: true }).inputValue(), toss.winnerTeamId);
  });
});

test("Enter presses the focused button, and records the ball after a chosen part", () => onPage({}, async (page) => {
  const before = await shownScore(page);
  await page.keyboard.press("w");
  await button(page, "Clear").focus();
  await page.keyboard.press("Enter");
  assert.equal(await shownScore(page), before);
  await page.locator(".draft").waitFor({ state: "detached" });
  await page.locator('.key.runs[data-runs="4"]').focus();
  await page.keyboard.press("Enter");
  await page.locator(".score .runs strong", { hasText: /^8\// }).waitFor();
  await button(page, "Wide").focus();
  await page.keyboard.press("Enter");
  await button(page, "↶ Undo").focus();
  await page.keyboard.press("Enter");
  await page.locator(".draft").waitFor({ state: "detached" });
  await button(page, "Wide").focus();
  for (let times = 0; times < 2; times += 1) await page.keyboard.press("Enter");
  await page.locator(".score .runs strong", { hasText: /^9\// }).waitFor();
  await button(page, "Out").focus();
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Wicket" }).waitFor();
}));

test("until the score is compared, no key records, and the menu has no actions of play", () => onPage({ log: asRecordedBy("bert", logOf(T20, 4)) }, async (page) => {
  const { length } = await logIn(page);
  for (const key of ["4", "w", "Enter", "Control+z", "o"]) await page.keyboard.press(key);
  assert.deepEqual(await logIn(page).then((log) => [log.length, log.some((each) => each.isVoided)]), [length, false]);
  await button(page, "☰ Menu").click();
  assert.equal(await inDialog(page).getByRole("button", { name: "Stop play, break" }).count(), 0);
  await button(page, "Close").click();
  await button(page, "Go on; the umpires decide").click();
  await page.keyboard.press("4");
  assert.equal((await logIn(page)).length, length + 1);
}));

test("an umpire in a match without an umpire's book sees the match and records nothing", () => {
  const me = { personId: "una", role: "umpire_on_field", canConfirm: true, isReadOnly: true };
  return onPage({ me, log: [] }, async (page) => {
    await page.getByRole("heading", { name: "You umpire this match" }).waitFor();
    assert.equal(await button(page, "Start innings").count(), 0);
    await page.evaluate((log) => globalThis.recorder.simulate({ log }), asRecordedBy("anna", logOf(T20, 4)));
    await page.locator(".strip .ball").first().waitFor();
    await page.keyboard.press("4");
    assert.equal((await logIn(page)).length, 4);
    await fromMenu(page, "Line-ups");
    await button(page, "Confirm: Adelaide Strikers").click();
    await inDialog(page).getByText("11 of 11 confirmed").waitFor();
  });
});

test("an administrator in a match with books is told that they keep none, and sees the match", () => {
  const me = { personId: "ada", role: "admin", canConfirm: true, isReadOnly: true };
  return onPage({ me, log: asRecordedBy("anna", logOf(T20, 4)) }, async (page) => {
    await page.getByRole("heading", { name: "You administer this match" }).waitFor();
    await page.keyboard.press("4");
    assert.equal((await logIn(page)).length, 4);
  });
});

test("a failure to record is shown in the dialog, and announced again the second time", () => onPage({}, async (page) => {
  await page.evaluate(() => { globalThis.recorder.append = () => { throw new Error("oversLimit must be 1 or more"); }; });
  await fromMenu(page, "Revised overs or target");
  await page.getByLabel("Overs of the innings").fill("15");
  await button(page, "Revise").click();
  const alert = inDialog(page).getByRole("alert").getByText("oversLimit must be 1 or more");
  await alert.waitFor();
  await alert.evaluate((node) => { node.id = "first"; });
  await button(page, "Revise").click();
  await inDialog(page).locator("#first").waitFor({ state: "detached" });
  await alert.waitFor();
  await inDialog(page).getByRole("button", { name: "Dismiss" }).click();
  await alert.waitFor({ state: "detached" });
  await button(page, "Close").click();
}));

test("a refusal by the server is shown until it is dismissed", () => onPage({}, async (page) => {
  await page.evaluate(() => globalThis.recorder.simulate({ problem: { message: "the match is locked", nth: 1 } }));
  await page.getByRole("alert").getByText("the match is locked").waitFor();
  await button(page, "Dismiss").click();
  await page.getByText("the match is locked").waitFor({ state: "detached" });
}));

test("no ball is read out on opening, each new ball once, and none again after an undo", () => onPage({}, async (page) => {
  const region = page.locator("p.visually-hidden[role=status]");
  await page.waitForTimeout(READ_OUT_MS);
  assert.equal(await region.textContent(), "");
  await page.keyboard.press("4");
  await region.getByText(/^four\. 8\/0/).waitFor();
  await page.keyboard.press("Control+z");
  await page.waitForTimeout(READ_OUT_MS);
  assert.equal(await region.textContent(), "");
}));

test("all held actions are recorded again in order, and a failure names its cause", () => {
  const { inningsNumber: _, ...ball } = logOf(T20, 5).at(-1);
  const held = ["n1", "n2"].map((nonce, place) => ({
    nonce, id: "1_5", inningsNumber: 1, fields: { ...ball, runsOffBat: place + 1, totalRuns: place + 1 }, change: null,
    reason: place ? "behind" : "invalid", field: place ? null : "runsOffBat", message: "the rules refuse it",
  }));
  return onPage({ held }, async (page) => {
    await button(page, "2 held").click();
    await inDialog(page).getByText("the entry is not valid: runsOffBat").waitFor();
    await inDialog(page).getByText("what it depends on was refused").waitFor();
    await inDialog(page).getByText("the rules refuse it").first().waitFor();
    await button(page, "Record all again, in their order").click();
    await inDialog(page).getByText("Nothing is held.").waitFor();
    assert.deepEqual((await logIn(page)).slice(-2).map((each) => each.runsOffBat), [1, 2]);
  });
});

test("each cause why recording is not allowed is shown once; an unknown cause in general words", () => {
  const { inningsNumber: _, ...ball } = logOf(T20, 5).at(-1);
  const causes = [["locked", "the match is locked"], ["role_not_begun", "the role scorer_home is not yet begun"], [undefined, "the match is kept in books"]];
  const held = causes.map(([objection, message], place) => ({
    nonce: `n${place}`, id: "1_5", inningsNumber: 1, fields: ball, change: null, reason: "not_allowed", field: null, objection, message,
  }));
  return onPage({ held }, async (page) => {
    await button(page, "3 held").click();
    const reasons = await inDialog(page).locator("li > p").evaluateAll((all) => all.map((each) => [...each.childNodes].map((node) => node.textContent)));
    assert.deepEqual(reasons, [
      ["the match is locked"],
      ["your role in this match has not begun", "the role scorer_home is not yet begun"],
      ["you may not record this here", "the match is kept in books"],
    ]);
  });
});

test("a resuming batter comes to the free end; who faces is asked only for new batters", () => {
  const players = T20.start.players.filter((each) => each.position <= 3);
  const [, , third] = players.filter((each) => each.teamId === START.battingTeamId);
  const elevenIds = Object.fromEntries([START.battingTeamId, START.bowlingTeamId].map((id) =>
    [id, players.filter((each) => each.teamId === id).map((each) => each.playerId)]));
  const conditions = { ...T20.start.setup.conditions, playersPerSide: 3 };
  const actions = [START, { type: "batter_retired", playerId: START.strikerId, as: "hurt" }];
  const out = { type: "batter_dismissed", playerId: third.playerId, wicketType: "run_out" };
  const log = (...more) => asRecordedBy("anna", logOf({ innings: [[...actions, ...more]] }, 9));
  const state = { players, setup: { ...T20.start.setup, elevenIds, conditions } };
  const faces = (page) => page.getByRole("group", { name: "Who faces next" });
  return onPage({ ...state, log: log() }, async (page) => {
    await faces(page).waitFor();
    const entries = log({ type: "batter_arrived", playerId: third.playerId }, out);
    await page.evaluate((value) => globalThis.recorder.simulate({ log: value }), entries);
    await page.getByRole("heading", { name: "Resumes, at the end that is free" }).waitFor();
    assert.equal(await faces(page).count(), 0);
    await page.locator(".person").click();
    await page.locator(".pad").waitFor();
    assert.equal((await logIn(page)).at(-1).type, "batter_resumed");
  });
});

test("a wicket added to a free hit shows that the batter is saved", () => {
  const noBall = { ...BALLS[0], extras: { noBall: 1 }, totalRuns: 1, isLegalDelivery: false };
  const log = asRecordedBy("anna", logOf({ innings: [[START, noBall, { ...BALLS[0], ballInOver: 2 }]] }, 3));
  return onPage({ log }, async (page) => {
    const wicketOf = async (place) => {
      await page.locator(".strip .ball").nth(place).click();
      await inDialog(page).getByLabel("Wicket", { exact: true }).check();
      return inDialog(page).getByText(/not out this way/).count();
    };
    assert.equal(await wicketOf(1), 1);
    await button(page, "Close").click();
    assert.equal(await wicketOf(0), 0);
  });
});

test("an action against the Laws is recorded if the umpires allowed it", () => onPage({}, async (page) => {
  const { length } = await logIn(page);
  await fromMenu(page, "Out with no ball bowled");
  await inDialog(page).getByLabel("Timed out").check();
  await button(page, "Record wicket").click();
  await page.getByRole("heading", { name: "This cannot have happened so" }).waitFor();
  await button(page, "Back").click();
  assert.equal((await logIn(page)).length, length);
  await button(page, "Record wicket").click();
  await button(page, "Record it; the umpires allowed it").click();
  assert.equal((await logIn(page)).at(-1).type, "batter_dismissed");
}));

test("after a tie a super over is started, and its balls count in it", () => {
  return onPage({ log: asRecordedBy("anna", TIE) }, async (page) => {
    await page.getByText("Match tied").waitFor();
    await button(page, "Start a super over").click();
    await page.getByRole("heading", { name: "Start super over" }).waitFor();
    assert.equal(await page.getByLabel("Batting", { exact: true }).inputValue(), T20.innings[1][0].battingTeamId);
    await button(page, "Start innings").click();
    await page.locator('.key.runs[data-runs="4"]').click();
    assert.equal(await shownScore(page), "4/0");
    await page.locator(".team", { hasText: "Super over" }).waitFor();
    const [started, four] = (await logIn(page)).slice(-2);
    assert.deepEqual([started.superOver, started.inningsNumber, four.inningsNumber], [true, 3, 3]);
  });
});

test("penalty runs and a retirement are edited in their own form, with a preview, and undone", () => {
  const penalty = { type: "penalty_awarded", toTeamId: START.battingTeamId, runs: 5, law: "Law 28" };
  const retirement = { type: "batter_retired", playerId: START.strikerId, as: "hurt" };
  const log = asRecordedBy("anna", logOf({ innings: [[START, penalty, retirement]] }, 3));
  return onPage({ log }, async (page) => {
    const edit = async (name) => {
      await button(page, "All balls").click();
      await inDialog(page).getByRole("button", { name }).click();
    };
    await edit(/^Penalty runs/);
    assert.equal(await inDialog(page).getByLabel("Runs", { exact: true }).inputValue(), "5");
    await inDialog(page).getByText("Nothing changes.").waitFor();
    await inDialog(page).getByLabel("Runs", { exact: true }).fill("10");
    await inDialog(page).locator(".preview").getByText("Score, innings 1").waitFor();
    await button(page, "Save correction").click();
    assert.equal(await shownScore(page), "10/0");
    await edit(/^Batter retired/);
    await inDialog(page).getByLabel("CA Lynn").or(inDialog(page).getByLabel("DJM Short")).first().check();
    await inDialog(page).getByLabel("Not out").check();
    await button(page, "Save correction").click();
    const { type, corrects, as, playerId } = (await logIn(page)).at(-1);
    assert.deepEqual([type, corrects, as, playerId], ["batter_retired", "1_3", "not_out", START.nonStrikerId]);
    for (let times = 0; times < 2; times += 1) await button(page, "↶ Undo").click();
    assert.equal(await shownScore(page), "5/0");
  });
});

test("the start of an innings is edited in place, with the balls that name the wrong players", () => onPage({}, async (page) => {
  const third = T20.start.players.find((each) => each.teamId === START.battingTeamId && ![START.strikerId, START.nonStrikerId].includes(each.playerId));
  await button(page, "All balls").click();
  await inDialog(page).getByRole("button", { name: "Innings started · Adelaide Strikers" }).click();
  await inDialog(page).getByText("Nothing changes.").waitFor();
  await inDialog(page).getByLabel("On strike").selectOption(third.playerId);
  await inDialog(page).getByText("3 entries behind it that name them are corrected with it.").waitFor();
  await inDialog(page).locator(".preview").getByText(third.name).first().waitFor();
  await button(page, "Save correction").click();
  await inDialog(page).waitFor({ state: "detached" });
  assert.deepEqual((await logIn(page)).slice(-4).map((each) => each.corrects), ["1_1", "1_2", "1_3", "1_4"]);
  assert.match(await page.locator(".people").textContent(), new RegExp(third.name));
  await button(page, "↶ Undo").click();
  assert.doesNotMatch(await page.locator(".people").textContent(), new RegExp(third.name));
}));

test("dialogs propose the usual case: the batting side, the batter who backed up, no end of an innings", () => onPage({}, async (page) => {
  await fromMenu(page, "Penalty runs");
  assert.ok(await inDialog(page).getByLabel("Adelaide Strikers").isChecked());
  await button(page, "Close").click();
  await fromMenu(page, "Out with no ball bowled");
  const nonStriker = (await page.locator(".people .batter:not(.facing) .name").textContent()).trim();
  assert.equal(await inDialog(page).getByLabel("Who", { exact: true }).locator("option:checked").textContent(), nonStriker);
  await button(page, "Close").click();
  await fromMenu(page, "End or declare the innings");
  assert.ok(await button(page, "End innings").isDisabled());
}));

test("rain between innings is recorded; a toss that can no longer be recorded is not offered", () => onPage({ log: asRecordedBy("anna", logOf(T20, 999)) }, async (page) => {
  await button(page, "☰ Menu").click();
  assert.equal(await inDialog(page).getByRole("button", { name: "Toss" }).count(), 0);
  await inDialog(page).getByRole("button", { name: "Stop play, break" }).click();
  await button(page, "Stop play").click();
  await page.getByText("Play is stopped: rain").waitFor();
  await button(page, "Play resumes").click();
  assert.deepEqual((await logIn(page)).slice(-2).map((each) => [each.type, each.inningsNumber]), [["play_stopped", 1], ["play_resumed", 1]]);
}));

test("long names do not widen the page beyond the phone; a Test match offers a forfeit and no super over", () => {
  const players = T20.start.players.map((each) => ({ ...each, name: `Venkatasai Lakshminarayan-Smythe Wickramasinghe ${each.name}` }));
  const setup = { ...T20.start.setup, conditions: { ...T20.start.setup.conditions, inningsPerSide: 2 } };
  return onPage({ players, setup }, async (page) => {
    await assertFits(page, "long names");
    const declared = [...T20.innings[1], { type: "innings_closed", reason: "declared" }];
    await page.evaluate((log) => globalThis.recorder.simulate({ log }), asRecordedBy("anna", logOf({ innings: [T20.innings[0], declared] }, 999, 999)));
    await page.getByRole("heading", { name: "Start innings 3" }).waitFor();
    assert.equal(await page.getByLabel("Super over").count(), 0);
    const { length } = await logIn(page);
    await page.getByRole("button", { name: /forfeit the innings$/ }).click();
    await page.getByText(/won by an innings and 1 run/).waitFor();
    assert.deepEqual((await logIn(page)).slice(length).map((each) => [each.id, each.reason]), [["3_1", undefined], ["3_2", "forfeited"]]);
    await button(page, "↶ Undo").click();
    await page.getByRole("heading", { name: "Start innings 3" }).waitFor();
  });
});

test("a refused ball is announced next to the score with its reason, and is opened from there", () => {
  const { inningsNumber: _, ...ball } = logOf(T20, 5).at(-1);
  const held = ["n1", "n2"].map((nonce) => ({
    nonce, id: "1_9", inningsNumber: 1, fields: ball, change: null, reason: "not_allowed", field: null, objection: "role_revoked", message: "",
  }));
  return onPage({}, async (page) => {
    const alerts = page.locator(".score-area").getByRole("alert");
    assert.deepEqual(await alerts.allTextContents(), ["", ""]);
    await page.evaluate((value) => globalThis.recorder.simulate({ held: value }), held);
    await alerts.getByText("2 entries not taken: your role in this match was revoked.").waitFor();
    await button(page, "Show").click();
    await page.getByRole("heading", { name: "Held entries" }).waitFor();
    for (const _each of held) await inDialog(page).getByRole("button", { name: "Discard" }).first().click();
    await alerts.getByText("not taken").waitFor({ state: "detached" });
  });
});

test("the bowler of a ball is corrected with the others of the over, or alone", () => onPage({ log: asRecordedBy("anna", logOf(T20, 6)) }, async (page) => {
  const bowlers = async () => (await page.evaluate(() => globalThis.recorder.getSnapshot().log))
    .filter((each) => each.corrects).map((each) => each.bowlerId);
  const other = T20.start.players.find(({ teamId, role, playerId }) =>
    teamId === T20.innings[0][0].bowlingTeamId && role === "playing_xi" && playerId !== T20.innings[0][0].bowlerId).playerId;
  const edit = async () => {
    await page.locator(".strip .ball").last().click();
    await inDialog(page).getByLabel("Bowler", { exact: true }).selectOption(other);
  };
  await edit();
  await inDialog(page).getByLabel("The other 4 balls of that over too").uncheck();
  await button(page, "Save correction").click();
  assert.deepEqual(await bowlers(), [other]);
  await button(page, "↶ Undo").click();
  await edit();
  await button(page, "Save correction").click();
  assert.deepEqual((await bowlers()).slice(1), Array(5).fill(other));
}));

test("batters the wrong way round are swapped from a ball on, after a confirmation", () => onPage({ log: asRecordedBy("anna", logOf(T20, 6)) }, async (page) => {
  const before = (await logIn(page)).slice(2);
  await page.locator(".strip .ball").nth(1).click();
  const swap = button(page, "Batters change places from here on (4 balls)");
  await swap.click();
  await inDialog(page).locator(".preview").last().getByText(/ faces, where the runs before put /).waitFor();
  await swap.click();
  await inDialog(page).waitFor({ state: "detached" });
  const after = (await logIn(page)).slice(-4);
  assert.deepEqual(after.map((each) => each.strikerId), before.map((each) => each.nonStrikerId));
}));

test("figures next to names in Arabic script keep their order", () => {
  const players = T20.start.players.map((each) => ({ ...each, name: "محمد بابر" }));
  return onPage({ players, log: asRecordedBy("anna", logOf(T20, 7)) }, async (page) => {
    const figures = page.locator(".over-line span", { hasText: "1.0-0-11-0" });
    const places = await figures.evaluate((span) => {
      const text = span.lastChild;
      return [...text.textContent].map((_, place) => {
        const range = document.createRange();
        range.setStart(text, place);
        range.setEnd(text, place + 1);
        return range.getBoundingClientRect().left;
      });
    });
    assert.deepEqual(places, places.toSorted((one, other) => one - other));
  });
});

test("the second tap of a double tap does not hit a control that the first one opened", async () => {
  const page = await openConsole(open.browser, open.site.url, { hasTouch: true, isMobile: true });
  await page.evaluate((log) => globalThis.recorder.simulate({ log }), asRecordedBy("anna", logOf(T20, 6)));
  const key = await page.locator('.key.runs[data-runs="1"]').boundingBox();
  const [x, y] = [key.x + key.width / 2, key.y + key.height / 2];
  for (let taps = 0; taps < 2; taps += 1) await page.touchscreen.tap(x, y);
  await page.getByRole("heading", { name: "Who bowls over 2?" }).waitFor();
  const hit = await page.evaluate(([left, top]) => document.elementFromPoint(left, top).closest("button")?.className, [x, y]);
  assert.match(hit, /^person/, "somebody who may bowl stands where the key was");
  await page.waitForTimeout(UNSEEN_MS);
  assert.equal(await page.locator(".pad").count(), 0);
  await page.touchscreen.tap(x, y);
  await page.locator(".pad").waitFor();
  await page.waitForTimeout(UNSEEN_MS);
  await page.evaluate((log) => globalThis.recorder.simulate({ log }), asRecordedBy("anna", logOf(T20, 6)));
  await page.mouse.dblclick(x, y);
  await page.waitForTimeout(UNSEEN_MS);
  assert.equal(await page.locator(".pad").count(), 0, "nor does that of a double click");
  assert.deepEqual(page.failures, []);
  await page.context().close();
});
