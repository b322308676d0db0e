// Checks all states of the spectators' pages with axe and for their width.

import assert from "node:assert/strict";
import { assertAccessible, assertFits, openPage as openEmpty, screenshot } from "../browser.mjs";
import { backendOf } from "./site.mjs";

/** Each state: its recording, address, the text that it shows when ready, and the steps of the recording before it. */
const STATES = [
  ["home", "season", "/", "Manchester Originals"],
  ["live", "live", "/m/1386111", "Updating"],
  ["scorecard", "five_day", "/m/649089#card", "South Africa"],
  ["charts", "strokes", "/m/1386111#charts", "Wagon wheel"],
  ["replay", "finished", "/m/1386111#replay", "Place in the match"],
  ["match", "finished", "/m/1386111#info", "Print the scorecard"],
  ["result", "super_over", "/m/1216517", "Player of the match"],
  ["not-started", "not_started", "/m/1386111", "Not started"],
  ["stopped", "stopped", "/m/1386111", "Play stopped: rain"],
  ["hundred", "hundred", "/m/1417850", "Updating"],
  ["long-names", "long_names", "/m/1386111", "Updating"],
  ["unknown", "live", "/m/nothing", "There is no match"],
  ["unknown-season", "live", "/s/nothing", "No figures of this season yet"],
  ["unknown-board", "live", "/embed/nothing", "There is no match"],
  ["tables", "season", "/s/2026", "Knock-out Cup"],
  ["leaders", "season", "/s/2026#leaders", "Shubman Gill"],
  ["season-matches", "season", "/s/2026#matches", "Finished"],
  ["teams", "season", "/s/2026#teams", "Gujarat Titans"],
  ["players", "season", "/s/2026#players", "Shubman Gill"],
  ["meetings", "season", "/s/2026#meetings", "Against"],
  ["embed", "live", "/embed/1386111", "Melbourne Renegades need"],
  ["screen", "live", "/screen/1386111", "Melbourne Renegades need"],
  ...["", "#card", "#replay", "#info"].map((part) => [`abandoned${part.replace("#", "-")}`, "stopped", `/m/1386111${part}`, "abandoned", 1]),
  ["abandoned-embed", "stopped", "/embed/1386111", "abandoned", 1],
  ["awarded", "awarded", "/m/1273144", "awarded"],
  ["rain-before-toss", "rain_before_toss", "/m/1386111", "Play stopped: rain"],
  ...["", "#card", "#charts", "#replay"].map((part) => [`rain${part.replace("#", "-")}`, "rain", `/m/1348326${part}`, "Target"]),
  ...["", "#card", "#charts", "#replay"].map((part) => [`in-super-over${part.replace("#", "-")}`, "tie", `/m/1216517${part}`, "Super over", 5]),
  ["in-super-over-screen", "tie", "/screen/1216517", "Super over", 5],
  ["in-super-over-embed", "tie", "/embed/1216517", "Super over", 5],
  ["super-overs-card", "super_over", "/m/1216517#card", "super over"],
  ["forfeited", "forfeited", "/m/649089", "forfeited"],
  ["forfeited-card", "forfeited", "/m/649089#card", "forfeited"],
  ["innings-break", "innings_break", "/m/1386111", "Innings break"],
  ["innings-break-screen", "innings_break", "/screen/1386111", "Innings break"],
  ["penalties-replay", "penalties", "/m/1386111#replay", "Place in the match"],
  ["long-over", "long_over", "/m/1386111", "Updating"],
  ["arabic-card", "arabic_names", "/m/1386111#card", "کراچی کنگز"],
];

export const ALL = STATES.map(([state]) => state);
/** The states of matches of unusual course. */
export const RARE = [
  "abandoned", "abandoned-embed", "awarded", "rain", "in-super-over", "in-super-over-screen", "super-overs-card", "forfeited-card", "rain-before-toss",
];
/** At least one state of every page: the usual one, and its replacements. */
export const EVERY_PAGE = ["home", "live", "unknown", "tables", "embed", "screen"];

/** Check some states in some themes: axe, the width, the browser's console; save pictures. */
export async function checkStates(t, browser, states, name, size, themes) {
  const page = await openEmpty(t, browser, { size, reducedMotion: "reduce" }); // without colour transitions
  for (const [state, recorded, path, ready, steps = 0] of STATES.filter(([each]) => states.includes(each))) {
    const server = await backendOf(t, recorded);
    for (let step = 0; step < steps; step += 1) server.backend.step();
    page.complaints.length = 0;
    await page.goto(`${server.url}${path}`);
    await page.getByText(ready).filter({ visible: true }).first().waitFor();
    for (const theme of themes) {
      await page.emulateMedia({ colorScheme: theme });
      await assertAccessible(page, `${state}, ${theme}, ${name}`);
      await screenshot(page, `pages-${state}-${name}-${theme}`);
    }
    await assertFits(page, `${state}, ${name}`);
    const complaints = page.complaints.filter((each) => !each.includes("404")); // for documents that do not exist yet
    assert.deepEqual(complaints, [], state);
  }
}
