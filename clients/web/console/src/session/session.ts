// The scorer's session as a state machine: the draft, the choices for the next ball, the open dialog, and
// the steps that can be undone. Pure: for an event it returns the new session and the change to record.

import type { Board, LogEntry } from "@scrbrd/client/fold";
import { commits, type Draft, EMPTY, enter, isEmpty, type Part } from "../draft/draft.js";
import { type BallChoices, deliveryOf } from "./ball.js";
import {
  type BowlerChoice, hasChoice, isLoggedBowlerUnavailable, mayAskForChange, mayChooseBowler, NO_CHOICE, placeOf,
  validChoice,
} from "./bowler.js";
import { type Change, redoOf, type Step, stepInLog, undoOf } from "./changes.js";
import { swapOf } from "./ends.js";
import { actionsInPlay, actionByNonce, newestAction, type Placed, placesInPlay } from "./entries.js";
import { isId } from "./ids.js";
import type { Fields } from "./recorder.js";

export type Dialog =
  | { readonly kind: "edit" | "insert" | "undoTo"; readonly nonce: string }
  | { readonly kind: DialogKind };

export type DialogKind =
  | "wicket" | "menu" | "balls" | "retire" | "dismiss" | "suspend"
  | "penalty" | "stop" | "revise" | "replace" | "endInnings" | "endMatch" | "toss" | "lineups"
  | "changeBowler" | "held" | "scorers" | "check" | "settings" | "swap" | "powerplay" | "details";

export interface Session extends BallChoices, BowlerChoice {
  readonly draft: Draft;
  /** The pair whose ends were swapped for the next ball (`pairOf`); the swap does not apply to another pair. */
  readonly swappedFor: string;
  /** The wicket after which a batter bats on alone (`lastStandOf`); after another wicket the scorer is asked again. */
  readonly aloneFor: string;
  /** The batter who faces after a new one has come in; null if the fold's answer is used. */
  readonly faces: Faces | null;
  readonly dialog: Dialog | null;
  readonly done: readonly Step[];
  readonly undone: readonly Step[];
  readonly checkedOver: string;
}

export type Faces = "new" | "other";

export type Event =
  | { readonly event: "part"; readonly part: Part }
  | { readonly event: "commit" | "undo" | "redo" | "swap" | "continueOver" | "alone" | "askBowler" | "close" | "checked" }
  | { readonly event: "bowler"; readonly playerId: string }
  | { readonly event: "faces"; readonly faces: Faces | null }
  | { readonly event: "wicketBall"; readonly draft: Draft; readonly faces: Faces | null }
  | { readonly event: "open"; readonly dialog: Dialog }
  | { readonly event: "change"; readonly change: Change }
  | { readonly event: "record"; readonly fields: Fields }
  | { readonly event: "undoTo"; readonly nonce: string }
  | { readonly event: "recorded" | "recordedUndone"; readonly step: Step }
  | { readonly event: "overtaken" };

export interface MatchState {
  readonly board: Board;
  readonly log: readonly LogEntry[];
}

export interface Outcome {
  readonly session: Session;
  readonly change: Change | null;
}

export const START: Session = {
  ...NO_CHOICE,
  draft: EMPTY,
  isSwapped: false,
  swappedFor: "",
  isAlone: false,
  aloneFor: "",
  faces: null,
  dialog: null,
  done: [],
  undone: [],
  checkedOver: "",
};

/** The number of steps kept in memory; older ones are found in the log. */
const MOST_STEPS = 200;

/** Return the session after an event, and the change of the log to record. */
export function step(session: Session, event: Event, match: MatchState): Outcome {
  switch (event.event) {
    case "part":
      return enterPart(session, event.part, match);
    case "commit":
      return isEmpty(session.draft) ? logUnchanged(session) : commit(session, session.draft, match);
    case "wicketBall":
      return commit(session, event.draft, match, event.faces);
    case "bowler":
      return chooseBowler(session, event.playerId, match);
    case "askBowler":
      return askForBowler(session, match);
    case "faces":
      return logUnchanged({ ...session, faces: event.faces });
    case "swap":
      return swap(session, match);
    case "continueOver":
      return logUnchanged({ ...session, ...NO_CHOICE, overContinues: !session.overContinues });
    case "alone":
      return logUnchanged({ ...session, isAlone: true, aloneFor: lastStandOf(match.board) });
    case "open":
      return logUnchanged({ ...session, dialog: event.dialog });
    case "close":
      return logUnchanged({ ...session, dialog: null });
    case "checked":
      return logUnchanged({ ...session, checkedOver: overOf(match.board) });
    case "record":
      return record(session, event.fields, match);
    case "change":
      return { session: { ...session, dialog: null, faces: null }, change: event.change };
    case "recorded":
      return logUnchanged({ ...session, done: [...session.done, event.step].slice(-MOST_STEPS), undone: [] });
    case "recordedUndone":
      return logUnchanged({ ...session, undone: [...session.undone, event.step] });
    case "overtaken": // another device recorded: start as on a page that is opened anew
      return logUnchanged({ ...session, done: [], undone: [], faces: null });
    case "undo":
      return undo(session, match);
    case "redo":
      return redo(session, match);
    case "undoTo":
      return undoTo(session, event.nonce, match);
  }
}

const logUnchanged = (session: Session): Outcome => ({ session, change: null });

/** Return the over that the next ball belongs to, as a key. */
export function overOf(board: Board): string {
  return `${board.nextPlace.inningsNumber}:${board.nextPlace.overNumber}`;
}

/** Return the choices for the next ball that are still valid. */
export function choicesOf(session: Session, board: Board): BallChoices {
  const { bowlerId, overContinues } = validChoice(session, board);
  const isAlone = session.isAlone && session.aloneFor === lastStandOf(board) && board.needs.includes("batter");
  return { bowlerId, overContinues, isAlone, isSwapped: session.isSwapped && session.swappedFor === pairOf(board) };
}

/** Return the batters at the crease with their ends, as a key. */
const pairOf = ({ innings }: Board): string => `${innings?.strikerId}:${innings?.nonStrikerId}`;

/** Return the last wicket and the batters left after it, as a key. */
const lastStandOf = (board: Board): string =>
  `${board.innings?.number}:${board.innings?.wickets}:${board.innings?.lastLeftId}:${pairOf(board)}`;

/** Return what the scorer must enter before a ball can be bowled: an innings, a batter, a bowler. */
export function needsOf(session: Session, board: Board): Board["needs"] {
  const { bowlerId, changeAskedFor, overContinues } = validChoice(session, board);
  const needs = choicesOf(session, board).isAlone ? board.needs.filter((need) => need !== "batter") : board.needs;
  const others = needs.filter((need) => need !== "bowler");
  if (overContinues || bowlerId) return others;
  return changeAskedFor || isLoggedBowlerUnavailable(board) ? [...others, "bowler"] : needs;
}

/** Return whether a ball can be bowled: nothing must be entered first, and the match has no result. */
export function canBowl(session: Session, board: Board): boolean {
  const bowlerId = choicesOf(session, board).bowlerId ?? board.innings?.bowlerId;
  return needsOf(session, board).length === 0 && board.result === null && Boolean(bowlerId);
}

function enterPart(session: Session, part: Part, match: MatchState): Outcome {
  const draft = enter(session.draft, part);
  if (commits(session.draft, part)) return commit(session, draft, match);
  return logUnchanged({ ...session, draft });
}

// The choice of a bowler counts for one ball. After it the log names the bowler; if it does not, the panel asks.
function commit(session: Session, draft: Draft, match: MatchState, faces: Faces | null = null): Outcome {
  if (!canBowl(session, match.board)) return logUnchanged(session);
  const fields = deliveryOf(match.board, choicesOf(session, match.board), draft);
  const inningsNumber = match.board.nextPlace.inningsNumber;
  const next = { ...session, ...NO_CHOICE, draft: EMPTY, isSwapped: false, isAlone: false, faces, dialog: null };
  return { session: next, change: { kind: "append", inningsNumber, fields } };
}

function chooseBowler(session: Session, bowlerId: string, { board }: MatchState): Outcome {
  if (!mayChooseBowler(board) || !isId(bowlerId)) return logUnchanged(session);
  return logUnchanged({ ...session, ...NO_CHOICE, bowlerId, chosenFor: placeOf(board) });
}

function askForBowler(session: Session, { board }: MatchState): Outcome {
  if (!mayAskForChange(session, board)) return logUnchanged(session);
  return logUnchanged({ ...session, ...NO_CHOICE, changeAskedFor: placeOf(board) });
}

// If a ball put the batters at their ends, it is shown first, because its runs may be wrong.
function swap(session: Session, { board, log }: MatchState): Outcome {
  const found = swapOf(log, board);
  if (found === null) return logUnchanged(session);
  if (found.by === "nextBall") return swapForNextBall(session, board);
  if (found.cause.type === "delivery") return logUnchanged({ ...session, dialog: { kind: "swap" } });
  return { session, change: found.change };
}

function swapForNextBall(session: Session, board: Board): Outcome {
  const { isSwapped } = choicesOf(session, board);
  return logUnchanged({ ...session, isSwapped: !isSwapped, swappedFor: pairOf(board) });
}

// The start of an innings belongs to the next innings, any other action to the present one.
function record(session: Session, fields: Fields, { board }: MatchState): Outcome {
  const now = board.innings?.number ?? 1;
  const isNext = fields["type"] === "innings_started" && board.innings !== null;
  const change: Change = { kind: "append", inningsNumber: isNext ? now + 1 : now, fields };
  return { session: { ...session, dialog: null, isSwapped: false, faces: null }, change };
}

function undo(session: Session, { board, log }: MatchState): Outcome {
  const isDraftShown = !isEmpty(session.draft) && canBowl(session, board);
  if (isDraftShown) return logUnchanged({ ...session, draft: EMPTY });
  const place = session.done.findLastIndex((each) => stepInLog(log, each).nonces.length > 0);
  const known = session.done[place];
  const last = newestAction(log);
  const lastStep = known ? stepInLog(log, known) : last && ({ did: "added", nonces: [last.nonce] } satisfies Step);
  if (hasChoice(session, board) && !recordedBowlerChange(log, lastStep, session.bowlerId)) {
    return logUnchanged({ ...session, ...NO_CHOICE });
  }
  if (choicesOf(session, board).isAlone) return logUnchanged({ ...session, isAlone: false });
  if (!lastStep) return logUnchanged(session);
  const next = {
    ...session,
    ...NO_CHOICE,
    done: session.done.slice(0, Math.max(0, place)),
    undone: [...session.undone, lastStep],
    isSwapped: false,
    faces: null,
    dialog: null,
  };
  return { session: next, change: undoOf(lastStep) };
}

/** Return whether a step recorded that the chosen bowler finishes another bowler's over. */
function recordedBowlerChange(log: readonly LogEntry[], lastStep: Step | null, bowlerId: string | null): boolean {
  return lastStep?.did === "added" && lastStep.nonces.some((nonce) => {
    const fields = actionByNonce(log, nonce)?.fields;
    return fields?.["role"] === "bowler" && fields["inPlayerId"] === bowlerId;
  });
}

function redo(session: Session, { log }: MatchState): Outcome {
  const undoneInLog = (each: Step) => stepInLog(log, each, true);
  const place = session.undone.findLastIndex((each) => undoneInLog(each).nonces.length > 0);
  const known = session.undone[place];
  if (!known) return logUnchanged(session);
  const redone = undoneInLog(known);
  const next = {
    ...session,
    done: [...session.done, redone],
    undone: session.undone.slice(0, place),
    faces: null,
    dialog: null,
  };
  return { session: next, change: redoOf(redone) };
}

/** Return an action and all later ones that count, in the order of play. */
export function actionsFrom(log: readonly LogEntry[], id: string): Placed[] {
  const played = placesInPlay(log);
  const from = played.findIndex(({ action }) => action.id === id);
  return from < 0 ? [] : played.slice(from);
}

/** Return the change that removes an action from the score, with all its versions: if only the last were voided,
 * the version that it corrects would count again. */
export function removalOf(log: readonly LogEntry[], id: string): Change {
  const found = placesInPlay(log).find(({ action }) => action.id === id);
  return { kind: "void", nonces: (found?.nonces ?? []).toReversed(), isStep: true };
}

function undoTo(session: Session, nonce: string, { log }: MatchState): Outcome {
  const from = actionByNonce(log, nonce);
  const nonces = from ? noncesFrom(log, from.id) : [];
  if (nonces.length === 0) return logUnchanged(session);
  const next = { ...session, ...NO_CHOICE, dialog: null, isSwapped: false, faces: null };
  return { session: next, change: { kind: "void", nonces, isStep: true } };
}

/** Return the nonces of an action and all later ones, the newest first. */
export function noncesFrom(log: readonly LogEntry[], id: string): string[] {
  return actionsFrom(log, id).flatMap((each) => each.nonces).toReversed();
}

/** Return the deliveries that count, in the order of play. */
export function deliveries(log: readonly LogEntry[]) {
  return actionsInPlay(log).filter((each) => each.type === "delivery");
}
