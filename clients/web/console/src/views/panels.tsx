// The panels that replace the pad while a batter, a bowler or an innings must be chosen first.

import type { Board } from "@scrbrd/client/fold";
import { useState } from "preact/hooks";
import { countsBalls } from "../session/counting.js";
import { idFault } from "../session/ids.js";
import { type Choice, isComplete, mayBatAlone, mayBeChosen, nextBatters, nextBowlers } from "../session/people.js";
import { needsOf } from "../session/session.js";
import { t } from "../texts.js";
import { InningsPanel } from "./innings_panel.js";
import { OverCheck } from "./over_check.js";
import { Pad, UndoButtons } from "./pad.js";
import { ResultPanel } from "./result_panel.js";
import { Check, Choices, useMatch, useUi } from "./ui.js";

/** The pad, or the panel for the choice that must be made before a ball can be bowled. */
export function Panel() {
  const { board, session } = useMatch();
  const needs = needsOf(session, board);
  if (board.result !== null) return <ResultPanel />;
  if (needs.includes("innings")) return <InningsPanel />;
  if (needs.includes("batter")) return <BatterPanel />;
  if (needs.includes("bowler")) return <BowlerPanel />;
  return board.innings?.closed || !board.innings ? <ResultPanel /> : <Pad />;
}

function BatterPanel() {
  const { board, view, session, dispatch } = useMatch();
  const { nameOf } = useUi();
  const [hasConsent, setConsent] = useState(false);
  const choices = nextBatters(view, board);
  const isFresh = ({ detail }: Choice) => detail === "";
  const [fresh, resuming] = [choices.filter(isFresh), choices.filter((each) => !isFresh(each))];
  const innings = board.innings;
  const other = innings?.strikerId ?? innings?.nonStrikerId ?? null;
  const computed = innings?.strikerId ? "other" : "new";
  const faces = session.faces ?? computed;
  const comeIn = ({ playerId, detail }: Choice) => {
    const end = faces === computed ? {} : { end: faces === "new" ? "striker" : "bowler" };
    const fields = detail
      ? { type: "batter_resumed", playerId, ...(detail === "retired_out" && { consent: hasConsent }) }
      : { type: "batter_arrived", playerId, ...end };
    dispatch({ event: "record", fields });
  };
  return (
    <section class="panel" aria-labelledby="panel-title">
      <h2 id="panel-title">{other ? t.batter.title : t.batter.onStrike}</h2>
      {other && (fresh.length > 0 || !isComplete(view, board, innings?.battingTeamId ?? null)) && (
        <Choices
          legend={t.wicket.faces}
          options={[["new", t.wicket.newBatter], ["other", nameOf(other)]] as const}
          value={faces}
          onChange={(value) => dispatch({ event: "faces", faces: value })}
        />
      )}
      <PeopleList
        choices={fresh}
        noteOf={({ isLikely, barred }) => (barred !== null ? t.batter.barred : isLikely ? t.batter.next : "")}
        isBarred={(each) => !mayBeChosen(each, fresh)}
        onPick={comeIn}
      />
      {resuming.length > 0 && <h3>{t.batter.resumes}</h3>}
      <PeopleList
        choices={resuming}
        noteOf={({ detail }) => t.wickets[detail] ?? ""}
        isBarred={({ detail }) => detail === "retired_out" && !hasConsent}
        onPick={comeIn}
      />
      {choices.some((each) => each.detail === "retired_out") && (
        <Check label={t.batter.consent} checked={hasConsent} onChange={setConsent} />
      )}
      {choices.length === 0 && <NobodyLeft />}
      {other && mayBatAlone(view, board) && (
        <button type="button" class="button primary" onClick={() => dispatch({ event: "alone" })}>
          {t.batter.batsAlone(nameOf(other))}
        </button>
      )}
      <UnlistedPlayerForm key={innings?.batters.size} teamId={innings?.battingTeamId ?? null} onPick={(playerId) => comeIn({ playerId, isLikely: false, barred: null, detail: "" })} />
      <div class="pad-foot">
        <UndoButtons />
        <button type="button" class="button" onClick={() => dispatch({ event: "open", dialog: { kind: "endInnings" } })}>
          {t.batter.nobodyElse}
        </button>
      </div>
    </section>
  );
}

/** The form for a player missing from a side's incomplete line-up, by the id under which they will be listed. */
function UnlistedPlayerForm({ teamId, onPick }: { teamId: string | null; onPick: (playerId: string) => void }) {
  const { view, board } = useMatch();
  const [id, setId] = useState("");
  const [message, setMessage] = useState("");
  if (isComplete(view, board, teamId)) return null;
  return (
    <details>
      <summary>{t.batter.other}</summary>
      <form
        class="row"
        onSubmit={(event) => {
          event.preventDefault();
          const fault = idFault(id.trim(), teamId, { view, board });
          setMessage(fault === null ? "" : (t.batter.notTaken[fault] ?? fault));
          if (fault === null) onPick(id.trim());
        }}
      >
        <label class="field grow">{t.batter.otherId}<input value={id} onInput={(event) => setId(event.currentTarget.value)} /></label>
        <button type="submit" class="button" disabled={!id.trim()}>{t.batter.pick}</button>
      </form>
      <p role="alert" class="notice bad" hidden={!message}>{message}</p>
    </details>
  );
}

function NobodyLeft() {
  const { dispatch } = useMatch();
  const close = { type: "innings_closed", reason: "all_out" };
  return (
    <>
      <p>{t.batter.none}</p>
      <button
        type="button"
        class="button primary"
        onClick={() => dispatch({ event: "record", fields: close })}
      >
        {t.batter.endAllOut}
      </button>
    </>
  );
}

function BowlerPanel() {
  const { board, view, dispatch } = useMatch();
  const over = board.innings?.over;
  const isMid = Boolean(over && over.deliveries > 0 && !over.isComplete);
  const choices = nextBowlers(view, board);
  return (
    <section class="panel" aria-labelledby="panel-title">
      {over?.isComplete && <OverCheck />}
      <h2 id="panel-title">
        {isMid ? t.bowler.title : overTitle(board)}
      </h2>
      <PeopleList
        choices={choices}
        noteOf={noteOf}
        tag={t.bowler.likely}
        isBarred={(each) => !mayBeChosen(each, choices)}
        onPick={({ playerId }) => dispatch({ event: "bowler", playerId })}
      />
      {over?.isComplete && (
        <button type="button" class="button wide" onClick={() => dispatch({ event: "continueOver" })}>
          {t.bowler.overContinues}
        </button>
      )}
      <UnlistedPlayerForm teamId={board.innings?.bowlingTeamId ?? null} onPick={(playerId) => dispatch({ event: "bowler", playerId })} />
      <div class="pad-foot"><UndoButtons /></div>
    </section>
  );
}

function overTitle(board: Board): string {
  const { overNumber } = board.nextPlace;
  const { ballsPerOver } = board.state.setup.conditions;
  if (!countsBalls(board)) return t.bowler.over(overNumber + 1);
  return t.bowler.set(overNumber * ballsPerOver + 1, (overNumber + 1) * ballsPerOver);
}

function noteOf({ barred, detail }: Choice): string {
  const reason = barred === null ? "" : (t.bowler.barred[barred] ?? barred);
  return [detail, reason].filter(Boolean).join(", ");
}

interface ListProps {
  readonly choices: readonly Choice[];
  readonly noteOf: (choice: Choice) => string;
  /** The badge of the likely choice. */
  readonly tag?: string;
  readonly isBarred?: (choice: Choice) => boolean;
  readonly onPick: (choice: Choice) => void;
}

function PeopleList({ choices, noteOf: note, tag = "", isBarred = () => false, onPick }: ListProps) {
  const { nameOf } = useUi();
  if (choices.length === 0) return null;
  return (
    <ul class="people-list two">
      {choices.map((each) => (
        <li key={each.playerId}>
          <PersonButton
            name={nameOf(each.playerId)}
            note={note(each)}
            tag={each.isLikely ? tag : ""}
            isLikely={each.isLikely}
            disabled={isBarred(each)}
            onPick={() => onPick(each)}
          />
        </li>
      ))}
    </ul>
  );
}

interface PersonProps {
  readonly name: string;
  readonly note: string;
  readonly tag?: string;
  readonly isLikely: boolean;
  readonly disabled: boolean;
  readonly onPick: () => void;
}

function PersonButton(props: PersonProps) {
  return (
    <button
      type="button"
      class={`person${props.isLikely ? " likely" : ""}`}
      disabled={props.disabled}
      onClick={props.onPick}
    >
      <span class="name">{props.name}</span>
      {props.tag && <span class="badge good">{props.tag}</span>}
      {props.note && <span class="note">{props.note}</span>}
    </button>
  );
}
