// The officials' desk on the emulators: an official signs in, confirms, rules and locks.

import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { doc, setDoc, updateDoc } from "firebase/firestore";
import { administrator, serverDoc } from "../devices.mjs";
import {
  assertAccessible, assertQuiet, DESKTOP, openBrowser, openPage, PHONE, screenshot,
} from "./browser.mjs";

const { DISPUTED, OFFICIAL, PASSWORD, SCORER } = process.env;
const HOSTILE = `<img src=x onerror="document.title='broken'">`;

let browser;
before(async () => {
  browser = await openBrowser();
});
after(() => browser.close());

/** The desk of the disputed match, with somebody signed in. */
async function openDesk(t, email = OFFICIAL, options = {}, path = `/desk/${DISPUTED}`) {
  const page = await openPage(t, browser, options);
  await page.goto(path);
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByText(`Signed in as ${email}`).first().waitFor();
  return page;
}

const button = (page, name) => page.getByRole("button", { name, exact: true });
const match = (t) => ({ id: DISPUTED, admin: administrator(t) });

test("an official finds the match among their own", async (t) => {
  const page = await openDesk(t, OFFICIAL, {}, "/desk/");
  await page.getByText("On-field umpire").first().waitFor();
  await assertAccessible(page);
  await screenshot(page, "desk-matches-phone-light");
  await page.locator(`a[href="/desk/${DISPUTED}"]`).click();
  await page.getByRole("heading", { level: 1, name: / v / }).waitFor();
  assertQuiet(page);
});

test("an official confirms that they come, and the line-ups", async (t) => {
  const page = await openDesk(t, OFFICIAL, { size: PHONE });
  await page.getByRole("heading", { name: "Your attendance" }).waitFor();
  await page.getByText("0 of 11 confirmed").first().waitFor();
  await assertAccessible(page);
  await screenshot(page, "desk-match-phone-light", { fullPage: true });
  await button(page, "I am coming: On-field umpire").click();
  await button(page, "I am at the ground: On-field umpire").click();
  await page.getByText(/^At the ground, since/).waitFor();
  const side = page.locator(".side").first();
  await side.getByRole("button", { name: /^Confirm \w+ [^o]/ }).first().waitFor();
  await side.locator("li").first().getByRole("button").click();
  await side.getByText("1 of 11 confirmed").waitFor();
  await side.getByRole("button", { name: /^Confirm 10 players of / }).click();
  await side.getByText("11 of 11 confirmed").waitFor();
  assert.equal(await side.getByRole("button").count(), 0);
  assertQuiet(page);
});

test("an official rules on a dispute, and the score goes on", async (t) => {
  const page = await openDesk(t, OFFICIAL, { size: DESKTOP, theme: "dark" });
  await page.getByText("The score waits").waitFor();
  await assertAccessible(page);
  await screenshot(page, "desk-match-desktop-dark", { fullPage: true });
  await page.getByRole("button", { name: /^Rule on Innings 1, ball / }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Make the ruling" }).click();
  await dialog.getByText("Choose what happened.").waitFor();
  await dialog.getByText("Give a reason.").waitFor();
  await assertAccessible(page);
  await screenshot(page, "desk-ruling-desktop-dark");
  await dialog.getByLabel(/Away scorer/).check();
  await dialog.getByLabel(/^Reason/).fill("It carried over the rope.");
  await dialog.getByRole("button", { name: "Make the ruling" }).click();
  await page.getByText("The scorers agree.").waitFor();
  await page.getByText("Resolved (1)").click();
  await page.getByText("the umpire ruled (ruling 1)").waitFor();
  await assertAccessible(page);
  const ruling = await serverDoc(match(t), "rulings", "1");
  assert.equal(ruling.accepts, "away");
  assert.equal(ruling.decidedAs, "match_referee");
  assertQuiet(page);
});

test("an official rules what they saw themselves", async (t) => {
  const { admin } = match(t);
  const page = await openDesk(t, OFFICIAL, { theme: "dark" });
  const bowled = {
    type: "delivery", overNumber: 5, ballInOver: 1, strikerId: "a90e53ec", nonStrikerId: "1a156c88",
    bowlerId: "somebody", runsOffBat: 0, extras: {}, totalRuns: 0, isLegalDelivery: true, isWicket: false,
  };
  const claim = (personId, runsOffBat) => ({ personId, entryId: "1_40", versionId: "1_40", ball: { ...bowled, runsOffBat } });
  await setDoc(doc(admin, "matches", DISPUTED, "disputes", "1_40"), {
    id: "1_40", matchId: DISPUTED, status: "open", inningsNumber: 1, place: 40, kind: "score", blocks: false,
    fields: ["score"], claims: { home: claim("one", 0), away: claim("two", 4) },
  });
  await page.getByRole("button", { name: "Rule on Innings 1, ball 5.1" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Something else").check();
  await dialog.getByLabel("Runs off the bat").fill("2");
  await dialog.getByRole("combobox", { name: "Extra" }).selectOption("noBall");
  await dialog.getByLabel(/^Reason/).fill("I signalled a no-ball; they ran two.");
  await assertAccessible(page);
  await screenshot(page, "desk-ruling-phone-dark");
  await dialog.getByRole("button", { name: "Make the ruling" }).click();
  await dialog.waitFor({ state: "detached" });
  const { accepts, action } = await serverDoc(match(t), "rulings", "2");
  assert.equal(accepts, "action");
  assert.deepEqual(action, { ...bowled, runsOffBat: 2, extras: { noBall: 1 }, totalRuns: 3, isLegalDelivery: false });
  assertQuiet(page);
});

test("what users wrote is text, never HTML", async (t) => {
  const { admin } = match(t);
  const page = await openDesk(t);
  await setDoc(doc(admin, "matches", DISPUTED, "live", "health"), {
    matchId: DISPUTED, problemCount: 3,
    problems: [
      { actionId: "1_2", code: "wrong_bowler", severity: "warning", message: `bowlerId: ${HOSTILE}`, law: "Law 17.6" },
      { actionId: "1_3", code: "innings_over", severity: "error", message: "innings 1 is over", law: null },
    ],
  });
  await updateDoc(doc(admin, "matches", DISPUTED), { homeTeamName: HOSTILE });
  await page.getByRole("heading", { level: 1, name: HOSTILE }).waitFor();
  await page.getByText(`bowlerId: ${HOSTILE}`).waitFor();
  await page.getByText("Field bowlerId · Law 17.6").waitFor();
  await page.getByText("1 more are not listed.").waitFor();
  const first = page.locator(".problem").first();
  await first.getByText("Innings 1, ball 0.2").waitFor();
  assert.match(await first.textContent(), /Not countedInnings 1, ball 0\.2/);
  assert.equal(await page.locator("img").count(), 0);
  assert.doesNotMatch(await page.title(), /^broken/);
  await assertAccessible(page);
  await screenshot(page, "desk-health-phone-light", { fullPage: true });
  assertQuiet(page);
});

test("the scorers' desk decides nothing", async (t) => {
  const page = await openDesk(t, SCORER, { theme: "dark" });
  await page.getByText("You hold no role in this match").waitFor();
  await page.getByText("The referee locks a match.").waitFor();
  assert.equal(await page.locator("main").getByRole("button").count(), 0);
  await assertAccessible(page);
  assertQuiet(page);
});

test("a referee locks the match, after being asked", async (t) => {
  const page = await openDesk(t, OFFICIAL, { size: DESKTOP });
  await button(page, "Lock the match …").click();
  await button(page, "Lock it").waitFor();
  await assertAccessible(page);
  await screenshot(page, "desk-lock-desktop-light");
  await button(page, "Cancel").click();
  assert.equal(await page.getByRole("dialog").count(), 0);
  await button(page, "Lock the match …").click();
  await button(page, "Lock it").click();
  await page.getByText(/^Locked by /).waitFor();
  const { lockedBy } = await serverDoc(match(t));
  assert.ok(lockedBy);
  await assertAccessible(page);
  assertQuiet(page);
});
