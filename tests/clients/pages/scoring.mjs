// Owns a scorer's hands on the console's pad and a spectator's eyes on the match page: what tests of
// both do there. Players are named by their ids in the committed log that is scored.

import assert from "node:assert/strict";
import { DESKTOP, PHONE } from "./browser.mjs";

const TOGGLES = { wide: "Wide", noBall: "No ball", bye: "Bye", legBye: "Leg bye" };
const HOW = { run_out: "Run out", lbw: "LBW", hit_wicket: "Hit wicket" };

/** A device: a context of its own with what its pages complained of. */
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

  /** Ends when the page shows a score such as `12/1` after overs such as `1.3`. */
  async sees(score, overs) {
    const shown = this.page.locator(".side.batting .score.last", { hasText: new RegExp(`^${score}\\(${overs}( ov)?\\)$`) });
    await shown.waitFor();
  }
}

/** The console in the hands of a scorer. */
export class Scorer {
  constructor(page, names) {
    this.page = page;
    this.names = names;
  }

  /** Open a match's console on a device, and sign in where it asks for it: as the stage's scorer, or another. */
  static async open(context, match, { email = process.env.SCORER, password = process.env.PASSWORD } = {}) {
    const page = await context.newPage();
    await page.goto(`/score/${match.id}`);
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

  /** Ends when the console itself shows a score and overs. */
  async shows(score, overs) {
    await this.page.locator(".score .runs strong", { hasText: exactly(score) }).waitFor();
    if (overs) await this.page.locator(".score .overs", { hasText: new RegExp(`^${overs}(/| )`) }).waitFor();
  }

  async runs(number) {
    await this.page.locator(`.pad .key.runs[data-runs="${number}"]`).click();
  }

  /** Pick who is proposed first for what is asked: the next batter, the likely bowler. */
  async first() {
    await this.page.locator(".person:enabled").first().click();
  }

  /** Open the dialog of a ball of the strip; `display` as the strip writes it. */
  async edit(place, display) {
    await this.button(`Ball ${place}: ${display}. Edit`).click();
  }

  /** Ends when everything that was tapped is on the server. */
  async isSent() {
    await this.page.locator(".status .badge", { hasText: /^Sent$/ }).waitFor();
  }

  async person(playerId) {
    const name = this.page.locator(".name", { hasText: exactly(this.name(playerId)) });
    await this.page.locator(".person", { has: name }).click();
  }

  async pick(label) {
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
    await this.pick(this.name(playerId));
    await this.button("Record retirement").click();
  }

  /** Whatever a committed action is; `innings` is the fold's, before it. */
  async take(fields, innings) {
    if (fields.type === "innings_started") return this.startInnings(fields);
    if (fields.type === "batter_retired") return this.retire(fields);
    if (fields.type === "batter_resumed") return this.person(fields.playerId);
    return this.ball(fields, innings);
  }

  /** A delivery, and before it whoever comes in or bowls. */
  async ball(fields, innings) {
    await this.comeIn(fields, innings);
    if (await this.page.getByRole("heading", { name: /^Who bowls/ }).isVisible()) await this.person(fields.bowlerId);
    if (fields.wicket) return this.wicket(fields);
    for (const name of togglesOf(fields)) await this.button(name).click();
    return this.runs(runsOf(fields));
  }

  async comeIn(fields, innings) {
    const isIn = (id) => [innings.strikerId, innings.nonStrikerId].includes(id);
    for (const playerId of [fields.strikerId, fields.nonStrikerId].filter((id) => !isIn(id))) {
      const faces = playerId === fields.strikerId ? "New batter" : this.name(fields.strikerId);
      await this.page.locator(".panel .person").first().waitFor();
      // Nobody is asked for while both places are empty: the first to come in faces.
      const isAsked = await this.page.getByRole("group", { name: "Who faces next" }).isVisible();
      if (isAsked && !innings.batters.has(playerId)) await this.page.getByLabel(faces, { exact: true }).check();
      await this.person(playerId);
    }
  }

  async wicket(fields) {
    const { type, dismissedPlayerId, fielderIds = [] } = fields.wicket;
    const dialog = this.page.locator("dialog");
    await this.button("Out").click();
    await this.pick(HOW[type] ?? capital(type));
    if (type === "run_out") {
      const who = dialog.getByRole("group", { name: "Who is out" });
      await who.getByLabel(this.name(dismissedPlayerId), { exact: true }).check();
      await this.pick("Striker's");
    }
    for (const name of togglesOf(fields)) await dialog.getByRole("button", { name, exact: true }).click();
    await this.pick(String(runsOf(fields)));
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
