// The innings at a glance: every bowler with the overs left, every batter, the extras.

import type { Board } from "@scrbrd/client/fold";
import { countsBalls } from "../session/counting.js";
import { figuresOf, oversLeftOf } from "../session/people.js";
import { t } from "../texts.js";
import { useMatch, useUi } from "./ui.js";
import { outInWords } from "./words.js";

export function Card() {
  const { board } = useMatch();
  const innings = board.innings;
  if (!innings || innings.batters.size === 0) return null;
  return (
    <section class="scorecard" aria-label={t.card.label} tabIndex={0}>
      <Bowlers board={board} />
      <Batters board={board} />
    </section>
  );
}

function Bowlers({ board }: { board: Board }) {
  const { nameOf } = useUi();
  const bowlers = [...(board.innings?.bowlers.keys() ?? [])];
  if (bowlers.length === 0) return null;
  return (
    <table>
      <thead>
        <tr><th scope="col">{t.card.bowling}</th><th scope="col">{countsBalls(board) ? t.card.figuresInBalls : t.card.figures}</th><th scope="col">{t.card.left}</th></tr>
      </thead>
      <tbody>
        {bowlers.map((id) => (
          <tr key={id} class={id === board.innings?.bowlerId ? "now" : ""}>
            <th scope="row">{nameOf(id)}</th>
            <td>{figuresOf(board, id)}</td>
            <td>{oversLeftOf(board, id) ?? t.score.nobody}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Batters({ board }: { board: Board }) {
  const { nameOf } = useUi();
  const innings = board.innings;
  if (!innings) return null;
  const extras = innings.wides + innings.noBalls + innings.byes + innings.legByes + innings.penalty;
  return (
    <table>
      <thead>
        <tr><th scope="col">{t.card.batting}</th><th scope="col">{t.card.out}</th><th scope="col">{t.card.runs}</th></tr>
      </thead>
      <tbody>
        {[...innings.batters.values()].map((each) => (
          <tr key={each.playerId} class={each.dismissal ? "" : "now"}>
            <th scope="row">{nameOf(each.playerId)}</th>
            <td>{each.dismissal ? outInWords(each.dismissal.type) : t.card.notOut}</td>
            <td>{each.runs} ({each.ballsFaced})</td>
          </tr>
        ))}
        <tr><th scope="row">{t.score.extras}</th><td /><td>{extras}</td></tr>
      </tbody>
    </table>
  );
}
