// Tests changes during a ruling at the officials' desk: other rulings, a lost connection, ended roles,
// malformed documents. On the emulators; each test has a match of its own.

import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { collection, deleteDoc, deleteField, doc, getDocs, setDoc, Timestamp, updateDoc } from "firebase/firestore";
import { serverDoc } from "../devices.mjs";
import { assertAccessible, assertQuiet, openBrowser, screenshot } from "./browser.mjs";
import { at, captainOf, dispute, newMatch, person, claimOf, seat, seats } from "./desk_matches.mjs";
import { openDesk as openDeskIn, signIn } from "./desk_signed_in.mjs";

/** The requests of a write, of a transaction's reads and of its commit. */
const SENDING = /Firestore\/Write|:commit|:batchGet/;

let browser;
before(async () => {
  browser = await openBrowser();
});
after(() => browser.close());

const openDesk = (t, ...of) => openDeskIn(t, browser, ...of);

/** Return a disputed match and its desk, at which an umpire has begun a ruling for the away scorer. */
async function openRuling(t) {
  const match = await newMatch(t);
  const disputed = await dispute(match, 31);
  const who = await person(t, match, ["umpire_on_field"]);
  const page = await openDesk(t, match, who);
  await page.getByRole("button", { name: /^Rule on / }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("radio", { name: /Away scorer/ }).check();
  await dialog.getByLabel(/^Reason/).fill("It carried over the rope.");
  const send = () => dialog.getByRole("button", { name: "Make the ruling" }).click();
  return { match, disputed, who, page, dialog, send };
}

const firstRuling = (match) => serverDoc(match, "rulings", "1");
const seconds = (count) => new Promise((resolve) => setTimeout(resolve, count * 1000));

test("a ruling that cannot be sent is never sent later", async (t) => {
  const { match, page, dialog, send } = await openRuling(t);
  await page.route(SENDING, (route) => route.abort("connectionrefused"));
  await send();
  await dialog.getByText(/No connection: it could not be sent/).waitFor();
  assert.equal(await dialog.getByLabel(/^Reason/).inputValue(), "It carried over the rope.");
  await page.unrouteAll();
  await seconds(4);
  assert.equal(await firstRuling(match), undefined);
  await send();
  await dialog.waitFor({ state: "detached" });
  assert.equal((await firstRuling(match)).accepts, "away");
});

test("a lock, a line-up and a confirmation are not sent later either", async (t) => {
  const match = await newMatch(t, { status: "scheduled" });
  const who = await person(t, match, ["match_referee"]);
  const page = await openDesk(t, match, who);
  await page.getByText("0 of 11 confirmed").first().waitFor();
  await page.getByRole("button", { name: "I am at the ground: Match referee" }).waitFor();
  await page.route(SENDING, (route) => route.abort("connectionrefused"));
  const alert = page.locator("main > [role=alert]").getByText(/No connection/);
  await page.getByRole("button", { name: "I am at the ground: Match referee" }).click();
  await alert.waitFor();
  await page.getByRole("button", { name: "Lock the match …" }).click();
  await page.getByRole("button", { name: "Lock it" }).click();
  await page.getByRole("dialog").getByText(/No connection/).waitFor();
  await page.getByRole("button", { name: "Cancel" }).click();
  await page.getByRole("button", { name: /^Confirm 11 players of / }).first().click();
  await alert.waitFor();
  await page.unrouteAll();
  await seconds(4);
  assert.equal((await serverDoc(match)).lockedAt ?? null, null);
  const lineups = await getDocs(collection(match.admin, "matches", match.id, "lineups"));
  assert.deepEqual(lineups.docs.filter((each) => each.data().confirmedAt), []);
  await page.getByText(/^Coming/).waitFor();
});

test("without reception the desk says so, and shows the present state once it is back", async (t) => {
  const match = await newMatch(t);
  const page = await openDesk(t, match, await person(t, match, ["umpire_on_field"]));
  await page.getByText("The scorers agree.").waitFor();
  await page.context().setOffline(true);
  await page.getByText("No connection: what you see may be old").waitFor();
  await dispute(match, 31);
  await page.context().setOffline(false);
  await page.getByRole("button", { name: /^Rule on / }).waitFor();
  await page.getByText("No connection: what you see may be old").waitFor({ state: "detached" });
});

test("the list of matches waits for the server and does not claim that there are none", async (t) => {
  const match = await newMatch(t);
  const page = await openDesk(t, match, await person(t, match, ["umpire_on_field"]));
  await page.route("**/google.firestore.v1.Firestore/**", (route) => route.abort("connectionrefused"));
  await page.goto("/desk/");
  await page.getByText("Your matches are shown as soon as it can.").waitFor();
  assert.equal(await page.getByText("You have a part in no match.").count(), 0);
  await page.unrouteAll();
  await page.locator(`a[href="/desk/${match.id}"]`).waitFor();
});

test("a dispute resolved during a ruling says so and is not reopened by itself", async (t) => {
  const { disputed, page, dialog } = await openRuling(t);
  await updateDoc(disputed, { status: "resolved", method: "umpire", rulingNumber: 7, resolvedAt: Timestamp.now() });
  await dialog.getByText("This dispute is resolved: the umpire ruled. Nothing is left to rule.").waitFor();
  assert.equal(await dialog.getByRole("button", { name: "Make the ruling" }).count(), 0);
  await assertAccessible(page);
  await screenshot(page, "desk-resolved-meanwhile-phone-light");
  await dialog.getByRole("button", { name: "Close" }).click();
  await page.waitForFunction(() => document.activeElement.id === "main"); // the button that opened it is gone; set by an effect after the paint
  await updateDoc(disputed, { status: "open" });
  await page.getByRole("button", { name: /^Rule on / }).waitFor();
  assert.equal(await dialog.count(), 0);
  assertQuiet(page);
});

test("if a claim changes during a ruling, it must be chosen again", async (t) => {
  const { match, disputed, dialog, send } = await openRuling(t);
  await updateDoc(disputed, { "claims.away": claimOf("two", "1_31", 6) });
  await dialog.getByText("What you chose is not what is claimed any more: look again, and choose.").waitFor();
  assert.equal(await dialog.getByRole("radio", { name: /Away scorer/ }).isChecked(), false);
  await send();
  await updateDoc(disputed, { "claims.away": deleteField() });
  await dialog.getByRole("radio", { name: /Away scorer/ }).waitFor({ state: "detached" });
  await send();
  assert.equal(await firstRuling(match), undefined);
  await dialog.getByRole("radio", { name: /Home scorer/ }).check();
  await send();
  await dialog.waitFor({ state: "detached" });
  assert.deepEqual((await firstRuling(match)).entries, { home: "1_31" });
});

test("a revoked role and a locked match end a ruling with an explanation", async (t) => {
  const { match, who, dialog } = await openRuling(t);
  await updateDoc(at(match), { lockedAt: Timestamp.now(), lockedBy: "somebody" });
  await dialog.getByText("The match is locked: an administrator alone rules, or opens it again.").waitFor();
  await updateDoc(at(match), { lockedAt: null, lockedBy: null });
  await dialog.getByRole("button", { name: "Make the ruling" }).waitFor();
  await updateDoc(doc(match.admin, "match_role_assignments", `${match.id}_${who.personId}_umpire_on_field`), { revokedAt: Timestamp.now() });
  await dialog.getByText("You cannot rule in this match any more: your role is over.").waitFor();
  assert.equal(await dialog.getByLabel(/^Reason/).inputValue(), "It carried over the rope.");
});

test("an umpire whose role ends during a ruling rules as the captain that they are, by a captain's method", async (t) => {
  const match = await newMatch(t);
  await dispute(match, 31);
  const who = await person(t, match, ["umpire_on_field"]);
  await captainOf(match, who);
  const page = await openDesk(t, match, who);
  await page.getByRole("button", { name: /^Rule on / }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("radio", { name: /Home scorer/ }).check();
  await dialog.getByLabel(/^Reason/).fill("We both saw it.");
  await updateDoc(doc(match.admin, "match_role_assignments", `${match.id}_${who.personId}_umpire_on_field`), { revokedAt: Timestamp.now() });
  await dialog.getByRole("option", { name: "Both captains agree" }).waitFor({ state: "attached" });
  await page.waitForFunction(() => document.querySelector("dialog select").value === "captains");
  await dialog.getByRole("button", { name: "Make the ruling" }).click();
  await dialog.waitFor({ state: "detached" });
  const { method, decidedAs } = await firstRuling(match);
  assert.deepEqual([method, decidedAs], ["captains", "captain_home"]);
});

test("in a locked match an umpire cannot rule; one who is an administrator rules as such", async (t) => {
  const match = await newMatch(t, { lockedAt: Timestamp.now(), lockedBy: "somebody" });
  await dispute(match, 31);
  const umpire = await openDesk(t, match, await person(t, match, ["umpire_on_field"]));
  await umpire.getByText("The match is locked: an administrator alone rules, or opens it again.").waitFor();
  assert.equal(await umpire.getByRole("button", { name: /^Rule on / }).count(), 0);
  const both = await openDesk(t, match, await person(t, match, ["umpire_on_field"], { admin: true }));
  await both.getByRole("button", { name: /^Rule on / }).click();
  const dialog = both.getByRole("dialog");
  await dialog.getByRole("radio", { name: /Home scorer/ }).check();
  await dialog.getByLabel(/^Reason/).fill("Seen ✔️ by both\u200b."); // the rules refuse invisible characters
  await dialog.getByRole("button", { name: "Make the ruling" }).click();
  await dialog.waitFor({ state: "detached" });
  const { decidedAs, reason } = await firstRuling(match);
  assert.deepEqual([decidedAs, reason], ["admin", "Seen ✔ by both."]);
});

test("an entry of a book that missed the ball is kept for the next ball, unless the official decides otherwise", async (t) => {
  const match = await newMatch(t);
  await dispute(match, 31, { suggestion: { cause: "missed_by", seat: "away" } });
  const page = await openDesk(t, match, await person(t, match, ["umpire_on_field"]));
  await page.getByRole("button", { name: /^Rule on / }).click();
  const dialog = page.getByRole("dialog");
  const box = (seat) => dialog.getByRole("checkbox", { name: `${seat} scorer: the entry is of the next ball, and is kept for it` });
  await dialog.getByLabel("There was no such ball").check();
  await box("Home").check();
  await box("Away").check();
  await dialog.getByLabel(/^Reason/).fill("The away scorer was not looking.");
  await dialog.getByRole("button", { name: "Make the ruling" }).click();
  await dialog.getByText("One entry at least is of this ball").waitFor();
  await dialog.getByRole("radio", { name: /Home scorer/ }).check();
  await box("Home").waitFor({ state: "detached" });
  assert.equal(await box("Away").isChecked(), true);
  await assertAccessible(page);
  await screenshot(page, "desk-missed-phone-light");
  await dialog.getByRole("button", { name: "Make the ruling" }).click();
  await dialog.waitFor({ state: "detached" });
  const { entries, missed, accepts } = await firstRuling(match);
  assert.deepEqual([entries, missed, accepts], [{ home: "1_31" }, ["away"], "home"]);
});

test("a captain sees that their ruling is recorded and that the other captain's is needed", async (t) => {
  const match = await newMatch(t);
  await dispute(match, 31);
  const who = await person(t, match, []);
  await captainOf(match, who);
  const page = await openDesk(t, match, who);
  await page.getByRole("button", { name: /^Rule on / }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("radio", { name: /Home scorer/ }).check();
  await dialog.getByLabel(/^Reason/).fill("We both saw it.");
  await dialog.getByRole("button", { name: "Make the ruling" }).click();
  await page.locator(".done-message").getByText("Ruling 1 is made. It counts when the other captain rules the same.").waitFor();
  await assertAccessible(page);
  await screenshot(page, "desk-captain-phone-light");
});

test("if the scorers change during the choice of fewer, they must be chosen again", async (t) => {
  const match = await newMatch(t, { validationTier: "TRIPLE" });
  await dispute(match, 31, { blocks: true });
  await seats(match, { home: seat("one"), away: seat("two"), neutral: seat("three") }, "TRIPLE");
  const page = await openDesk(t, match, await person(t, match, ["umpire_on_field"]));
  await page.getByRole("button", { name: "Go on with fewer scorers …" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel(/Home scorer and Away scorer/).check();
  await dialog.getByLabel(/^Reason/).fill("The neutral scorer has left.");
  await seats(match, { home: seat("one"), away: seat("two", { votes: false }), neutral: seat("three") }, "TRIPLE");
  await dialog.getByText("Who scores has changed meanwhile: choose again who goes on.").waitFor();
  assert.equal(await dialog.getByRole("radio", { checked: true }).count(), 0);
  await dialog.getByRole("button", { name: "Make the ruling" }).click();
  await seconds(1);
  assert.equal(await firstRuling(match), undefined);
});

test("an umpire who may not read a scorer's book is told who may", async (t) => {
  const match = await newMatch(t);
  await seats(match, { home: seat("one"), away: seat("two", { isSilent: true }) });
  const page = await openDesk(t, match, await person(t, match, ["umpire_on_field"]));
  await page.getByRole("button", { name: "Go on with fewer scorers …" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel(/Home scorer alone/).check();
  await dialog.getByLabel(/^Reason/).fill("The away scorer has left.");
  await dialog.getByRole("button", { name: "Make the ruling" }).click();
  await dialog.getByText(/the referee or an administrator makes this ruling/).waitFor();
});

test("players confirmed by another official at the same moment do not block the others", async (t) => {
  const match = await newMatch(t, { status: "scheduled" });
  const page = await openDesk(t, match, await person(t, match, ["umpire_on_field"]));
  const lineups = (await getDocs(collection(match.admin, "matches", match.id, "lineups"))).docs;
  const [other] = lineups.filter((each) => each.data().teamId === match.homeTeamId);
  let first;
  await page.route(/Firestore\/Write|:commit/, async (route) => {
    await (first ??= updateDoc(other.ref, { confirmedAt: Timestamp.now(), confirmedBy: "another" }));
    await route.continue();
  });
  const side = page.locator(".side").first();
  await side.getByRole("button", { name: /^Confirm 11 players of / }).click();
  await side.getByText("11 of 11 confirmed").waitFor();
  const after = await getDocs(collection(match.admin, "matches", match.id, "lineups"));
  assert.equal(after.docs.find((each) => each.id === other.id).data().confirmedBy, "another");
});

test("a slow ruling closes no other dialog", async (t) => {
  const { match, page, dialog, send } = await openRuling(t);
  await dispute(match, 40);
  let open;
  const gate = new Promise((resolve) => (open = resolve));
  await page.route(SENDING, async (route) => {
    await gate;
    await route.continue();
  });
  await send();
  await dialog.getByText("Sending …").waitFor();
  await dialog.getByRole("button", { name: "Close" }).click();
  await page.getByRole("button", { name: /^Rule on / }).last().click();
  await dialog.getByLabel(/^Reason/).fill("The next one.");
  open();
  await page.getByText("Ruling 1 is made; the score follows.").waitFor();
  assert.equal(await dialog.getByLabel(/^Reason/).inputValue(), "The next one.");
});

test("documents with missing or wrong fields break no page", async (t) => {
  const match = await newMatch(t, { homeTeamId: null, homeTeamName: null, scheduledAt: 5, conditions: null });
  await dispute(match, 31, { claims: { home: claimOf("one", "1_31", 0), away: null, neutral: { personId: "three", entryId: "1_31" } } });
  await dispute(match, 32, { claims: null, fields: null, kind: null, blocks: null });
  await dispute(match, 33, { status: "resolved", resolvedAt: 17, method: null });
  await dispute(match, 34, { inningsNumber: null, place: null });
  await setDoc(at(match, "live", "consensus"), { tier: "DUAL", seats: { home: null, away: {} } });
  await setDoc(at(match, "live", "health"), { problems: [{}], problemCount: null });
  await setDoc(doc(match.admin, "tickers", match.id), { innings: [{ runs: 3, wickets: 1 }], teams: null });
  const who = await person(t, match, ["umpire_on_field"]);
  await setDoc(at(match, "notices", who.personId), { revision: 1 });
  const page = await openDesk(t, match, who);
  await page.getByRole("heading", { level: 1, name: /^\? v / }).waitFor();
  await page.getByText("Resolved (1)").waitFor();
  assert.equal(await page.locator(".dispute").count(), 3);
  await page.getByRole("button", { name: "Rule on Innings 1, ball 5.1" }).first().click();
  const choices = page.getByRole("dialog").getByRole("radio");
  await choices.first().waitFor();
  assert.equal(await choices.count(), 3);
  await assertAccessible(page);
  assertQuiet(page);
});

test("signing out in another tab closes the dialog and the failure; a deleted match is called missing", async (t) => {
  const { match, who, page, dialog, send } = await openRuling(t);
  await page.route(SENDING, (route) => route.abort("connectionrefused"));
  await send();
  await dialog.getByText(/No connection/).waitFor();
  const other = await page.context().newPage();
  await other.goto("/desk/");
  await other.getByRole("button", { name: "Sign out" }).click();
  await page.getByLabel("Password").waitFor();
  assert.equal((await page.getByRole("alert").allTextContents()).join(""), "");
  await signIn(page, who.email);
  await page.getByRole("button", { name: /^Rule on / }).waitFor();
  await deleteDoc(at(match));
  await page.getByText("There is no match at this address.").waitFor();
  await page.waitForFunction(() => document.title === "Officials’ desk");
});

test("the names of many disputes are read at once and do not delay the page", async (t) => {
  const match = await newMatch(t);
  const gone = { status: "resolved", method: "gone" };
  await Promise.all(Array.from({ length: 30 }, (_, place) =>
    dispute(match, 3 + place, place % 4 ? { ...gone, resolvedAt: Timestamp.fromMillis(place) } : {})));
  const page = await openDesk(t, match, await person(t, match, ["umpire_on_field"]), { path: "/desk/" });
  await page.addInitScript(() => {
    globalThis.paints = 0;
    new MutationObserver(() => (globalThis.paints += 1)).observe(document, { subtree: true, characterData: true });
  });
  await page.goto(`/desk/${match.id}`);
  await page.getByText("Resolved (22)").click();
  await page.getByText("The latest 20 are listed.").waitFor();
  await page.getByRole("heading", { name: "Innings 1, ball 5.1" }).nth(7).waitFor();
  const paints = await page.evaluate(() => globalThis.paints);
  assert.ok(paints < 20, `painted anew ${paints} times`);
});

test("nothing is claimed about a match before it is read", async (t) => {
  const match = await newMatch(t);
  await dispute(match, 31);
  const page = await openDesk(t, match, await person(t, match, ["umpire_on_field"]), { path: "/desk/" });
  await page.addInitScript(() => {
    globalThis.seen = [];
    const early = ["The scorers agree.", "You hold no role", "Nobody is named yet."];
    new MutationObserver(() => globalThis.seen.push(...early.filter((each) => document.body?.innerText.includes(each))))
      .observe(document, { subtree: true, childList: true, characterData: true });
  });
  await page.goto(`/desk/${match.id}`);
  await page.getByRole("button", { name: /^Rule on / }).waitFor();
  await page.getByText("0 of 11 confirmed").first().waitFor();
  assert.deepEqual(await page.evaluate(() => globalThis.seen), []);
});
