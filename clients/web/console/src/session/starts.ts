// Corrects the start of an innings that names the wrong players, and with it the balls that name them: each ball
// names its striker, non-striker and bowler.

import type { LogEntry } from "@scrbrd/client/fold";
import type { Change, Correction } from "./changes.js";
import { type Action, actionsInPlay, ownFields } from "./entries.js";
import type { Fields } from "./recorder.js";

type Names = ReadonlyMap<string, string>;

/** Return the change that gives an innings another start; `fields` are all fields of the start. */
export function startChange(log: readonly LogEntry[], start: Action, fields: Fields): Change {
  const corrections = [{ nonce: start.nonce, fields }, ...laterCorrections(log, start, fields)];
  return { kind: "corrections", corrections };
}

/** Return the actions of an innings after its start. */
export function actionsAfterStart(log: readonly LogEntry[], start: Action): Action[] {
  return actionsInPlay(log).filter((each) => each.inningsNumber === start.inningsNumber && each.id !== start.id);
}

// Batters are renamed in the whole innings, also a later batter who swaps places with an opener; the bowler is
// renamed only in the first spell.
function laterCorrections(log: readonly LogEntry[], start: Action, fields: Fields): Correction[] {
  const batters = newBatterIds(start.fields, fields);
  const [was, is] = [textOf(start.fields["bowlerId"]), textOf(fields["bowlerId"])];
  let isFirstSpell = Boolean(was && is && was !== is);
  return actionsAfterStart(log, start).flatMap((each) => {
    if (each.type === "delivery") isFirstSpell &&= each.fields["bowlerId"] === was;
    const own = ownFields(each.fields);
    const next = withBatters(own, batters);
    if (each.type === "delivery" && isFirstSpell) next["bowlerId"] = is;
    return JSON.stringify(next) === JSON.stringify(own) ? [] : [{ nonce: each.nonce, fields: next }];
  });
}

/** Return the new id of each renamed batter; a batter who takes another's place gives up their own to that one. */
function newBatterIds(was: Fields, is: Fields): Names {
  const pairs = ["strikerId", "nonStrikerId"].map((name) => [textOf(was[name]), textOf(is[name])] as const);
  const names = new Map(pairs.filter(([old, now]) => old && now && old !== now));
  const [oldIds, newIds] = [[...names.keys()], [...names.values()]];
  const displaced = oldIds.filter((id) => !newIds.includes(id));
  const cameLater = newIds.filter((id) => !oldIds.includes(id));
  cameLater.forEach((id, place) => names.set(id, displaced[place] ?? id));
  return names;
}

const BATTERS = ["strikerId", "nonStrikerId"];
const BATTER_ACTIONS = ["batter_dismissed", "batter_retired", "batter_resumed", "batter_arrived"];

function withBatters(own: Fields, names: Names): Record<string, unknown> {
  const fields = BATTER_ACTIONS.includes(String(own["type"])) ? ["playerId"] : BATTERS;
  const next: Record<string, unknown> = { ...own };
  for (const name of fields.filter((each) => each in own)) next[name] = nameIn(names, own[name]);
  const wicket = own["wicket"] as Fields | null | undefined;
  if (wicket) next["wicket"] = { ...wicket, dismissedPlayerId: nameIn(names, wicket["dismissedPlayerId"]) };
  return next;
}

const nameIn = (names: Names, id: unknown): unknown => names.get(textOf(id)) ?? id;
const textOf = (value: unknown): string => (typeof value === "string" ? value : "");
