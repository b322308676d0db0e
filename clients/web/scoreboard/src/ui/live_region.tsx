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
  const [text, setText] = useState("");
  const mode = announced.value;
  useEffect(() => {
    const voice = announcer.current;
    if (!voice) return undefined;
    if (mode === "off") voice.forget();
    voice.hear(inPlay(lines), mode, isRead);
    const due = voice.due(Date.now());
    if (due === null) return undefined;
    const timer = setTimeout(() => setText((said) => voice.take(Date.now()) || said), due + MARGIN_MS);
    return () => clearTimeout(timer);
  }, [lines, isRead, mode, text]);
  return <p class="visually-hidden" role="status" aria-live="polite" aria-atomic="true">{text}</p>;
}
