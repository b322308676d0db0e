// The pad: a key for runs commits the ball; the other keys add parts to it before, in any order.

import type { ComponentChildren } from "preact";
import { NO_DETAILS } from "../draft/details.js";
import type { Draft, Part } from "../draft/draft.js";
import { isEmpty } from "../draft/draft.js";
import { penaltiesOf } from "../session/ball.js";
import { t } from "../texts.js";
import { useMatch, useUi } from "./ui.js";
import { draftInWords } from "./words.js";

export function Pad() {
  const { session, dispatch } = useMatch();
  const draft = session.draft;
  const enterPart = (part: Part) => dispatch({ event: "part", part });
  return (
    <section class="pad" aria-label={t.pad.label}>
      <DraftBar draft={draft} />
      {draft.isHeld && (
        <MoreParts draft={draft} onPart={enterPart}>
          <button
            type="button"
            class={draft.details === NO_DETAILS ? "key" : "key entered"}
            onClick={() => dispatch({ event: "open", dialog: { kind: "details" } })}
          >
            {t.pad.details}
          </button>
        </MoreParts>
      )}
      <div class="keys">
        {[0, 1, 2, 3, 4, 5, 6].map((runs) => (
          <RunsKey key={runs} runs={runs} draft={draft} onPart={enterPart} />
        ))}
        <button
          type="button"
          class="key out"
          onClick={() => dispatch({ event: "open", dialog: { kind: "wicket" } })}
        >
          {t.pad.out}
        </button>
        <Toggle name={t.pad.wide} isOn={draft.penaltyFor === "wide"} onToggle={() => enterPart({ part: "wide" })} />
        <Toggle name={t.pad.noBall} isOn={draft.penaltyFor === "noBall"} onToggle={() => enterPart({ part: "noBall" })} />
        <Toggle name={t.pad.bye} isOn={draft.off === "bye"} onToggle={() => enterPart({ part: "bye" })} />
        <Toggle name={t.pad.legBye} isOn={draft.off === "legBye"} onToggle={() => enterPart({ part: "legBye" })} />
      </div>
      <PadFoot />
    </section>
  );
}

function RunsKey(props: { runs: number; draft: Draft; onPart: (part: Part) => void }) {
  const { runs, draft, onPart } = props;
  const look = runs === 4 ? " four" : runs === 6 ? " six" : "";
  const isChosen = draft.isHeld || draft.wicket ? { "aria-pressed": draft.runs === runs } : {};
  return (
    <button
      type="button"
      class={`key runs${look}`}
      data-runs={runs}
      aria-label={runs === 0 ? t.pad.dot : t.pad.runs(runs)}
      {...isChosen}
      onClick={() => onPart({ part: "runs", runs })}
    >
      {runs === 0 ? "•" : runs}
    </button>
  );
}

export function Toggle(props: { name: string; isOn: boolean; onToggle: () => void }) {
  return (
    <button type="button" class="key toggle" aria-pressed={props.isOn} onClick={props.onToggle}>
      {props.name}
    </button>
  );
}

interface MoreProps {
  readonly draft: Draft;
  readonly onPart: (part: Part) => void;
  readonly children?: ComponentChildren;
}

export function MoreParts({ draft, onPart, children }: MoreProps) {
  return (
    <div class="more-parts">
      <Toggle name={t.pad.allRun} isOn={draft.isAllRun} onToggle={() => onPart({ part: "allRun" })} />
      <Toggle name={t.pad.overthrow} isOn={draft.overthrow > 0} onToggle={() => onPart({ part: "overthrow" })} />
      <Toggle name={t.pad.short(draft.short)} isOn={draft.short > 0} onToggle={() => onPart({ part: "short" })} />
      <Toggle name={t.pad.notCounted} isOn={draft.isNotCounted} onToggle={() => onPart({ part: "notCounted" })} />
      <Toggle name={t.pad.penalty} isOn={draft.penalty > 0} onToggle={() => onPart({ part: "penalty" })} />
      {children}
    </div>
  );
}

function DraftBar({ draft }: { draft: Draft }) {
  const { board, dispatch } = useMatch();
  const { nameOf } = useUi();
  if (isEmpty(draft)) return null;
  return (
    <div class="draft">
      <p>{draftInWords(draft, nameOf, penaltiesOf(board).wideRuns) || "…"}</p>
      <button
        type="button"
        class="button quiet"
        onClick={() => dispatch({ event: "part", part: { part: "clear" } })}
      >
        {t.pad.clear}
      </button>
      <button type="button" class="button primary" onClick={() => dispatch({ event: "commit" })}>
        {t.pad.record}
      </button>
    </div>
  );
}

function PadFoot() {
  const { session, dispatch } = useMatch();
  return (
    <div class="pad-foot">
      <button
        type="button"
        class="button"
        aria-pressed={session.draft.isHeld}
        onClick={() => dispatch({ event: "part", part: { part: "hold" } })}
      >
        {t.pad.more}
      </button>
      <UndoButtons />
    </div>
  );
}

/** The buttons for undo and redo, on the pad and on the panels that replace it. */
export function UndoButtons() {
  const { session, view, dispatch } = useMatch();
  return (
    <>
      <button
        type="button"
        class="button"
        disabled={view.log.length === 0 && isEmpty(session.draft)}
        onClick={() => dispatch({ event: "undo" })}
      >
        ↶ {t.pad.undo}
      </button>
      <button
        type="button"
        class="button"
        disabled={session.undone.length === 0}
        onClick={() => dispatch({ event: "redo" })}
      >
        ↷ {t.pad.redo}
      </button>
    </>
  );
}
