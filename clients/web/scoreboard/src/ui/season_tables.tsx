// The tables, leaders, teams and players of a season.

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import type { TeamSeasonDoc, TickerDoc } from "../model/documents.ts";
import { homeOf, listedSince } from "../model/match_lists.ts";
import type { MatchRow } from "../model/match_lists.ts";
import type { LeaderKind, Leader, Names, PlayerRow, Table, TableRow } from "../model/season_figures.ts";
import { texts } from "../texts.ts";
import { Entries } from "./entry.tsx";
import { isolateNames } from "./isolated.tsx";

export function Heading({ name }: { name: string }): JSX.Element {
  const [short, long] = texts.tableColumns[name] ?? [name, name];
  return <th scope="col" class={name === "team" || name === "form" ? "" : "number"}>{short === long ? short : <abbr title={long}>{short}</abbr>}</th>;
}

export function TableView({ table, names }: { table: Table; names: Names }): JSX.Element {
  const title = table.competitionId ? (names.get(table.competitionId) ?? table.competitionId) : texts.allMatches;
  const columns = [
    "team", "played", "won", "lost", ...(table.hasTies ? ["tied"] : []), ...(table.hasDraws ? ["drawn"] : []), "noResult", "points", "rate", "form",
  ];
  return (
    <section class="card">
      <h2 class="section-title">{isolateNames(title)}</h2>
      <div class="scroller" tabIndex={0} role="region" aria-label={title}>
        <table class="figures">
          <caption class="visually-hidden">{title}</caption>
          <thead><tr>{columns.map((name) => <Heading key={name} name={name} />)}</tr></thead>
          <tbody>{table.rows.map((row) => <Row key={row.teamId} row={row} table={table} />)}</tbody>
        </table>
      </div>
    </section>
  );
}

function Row({ row, table }: { row: TableRow; table: Table }): JSX.Element {
  const cells = [row.played, row.won, row.lost, ...(table.hasTies ? [row.tied] : []), ...(table.hasDraws ? [row.drawn] : []), row.noResult];
  return (
    <tr>
      <th scope="row">{isolateNames(row.name)}</th>
      {cells.map((cell, place) => <td key={place} class="number">{cell}</td>)}
      <td class="number strong">{row.points}</td>
      <td class="number">{row.netRunRate}</td>
      <td><Form outcomes={row.form} /></td>
    </tr>
  );
}

function Form({ outcomes }: { outcomes: readonly string[] }): JSX.Element {
  return (
    <span class="form">
      {outcomes.map((each, place) => (
        <span key={place} class={`badge ${each === "W" ? "good" : each === "L" ? "danger" : ""}`}>
          <span aria-hidden="true">{each}</span><span class="visually-hidden">{texts.outcomes[each] ?? each}. </span>
        </span>
      ))}
    </span>
  );
}

export function Leaders({ lists }: { lists: readonly { kind: LeaderKind; leaders: Leader[] }[] }): JSX.Element {
  return (
    <div class="leaders">
      {lists.map(({ kind, leaders }) => (
        <section key={kind} class="card" aria-labelledby={`leaders-${kind}`}>
          <h2 id={`leaders-${kind}`} class="minor">{texts.leaderKinds[kind]}</h2>
          <ol>
            {leaders.map((each) => (
              <li key={`${each.team} ${each.id}`}>
                <span><b>{isolateNames(each.name)}</b><span class="how">{isolateNames(each.team)}, {texts.matchesCount(each.detail[0])}</span></span>
                <strong>{each.value}</strong>
              </li>
            ))}
          </ol>
        </section>
      ))}
    </div>
  );
}

interface TeamsProps {
  readonly ids: readonly string[];
  readonly names: Names;
  readonly teams: readonly TeamSeasonDoc[];
  readonly tickers: readonly TickerDoc[];
  readonly scheduled: readonly MatchRow[];
}

/** Each team with its form, its present and next match, and its last matches. */
export function Teams({ ids, names, teams, tickers, scheduled }: TeamsProps): JSX.Element {
  const since = listedSince(Date.now());
  return (
    <div class="teams">
      {ids.map((id) => {
        const figures = teams.find((each) => each.teamId === id && each.competitionId == null) ?? teams.find((each) => each.teamId === id);
        const own = homeOf(
          tickers.filter((each) => each.teamIds?.includes(id)),
          scheduled.filter((each) => each.homeTeamId === id || each.awayTeamId === id), since,
        );
        return (
          <section key={id} aria-labelledby={`team-${id}`}>
            <h2 id={`team-${id}`} class="section-title">{isolateNames(names.get(id) ?? id)} <Form outcomes={figures?.formGuide ?? []} /></h2>
            <Entries entries={[...own.live, ...own.next.slice(0, 1), ...own.finished].slice(0, 3)} />
          </section>
        );
      })}
    </div>
  );
}

interface PlayersProps {
  readonly players: readonly PlayerRow[];
  readonly teamIds: readonly string[];
  readonly names: Names;
}

export function Players({ players, teamIds, names }: PlayersProps): JSX.Element {
  const chosen = useSignal("");
  const shown = players.filter((each) => !chosen.value || each.teamId === chosen.value);
  return (
    <section class="card">
      <label class="field">
        {texts.chooseTeam}
        <select value={chosen.value} onChange={(event) => { chosen.value = event.currentTarget.value; }}>
          <option value="">{texts.everyTeam}</option>
          {teamIds.map((id) => <option key={id} value={id}>{names.get(id) ?? id}</option>)}
        </select>
      </label>
      <div class="scroller" tabIndex={0} role="region" aria-label={texts.players}>
        <table class="figures">
          <caption class="visually-hidden">{texts.players}</caption>
          <thead>
            <tr>
              <th scope="col">{texts.player}</th>
              {texts.playerColumns.map(([short, long]) => <th key={long} scope="col" class="number"><abbr title={long}>{short}</abbr></th>)}
            </tr>
          </thead>
          <tbody>
            {shown.map((each) => (
              <tr key={`${each.teamId} ${each.id}`}>
                <th scope="row">{isolateNames(each.name)}<span class="how">{isolateNames(each.team)}</span></th>
                {each.cells.map((cell, place) => <td key={place} class="number">{cell}</td>)}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
