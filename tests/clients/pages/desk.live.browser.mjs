// Tests the officials' desk on the emulators: an official signs in, confirms, rules and locks.

import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { collection, doc, getDoc, getDocs, setDoc, Timestamp, updateDoc } from "firebase/firestore";
import { administrator, claim, device, PASSWORD as OWN_PASSWORD, serverDoc } from "../devices.mjs";
import {
  assertAccessible, assertFits, assertQuiet, DESKTOP, newPage, openBrowser, openPage, PHONE, screenshot, SECONDS,
} from "./browser.mjs";
import { signIn } from "./desk_signed_in.mjs";

const { DISPUTED, OFFICIAL, PASSWORD, SCORER } = process.env;
const HOSTILE = `<img src=x onerror="document.title='broken'">`;

let browser;
before(async () => {
  browser = await openBrowser();
});
after(() => browser.close());

/** Open the desk of the disputed match with an account signed in. */
async function openDesk(t, email, { password = PASSWORD, ...options } = {}) {
  const page = await openPage(t, browser, options);
  await page.goto(`/desk/${DISPUTED}`);
  await signIn(page, email, password);
  return page;
}

const desks = new Map();

/** Open the official's desk again; they sign in once on a device of each size. */
async function officialsDesk({ size = PHONE, theme = "light", path = `/desk/${DISPUTED}` } = {}) {
  const known = desks.get(size);
  const page = known ?? (await newPage(browser, { size }));
  desks.set(size, page);
  if (!known) {
    await page.goto(`/desk/${DISPUTED}`);
    await signIn(page, OFFICIAL, PASSWORD);
  }
  page.complaints.length = 0;
  await page.emulateMedia({ colorScheme: theme });
  await page.goto(path);
  await page.getByText(`Signed in as ${OFFICIAL}`).first().waitFor();
  return page;
}

/** Open the desk with a new account; `grant` first gives it a role or a claim. */
async function openDeskAs(t, name, grant, options = {}) {
  const email = `${name}-${DISPUTED}@example.com`;
  await grant(await device(t, email));
  return openDesk(t, email, { password: OWN_PASSWORD, ...options });
}

/** Grant a role in a team or a school, in force since an hour ago. */
async function appoint(t, collection, owner, role, { personId }, more = {}) {
  const [[field, ownerId]] = Object.entries(owner);
  const id = [ownerId, personId].map((each) => each.replaceAll("_", "~")).join("_");
  await setDoc(doc(match(t).admin, collection, `${id}_${role}`), {
    [field]: ownerId, personId, role, startDate: Timestamp.fromMillis(Date.now() - 3_600_000), ...more,
  });
}

const BOWLED = {
  type: "delivery", overNumber: 5, ballInOver: 1, strikerId: "a90e53ec", nonStrikerId: "1a156c88",
  bowlerId: "somebody", runsOffBat: 0, extras: {}, totalRuns: 0, isLegalDelivery: true, isWicket: false,
};

/** Write a dispute that does not hold back the score, without its entries. */
async function dispute(t, place) {
  const id = `1_${place}`;
  const claimOf = (personId, runsOffBat) => ({ personId, entryId: id, versionId: id, ball: { ...BOWLED, ballInOver: 3, runsOffBat } });
  await setDoc(doc(match(t).admin, "matches", DISPUTED, "disputes", id), {
    id, matchId: DISPUTED, status: "open", inningsNumber: 1, place, kind: "score", blocks: false,
    fields: ["score"], claims: { home: claimOf("one", 0), away: claimOf("two", 4) },
  });
}

/** Wait until a condition holds for a document. */
async function until(t, path, holds) {
  for (const end = Date.now() + SECONDS * 1000; Date.now() < end;) {
    const data = await serverDoc(match(t), ...path);
    if (data && holds(data)) return data;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`${path.join("/")} did not become what was waited for`);
}

/** Append one more ball to a scorer's book; return its id. */
async function recordNext(t, personId) {
  const book = collection(match(t).admin, "matches", DISPUTED, "scorebooks", personId, "entries");
  const entries = (await getDocs(book)).docs.map((each) => each.data());
  const last = entries.reduce((one, other) => (other.sequenceNumber > one.sequenceNumber ? other : one));
  const sequenceNumber = last.sequenceNumber + 1;
  const id = `${last.inningsNumber}_${sequenceNumber}`;
  const times = { createdAt: Timestamp.now(), updatedAt: Timestamp.now() };
  const place = { id, sequenceNumber, nonce: `${id}-${personId}`, follows: last.nonce, ballInOver: last.ballInOver + 1 };
  await setDoc(doc(book, id), { ...last, ...place, ...times });
  return id;
}

/** Void an entry of a scorer's book. */
const withdraw = (t, personId, id) =>
  updateDoc(doc(match(t).admin, "matches", DISPUTED, "scorebooks", personId, "entries", id), { isVoided: true, updatedAt: Timestamp.now() });

/** Assert that the signed-in person's list has the disputed match with their role. */
async function findAmongOwn(page, part) {
  await page.goto("/desk/");
  const row = page.locator("li", { has: page.locator(`a[href="/desk/${DISPUTED}"]`) });
  await row.getByText(part).waitFor();
}

const button = (page, name) => page.getByRole("button", { name, exact: true });
/** Wait until the focus is on a row or a heading with this text, because the pressed button is gone. */
const focusKept = (page, text) => page.waitForFunction(
  ([source]) => document.activeElement !== document.body && new RegExp(source).test(document.activeElement.textContent), [text.source]);
const match = (t) => ({ id: DISPUTED, admin: administrator(t) });

test("an official finds the match in their list", async (t) => {
  const page = await officialsDesk({ path: "/desk/" });
  await page.getByText("On-field umpire").first().waitFor();
  await assertAccessible(page);
  await screenshot(page, "desk-matches-phone-light");
  await page.locator(`a[href="/desk/${DISPUTED}"]`).click();
  await page.getByRole("heading", { level: 1, name: / v / }).waitFor();
  assertQuiet(page);
});

test("an official confirms their coming, and the line-ups", async (t) => {
  const page = await officialsDesk({ size: PHONE });
  await page.getByRole("heading", { name: "Your attendance" }).waitFor();
  await page.getByText("0 of 11 confirmed").first().waitFor();
  await assertAccessible(page);
  await screenshot(page, "desk-match-phone-light", { fullPage: true });
  await button(page, "I am coming: On-field umpire").click();
  await button(page, "I am at the ground: On-field umpire").click();
  await page.getByText(/^At the ground, since/).waitFor();
  await focusKept(page, /^On-field umpireAt the ground/);
  const side = page.locator(".side").first();
  await side.getByRole("button", { name: /^Confirm \w+ [^o]/ }).first().waitFor();
  await side.locator("li").first().getByRole("button").click();
  await side.getByText("1 of 11 confirmed").waitFor();
  await focusKept(page, /Confirmed$/);
  await side.getByRole("button", { name: /^Confirm 10 players of / }).click();
  await side.getByText("11 of 11 confirmed").waitFor();
  await focusKept(page, /^Adelaide Strikers$/);
  assert.equal(await side.getByRole("button").count(), 0);
  assertQuiet(page);
});

test("an official rules on a dispute, and the score continues", async (t) => {
  const page = await officialsDesk({ size: DESKTOP, theme: "dark" });
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
  await dialog.getByRole("radio", { name: /Away scorer/ }).check();
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

test("an official rules a ball as they saw it", async (t) => {
  const page = await officialsDesk({ theme: "dark" });
  await dispute(t, 40);
  await page.getByRole("button", { name: "Rule on Innings 1, ball 5.1" }).click(); // the feed has no ball of the over
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Something else").check();
  await dialog.getByRole("combobox", { name: "Extra" }).selectOption("No-ball (1 run) and byes");
  await dialog.getByLabel("Byes", { exact: true }).fill("2");
  await dialog.getByLabel(/^Reason/).fill("I signalled a no-ball; they ran two byes.");
  await assertAccessible(page);
  await screenshot(page, "desk-ruling-phone-dark");
  await dialog.getByRole("button", { name: "Make the ruling" }).click();
  await dialog.waitFor({ state: "detached" });
  const { accepts, action } = await serverDoc(match(t), "rulings", "2");
  assert.equal(accepts, "action");
  assert.deepEqual(action, { ...BOWLED, ballInOver: 3, extras: { noBall: 1, bye: 2 }, totalRuns: 3, isLegalDelivery: false });
  assertQuiet(page);
});

test("a captain's ruling counts with the same ruling of the other captain", async (t) => {
  await dispute(t, 41);
  const { homeTeamId: teamId } = await serverDoc(match(t));
  const page = await openDeskAs(t, "captain", (who) =>
    appoint(t, "team_role_assignments", { teamId }, "player", who, { isCaptain: true, isViceCaptain: false }));
  const dialog = page.getByRole("dialog");
  await page.getByRole("button", { name: /^Rule on / }).last().click();
  const methods = await dialog.getByLabel("How was it decided?").locator("option").allTextContents();
  assert.deepEqual(methods, ["Both captains agree", "The ball is abandoned"]);
  await dialog.getByRole("radio", { name: /Home scorer/ }).check();
  await dialog.getByLabel(/^Reason/).fill("We both saw it.");
  await dialog.getByRole("button", { name: "Make the ruling" }).click();
  await dialog.waitFor({ state: "detached" });
  const { accepts, decidedAs, method } = await serverDoc(match(t), "rulings", "3");
  assert.deepEqual([accepts, decidedAs, method], ["home", "captain_home", "captains"]);
  assert.equal(await page.getByText("Lock the match …").count(), 0);
  await findAmongOwn(page, "Home captain");
  assertQuiet(page);
});

test("a leader of a school confirms only its own line-up", async (t) => {
  const { admin } = match(t);
  const { awayTeamId } = await serverDoc(match(t));
  const { schoolId } = (await getDoc(doc(admin, "teams", awayTeamId))).data();
  const page = await openDeskAs(t, "leader", (who) =>
    appoint(t, "school_role_assignments", { schoolId }, "director_of_cricket", who));
  const [home, away] = await Promise.all([0, 1].map((place) => page.locator(".side").nth(place)));
  await away.getByRole("button", { name: /^Confirm 11 players of / }).click();
  await away.getByText("11 of 11 confirmed").waitFor();
  assert.equal(await home.getByRole("button").count(), 0);
  assert.equal(await page.getByText("You hold no role in this match").count(), 0);
  await assertAccessible(page);
  await findAmongOwn(page, "Director of cricket");
  assertQuiet(page);
});

test("an official lets the match continue with one scorer", async (t) => {
  const scorers = await until(t, ["live", "consensus"], (each) => each.seats?.away);
  const { personId } = scorers.seats.away;
  const waiting = await recordNext(t, personId); // the home scorer has left and never records this one
  await withdraw(t, personId, await recordNext(t, personId));
  const page = await officialsDesk({ size: PHONE });
  await button(page, "Go on with fewer scorers …").click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Make the ruling" }).click();
  await dialog.getByText("Choose who goes on.").waitFor();
  await assertAccessible(page);
  await dialog.getByLabel("Away scorer, Lee Brown alone").check();
  await dialog.getByLabel(/^Reason/).fill("The home scorer had to leave.");
  await screenshot(page, "desk-tier-phone-light");
  await dialog.getByRole("button", { name: "Make the ruling" }).click();
  await dialog.waitFor({ state: "detached" });
  const { kind, tier, seats, fromSeat, fromEntry } = await serverDoc(match(t), "rulings", "4");
  assert.deepEqual([kind, tier, Object.keys(seats), fromSeat], ["tier", "SINGLE", ["away"], "away"]);
  assert.equal(fromEntry, waiting);
  assert.equal(seats.away, personId);
  await until(t, ["live", "consensus"], (each) => each.tier === "SINGLE" && each.seats.away.waiting === 0);
  await button(page, "Go on with fewer scorers …").waitFor({ state: "detached" });
  assertQuiet(page);
});

test("texts of users are shown as text, never as HTML", async (t) => {
  const { admin } = match(t);
  const page = await officialsDesk();
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
  await assertFits(page, "names without a space");
  await screenshot(page, "desk-health-phone-light", { fullPage: true });
  assertQuiet(page);
});

test("the scorers' desk offers no rulings", async (t) => {
  const page = await openDesk(t, SCORER, { theme: "dark" });
  await page.getByText("You hold no role in this match").waitFor();
  await page.getByText("The referee locks a match.").waitFor();
  assert.equal(await page.locator("main").getByRole("button").count(), 0);
  await assertAccessible(page);
  assertQuiet(page);
});

test("a referee locks the match after a confirmation", async (t) => {
  const page = await officialsDesk({ size: DESKTOP });
  await button(page, "Lock the match …").click();
  await button(page, "Lock it").waitFor();
  await assertAccessible(page);
  await screenshot(page, "desk-lock-desktop-light");
  await button(page, "Cancel").click();
  assert.equal(await page.getByRole("dialog").count(), 0);
  await button(page, "Lock the match …").click();
  await button(page, "Lock it").click();
  await page.getByText(/^Locked by /).waitFor();
  await until(t, [], ({ lockedBy }) => Boolean(lockedBy));
  await assertAccessible(page);
  assertQuiet(page);
});

test("an administrator unlocks it", async (t) => {
  const page = await openDeskAs(t, "admin", (who) => claim(who, { admin: true }));
  await page.getByText(/^Locked by /).waitFor();
  await button(page, "Open it again").click();
  await page.getByText("The match is open to its scorers.").waitFor();
  await until(t, [], ({ lockedAt, lockedBy }) => lockedAt === null && lockedBy === null);
  assertQuiet(page);
});
