// The scorecard of an innings, on screens and on paper.

import type { JSX } from "preact";
import { useRef } from "preact/hooks";
import type { BattingRow, BowlingRow, Card } from "../model/cards.ts";
import { plural } from "../model/numbers.ts";
import { texts } from "../texts.ts";
import { isolateNames } from "./isolated.tsx";
import { Column } from "./now.tsx";
import { useOverflow } from "./overflow.ts";

export function cardTitle(card: Card): string {
  if (card.isSuperOver) return texts.innings.superOver(card.team, card.place);
  return card.isTwofold ? texts.innings.numbered(card.team, card.place) : texts.innings.first(card.team);
}

/** A scorecard; `place` distinguishes its element ids from those of the same card elsewhere on the page. */
export function CardView({ card, place = "card" }: { card: Card; place?: string }): JSX.Element {
  const id = `${place}-${card.number}`;
  const closed = card.closed && card.closed !== "all_out" && card.closed !== "overs_complete" ? texts.closed[card.closed] ?? "" : "";
  const overs = card.countsBalls ? texts.ballCount(card.overs) : texts.overs(card.overs);
  const waiting = card.yetToBat.length ? card.yetToBat : card.didNotBat;
  const section = useRef<HTMLElement>(null);
  const isWide = useOverflow(section, card.bowling.length > 0);
  return (
    <section class="innings-card card" aria-labelledby={id} ref={section} tabIndex={isWide ? 0 : undefined}>
      <header class="card-head">
        <h2 id={id}>{isolateNames(cardTitle(card))}</h2>
        <p class="card-total">
          <strong>{card.total}</strong> ({[overs, card.isFollowOn ? texts.followingOn : "", closed].filter(Boolean).join(", ")})
        </p>
      </header>
      <Batting card={card} id={id} />
      {waiting.length
        ? <p class="card-line"><strong>{card.yetToBat.length ? texts.yetToBat : texts.didNotBat}:</strong> {isolateNames(waiting.join(", "))}</p>
        : null}
      {card.falls.length
        ? <p class="card-line falls">
            <strong>{texts.fallOfWickets}:</strong>{" "}
            {card.falls.map((each, place) => <span key={each.wicket}>{place ? ", " : ""}{each.score}/{each.wicket} ({isolateNames(each.name)}, {each.over})</span>)}
          </p>
        : null}
      <Bowling card={card} id={id} />
    </section>
  );
}

function Batting({ card, id }: { card: Card; id: string }): JSX.Element {
  return (
    <table class="figures" aria-labelledby={id}>
      <thead>
        <tr>
          <th scope="col">{texts.batter}</th>
          {["runs", "balls", "fours", "sixes", "strikeRate"].map((name) => <Column key={name} name={name} />)}
        </tr>
      </thead>
      <tbody>{card.batting.map((each) => <Batter key={each.id} row={each} />)}</tbody>
      <tfoot>
        <tr>
          <th scope="row">{texts.extras} <span class="how">{card.extras.parts.map(([kind, runs]) => `${texts.extraKinds[kind]} ${runs}`).join(", ")}</span></th>
          <td class="number strong">{card.extras.total}</td>
          <td colSpan={4} />
        </tr>
        <tr>
          <th scope="row">{texts.total} <span class="how">{card.countsBalls ? texts.perSixBalls(card.rate) : texts.perOver(card.rate)}</span></th>
          <td class="number strong"><span class="wide">{card.total}</span></td>
          <td colSpan={4} />
        </tr>
      </tfoot>
    </table>
  );
}

function Batter({ row }: { row: BattingRow }): JSX.Element {
  return (
    <tr class={row.isIn ? "is-in" : ""}>
      <th scope="row">
        <span class="who">{isolateNames(row.name)}{row.isIn && row.isOnStrike ? " *" : ""}</span>
        <span class="how">{isolateNames(row.how || (row.isOut ? texts.out : texts.notOut))}</span>
      </th>
      <td class="number strong">{row.runs}</td>
      <td class="number">{row.balls}</td>
      <td class="number">{row.fours}</td>
      <td class="number">{row.sixes}</td>
      <td class="number">{row.rate}</td>
    </tr>
  );
}

function Bowling({ card, id }: { card: Card; id: string }): JSX.Element | null {
  if (!card.bowling.length) return null;
  const columns = [card.countsBalls ? "ballsBowled" : "overs", "maidens", "runs", "wickets", "economy", "dots", "wides", "noBalls"];
  return (
    <table class="figures bowling" aria-label={`${texts.bowler}, ${cardTitle(card)}`} aria-describedby={id}>
      <thead>
        <tr>
          <th scope="col">{texts.bowler}</th>
          {columns.map((name) => <Column key={name} name={name} />)}
        </tr>
      </thead>
      <tbody>{card.bowling.map((each) => <Bowler key={each.id} row={each} />)}</tbody>
    </table>
  );
}

function Bowler({ row }: { row: BowlingRow }): JSX.Element {
  const cells = [row.overs, row.maidens, row.runs, row.wickets, row.economy, row.dots, row.wides, row.noBalls];
  return (
    <tr>
      <th scope="row">{isolateNames(row.name)}</th>
      {cells.map((cell, place) => <td key={place} class={`number ${place === 3 ? "strong" : ""}`}>{cell}</td>)}
    </tr>
  );
}

/** The partnerships of an innings as bars, with their numbers. */
export function Stands({ card }: { card: Card }): JSX.Element | null {
  if (!card.stands.length) return null;
  const most = Math.max(1, ...card.stands.map((each) => each.runs));
  return (
    <section class="card stands" aria-label={`${texts.partnerships}, ${cardTitle(card)}`}>
      <h3>{isolateNames(cardTitle(card))}</h3>
      <ul>
        {card.stands.map((each, place) => (
          <li key={place}>
            <p class="stand-names">
              <span>{isolateNames(each.first.name)} <b>{each.first.runs}</b></span>
              <span>{each.second ? <>{isolateNames(each.second.name)} <b>{each.second.runs}</b></> : texts.nobody}</span>
            </p>
            <meter class="stand-bar" min={0} max={most} value={each.runs} aria-hidden="true" />
            <p class="muted">
              {texts.wicketNumber(each.wicket)}: <b>{plural(each.runs, "run")}</b>, {plural(each.balls, "ball")}{each.isUnbroken ? `, ${texts.unbroken}` : ""}
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}
