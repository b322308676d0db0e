// Checks an action before it is sent, as rules/lib/actions.rules does when it arrives. Knows no
// cricket: the fold decides what the Laws allow.

import { EXTRAS, isNoWicket } from "./actions.js";
import type { Fields } from "./actions.js";
import { InvalidAction } from "./errors.js";
import {
  finite, first, flag, id, idOrEmpty, line, listOf, mapOf, matching, nullable, oneOf, optional,
  prose, required, whole,
} from "./values.js";
import type { Check, Fault, Spec } from "./values.js";
import { isMap } from "./fold/plain.js";
import { lengthOf } from "./fold/text.js";
import {
  ACTION_TYPES, BOWLING_ANGLES, CLOSE_REASONS, ENDS, OUTCOMES, REPLACEMENT_REASONS,
  REPLACEMENT_ROLES, RETIREMENTS, SUSPENSION_SCOPES, WICKET_TYPES,
} from "./fold/vocabulary.js";

const MOST_FIELDERS = 7;
const MOST_ABSENT = 11;
const MOST_POWERPLAYS = 3;
const MOST_OF_A_SHOT = 60;
const MOST_OF_A_REVIEW = 500;
const MOST_OF_A_NOTE = 500;
const FURTHEST = 100_000;

const over = whole(0, 9999);
const overs = whole(1, 9999);
const ballNumber = whole(1, 99);
const runs = whole(0, 20);
const total = whole(0, 9999);
const fielders = listOf(id, MOST_FIELDERS);
const words = line(200);
const note = prose(MOST_OF_A_NOTE);
const visible = matching(/^[ -~]{1,40}$/, "must be 1 to 40 characters of ASCII");

const WICKET = mapOf({
  type: required(oneOf(WICKET_TYPES)),
  dismissedPlayerId: required(id),
  fielderIds: optional(fielders),
  assistFielderIds: optional(fielders),
  substituteIds: optional(fielders),
  end: optional(oneOf(ENDS)),
  crossed: optional(flag),
});

const SHOT = mapOf({
  coordinates: optional(mapOf({ x: optional(finite), y: optional(finite) })),
  shotType: optional(prose(MOST_OF_A_SHOT)),
  length: optional(prose(MOST_OF_A_SHOT)),
  line: optional(prose(MOST_OF_A_SHOT)),
  speed: optional(finite),
  wagonWheelSegment: optional(finite),
});

const reviewPart: Check = (value, field) =>
  typeof value === "boolean" ? null : prose(MOST_OF_A_REVIEW)(value, field);
const REVIEW_MAP = mapOf(
  Object.fromEntries(
    ["by", "umpire", "batter", "decision", "type", "umpiresCall"].map((name) => [name, optional(reviewPart)]),
  ),
);

const POWERPLAY = mapOf({
  type: optional(visible),
  fromOver: required(over),
  toOver: required(over),
  fromBall: nullable(ballNumber),
  toBall: nullable(ballNumber),
});

/** The fields of each type, apart from `type` and `note`. */
const FIELDS: Readonly<Record<string, Readonly<Record<string, Spec>>>> = {
  delivery: {
    overNumber: required(over), ballInOver: required(ballNumber),
    strikerId: required(id), nonStrikerId: required(idOrEmpty), bowlerId: required(id),
    runsOffBat: required(runs),
    extras: required(mapOf(Object.fromEntries(EXTRAS.map((name) => [name, optional(runs)])))),
    totalRuns: required(whole(0, 120)), isLegalDelivery: required(flag), isWicket: required(flag),
    wicket: nullable(WICKET), shotData: optional(SHOT), boundary: optional(flag),
    runsRun: optional(runs), notCounted: optional(flag), overBalls: optional(ballNumber),
    bowlingAngle: optional(oneOf(BOWLING_ANGLES)), review: optional(review),
  },
  innings_started: {
    battingTeamId: required(id), bowlingTeamId: required(id), superOver: optional(flag),
    strikerId: nullable(id), nonStrikerId: nullable(id), bowlerId: nullable(id),
    target: nullable(total), oversLimit: nullable(overs),
    powerplays: nullable(listOf(POWERPLAY, MOST_POWERPLAYS)),
  },
  innings_closed: {
    reason: required(oneOf(CLOSE_REASONS)), absentIds: nullable(listOf(id, MOST_ABSENT)),
  },
  batter_dismissed: {
    playerId: required(id), wicketType: required(oneOf(WICKET_TYPES)),
    fielderIds: nullable(fielders), substituteIds: nullable(fielders), end: nullable(oneOf(ENDS)),
  },
  batter_retired: { playerId: required(id), as: required(oneOf(RETIREMENTS)) },
  batter_resumed: { playerId: required(id), consent: optional(flag) },
  batter_arrived: { playerId: required(id), end: nullable(oneOf(ENDS)) },
  bowler_suspended: { playerId: required(id), scope: optional(oneOf(SUSPENSION_SCOPES)) },
  penalty_awarded: { toTeamId: required(id), runs: required(whole(1, 20)), law: nullable(words) },
  target_revised: {
    target: nullable(total), oversLimit: nullable(overs), method: nullable(words),
    par: nullable(total),
  },
  play_stopped: { reason: nullable(words) },
  play_resumed: { reason: nullable(words) },
  player_replaced: {
    teamId: required(id), outPlayerId: nullable(id), inPlayerId: required(id),
    role: optional(oneOf(REPLACEMENT_ROLES)), reason: optional(oneOf(REPLACEMENT_REASONS)),
  },
  match_closed: {
    outcome: required(oneOf(OUTCOMES)), winnerTeamId: nullable(id), method: nullable(words),
  },
};

const SCORE = {
  runs: required(total), wickets: required(whole(0, 30)), legalBalls: required(whole(0, 99_999)),
};
const reference = matching(/^[1-9][0-9]?_[1-9][0-9]{0,4}$/, "must be an action's id, such as 1_37");

/** The types that only books have. */
const STATEMENTS: typeof FIELDS = {
  book_opened: {
    ...SCORE, strikerId: nullable(id), nonStrikerId: nullable(id), bowlerId: nullable(id),
    afterActionId: optional(reference), takesOverFrom: optional(id), afterEntryId: optional(reference),
  },
  score_agreed: {
    ...SCORE, at: required(oneOf(["over", "interval", "innings", "match"])),
    ledgerNumber: optional(whole(0, 9_999_999)),
    ledgerHead: optional(matching(/^[0-9a-f]{64}$/, "must be 64 hexadecimal digits")),
  },
};

const COMMON = {
  type: required(oneOf([...ACTION_TYPES, ...Object.keys(STATEMENTS)])),
  note: optional(note),
};

/** The names of the fields of each type of the log, for tests that compare them with the models. */
export const FIELD_NAMES: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  Object.entries(FIELDS).map(([type, specs]) => [type, Object.keys(specs)]),
);

/**
 * Return the first fault of an action's fields; null if there is none. A `delivery` is checked with
 * its totals, as the function `delivery` returns it. `isBook`: statements are accepted, too.
 */
export function faultOf(fields: Fields, isBook = false): Fault | null {
  const type = fields.type ?? "delivery";
  const known = isBook ? { ...FIELDS, ...STATEMENTS } : FIELDS;
  const specs = typeof type === "string" && Object.hasOwn(known, type) ? known[type] : undefined;
  if (!specs) {
    return { field: "type", message: `must be one of ${Object.keys(known).join(", ")}` };
  }
  const ofFields = mapOf({ ...COMMON, ...specs })({ ...fields, type }, "");
  return ofFields ?? (type === "delivery" ? faultOfSums(fields) : faultOfParts(fields, type as string));
}

/** Throw InvalidAction, which names the field, if the rules would refuse an action. */
export function checkAction(fields: Fields, isBook = false): void {
  raise(faultOf(fields, isBook));
}

/**
 * Throw InvalidAction if the rules would refuse the reason of an undo or redo: at most 500 UTF-16
 * units.
 */
export function checkReason(reason: string): void {
  const isShort = reason.length <= MOST_OF_A_NOTE;
  raise(note(reason, "reason") ?? faultUnless(isShort, "reason", `may have at most ${MOST_OF_A_NOTE} characters`));
}

function raise(fault: Fault | null): void {
  if (fault) throw new InvalidAction(fault.field, fault.message);
}

function review(value: unknown, field: string): Fault | null {
  if (typeof value === "string") return prose(MOST_OF_A_REVIEW)(value, field);
  const fault = REVIEW_MAP(value, field);
  if (fault) return fault;
  const length = lengthOf(Object.values(value as Fields).join("\r"));
  return faultUnless(length <= MOST_OF_A_REVIEW, field, `may have at most ${MOST_OF_A_REVIEW} characters in all`);
}

// Check fields of a delivery against each other; each of them is valid by itself.
function faultOfSums(fields: Fields): Fault | null {
  const { extras, wicket, shotData } = fields as {
    extras: Readonly<Record<string, number>>;
    wicket?: Readonly<Record<string, unknown>> | null;
    shotData?: Readonly<Record<string, unknown>>;
  };
  const sum = Object.values(extras).reduce((one, other) => one + other, fields.runsOffBat as number);
  const isLegal = !fields.notCounted && !extras.wide && !extras.noBall;
  return first([
    faultUnless(fields.totalRuns === sum, "totalRuns", `must be the sum of all runs, ${sum}`),
    faultUnless(fields.isLegalDelivery === isLegal, "isLegalDelivery", `must be ${isLegal} here`),
    faultOfWicket(fields, wicket ?? null),
    shotData ? faultOfShot(shotData) : null,
  ]);
}

function faultOfWicket(fields: Fields, wicket: Fields | null): Fault | null {
  const isWicket = wicket !== null && !isNoWicket(wicket.type);
  const lists = [wicket?.fielderIds, wicket?.assistFielderIds, wicket?.substituteIds];
  const named = lists.reduce((sum: number, each) => sum + ((each as unknown[] | undefined)?.length ?? 0), 0);
  return first([
    faultUnless(fields.isWicket === isWicket, "isWicket", `must be ${isWicket} here`),
    faultUnless(named <= MOST_FIELDERS, "wicket", `may name at most ${MOST_FIELDERS} fielders in all`),
  ]);
}

function faultOfShot(shot: Fields): Fault | null {
  const point = isMap(shot.coordinates) ? shot.coordinates : {};
  const numbers = [point.x, point.y, shot.speed, shot.wagonWheelSegment] as (number | undefined)[];
  const squares = numbers.reduce((sum: number, each = 0) => sum + each * each, 0);
  const text = [shot.shotType, shot.length, shot.line].map((each) => each ?? "").join("");
  const tooLong = `may have at most ${MOST_OF_A_SHOT} characters in all`;
  return first([
    faultUnless(squares <= FURTHEST ** 2, "shotData", "has numbers that are too large"),
    faultUnless(lengthOf(text) <= MOST_OF_A_SHOT, "shotData", tooLong),
  ]);
}

function faultOfParts(fields: Fields, type: string): Fault | null {
  if (type === "innings_started") {
    const isOther = fields.battingTeamId !== fields.bowlingTeamId;
    return faultUnless(isOther, "bowlingTeamId", "must be another team than bats");
  }
  if (type === "score_agreed") {
    const isWhole = ("ledgerNumber" in fields) === ("ledgerHead" in fields);
    return faultUnless(isWhole, "ledgerHead", "and ledgerNumber are given together");
  }
  return type === "book_opened" ? faultOfOpening(fields) : null;
}

function faultOfOpening(fields: Fields): Fault | null {
  const isTakeover = "takesOverFrom" in fields && "afterEntryId" in fields;
  const isPart = "takesOverFrom" in fields || "afterEntryId" in fields;
  const isRight = "afterActionId" in fields ? !isPart : isTakeover;
  const message = "or takesOverFrom with afterEntryId says where the book goes on";
  return faultUnless(isRight, "afterActionId", message);
}

const faultUnless = (isRight: boolean, field: string, message: string): Fault | null =>
  isRight ? null : { field, message };
