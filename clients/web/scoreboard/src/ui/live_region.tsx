// Says new balls to screen readers: a polite region, empty when the page loads.

import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { Announcer, inPlay } from "../model/announce.ts";
import type { Line } from "../model/feed.ts";
import { announced } from "../state/settings.ts";

const MARGIN_MS = 20; // a timer may come a little early

/** `isRead`: what had been played when the page was opened is among the lines. */
export function LiveRegion({ lines, isRead }: { lines: readonly Line[]; isRead: boolean }): JSX.Element {
  const announcer = useRef<Announcer>(null);
  announcer.current ??= new Announcer();
  const [{ text, turn }, setSaid] = useState({ text: "", turn: 0 });
  const mode = announced.value;
  useEffect(() => {
    const voice = announcer.current;
    if (!voice) return undefined;
    if (mode === "off") voice.forget();
    voice.hear(inPlay(lines), mode, isRead);
    const due = voice.due(Date.now());
    if (due === null) return undefined;
    const timer = setTimeout(() => {
      const next = voice.take(Date.now());
      if (next) setSaid((said) => ({ text: next, turn: said.turn + 1 }));
    }, due + MARGIN_MS);
    return () => clearTimeout(timer);
  }, [lines, isRead, mode, turn]);
  // A node of its own each time: the words of a ball may be those of the one before it.
  return <p class="visually-hidden" role="status" aria-live="polite" aria-atomic="true">{turn ? <span key={turn}>{text}</span> : null}</p>;
}
