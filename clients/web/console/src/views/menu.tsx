// The menu of all functions other than entering balls, in four groups.

import type { DialogKind } from "../session/session.js";
import { isBeforeOver } from "../session/bowler.js";
import { ownFields } from "../session/entries.js";
import { t } from "../texts.js";
import { Sheet, useMatch, useUi } from "./ui.js";

type Item = readonly [DialogKind, string];

export function MenuDialog() {
  const { view, board, dispatch } = useMatch();
  const isGated = useUi().store.isGated.value; // hides the groups of play until the score has been compared
  const isOpen = board.innings !== null && board.innings.closed === null;
  const isMidOver = isOpen && !isBeforeOver(board);
  const play: [string, Item[]][] = [
    [t.menu.groups.play, [
      ...(board.result === null && board.state.stoppage === null ? STOP : []),
      ...(isOpen ? PLAY : []),
      ["revise", t.menu.revise],
      ["penalty", t.menu.penalty],
      ...(isOpen ? END_INNINGS : []),
      ["endMatch", t.menu.endMatch],
    ]],
    [t.menu.groups.people, [...(isOpen ? PEOPLE : []), ...(isMidOver ? MID_OVER : []), ["replace", t.menu.replace]]],
  ];
  const groups: [string, Item[]][] = [
    ...(isGated ? [] : play),
    [t.menu.groups.match, board.innings === null ? [TOSS, LINEUPS] : [LINEUPS]],
    [t.menu.groups.scorers, [
      ["check", t.menu.check],
      ["scorers", t.menu.scorers],
      ["held", `${t.menu.held}${view.held.length ? ` (${view.held.length})` : ""}`],
      ["settings", t.menu.settings],
    ]],
  ];
  return (
    <Sheet title={t.menu.open} onClose={() => dispatch({ event: "close" })}>
      {groups.map(([name, items]) => (
        <section key={name} class="menu-group">
          <h3>{name}</h3>
          <div class="menu-items">
            {items.map(([kind, text]) => (
              <button key={kind} type="button" class="button" onClick={() => dispatch({ event: "open", dialog: { kind } })}>
                {text}
              </button>
            ))}
            {name === t.menu.groups.play && isOpen && <EndOver />}
          </div>
        </section>
      ))}
    </Sheet>
  );
}

const STOP: Item[] = [["stop", t.menu.stop]];
const PLAY: Item[] = [["balls", t.menu.balls], ["powerplay", t.menu.powerplay]];
const END_INNINGS: Item[] = [["endInnings", t.menu.endInnings]];
const PEOPLE: Item[] = [
  ["retire", t.menu.retire], ["dismiss", t.menu.dismiss], ["suspend", t.menu.suspend],
];
/** Offered within an over only: before its first ball another bowler is simply chosen. */
const MID_OVER: Item[] = [["changeBowler", t.menu.changeBowler]];
/** Offered before the first innings only. A match abandoned in the rain may have no toss. */
const TOSS: Item = ["toss", t.menu.toss];
const LINEUPS: Item = ["lineups", t.menu.lineups];

/** Ends the over early on the umpire's call (Law 17.5), by a correction of its last ball. */
function EndOver() {
  const { balls, board, dispatch } = useMatch();
  const innings = board.innings;
  const last = balls.filter((each) => each.inningsNumber === innings?.number).at(-1);
  const over = innings?.over;
  if (!over || !last || over.isComplete || over.legalBalls === 0) return null;
  const fields = { ...ownFields(last.fields), overBalls: over.legalBalls };
  return (
    <button
      type="button"
      class="button"
      onClick={() => dispatch({ event: "change", change: { kind: "correct", nonce: last.nonce, fields } })}
    >
      {t.menu.endOver}
    </button>
  );
}
