// The meetings of two sides, and of a batter with the bowlers faced; read when they are chosen.

import { batch, useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import type { Source } from "../io/source.ts";
import { linkTo } from "../model/route.ts";
import { facingOf, meetingsOf } from "../model/season_figures.ts";
import type { Meetings, Names, PlayerRow } from "../model/season_figures.ts";
import { texts } from "../texts.ts";
import { whenText } from "../model/times.ts";
import { isolateNames } from "./isolated.tsx";
import { Notice } from "./shell.tsx";

interface TeamsProps {
  readonly source: Source;
  readonly seasonId: string;
  readonly teamIds: readonly string[];
  readonly names: Names;
}

interface Reading<Found> {
  readonly found: Found | null;
  readonly hasFailed: boolean;
  readonly again: () => void;
}

/** Read the chosen data whenever the choice changes; nothing while `wanted` is empty. A failure is shown until a read
 * succeeds. */
function useReading<Found>(wanted: string, read: () => Promise<Found>): Reading<Found> {
  const [found, hasFailed, attempt] = [useSignal<Found | null>(null), useSignal(false), useSignal(0)];
  const settle = (value: Found | null, isFailure: boolean): void => batch(() => {
    found.value = value;
    hasFailed.value = isFailure;
  });
  useEffect(() => settle(null, false), [wanted]);
  useEffect(() => {
    let isChosen = true;
    if (wanted) {
      read().then((value) => isChosen && settle(value, false), (error: unknown) => {
        console.error(error);
        if (isChosen) settle(null, true);
      });
    }
    return () => { isChosen = false; };
  }, [wanted, attempt.value]);
  return { found: found.value, hasFailed: hasFailed.value, again: () => { attempt.value += 1; } };
}

export function TeamMeetings({ source, seasonId, teamIds, names }: TeamsProps): JSX.Element {
  const [one, other] = [useSignal(""), useSignal("")];
  const [team, opponent] = [one.value, other.value];
  const isPair = team !== "" && opponent !== "" && team !== opponent;
  const { found, hasFailed, again } = useReading<Meetings>(isPair ? `${team}/${opponent}` : "", async () =>
    meetingsOf(await source.meetings(seasonId, team, opponent), team, opponent));
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
        {found ? <p class="meeting-sum">{found.matches.length ? texts.meetings(found.won, found.lost, found.other) : texts.noMeetings}</p> : null}
      </div>
      {hasFailed ? <Notice retry={again}>{texts.failedFigures}</Notice> : null}
      <ul class="meeting-list">
        {found?.matches.map((each) => (
          <li key={each.id}><a href={linkTo("m", each.id)}>{whenText(each.at)}</a>: {texts.outcomes[each.outcome] ?? each.outcome}{each.score ? <>, {isolateNames(each.score)}</> : null}</li>
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
  const chosen = batter.value;
  const { found, hasFailed, again } = useReading(chosen, () => source.facing(seasonId, chosen));
  const rows = found && facingOf(found, names);
  return (
    <section class="card" aria-labelledby="meetings-batters">
      <h2 id="meetings-batters" class="section-title">{texts.players}</h2>
      <label class="field">{texts.chooseBatter}
        <select value={batter.value} onChange={(event) => { batter.value = event.currentTarget.value; }}>
          <option value="" />
          {players.map((each) => <option key={`${each.teamId} ${each.id}`} value={each.id} dir="auto">{each.name} ({each.team})</option>)}
        </select>
      </label>
      {hasFailed ? <Notice retry={again}>{texts.failedFigures}</Notice> : null}
      <div role="status">
        {rows ? <p class={rows.length ? "visually-hidden" : "muted"}>{rows.length ? texts.faced(rows.length) : texts.nothingFaced}</p> : null}
      </div>
      {rows?.length
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
                {rows.map((each) => (
                  <tr key={each.id}><th scope="row">{isolateNames(each.name)}</th>{each.cells.map((cell, place) => <td key={place} class="number">{cell}</td>)}</tr>
                ))}
              </tbody>
            </table>
          </div>
        : null}
    </section>
  );
}
