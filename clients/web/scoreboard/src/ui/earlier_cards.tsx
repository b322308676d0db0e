// The scorecards of every innings just after a ball; the innings in progress is the first.

import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { cardsOf } from "../model/cards.ts";
import type { Moment } from "../model/moments.ts";
import type { EarlierScore, Now } from "../state/earlier_score.ts";
import { texts } from "../texts.ts";
import { CardView } from "./card.tsx";

interface EarlierCardsProps {
  readonly earlier: EarlierScore;
  readonly moment: Moment;
  readonly isLast: boolean; // whether the moment is the last: the present score is used, and nothing is read
  readonly now: Now;
}

export function EarlierCards({ earlier, moment, isLast, now }: EarlierCardsProps): JSX.Element {
  useEffect(() => {
    if (!isLast) void earlier.show(moment, now);
  }, [moment.id, isLast]);
  const score = isLast ? now.score : earlier.score.value;
  const cards = score ? cardsOf(score, now.match).reverse() : [];
  return (
    <section class="earlier-cards" aria-label={texts.cardsAtBall}>
      {!isLast && earlier.hasFailed.value ? <p class="muted">{texts.noCardsAtBall}</p> : null}
      {score || earlier.hasFailed.value ? null : <p class="muted">{texts.loading}</p>}
      {cards.map((card) => <CardView key={card.number} card={card} place="earlier" />)}
    </section>
  );
}
