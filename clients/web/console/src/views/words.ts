// Balls, scores and actions in words; the texts themselves are in `texts.ts`.

import { labelOf } from "@scrbrd/client";
import type { Board, Innings, LogEntry } from "@scrbrd/client/fold";
import { type Draft, runsRunOf } from "../draft/draft.js";
import type { Fields, Held } from "../session/recorder.js";
import { NO_DETAILS } from "../draft/details.js";
import { inningsText } from "../session/counting.js";
import type { Remark } from "../session/objections.js";
import { t } from "../texts.js";

type NameOf = (playerId: string | null | undefined) => string;

/** Return a draft in words: `no ball, 2 byes`; `wideRuns` are the runs that the conditions count for a wide. */
export function draftInWords(draft: Draft, nameOf: NameOf, wideRuns: number): string {
  const runs = runsRunOf(draft) - draft.short + draft.overthrow;
  const words: string[] = [];
  if (draft.penaltyFor === "wide") words.push(t.ball.wides(wideRuns + runs));
  if (draft.penaltyFor === "noBall") words.push(t.ball.noBall);
  if (draft.penaltyFor !== "wide" && (runs > 0 || draft.runs !== null)) words.push(runsInWords(draft, runs));
  if (draft.isAllRun) words.push(t.ball.allRun);
  if (draft.overthrow) words.push(t.ball.overthrow);
  if (draft.short) words.push(t.ball.short(draft.short));
  if (draft.isNotCounted) words.push(t.ball.notCounted);
  if (draft.penalty) words.push(t.ball.penalty(draft.penalty));
  if (draft.details !== NO_DETAILS) words.push(t.ball.noted);
  if (draft.wicket) words.push(wicketInWords(draft.wicket, nameOf));
  return words.join(", ");
}

function runsInWords(draft: Draft, runs: number): string {
  if (draft.off === "bye") return t.ball.byes(runs);
  if (draft.off === "legBye") return t.ball.legByes(runs);
  return runs === 0 ? t.ball.dot : t.ball.runs(runs);
}

function wicketInWords(wicket: { type: string; dismissedPlayerId: string }, nameOf: NameOf): string {
  return t.ball.wicket(outInWords(wicket.type), nameOf(wicket.dismissedPlayerId));
}

/** Return a dismissal in words that follow a name: `lbw`, `obstructing the field`. */
export function outInWords(type: string): string {
  return t.out[type] ?? (t.wickets[type] ?? type).toLowerCase();
}

/** Return the outcome of a delivery in words: `four`, `2 leg byes`, `Jones caught`. */
export function ballInWords(ball: Fields, nameOf: NameOf): string {
  const extras = (ball["extras"] ?? {}) as Record<string, number>;
  const runs = Number(ball["runsOffBat"] ?? 0);
  const words: string[] = [];
  if (extras["wide"]) words.push(t.ball.wides(extras["wide"]));
  if (extras["noBall"]) words.push(t.ball.noBall);
  if (extras["bye"]) words.push(t.ball.byes(extras["bye"]));
  if (extras["legBye"]) words.push(t.ball.legByes(extras["legBye"]));
  if (runs > 0) words.push(batInWords(runs, ball["boundary"] !== false));
  if (extras["penalty"]) words.push(t.ball.penalty(extras["penalty"]));
  const wicket = ball["wicket"] as { type: string; dismissedPlayerId: string } | undefined;
  if (wicket) words.push(wicketInWords(wicket, nameOf));
  return words.join(", ") || t.ball.dot;
}

function batInWords(runs: number, isBoundary: boolean): string {
  if (isBoundary && runs === 4) return t.ball.four;
  if (isBoundary && runs === 6) return t.ball.six;
  return t.ball.runs(runs);
}

/** Return the text of a delivery in the strip of balls: `4`, `1nb`, `W`; `•` for a dot. */
export function stripText(display: string): string {
  return display === "0" ? "•" : display;
}

/** Return the short text of a delivery, from its fields alone. */
export const displayOf = (ball: Fields): string => labelOf(ball as Parameters<typeof labelOf>[0]);

/** Return the CSS class that colours a ball. */
export function lookOf(display: string): string {
  if (display.includes("W")) return "wicket";
  if (/[a-z]/.test(display)) return "extra";
  return display === "4" ? "four" : display === "6" ? "six" : "";
}

/** Return any action in one line; `label` is the label of a ball. */
export function actionInWords(entry: LogEntry | Fields, nameOf: NameOf, label = ""): string {
  const type = String(entry["type"]);
  if (type === "delivery") return `${label} ${ballInWords(entry, nameOf)}`.trim();
  const ids = ID_FIELDS.map((name) => entry[name]).filter(Boolean);
  return [t.actions[type] ?? type, ...ids.map((id) => nameOf(String(id))), detailInWords(entry)]
    .filter(Boolean)
    .join(" · ");
}

/** The fields that name a team or a player, in the order in which they are shown. */
const ID_FIELDS = ["battingTeamId", "toTeamId", "winnerTeamId", "playerId", "outPlayerId", "inPlayerId"];

function detailInWords(entry: LogEntry | Fields): string {
  if (entry["type"] === "batter_retired") return t.retire.kinds[entry["as"] as "hurt"] ?? "";
  const values = ["outcome", "reason", "wicketType", "runs"].map((name) => entry[name]);
  const word = String(values.find((each) => each !== undefined && each !== null) ?? "");
  return t.result.outcomes[word] ?? t.reasons[word] ?? (t.wickets[word] ? outInWords(word) : word);
}

/** Return a message of the fold with the ids of players and balls replaced by their names. */
export function noticeInWords(message: string, nameOf: NameOf, labelOf: (id: string) => string): string {
  return message
    .replace(/ \S+ was corrected by \S+, and (?=the strike)/, " ")
    .replace(/[\w.-]*\w/g, (word) => labelOf(word) || nameOf(word));
}

/** Return an objection of the Laws in words, with the ids of players and sides replaced by their names. */
export function verdictInWords({ sentence, found }: Pick<Remark, "sentence" | "found">, nameOf: NameOf): string {
  const values = Object.values(found).filter((each) => typeof each === "string" && each !== "") as string[];
  if (values.length === 0) return sentence;
  const whole = values.toSorted((one, other) => other.length - one.length).map(escaped).join("|");
  return sentence.replace(new RegExp(`(?<![\\w.-])(?:${whole})(?![\\w.-])`, "g"), (id) => nameOf(id));
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** Return why an entry was refused. */
export function reasonInWords({ reason, objection, field }: Held): string {
  if (field !== null) return t.held.field(field);
  return t.held.objections[objection ?? ""] ?? t.held.reasons[reason] ?? reason;
}

export function scoreText(board: Board): string {
  const { runs, wickets } = board.score;
  return `${runs}/${wickets} (${inningsText(board, board.innings)})`;
}

/** Return the extras of an innings with their kinds: `7 (wd 4, lb 3)`. */
export function extrasText(innings: Innings): string {
  const kinds = Object.entries(t.score.extraKinds).map(([kind, name]) =>
    [name, innings[kind as keyof typeof t.score.extraKinds]] as const);
  const all = kinds.reduce((sum, [, runs]) => sum + runs, 0);
  return t.score.extrasOf(all, kinds.filter(([, runs]) => runs > 0).map(([name, runs]) => `${name} ${runs}`));
}

/** Return runs per six balls with two decimals; "" if there are no balls. */
export function rate(runs: number, balls: number | null): string {
  return balls ? ((runs * 6) / balls).toFixed(2) : "";
}

/** Return the result in words; "" if there is none yet. */
export function resultText(board: Board, teamOf: (id: string | null) => string): string {
  const result = board.result;
  if (!result) return "";
  if (!result.winnerTeamId) return t.result.outcomes[result.outcome] ?? result.outcome;
  const method = result.method ? ` (${result.method})` : "";
  return t.result.won(teamOf(result.winnerTeamId), marginOf(result)) + method;
}

function marginOf(result: NonNullable<Board["result"]>): string {
  if (result.innings !== null) return t.result.byInnings(result.runs ?? 0);
  if (result.runs !== null) return t.result.byRuns(result.runs);
  return result.wickets !== null ? t.result.byWickets(result.wickets) : "";
}
