// A match in a list: its sides, their scores, and a headline.

import type { JSX } from "preact";
import { heroOf } from "../model/hero.ts";
import type { MatchEntry } from "../model/match_lists.ts";
import { linkTo } from "../model/route.ts";
import { texts } from "../texts.ts";
import { StatusBadge } from "./hero.tsx";
import { isolateNames } from "./isolated.tsx";
import { whenText } from "../model/times.ts";

export function Entry({ entry }: { entry: MatchEntry }): JSX.Element {
  const hero = heroOf(entry.standing, null, null);
  const when = entry.standing.scheduledAt ? whenText(entry.standing.scheduledAt) : "";
  const hasBegun = entry.standing.innings.length > 0;
  return (
    <li>
      <a class="entry card" href={linkTo("m", entry.id)}>
        <span class="entry-top"><StatusBadge hero={hero} /> <span class="muted">{when}</span></span>
        {hero.sides.map((side, place) => (
          <span key={place} class={`entry-side ${side.isBatting ? "batting" : ""}`}>
            <span class="side-name">{isolateNames(side.name || texts.nobody)}</span>
            <span class="entry-score">
              {side.innings.map((each) => each.score).join(" & ")}
              {side.innings.length ? <span class="muted"> ({side.innings.at(-1)?.overs})</span> : null}
            </span>
          </span>
        ))}
        <span class="entry-line">{isolateNames(hero.headline || (hasBegun || !when ? "\u00a0" : texts.startsAt(when)))}</span>
      </a>
    </li>
  );
}

export function Entries({ entries }: { entries: readonly MatchEntry[] }): JSX.Element {
  return <ul class="entries">{entries.map((each) => <Entry key={each.id} entry={each} />)}</ul>;
}
