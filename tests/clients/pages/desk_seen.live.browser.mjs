// Tests what is visible of the officials' desk on a phone: failures, differences between claims, large text. On
// the emulators; each test has a match of its own.

import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { assertAccessible, assertFits, assertQuiet, openBrowser, openPage, PHONE, screenshot } from "./browser.mjs";
import { dispute, newMatch, person, claimOf, seat, seats } from "./desk_matches.mjs";
import { openDesk as openDeskIn, signIn } from "./desk_signed_in.mjs";

let browser;
before(async () => {
  browser = await openBrowser();
});
after(() => browser.close());

const openDesk = (t, ...of) => openDeskIn(t, browser, ...of);

test("a failure far down the page is visible there until it is dismissed", async (t) => {
  const match = await newMatch(t);
  const page = await openDesk(t, match, await person(t, match, ["umpire_on_field"]));
  const confirm = page.getByRole("button", { name: /^Confirm 11 players of / }).last();
  await confirm.scrollIntoViewIfNeeded();
  await page.route(/Firestore\/Write|:commit|:batchGet/, (route) => route.abort("connectionrefused"));
  await confirm.click();
  const alert = page.locator("main > [role=alert]").getByText(/No connection/);
  await alert.waitFor();
  const isSeen = await alert.evaluate((each) => {
    const { top, bottom } = each.getBoundingClientRect();
    return top >= 0 && bottom <= innerHeight;
  });
  assert.equal(isSeen, true);
  await assertAccessible(page);
  await screenshot(page, "desk-failed-phone-light");
  const place = await page.evaluate(() => scrollY);
  await page.getByRole("button", { name: "Dismiss" }).click();
  await alert.waitFor({ state: "detached" });
  assert.deepEqual(await page.evaluate(() => [document.activeElement.id, scrollY]), ["main", place]);
});

test("claims that differ in a detail or a fact are distinguished in the ruling dialog", async (t) => {
  const match = await newMatch(t);
  const began = (strikerId, nonStrikerId) => ({
    type: "innings_started", battingTeamId: match.homeTeamId, bowlingTeamId: match.awayTeamId, strikerId, nonStrikerId,
  });
  const [one, two] = ["a90e53ec", "1a156c88"];
  await dispute(match, 2, { claims: { home: { ...claimOf("one", "1_2", 0), ball: began(one, two) }, away: { ...claimOf("two", "1_2", 0), ball: began(two, one) } } });
  const away = claimOf("two", "1_31", 0);
  await dispute(match, 31, { fields: ["strikerId", "overNumber"], claims: { home: claimOf("one", "1_31", 0), away: { ...away, ball: { ...away.ball, strikerId: two, overNumber: 6 } } } });
  const page = await openDesk(t, match, await person(t, match, ["umpire_on_field"]));
  const dialog = page.getByRole("dialog");
  const options = async (place) => {
    await page.getByRole("button", { name: /^Rule on / }).nth(place).click();
    const found = await dialog.locator("label").filter({ has: page.getByRole("radio") }).allTextContents();
    await dialog.getByRole("button", { name: "Close" }).click();
    return found.slice(0, 2);
  };
  assert.deepEqual(await options(0), [
    "The innings begins: Adelaide Strikers bat, MW Short on strike, DJM Short at the other end (Home scorer)",
    "The innings begins: Adelaide Strikers bat, DJM Short on strike, MW Short at the other end (Away scorer)",
  ]);
  assert.deepEqual(await options(1), ["no run, to MW Short, in over 6 (Home scorer)", "no run, to DJM Short, in over 7 (Away scorer)"]);
  await page.getByText("They differ on the striker, the over.").waitFor();
  await page.getByText("They do not record the same.").waitFor();
  assertQuiet(page);
});

test("the desk fits a phone with text twice as large, and one 320 pixels wide", async (t) => {
  const match = await newMatch(t, { homeTeamName: "Wolverhampton-and-Bridgnorth-Grammar-School-Second-Eleven".repeat(3), venue: "x".repeat(190) });
  await dispute(match, 31, { blocks: true, suggestion: { cause: "missed_by", seat: "home" } });
  await seats(match, { home: seat("one", { isSilent: true, dissents: 9, agreementRate: 0.5 }), away: seat("two") });
  const who = await person(t, match, ["umpire_on_field", "match_referee"]);
  const small = { width: 320, height: 568 };
  for (const [size, zoom] of [[PHONE, 200], [small, 100], [small, 200]]) {
    const page = await openPage(t, browser, { size, isMobile: true, hasTouch: true });
    const fits = async (what) => {
      await page.evaluate((percent) => (document.documentElement.style.fontSize = `${percent}%`), zoom);
      await assertFits(page, `${what}, ${size.width} px, ${zoom} %`);
    };
    await page.goto(`/desk/${match.id}`);
    await page.getByLabel("E-mail").waitFor();
    await fits("signing in");
    await signIn(page, who.email);
    await page.getByRole("button", { name: /^Rule on / }).click();
    await page.getByLabel("Something else").check();
    await page.getByRole("combobox", { name: "Extra" }).selectOption("noBallLegBye");
    await fits("a ruling");
    const lines = await page.getByRole("button", { name: "Close" }).evaluate(({ firstChild: text }) => {
      const range = document.createRange();
      range.selectNodeContents(text);
      return range.getClientRects().length;
    });
    assert.equal(lines, 1, "a word of a button is broken");
    const parts = await page.getByRole("dialog").getByRole("heading", { level: 2 }).evaluate(({ firstChild: text }) => {
      const range = document.createRange();
      range.setStart(text, 0);
      range.setEnd(text, "Ruling:".length);
      return range.getClientRects().length;
    });
    assert.equal(parts, 1, "a word of the title is broken");
    const [wide, high] = await page.getByRole("radio").nth(2).evaluate((each) => [each.offsetWidth, each.offsetHeight]);
    assert.equal(wide, high, "what is chosen is squeezed");
    await screenshot(page, `desk-ruling-${size.width}-${zoom}`);
    await page.getByRole("button", { name: "Close" }).click();
    await fits("a match");
    await screenshot(page, `desk-match-${size.width}-${zoom}`, { fullPage: true });
    await page.goto("/desk/");
    await page.getByText("Match referee").waitFor();
    await fits("the list");
  }
});
