// The present play: the batters, the bowler, the over, the partnership, the last ball in words.

import type { JSX } from "preact";
import { useRef } from "preact/hooks";
import type { Line } from "../model/feed.ts";
import type { Pair } from "../model/pair.ts";
import { rateText } from "../model/numbers.ts";
import type { BatterNow, Standing } from "../model/standing.ts";
import { texts } from "../texts.ts";
import { Strip } from "./ball.tsx";
import { isolateNames } from "./isolated.tsx";
import { useOverflow } from "./overflow.ts";
import { Value } from "./value.tsx";

interface NowProps {
  readonly standing: Standing;
  readonly pair: Pair | null;
  readonly newest: Line | null; // of the commentary
  readonly slots: number;
}

export function Now({ standing, pair, newest, slots }: NowProps): JSX.Element {
  const stand = standing.partnership ?? pair;
  return (
    <div class="now card">
      <Batters batters={standing.batters} />
      <dl class="facts">
        <Fact name={texts.bowler}>{standing.bowler ? `${standing.bowler.name} ${standing.bowler.figures}` : texts.nobody}</Fact>
      </dl>
      <div>
        <h2 class="visually-hidden">{texts.thisOver}</h2>
        <Strip balls={standing.strip} slots={slots} />
      </div>
      <p class="last-ball">{isolateNames(lastBallOf(standing, newest) || texts.noBallYet)}</p>
      <dl class="facts">
        <Fact name={texts.partnership}>{stand ? texts.partnershipOf(stand.runs, stand.balls) : texts.nobody}</Fact>
        <Fact name={texts.lastWicket}>{standing.lastWicket ?? texts.nobody}</Fact>
      </dl>
    </div>
  );
}

/** The batters. With large letters the table may be wider than a phone: it scrolls in its place, and the page does not. */
function Batters({ batters }: Pick<Standing, "batters">): JSX.Element {
  const scroller = useRef<HTMLDivElement>(null);
  const isWide = useOverflow(scroller, batters.length);
  const names = isWide ? { role: "region" as const, "aria-label": texts.batters, tabIndex: 0 } : {};
  return (
    <div class="scroller" ref={scroller} {...names}>
      <table class="figures">
        <caption class="visually-hidden">{texts.batters}</caption>
        <thead>
          <tr>
            <th scope="col">{texts.batters}</th>
            {(["runs", "balls", "strikeRate"] as const).map((name) => <Column key={name} name={name} />)}
          </tr>
        </thead>
        <tbody>
          {[0, 1].map((place) => <BatterRow key={place} batter={batters[place] ?? null} />)}
        </tbody>
      </table>
    </div>
  );
}

/** Return the last ball without the milestones, which the commentary shows separately. */
function lastBallOf(standing: Standing, newest: Line | null): string {
  return newest && newest.id === standing.lastBall?.id ? `${newest.place} ${newest.text}` : (standing.lastBall?.text ?? "");
}

export function Column({ name }: { name: string }): JSX.Element {
  const [short, long] = texts.columns[name] ?? [name, name];
  return <th scope="col" class="number"><abbr title={long}>{short}</abbr></th>;
}

function BatterRow({ batter }: { batter: BatterNow | null }): JSX.Element {
  const rate = batter?.balls && batter.runs !== null ? rateText((batter.runs * 100) / batter.balls) : texts.nobody;
  return (
    <tr class={batter?.isOnStrike ? "on-strike" : ""}>
      <th scope="row">
        <span class="strike-mark" aria-hidden="true">{batter?.isOnStrike ? "▸" : ""}</span>
        {isolateNames(batter?.name ?? texts.nobody)}
        {batter?.isOnStrike ? <span class="visually-hidden">, {texts.onStrike}</span> : null}
      </th>
      <td class="number strong"><Value>{batter?.runs ?? texts.nobody}</Value></td>
      <td class="number"><Value>{batter?.balls ?? texts.nobody}</Value></td>
      <td class="number"><Value>{rate}</Value></td>
    </tr>
  );
}

function Fact({ name, children }: { name: string; children: string }): JSX.Element {
  return <div><dt>{name}</dt><dd><Value>{children}</Value></dd></div>;
}
