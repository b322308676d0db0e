// A ball with its sign as scorers write it; the colour repeats the meaning of the sign.

import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { Tone } from "../model/feed.ts";
import { texts } from "../texts.ts";
import { useOverflow } from "./overflow.ts";

/** Return the meaning of a scorer's sign: W, 4, 6, 1wd, 2lb. */
export function toneOfDisplay(display: string): Tone {
  if (/W/.test(display)) return "wicket";
  if (/^6$/.test(display)) return "six";
  if (/^4$/.test(display)) return "four";
  if (/[a-z]/i.test(display)) return "extra";
  return display === "0" ? "dot" : "runs";
}

export function Ball({ display, tone }: { display: string; tone: Tone }): JSX.Element {
  return (
    <span class={`ball ball-${tone}`}>
      <span aria-hidden="true">{tone === "dot" ? "·" : display}</span>
      <span class="visually-hidden">{tone === "dot" ? texts.ballKinds.dot : tone === "runs" ? display : `${display} ${texts.ballKinds[tone]}`}</span>
    </span>
  );
}

interface StripProps {
  readonly balls: readonly { readonly id: string; readonly display: string }[];
  readonly slots: number;
}

/** The balls of the over in progress, with room for the whole over from the beginning. If there are too many, the strip
 * scrolls to the latest. */
export function Strip({ balls, slots }: StripProps): JSX.Element {
  const places = Array.from({ length: Math.max(slots, balls.length) }, (_, place) => balls[place] ?? null);
  const list = useRef<HTMLOListElement>(null);
  const isWide = useOverflow(list, `${balls.length} ${balls.at(-1)?.id}`);
  useEffect(() => {
    const { current } = list;
    if (!current) return;
    const latest = current.children[balls.length - 1];
    current.scrollLeft = latest instanceof HTMLElement ? latest.offsetLeft + latest.offsetWidth - current.clientWidth : 0;
  }, [balls.length, balls.at(-1)?.id]);
  return (
    <ol class="strip" aria-label={texts.thisOver} ref={list} tabIndex={isWide ? 0 : undefined}>
      {places.map((each, place) => (
        <li key={place} aria-hidden={each === null}>
          {each ? <Ball display={each.display} tone={toneOfDisplay(each.display)} /> : <span class="ball ball-empty" />}
        </li>
      ))}
    </ol>
  );
}
