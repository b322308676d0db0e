// The facts of a match other than its score, and what is added on paper.

import type { JSX } from "preact";
import type { MatchDoc, ScoreDoc, SummaryDoc } from "../model/documents.ts";
import { tossOf } from "../model/hero.ts";
import { linkTo } from "../model/route.ts";
import type { Standing } from "../model/standing.ts";
import { texts } from "../texts.ts";
import { timeText, whenText } from "../model/times.ts";
import { isolateNames } from "./isolated.tsx";

interface InfoProps {
  readonly matchId: string;
  readonly match: MatchDoc | null;
  /** Has the toss if the match was read before it. */
  readonly score: ScoreDoc | null;
  readonly summary: SummaryDoc | null;
  readonly standing: Standing;
  readonly print: () => void;
}

export function Info({ matchId, match, score, summary, standing, print }: InfoProps): JSX.Element {
  const facts: readonly (readonly [string, string | null | undefined])[] = [
    [texts.info.teams, standing.sides.map((each) => each.name).join(` ${texts.versus} `)],
    [texts.info.when, standing.scheduledAt ? whenText(standing.scheduledAt) : null],
    [texts.info.venue, match?.venue],
    [texts.info.format, match?.format ? (texts.formats[match.format] ?? match.format) : null],
    [texts.info.toss, tossOf(standing, match, score)],
    [texts.playerOfMatch, summary?.playerOfMatch?.awarded?.map((each) => each.playerName).join(", ")],
    [texts.info.source, match?.attribution],
  ];
  return (
    <div class="info card">
      <dl class="facts">
        {facts.filter(([, value]) => value).map(([name, value]) => <div key={name}><dt>{name}</dt><dd>{isolateNames(value ?? "")}</dd></div>)}
      </dl>
      <div class="buttons">
        <button type="button" class="button" onClick={print}>{texts.print}</button>
        <a class="button" href={linkTo("screen", matchId)}>{texts.bigScreen}</a>
      </div>
      <p class="embed-help">
        <label for="embed-code">{texts.embedHelp}</label>
        <input id="embed-code" readOnly value={embedCode(matchId)} onFocus={(event) => event.currentTarget.select()} />
      </p>
    </div>
  );
}

interface OnPaperProps extends Pick<InfoProps, "match" | "score" | "summary" | "standing"> {
  readonly cardsOf: string | null; // when the scorecards were written, if they are older than the score
}

/** The lines above the scorecards on paper: place and time, the toss, the player of the match. */
export function OnPaper({ match, score, summary, standing, cardsOf }: OnPaperProps): JSX.Element {
  const best = summary?.playerOfMatch?.awarded?.map((each) => each.playerName).join(", ");
  const lines = [
    [standing.scheduledAt ? whenText(standing.scheduledAt) : null, match?.venue, match?.format && (texts.formats[match.format] ?? match.format)],
    [tossOf(standing, match, score)],
    [best && `${texts.playerOfMatch}: ${best}`],
    [cardsOf && texts.cardsOf(timeText(cardsOf, Date.now()))],
  ].map((parts) => parts.filter(Boolean).join(" · ")).filter(Boolean);
  return <div class="on-paper">{lines.map((each) => <p key={each}>{isolateNames(each)}</p>)}</div>;
}

/** The height that a scoreboard with two long names and a chase needs. */
const EMBED_HEIGHT = 360;

function embedCode(matchId: string): string {
  return `<iframe src="${location.origin}${linkTo("embed", matchId)}" title="${texts.site}" width="360" height="${EMBED_HEIGHT}" loading="lazy"></iframe>`;
}

/** The player of the match as awarded; otherwise the player whom the figures suggest, with the reasons. */
export function BestPlayer({ summary }: { summary: SummaryDoc }): JSX.Element | null {
  const awarded = summary.playerOfMatch?.awarded ?? [];
  const suggestion = summary.playerOfMatch?.suggestion;
  if (!awarded.length && !suggestion) return null;
  const reasons = suggestion?.reasons ?? [];
  return (
    <section class="card best">
      <h2 class="minor">{awarded.length ? texts.playerOfMatch : texts.suggestion}</h2>
      <p class="best-name">{isolateNames(awarded.length ? awarded.map((each) => each.playerName).join(", ") : (suggestion?.playerName ?? ""))}</p>
      {!awarded.length || awarded.some((each) => each.playerId === suggestion?.playerId)
        ? <p class="muted">{isolateNames(reasons.join("; "))}</p>
        : null}
    </section>
  );
}
