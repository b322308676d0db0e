// The last balls of the innings: this over and the end of the one before; a tap on a ball edits it.

import { useLayoutEffect, useRef } from "preact/hooks";
import { displayOf, lookOf, stripText } from "./words.js";
import type { Action } from "../session/entries.js";
import { t } from "../texts.js";
import { useMatch } from "./ui.js";

const MOST_BALLS = 12;

export function Strip() {
  const { board, balls: all, dispatch } = useMatch();
  const now = board.innings?.number;
  const balls = all.filter((each) => each.inningsNumber === now).slice(-MOST_BALLS);
  const open = (nonce: string) => dispatch({ event: "open", dialog: { kind: "edit", nonce } });
  const list = useRef<HTMLOListElement>(null);
  const newestId = balls.at(-1)?.id;
  useLayoutEffect(() => list.current?.scrollTo({ left: list.current.scrollWidth }), [newestId]);
  return (
    <section class="strip" aria-label={t.strip.label}>
      <ol ref={list}>
        {balls.map((each, place) => (
          <li key={each.id} class={isNewOver(balls, place) ? "over-start" : ""}>
            <StripBall action={each} onOpen={open} />
          </li>
        ))}
      </ol>
      {balls.length === 0 && <p class="muted">{t.strip.none}</p>}
      <button
        type="button"
        class="button quiet"
        onClick={() => dispatch({ event: "open", dialog: { kind: "balls" } })}
      >
        {t.strip.all}
      </button>
    </section>
  );
}

function isNewOver(balls: readonly Action[], place: number): boolean {
  const [before, now] = [balls[place - 1], balls[place]];
  return before !== undefined && before.fields["overNumber"] !== now?.fields["overNumber"];
}

export function StripBall({ action, onOpen }: { action: Action; onOpen: (nonce: string) => void }) {
  const { labels } = useMatch();
  const display = displayOf(action.fields);
  return (
    <button
      type="button"
      class={`ball ${lookOf(display)}`}
      aria-label={t.strip.edit(display, labels.of(action.id))}
      onClick={() => onOpen(action.nonce)}
    >
      {stripText(display)}
    </button>
  );
}
