// Adds balls to the page of a match one after the other, and asserts that no layout shifts.

import assert from "node:assert/strict";
import { watchShifts } from "../browser.mjs";
import { backendOf, openPage } from "./site.mjs";

/** Add a number of balls in a window of a size; a wicket falls at the 18th. */
export async function assertNothingMoves(t, browser, size, balls) {
  const server = await backendOf(t, "live");
  const page = await openPage(t, browser, server, "/m/1386111", { size });
  await page.getByText("Updating").first().waitFor();
  await page.waitForTimeout(300);
  const shifts = await watchShifts(page);
  let place = "";
  for (let ball = 0; ball < balls; ball += 1) {
    const changed = server.backend.step();
    const words = changed["tickers/1386111"]?.lastBall?.commentary;
    if (words) await page.locator(".last-ball", { hasText: words.split(". ")[0] }).waitFor();
    place = words?.split(" ")[0] ?? place;
    await page.waitForTimeout(60);
  }
  await page.locator(".line").first().filter({ hasText: place }).waitFor();
  await page.waitForTimeout(300);
  assert.deepEqual(await shifts(), []);
  assert.deepEqual(page.complaints, []);
}
