// The data of a Firestore project: read over REST, followed by the SDK's listeners. If there is also a gateway, the
// first score is the gateway's snapshot.

import type {
  FacingDoc, FeedDoc, MatchDoc, PlayerSeasonDoc, ScoreDoc, TeamMatchDoc, TeamSeasonDoc, TickerDoc,
} from "../model/documents.ts";
import type { LogDocs } from "../model/earlier.ts";
import { idsBefore } from "../model/feed.ts";
import type { Cursor } from "../model/feed.ts";
import { replayOf, scoreOf, summaryOf } from "../model/match_shapes.ts";
import { isId } from "../model/route.ts";
import {
  facingIn, matchDocOf, playerSeasonsIn, teamMatchesIn, teamSeasonsIn, tickerOf, tickersIn,
} from "../model/shapes.ts";
import type { Config } from "./config.ts";
import { idOfName } from "./decode.ts";
import type { Gateway } from "./gateway.ts";
import { keepListening } from "./keep_listening.ts";
import type { Listeners } from "./listeners.ts";
import { moment, text, whole } from "./rest.ts";
import type { Filter, RestReader } from "./rest.ts";
import { feedDocs, matchRow, withId } from "./source.ts";
import type { Archive, FirstScore, MatchHandlers, Link, PlayerKey, Season, SeasonHandlers, Source, Stop } from "./source.ts";

const DAY_MS = 86_400_000;
export const SNAPSHOT_TIMEOUT_MS = 2_000; // for the gateway's snapshot, before the ticker is read instead
export const DAYS_BACK = 7; // a Test match in play began at most this long ago
const MOST_TICKERS = 200;
const DAYS_AHEAD = 14; // the next matches, where the database has those of the whole season
/** The fields of tickers shown in lists of matches. All tickers of a season are read: a limit to the latest would leave
 * only the matches to come. */
const LIST_FIELDS = [
  "matchId", "status", "scheduledAt", "seasonId", "teamIds", "teams", "innings", "target", "required", "stoppage", "resultText",
] as const;

export class FirestoreSource implements Source {
  private listeners: Promise<Listeners> | null = null;

  constructor(
    private readonly config: Config, private readonly rest: RestReader, private readonly gateway: Gateway | null,
  ) {}

  async first(matchId: string): Promise<FirstScore> {
    const fromGateway = await this.snapshot(matchId);
    if (fromGateway?.score) return fromGateway;
    return { score: null, ticker: tickerOf(await this.rest.document(`tickers/${matchId}`)) };
  }

  /** Return the gateway's snapshot; null if there is none, or if it takes too long because the gateway is starting or gone. */
  private async snapshot(matchId: string): Promise<FirstScore | null> {
    if (!this.gateway) return null;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const timeout = new Promise<null>((resolve) => { timer = setTimeout(() => resolve(null), SNAPSHOT_TIMEOUT_MS); });
    return Promise.race([this.gateway.first(matchId).catch(() => null), timeout]).finally(() => clearTimeout(timer));
  }

  async match(matchId: string): Promise<MatchDoc | null> {
    return matchDocOf(await this.rest.document(`matches/${matchId}`));
  }

  async latest(matchId: string, lastActionId: string, count: number): Promise<FeedDoc[]> {
    const paths = idsBefore(lastActionId, count).map((id) => `matches/${matchId}/events/${id}`);
    const found = await this.rest.documents(paths);
    return feedDocs([...found].map(([path, data]) => ({ id: idOfName(path), data })));
  }

  async innings(matchId: string, inningsNumber: number): Promise<FeedDoc[]> {
    const collection = `matches/${matchId}/events`;
    return feedDocs(await this.rest.query({ collection, where: [["inningsNumber", "EQUAL", whole(inningsNumber)]] }));
  }

  async archive(matchId: string): Promise<Archive> {
    const root = `matches/${matchId}/archive`;
    const found = await this.rest.documents([`${root}/summary`, `${root}/replay_1`]);
    const first = replayOf(found.get(`${root}/replay_1`));
    const paths = Array.from({ length: Math.max(0, (first?.parts ?? 1) - 1) }, (_, place) => `${root}/replay_${place + 2}`);
    const more = paths.length ? await this.rest.documents(paths) : new Map();
    const parts = [first, ...paths.map((path) => replayOf(more.get(path)))];
    return { summary: summaryOf(found.get(`${root}/summary`)), lines: parts.flatMap((part) => part?.balls ?? []) };
  }

  async log(matchId: string): Promise<LogDocs> {
    const root = `matches/${matchId}`;
    const [actions, lineups] = await Promise.all(["scoring_actions", "lineups"].map((name) =>
      this.rest.query({ collection: `${root}/${name}` })));
    return { actions: (actions ?? []).map(withId), lineups: (lineups ?? []).map(withId) };
  }

  /** Return null, because the page can fold the log itself. */
  earlier(): Promise<null> {
    return Promise.resolve(null);
  }

  async score(matchId: string): Promise<ScoreDoc | null> {
    return scoreOf(await this.rest.document(`matches/${matchId}/live/score`));
  }

  follow(matchId: string, since: () => Cursor | null, handlers: MatchHandlers): Stop {
    handlers.link("connecting");
    return this.listening((listeners) => [
      listeners.document(`tickers/${matchId}`, (data) => handlers.ticker(tickerOf(data)), handlers.link),
      listeners.document(`matches/${matchId}`, (data) => handlers.match(matchDocOf(data)), () => undefined),
      listeners.newer(matchId, since(), (rows) => handlers.events(feedDocs(rows))),
    ], handlers.link);
  }

  followScore(matchId: string, show: (score: ScoreDoc | null) => void): Stop {
    const path = `matches/${matchId}/live/score`;
    return this.listening((listeners) => [
      listeners.document(path, (data) => show(scoreOf(data)), () => undefined),
    ], () => undefined);
  }

  followBoard(matchId: string, handlers: Omit<MatchHandlers, "events">): Stop {
    handlers.link("connecting");
    return this.listening((listeners) => [
      listeners.document(`tickers/${matchId}`, (data) => handlers.ticker(tickerOf(data)), handlers.link),
      listeners.document(`matches/${matchId}`, (data) => handlers.match(matchDocOf(data)), () => undefined),
    ], handlers.link);
  }

  home(show: (tickers: readonly TickerDoc[]) => void, link: (state: Link) => void): Stop {
    const [from, until] = daysAround(Date.now());
    let isListening = false;
    link("connecting");
    const orderBy = [["scheduledAt", "ASCENDING"]] as const;
    this.rest.query({ collection: "tickers", where: between(from, until), orderBy, limit: MOST_TICKERS })
      .then((rows) => isListening || show(tickersIn(rows)), () => link("lost"));
    return this.listening((listeners) => [
      listeners.tickers(from, until, (rows) => {
        isListening = true;
        show(tickersIn(rows));
      }, link),
    ], link);
  }

  async season(seasonId: string): Promise<Season> {
    const where = [["seasonId", "EQUAL", text(seasonId)]] as const;
    const [season, teams, players, tickers, scheduled] = await Promise.all([
      this.rest.document(`seasons/${seasonId}`),
      this.teams(seasonId),
      this.players(seasonId),
      this.rest.query({ collection: "tickers", where, select: LIST_FIELDS }),
      this.rest.query({ collection: "matches", where: [...where, ["status", "EQUAL", text("scheduled")]], limit: MOST_TICKERS }),
    ]);
    return {
      name: typeof season?.["name"] === "string" ? season["name"] : null,
      teams,
      players,
      tickers: tickersIn(tickers),
      scheduled: scheduled.map(matchRow),
      competitions: await this.namesIn("competitions", teams.map((each) => each.competitionId)),
    };
  }

  async teams(seasonId: string): Promise<TeamSeasonDoc[]> {
    return teamSeasonsIn(await this.rest.query({ collection: "team_season_stats", where: [["seasonId", "EQUAL", text(seasonId)]] }));
  }

  async players(seasonId: string): Promise<PlayerSeasonDoc[]> {
    const where: Filter[] = [["seasonId", "EQUAL", text(seasonId)], ["format", "EQUAL", text("All")]];
    return playerSeasonsIn(await this.rest.query({ collection: "player_season_stats", where }));
  }

  followSeason(seasonId: string, handlers: SeasonHandlers, link: (state: Link) => void): Stop {
    const [from, until] = daysAround(Date.now());
    link("connecting");
    return this.listening((listeners) => [
      listeners.seasonTickers(seasonId, from, until, (rows) => handlers.tickers(tickersIn(rows)), link),
      listeners.seasonTeams(seasonId, (rows) => handlers.teams(teamSeasonsIn(rows))),
    ], link);
  }

  async facing(seasonId: string, batsmanId: string): Promise<FacingDoc[]> {
    const rows = await this.rest.query({
      collection: "player_h2h_stats",
      where: [["batsmanId", "EQUAL", text(batsmanId)], ["seasonId", "EQUAL", text(seasonId)]],
    });
    return facingIn(rows);
  }

  async meetings(seasonId: string, teamId: string, opponentId: string): Promise<TeamMatchDoc[]> {
    const rows = await this.rest.query({
      collection: "team_match_stats",
      where: [["teamId", "EQUAL", text(teamId)], ["opponentId", "EQUAL", text(opponentId)], ["seasonId", "EQUAL", text(seasonId)]],
    });
    return teamMatchesIn(rows);
  }

  /** Return the names of players, from their person or else from their last match's line-up, and of teams. */
  async names(players: readonly PlayerKey[], teamIds: readonly string[]): Promise<Map<string, string>> {
    const lineup = ({ lastMatchId, teamId, personId }: PlayerKey): string =>
      `matches/${lastMatchId}/lineups/${keyPart(teamId)}_${keyPart(personId)}`;
    const paths = [...players.flatMap((each) => [`people/${each.personId}`, lineup(each)]), ...teamIds.map((id) => `teams/${id}`)];
    const found = await this.rest.documents([...new Set(paths)].filter((path) => path.split("/").every(isId)));
    const names = new Map<string, string>();
    for (const each of players) {
      const name = found.get(`people/${each.personId}`)?.["displayName"] ?? found.get(lineup(each))?.["playerName"];
      if (typeof name === "string" && name) names.set(each.personId, name);
    }
    for (const id of teamIds) {
      const name = found.get(`teams/${id}`)?.["name"];
      if (typeof name === "string" && name) names.set(id, name);
    }
    return names;
  }

  private async namesIn(collection: string, ids: readonly (string | null | undefined)[]): Promise<Map<string, string>> {
    const wanted = [...new Set(ids.filter((id): id is string => isId(id ?? "")))];
    const found = wanted.length ? await this.rest.documents(wanted.map((id) => `${collection}/${id}`)) : new Map();
    return new Map(wanted.flatMap((id) => {
      const name: unknown = found.get(`${collection}/${id}`)?.["name"];
      return typeof name === "string" && name ? [[id, name] as const] : [];
    }));
  }

  /** Listen once the SDK is loaded, which is retried until it succeeds. A listener that is stopped before never begins. */
  private listening(begin: (listeners: Listeners) => Stop[], link: (state: Link) => void): Stop {
    return keepListening(({ failed }) => {
      let stops: Stop[] | null = [];
      this.listeners ??= import("./listeners.ts").then(({ openListeners }) => openListeners(this.config));
      this.listeners.then((listeners) => {
        if (stops) stops = begin(listeners);
      }, () => {
        this.listeners = null;
        failed();
      });
      return () => {
        for (const stop of stops ?? []) stop();
        stops = null;
      };
    }, () => link("lost"));
  }
}

/** Return the first day that is listened to, and the day after the last; `now` in milliseconds. */
function daysAround(now: number): [Date, Date] {
  const today = Math.floor(now / DAY_MS);
  return [new Date((today - DAYS_BACK) * DAY_MS), new Date((today + DAYS_AHEAD) * DAY_MS)];
}

/** Return the filters for times from one day's beginning, inclusive, to another's, exclusive. */
function between(from: Date, until: Date): Filter[] {
  return [["scheduledAt", "GREATER_THAN_OR_EQUAL", moment(from)], ["scheduledAt", "LESS_THAN", moment(until)]];
}

/** Return an id in the form used within a composite id, where an underscore is written `~`. */
function keyPart(id: string): string {
  return id.replace(/_/g, "~");
}
