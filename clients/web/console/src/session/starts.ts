// An innings that was started with other people than play: its start is corrected, and with it the
// balls that name them, for each ball names who faces, who stands and who bowls.

import type { LogEntry } from "@scrbrd/client/fold";
import type { Change, Correction } from "./changes.js";
import { type Action, inPlay, ownFields } from "./entries.js";
import type { Fields } from "./recorder.js";

type Names = ReadonlyMap<string, string>;

/** What gives an innings another start; `fields` are the whole of it. */
export function startChange(log: readonly LogEntry[], start: Action, fields: Fields): Change {
  const corrections = [{ nonce: start.nonce, fields }, ...renamedBehind(log, start, fields)];
  return { kind: "corrections", corrections };
}

/** What an innings has behind its start. */
export function behindStart(log: readonly LogEntry[], start: Action): Action[] {
  return inPlay(log).filter((each) => each.inningsNumber === start.inningsNumber && each.id !== start.id);
}

// Batters who changed places, or with one who came in later, do so in the whole innings; the bowler
// is another in the first spell alone.
function renamedBehind(log: readonly LogEntry[], start: Action, fields: Fields): Correction[] {
  const batters = renamed(start.fields, fields);
  const [was, is] = [textOf(start.fields["bowlerId"]), textOf(fields["bowlerId"])];
  let isFirstSpell = Boolean(was && is && was !== is);
  return behindStart(log, start).flatMap((each) => {
    if (each.type === "delivery") isFirstSpell &&= each.fields["bowlerId"] === was;
    const own = ownFields(each.fields);
    const next = withBatters(own, batters);
    if (each.type === "delivery" && isFirstSpell) next["bowlerId"] = is;
    return JSON.stringify(next) === JSON.stringify(own) ? [] : [{ nonce: each.nonce, fields: next }];
  });
}

/** Who each batter is now; who takes another's place gives up the own one. */
function renamed(was: Fields, is: Fields): Names {
  const pairs = ["strikerId", "nonStrikerId"].map((name) => [textOf(was[name]), textOf(is[name])] as const);
  const names = new Map(pairs.filter(([old, now]) => old && now && old !== now));
  const [left, came] = [[...names.keys()], [...names.values()]];
  const without = left.filter((id) => !came.includes(id));
  const stray = came.filter((id) => !left.includes(id));
  stray.forEach((id, place) => names.set(id, without[place] ?? id));
  return names;
}

const BATTERS = ["strikerId", "nonStrikerId"];
const OF_A_BATTER = ["batter_dismissed", "batter_retired", "batter_resumed", "batter_arrived"];

function withBatters(own: Fields, names: Names): Record<string, unknown> {
  const fields = OF_A_BATTER.includes(String(own["type"])) ? ["playerId"] : BATTERS;
  const next: Record<string, unknown> = { ...own };
  for (const name of fields.filter((each) => each in own)) next[name] = nameIn(names, own[name]);
  const wicket = own["wicket"] as Fields | null | undefined;
  if (wicket) next["wicket"] = { ...wicket, dismissedPlayerId: nameIn(names, wicket["dismissedPlayerId"]) };
  return next;
}

const nameIn = (names: Names, id: unknown): unknown => names.get(textOf(id)) ?? id;
const textOf = (value: unknown): string => (typeof value === "string" ? value : "");
