// The pad's keyboard shortcuts. They work while no dialog is open and no field has the focus, and can be switched off.

import { type Draft, isEmpty, type Part } from "./draft/draft.js";
import { meaningOf } from "./draft/keys.js";
import { nextBowlers } from "./session/people.js";
import { canBowl, needsOf } from "./session/session.js";
import type { Store } from "./session/store.js";
import type { Settings } from "./settings.js";

/** Listen for keys until the returned function is called. */
export function listenToKeys(store: Store, settings: Settings): () => void {
  const onKey = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.repeat || isTyping(event.target)) return;
    const isChord = event.ctrlKey || event.metaKey;
    if (store.isGated.peek() || store.session.peek().dialog || store.objection.peek()) return;
    if (!settings.keyboard.peek() && !isChord) return;
    if (press(store, event)) event.preventDefault();
  };
  document.addEventListener("keydown", onKey);
  return () => document.removeEventListener("keydown", onKey);
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest("input, select, textarea, summary") !== null;
}

function press(store: Store, event: KeyboardEvent): boolean {
  const meaning = meaningOf(event);
  if (!meaning) return false;
  switch (meaning.kind) {
    case "part":
      return enterPart(store, meaning.part);
    case "out":
      return openWicket(store);
    case "commit":
      return pressEnter(store, event);
    default:
      store.dispatch({ event: meaning.kind });
      return true;
  }
}

// While a panel is shown instead of the pad, a part of a ball would be entered unseen.
function enterPart(store: Store, part: Part): boolean {
  if (part.part !== "clear" && !canBowl(store.session.peek(), store.board.peek())) return false;
  store.dispatch({ event: "part", part });
  return true;
}

function openWicket(store: Store): boolean {
  if (!canBowl(store.session.peek(), store.board.peek())) return false;
  store.dispatch({ event: "open", dialog: { kind: "wicket" } });
  return true;
}

// Enter on a button presses that button, unless the button is a part of the ball that was just chosen.
// Otherwise Enter records the ball, or accepts the likely bowler.
function pressEnter(store: Store, event: KeyboardEvent): boolean {
  const target = event.target as HTMLElement | null;
  const [board, session] = [store.board.peek(), store.session.peek()];
  const isOnPart = Boolean(target?.closest('.pad :is([aria-pressed="true"], .entered)')) && hasParts(session.draft);
  if (target?.closest("button, a") && !isOnPart) return false;
  if (needsOf(session, board)[0] === "bowler") { // a batter is asked for first
    const [likely] = nextBowlers(store.view.peek(), board);
    if (!likely?.isLikely) return false;
    store.dispatch({ event: "bowler", playerId: likely.playerId });
    return true;
  }
  store.dispatch({ event: "commit" });
  return true;
}

const hasParts = (draft: Draft): boolean => !isEmpty({ ...draft, isHeld: false });
