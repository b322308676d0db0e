// The state of a season page: read once, then updated by listeners to its matches and its teams. The players' figures
// are read again after those of the teams have changed. Renders nothing itself.

import { effect, signal } from "@preact/signals";
import type { Link, Season, SeasonHandlers, Source, Stop } from "../io/source.ts";
import type { TeamSeasonDoc, TickerDoc } from "../model/documents.ts";
import { tablesOf, tickerNames } from "../model/season_figures.ts";
import type { Names } from "../model/season_figures.ts";
import { isPaused } from "./settings.ts";

export const SETTLED_MS = 15_000; // until the figures of all players of a match are written too
export const LEAST_GAP_MS = 60_000; // between two readings of the players

type SeasonUpdate = { readonly [Part in keyof SeasonHandlers]?: Parameters<SeasonHandlers[Part]>[0] };

export class SeasonStore {
  private readonly known = signal<Season | null>(null);
  /** The season that the page shows: the same as `known`, or that of when the page was paused. */
  readonly shown = signal<Season | null>(null);
  readonly names = signal<Names>(new Map());
  /** Whether something could not be read when the page was opened. */
  readonly hasFailed = signal(false);
  readonly link = signal<Link>("connecting");
  private early: SeasonUpdate = {}; // updates that arrived before the season was read
  private listed: ReadonlySet<string> = new Set(); // the matches of the last update
  private timer: ReturnType<typeof setTimeout> | undefined;
  private isStale = false; // whether teams have changed since the players were read
  private readAt = 0;
  private readonly named = new Set<string>(); // the ids whose names have been read
  private readonly stops: Stop[] = [];

  constructor(private readonly source: Source, readonly seasonId: string, private readonly now: () => number = Date.now) {
    this.stops.push(effect(() => {
      const known = this.known.value;
      if (!isPaused.value) this.shown.value = known;
    }));
  }

  /** Start listening, read the season, then the names. */
  async open(): Promise<void> {
    this.stops.push(this.source.followSeason(this.seasonId, {
      tickers: (tickers) => this.apply({ tickers }),
      teams: (teams) => this.apply({ teams }),
    }, (state) => {
      this.link.value = state;
    }));
    try {
      const found = await this.source.season(this.seasonId);
      this.readAt = this.now();
      this.names.value = new Map([...tickerNames(found.tickers), ...found.competitions]);
      this.known.value = found;
      this.apply(this.early);
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

  private apply(update: SeasonUpdate): void {
    const season = this.known.peek();
    if (!season) {
      this.early = { ...this.early, ...update };
      return;
    }
    const { tickers, teams } = update;
    if (tickers) this.setTickers(season, tickers);
    if (teams) this.setTeams(teams);
  }

  /** Replace the tickers. A match of the last update that is missing now was deleted, or moved to a day that is not
   * listened to. */
  private setTickers(season: Season, tickers: readonly TickerDoc[]): void {
    const fresh = new Set(tickers.map((each) => each.matchId ?? ""));
    const gone = new Set([...this.listed].filter((id) => !fresh.has(id)));
    const others = season.tickers.filter(({ matchId }) => !fresh.has(matchId ?? "") && !gone.has(matchId ?? ""));
    const planned = season.scheduled.filter(({ id }) => gone.has(id));
    this.listed = fresh;
    this.names.value = new Map([...tickerNames(tickers), ...this.names.peek()]);
    this.known.value = { ...season, tickers: [...others, ...tickers], scheduled: season.scheduled.filter((each) => !planned.includes(each)) };
    for (const { id } of planned) void this.readPlanned(id);
  }

  /** Read a planned match that is no longer among the tickers: it was postponed, deleted or moved to another season. */
  private async readPlanned(id: string): Promise<void> {
    const found = await this.source.match(id).catch(() => null);
    const season = this.known.peek();
    if (!season || found?.seasonId !== this.seasonId || found.status !== "scheduled" || this.listed.has(id)) return;
    this.known.value = { ...season, scheduled: [...season.scheduled.filter((each) => each.id !== id), { ...found, id }] };
  }

  private setTeams(teams: readonly TeamSeasonDoc[]): void {
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
      this.isStale = true; // read them again
    }
    this.timer = undefined;
    if (this.isStale) this.readPlayersSoon();
  }

  /** Read the names of teams and players that were not read yet; a team's own name replaces that of the tickers. */
  private async readNames(): Promise<void> {
    const { teams = [], players = [] } = this.known.peek() ?? {};
    const wanted = players.filter(({ personId }) => !this.named.has(personId ?? "")).map((each) => ({
      personId: each.personId ?? "", teamId: each.teamId ?? "", lastMatchId: each.lastMatchId ?? "",
    }));
    const teamIds = teamIdsIn(teams).filter((id) => !this.named.has(id));
    if (!wanted.length && !teamIds.length) return;
    const more = await this.source.names(wanted, teamIds);
    for (const id of [...wanted.map(({ personId }) => personId), ...teamIds]) this.named.add(id);
    this.names.value = new Map([...this.names.peek(), ...more]);
  }
}

/** Return the ids of the teams that have figures, each once. */
export function teamIdsIn(teams: readonly TeamSeasonDoc[]): string[] {
  return [...new Set(teams.map((each) => each.teamId ?? ""))].filter(Boolean);
}

/** Return whether the figures of teams are the same in the tables; the documents may write the same time differently. */
function areSame(one: readonly TeamSeasonDoc[], other: readonly TeamSeasonDoc[]): boolean {
  const [left, right] = [one, other].map((teams) => JSON.stringify(tablesOf(teams, new Map())));
  return left === right;
}
