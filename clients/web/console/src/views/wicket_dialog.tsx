// The dialog for a wicket: kind, batter, fielders, end, crossing, runs. The next striker is computed and can be
// changed.

import { useMemo, useState } from "preact/hooks";
import type { Draft } from "../draft/draft.js";
import { hasEnd } from "../draft/wickets.js";
import { deliveryOf, peopleOf } from "../session/ball.js";
import { type Faces, choicesOf } from "../session/session.js";
import { t } from "../texts.js";
import { BallForm } from "./ball_form.js";
import { Choices, Sheet, SheetForm, useMatch, useUi } from "./ui.js";
import { Fielders, WicketForm } from "./wicket_form.js";

export function WicketDialog() {
  const { board, session, dispatch } = useMatch();
  const [draft, setDraft] = useState<Draft>(session.draft);
  const [chosen, setChosen] = useState<Faces | null>(null);
  const people = peopleOf(board, choicesOf(session, board));
  const consequence = useConsequence(draft);
  const close = () => dispatch({ event: "close" });
  const isComplete = draft.wicket !== null && (!hasEnd(draft.wicket.type) || draft.wicket.end !== null);
  const record = () => {
    dispatch({ event: "wicketBall", draft, faces: chosen });
  };
  return (
    <Sheet title={t.wicket.title} onClose={close}>
      <SheetForm submit={t.wicket.record} disabled={!isComplete} onSubmit={record} isDanger>
        <WicketForm
          wicket={draft.wicket}
          penaltyFor={draft.penaltyFor}
          people={people}
          isFreeHit={board.isFreeHit}
          onChange={(wicket) => setDraft({ ...draft, wicket })}
        />
        <BallForm draft={draft} onChange={setDraft} runsLegend={t.wicket.completed} />
        {consequence === "ends" && <p class="muted">{t.wicket.inningsEnds}</p>}
        {(consequence === "new" || consequence === "other") && (
          <NextStriker computed={consequence} chosen={chosen} draft={draft} onChoose={setChosen} />
        )}
        <Fielders
          wicket={draft.wicket}
          bowlerId={people.bowlerId}
          teamId={board.innings?.bowlingTeamId ?? null}
          onChange={(wicket) => setDraft({ ...draft, wicket })}
        />
      </SheetForm>
    </Sheet>
  );
}

function NextStriker(props: {
  computed: Faces; chosen: Faces | null; draft: Draft; onChoose: (faces: Faces) => void;
}) {
  const { nameOf } = useUi();
  const { board, session } = useMatch();
  const people = peopleOf(board, choicesOf(session, board));
  const out = props.draft.wicket?.dismissedPlayerId;
  const remaining = out === people.strikerId ? people.nonStrikerId : people.strikerId;
  return (
    <Choices
      legend={t.wicket.faces}
      options={[["new", t.wicket.newBatter], ["other", nameOf(remaining)]] as const}
      value={props.chosen ?? props.computed}
      onChange={props.onChoose}
    />
  );
}

/** Return the consequence of the wicket according to the fold: who faces next, or that the innings ends; null if no
 * wicket is entered, or if both batters stay in. */
function useConsequence(draft: Draft): Faces | "ends" | null {
  const { view, board, session } = useMatch();
  const { store } = useUi();
  return useMemo(() => {
    if (!draft.wicket) return null;
    const fields = deliveryOf(board, choicesOf(session, board), draft);
    const change = { kind: "append", inningsNumber: board.nextPlace.inningsNumber, fields } as const;
    const innings = store.boardAfter(change).innings;
    if (!innings || innings.closed) return "ends";
    if (innings.strikerId && innings.nonStrikerId) return null;
    return innings.strikerId ? "other" : "new";
  }, [draft, view, board, session]);
}
