// The page of a scoreboard alone: to embed in another page, or for a big screen at the ground.

import { batch, computed, effect, signal } from "@preact/signals";
import { render } from "preact";
import type { JSX } from "preact";
import { readConfig } from "../io/config.ts";
import { FIRST_WAIT_MS, LONGEST_WAIT_MS } from "../io/keep_listening.ts";
import { openSource } from "../io/open.ts";
import type { Link, Source } from "../io/source.ts";
import type { MatchDoc, ScoreDoc, TickerDoc } from "../model/documents.ts";
import { heroOf, stripSlots } from "../model/hero.ts";
import type { Hero } from "../model/hero.ts";
import { figure } from "../model/numbers.ts";
import { titleOf } from "../model/preview.ts";
import { idOf, linkTo } from "../model/route.ts";
import { standingOf } from "../model/latest.ts";
import { isWhole } from "../model/standing.ts";
import type { Standing } from "../model/standing.ts";
import { texts } from "../texts.ts";
import { Strip } from "../ui/ball.tsx";
import { HeroView } from "../ui/hero.tsx";
import { isolateNames } from "../ui/isolated.tsx";

export interface BoardView {
  readonly matchId: string;
  readonly hero: Hero;
  readonly standing: Standing;
  readonly match: MatchDoc | null;
  /** A remark: that the connection is lost, or that parts cannot be read; "" if there is none. */
  readonly remark: string;
}

/** Show the match in the address with a view, and keep it up to date. */
export function openBoard(View: (view: BoardView) => JSX.Element): void {
  const root = document.getElementById("app");
  const matchId = idOf(location.pathname);
  const notice = signal<string>(matchId ? texts.loading : texts.notFound);
  const [match, score, ticker, link] = [
    signal<MatchDoc | null>(null), signal<ScoreDoc | null>(null), signal<TickerDoc | null>(null), signal<Link>("connecting"),
  ];
  const standing = computed(() => standingOf({ match: match.value, score: score.value, ticker: ticker.value }));
  const hero = computed(() => standing.value && heroOf(standing.value, match.value, score.value));
  effect(() => {
    if (hero.value) document.title = titleOf(hero.value);
  });

  async function open(source: Source, id: string): Promise<void> {
    const [, first] = await Promise.all([
      source.match(id).then((found) => { match.value = found; }),
      source.first(id).then((found) => {
        score.value = found.score;
        ticker.value = found.ticker;
        return found;
      }),
    ]);
    if (!match.value && !first.score && !first.ticker) notice.value = texts.notFound;
    let isTickerGone = false;
    source.followBoard(id, {
      ticker: (found) => {
        isTickerGone = found === null;
        if (found) ticker.value = found;
        else checkDeleted(source, id).catch(() => undefined);
      },
      match: (found) => {
        if (found) match.value = found;
        else if (isTickerGone) checkDeleted(source, id).catch(() => undefined);
      },
      score: (found) => { score.value = found ?? score.value; },
      link: (state) => { link.value = state; },
    });
  }

  /** Read the match again after its ticker or the match itself has disappeared, and show if it was deleted. */
  async function checkDeleted(source: Source, id: string): Promise<void> {
    if (!ticker.value || (await source.match(id))) return;
    batch(() => {
      match.value = score.value = ticker.value = null;
      notice.value = texts.notFound;
    });
  }

  /** Open the board, with retries until there is a connection: nobody is at a big screen to reload it. */
  async function openWithRetries(id: string, wait = FIRST_WAIT_MS): Promise<void> {
    try {
      await open(openSource(await readConfig()), id);
    } catch {
      notice.value = texts.failed;
      const longer = Math.min(wait * 2, LONGEST_WAIT_MS);
      setTimeout(() => void openWithRetries(id, longer), wait * (1 + Math.random()) / 2);
    }
  }

  function Page(): JSX.Element {
    if (!hero.value || !standing.value) return <main class="board-notice"><h1>{notice.value}</h1></main>;
    return <View matchId={matchId ?? ""} hero={hero.value} standing={standing.value} match={match.value} remark={remarkOf(standing.value, link.value)} />;
  }

  root?.replaceChildren();
  if (root) render(<Page />, root);
  if (matchId) void openWithRetries(matchId);
}

function remarkOf(standing: Standing, link: Link): string {
  return link === "lost" ? texts.lost : isWhole(standing) ? "" : texts.missing(["ticker"]);
}

export function EmbedView({ matchId, hero, standing, match, remark }: BoardView): JSX.Element {
  return (
    <main class="embed-board">
      <HeroView hero={hero} label={texts.site} />
      <Strip balls={standing.strip} slots={stripSlots(match)} />
      <p class="embed-foot">
        <a href={linkTo("m", matchId)} target="_top">{texts.site}</a>
        <span class="muted">{remark}</span>
      </p>
    </main>
  );
}

export function ScreenView({ hero, standing, match, remark }: BoardView): JSX.Element {
  return (
    <main class="screen-board">
      <HeroView hero={hero} label={texts.site} />
      <div class="screen-now">
        {standing.batters.map((each) => (
          <p key={each.playerId} class={each.isOnStrike ? "on-strike" : ""}>
            <span>{each.isOnStrike ? "▸ " : ""}{isolateNames(each.name)}{each.isOnStrike ? <span class="visually-hidden">, {texts.onStrike}</span> : null}</span>
            <strong>{figure(each.runs)} <small>({figure(each.balls)})</small></strong>
          </p>
        ))}
        {standing.bowler ? <p class="screen-bowler"><span>{isolateNames(standing.bowler.name)}</span><strong>{standing.bowler.figures}</strong></p> : null}
      </div>
      <Strip balls={standing.strip} slots={stripSlots(match)} />
      <p class="last-ball">{isolateNames(remark || (standing.lastBall?.text ?? ""))}</p>
    </main>
  );
}
