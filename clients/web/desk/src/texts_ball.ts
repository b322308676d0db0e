// Balls and facts in words, in English: a recorded ball, and the fields in which two claims differ. Names come from
// users and are rendered as plain text only.

import { isolateName } from "./model/apart.js";
import type { Ball, ExtraKind } from "./model/balls.js";
import { mapOf } from "./model/balls.js";

type NameOf = (id: string) => string;

export const plural = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;

const WICKETS: Record<string, string> = {
  bowled: "bowled", caught: "caught", lbw: "lbw", run_out: "run out", stumped: "stumped", hit_wicket: "hit wicket",
  handled_ball: "handled the ball", obstructing_field: "obstructing the field", hit_ball_twice: "hit the ball twice",
  timed_out: "timed out", retired_out: "retired out", retired_hurt: "retired hurt", retired_not_out: "retired, not out",
};
const EXTRAS: Record<ExtraKind, string> = {
  wide: "wide", noBall: "no-ball", bye: "bye", legBye: "leg bye", penalty: "penalty run",
};
const FACTS: Record<string, string> = {
  innings_started: "The innings begins", innings_closed: "The innings is closed", match_closed: "The match is closed",
  batter_dismissed: "A batter is out between balls", batter_retired: "A batter retires",
  batter_resumed: "A batter comes in again", batter_arrived: "A batter comes in",
  bowler_suspended: "A bowler may not go on", penalty_awarded: "Penalty runs", target_revised: "Another target",
  player_replaced: "A player is replaced", play_stopped: "Play stops", play_resumed: "Play goes on",
};
const NOT_COUNTED = "not counted in the over";

/** The known values of a fact's fields; any other value was typed by a user. */
const WORDS: Record<string, string> = {
  all_out: "all out", overs_complete: "overs complete", target_reached: "target reached", declared: "declared",
  forfeited: "forfeited", abandoned: "abandoned", win: "won", tie: "tie", draw: "draw", no_result: "no result",
  awarded: "awarded", conceded: "conceded", hurt: "hurt or ill", not_out: "not out", out: "out",
};
const ENDS: Record<string, string> = { striker: "at the striker’s end", bowler: "at the bowler’s end" };
const SCOPES: Record<string, string> = { innings: "for the innings", match: "for the match" };
const ROLES: Record<string, string> = { batter: "as a batter alone", bowler: "as the bowler of the over alone" };

/** Return a ball in words: runs, extras, the batter out; or a fact with all its fields. */
export function ballInWords(ball: Ball, nameOf: NameOf): string {
  if (ball.type !== "delivery") return factInWords(ball, nameOf);
  const runs = ball.boundary && [4, 6].includes(ball.runsOffBat)
    ? ball.runsOffBat === 4 ? "four" : "six"
    : ball.runsOffBat ? plural(ball.runsOffBat, "run") : null;
  const extras = ball.extras.map(({ kind, runs: each }) => `${each > 1 ? `${each} ` : ""}${EXTRAS[kind]}${each > 1 ? "s" : ""}`);
  const wicket = ball.wicket
    ? [`${nameOf(ball.wicket.playerId)} out, ${WICKETS[ball.wicket.type] ?? ball.wicket.type}`]
    : [];
  const parts = [...(runs ? [runs] : []), ...extras, ...wicket];
  return [parts.length ? parts.join(", ") : "no run", ...(ball.notCounted ? [NOT_COUNTED] : [])].join(", ");
}

function factInWords({ type, details }: Ball, nameOf: NameOf): string {
  const parts = Object.keys(details).flatMap((name) => detailInWords(type, name, details[name], nameOf));
  const fact = FACTS[type] ?? type.replaceAll("_", " ");
  return parts.length ? `${fact}: ${parts.join(", ")}` : fact;
}

/** Return a ball in words, with its values of the fields in which the claims of a dispute differ. */
export function claimInWords(ball: Ball, fields: readonly string[], nameOf: NameOf): string {
  const details = ball.type === "delivery"
    ? fields.flatMap((name) => detailInWords(ball.type, name, ball.details[name], nameOf))
    : [];
  return [ballInWords(ball, nameOf), ...details].join(", ");
}

const person = (words: (name: string) => string) => (value: unknown, nameOf: NameOf): string | null =>
  typeof value === "string" && value ? words(nameOf(value)) : null;
const number = (words: (count: number) => string) => (value: unknown): string | null =>
  typeof value === "number" ? words(value) : null;
const people = (words: string) => (value: unknown, nameOf: NameOf): string | null =>
  Array.isArray(value) && value.length ? `${words}: ${value.map((each) => nameOf(String(each))).join(", ")}` : null;
const word = (words: Record<string, string>) => (value: unknown): string | null =>
  typeof value === "string" ? (words[value] ?? null) : null;
const free = (value: unknown): string | null =>
  typeof value === "string" && value ? (WORDS[value] ?? isolateName(value.replaceAll("_", " "))) : null;

/** Return powerplays in words; overs are 0-based in documents and 1-based in words. */
function powerplays(value: unknown): string | null {
  const spans = (Array.isArray(value) ? value : []).map(mapOf).map(({ fromOver, toOver }) => `${Number(fromOver) + 1} to ${Number(toOver) + 1}`);
  return spans.length ? `powerplay in overs ${spans.join(" and ")}` : null;
}

/** The words for fields, by their names in documents. A key with the type of a fact before the name is for that fact
 * only; the fields of a wicket are found by the last part of their name. */
const FIELD_WORDS = new Map<string, (value: unknown, nameOf: NameOf) => string | null>(Object.entries({
  battingTeamId: person((name) => `${name} bat`),
  strikerId: person((name) => `to ${name}`),
  "innings_started strikerId": person((name) => `${name} on strike`),
  nonStrikerId: person((name) => `${name} at the other end`),
  bowlerId: person((name) => `bowled by ${name}`),
  "innings_started bowlerId": person((name) => `${name} bowls`),
  overNumber: number((over) => `in over ${over + 1}`),
  boundary: (value: unknown) => (typeof value === "boolean" ? (value ? "to the boundary" : "all run") : null),
  runsRun: number((runs) => `they ran ${runs}`),
  overBalls: number((balls) => `an over of ${plural(balls, "ball")}`),
  superOver: (value: unknown) => (value === true ? "super over" : null),
  target: number((runs) => `target ${runs}`),
  oversLimit: number((overs) => `overs: ${overs}`),
  par: number((runs) => `par ${runs}`),
  powerplays,
  playerId: person((name) => name),
  inPlayerId: person((name) => `${name} comes in`),
  outPlayerId: person((name) => `${name} leaves`),
  wicketType: word(WICKETS),
  fielderIds: people("fielders"),
  assistFielderIds: people("helped by"),
  substituteIds: people("substitutes"),
  end: word(ENDS),
  crossed: (value: unknown) => (typeof value === "boolean" ? (value ? "they had crossed" : "they had not crossed") : null),
  as: free,
  consent: (value: unknown) => (value === true ? "with the other captain’s consent" : null),
  scope: word(SCOPES),
  runs: number((runs) => plural(runs, "run")),
  toTeamId: person((name) => `to ${name}`),
  law: free,
  outcome: free,
  winnerTeamId: person((name) => `winner: ${name}`),
  role: word(ROLES),
  reason: free,
  absentIds: people("absent"),
  method: free,
}));

function detailInWords(type: string, name: string, value: unknown, nameOf: NameOf): string[] {
  const inWords = FIELD_WORDS.get(`${type} ${name}`) ?? FIELD_WORDS.get(name.replace(/^wicket\./, ""));
  const words = inWords?.(value, nameOf) ?? null;
  return words === null ? [] : [words];
}
