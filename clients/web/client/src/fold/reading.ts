// Reads the documents of the log: upgrades them to the current schema, reads what is readable, and says why
// the rest is not.

import type {
  Action, ActionFields, BatterArrived, BatterDismissed, BatterResumed, BatterRetired,
  BowlerSuspended, Delivery, Extras, InningsClosed, InningsStarted, LogEntry, MatchClosed,
  PenaltyAwarded, PlayResumed, PlayStopped, PlayerReplaced, PowerplaySpan, TargetRevised, Wicket,
} from "./actions.js";
import { SCHEMA_VERSION, actionId, parseActionId } from "./actions.js";
import type { Fields, Part, Reader } from "./document.js";
import {
  flag, id, integer, list, listed, matching, maybe, model, oneOf, optional, plain, required, text,
} from "./document.js";
import type { Unreadable } from "./effective.js";
import { BadDocument } from "./errors.js";
import { readLeniently } from "./lenient.js";
import { moment } from "./moments.js";
import type { PlainMap } from "./plain.js";
import { shortText } from "./plain.js";
import { shortenMessage } from "./problems.js";
import type { ActionType } from "./vocabulary.js";
import {
  BOWLING_ANGLES, CLOSE_REASONS, ENDS, OUTCOMES, REPLACEMENT_REASONS, REPLACEMENT_ROLES,
  RETIREMENTS, SOURCES, SUSPENSION_SCOPES, WICKET_TYPES,
} from "./vocabulary.js";

const NEWER_SCHEMA = "written in a newer schemaVersion; deploy functions that know it and rebuild";

/** Fields that are left out of an action if they are wrong, because the score does not depend on them. */
const UNSCORED_FIELDS: ReadonlySet<Part> = new Set([
  "nonce", "follows", "recordedBy", "recordedAs", "source", "timestamp", "createdAt", "updatedAt",
  "voidReason", "voidedBy", "voidedAt", "correctedBy", "providerEventId", "note", "shotData", "review",
  "bowlingAngle", "fielderIds", "assistFielderIds", "substituteIds", "absentIds", "powerplays",
  "law", "method", "reason",
]);

export const runs = integer(0, 20);
export const overs = integer(1, 9_999);
export const whole = integer(0);
export const player = id(1);
export const team = id(1);
const reference = matching(/^[1-9][0-9]?_[1-9][0-9]{0,4}$/);
const anyText = text(2_000);
const line = text(200);
const fielders = listed(list(player, 7));
const ball = integer(1, 99);
const over = integer(0, 9_999);

const powerplay = model<PowerplaySpan>("PowerplaySpan", {
  type: optional(text(60), "mandatory"),
  fromOver: required(over),
  toOver: required(over),
  fromBall: maybe(ball),
  toBall: maybe(ball),
});
export const powerplays = list(powerplay, 10);

const NO_EXTRAS: Extras = { wide: 0, noBall: 0, bye: 0, legBye: 0, penalty: 0 };
const extras = model<Extras>("Extras", {
  wide: optional(runs, 0),
  noBall: optional(runs, 0),
  bye: optional(runs, 0),
  legBye: optional(runs, 0),
  penalty: optional(runs, 0),
});

const wicket = model<Wicket>("Wicket", {
  type: required(oneOf(WICKET_TYPES)),
  dismissedPlayerId: required(player),
  fielderIds: fielders,
  assistFielderIds: fielders,
  substituteIds: fielders,
  end: maybe(oneOf(ENDS)),
  crossed: maybe(flag),
});

type Own<T extends Action> = Omit<T, keyof ActionFields | "type">;

function action<T extends Action>(title: string, type: T["type"], fields: Fields<Own<T>>): Reader<T> {
  const first: Fields<Pick<ActionFields, "id" | "matchId" | "inningsNumber" | "sequenceNumber">> = {
    id: required(reference),
    matchId: required(text(Infinity, 1)),
    inningsNumber: required(integer(1, 40)),
    sequenceNumber: required(integer(1, 99_999)),
  };
  const others: Fields<Omit<ActionFields, keyof typeof first | "faults">> = {
    nonce: optional(anyText, ""),
    follows: optional(anyText, ""),
    recordedBy: maybe(anyText),
    recordedAs: maybe(anyText),
    source: optional(oneOf(SOURCES), "live"),
    timestamp: maybe(moment),
    createdAt: maybe(moment),
    updatedAt: maybe(moment),
    schemaVersion: optional(whole, SCHEMA_VERSION),
    isVoided: optional(flag, false),
    voidReason: maybe(anyText),
    voidedBy: maybe(anyText),
    voidedAt: maybe(moment),
    corrects: maybe(reference),
    correctedBy: maybe(anyText),
    providerEventId: maybe(anyText),
    after: maybe(reference),
    note: optional(plain, null),
  };
  const kind = optional<T["type"]>(() => type, type);
  return model(title, { ...first, type: kind, ...others, ...fields } as unknown as Fields<T>);
}

const READERS: Readonly<Record<ActionType, Reader<Action>>> = {
  delivery: action<Delivery>("Delivery", "delivery", {
    overNumber: required(over),
    ballInOver: required(ball),
    strikerId: required(player),
    nonStrikerId: required(id(0)),
    bowlerId: required(player),
    runsOffBat: optional(runs, 0),
    extras: optional(extras, NO_EXTRAS),
    totalRuns: maybe(whole),
    isLegalDelivery: maybe(flag),
    isWicket: optional(flag, false),
    wicket: maybe(wicket),
    shotData: optional(plain, null),
    boundary: maybe(flag),
    runsRun: maybe(runs),
    notCounted: optional(flag, false),
    overBalls: maybe(ball),
    bowlingAngle: maybe(oneOf(BOWLING_ANGLES)),
    review: optional(plain, null),
  }),
  innings_started: action<InningsStarted>("InningsStarted", "innings_started", {
    battingTeamId: required(team),
    bowlingTeamId: required(team),
    superOver: optional(flag, false),
    strikerId: maybe(player),
    nonStrikerId: maybe(player),
    bowlerId: maybe(player),
    target: maybe(whole),
    oversLimit: maybe(overs),
    powerplays: listed(powerplays),
  }),
  innings_closed: action<InningsClosed>("InningsClosed", "innings_closed", {
    reason: required(oneOf(CLOSE_REASONS)),
    absentIds: listed(list(player, 30)),
  }),
  batter_dismissed: action<BatterDismissed>("BatterDismissed", "batter_dismissed", {
    playerId: required(player),
    wicketType: required(oneOf(WICKET_TYPES)),
    fielderIds: fielders,
    substituteIds: fielders,
    end: maybe(oneOf(ENDS)),
  }),
  batter_retired: action<BatterRetired>("BatterRetired", "batter_retired", {
    playerId: required(player),
    retirement: required(oneOf(RETIREMENTS), "as"),
  }),
  batter_resumed: action<BatterResumed>("BatterResumed", "batter_resumed", {
    playerId: required(player),
    consent: optional(flag, false),
  }),
  batter_arrived: action<BatterArrived>("BatterArrived", "batter_arrived", {
    playerId: required(player),
    end: maybe(oneOf(ENDS)),
  }),
  bowler_suspended: action<BowlerSuspended>("BowlerSuspended", "bowler_suspended", {
    playerId: required(player),
    scope: optional(oneOf(SUSPENSION_SCOPES), "innings"),
  }),
  penalty_awarded: action<PenaltyAwarded>("PenaltyAwarded", "penalty_awarded", {
    toTeamId: required(team),
    runs: required(integer(1, 20)),
    law: maybe(line),
  }),
  target_revised: action<TargetRevised>("TargetRevised", "target_revised", {
    target: maybe(whole),
    oversLimit: maybe(overs),
    method: maybe(line),
    par: maybe(whole),
  }),
  play_stopped: action<PlayStopped>("PlayStopped", "play_stopped", { reason: maybe(line) }),
  play_resumed: action<PlayResumed>("PlayResumed", "play_resumed", { reason: maybe(line) }),
  player_replaced: action<PlayerReplaced>("PlayerReplaced", "player_replaced", {
    teamId: required(team),
    outPlayerId: maybe(player),
    inPlayerId: required(player),
    role: optional(oneOf(REPLACEMENT_ROLES), "player"),
    reason: optional(oneOf(REPLACEMENT_REASONS), "unknown"),
  }),
  match_closed: action<MatchClosed>("MatchClosed", "match_closed", {
    outcome: required(oneOf(OUTCOMES)),
    winnerTeamId: maybe(team),
    method: maybe(line),
  }),
};

/** Return one document of the log as an action, or as an Unreadable. Null if its id is not an action's. */
export function readEntry(matchId: string, entry: LogEntry): Action | Unreadable | null {
  const place = placeIn(entry.id);
  if (place === null) {
    return null;
  }
  const [inningsNumber, sequenceNumber] = place;
  try {
    return readAction({ ...entry, matchId });
  } catch (error) {
    if (!(error instanceof BadDocument)) {
      throw error;
    }
    const newer = isNewer(entry["schemaVersion"]) ? `${NEWER_SCHEMA}: ` : "";
    const message = shortenMessage(`${newer}${error.message}`);
    const isVoided = entry["isVoided"] === true;
    return { type: "unreadable", id: entry.id, inningsNumber, sequenceNumber, message, isVoided };
  }
}

function placeIn(entryId: string): readonly [number, number] | null {
  try {
    return parseActionId(entryId);
  } catch (error) {
    if (error instanceof RangeError) {
      return null;
    }
    throw error;
  }
}

/** Read one document of the log. Throws BadDocument if the action cannot count. */
export function readAction(document: PlainMap): Action {
  const data = upcast(document);
  const where = `match ${textOf(data["matchId"])}, action ${textOf(data["id"])}`;
  const kind = data["type"] === undefined ? "delivery" : data["type"];
  if (typeof kind !== "string" || !Object.hasOwn(READERS, kind)) {
    throw new BadDocument(where, [`type: ${shortText(kind)} is no type of action we know`]);
  }
  const mayDrop = (path: readonly Part[]): boolean => path.some((part) => UNSCORED_FIELDS.has(part));
  const { value, faults } = readLeniently(READERS[kind as ActionType], data, where, { mayDrop });
  const expected = actionId(value.inningsNumber, value.sequenceNumber);
  if (value.id !== expected) {
    throw new BadDocument(where, [`id: must be ${expected}, its innings and sequence number`]);
  }
  return { ...value, faults };
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : shortText(value, Infinity);
}

/**
 * Return a document of an older schema as one of the current schema. Versions 0 to 2 never had a log of
 * their own; documents that state them have today's fields.
 */
function upcast(data: PlainMap): PlainMap {
  const version = data["schemaVersion"];
  const isOlder = typeof version === "number" && Number.isInteger(version)
    && version >= 0 && version < SCHEMA_VERSION;
  return isOlder ? { ...data, schemaVersion: SCHEMA_VERSION } : data;
}

function isNewer(version: unknown): boolean {
  return typeof version === "number" && Number.isInteger(version) && version > SCHEMA_VERSION;
}
