// A recorded action in place: another ball, none, or one more behind it; with what would change.

import type { LogEntry } from "@scrbrd/client/fold";
import type { ComponentChildren } from "preact";
import { useMemo, useState } from "preact/hooks";
import type { Draft, DraftWicket } from "../draft/draft.js";
import { EMPTY } from "../draft/draft.js";
import { draftOf } from "../draft/fields.js";
import { ofPair } from "../draft/wickets.js";
import { ballsOfPair, swappedIn } from "../session/batters.js";
import { hasPeople, mended, type People, penaltiesOf } from "../session/ball.js";
import type { Change } from "../session/changes.js";
import { type Action, ownFields, type Placed } from "../session/entries.js";
import { sideOf } from "../session/people.js";
import type { Fields } from "../session/recorder.js";
import { bowledWith, editChange } from "../session/overs.js";
import { goneFrom, noncesFrom, withdrawn } from "../session/session.js";
import { t } from "../texts.js";
import { BallForm } from "./ball_form.js";
import { type FactForm, PenaltyForm, RetireForm, ReviseForm } from "./fact_dialogs.js";
import { Preview } from "./preview.js";
import { EditStart } from "./start_edit.js";
import { Check, Select, Sheet, SheetForm, useMatch, useUi } from "./ui.js";
import { Fielders, WicketForm } from "./wicket_form.js";
import { actionInWords } from "./words.js";

interface About {
  readonly action: Action;
}

export function EditDialog({ action }: About) {
  const { labels, dispatch } = useMatch();
  const close = () => dispatch({ event: "close" });
  const isBall = action.type === "delivery";
  const title = isBall ? t.edit.title(labels.of(action.id)) : (t.actions[action.type] ?? t.edit.action);
  return (
    <Sheet title={title} onClose={close}>
      {isBall ? <EditBall action={action} /> : <OtherAction action={action} />}
      {isBall && <SwapFrom action={action} />}
      <Removals action={action} />
    </Sheet>
  );
}

function EditBall({ action }: About) {
  const { view, board, dispatch } = useMatch();
  const { store } = useUi();
  const penalties = penaltiesOf(board);
  const isFreeHit = useMemo(() => store.boardOf(before(view.log, action.id)).isFreeHit, [view.log, action.id]);
  const [draft, setDraft] = useState<Draft>(() => draftOf(action.fields, penalties));
  const [people, setPeople] = useState<People>(() => peopleIn(action));
  const [isOverToo, setOverToo] = useState(true);
  const fields = useMemo(() => mended(action.fields, draft, people, penalties), [draft, people]);
  const others = useMemo(() => bowledWith(view.log, action), [view.log, action.id]);
  const isOthersBall = people.bowlerId !== peopleIn(action).bowlerId && others.length > 0;
  const change = editChange(action, fields, isOthersBall && isOverToo ? others : []);
  return (
    <SheetForm submit={t.edit.save} onSubmit={() => dispatch({ event: "change", change })}>
      <Parts inningsNumber={action.inningsNumber} isFreeHit={isFreeHit} draft={draft} people={people} onDraft={setDraft} onPeople={setPeople} />
      {isOthersBall && <Check label={t.edit.overToo(others.length)} checked={isOverToo} onChange={setOverToo} />}
      <Preview change={change} />
    </SheetForm>
  );
}

function peopleIn({ fields }: Action): People {
  const of = (name: string) => String(fields[name] ?? "");
  return { strikerId: of("strikerId"), nonStrikerId: of("nonStrikerId"), bowlerId: of("bowlerId") };
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
  const setPeople = (said: Partial<People>) => {
    const others = { ...people, ...said };
    onPeople(others);
    setWicket(ofPair(draft.wicket, people, others));
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

/** What was refused while its dialog was open: another device's action may have its place. */
export function NotThereDialog() {
  const { dispatch } = useMatch();
  return (
    <Sheet title={t.edit.action} onClose={() => dispatch({ event: "close" })}>
      <p role="alert">{t.edit.notThere}</p>
    </Sheet>
  );
}

/** What is no ball: its own dialog's form, where it has one that can be filled in again. */
function OtherAction({ action }: About) {
  const { view, dispatch } = useMatch();
  const { store, nameOf } = useUi();
  const Form = FORMS[action.type];
  const then = useMemo(() => store.boardOf(before(view.log, action.id)), [view.log, action.id]);
  const words = <p>{actionInWords(action.fields, nameOf)}</p>;
  if (action.type === "innings_started") return <>{words}<EditStart action={action} then={then} /></>;
  if (!Form) return words;
  const changeTo = (fields: Fields): Change => ({ kind: "correct", nonce: action.nonce, fields });
  return (
    <>
      {words}
      <Form
        submit={t.edit.save}
        was={ownFields(action.fields)}
        then={then}
        onRecord={(fields) => dispatch({ event: "change", change: changeTo(fields) })}
      >
        {(fields: Fields) => <Preview change={changeTo(fields)} />}
      </Form>
    </>
  );
}

/** A tap shows what it would change, the next one does it. */
function ShownFirst({ change, label }: { readonly change: Change; readonly label: string }) {
  const { dispatch } = useMatch();
  const [isSure, ask] = useState(false);
  return (
    <>
      {isSure && <Preview change={change} />}
      <button
        type="button"
        class={isSure ? "button danger wide" : "button wide"}
        onClick={() => isSure ? dispatch({ event: "change", change }) : ask(true)}
      >
        {label}
      </button>
    </>
  );
}

function SwapFrom({ action }: About) {
  const { view } = useMatch();
  const balls = useMemo(() => ballsOfPair(view.log, action), [view.log, action.id]);
  const change = useMemo(() => swappedIn(balls), [balls]);
  if (balls.length === 0) return null;
  return (
    <div class="stack removals">
      <ShownFirst change={change} label={t.edit.swapFrom(balls.length)} />
    </div>
  );
}

function Removals({ action }: About) {
  const { view, dispatch } = useMatch();
  const removal = withdrawn(view.log, action.id);
  const gone = goneFrom(view.log, action.id);
  return (
    <div class="stack removals">
      <ShownFirst change={removal} label={t.edit.remove} />
      <button type="button" class="button wide" onClick={() => dispatch({ event: "open", dialog: { kind: "insert", nonce: action.nonce } })}>
        {t.edit.insertAfter}
      </button>
      <button type="button" class="button wide" onClick={() => dispatch({ event: "open", dialog: { kind: "undoTo", nonce: action.nonce } })}>
        {t.edit.undoTo(gone.length)}
      </button>
    </div>
  );
}

/** A ball that was forgotten: it counts as if it had come right behind another action. */
export function InsertDialog({ action }: About) {
  const { id, nonce } = action;
  const { view, board, labels, dispatch } = useMatch();
  const { store } = useUi();
  const then = useMemo(() => store.boardOf(upTo(view.log, id)), [id]);
  const [draft, setDraft] = useState<Draft>({ ...EMPTY, isHeld: true });
  const [people, setPeople] = useState<People>(() => ({
    strikerId: then.innings?.strikerId ?? board.innings?.strikerId ?? "",
    nonStrikerId: then.innings?.nonStrikerId ?? "",
    bowlerId: then.innings?.bowlerId ?? "",
  }));
  const { overNumber, ballInOver } = then.nextPlace;
  const fields = useMemo(
    () => mended({ overNumber, ballInOver }, draft, people, penaltiesOf(board)),
    [draft, people, overNumber, ballInOver],
  );
  const change: Change = { kind: "insert", nonce, fields };
  const where = action.type === "delivery" ? labels.of(id) : (t.actions[action.type] ?? "");
  return (
    <Sheet title={t.edit.insertTitle(where)} onClose={() => dispatch({ event: "close" })}>
      <SheetForm submit={t.edit.insert} disabled={!hasPeople(people)} onSubmit={() => dispatch({ event: "change", change })}>
        <Parts inningsNumber={then.nextPlace.inningsNumber} isFreeHit={then.isFreeHit} draft={draft} people={people} onDraft={setDraft} onPeople={setPeople} />
        <Preview change={change} />
      </SheetForm>
    </Sheet>
  );
}

/** The log as it stood right behind an action. */
const upTo = (log: readonly LogEntry[], id: string): LogEntry[] => without(log, goneFrom(log, id).slice(1));

/** The log as it stood right before an action. */
const before = (log: readonly LogEntry[], id: string): LogEntry[] => without(log, goneFrom(log, id));

function without(log: readonly LogEntry[], gone: readonly Placed[]): LogEntry[] {
  const ids = new Set(gone.flatMap((each) => each.ids));
  return log.filter((each) => !ids.has(each.id));
}

export function UndoToDialog({ action: { id, nonce } }: About) {
  const { view, labels, dispatch } = useMatch();
  const { nameOf } = useUi();
  const gone = goneFrom(view.log, id);
  const nonces = noncesFrom(view.log, id);
  return (
    <Sheet title={t.edit.undoToTitle} onClose={() => dispatch({ event: "close" })}>
      <SheetForm submit={t.edit.undoToDo(gone.length)} onSubmit={() => dispatch({ event: "undoTo", nonce })} isDanger>
        <p>{t.edit.undoToSure(gone.length)}</p>
        <ul class="gone">
          {gone.toReversed().slice(0, MOST_SHOWN).map(({ action }) => (
            <li key={action.id}>{actionInWords(action.fields, nameOf, labels.of(action.id))}</li>
          ))}
        </ul>
        <Preview change={{ kind: "void", nonces, isStep: true }} />
      </SheetForm>
    </Sheet>
  );
}

const MOST_SHOWN = 12;
