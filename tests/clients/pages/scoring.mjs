// Drives the console as a scorer and reads the match page as a spectator, for tests of both. Players
// are named by their ids in the committed log that is scored.

import assert from "node:assert/strict";
import { DESKTOP, PHONE } from "./browser.mjs";

const TOGGLES = { wide: "Wide", noBall: "No ball", bye: "Bye", legBye: "Leg bye" };
const HOW = { run_out: "Run out", lbw: "LBW", hit_wicket: "Hit wicket" };

/** Return a device: a browser context of its own with the complaints of its pages. */
export async function device(t, browser, options = {}) {
  const { size = PHONE, theme = "light", ...more } = options;
  const context = await browser.newContext({
    viewport: size, hasTouch: size === PHONE, isMobile: size === PHONE, colorScheme: theme,
    deviceScaleFactor: 1, baseURL: process.env.SITE_URL, ...more,
  });
  t.after(() => context.close());
  context.setDefaultTimeout(60_000);
  context.complaints = [];
  context.on("weberror", (error) => context.complaints.push(String(error.error())));
  return context;
}

/** The spectator's page of a match. */
export class Spectator {
  constructor(page) {
    this.page = page;
  }

  static async open(t, browser, matchId, options = {}) {
    const context = await device(t, browser, { size: DESKTOP, ...options });
    const page = await context.newPage();
    await page.goto(`/m/${matchId}`);
    return new Spectator(page);
  }

  /** Wait until the page shows a score such as `12/1` after overs such as `1.3`. */
  async waitForScore(score, overs) {
    const shown = this.page.locator(".side.batting .score.last", { hasText: new RegExp(`^${score}\\(${overs}( ov)?\\)$`) });
    await shown.waitFor();
  }
}

/** A scorer who uses the console. */
export class Scorer {
  constructor(page, names) {
    this.page = page;
    this.names = names;
  }

  /** Open a match's console on a device, and sign in if requested: as the stage's scorer or another. */
  static async open(context, match, { email = process.env.SCORER, password = process.env.PASSWORD } = {}) {
    const page = await context.newPage();
    await page.goto(`${process.env.SITE_URL}/score/${match.id}`);
    await page.locator("main.console, form input[type=email]").first().waitFor();
    if (await page.getByLabel("E-mail").isVisible()) {
      await page.getByLabel("E-mail").fill(email);
      await page.getByLabel("Password").fill(password);
      await page.getByRole("button", { name: "Sign in", exact: true }).click();
    }
    await page.locator("main.console").waitFor();
    return new Scorer(page, match.names);
  }

  button(name) {
    return this.page.getByRole("button", { name, exact: true });
  }

  name(playerId) {
    const name = this.names.get(playerId);
    assert.ok(name, `nobody is called ${playerId}`);
    return name;
  }

  /** Wait until the console shows a score and overs. */
  async waitForScore(score, overs) {
    await this.page.locator(".score .runs strong", { hasText: exactly(score) }).waitFor();
    if (overs) await this.page.locator(".score .overs", { hasText: new RegExp(`^${overs}(/| )`) }).waitFor();
  }

  async tapRuns(number) {
    await this.page.locator(`.pad .key.runs[data-runs="${number}"]`).click();
  }

  /** Choose the first proposed player: the next batter or the likely bowler. */
  async chooseFirst() {
    await this.page.locator(".person:enabled").first().click();
  }

  /** Open the dialog of a ball of the strip; `display` is its text there. */
  async openBall(place, display) {
    await this.button(`Ball ${place}: ${display}. Edit`).click();
  }

  /** Wait until all tapped actions are on the server. */
  async waitUntilSent() {
    await this.page.locator(".status .badge", { hasText: /^Sent$/ }).waitFor();
  }

  async choosePerson(playerId) {
    const name = this.page.locator(".name", { hasText: exactly(this.name(playerId)) });
    await this.page.locator(".person", { has: name }).click();
  }

  async pickOption(label) {
    await this.page.locator("dialog").getByLabel(label, { exact: true }).check();
  }

  async startInnings({ battingTeamId, strikerId, nonStrikerId, bowlerId }) {
    const chosen = { Batting: battingTeamId, "On strike": strikerId, "Other end": nonStrikerId, "Opening bowler": bowlerId };
    for (const [label, value] of Object.entries(chosen)) {
      await this.page.locator(".field", { hasText: new RegExp(`^${label}`) }).locator("select").selectOption(value);
    }
    await this.button("Start innings").click();
  }

  async retire({ playerId }) {
    await this.button("☰ Menu").click();
    await this.button("Batter retires").click();
    await this.pickOption(this.name(playerId));
    await this.button("Record retirement").click();
  }

  /** Enter a committed action of any type; `innings` is the fold's before it. */
  async enterAction(fields, innings) {
    if (fields.type === "innings_started") return this.startInnings(fields);
    if (fields.type === "batter_retired") return this.retire(fields);
    if (fields.type === "batter_resumed") return this.choosePerson(fields.playerId);
    return this.enterDelivery(fields, innings);
  }

  /** Enter a delivery, and before it the new batter or bowler. */
  async enterDelivery(fields, innings) {
    await this.bringInBatters(fields, innings);
    if (await this.page.getByRole("heading", { name: /^Who bowls/ }).isVisible()) await this.choosePerson(fields.bowlerId);
    if (fields.wicket) return this.enterWicket(fields);
    for (const name of togglesOf(fields)) await this.button(name).click();
    return this.tapRuns(runsOf(fields));
  }

  async bringInBatters(fields, innings) {
    const isIn = (id) => [innings.strikerId, innings.nonStrikerId].includes(id);
    for (const playerId of [fields.strikerId, fields.nonStrikerId].filter((id) => !isIn(id))) {
      const faces = playerId === fields.strikerId ? "New batter" : this.name(fields.strikerId);
      await this.page.locator(".panel .person").first().waitFor();
      // While both ends are empty the console does not ask who faces: the first new batter does.
      const isAsked = await this.page.getByRole("group", { name: "Who faces next" }).isVisible();
      if (isAsked && !innings.batters.has(playerId)) await this.page.getByLabel(faces, { exact: true }).check();
      await this.choosePerson(playerId);
    }
  }

  async enterWicket(fields) {
    const { type, dismissedPlayerId, fielderIds = [] } = fields.wicket;
    const dialog = this.page.locator("dialog");
    await this.button("Out").click();
    await this.pickOption(HOW[type] ?? capital(type));
    if (type === "run_out") {
      const who = dialog.getByRole("group", { name: "Who is out" });
      await who.getByLabel(this.name(dismissedPlayerId), { exact: true }).check();
      await this.pickOption("Striker's");
    }
    for (const name of togglesOf(fields)) await dialog.getByRole("button", { name, exact: true }).click();
    await this.pickOption(String(runsOf(fields)));
    for (const id of fielderIds) {
      await dialog.locator("fieldset").last().getByLabel(new RegExp(`${this.name(id)}( |$)`)).check();
    }
    await this.button("Record wicket").click();
  }
}

export const exactly = (text) => new RegExp(`^${text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}$`);
const capital = (word) => word[0].toUpperCase() + word.slice(1);

function togglesOf({ extras = {} }) {
  return Object.entries(TOGGLES).filter(([kind]) => extras[kind]).map(([, name]) => name);
}

function runsOf({ runsOffBat, extras = {} }) {
  if (extras.wide) return extras.wide - 1;
  return extras.bye ?? extras.legBye ?? runsOffBat;
}
