// One side against another, and a batter against the bowlers faced: read when they are chosen.

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import type { Source } from "../io/source.ts";
import { linkTo } from "../model/route.ts";
import { facingOf, meetingsOf } from "../model/season.ts";
import type { Meetings, Names, PlayerRow } from "../model/season.ts";
import { texts } from "../texts.ts";
import { whenText } from "../model/times.ts";
import { isolated } from "./isolated.tsx";

interface TeamsProps {
  readonly source: Source;
  readonly seasonId: string;
  readonly teamIds: readonly string[];
  readonly names: Names;
}

export function TeamMeetings({ source, seasonId, teamIds, names }: TeamsProps): JSX.Element {
  const [one, other] = [useSignal(""), useSignal("")];
  const found = useSignal<Meetings | null>(null);
  useEffect(() => {
    found.value = null;
    const [team, opponent] = [one.value, other.value];
    if (!team || !opponent || team === opponent) return;
    source.meetings(seasonId, team, opponent).then((matches) => {
      if (one.value === team && other.value === opponent) found.value = meetingsOf(matches, team, opponent);
    }, () => undefined);
  }, [one.value, other.value]);
  const options = teamIds.map((id) => <option key={id} value={id}>{names.get(id) ?? id}</option>);
  return (
    <section class="card" aria-labelledby="meetings-teams">
      <h2 id="meetings-teams" class="section-title">{texts.teams}</h2>
      <div class="fields">
        <label class="field">{texts.team}
          <select value={one.value} onChange={(event) => { one.value = event.currentTarget.value; }}><option value="" />{options}</select>
        </label>
        <label class="field">{texts.against}
          <select value={other.value} onChange={(event) => { other.value = event.currentTarget.value; }}><option value="" />{options}</select>
        </label>
      </div>
      <div role="status">
        {found.value ? <p class="meeting-sum">{found.value.matches.length ? texts.meetings(found.value.won, found.value.lost, found.value.other) : texts.noMeetings}</p> : null}
      </div>
      <ul class="meeting-list">
        {found.value?.matches.map((each) => (
          <li key={each.id}><a href={linkTo("m", each.id)}>{whenText(each.at)}</a>: {texts.outcomes[each.outcome] ?? each.outcome}{each.score ? <>, {isolated(each.score)}</> : null}</li>
        ))}
      </ul>
    </section>
  );
}

interface BattersProps {
  readonly source: Source;
  readonly seasonId: string;
  readonly players: readonly PlayerRow[];
  readonly names: Names;
}

export function BatterMeetings({ source, seasonId, players, names }: BattersProps): JSX.Element {
  const batter = useSignal("");
  const rows = useSignal<ReturnType<typeof facingOf> | null>(null);
  useEffect(() => {
    rows.value = null;
    const wanted = batter.value;
    if (!wanted) return;
    source.facing(seasonId, wanted).then((facing) => {
      if (batter.value === wanted) rows.value = facingOf(facing, names);
    }, () => undefined);
  }, [batter.value]);
  return (
    <section class="card" aria-labelledby="meetings-batters">
      <h2 id="meetings-batters" class="section-title">{texts.players}</h2>
      <label class="field">{texts.chooseBatter}
        <select value={batter.value} onChange={(event) => { batter.value = event.currentTarget.value; }}>
          <option value="" />
          {players.map((each) => <option key={`${each.teamId} ${each.id}`} value={each.id} dir="auto">{each.name} ({each.team})</option>)}
        </select>
      </label>
      {rows.value && !rows.value.length ? <p class="muted">{texts.nothingFaced}</p> : null}
      {rows.value?.length
        ? <div class="scroller" tabIndex={0} role="region" aria-label={texts.headToHead}>
            <table class="figures">
              <caption class="visually-hidden">{texts.headToHead}</caption>
              <thead>
                <tr>
                  <th scope="col">{texts.bowler}</th>
                  {texts.facingColumns.map(([short, long]) => <th key={long} scope="col" class="number"><abbr title={long}>{short}</abbr></th>)}
                </tr>
              </thead>
              <tbody>
                {rows.value.map((each) => (
                  <tr key={each.id}><th scope="row">{isolated(each.name)}</th>{each.cells.map((cell, place) => <td key={place} class="number">{cell}</td>)}</tr>
                ))}
              </tbody>
            </table>
          </div>
        : null}
    </section>
  );
}
