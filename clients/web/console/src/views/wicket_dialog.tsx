// The wicket: how, who, fielders, end, crossed, runs; who faces next is worked out and changeable.

import { useMemo, useState } from "preact/hooks";
import type { Draft } from "../draft/draft.js";
import { hasEnd } from "../draft/wickets.js";
import { deliveryOf, peopleOf } from "../session/ball.js";
import { type Faces, saidOf } from "../session/session.js";
import { t } from "../texts.js";
import { BallForm } from "./ball_form.js";
import { Choices, Sheet, SheetForm, useMatch, useUi } from "./ui.js";
import { Fielders, WicketForm } from "./wicket_form.js";

export function WicketDialog() {
  const { board, session, dispatch } = useMatch();
  const [draft, setDraft] = useState<Draft>(session.draft);
  const [chosen, choose] = useState<Faces | null>(null);
  const people = peopleOf(board, saidOf(session, board));
  const after = useAfter(draft);
  const close = () => dispatch({ event: "close" });
  const isTold = draft.wicket !== null && (!hasEnd(draft.wicket.type) || draft.wicket.end !== null);
  const record = () => {
    dispatch({ event: "wicketBall", draft, faces: chosen });
  };
  return (
    <Sheet title={t.wicket.title} onClose={close}>
      <SheetForm submit={t.wicket.record} disabled={!isTold} onSubmit={record} isDanger>
        <WicketForm
          wicket={draft.wicket}
          penaltyFor={draft.penaltyFor}
          people={people}
          isFreeHit={board.isFreeHit}
          onChange={(wicket) => setDraft({ ...draft, wicket })}
        />
        <BallForm draft={draft} onChange={setDraft} runsLegend={t.wicket.completed} />
        {after === "ends" && <p class="muted">{t.wicket.inningsEnds}</p>}
        {(after === "new" || after === "other") && (
          <FacesNext worked={after} chosen={chosen} draft={draft} onChoose={choose} />
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

function FacesNext(props: {
  worked: Faces; chosen: Faces | null; draft: Draft; onChoose: (faces: Faces) => void;
}) {
  const { nameOf } = useUi();
  const { board, session } = useMatch();
  const people = peopleOf(board, saidOf(session, board));
  const out = props.draft.wicket?.dismissedPlayerId;
  const stays = out === people.strikerId ? people.nonStrikerId : people.strikerId;
  return (
    <Choices
      legend={t.wicket.faces}
      options={[["new", t.wicket.newBatter], ["other", nameOf(stays)]] as const}
      value={props.chosen ?? props.worked}
      onChange={props.onChoose}
    />
  );
}

/** What the fold makes of the wicket: who faces, whether the innings ends, whether it counts. */
function useAfter(draft: Draft): Faces | "ends" | null {
  const { view, board, session } = useMatch();
  const { store } = useUi();
  return useMemo(() => {
    if (!draft.wicket) return null;
    const fields = deliveryOf(board, saidOf(session, board), draft);
    const change = { kind: "append", inningsNumber: board.nextPlace.inningsNumber, fields } as const;
    const innings = store.tried(change).innings;
    if (!innings || innings.closed) return "ends";
    if (innings.strikerId && innings.nonStrikerId) return null;
    return innings.strikerId ? "other" : "new";
  }, [draft, view, board, session]);
}
