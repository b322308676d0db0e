// The parts that a scorer must always see: the score, the target, the batters and the bowler.

import type { BatterLine, Board } from "@scrbrd/client/fold";
import { countsBalls } from "../session/counting.js";
import { peopleOf } from "../session/ball.js";
import { figuresOf, oversLeftOf } from "../session/people.js";
import { stoppageOf } from "../session/innings.js";
import { spanAt } from "../session/powerplays.js";
import { mayAskForChange } from "../session/bowler.js";
import { needsOf, choicesOf } from "../session/session.js";
import { t } from "../texts.js";
import { useMatch, useUi } from "./ui.js";
import { rate, reasonInWords } from "./words.js";

export function ScoreBar() {
  const { board } = useMatch();
  const { teamOf } = useUi();
  const innings = board.innings;
  const { runs, wickets, overs, legalBalls } = board.score;
  const limit = innings?.oversLimit ?? null;
  return (
    <section class="score" aria-label={t.score.label}>
      <p class="team">
        {innings ? teamOf(innings.battingTeamId) : t.score.notStarted}
        {innings && <span class="badge">{t.score.innings(innings.number, innings.isSuperOver)}</span>}
      </p>
      <p class="runs">
        <strong>{runs}/{wickets}</strong>{" "}
        <span class="overs">{countsBalls(board) ? t.score.ballsOf(legalBalls, limit && limit * board.state.setup.conditions.ballsPerOver) : limit ? t.score.oversOf(overs, limit) : t.score.overs(overs)}</span>
      </p>
      <Chase />
    </section>
  );
}

function Chase() {
  const { board } = useMatch();
  const { required, target, powerplay, partnership, score } = board;
  const facts: [string, string][] = [];
  if (target !== null) facts.push([t.score.target, String(target)]);
  if (required && board.result === null) {
    facts.push(["", t.score.need(required.runs, required.balls)]);
    const requiredRate = rate(required.runs, required.balls);
    if (requiredRate) facts.push([t.score.requiredRate, requiredRate]);
  } else if (score.legalBalls) facts.push([t.score.runRate, rate(score.runs, score.legalBalls)]);
  if (powerplay) facts.push([t.score.powerplay, powerplayText(board, powerplay)]);
  if (partnership) facts.push([t.score.partnership, `${partnership.runs} (${partnership.balls})`]);
  return (
    <ul class="facts">
      {facts.map(([name, value]) => (
        <li key={name + value}>{name && <span class="muted">{name} </span>}{value}</li>
      ))}
    </ul>
  );
}

function powerplayText({ innings, nextPlace }: Board, kind: string): string {
  const span = spanAt(innings?.powerplays ?? [], nextPlace.overNumber);
  if (!span) return kind;
  const { toOver, toBall } = span;
  return t.score.powerplayTo(kind, toBall ? `${toOver}.${toBall}` : `over ${toOver + 1}`);
}

export function Banners() {
  const { board, view, dispatch } = useMatch();
  const stopped = stoppageOf(board);
  return (
    <>
      {board.isFreeHit && (
        <p class="banner free-hit"><strong>{t.score.freeHit}</strong> {t.score.freeHitNote}</p>
      )}
      {stopped !== null && (
        <p class="banner stopped">
          {t.score.stopped(stopped)}
          <button
            type="button"
            class="button"
            onClick={() => dispatch({ event: "record", fields: { type: "play_resumed" } })}
          >
            {t.menu.resume}
          </button>
        </p>
      )}
      {view.match.isLocked && <p class="banner stopped">{t.status.locked}</p>}
      {view.match.isGone && <p class="banner stopped" role="alert">{t.status.gone}</p>}
      <RefusedEntries />
    </>
  );
}

/** Shows next to the score that recorded entries were refused and no longer count, with the first reason. */
function RefusedEntries() {
  const { view: { held }, dispatch } = useMatch();
  const [first] = held;
  return (
    <div role="alert" class="failure">
      {first && (
        <p class="banner stopped">
          {t.held.notTaken(held.length, reasonInWords(first))}
          <button
            type="button"
            class="button quiet"
            onClick={() => dispatch({ event: "open", dialog: { kind: "held" } })}
          >
            {t.held.show}
          </button>
        </p>
      )}
    </div>
  );
}

export function People() {
  const { board, session, dispatch } = useMatch();
  const { nameOf, store } = useUi();
  const choices = choicesOf(session, board);
  const people = peopleOf(board, choices);
  const lines = [board.striker, board.nonStriker];
  const lineOf = (id: string) => lines.find((each) => each?.playerId === id) ?? null;
  if (!board.innings || board.innings.closed) return null;
  const isChosen = people.bowlerId !== "" && !needsOf(session, board).includes("bowler");
  const mayChange = isChosen && mayAskForChange(session, board) && !store.isGated.value;
  return (
    <section class="people">
      <BatterRow line={lineOf(people.strikerId)} name={nameOf(people.strikerId)} isFacing />
      <BatterRow line={lineOf(people.nonStrikerId)} name={nameOf(people.nonStrikerId)} />
      {people.strikerId && people.nonStrikerId && (
        <button
          type="button"
          class="button quiet swap"
          aria-pressed={choices.isSwapped}
          onClick={() => dispatch({ event: "swap" })}
        >
          ⇅ <span class="visually-hidden">{t.pad.swap}</span>
        </button>
      )}
      <BowlerRow
        playerId={people.bowlerId}
        onChange={mayChange ? () => dispatch({ event: "askBowler" }) : null}
      />
    </section>
  );
}

function BatterRow(props: { line: BatterLine | null; name: string; isFacing?: boolean }) {
  const { line, name, isFacing } = props;
  return (
    <p class={isFacing ? "batter facing" : "batter"}>
      <span class="name">
        {isFacing && <span class="bat" aria-hidden="true">▸</span>}
        {name || t.score.nobody}
        {isFacing && <span class="visually-hidden"> {t.score.striker}</span>}
      </span>
      {line && (
        <span class="figures"><strong>{line.runs}</strong> ({line.balls})</span>
      )}
    </p>
  );
}

/** The bowler's row. It is a button while another bowler may be chosen, until the first ball of an over. */
function BowlerRow({ playerId, onChange }: { playerId: string; onChange: (() => void) | null }) {
  const { board } = useMatch();
  const { nameOf } = useUi();
  const left = playerId ? oversLeftOf(board, playerId) : null;
  const words = (
    <>
      <span class="name"><span class="muted">{t.score.bowler} </span>{nameOf(playerId) || t.score.nobody}</span>
      {onChange && <span class="change">{t.bowler.change}</span>}
      <span class="figures">
        {playerId && figuresOf(board, playerId)}
        {left !== null && <span class="muted"> {t.score.left(left)}</span>}
      </span>
    </>
  );
  if (!onChange) return <p class="bowler">{words}</p>;
  return <button type="button" class="bowler" onClick={onChange}>{words}</button>;
}
