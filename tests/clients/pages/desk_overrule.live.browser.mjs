// Tests overruling at the desk: the ruling in force, the new one, and the changes are shown. On the
// emulators; each test has a match of its own.

import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { collection, doc, getDocs, onSnapshot, setDoc, Timestamp, updateDoc } from "firebase/firestore";
import { serverDoc } from "../devices.mjs";
import { assertAccessible, assertFits, assertQuiet, DESKTOP, openBrowser, PHONE, screenshot } from "./browser.mjs";
import { at, captainOf, dispute, newMatch, person, claimOf } from "./desk_matches.mjs";
import { openDesk as openDeskIn } from "./desk_signed_in.mjs";

const [HOME, AWAY, UMPIRE] = ["کراچی کنگز", "لاہور قلندرز", "علیم ڈار (2)"];
/** The striker of the disputed ball. */
const STRIKER = "a90e53ec";

let browser;
before(async () => {
  browser = await openBrowser();
});
after(() => browser.close());

/** Return a match with a dispute resolved by ruling 1 for the home scorer; the away scorer has the striker out. */
async function ruledMatch(t) {
  const match = await newMatch(t, { homeTeamName: HOME, awayTeamName: AWAY });
  const lineups = await getDocs(collection(match.admin, "matches", match.id, "lineups"));
  await Promise.all(lineups.docs.filter((each) => each.data().playerId === STRIKER).map((each) => updateDoc(each.ref, { playerName: "بابر اعظم" })));
  await setDoc(doc(match.admin, "people", `umpire-${match.id}`), { displayName: UMPIRE });
  const away = claimOf("two", "1_31", 1);
  const wicket = { type: "run_out", dismissedPlayerId: STRIKER };
  await dispute(match, 31, {
    status: "resolved", method: "umpire", rulingNumber: 1, raisedAt: Timestamp.fromMillis(1000), resolvedAt: Timestamp.now(),
    claims: { home: claimOf("one", "1_31", 4), away: { ...away, ball: { ...away.ball, isWicket: true, wicket } } },
  });
  await rule(match, 1, "home");
  const ticker = doc(match.admin, "tickers", match.id);
  await scoreCounted(ticker);
  await setDoc(ticker, {
    inningsNumber: 1, teams: [{ name: HOME, shortName: "کراچی" }], innings: [{ team: 0, runs: 34, wickets: 1, overs: 5.1 }],
  });
  return match;
}

/** Wait until the functions have counted all balls and write the score no more. */
const scoreCounted = (ticker) => new Promise((resolve, reject) => {
  const stop = onSnapshot(ticker, (snap) => {
    if (!snap.data()?.innings?.length) return;
    stop();
    resolve();
  }, reject);
});

/** Write an umpire's ruling, or with `more` another's, bypassing the rules. */
const rule = (match, number, accepts, more = {}) => setDoc(at(match, "rulings", String(number)), {
  id: String(number), number, matchId: match.id, nonce: `ruling-${number}`, follows: "", kind: "dispute", method: "umpire", accepts,
  disputeId: "1_31", entries: { home: "1_31", away: "1_31" }, persons: { home: "one", away: "two" },
  reason: "اس نے رسی کو چھوا (4)", decidedBy: `umpire-${match.id}`, decidedAs: "umpire_on_field", createdAt: Timestamp.now(), ...more,
});

async function openDesk(t, ...of) {
  const page = await openDeskIn(t, browser, ...of);
  await page.getByText("Resolved (1)").click();
  return page;
}

/** Wait until the focused element starts with a text. */
const focused = (page, begins) => page.waitForFunction((text) => document.activeElement.textContent.startsWith(text), begins);

test("an official overrules a ruling by keyboard after reading the ruling in force and the changes", async (t) => {
  const match = await ruledMatch(t);
  const page = await openDesk(t, match, await person(t, match, ["match_referee"]), { size: DESKTOP });
  await page.getByText("Ruling 1: the word of the home scorer: 4 runs").waitFor();
  await page.getByText(`\u2068${UMPIRE}\u2069, On-field umpire · `).waitFor();
  await page.getByText("Stands", { exact: true }).waitFor();
  await assertAccessible(page);
  await screenshot(page, "desk-ruled-desktop-light", { fullPage: true });
  await page.getByRole("button", { name: "Overrule ruling 1 on Innings 1, ball 5.1" }).focus();
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: "Overrule ruling 1: Innings 1, ball 5.1" });
  const methods = await dialog.getByLabel("How was it decided?").locator("option").allTextContents();
  assert.deepEqual(methods, ["The umpires decided"], "what ranks lower would change nothing");
  await dialog.getByRole("radio", { name: /Home scorer/ }).check();
  await dialog.getByLabel(/^Reason/).fill("The film shows him short.");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await dialog.getByText("That is what stands already: choose what else happened.").waitFor();
  await screenshot(page, "desk-overrule-desktop-light");
  await dialog.getByRole("radio", { name: /Away scorer/ }).focus();
  await page.keyboard.press("Space");
  await assertAccessible(page, "choosing");
  await dialog.getByRole("button", { name: "Look at what changes" }).focus();
  await page.keyboard.press("Enter");
  await dialog.getByText("Innings 1: 34 for 1 becomes 31 for 2 (3 runs fewer, 1 wicket more).").waitFor();
  await focused(page, "Overrule it?");
  await dialog.getByText("1 run, \u2068بابر اعظم\u2069 out, run out").waitFor();
  await assertAccessible(page, "asking");
  await screenshot(page, "desk-overrule-sure-desktop-light");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter"); // back, with the typed text
  await focused(page, "What stands now");
  assert.equal(await dialog.getByLabel(/^Reason/).inputValue(), "The film shows him short.");
  await dialog.getByRole("button", { name: "Look at what changes" }).click();
  await dialog.getByRole("button", { name: "Overrule ruling 1" }).click();
  await dialog.waitFor({ state: "detached" });
  await page.locator(".done-message").getByText("Ruling 2 is made, and overrules ruling 1; the score follows.").waitFor();
  await page.getByText("Ruling 2: the word of the away scorer: 1 run, \u2068بابر اعظم\u2069 out, run out").waitFor();
  await page.getByText("Overruled", { exact: true }).waitFor();
  await focused(page, "Overrule ruling 2");
  const { overrules, accepts, action, entries, follows, decidedAs } = await serverDoc(match, "rulings", "2");
  assert.deepEqual([overrules, accepts, follows, decidedAs], [1, "action", "ruling-1", "match_referee"]);
  assert.deepEqual([action.runsOffBat, action.wicket.type, entries], [1, "run_out", { home: "1_31", away: "1_31" }]);
  assertQuiet(page);
});

test("a ruling that arrives meanwhile is in force, and a lower rank cannot overrule it", async (t) => {
  const match = await ruledMatch(t);
  const page = await openDesk(t, match, await person(t, match, ["umpire_on_field"]), { size: PHONE });
  await page.getByRole("button", { name: /^Overrule ruling 1 on / }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("There was no such ball").check();
  await dialog.getByLabel(/^Reason/).fill("It was dead.");
  await dialog.getByRole("button", { name: "Look at what changes" }).click();
  await dialog.getByText("Innings 1: 34 for 1 becomes 30 for 1 (4 runs fewer, 1 legal ball fewer).").waitFor();
  await assertAccessible(page);
  await assertFits(page, "asking");
  await screenshot(page, "desk-overrule-sure-phone-light");
  await rule(match, 2, "away");
  await dialog.getByText("Another ruling has come meanwhile: it is what stands now.").waitFor();
  await dialog.getByText(/^Ruling 2: the word of the away scorer/).waitFor();
  assert.equal(await dialog.getByRole("radio", { checked: true }).count(), 0);
  assert.equal(await dialog.getByLabel(/^Reason/).inputValue(), "It was dead.");
  await screenshot(page, "desk-overrule-moved-phone-light");
  await updateDoc(at(match), { lockedAt: Timestamp.now(), lockedBy: "somebody" });
  await dialog.getByText("The match is locked: an administrator alone rules, or opens it again.").waitFor();
  assert.equal(await dialog.getByRole("button", { name: "Look at what changes" }).count(), 0);
  await dialog.getByRole("button", { name: "Close" }).click();
  assert.equal(await page.getByRole("button", { name: /^Overrule / }).count(), 0);
  await page.getByText("Ruling 1: the word of the home scorer").waitFor();
  assertQuiet(page);
});

test("a captain's dialog shows that an umpire's ruling, made meanwhile, ranks higher", async (t) => {
  const match = await ruledMatch(t);
  const who = await person(t, match, []);
  await captainOf(match, who);
  const agreed = { method: "captains", accepts: "home" };
  await rule(match, 1, "home", { ...agreed, decidedAs: "captain_home", decidedBy: who.personId });
  await rule(match, 2, "home", { ...agreed, decidedAs: "captain_away", decidedBy: "another" });
  const page = await openDesk(t, match, who);
  await page.getByRole("button", { name: /^Overrule ruling 2 on / }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("There was no such ball").check();
  await rule(match, 3, "away");
  await dialog.getByText("Ruling 3 ranks higher than yours would: you cannot overrule it.").waitFor();
  assert.equal(await dialog.getByRole("button", { name: "Look at what changes" }).count(), 0);
  assert.equal(await dialog.getByLabel("How was it decided?").inputValue(), "captains");
});
