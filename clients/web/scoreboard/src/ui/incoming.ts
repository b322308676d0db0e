// Keeps a list that grows at the top steady for its reader. If the top is visible, the old items slide down; if not,
// new items wait until the reader scrolls back or asks for them.

import type { Signal } from "@preact/signals";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";

const SLIDE_MS = 260;
const ABOVE = { rootMargin: "0px 0px 9999999px 0px" }; // so that only elements above the window count as out of it
const INSTANT_MS = 1; // with reduced motion: still an animation, so that browsers count no layout shift

interface Ref<Element> {
  current: Element | null;
}

interface WaitingItems {
  /** The number of new items at the beginning that wait for the reader. */
  readonly waiting: number;
  /** The index of the first item that is shown. */
  readonly from: number;
  /** Show the waiting items, and go to the heading. */
  readonly showAll: () => void;
}

/**
 * Return how many of the newest items wait; `ids` are all items, the newest first. Items wait while the list's heading
 * is scrolled out above the window, and while others are sliding in.
 */
export function useWaitingItems(ids: readonly string[], heading: Ref<HTMLElement>, isSliding: boolean): WaitingItems {
  const [isAway, setAway] = useState(false);
  const shown = useRef<ReadonlySet<string>>(new Set());
  useEffect(() => {
    if (!heading.current) return undefined;
    const observer = new IntersectionObserver(([entry]) => setAway(entry?.isIntersecting === false), ABOVE);
    observer.observe(heading.current);
    return () => observer.disconnect();
  }, []);
  const known = isAway || isSliding ? ids.findIndex((id) => shown.current.has(id)) : 0;
  const waiting = Math.max(0, known);
  shown.current = new Set(ids.slice(waiting));
  const wantsTop = useRef(false);
  useLayoutEffect(() => {
    if (!wantsTop.current) return;
    wantsTop.current = false; // the items are rendered now: the heading has its final place
    heading.current?.scrollIntoView();
    heading.current?.focus({ preventScroll: true });
  });
  const showAll = (): void => {
    wantsTop.current = true;
    setAway(false);
  };
  return { waiting: isAway ? waiting : 0, from: waiting, showAll };
}

const MARKS = 3; // items whose positions are remembered: the newest one may be voided

interface Mark {
  readonly element: Element;
  readonly top: number;
}

/**
 * Animate `body` when its items, found by `selector`, have moved because there is a new newest item. `isSliding` is
 * set during the animation: browsers count items inserted then as layout shifts.
 */
export function useSlide(newest: string, body: Ref<HTMLElement>, selector: string, isSliding: Signal<boolean>): void {
  const marks = useRef<readonly Mark[]>([]);
  useLayoutEffect(() => {
    const { current: root } = body;
    if (!root) return;
    const topOf = (element: Element): number => element.getBoundingClientRect().top - root.getBoundingClientRect().top;
    const mark = marks.current.find(({ element }) => element.isConnected);
    const moved = mark ? topOf(mark.element) - mark.top : 0;
    if (moved) {
      isSliding.value = true;
      void slide(root, moved).then(() => {
        isSliding.value = false;
      });
    }
    marks.current = [...root.querySelectorAll(selector)].slice(0, MARKS).map((element) => ({ element, top: topOf(element) }));
  }, [newest]);
}

async function slide(element: HTMLElement, pixels: number): Promise<void> {
  const duration = matchMedia("(prefers-reduced-motion: reduce)").matches ? INSTANT_MS : SLIDE_MS;
  const frames = [{ transform: `translateY(${-pixels}px)` }, { transform: "none" }];
  await element.animate(frames, { duration, easing: "ease-out" }).finished.catch(() => undefined); // the element was removed
  for (const _ of [1, 2]) await new Promise(requestAnimationFrame); // in its last frame it still counts as moving
}

/**
 * Return where a list ends that shows `first` items, and more on request. New items at the top push none out at the
 * end.
 */
export function useListEnd(ids: readonly string[], first: number): { end: number; showMore: (count: number) => void } {
  const [most, setMost] = useState(first);
  const oldest = useRef("");
  const known = ids.indexOf(oldest.current) + 1;
  const end = Math.min(ids.length, Math.max(most, known));
  oldest.current = ids[end - 1] ?? "";
  return { end, showMore: (count) => setMost(end + count) };
}
