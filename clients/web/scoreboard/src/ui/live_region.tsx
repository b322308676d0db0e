// Announces new balls to screen readers, in a polite live region that is empty when the page loads.

import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { Announcer, inOrderOfPlay } from "../model/announce.ts";
import type { Line } from "../model/feed.ts";
import { announceMode } from "../state/settings.ts";

const MARGIN_MS = 20; // a timer may come a little early

/** `isRead` means that the lines include everything played before the page was opened. */
export function LiveRegion({ lines, isRead }: { lines: readonly Line[]; isRead: boolean }): JSX.Element {
  const announcer = useRef<Announcer>(null);
  announcer.current ??= new Announcer();
  const [{ text, turn }, setAnnouncement] = useState({ text: "", turn: 0 });
  const mode = announceMode.value;
  useEffect(() => {
    const { current } = announcer;
    if (!current) return undefined;
    if (mode === "off") current.clear();
    current.add(inOrderOfPlay(lines), mode, isRead);
    const wait = current.waitMs(Date.now());
    if (wait === null) return undefined;
    const timer = setTimeout(() => {
      const next = current.take(Date.now());
      if (next) setAnnouncement((before) => ({ text: next, turn: before.turn + 1 }));
    }, wait + MARGIN_MS);
    return () => clearTimeout(timer);
  }, [lines, isRead, mode, turn]);
  // A new node each time, because the text of a ball may equal that of the one before it.
  return <p class="visually-hidden" role="status" aria-live="polite" aria-atomic="true">{turn ? <span key={turn}>{text}</span> : null}</p>;
}
