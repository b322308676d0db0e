// The state of a season's page: read once, then kept up by what is heard of its matches and its teams.
// The players' figures are read again where those of the teams have changed. Shows nothing itself.

import { effect, signal } from "@preact/signals";
import type { Link, Season, SeasonHeard, Source, Stop } from "../io/source.ts";
import type { TeamSeasonDoc, TickerDoc } from "../model/documents.ts";
import { tablesOf, tickerNames } from "../model/season_figures.ts";
import type { Names } from "../model/season_figures.ts";
import { isPaused } from "./settings.ts";

export const SETTLED_MS = 15_000; // until the figures of all who played are written too
export const LEAST_GAP_MS = 60_000; // between two readings of the players

type Heard = { readonly [Part in keyof SeasonHeard]?: Parameters<SeasonHeard[Part]>[0] };

export class SeasonStore {
  private readonly known = signal<Season | null>(null);
  /** What is shown: what is known, but for a paused page. */
  readonly shown = signal<Season | null>(null);
  readonly names = signal<Names>(new Map());
  /** Whether something could not be read when the page was opened. */
  readonly hasFailed = signal(false);
  readonly link = signal<Link>("connecting");
  private early: Heard = {}; // before the season was read
  private listed: ReadonlySet<string> = new Set(); // the matches that were heard of last
  private timer: ReturnType<typeof setTimeout> | undefined;
  private isStale = false; // teams have changed since the players were asked for
  private readAt = 0;
  private readonly asked = new Set<string>(); // whose names were read
  private readonly stops: Stop[] = [];

  constructor(private readonly source: Source, readonly seasonId: string, private readonly now: () => number = Date.now) {
    this.stops.push(effect(() => {
      const known = this.known.value;
      if (!isPaused.value) this.shown.value = known;
    }));
  }

  /** Listen, read the season, then the names. */
  async open(): Promise<void> {
    this.stops.push(this.source.followSeason(this.seasonId, {
      tickers: (tickers) => this.hear({ tickers }),
      teams: (teams) => this.hear({ teams }),
    }, (state) => {
      this.link.value = state;
    }));
    try {
      const found = await this.source.season(this.seasonId);
      this.readAt = this.now();
      this.names.value = new Map([...tickerNames(found.tickers), ...found.competitions]);
      this.known.value = found;
      this.hear(this.early);
      await this.readNames();
    } catch (error) {
      console.error(error);
      this.hasFailed.value = true;
    }
  }

  close(): void {
    clearTimeout(this.timer);
    for (const stop of this.stops) stop();
  }

  private hear(heard: Heard): void {
    const season = this.known.peek();
    if (!season) {
      this.early = { ...this.early, ...heard };
      return;
    }
    const { tickers, teams } = heard;
    if (tickers) this.takeTickers(season, tickers);
    if (teams) this.takeTeams(teams);
  }

  /** Those that were heard of before and are no more are gone, or put off to a day that is not listened to. */
  private takeTickers(season: Season, heard: readonly TickerDoc[]): void {
    const fresh = new Set(heard.map((each) => each.matchId ?? ""));
    const gone = new Set([...this.listed].filter((id) => !fresh.has(id)));
    const others = season.tickers.filter(({ matchId }) => !fresh.has(matchId ?? "") && !gone.has(matchId ?? ""));
    const planned = season.scheduled.filter(({ id }) => gone.has(id));
    this.listed = fresh;
    this.names.value = new Map([...tickerNames(heard), ...this.names.peek()]);
    this.known.value = { ...season, tickers: [...others, ...heard], scheduled: season.scheduled.filter((each) => !planned.includes(each)) };
    for (const { id } of planned) void this.readPlanned(id);
  }

  /** Look for a planned match that is no more heard of: it is put off, or deleted, or of another season now. */
  private async readPlanned(id: string): Promise<void> {
    const found = await this.source.match(id).catch(() => null);
    const season = this.known.peek();
    if (!season || found?.seasonId !== this.seasonId || found.status !== "scheduled" || this.listed.has(id)) return;
    this.known.value = { ...season, scheduled: [...season.scheduled.filter((each) => each.id !== id), { ...found, id }] };
  }

  private takeTeams(teams: readonly TeamSeasonDoc[]): void {
    const season = this.known.peek();
    if (!season || areSame(teams, season.teams)) return;
    this.known.value = { ...season, teams };
    this.isStale = true;
    this.readPlayersSoon();
  }

  private readPlayersSoon(): void {
    if (this.timer !== undefined) return;
    const wait = Math.max(SETTLED_MS, this.readAt + LEAST_GAP_MS - this.now());
    this.timer = setTimeout(() => void this.readPlayers(), wait);
  }

  private async readPlayers(): Promise<void> {
    this.isStale = false;
    this.readAt = this.now();
    try {
      const players = await this.source.players(this.seasonId);
      const season = this.known.peek();
      if (season) this.known.value = { ...season, players };
      await this.readNames();
    } catch (error) {
      console.error(error);
      this.isStale = true; // asked for again
    }
    this.timer = undefined;
    if (this.isStale) this.readPlayersSoon();
  }

  /** The names of teams and players that were not asked for yet; of a team its own counts before that of tickers. */
  private async readNames(): Promise<void> {
    const { teams = [], players = [] } = this.known.peek() ?? {};
    const wanted = players.filter(({ personId }) => !this.asked.has(personId ?? "")).map((each) => ({
      personId: each.personId ?? "", teamId: each.teamId ?? "", lastMatchId: each.lastMatchId ?? "",
    }));
    const teamIds = teamIdsIn(teams).filter((id) => !this.asked.has(id));
    if (!wanted.length && !teamIds.length) return;
    const more = await this.source.names(wanted, teamIds);
    for (const id of [...wanted.map(({ personId }) => personId), ...teamIds]) this.asked.add(id);
    this.names.value = new Map([...this.names.peek(), ...more]);
  }
}

/** The teams that have figures, each once. */
export function teamIdsIn(teams: readonly TeamSeasonDoc[]): string[] {
  return [...new Set(teams.map((each) => each.teamId ?? ""))].filter(Boolean);
}

/** Whether the figures of teams are the same as far as tables show them: times are written in several ways. */
function areSame(one: readonly TeamSeasonDoc[], other: readonly TeamSeasonDoc[]): boolean {
  const [left, right] = [one, other].map((teams) => JSON.stringify(tablesOf(teams, new Map())));
  return left === right;
}
