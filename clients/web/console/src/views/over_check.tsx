// The check at the end of an over: the score, the batters, the bowler, and a comparison with the ground's scoreboard.

import { useState } from "preact/hooks";
import { countsBalls, inningsText } from "../session/counting.js";
import { figuresOf } from "../session/people.js";
import { overOf } from "../session/session.js";
import { t } from "../texts.js";
import { NumberField, useMatch, useUi } from "./ui.js";
import { displayOf, scoreText, stripText } from "./words.js";

export function OverCheck() {
  const { board, balls: all, session } = useMatch();
  const { nameOf, settings } = useUi();
  const innings = board.innings;
  if (!innings) return null;
  const balls = all.filter((each) =>
    each.inningsNumber === innings.number && each.fields["overNumber"] === innings.over.number);
  const runs = balls.reduce((sum, each) => sum + Number(each.fields["totalRuns"] ?? 0), 0);
  const bowlerId = innings.bowlerId ?? "";
  const isInBalls = countsBalls(board);
  const isOpen = settings.checkOvers.value && session.checkedOver !== overOf(board);
  return (
    <div class="over-check">
      <p class="over-line">
        <strong>{isInBalls ? t.over.doneBalls(board.score.legalBalls) : t.over.done(innings.over.number + 1)}</strong>
        <span>{balls.map((each) => stripText(displayOf(each.fields))).join(" ")}</span>
        <span class="muted">{isInBalls ? t.over.runsInSet(runs) : t.over.runs(runs)}</span>
      </p>
      <p class="over-line">
        <strong class="big">{scoreText(board)}</strong>
        {[board.striker, board.nonStriker].map((each) => each && (
          <span key={each.playerId}>{nameOf(each.playerId)} {each.runs} ({each.balls})</span>
        ))}
        <span>{nameOf(bowlerId)} {figuresOf(board, bowlerId)}</span>
      </p>
      <details open={isOpen}>
        <summary>{t.over.check}</summary>
        <ScoreboardForm at="over" />
      </details>
    </div>
  );
}

interface FormProps {
  readonly at: "over" | "interval";
  readonly onAgreed?: () => void;
}

/** The form for the score of the ground's scoreboard, which is compared with the fold. */
export function ScoreboardForm({ at, onAgreed }: FormProps) {
  const { board, dispatch } = useMatch();
  const { store } = useUi();
  const [typed, setTyped] = useState({ runs: "", wickets: "", overs: "" });
  const [message, setMessage] = useState<string | null>(null);
  const { runs, wickets, legalBalls } = board.score;
  const isInBalls = countsBalls(board);
  const played = inningsText(board, board.innings);
  const isSame = Number(typed.runs) === runs && Number(typed.wickets || 0) === wickets
    && (typed.overs === "" || (isInBalls ? typed.overs : withBalls(typed.overs)) === played);
  const compare = () => {
    const theirs = `${typed.runs}/${typed.wickets || 0}${typed.overs && ` (${typed.overs})`}`;
    setMessage(isSame ? t.over.agrees : t.over.differs(scoreText(board), theirs));
    if (!isSame) return;
    store.recorder.book?.agree(at, { runs, wickets, legalBalls });
    dispatch({ event: "checked" });
    onAgreed?.();
  };
  return (
    <form
      class="scoreboard"
      onSubmit={(event) => {
        event.preventDefault();
        compare();
      }}
    >
      <NumberField label={t.over.boardRuns} value={typed.runs} onChange={(value) => setTyped({ ...typed, runs: value })} />
      <NumberField label={t.over.boardWickets} value={typed.wickets} onChange={(value) => setTyped({ ...typed, wickets: value })} />
      <NumberField label={isInBalls ? t.over.boardBalls : t.over.boardOvers} value={typed.overs} isOvers={!isInBalls} onChange={(value) => setTyped({ ...typed, overs: value })} />
      <button type="submit" class="button" disabled={typed.runs === ""}>{t.over.compare}</button>
      {message && (
        <p role="status" class={isSame ? "notice good" : "notice bad"}>
          {message}{" "}
          {!isSame && (
            <button
              type="button"
              class="button quiet"
              onClick={() => dispatch({ event: "open", dialog: { kind: "balls" } })}
            >
              {t.over.look}
            </button>
          )}
        </p>
      )}
    </form>
  );
}

/** Return overs with their balls: `7` becomes `7.0`. */
function withBalls(overs: string): string {
  return overs.includes(".") ? overs : `${overs}.0`;
}
