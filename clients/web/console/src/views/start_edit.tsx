// The form for editing the start of an innings: openers, bowler, overs and target, with a preview of the change.

import type { Board } from "@scrbrd/client/fold";
import { useState } from "preact/hooks";
import { type Action, ownFields } from "../session/entries.js";
import { isPlaying, sideOf } from "../session/people.js";
import { actionsAfterStart, startChange } from "../session/starts.js";
import { t } from "../texts.js";
import { Preview } from "./preview.js";
import { NumberField, Select, SheetForm, useMatch, useUi } from "./ui.js";

type Pairs = readonly (readonly [string, string])[];

/** `boardBefore` is the board just before the innings. */
export function EditStart({ action, boardBefore }: { action: Action; boardBefore: Board }) {
  const { view, dispatch } = useMatch();
  const { teamOf } = useUi();
  const recorded = ownFields(action.fields);
  const textOf = (name: string) => String(recorded[name] ?? "");
  const [form, setForm] = useState({
    batting: textOf("battingTeamId"), striker: textOf("strikerId"), nonStriker: textOf("nonStrikerId"),
    bowler: textOf("bowlerId"), overs: textOf("oversLimit"), target: textOf("target"),
  });
  const set = (name: keyof typeof form) => (value: string) => setForm({ ...form, [name]: value });
  const hasLaterActions = actionsAfterStart(view.log, action).length > 0;
  const sides = [view.match.homeTeamId, view.match.awayTeamId];
  const bowling = form.batting === textOf("battingTeamId")
    ? textOf("bowlingTeamId")
    : sides.find((id) => id !== form.batting) ?? "";
  const batters = useSide(form.batting, boardBefore, [form.striker, form.nonStriker]);
  const bowlers = useSide(bowling, boardBefore, [form.bowler]);
  const change = startChange(view.log, action, fieldsOf(recorded, { ...form, bowling }));
  const others = change.kind === "corrections" ? change.corrections.length - 1 : 0;
  const isValid = [form.overs, form.target].every((each) => /^[0-9]*$/.test(each)) && (!form.striker || form.striker !== form.nonStriker);
  return (
    <SheetForm submit={t.edit.save} disabled={!isValid} onSubmit={() => dispatch({ event: "change", change })}>
      {hasLaterActions ? <p class="muted">{t.edit.sideStands(teamOf(form.batting))}</p> : (
        <Select
          label={t.inningsPanel.batting}
          value={form.batting}
          options={sides.map((id) => [id, teamOf(id)] as const)}
          onChange={(batting) => setForm({ ...form, batting, striker: "", nonStriker: "", bowler: "" })}
        />
      )}
      <div class="grid-2">
        <Select label={t.inningsPanel.opener1} value={form.striker} options={batters} onChange={set("striker")} />
        <Select label={t.inningsPanel.opener2} value={form.nonStriker} options={batters} onChange={set("nonStriker")} />
        <Select label={t.inningsPanel.bowler} value={form.bowler} options={bowlers} onChange={set("bowler")} />
        <NumberField label={t.inningsPanel.overs} value={form.overs} onChange={set("overs")} />
        {action.inningsNumber > 1 && <NumberField label={t.inningsPanel.target} value={form.target} onChange={set("target")} />}
      </div>
      {others > 0 && <p class="muted">{t.edit.ballsToo(others)}</p>}
      {isValid && <Preview change={change} />}
    </SheetForm>
  );
}

const FORM_FIELDS = ["strikerId", "nonStrikerId", "bowlerId", "oversLimit", "target"];

function fieldsOf(recorded: Record<string, unknown>, form: Readonly<Record<string, string>>) {
  const kept = Object.fromEntries(Object.entries(recorded).filter(([name]) => !FORM_FIELDS.includes(name)));
  return {
    ...kept,
    battingTeamId: form["batting"], bowlingTeamId: form["bowling"],
    ...(form["striker"] && { strikerId: form["striker"] }),
    ...(form["nonStriker"] && { nonStrikerId: form["nonStriker"] }),
    ...(form["bowler"] && { bowlerId: form["bowler"] }),
    ...(form["overs"] && { oversLimit: Number(form["overs"]) }),
    ...(form["target"] && { target: Number(form["target"]) }),
  };
}

/** Return the options of a player field: nobody, the side's players, and chosen players outside the side. */
function useSide(teamId: string, board: Board, chosenIds: readonly string[]): Pairs {
  const { view } = useMatch();
  const { nameOf } = useUi();
  const side = sideOf(view, board, teamId).filter((each) => isPlaying(board, each)).map((each) => each.playerId);
  return ["", ...new Set([...side, ...chosenIds.filter(Boolean)])].map((id) => [id, id ? nameOf(id) : t.score.nobody] as const);
}
