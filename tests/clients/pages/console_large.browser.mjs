// Tests the console on the smallest phone with text twice as large: score, keys and a dispute are readable.

import assert from "node:assert/strict";
import { test } from "node:test";
import { consoleOf, CONSENSUS, inDialog } from "./console_site.mjs";
import { logOf, match } from "../console/matches.mjs";

const T20 = match("1386111");
const { onPage } = consoleOf({ ...T20.start, log: logOf(T20, 22) });

/** Return the elements that extend beyond the page or, inside a key, beyond the key; elements that scroll are left out. */
const elementsBeyond = (page, within) => page.locator(within).evaluateAll((all) => all
  .filter((each) => each.getClientRects().length > 0 && !each.closest(".strip, .visually-hidden"))
  .filter((each) => each.getBoundingClientRect().right > innerWidth + 0.5 || each.scrollWidth > each.clientWidth + 1)
  .map((each) => `${each.tagName}.${each.className} ${each.textContent.slice(0, 20)}`));

async function enlarge(page) {
  await page.setViewportSize({ width: 320, height: 568 });
  await page.evaluate(() => (document.documentElement.style.fontSize = "200%"));
}

test("with text twice as large neither the score nor the label of a key is cut off", () => onPage({}, async (page) => {
  assert.equal(await page.locator(".keys .key").evaluateAll((all) => new Set(all.map((each) => each.offsetLeft)).size), 4);
  await enlarge(page);
  assert.deepEqual(await elementsBeyond(page, ".score, .score .runs, .facts, .facts li, .people .figures, .key, .pad-foot .button"), []);
  const [wide, room] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
  assert.ok(wide <= room, `${wide} pixels wide in ${room}`);
}));

test("claims that look alike show their difference, and the dialog's title is not cut off", () => {
  const claims = CONSENSUS.disputes[0].claims.map((each, place) =>
    ({ ...each, ball: { ...each.ball, runsOffBat: 1, strikerId: T20.start.players[place].playerId } }));
  const consensus = { ...CONSENSUS, disputes: [{ ...CONSENSUS.disputes[0], claims }] };
  return onPage({ consensus }, async (page) => {
    await page.getByRole("button", { name: "1 dispute" }).click();
    for (const { name } of T20.start.players.slice(0, 2)) await inDialog(page).getByText(`striker: ${name}`).waitFor();
    await enlarge(page);
    const parts = await inDialog(page).getByRole("heading", { level: 2 }).evaluate(({ firstChild: text }) => {
      const range = document.createRange();
      range.setStart(text, 0);
      range.setEnd(text, "Other".length);
      return range.getClientRects().length;
    });
    assert.equal(parts, 1, "a word of the title is broken");
    assert.deepEqual(await elementsBeyond(page, "dialog[open], dialog[open] .button, .status .badge"), []);
  });
});
