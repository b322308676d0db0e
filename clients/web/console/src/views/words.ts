// Balls, scores and actions in words; the texts themselves are in `texts.ts`.

import { labelOf } from "@scrbrd/client";
import type { Board, Innings, LogEntry } from "@scrbrd/client/fold";
import { type Draft, runOf } from "../draft/draft.js";
import type { Fields, Held } from "../session/recorder.js";
import { NO_DETAILS } from "../draft/details.js";
import { playedText } from "../session/counting.js";
import { t } from "../texts.js";

type NameOf = (playerId: string | null | undefined) => string;

/** A draft in words: `no ball, 2 byes`; `wideRuns` is what the conditions count for a wide. */
export function draftInWords(draft: Draft, nameOf: NameOf, wideRuns: number): string {
  const runs = runOf(draft) - draft.short + draft.overthrow;
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

/** How somebody is out, behind a name: `lbw`, `obstructing the field`. */
export function outInWords(type: string): string {
  return t.out[type] ?? (t.wickets[type] ?? type).toLowerCase();
}

/** What a delivery brought, in words: `four`, `2 leg byes`, `Jones caught`. */
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

/** What a strip shows of a delivery: `4`, `1nb`, `W`; `•` for a dot. */
export function shown(display: string): string {
  return display === "0" ? "•" : display;
}

/** A delivery as a strip shows it, of its fields alone. */
export const displayOf = (ball: Fields): string => labelOf(ball as Parameters<typeof labelOf>[0]);

/** How a ball looks: the class that colours it. */
export function lookOf(display: string): string {
  if (display.includes("W")) return "wicket";
  if (/[a-z]/.test(display)) return "extra";
  return display === "4" ? "four" : display === "6" ? "six" : "";
}

/** Any action in one line; `label` is a ball's. */
export function actionInWords(entry: LogEntry | Fields, nameOf: NameOf, label = ""): string {
  const type = String(entry["type"]);
  if (type === "delivery") return `${label} ${ballInWords(entry, nameOf)}`.trim();
  const details = NAMED.map((name) => entry[name]).filter(Boolean);
  return [t.actions[type] ?? type, ...details.map((id) => nameOf(String(id))), whyInWords(entry)]
    .filter(Boolean)
    .join(" · ");
}

/** Whom an action names, in the order in which it is said. */
const NAMED = ["battingTeamId", "toTeamId", "winnerTeamId", "playerId", "outPlayerId", "inPlayerId"];

function whyInWords(entry: LogEntry | Fields): string {
  if (entry["type"] === "batter_retired") return t.retire.kinds[entry["as"] as "hurt"] ?? "";
  const why = ["outcome", "reason", "wicketType", "runs"].map((name) => entry[name]).find((each) => each !== undefined && each !== null);
  const word = String(why ?? "");
  return t.result.outcomes[word] ?? t.reasons[word] ?? (t.wickets[word] ? outInWords(word) : word);
}

/** What the fold remarks on, with the names of players and balls for their ids. */
export function noticeInWords(message: string, nameOf: NameOf, labelOf: (id: string) => string): string {
  return message
    .replace(/ \S+ was corrected by \S+, and (?=the strike)/, " ")
    .replace(/[\w.-]*\w/g, (word) => labelOf(word) || nameOf(word));
}

/** Why an entry was not taken. */
export function whyHeld({ reason, objection, field }: Held): string {
  if (field !== null) return t.held.field(field);
  return t.held.objections[objection ?? ""] ?? t.held.reasons[reason] ?? reason;
}

export function scoreText(board: Board): string {
  const { runs, wickets, legalBalls } = board.score;
  return `${runs}/${wickets} (${playedText(board, legalBalls)})`;
}

/** The extras of an innings with their kinds: `7 (wd 4, lb 3)`. */
export function extrasText(innings: Innings): string {
  const kinds = Object.entries(t.score.extraKinds).map(([kind, name]) =>
    [name, innings[kind as keyof typeof t.score.extraKinds]] as const);
  const all = kinds.reduce((sum, [, runs]) => sum + runs, 0);
  return t.score.extrasOf(all, kinds.filter(([, runs]) => runs > 0).map(([name, runs]) => `${name} ${runs}`));
}

/** A rate per six balls, two decimals; "" where nothing is to divide by. */
export function rate(runs: number, balls: number | null): string {
  return balls ? ((runs * 6) / balls).toFixed(2) : "";
}

/** The result in words; "" while there is none. */
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
