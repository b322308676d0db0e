// The page of a match.

import { computed, effect, signal, untracked } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import type { Source } from "../io/source.ts";
import { cardsOf } from "../model/cards.ts";
import { chartsOf, wheelsOf } from "../model/charts.ts";
import { commentaryOf } from "../model/feed.ts";
import { heroOf, stripSlots } from "../model/hero.ts";
import { pairOf } from "../model/pair.ts";
import { descriptionOf, titleOf } from "../model/preview.ts";
import { isReviewed } from "../model/review.ts";
import { idOf, linkTo } from "../model/route.ts";
import { ballsPerOver, setOf } from "../model/standing.ts";
import { clock } from "../state/clock.ts";
import { EarlierScore } from "../state/earlier_score.ts";
import { isWhole, MatchStore } from "../state/match_store.ts";
import { isPaused } from "../state/settings.ts";
import { texts } from "../texts.ts";
import { cardTitle, CardView, Stands } from "../ui/card.tsx";
import { Manhattan, Rates, WheelView, Worm } from "../ui/charts.tsx";
import { Commentary } from "../ui/commentary.tsx";
import { EarlierCards } from "../ui/earlier_cards.tsx";
import { HeroView } from "../ui/hero.tsx";
import { BestPlayer, Info, OnPaper } from "../ui/info.tsx";
import { LiveRegion } from "../ui/live_region.tsx";
import { Now } from "../ui/now.tsx";
import { Replay } from "../ui/replay.tsx";
import { Notice, Shell } from "../ui/shell.tsx";
import { StatusLine } from "../ui/status.tsx";
import { Panel, Tabs, tabSignal } from "../ui/tabs.tsx";
import { describe, start } from "./start.tsx";
import "../styles/pages.css";
import "../styles/match.css";
import "../styles/print.css";

const tab = tabSignal(Object.keys(texts.tabs));

function pageOf(store: MatchStore, earlier: EarlierScore): () => JSX.Element {
  const behindSince = signal<number | null>(null);
  const set = computed(() => setOf(store.shown.value.match, store.shown.value.match?.format === "Hundred"));
  const lines = computed(() => commentaryOf(store.shown.value.feed, set.value));
  const hero = computed(() => {
    const { match, score, feed } = store.shown.value;
    const standing = store.standing.value;
    if (!standing) return null;
    const found = heroOf(standing, match, score);
    return isReviewed(feed) && !found.isOver ? { ...found, flags: [...found.flags, texts.reviewed] } : found;
  });
  const cards = computed(() => {
    const { score, match } = store.shown.value;
    return score ? cardsOf(score, match) : [];
  });
  const titled = computed(() => cards.value.map((card) => ({ card, title: cardTitle(card) })));
  const charts = computed(() => chartsOf(store.moments.value, titled.value, ballsPerOver(store.shown.value.match)));
  const wheels = computed(() => wheelsOf(store.moments.value, titled.value));
  const titles = computed(() => new Map(titled.value.map(({ card, title }) => [card.number, title])));
  const hasBegun = computed(() => Boolean(store.standing.value?.innings.length));
  const pair = computed(() => {
    const { feed, score } = store.shown.value;
    const innings = Math.max(0, ...[...feed.values()].map((each) => each.inningsNumber ?? 0));
    return pairOf(feed, innings, score);
  });
  effect(() => {
    if (hero.value) describe(titleOf(hero.value), descriptionOf(hero.value));
    else if (store.phase.value === "missing") describe(`${texts.notFound} · ${texts.site}`, texts.siteDescription);
  });
  effect(() => {
    const isBehind = store.link.value === "lost" || isPaused.value;
    behindSince.value = isBehind ? (behindSince.peek() ?? clock.peek()) : null;
  });
  const endedAt = computed(() => (store.standing.value?.status === "completed" ? store.standing.value.version : null));
  effect(() => {
    if (endedAt.value === null) return;
    untracked(() => void Promise.all([store.readWhole(), store.refreshScore()])); // once for each version
  });
  addEventListener("beforeprint", () => void store.refreshScore()); // too late for this print, but not for the next

  function LivePanel(): JSX.Element {
    const standing = store.standing.value;
    const { match } = store.shown.value;
    const summary = store.summary.value;
    return (
      <div class="live-grid">
        <div class="live-left">
          {summary ? <BestPlayer summary={summary} /> : null}
          {standing && standing.status !== "completed" && standing.innings.length
            ? <Now standing={standing} pair={pair.value} newest={lines.value[0] ?? null} slots={stripSlots(match)} />
            : null}
        </div>
        <Commentary titles={titles.value} lines={lines.value} isWhole={isWhole(store.reach.value)}
          isLoading={store.isLoadingOlder.value} readOlder={() => void store.readOlder().catch(() => undefined)} />
      </div>
    );
  }

  function CardPanel(): JSX.Element {
    useWholeScore(tab.value === "card" || tab.value === "charts" || tab.value === "replay", store);
    return (
      <>
        {cards.value.map((card) => <CardView key={card.number} card={card} />)}
        {cards.value.length ? null : <p class="muted">{hasBegun.value ? (store.isScoreRead.value ? texts.noCards : texts.loading) : texts.noBallYet}</p>}
      </>
    );
  }

  function ChartsPanel(): JSX.Element {
    useMoments(tab.value === "charts", store);
    if (tab.value !== "charts") return <></>;
    if (store.whole.value !== "read") return <FeedStatus store={store} />;
    if (!charts.value.length) return <p class="muted">{texts.noCharts}</p>;
    return (
      <div class="charts">
        <Worm charts={charts.value} />
        <Rates charts={charts.value} />
        {charts.value.map((each, place) => <Manhattan key={each.number} chart={each} style={place % 4} />)}
        {wheels.value.map((each) => <WheelView key={each.number} wheel={each} />)}
        <section class="all-stands">
          <h2 class="section-title">{texts.partnerships}</h2>
          {cards.value.map((card) => <Stands key={card.number} card={card} />)}
        </section>
      </div>
    );
  }

  function ReplayPanel(): JSX.Element {
    useMoments(tab.value === "replay", store);
    if (tab.value !== "replay") return <></>;
    if (store.whole.value !== "read") return <FeedStatus store={store} />;
    const { match, score } = store.shown.value;
    return (
      <Replay moments={store.moments.value} titles={titles.value} set={set.value} below={(moment, isLast) =>
        score && <EarlierCards earlier={earlier} moment={moment} isLast={isLast} now={{ match, score }} />} />
    );
  }

  return function MatchPage(): JSX.Element {
    const standing = store.standing.value;
    const { match, score, ticker } = store.shown.value;
    const seasonId = match?.seasonId ?? ticker?.seasonId;
    if (!standing || !hero.value || store.phase.value === "missing") return <Shell><PageStatus store={store} /></Shell>;
    return (
      <Shell season={seasonId ? { href: linkTo("s", seasonId) } : null}>
        <HeroView hero={hero.value} label={texts.site} />
        <StatusLine link={store.link.value} changedAt={standing.changedAt} since={behindSince.value} canPause={standing.status !== "completed"} />
        {store.incomplete.value.length ? <Notice>{texts.missing(store.incomplete.value)}</Notice> : null}
        <LiveRegion lines={lines.value} isRead={store.shown.value.isFeedRead} />
        <Tabs label={texts.tabsLabel} names={standing.status === "completed" ? { ...texts.tabs, live: texts.summaryTab } : texts.tabs} chosen={tab} />
        <Panel name="live" chosen={tab}><LivePanel /></Panel>
        <Panel name="card" chosen={tab}><CardPanel /></Panel>
        <Panel name="charts" chosen={tab}><ChartsPanel /></Panel>
        <Panel name="replay" chosen={tab}><ReplayPanel /></Panel>
        <Panel name="info" chosen={tab}>
          <Info matchId={store.matchId} match={match} score={score} standing={standing} summary={store.summary.value} print={() => void printFresh(store)} />
        </Panel>
        <OnPaper match={match} score={score} standing={standing} summary={store.summary.value} cardsOf={store.scoreBehind.value} />
      </Shell>
    );
  };
}

/** Print the current scorecards; if they cannot be read, the loaded ones. */
async function printFresh(store: MatchStore): Promise<void> {
  await store.refreshScore();
  await new Promise(requestAnimationFrame); // until they are rendered
  print();
}

/** Follow the whole score while a tab that needs it is open. */
function useWholeScore(isWanted: boolean, store: MatchStore): void {
  useEffect(() => (isWanted ? store.followScore() : undefined), [isWanted]);
}

/** Read the match ball by ball while a tab that needs it is open; again if the end of the match is undone. */
function useMoments(isWanted: boolean, store: MatchStore): void {
  const isUnread = store.whole.value === "unread";
  useEffect(() => {
    if (isWanted && isUnread) void store.readWhole();
  }, [isWanted, isUnread, store.reach.value]);
}

/** Shown while the match is being read ball by ball, or if that has failed. */
function FeedStatus({ store }: { store: MatchStore }): JSX.Element {
  if (store.whole.value === "failed") return <Notice retry={() => void store.readWhole()}>{texts.failedWhole}</Notice>;
  return <p class="muted">{texts.loading}</p>;
}

/** Shown instead of the page while the match is loading, or if it does not exist or cannot be read. */
function PageStatus({ store }: { store: MatchStore }): JSX.Element {
  if (store.phase.value === "missing") return <Notice isAll>{texts.notFound}</Notice>;
  if (store.phase.value === "failed") return <Notice isAll retry={() => location.reload()}>{texts.failed}</Notice>;
  return <div class="hero card placeholder"><p class="muted">{texts.loading}</p></div>;
}

void start((source: Source) => {
  const matchId = idOf(location.pathname);
  if (!matchId) return <Shell><Notice isAll>{texts.notFound}</Notice></Shell>;
  const store = new MatchStore(source, matchId);
  void store.open();
  const Page = pageOf(store, new EarlierScore(source, matchId));
  return <Page />;
});
