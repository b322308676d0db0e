// The dialogs for events other than balls: each has one form and records one action.

import type { Board } from "@scrbrd/client/fold";
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { isId } from "../session/ids.js";
import { isPlaying, nextBatters, replacedIds, sideOf } from "../session/people.js";
import { t } from "../texts.js";
import { Check, Choices, NumberField, Select, Sheet, SheetForm, useMatch, useUi } from "./ui.js";
import type { Fields } from "../session/recorder.js";

type Pairs = readonly (readonly [string, string])[];

function entriesOf<Name extends string>(texts: Readonly<Record<Name, string>>): (readonly [Name, string])[] {
  return Object.entries(texts) as [Name, string][];
}

function useClose() {
  const { dispatch } = useMatch();
  return {
    close: () => dispatch({ event: "close" }),
    record: (fields: Fields) => dispatch({ event: "record", fields }),
  };
}

/** Return the batters at the crease of a board, by default of the match's present board. */
function usePair(boardBefore?: Board): Pairs {
  const now = useMatch().board;
  const { nameOf } = useUi();
  const board = boardBefore ?? now;
  const pair = [board.innings?.strikerId, board.innings?.nonStrikerId];
  return pair.flatMap((id) => (id ? [[id, nameOf(id)] as const] : []));
}

function useFielders(): Pairs {
  const { view, board } = useMatch();
  const side = sideOf(view, board, board.innings?.bowlingTeamId ?? null);
  return side.map((each) => [each.playerId, each.name] as const);
}

export function RetireDialog() {
  const { close, record } = useClose();
  return <Sheet title={t.retire.title} onClose={close}><RetireForm submit={t.retire.done} onRecord={record} /></Sheet>;
}

/** The props of the form of an action, for recording a new one or correcting a recorded one. */
export interface FactForm {
  readonly submit: string;
  readonly onRecord: (fields: Fields) => void;
  /** The fields of the recorded action, and the board just before it. */
  readonly recorded?: Fields;
  readonly boardBefore?: Board;
  readonly children?: (fields: Fields) => ComponentChildren;
}

export function RetireForm({ submit, onRecord, recorded, boardBefore, children }: FactForm) {
  const pair = usePair(boardBefore);
  const [playerId, setPlayer] = useState(textOf(recorded, "playerId") || (pair[0]?.[0] ?? ""));
  const [as, setAs] = useState<keyof typeof t.retire.kinds>((textOf(recorded, "as") || "hurt") as "hurt");
  const fields = { ...recorded, type: "batter_retired", playerId, as };
  return (
    <SheetForm submit={submit} disabled={!playerId} onSubmit={() => onRecord(fields)}>
      <Choices legend={t.retire.who} options={pair} value={playerId} onChange={setPlayer} />
      <Choices legend={t.retire.as} options={entriesOf(t.retire.kinds)} value={as} onChange={setAs} />
      {children?.(fields)}
    </SheetForm>
  );
}

function textOf(fields: Fields | undefined, name: string): string {
  const value = fields?.[name];
  return value === undefined || value === null ? "" : String(value);
}

export function DismissDialog() {
  const { close, record } = useClose();
  const { view, board } = useMatch();
  const { nameOf } = useUi();
  const pair = usePair();
  const fielders = useFielders();
  const [how, setHow] = useState<keyof typeof t.dismiss.kinds>("run_out");
  const [who, setWho] = useState("");
  const [fielder, setFielder] = useState("");
  const awaited = nextBatters(view, board).map((each) => [each.playerId, nameOf(each.playerId)] as const);
  const people = how === "timed_out" ? awaited : pair;
  // Who is run out before the delivery backed up too far: the non-striker (Law 38.3).
  const likely = how === "run_out" ? people.at(-1) : people[0];
  const playerId = people.some(([id]) => id === who) ? who : (likely?.[0] ?? "");
  const fields = {
    type: "batter_dismissed",
    playerId,
    wicketType: how,
    ...(fielder && how === "run_out" && { fielderIds: [fielder] }),
  };
  return (
    <Sheet title={t.dismiss.title} onClose={close}>
      <SheetForm submit={t.dismiss.done} disabled={!playerId} onSubmit={() => record(fields)} isDanger>
        <Choices legend={t.wicket.how} options={entriesOf(t.dismiss.kinds)} value={how} onChange={setHow} />
        <Select label={t.dismiss.who} value={playerId} options={people} onChange={setWho} />
        {how === "run_out" && (
          <Select label={t.dismiss.fielder} value={fielder} options={[["", t.score.nobody], ...fielders]} onChange={setFielder} />
        )}
      </SheetForm>
    </Sheet>
  );
}

export function SuspendDialog() {
  const { close, record } = useClose();
  const { board } = useMatch();
  const fielders = useFielders();
  const [playerId, setPlayer] = useState(board.innings?.bowlerId ?? fielders[0]?.[0] ?? "");
  const [scope, setScope] = useState<"innings" | "match">("innings");
  return (
    <Sheet title={t.suspend.title} onClose={close}>
      <SheetForm submit={t.suspend.done} onSubmit={() => record({ type: "bowler_suspended", playerId, scope })} isDanger>
        <Select label={t.suspend.who} value={playerId} options={fielders} onChange={setPlayer} />
        <Choices legend={t.suspend.scope} options={entriesOf(t.suspend.scopes)} value={scope} onChange={setScope} />
      </SheetForm>
    </Sheet>
  );
}

/** Records that another bowler finishes the over because the bowler cannot (Law 17.8). */
export function ChangeBowlerDialog() {
  const { close } = useClose();
  const { view, board, dispatch } = useMatch();
  const bowlerId = board.innings?.bowlerId ?? "";
  const others = sideOf(view, board, board.innings?.bowlingTeamId ?? null)
    .filter((each) => each.playerId !== bowlerId && isPlaying(board, each))
    .map((each) => [each.playerId, each.name] as const);
  const [inPlayerId, setPlayer] = useState(others[0]?.[0] ?? "");
  const submit = () => {
    const teamId = board.innings?.bowlingTeamId ?? "";
    const out = bowlerId ? { outPlayerId: bowlerId } : {};
    const fields = { type: "player_replaced", teamId, ...out, inPlayerId, role: "bowler", reason: "injury" };
    dispatch({ event: "record", fields });
    dispatch({ event: "bowler", playerId: inPlayerId });
  };
  return (
    <Sheet title={t.menu.changeBowler} onClose={close}>
      <SheetForm submit={t.replace.done} disabled={!inPlayerId} onSubmit={submit}>
        <Select label={t.suspend.who} value={inPlayerId} options={others} onChange={setPlayer} />
      </SheetForm>
    </Sheet>
  );
}

export function PenaltyDialog() {
  const { close, record } = useClose();
  return <Sheet title={t.penalty.title} onClose={close}><PenaltyForm submit={t.penalty.done} onRecord={record} /></Sheet>;
}

export function PenaltyForm({ submit, onRecord, recorded, children }: FactForm) {
  const { view, board } = useMatch();
  const { teamOf } = useUi();
  const sides = [view.match.homeTeamId, view.match.awayTeamId].map((id) => [id, teamOf(id)] as const);
  // The default is a helmet that was hit, whose penalty runs go to the batting side.
  const [toTeamId, setTeam] = useState(textOf(recorded, "toTeamId") || (board.innings?.battingTeamId ?? sides[0]?.[0] ?? ""));
  const [runs, setRuns] = useState(textOf(recorded, "runs") || "5");
  const [law, setLaw] = useState(recorded ? textOf(recorded, "law") : "Law 28");
  const number = Number(runs);
  const isValid = Number.isInteger(number) && number >= 1 && number <= 20;
  const { law: _, ...others } = recorded ?? {};
  const fields = { ...others, type: "penalty_awarded", toTeamId, runs: number, ...(law && { law }) };
  const laws = entriesOf(t.penalty.laws);
  const own: Pairs = laws.some(([name]) => name === law) ? [] : [[law, law || t.details.notGiven]];
  return (
    <SheetForm submit={submit} disabled={!isValid} onSubmit={() => onRecord(fields)}>
      <Choices legend={t.penalty.to} options={sides} value={toTeamId} onChange={setTeam} />
      <NumberField label={t.penalty.runs} value={runs} onChange={setRuns} />
      <Select label={t.penalty.law} value={law} options={[...laws, ...own]} onChange={setLaw} />
      {isValid && children?.(fields)}
    </SheetForm>
  );
}

export function StopDialog() {
  const { close, record } = useClose();
  const [reason, setReason] = useState<string>(t.stop.reasons[0] ?? "");
  return (
    <Sheet title={t.stop.title} onClose={close}>
      <SheetForm submit={t.stop.done} onSubmit={() => record({ type: "play_stopped", reason })}>
        <Choices legend={t.stop.reason} options={t.stop.reasons.map((each) => [each, each] as const)} value={reason} onChange={setReason} />
      </SheetForm>
    </Sheet>
  );
}

export function ReviseDialog() {
  const { close, record } = useClose();
  return <Sheet title={t.revise.title} onClose={close}><ReviseForm submit={t.revise.done} onRecord={record} /></Sheet>;
}

export function ReviseForm({ submit, onRecord, recorded, children }: FactForm) {
  const [form, setForm] = useState({
    overs: textOf(recorded, "oversLimit"), target: textOf(recorded, "target"), par: textOf(recorded, "par"),
    method: textOf(recorded, "method") || "DLS",
  });
  const set = (name: keyof typeof form) => (value: string) => setForm({ ...form, [name]: value });
  const { oversLimit: _, target: __, par: ___, ...others } = recorded ?? {};
  const fields = {
    ...others,
    type: "target_revised",
    method: form.method,
    ...(form.overs && { oversLimit: Number(form.overs) }),
    ...(form.target && { target: Number(form.target) }),
    ...(form.par && { par: Number(form.par) }),
  };
  const numbers = [form.overs, form.target, form.par];
  const isValid = numbers.some(Boolean) && numbers.every((each) => /^[0-9]*$/.test(each));
  return (
    <SheetForm submit={submit} disabled={!isValid} onSubmit={() => onRecord(fields)}>
      <div class="grid-2">
        <NumberField label={t.revise.overs} value={form.overs} onChange={set("overs")} />
        <NumberField label={t.revise.target} value={form.target} onChange={set("target")} />
        <NumberField label={t.revise.par} value={form.par} onChange={set("par")} />
      </div>
      <Choices legend={t.revise.method} options={entriesOf(t.revise.methods)} value={form.method} onChange={set("method")} />
      {isValid && children?.(fields)}
    </SheetForm>
  );
}

export function ReplaceDialog() {
  const { close, record } = useClose();
  const { view, board } = useMatch();
  const { teamOf } = useUi();
  const sides = [view.match.homeTeamId, view.match.awayTeamId].map((id) => [id, teamOf(id)] as const);
  const [teamId, setTeam] = useState(sides[0]?.[0] ?? "");
  const [form, setForm] = useState({ out: "", in: "", role: "player", reason: "injury" });
  const set = (name: keyof typeof form) => (value: string) => setForm({ ...form, [name]: value });
  // Players who were replaced rarely come back: they are listed last.
  const replaced = replacedIds(board);
  const side = sideOf(view, board, teamId)
    .toSorted((one, other) => Number(replaced.has(one.playerId)) - Number(replaced.has(other.playerId)));
  const optionsFor = (isIn: boolean): Pairs => side
    .filter((each) => isPlaying(board, each) !== isIn)
    .map((each) => [each.playerId, each.name] as const);
  const [outs, ins] = [optionsFor(false), optionsFor(true)];
  const outPlayerId = form.out || outs[0]?.[0] || "";
  const inPlayerId = form.in || ins[0]?.[0] || "";
  const fields = { type: "player_replaced", teamId, outPlayerId, inPlayerId, role: form.role, reason: form.reason };
  return (
    <Sheet title={t.replace.title} onClose={close}>
      <SheetForm submit={t.replace.done} disabled={!isId(inPlayerId) || !outPlayerId} onSubmit={() => record(fields)}>
        <Choices legend={t.replace.team} options={sides} value={teamId} onChange={(id) => { setTeam(id); setForm({ ...form, out: "", in: "" }); }} />
        <div class="grid-2">
          <Select label={t.replace.out} value={outPlayerId} options={outs} onChange={set("out")} />
          {ins.length > 0
            ? <Select label={t.replace.in} value={inPlayerId} options={ins} onChange={set("in")} />
            : <label class="field">{t.batter.otherId}<input value={form.in} onInput={(event) => set("in")(event.currentTarget.value.trim())} /></label>}
          {inPlayerId && !isId(inPlayerId) && <p role="alert" class="notice bad">{t.batter.notTaken["notId"]}</p>}
          <Select label={t.replace.role} value={form.role} options={entriesOf(t.replace.roles)} onChange={set("role")} />
          <Select label={t.replace.reason} value={form.reason} options={entriesOf(t.replace.reasons)} onChange={set("reason")} />
        </div>
      </SheetForm>
    </Sheet>
  );
}

export function EndInningsDialog() {
  const { close, record } = useClose();
  const { view, board } = useMatch();
  const { nameOf } = useUi();
  const [reason, setReason] = useState<string | null>(likelyEnd(board));
  const [absent, setAbsent] = useState<readonly string[]>([]);
  const waiting = reason === "all_out" ? nextBatters(view, board).filter(({ detail }) => detail === "") : [];
  const absentIds = waiting.map(({ playerId }) => playerId).filter((id) => absent.includes(id));
  const fields: Fields = { type: "innings_closed", reason, ...(absentIds.length > 0 && { absentIds }) };
  return (
    <Sheet title={t.endInnings.title} onClose={close}>
      <SheetForm submit={t.endInnings.done} disabled={reason === null} onSubmit={() => record(fields)} isDanger>
        <Choices legend={t.endInnings.reason} options={entriesOf(t.reasons)} value={reason} onChange={setReason} />
        {waiting.length > 0 && (
          <fieldset class="choices">
            <legend>{t.endInnings.absent}</legend>
            <div class="pills">
              {waiting.map(({ playerId: id }) => (
                <Check
                  key={id}
                  label={nameOf(id)}
                  checked={absent.includes(id)}
                  onChange={(isAbsent) => setAbsent(isAbsent ? [...absent, id] : absent.filter((each) => each !== id))}
                />
              ))}
            </div>
          </fieldset>
        )}
      </SheetForm>
    </Sheet>
  );
}

/** Return the likely reason for ending an innings that the score has not ended; null if none is likelier. */
function likelyEnd({ needs, state }: Board): string | null {
  if (needs.includes("batter")) return "all_out";
  return state.setup.conditions.inningsPerSide > 1 ? "declared" : null;
}

const WITH_WINNER = ["win", "awarded", "conceded"];

export function EndMatchDialog() {
  const { close, record } = useClose();
  const { view, board } = useMatch();
  const { teamOf } = useUi();
  const sides = [view.match.homeTeamId, view.match.awayTeamId].map((id) => [id, teamOf(id)] as const);
  const [outcome, setOutcome] = useState<string>(board.result?.outcome ?? "no_result");
  const [winner, setWinner] = useState(board.result?.winnerTeamId ?? sides[0]?.[0] ?? "");
  const [method, setMethod] = useState(board.result?.method ?? "");
  const hasWinner = WITH_WINNER.includes(outcome);
  const fields = {
    type: "match_closed", outcome,
    ...(hasWinner && { winnerTeamId: winner }),
    ...(method.trim() && { method: method.trim() }),
  };
  return (
    <Sheet title={t.endMatch.title} onClose={close}>
      <SheetForm submit={t.endMatch.done} onSubmit={() => record(fields)} isDanger>
        <Choices legend={t.endMatch.outcome} options={entriesOf(t.result.outcomes)} value={outcome} onChange={setOutcome} />
        {hasWinner && <Choices legend={t.endMatch.winner} options={sides} value={winner} onChange={setWinner} />}
        <label class="field">
          {t.endMatch.method}
          <input value={method} maxLength={60} onInput={(event) => setMethod(event.currentTarget.value)} />
        </label>
      </SheetForm>
    </Sheet>
  );
}
