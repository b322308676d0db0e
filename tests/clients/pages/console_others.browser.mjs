// Tests the console with other devices and books: overtaken balls, and balls missing in this book.

import assert from "node:assert/strict";
import { test } from "node:test";
import { logOf, match } from "../console/matches.mjs";
import { button, asRecordedBy, consoleOf, CONSENSUS, inDialog, shownScore } from "./console_site.mjs";

const T20 = match("1386111");
const { onPage: openPageWith } = consoleOf(T20.start);
const LOG = asRecordedBy("anna", logOf(T20, 6).map((each) => ({ ...each, nonce: `n${each.id}` })));
const onPage = (more, use) => openPageWith({ log: LOG, ...more }, use);
const logIn = (page) => page.evaluate(() => globalThis.recorder.getSnapshot().log);

/** Let the server refuse the last ball: a six by Bert takes its place. */
const refuseLast = (page) => page.evaluate(() => {
  const { log } = globalThis.recorder.getSnapshot();
  const { id, nonce, ...fields } = log.at(-1);
  const theirs = { ...log.at(-1), nonce: "bert's", recordedBy: "bert", runsOffBat: 6, totalRuns: 6 };
  const held = [{ nonce, id, inningsNumber: 1, fields, reason: "overtaken", message: "", field: null, change: null }];
  globalThis.recorder.simulate({ log: [...log.slice(0, -1), theirs], held });
});

test("the dialog of a ball refused meanwhile says so and corrects no other device's ball", () => onPage({}, async (page) => {
  for (const name of [null, "Insert a forgotten ball after this one", /^Undo back to here/]) {
    await page.evaluate((log) => globalThis.recorder.simulate({ log, held: [] }), LOG);
    await page.locator(".strip .ball").last().click();
    if (name) await inDialog(page).getByRole("button", { name }).click();
    await inDialog(page).locator("button[type=submit]").waitFor();
    await refuseLast(page);
    await inDialog(page).getByText("This entry is not in the log.").waitFor();
    assert.equal(await inDialog(page).locator("button[type=submit]").count(), 0);
    assert.equal((await logIn(page)).length, LOG.length);
    await button(page, "Close").click();
    await inDialog(page).waitFor({ state: "detached" });
  }
}));

test("Undo takes back no action of another device, and says why", () => onPage({}, async (page) => {
  await page.keyboard.press("4");
  await refuseLast(page);
  const score = await shownScore(page);
  await button(page, "↶ Undo").click();
  await page.getByRole("alert").getByText("another device has recorded since").waitFor();
  assert.equal(await shownScore(page), score);
  await button(page, "1 held").click();
  await button(page, "Record again").click();
  await inDialog(page).getByText("Nothing is held.").waitFor();
  await button(page, "Close").click();
  await button(page, "↶ Undo").click();
  assert.equal(await shownScore(page), score);
  assert.deepEqual((await logIn(page)).slice(-2).map((each) => each.isVoided), [false, true]);
}));

test("a ball missing in this book is inserted from its dispute, not after a ball that the page names", () => {
  const [{ claims }] = CONSENSUS.disputes;
  const dispute = { id: "1_3_away_1_41_bert", inningsNumber: 1, kind: "extra", entry: null, claims: claims.filter((each) => !each.isMine) };
  return onPage({ consensus: { ...CONSENSUS, blockedAt: null, disputes: [dispute] } }, async (page) => {
    await button(page, "1 dispute").click();
    await inDialog(page).getByRole("button", { name: /^I missed it/ }).click();
    assert.deepEqual(await page.evaluate(() => globalThis.recorder.bookCalls), [{ method: "putIn", args: [dispute.id, "away"] }]);
  });
});

test("after the end of the match no key opens a form that could record nothing", () => onPage({ log: asRecordedBy("anna", logOf(T20, 999, 999)) }, async (page) => {
  await page.keyboard.press("o");
  await page.keyboard.press("Control+z");
  await page.locator(".pad").waitFor();
  assert.equal(await inDialog(page).count(), 0);
  await page.keyboard.press("o");
  await page.getByRole("heading", { name: "Wicket" }).waitFor();
}));
