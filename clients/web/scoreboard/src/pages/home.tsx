// The home page: live, next and finished matches, from one listener.

import { effect, signal, untracked } from "@preact/signals";
import type { JSX } from "preact";
import type { Link, Source } from "../io/source.ts";
import type { TickerDoc } from "../model/documents.ts";
import { homeOf, listedSince } from "../model/match_lists.ts";
import type { Home } from "../model/match_lists.ts";
import { linkTo } from "../model/route.ts";
import { clock, day } from "../state/clock.ts";
import { isPaused } from "../state/settings.ts";
import { texts } from "../texts.ts";
import { Entries } from "../ui/entry.tsx";
import { Notice, Shell } from "../ui/shell.tsx";
import { StatusLine } from "../ui/status.tsx";
import { start } from "./start.tsx";
import "../styles/pages.css";

const home = signal<Home | null>(null);
const link = signal<Link>("connecting");
const lostAt = signal<number | null>(null);
let latest: readonly TickerDoc[] | null = null;

function show(tickers: readonly TickerDoc[] | null): void {
  latest = tickers;
  if (tickers && !isPaused.value) home.value = homeOf(tickers, [], listedSince(Date.now()));
}

function HomePage(): JSX.Element {
  const found = home.value;
  const season = [...(found?.live ?? []), ...(found?.finished ?? []), ...(found?.next ?? [])].find((each) => each.seasonId);
  const isEmpty = found && !found.live.length && !found.next.length && !found.finished.length;
  return (
    <Shell season={season?.seasonId ? { href: linkTo("s", season.seasonId) } : null}>
      <h1 class="visually-hidden">{texts.home}</h1>
      <StatusLine link={link.value} changedAt={null} since={lostAt.value} canPause />
      {found ? null : <p class="muted loading">{link.value === "lost" ? texts.failed : texts.loading}</p>}
      {isEmpty ? <Notice>{texts.noMatches}</Notice> : null}
      {(["live", "next", "finished"] as const).map((name) => found?.[name].length
        ? <section key={name} aria-labelledby={`home-${name}`}>
            <h2 id={`home-${name}`} class="section-title">{texts.sections[name]}</h2>
            <Entries entries={found[name]} />
          </section>
        : null)}
    </Shell>
  );
}

void start((source: Source) => {
  const setLink = (state: Link): void => {
    link.value = state;
    lostAt.value = state === "lost" ? (lostAt.value ?? clock.value) : null;
  };
  effect(() => {
    void day.value; // so that a page left open for days lists the days around today
    return untracked(() => source.home(show, setLink));
  });
  isPaused.subscribe(() => show(latest));
  return <HomePage />;
});
