// The page of a season: tables, leaders, matches, teams, players, head to head.

import { computed, signal } from "@preact/signals";
import type { JSX } from "preact";
import type { Season, Source } from "../io/source.ts";
import { homeOf } from "../model/match_lists.ts";
import { idOf, linkTo } from "../model/route.ts";
import { leadersOf, playersOf, tablesOf, tickerNames } from "../model/season_figures.ts";
import { texts } from "../texts.ts";
import { Entries } from "../ui/entry.tsx";
import { isolated } from "../ui/isolated.tsx";
import { BatterMeetings, TeamMeetings } from "../ui/meetings.tsx";
import { Leaders, Players, TableView, Teams } from "../ui/season_tables.tsx";
import { Notice, Shell } from "../ui/shell.tsx";
import { Panel, Tabs, tabSignal } from "../ui/tabs.tsx";
import { describe, start } from "./start.tsx";
import "../styles/pages.css";
import "../styles/season.css";

const tab = tabSignal(Object.keys(texts.seasonTabs));
const season = signal<Season | null>(null);
const names = signal<ReadonlyMap<string, string>>(new Map());
const hasFailed = signal(false);

const tables = computed(() => tablesOf(season.value?.teams ?? [], names.value));
const leaders = computed(() => leadersOf(season.value?.players ?? [], names.value));
const teamIds = computed(() =>
  [...new Set((season.value?.teams ?? []).map((each) => each.teamId ?? ""))].filter(Boolean).sort((one, other) =>
    (names.value.get(one) ?? one).localeCompare(names.value.get(other) ?? other, texts.locale)));
const matches = computed(() => homeOf(season.value?.tickers ?? [], season.value?.scheduled ?? []));

async function load(source: Source, seasonId: string): Promise<void> {
  const found = await source.season(seasonId);
  names.value = tickerNames(found.tickers);
  season.value = found;
  describe(`${found.name ?? seasonId} · ${texts.site}`, `${texts.season} ${found.name ?? seasonId}`);
  const players = found.players.map((each) => ({
    personId: each.personId ?? "", teamId: each.teamId ?? "", lastMatchId: each.lastMatchId ?? "",
  }));
  const more = await source.names(players, teamIds.value);
  names.value = new Map([...names.value, ...found.competitions, ...more]);
}

const nothing = (text: string): JSX.Element => <p class="muted">{text}</p>;

function SeasonPage({ source, seasonId }: { source: Source; seasonId: string }): JSX.Element {
  const found = season.value;
  const again = (): void => location.reload();
  if (!found && hasFailed.value) return <Shell><Notice isAll retry={again}>{texts.failedFigures}</Notice></Shell>;
  if (!found) return <Shell><p class="muted loading">{texts.loading}</p></Shell>;
  const players = playersOf(found.players, names.value, null);
  return (
    <Shell season={{ href: linkTo("s", seasonId) }}>
      <h1 class="page-title">{isolated(found.name ?? `${texts.season} ${seasonId}`)}</h1>
      {hasFailed.value ? <Notice retry={again}>{texts.failedNames}</Notice> : null}
      {found.teams.length || matches.value.finished.length ? null : <Notice>{texts.notFoundSeason}</Notice>}
      <Tabs label={texts.seasonTabsLabel} names={texts.seasonTabs} chosen={tab} />
      <Panel name="table" chosen={tab}>
        {tables.value.map((each) => <TableView key={each.competitionId} table={each} names={names.value} />)}
        {tables.value.length ? null : nothing(texts.noFigures)}
      </Panel>
      <Panel name="leaders" chosen={tab}>
        <Leaders lists={leaders.value} />
        {leaders.value.length ? null : nothing(texts.noFigures)}
      </Panel>
      <Panel name="matches" chosen={tab}>
        {(["live", "next", "finished"] as const).map((name) => matches.value[name].length
          ? <section key={name}><h2 class="section-title">{texts.sections[name]}</h2><Entries entries={matches.value[name]} /></section>
          : null)}
        {found.tickers.length || found.scheduled.length ? null : nothing(texts.noMatches)}
      </Panel>
      <Panel name="teams" chosen={tab}>
        <Teams ids={teamIds.value} names={names.value} teams={found.teams} tickers={found.tickers} scheduled={found.scheduled} />
        {teamIds.value.length ? null : nothing(texts.noFigures)}
      </Panel>
      <Panel name="players" chosen={tab}>
        {players.length ? <Players players={players} teamIds={teamIds.value} names={names.value} /> : nothing(texts.noFigures)}
      </Panel>
      <Panel name="meetings" chosen={tab}>
        <TeamMeetings source={source} seasonId={seasonId} teamIds={teamIds.value} names={names.value} />
        <BatterMeetings source={source} seasonId={seasonId} players={players} names={names.value} />
      </Panel>
    </Shell>
  );
}

void start((source: Source) => {
  const seasonId = idOf(location.pathname);
  if (!seasonId) return <Shell><Notice isAll>{texts.notFoundSeason}</Notice></Shell>;
  load(source, seasonId).catch((error: unknown) => {
    console.error(error);
    hasFailed.value = true;
  });
  return <SeasonPage source={source} seasonId={seasonId} />;
});
