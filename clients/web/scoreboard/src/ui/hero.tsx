// The head of a match: the sides, the score, and what is needed. Every line keeps its place.

import type { JSX } from "preact";
import type { Hero, HeroInnings, HeroSide } from "../model/hero.ts";
import { texts } from "../texts.ts";
import { isolateNames } from "./isolated.tsx";
import { Value } from "./value.tsx";

export function HeroView({ hero, label }: { hero: Hero; label: string }): JSX.Element {
  return (
    <section class="hero card" aria-label={label}>
      <p class="hero-status">
        <StatusBadge hero={hero} />
        {hero.flags.map((flag) => <span key={flag} class="badge info">{flag}</span>)}
      </p>
      <h1 class="visually-hidden">{isolateNames(hero.sides.map((side) => side.name || texts.nobody).join(` ${texts.versus} `))}</h1>
      {hero.sides.map((side, place) => <SideRow key={place} side={side} isOver={hero.isOver} />)}
      <p class="headline">{isolateNames(hero.headline || "\u00a0")}</p>
      {hero.isOver ? null : <p class="details" key={hero.details.join()}>
        {hero.details.length ? hero.details.map((each) => <span key={each}>{isolateNames(each)}</span>) : "\u00a0"}
      </p>}
    </section>
  );
}

export function StatusBadge({ hero }: { hero: Hero }): JSX.Element {
  return <span class={`badge ${hero.isLive ? "live" : ""}`}>{hero.status}</span>;
}

function SideRow({ side, isOver }: { side: HeroSide; isOver: boolean }): JSX.Element {
  return (
    <div class={`side ${side.isBatting ? "batting" : side.isWinner ? "winner" : ""}`}>
      <span class="side-name">{isolateNames(side.name || texts.nobody)}</span>
      <span class="side-scores">
        {side.innings.length
          ? side.innings.map((each, place) => <Score key={place} innings={each} isLast={place === side.innings.length - 1} />)
          : <span class="muted">{isOver ? texts.didNotBat : texts.yetToBat}</span>}
      </span>
      {side.superOvers ? <span class="super-overs">{texts.superOver} {side.superOvers}</span> : null}
    </div>
  );
}

/** Return the overs and how the innings ended; a forfeited innings has no overs. */
function oversAndNote({ overs, note }: HeroInnings): string {
  if (note === texts.closed["forfeited"]) return note;
  return note && note !== texts.superOver ? `${overs}, ${note}` : overs;
}

function Score({ innings, isLast }: { innings: HeroInnings; isLast: boolean }): JSX.Element {
  return (
    <span class={`score ${isLast ? "last" : "earlier"}`}>
      <span class="score-runs"><Value>{innings.score}</Value></span>
      {innings.note === texts.superOver ? <span class="score-overs">{texts.superOver}</span> : null}
      {isLast ? <span class="score-overs"><Value>{`(${oversAndNote(innings)})`}</Value></span> : null}
      {!isLast ? <span class="score-overs"> &amp; </span> : null}
    </span>
  );
}
