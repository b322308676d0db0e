// The dialogs for a recorded action: edit it, remove it, or insert a ball after it, with a preview of the change.

import type { LogEntry } from "@scrbrd/client/fold";
import type { ComponentChildren } from "preact";
import { useMemo, useState } from "preact/hooks";
import type { Draft, DraftWicket } from "../draft/draft.js";
import { EMPTY } from "../draft/draft.js";
import { draftOf } from "../draft/fields.js";
import { wicketForPair } from "../draft/wickets.js";
import { ballsOfPair, swapBatters } from "../session/batters.js";
import { hasPeople, correctedDelivery, type People, penaltiesOf } from "../session/ball.js";
import type { Change } from "../session/changes.js";
import { type Action, ownFields, type Placed } from "../session/entries.js";
import { sideOf } from "../session/people.js";
import type { Fields } from "../session/recorder.js";
import { otherBallsOfBowler, editChange } from "../session/overs.js";
import { actionsFrom, noncesFrom, removalOf } from "../session/session.js";
import { t } from "../texts.js";
import { BallForm } from "./ball_form.js";
import { type FactForm, PenaltyForm, RetireForm, ReviseForm } from "./fact_dialogs.js";
import { Preview } from "./preview.js";
import { EditStart } from "./start_edit.js";
import { Check, Select, Sheet, SheetForm, useMatch, useUi } from "./ui.js";
import { Fielders, WicketForm } from "./wicket_form.js";
import { actionInWords } from "./words.js";

interface ActionProps {
  readonly action: Action;
}

export function EditDialog({ action }: ActionProps) {
  const { labels, dispatch } = useMatch();
  const close = () => dispatch({ event: "close" });
  const isBall = action.type === "delivery";
  const title = isBall ? t.edit.title(labels.of(action.id)) : (t.actions[action.type] ?? t.edit.action);
  return (
    <Sheet title={title} onClose={close}>
      {isBall ? <EditBall action={action} /> : <OtherAction action={action} />}
      {isBall && <SwapFromHere action={action} />}
      <Removals action={action} />
    </Sheet>
  );
}

function EditBall({ action }: ActionProps) {
  const { view, board, dispatch } = useMatch();
  const { store } = useUi();
  const penalties = penaltiesOf(board);
  const isFreeHit = useMemo(() => store.boardOf(logBefore(view.log, action.id)).isFreeHit, [view.log, action.id]);
  const [draft, setDraft] = useState<Draft>(() => draftOf(action.fields, penalties));
  const [people, setPeople] = useState<People>(() => peopleIn(action));
  const [isWholeOver, setWholeOver] = useState(true);
  const fields = useMemo(() => correctedDelivery(action.fields, draft, people, penalties), [draft, people]);
  const others = useMemo(() => otherBallsOfBowler(view.log, action), [view.log, action.id]);
  const isBowlerChanged = people.bowlerId !== peopleIn(action).bowlerId && others.length > 0;
  const change = editChange(action, fields, isBowlerChanged && isWholeOver ? others : []);
  return (
    <SheetForm submit={t.edit.save} onSubmit={() => dispatch({ event: "change", change })}>
      <Parts inningsNumber={action.inningsNumber} isFreeHit={isFreeHit} draft={draft} people={people} onDraft={setDraft} onPeople={setPeople} />
      {isBowlerChanged && <Check label={t.edit.overToo(others.length)} checked={isWholeOver} onChange={setWholeOver} />}
      <Preview change={change} />
    </SheetForm>
  );
}

function peopleIn({ fields }: Action): People {
  const textOf = (name: string) => String(fields[name] ?? "");
  return { strikerId: textOf("strikerId"), nonStrikerId: textOf("nonStrikerId"), bowlerId: textOf("bowlerId") };
}

interface PartsProps {
  readonly inningsNumber: number;
  readonly isFreeHit: boolean;
  readonly draft: Draft;
  readonly people: People;
  readonly onDraft: (draft: Draft) => void;
  readonly onPeople: (people: People) => void;
}

function Parts({ inningsNumber, isFreeHit, draft, people, onDraft, onPeople }: PartsProps) {
  const { view, board } = useMatch();
  const innings = board.state.innings.find((each) => each.number === inningsNumber) ?? board.innings;
  const batters = namesOf(sideOf(view, board, innings?.battingTeamId ?? null));
  const bowlers = namesOf(sideOf(view, board, innings?.bowlingTeamId ?? null));
  const setWicket = (wicket: DraftWicket | null) => onDraft({ ...draft, wicket });
  const setPeople = (changed: Partial<People>) => {
    const next = { ...people, ...changed };
    onPeople(next);
    setWicket(wicketForPair(draft.wicket, people, next));
  };
  const firstOut: DraftWicket = {
    type: "bowled", dismissedPlayerId: people.strikerId, fielderIds: [], substituteIds: [],
    end: null, crossed: null,
  };
  return (
    <>
      <BallForm draft={draft} onChange={onDraft} />
      <Check
        label={t.edit.wicket}
        checked={draft.wicket !== null}
        onChange={(isOut) => setWicket(isOut ? firstOut : null)}
      />
      {draft.wicket && (
        <WicketForm
          wicket={draft.wicket}
          penaltyFor={draft.penaltyFor}
          people={people}
          isFreeHit={isFreeHit}
          onChange={setWicket}
        />
      )}
      <Fielders
        wicket={draft.wicket}
        bowlerId={people.bowlerId}
        teamId={innings?.bowlingTeamId ?? null}
        onChange={setWicket}
      />
      <div class="grid-2">
        <Select label={t.edit.striker} value={people.strikerId} options={batters} onChange={(strikerId) => setPeople({ strikerId })} />
        <Select label={t.edit.nonStriker} value={people.nonStrikerId} options={[...batters, ["", t.score.nobody]]} onChange={(nonStrikerId) => setPeople({ nonStrikerId })} />
        <Select label={t.edit.bowler} value={people.bowlerId} options={bowlers} onChange={(bowlerId) => onPeople({ ...people, bowlerId })} />
      </div>
    </>
  );
}

function namesOf(side: readonly { playerId: string; name: string }[]) {
  return side.map((each) => [each.playerId, each.name] as const);
}

const FORMS: Readonly<Record<string, (props: FactForm) => ComponentChildren>> = {
  batter_retired: RetireForm,
  penalty_awarded: PenaltyForm,
  target_revised: ReviseForm,
};

/** Shown if the action was refused while its dialog was open; another device's action may have its place now. */
export function NotThereDialog() {
  const { dispatch } = useMatch();
  return (
    <Sheet title={t.edit.action} onClose={() => dispatch({ event: "close" })}>
      <p role="alert">{t.edit.notThere}</p>
    </Sheet>
  );
}

/** The edit form of an action that is no ball: the form of its own dialog, if that can be filled in again. */
function OtherAction({ action }: ActionProps) {
  const { view, dispatch } = useMatch();
  const { store, nameOf } = useUi();
  const Form = FORMS[action.type];
  const boardBefore = useMemo(() => store.boardOf(logBefore(view.log, action.id)), [view.log, action.id]);
  const words = <p>{actionInWords(action.fields, nameOf)}</p>;
  if (action.type === "innings_started") return <>{words}<EditStart action={action} boardBefore={boardBefore} /></>;
  if (!Form) return words;
  const changeTo = (fields: Fields): Change => ({ kind: "correct", nonce: action.nonce, fields });
  return (
    <>
      {words}
      <Form
        submit={t.edit.save}
        recorded={ownFields(action.fields)}
        boardBefore={boardBefore}
        onRecord={(fields) => dispatch({ event: "change", change: changeTo(fields) })}
      >
        {(fields: Fields) => <Preview change={changeTo(fields)} />}
      </Form>
    </>
  );
}

/** A button whose first tap previews the change and whose second tap records it. */
function PreviewButton({ change, label }: { readonly change: Change; readonly label: string }) {
  const { dispatch } = useMatch();
  const [isPreviewed, setPreviewed] = useState(false);
  return (
    <>
      {isPreviewed && <Preview change={change} />}
      <button
        type="button"
        class={isPreviewed ? "button danger wide" : "button wide"}
        onClick={() => isPreviewed ? dispatch({ event: "change", change }) : setPreviewed(true)}
      >
        {label}
      </button>
    </>
  );
}

function SwapFromHere({ action }: ActionProps) {
  const { view } = useMatch();
  const balls = useMemo(() => ballsOfPair(view.log, action), [view.log, action.id]);
  const change = useMemo(() => swapBatters(balls), [balls]);
  if (balls.length === 0) return null;
  return (
    <div class="stack removals">
      <PreviewButton change={change} label={t.edit.swapFrom(balls.length)} />
    </div>
  );
}

function Removals({ action }: ActionProps) {
  const { view, dispatch } = useMatch();
  const removal = removalOf(view.log, action.id);
  const undone = actionsFrom(view.log, action.id);
  return (
    <div class="stack removals">
      <PreviewButton change={removal} label={t.edit.remove} />
      <button type="button" class="button wide" onClick={() => dispatch({ event: "open", dialog: { kind: "insert", nonce: action.nonce } })}>
        {t.edit.insertAfter}
      </button>
      <button type="button" class="button wide" onClick={() => dispatch({ event: "open", dialog: { kind: "undoTo", nonce: action.nonce } })}>
        {t.edit.undoTo(undone.length)}
      </button>
    </div>
  );
}

/** Inserts a forgotten ball, which counts directly after another action. */
export function InsertDialog({ action }: ActionProps) {
  const { id, nonce } = action;
  const { view, board, labels, dispatch } = useMatch();
  const { store } = useUi();
  const boardThen = useMemo(() => store.boardOf(logUpTo(view.log, id)), [id]);
  const [draft, setDraft] = useState<Draft>({ ...EMPTY, isHeld: true });
  const [people, setPeople] = useState<People>(() => ({
    strikerId: boardThen.innings?.strikerId ?? board.innings?.strikerId ?? "",
    nonStrikerId: boardThen.innings?.nonStrikerId ?? "",
    bowlerId: boardThen.innings?.bowlerId ?? "",
  }));
  const { overNumber, ballInOver } = boardThen.nextPlace;
  const fields = useMemo(
    () => correctedDelivery({ overNumber, ballInOver }, draft, people, penaltiesOf(board)),
    [draft, people, overNumber, ballInOver],
  );
  const change: Change = { kind: "insert", nonce, fields };
  const label = action.type === "delivery" ? labels.of(id) : (t.actions[action.type] ?? "");
  return (
    <Sheet title={t.edit.insertTitle(label)} onClose={() => dispatch({ event: "close" })}>
      <SheetForm submit={t.edit.insert} disabled={!hasPeople(people)} onSubmit={() => dispatch({ event: "change", change })}>
        <Parts inningsNumber={boardThen.nextPlace.inningsNumber} isFreeHit={boardThen.isFreeHit} draft={draft} people={people} onDraft={setDraft} onPeople={setPeople} />
        <Preview change={change} />
      </SheetForm>
    </Sheet>
  );
}

/** Return the log up to and including an action. */
const logUpTo = (log: readonly LogEntry[], id: string): LogEntry[] => without(log, actionsFrom(log, id).slice(1));

/** Return the log before an action. */
const logBefore = (log: readonly LogEntry[], id: string): LogEntry[] => without(log, actionsFrom(log, id));

function without(log: readonly LogEntry[], removed: readonly Placed[]): LogEntry[] {
  const ids = new Set(removed.flatMap((each) => each.ids));
  return log.filter((each) => !ids.has(each.id));
}

export function UndoToDialog({ action: { id, nonce } }: ActionProps) {
  const { view, labels, dispatch } = useMatch();
  const { nameOf } = useUi();
  const undone = actionsFrom(view.log, id);
  const nonces = noncesFrom(view.log, id);
  return (
    <Sheet title={t.edit.undoToTitle} onClose={() => dispatch({ event: "close" })}>
      <SheetForm submit={t.edit.undoToDo(undone.length)} onSubmit={() => dispatch({ event: "undoTo", nonce })} isDanger>
        <p>{t.edit.undoToSure(undone.length)}</p>
        <ul class="gone">
          {undone.toReversed().slice(0, MOST_SHOWN).map(({ action }) => (
            <li key={action.id}>{actionInWords(action.fields, nameOf, labels.of(action.id))}</li>
          ))}
        </ul>
        <Preview change={{ kind: "void", nonces, isStep: true }} />
      </SheetForm>
    </Sheet>
  );
}

const MOST_SHOWN = 12;
