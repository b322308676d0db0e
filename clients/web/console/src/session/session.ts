// The scorer's session as a state machine: the draft, what was said of the next ball, the open
// dialog, and the steps that can be taken back. Pure: it answers an event with a change to be made.

import type { Board, LogEntry } from "@scrbrd/client/fold";
import { commits, type Draft, EMPTY, enter, isEmpty, type Part } from "../draft/draft.js";
import { deliveryOf, type Said } from "./ball.js";
import { holding, isOpenerOff, isSaid, mayAsk, mayName, type Naming, placeOf, UNNAMED } from "./bowler.js";
import { again, backwards, type Change, standing, type Step } from "./changes.js";
import { swapOf } from "./ends.js";
import { inPlay, named, newest, type Placed, places } from "./entries.js";
import { isId } from "./ids.js";
import type { Fields } from "./recorder.js";

export type Dialog =
  | { readonly kind: "edit" | "insert" | "undoTo"; readonly nonce: string }
  | { readonly kind: DialogKind };

export type DialogKind =
  | "wicket" | "menu" | "balls" | "retire" | "dismiss" | "suspend"
  | "penalty" | "stop" | "revise" | "replace" | "endInnings" | "endMatch" | "toss" | "lineups"
  | "changeBowler" | "held" | "scorers" | "check" | "settings" | "swap" | "powerplay" | "details";

export interface Session extends Said, Naming {
  readonly draft: Draft;
  /** The batters whose ends were swapped for the next ball: others stand as the log has them. */
  readonly swappedFor: string;
  /** The wicket after which somebody bats on alone: after another it is asked again. */
  readonly aloneFor: string;
  /** Who faces when a new batter has come in; null: as the fold works it out. */
  readonly faces: Faces | null;
  readonly dialog: Dialog | null;
  readonly done: readonly Step[];
  readonly undone: readonly Step[];
  readonly checkedOver: string;
}

export type Faces = "new" | "other";

export type Event =
  | { readonly event: "part"; readonly part: Part }
  | { readonly event: "commit" | "undo" | "redo" | "swap" | "goOn" | "alone" | "askBowler" | "close" | "checked" }
  | { readonly event: "bowler"; readonly playerId: string }
  | { readonly event: "faces"; readonly faces: Faces | null }
  | { readonly event: "wicketBall"; readonly draft: Draft; readonly faces: Faces | null }
  | { readonly event: "open"; readonly dialog: Dialog }
  | { readonly event: "change"; readonly change: Change }
  | { readonly event: "record"; readonly fields: Fields }
  | { readonly event: "undoTo"; readonly nonce: string }
  | { readonly event: "made" | "madeUndone"; readonly step: Step }
  | { readonly event: "overtaken" };

export interface World {
  readonly board: Board;
  readonly log: readonly LogEntry[];
}

export interface Answer {
  readonly session: Session;
  readonly change: Change | null;
}

export const START: Session = {
  ...UNNAMED,
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

/** How many steps can be taken back from memory; older ones are found in the log. */
const MOST_STEPS = 200;

/** What an event makes of a session, and of the log. */
export function step(session: Session, event: Event, world: World): Answer {
  switch (event.event) {
    case "part":
      return takePart(session, event.part, world);
    case "commit":
      return isEmpty(session.draft) ? stay(session) : commit(session, session.draft, world);
    case "wicketBall":
      return commit(session, event.draft, world, event.faces);
    case "bowler":
      return name(session, event.playerId, world);
    case "askBowler":
      return askBowler(session, world);
    case "faces":
      return stay({ ...session, faces: event.faces });
    case "swap":
      return swap(session, world);
    case "goOn":
      return stay({ ...session, ...UNNAMED, goesOn: !session.goesOn });
    case "alone":
      return stay({ ...session, isAlone: true, aloneFor: lastStandOf(world.board) });
    case "open":
      return stay({ ...session, dialog: event.dialog });
    case "close":
      return stay({ ...session, dialog: null });
    case "checked":
      return stay({ ...session, checkedOver: overOf(world.board) });
    case "record":
      return record(session, event.fields, world);
    case "change":
      return { session: { ...session, dialog: null, faces: null }, change: event.change };
    case "made":
      return stay({ ...session, done: [...session.done, event.step].slice(-MOST_STEPS), undone: [] });
    case "madeUndone":
      return stay({ ...session, undone: [...session.undone, event.step] });
    case "overtaken": // another device went on: as for a page that is opened anew
      return stay({ ...session, done: [], undone: [], faces: null });
    case "undo":
      return undo(session, world);
    case "redo":
      return redo(session, world);
    case "undoTo":
      return undoTo(session, event.nonce, world);
  }
}

const stay = (session: Session): Answer => ({ session, change: null });

/** The over that the next ball belongs to, as a key. */
export function overOf(board: Board): string {
  return `${board.nextPlace.inningsNumber}:${board.nextPlace.overNumber}`;
}

/** What was said of the next ball, as far as it still holds. */
export function saidOf(session: Session, board: Board): Said {
  const { bowlerId, goesOn } = holding(session, board);
  const isAlone = session.isAlone && session.aloneFor === lastStandOf(board) && board.needs.includes("batter");
  return { bowlerId, goesOn, isAlone, isSwapped: session.isSwapped && session.swappedFor === pairOf(board) };
}

/** Who is in, at which ends, as a key. */
const pairOf = ({ innings }: Board): string => `${innings?.strikerId}:${innings?.nonStrikerId}`;

/** Who is left at the fall of which wicket, as a key. */
const lastStandOf = (board: Board): string =>
  `${board.innings?.number}:${board.innings?.wickets}:${board.innings?.lastLeftId}:${pairOf(board)}`;

/** Whom or what the scorer must name before a ball can be bowled. */
export function needsOf(session: Session, board: Board): Board["needs"] {
  const { bowlerId, askedFor, goesOn } = holding(session, board);
  const needs = saidOf(session, board).isAlone ? board.needs.filter((need) => need !== "batter") : board.needs;
  const others = needs.filter((need) => need !== "bowler");
  if (goesOn || bowlerId) return others;
  return askedFor || isOpenerOff(board) ? [...others, "bowler"] : needs;
}

/** Whether a ball can be bowled: nobody must be named first, and play goes on. */
export function canBowl(session: Session, board: Board): boolean {
  const people = saidOf(session, board).bowlerId ?? board.innings?.bowlerId;
  return needsOf(session, board).length === 0 && board.result === null && Boolean(people);
}

function takePart(session: Session, part: Part, world: World): Answer {
  const draft = enter(session.draft, part);
  if (commits(session.draft, part)) return commit(session, draft, world);
  return stay({ ...session, draft });
}

// A name counts for one ball: behind it the log says who bowls, and where it does not, the panel asks.
function commit(session: Session, draft: Draft, world: World, faces: Faces | null = null): Answer {
  if (!canBowl(session, world.board)) return stay(session);
  const fields = deliveryOf(world.board, saidOf(session, world.board), draft);
  const inningsNumber = world.board.nextPlace.inningsNumber;
  const next = { ...session, ...UNNAMED, draft: EMPTY, isSwapped: false, isAlone: false, faces, dialog: null };
  return { session: next, change: { kind: "append", inningsNumber, fields } };
}

function name(session: Session, bowlerId: string, { board }: World): Answer {
  if (!mayName(board) || !isId(bowlerId)) return stay(session);
  return stay({ ...session, ...UNNAMED, bowlerId, namedFor: placeOf(board) });
}

function askBowler(session: Session, { board }: World): Answer {
  if (!mayAsk(session, board)) return stay(session);
  return stay({ ...session, ...UNNAMED, askedFor: placeOf(board) });
}

// A ball that put the batters there is shown first: its runs may be what is wrong.
function swap(session: Session, { board, log }: World): Answer {
  const found = swapOf(log, board);
  if (found === null) return stay(session);
  if (found.by === "nextBall") return swapNext(session, board);
  if (found.cause.type === "delivery") return stay({ ...session, dialog: { kind: "swap" } });
  return { session, change: found.change };
}

function swapNext(session: Session, board: Board): Answer {
  const { isSwapped } = saidOf(session, board);
  return stay({ ...session, isSwapped: !isSwapped, swappedFor: pairOf(board) });
}

// An innings' start is the next innings', anything else the present one's.
function record(session: Session, fields: Fields, { board }: World): Answer {
  const now = board.innings?.number ?? 1;
  const isNext = fields["type"] === "innings_started" && board.innings !== null;
  const change: Change = { kind: "append", inningsNumber: isNext ? now + 1 : now, fields };
  return { session: { ...session, dialog: null, isSwapped: false, faces: null }, change };
}

function undo(session: Session, { board, log }: World): Answer {
  if (!isEmpty(session.draft)) return stay({ ...session, draft: EMPTY });
  const place = session.done.findLastIndex((each) => standing(log, each).nonces.length > 0);
  const known = session.done[place];
  const last = newest(log);
  const taken = known ? standing(log, known) : last && ({ did: "added", nonces: [last.nonce] } satisfies Step);
  if (isSaid(session, board) && !brought(log, taken, session.bowlerId)) return stay({ ...session, ...UNNAMED });
  if (saidOf(session, board).isAlone) return stay({ ...session, isAlone: false });
  if (!taken) return stay(session);
  const next = {
    ...session,
    ...UNNAMED,
    done: session.done.slice(0, Math.max(0, place)),
    undone: [...session.undone, taken],
    isSwapped: false,
    faces: null,
    dialog: null,
  };
  return { session: next, change: backwards(taken) };
}

/** Whether a step recorded that somebody finishes another's over, who was named with it. */
function brought(log: readonly LogEntry[], taken: Step | null, bowlerId: string | null): boolean {
  return taken?.did === "added" && taken.nonces.some((nonce) => {
    const fields = named(log, nonce)?.fields;
    return fields?.["role"] === "bowler" && fields["inPlayerId"] === bowlerId;
  });
}

function redo(session: Session, { log }: World): Answer {
  const left = (each: Step) => standing(log, each, true);
  const place = session.undone.findLastIndex((each) => left(each).nonces.length > 0);
  const known = session.undone[place];
  if (!known) return stay(session);
  const taken = left(known);
  const next = {
    ...session,
    done: [...session.done, taken],
    undone: session.undone.slice(0, place),
    faces: null,
    dialog: null,
  };
  return { session: next, change: again(taken) };
}

/** What goes if everything from an action on is undone, in the order of play. */
export function goneFrom(log: readonly LogEntry[], id: string): Placed[] {
  const played = places(log);
  const from = played.findIndex(({ action }) => action.id === id);
  return from < 0 ? [] : played.slice(from);
}

/** What takes an action out of the score: it and whatever it corrects would count again alone. */
export function withdrawn(log: readonly LogEntry[], id: string): Change {
  const found = places(log).find(({ action }) => action.id === id);
  return { kind: "void", nonces: (found?.nonces ?? []).toReversed(), isStep: true };
}

function undoTo(session: Session, nonce: string, { log }: World): Answer {
  const from = named(log, nonce);
  const nonces = from ? noncesFrom(log, from.id) : [];
  if (nonces.length === 0) return stay(session);
  const next = { ...session, ...UNNAMED, dialog: null, isSwapped: false, faces: null };
  return { session: next, change: { kind: "void", nonces, isStep: true } };
}

/** The names of what goes, the newest first. */
export function noncesFrom(log: readonly LogEntry[], id: string): string[] {
  return goneFrom(log, id).flatMap((each) => each.nonces).toReversed();
}

/** The deliveries that count, in the order of play. */
export function deliveries(log: readonly LogEntry[]) {
  return inPlay(log).filter((each) => each.type === "delivery");
}
