// The start of an innings in place: who opened and bowled, of how many overs; with what would change.

import type { Board } from "@scrbrd/client/fold";
import { useState } from "preact/hooks";
import { type Action, ownFields } from "../session/entries.js";
import { isPlaying, sideOf } from "../session/people.js";
import { behindStart, startChange } from "../session/starts.js";
import { t } from "../texts.js";
import { Preview } from "./preview.js";
import { NumberField, Select, SheetForm, useMatch, useUi } from "./ui.js";

type Pairs = readonly (readonly [string, string])[];

/** `then` is the board right before the innings. */
export function EditStart({ action, then }: { action: Action; then: Board }) {
  const { view, dispatch } = useMatch();
  const { teamOf } = useUi();
  const was = ownFields(action.fields);
  const of = (name: string) => String(was[name] ?? "");
  const [said, say] = useState({
    batting: of("battingTeamId"), striker: of("strikerId"), nonStriker: of("nonStrikerId"),
    bowler: of("bowlerId"), overs: of("oversLimit"), target: of("target"),
  });
  const set = (name: keyof typeof said) => (value: string) => say({ ...said, [name]: value });
  const hasOthers = behindStart(view.log, action).length > 0;
  const sides = [view.match.homeTeamId, view.match.awayTeamId];
  const bowling = said.batting === of("battingTeamId") ? of("bowlingTeamId") : sides.find((id) => id !== said.batting) ?? "";
  const [batters, bowlers] = [useSide(said.batting, then, [said.striker, said.nonStriker]), useSide(bowling, then, [said.bowler])];
  const change = startChange(view.log, action, fieldsOf(was, { ...said, bowling }));
  const others = change.kind === "corrections" ? change.corrections.length - 1 : 0;
  const isFit = [said.overs, said.target].every((each) => /^[0-9]*$/.test(each)) && (!said.striker || said.striker !== said.nonStriker);
  return (
    <SheetForm submit={t.edit.save} disabled={!isFit} onSubmit={() => dispatch({ event: "change", change })}>
      {hasOthers ? <p class="muted">{t.edit.sideStands(teamOf(said.batting))}</p> : (
        <Select
          label={t.inningsPanel.batting}
          value={said.batting}
          options={sides.map((id) => [id, teamOf(id)] as const)}
          onChange={(batting) => say({ ...said, batting, striker: "", nonStriker: "", bowler: "" })}
        />
      )}
      <div class="grid-2">
        <Select label={t.inningsPanel.opener1} value={said.striker} options={batters} onChange={set("striker")} />
        <Select label={t.inningsPanel.opener2} value={said.nonStriker} options={batters} onChange={set("nonStriker")} />
        <Select label={t.inningsPanel.bowler} value={said.bowler} options={bowlers} onChange={set("bowler")} />
        <NumberField label={t.inningsPanel.overs} value={said.overs} onChange={set("overs")} />
        {action.inningsNumber > 1 && <NumberField label={t.inningsPanel.target} value={said.target} onChange={set("target")} />}
      </div>
      {others > 0 && <p class="muted">{t.edit.ballsToo(others)}</p>}
      {isFit && <Preview change={change} />}
    </SheetForm>
  );
}

const PEOPLE = ["strikerId", "nonStrikerId", "bowlerId", "oversLimit", "target"];

function fieldsOf(was: Record<string, unknown>, said: Readonly<Record<string, string>>) {
  const kept = Object.fromEntries(Object.entries(was).filter(([name]) => !PEOPLE.includes(name)));
  return {
    ...kept,
    battingTeamId: said["batting"], bowlingTeamId: said["bowling"],
    ...(said["striker"] && { strikerId: said["striker"] }),
    ...(said["nonStriker"] && { nonStrikerId: said["nonStriker"] }),
    ...(said["bowler"] && { bowlerId: said["bowler"] }),
    ...(said["overs"] && { oversLimit: Number(said["overs"]) }),
    ...(said["target"] && { target: Number(said["target"]) }),
  };
}

/** A side's players, nobody, and who was named without being one of them. */
function useSide(teamId: string, then: Board, named: readonly string[]): Pairs {
  const { view } = useMatch();
  const { nameOf } = useUi();
  const side = sideOf(view, then, teamId).filter((each) => isPlaying(then, each)).map((each) => each.playerId);
  return ["", ...new Set([...side, ...named.filter(Boolean)])].map((id) => [id, id ? nameOf(id) : t.score.nobody] as const);
}
