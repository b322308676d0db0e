// Tests the console with the keyboard alone: where the focus is after a control has disappeared, and which keys apply.

import assert from "node:assert/strict";
import { test } from "node:test";
import { logOf, match } from "../console/matches.mjs";
import { button, asRecordedBy, consoleOf, inDialog, TIE } from "./console_site.mjs";

const T20 = match("1386111");
const [FIRST] = T20.innings;
const { onPage } = consoleOf(T20.start);
const mine = (...counts) => asRecordedBy("anna", logOf(T20, ...counts));
const overStart = (over) => FIRST.findIndex(({ overNumber }) => overNumber === over);

/** Press a button by the keyboard. */
async function press(control) {
  await control.focus();
  await control.press("Enter");
}

/** Wait until a part of the page has the focus: the pad, or a panel's or dialog's heading. */
const focusIsOn = (page, selector, text = "") => page.locator(`${selector}:focus`, { hasText: text }).waitFor({ timeout: 5000 });

async function wicketByKey(page) {
  await page.keyboard.press("o");
  await inDialog(page).getByLabel("Bowled", { exact: true }).check();
  await press(button(page, "Record wicket"));
}

test("the focus is on the panel or the pad after the control that had it has disappeared", () => onPage({ log: mine(overStart(3)) }, async (page) => {
  await press(page.locator(".person:enabled").first());
  await focusIsOn(page, ".pad");
  await press(button(page, "Out"));
  await focusIsOn(page, "dialog h2", "Wicket");
  await inDialog(page).getByLabel("Bowled", { exact: true }).check();
  await press(button(page, "Record wicket"));
  await focusIsOn(page, ".panel h2", "Who comes in?");
  await press(page.locator(".person:enabled").first());
  await focusIsOn(page, ".pad");
  await press(page.locator(".strip .ball").last());
  for (let times = 0; times < 2; times += 1) await press(button(page, "Remove this"));
  await focusIsOn(page, ".panel h2", /^Who bowls over 4/);
  await press(button(page, "☰ Menu"));
  await press(button(page, "Close"));
  await focusIsOn(page, ".top .button", "Menu");
}));

test("a panel that a key has brought gets the focus, and a dialog keeps it when an entry is gone", () => {
  const fields = { type: "delivery", overNumber: 0, ballInOver: 2, runsOffBat: 4, extras: {}, totalRuns: 4 };
  const held = [{ nonce: "n1", id: "1_3", inningsNumber: 1, reason: "overtaken", message: "", field: null, change: null, fields }];
  return onPage({ log: mine(overStart(3) - 1), held }, async (page) => {
    await press(button(page, "1 held"));
    await press(button(page, "Discard"));
    await focusIsOn(page, "dialog h2", "Held entries");
    await page.keyboard.press("Escape");
    await page.keyboard.press("1");
    await focusIsOn(page, ".panel h2", /^Who bowls over 4/);
  });
});

test("Enter records the ball after its notes are kept, and the focus is on the button that opened them", () => onPage({ log: mine(overStart(3) - 1) }, async (page) => {
  for (const key of ["h", "2"]) await page.keyboard.press(key);
  await press(button(page, "Stroke, note"));
  await inDialog(page).getByLabel("Note", { exact: true }).fill("dropped at slip");
  await press(inDialog(page).locator("button[type=submit]"));
  await focusIsOn(page, ".pad .key", "Stroke, note");
  await page.keyboard.press("Enter");
  await page.locator(".draft").waitFor({ state: "detached" });
  assert.equal((await page.evaluate(() => globalThis.recorder.getSnapshot().log.at(-1))).note, "dropped at slip");
}));

test("after the result is confirmed, and when a super over is begun, the focus stays in the panel", () => onPage({ log: mine(999, 999) }, async (page) => {
  await press(button(page, "Confirm the result"));
  await focusIsOn(page, ".panel h2", "Match over");
  await page.evaluate((log) => globalThis.recorder.simulate({ log }), asRecordedBy("anna", TIE));
  await press(button(page, "Start a super over"));
  await focusIsOn(page, ".panel h2", "Start super over");
  await press(button(page, "Back"));
  await focusIsOn(page, ".panel h2", "Match over");
  assert.equal((await page.evaluate(() => globalThis.recorder.getSnapshot().log)).length, TIE.length);
}));

test("Enter that is held down presses a button once", () => onPage({ log: mine(overStart(3) - 4) }, async (page) => {
  const logIn = () => page.evaluate(() => globalThis.recorder.getSnapshot().log);
  const { length } = await logIn();
  const hold = async (control) => {
    await control.focus();
    for (let times = 0; times < 4; times += 1) await page.keyboard.down("Enter");
    await page.keyboard.up("Enter");
  };
  await hold(page.locator('.key.runs[data-runs="1"]'));
  assert.equal((await logIn()).length, length + 1);
  await page.locator(".strip .ball").last().click();
  await hold(button(page, "Remove this"));
  await inDialog(page).locator(".button.danger", { hasText: "Remove this" }).waitFor();
  assert.ok((await logIn()).every((each) => !each.isVoided), "the removal was only previewed");
}));

test("Enter names no bowler while a batter is asked for", () => onPage({ log: mine(overStart(3) - 1) }, async (page) => {
  await wicketByKey(page);
  await page.getByRole("heading", { name: "Who comes in?" }).waitFor();
  await page.keyboard.press("Enter");
  await page.locator(".person:enabled").first().click();
  await page.getByRole("heading", { name: /^Who bowls over 4/ }).waitFor();
  await page.keyboard.press("Enter");
  await page.locator(".pad").waitFor();
}));

test("no key enters a part of a ball while the pad is not shown", () => onPage({ log: mine(overStart(3)) }, async (page) => {
  await page.getByRole("heading", { name: /^Who bowls/ }).waitFor();
  for (const key of ["w", "h", "4"]) await page.keyboard.press(key);
  await page.locator(".person:enabled").first().click();
  await page.locator(".pad").waitFor();
  assert.equal(await page.locator(".draft").count(), 0);
}));
