// The page of a season: tables, leaders, matches, teams, players, head to head.

import { computed, effect, signal } from "@preact/signals";
import type { ReadonlySignal } from "@preact/signals";
import type { JSX } from "preact";
import type { Source } from "../io/source.ts";
import { isolateName } from "../model/apart.ts";
import { homeOf } from "../model/match_lists.ts";
import { idOf, linkTo } from "../model/route.ts";
import { leadersOf, playersOf, tablesOf } from "../model/season_figures.ts";
import { clock } from "../state/clock.ts";
import { SeasonStore, teamIdsIn } from "../state/season_store.ts";
import { isPaused } from "../state/settings.ts";
import { texts } from "../texts.ts";
import { Entries } from "../ui/entry.tsx";
import { isolateNames } from "../ui/isolated.tsx";
import { BatterMeetings, TeamMeetings } from "../ui/meetings.tsx";
import { Leaders, Players, TableView, Teams } from "../ui/season_tables.tsx";
import { Notice, Shell } from "../ui/shell.tsx";
import { StatusLine } from "../ui/status.tsx";
import { Panel, Tabs, tabSignal } from "../ui/tabs.tsx";
import { describe, start } from "./start.tsx";
import "../styles/pages.css";
import "../styles/season.css";

const tab = tabSignal(Object.keys(texts.seasonTabs));

const emptyNote = (text: string): JSX.Element => <p class="muted">{text}</p>;

/** Return the parts of a season page as signals, computed again when the season changes. */
function viewOf({ shown, names }: SeasonStore) {
  return {
    tables: computed(() => tablesOf(shown.value?.teams ?? [], names.value)),
    leaders: computed(() => leadersOf(shown.value?.players ?? [], names.value)),
    players: computed(() => playersOf(shown.value?.players ?? [], names.value, null)),
    teamIds: computed(() => teamIdsIn(shown.value?.teams ?? []).sort((one, other) =>
      (names.value.get(one) ?? one).localeCompare(names.value.get(other) ?? other, texts.locale))),
    matches: computed(() => homeOf(shown.value?.tickers ?? [], shown.value?.scheduled ?? [])),
  };
}

interface SeasonProps {
  readonly source: Source;
  readonly store: SeasonStore;
  readonly view: ReturnType<typeof viewOf>;
  readonly lostAt: ReadonlySignal<number | null>;
}

function SeasonPage({ source, store, view, lostAt }: SeasonProps): JSX.Element {
  const { seasonId, hasFailed, names } = store;
  const { tables, leaders, teamIds, matches, players: { value: players } } = view;
  const found = store.shown.value;
  const retry = (): void => location.reload();
  if (!found && hasFailed.value) return <Shell><Notice isAll retry={retry}>{texts.failedFigures}</Notice></Shell>;
  if (!found) return <Shell><p class="muted loading">{texts.loading}</p></Shell>;
  return (
    <Shell season={{ href: linkTo("s", seasonId) }}>
      <h1 class="page-title">{isolateNames(found.name ?? `${texts.season} ${seasonId}`)}</h1>
      <StatusLine link={store.link.value} changedAt={null} since={lostAt.value} canPause />
      {hasFailed.value ? <Notice retry={retry}>{texts.failedNames}</Notice> : null}
      {found.teams.length || matches.value.finished.length ? null : <Notice>{texts.notFoundSeason}</Notice>}
      <Tabs label={texts.seasonTabsLabel} names={texts.seasonTabs} chosen={tab} />
      <Panel name="table" chosen={tab}>
        {tables.value.map((each) => <TableView key={each.competitionId} table={each} names={names.value} />)}
        {tables.value.length ? null : emptyNote(texts.noFigures)}
      </Panel>
      <Panel name="leaders" chosen={tab}>
        <Leaders lists={leaders.value} />
        {leaders.value.length ? null : emptyNote(texts.noFigures)}
      </Panel>
      <Panel name="matches" chosen={tab}>
        {(["live", "next", "finished"] as const).map((name) => matches.value[name].length
          ? <section key={name}><h2 class="section-title">{texts.sections[name]}</h2><Entries entries={matches.value[name]} /></section>
          : null)}
        {found.tickers.length || found.scheduled.length ? null : emptyNote(texts.noMatches)}
      </Panel>
      <Panel name="teams" chosen={tab}>
        <Teams ids={teamIds.value} names={names.value} teams={found.teams} tickers={found.tickers} scheduled={found.scheduled} />
        {teamIds.value.length ? null : emptyNote(texts.noFigures)}
      </Panel>
      <Panel name="players" chosen={tab}>
        {players.length ? <Players players={players} teamIds={teamIds.value} names={names.value} /> : emptyNote(texts.noFigures)}
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
  const store = new SeasonStore(source, seasonId);
  const lostAt = signal<number | null>(null);
  effect(() => {
    const isBehind = store.link.value === "lost" || isPaused.value;
    lostAt.value = isBehind ? (lostAt.peek() ?? clock.peek()) : null;
  });
  effect(() => {
    const title = isolateName(store.shown.value?.name ?? seasonId);
    if (store.shown.value) describe(`${title} · ${texts.site}`, `${texts.season} ${title}`);
  });
  void store.open();
  return <SeasonPage source={source} store={store} view={viewOf(store)} lostAt={lostAt} />;
});
