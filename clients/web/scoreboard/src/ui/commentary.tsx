// The commentary, latest first.

import type { JSX } from "preact";
import { useRef } from "preact/hooks";
import type { Line, OverEnd } from "../model/feed.ts";
import { texts } from "../texts.ts";
import { Ball } from "./ball.tsx";

interface CommentaryProps {
  readonly lines: readonly Line[];
  readonly titles: ReadonlyMap<number, string>; // of innings
  readonly isWhole: boolean;
  readonly isLoading: boolean;
  readonly older: () => void;
}

export function Commentary({ lines, titles, isWhole, isLoading, older }: CommentaryProps): JSX.Element {
  const { list, generation } = useGeneration(lines[0]?.id ?? "");
  return (
    <section class="commentary" aria-labelledby="commentary-title">
      <h2 id="commentary-title">{texts.commentary}</h2>
      {lines.length ? null : <p class="muted">{texts.noCommentary}</p>}
      <ol class="lines" ref={list} key={generation}>
        {lines.map((each, place) => <Entry key={each.id} line={each} heading={headingAt(lines, place, titles)} />)}
      </ol>
      {lines.length
        ? isWhole
          ? <p class="muted">{texts.allShown}</p>
          : <button type="button" class="button" aria-disabled={isLoading} onClick={older}>{texts.older}</button>
        : null}
    </section>
  );
}

/**
 * A number that grows with each new line while the list's top is seen. The list is made anew with it,
 * so that no line counts as moved. Scrolled past its top it stays, and the browser keeps the place.
 */
function useGeneration(newest: string): { list: { current: HTMLOListElement | null }; generation: number } {
  const list = useRef<HTMLOListElement>(null);
  const before = useRef({ newest, generation: 0 });
  const isTopSeen = (list.current?.getBoundingClientRect().top ?? 0) >= 0;
  if (before.current.newest !== newest) {
    before.current = { newest, generation: before.current.generation + (isTopSeen ? 1 : 0) };
  }
  return { list, generation: before.current.generation };
}

/** The innings that a line is the last of, when it is not the first shown. */
function headingAt(lines: readonly Line[], place: number, titles: ReadonlyMap<number, string>): string | null {
  const [line, later] = [lines[place], lines[place - 1]];
  if (!line || !later || line.innings === later.innings) return null;
  return titles.get(line.innings) ?? texts.inningsHeading(line.innings);
}

function Entry({ line, heading }: { line: Line; heading: string | null }): JSX.Element {
  return (
    <li class={`line line-${line.tone}`}>
      {heading === null ? null : <h3 class="innings-mark">{heading}</h3>}
      {line.end ? <End end={line.end} /> : null}
      <div class="line-body">
        <span class="line-place">{line.place}</span>
        {line.isBall ? <Ball display={line.display} tone={line.tone} /> : <span class="ball ball-fact" aria-hidden="true">i</span>}
        <div>
          <p>{line.text}</p>
          {line.notes.map((note) => <p key={note} class="note">{note}</p>)}
        </div>
      </div>
    </li>
  );
}

function End({ end }: { end: OverEnd }): JSX.Element {
  return (
    <div class="over-end">
      <p><strong>{texts.overEnd(end.over, end.runs, end.wickets)}</strong> <span class="over-score">{end.score}</span></p>
      <p class="muted">{[...end.batters, ...end.bowlers].join(" · ")}</p>
    </div>
  );
}
