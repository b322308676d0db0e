// The commentary, latest first.

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useRef } from "preact/hooks";
import type { Line, OverEnd } from "../model/feed.ts";
import { texts } from "../texts.ts";
import { Ball } from "./ball.tsx";
import { useListEnd, useSlide, useWaitingItems } from "./incoming.ts";
import { isolateNames } from "./isolated.tsx";
import { Value } from "./value.tsx";

const PAGE_LINES = 40;

interface CommentaryProps {
  readonly lines: readonly Line[]; // the loaded lines, the latest first
  readonly titles: ReadonlyMap<number, string>; // the titles of the innings, by number
  readonly isWhole: boolean; // whether there are no earlier lines
  readonly isLoading: boolean;
  readonly readOlder: () => void; // reads earlier lines
}

export function Commentary({ lines, titles, isWhole, isLoading, readOlder }: CommentaryProps): JSX.Element {
  const [heading, body] = [useRef<HTMLHeadingElement>(null), useRef<HTMLDivElement>(null)];
  const ids = lines.map((each) => each.id);
  const isSliding = useSignal(false);
  const { waiting, from, showAll } = useWaitingItems(ids, heading, isSliding.value);
  const { end, showMore } = useListEnd(ids, PAGE_LINES);
  const shown = lines.slice(from, end);
  useSlide(shown[0]?.id ?? "", body, ".line-body", isSliding);
  const showOlder = (): void => {
    showMore(PAGE_LINES);
    if (end + PAGE_LINES > lines.length) readOlder();
  };
  return (
    <section class="commentary" aria-labelledby="commentary-title">
      <h2 id="commentary-title" tabIndex={-1} ref={heading}>{texts.commentary}</h2>
      <div class="incoming">
        {waiting ? <button type="button" class="button primary" onClick={showAll}><Value>{texts.newBalls(waiting)}</Value></button> : null}
      </div>
      <div class="window">
        <div ref={body}>
          {lines.length ? null : <p class="muted">{texts.noCommentary}</p>}
          <ol class="lines">
            {shown.map((each, place) => <Entry key={each.id} line={each} heading={headingAt(shown, place, titles)} />)}
          </ol>
          {lines.length
            ? isWhole && end === lines.length
              ? <p class="muted">{texts.allShown}</p>
              : <button type="button" class="button" aria-disabled={isLoading} onClick={showOlder}>{texts.older}</button>
            : null}
        </div>
      </div>
    </section>
  );
}

/** Return the heading of an innings above its last line, unless that is the first line shown; null for other lines. */
function headingAt(lines: readonly Line[], place: number, titles: ReadonlyMap<number, string>): string | null {
  const [line, later] = [lines[place], lines[place - 1]];
  if (!line || !later || line.innings === later.innings) return null;
  return titles.get(line.innings) ?? texts.inningsHeading(line.innings);
}

function Entry({ line, heading }: { line: Line; heading: string | null }): JSX.Element {
  return (
    <li class={`line line-${line.tone}`}>
      {heading === null ? null : <h3 class="innings-mark">{isolateNames(heading)}</h3>}
      {line.end ? <End end={line.end} /> : null}
      <div class="line-body">
        <span class="line-place">{line.place}</span>
        {line.isBall ? <Ball display={line.display} tone={line.tone} /> : <span class="ball ball-fact" aria-hidden="true">i</span>}
        <div>
          <p>{isolateNames(line.text)}</p>
          {line.notes.map((note) => <p key={note} class="note">{isolateNames(note)}</p>)}
        </div>
      </div>
    </li>
  );
}

function End({ end }: { end: OverEnd }): JSX.Element {
  return (
    <div class="over-end">
      <p><strong>{texts.overEnd(end.balls === null ? texts.endOfOver(end.over) : texts.afterBalls(end.balls), end.runs, end.wickets)}</strong> <span class="over-score">{end.score}</span></p>
      <p class="muted">{isolateNames([...end.batters, ...end.bowlers].join(" · "))}</p>
    </div>
  );
}
