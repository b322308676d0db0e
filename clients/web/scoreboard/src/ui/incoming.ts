// Keeps a list that grows on top still for its reader. Where its top is seen, what was there slides
// down; where it is not, what is new waits until the reader comes back, or asks for it.

import type { Signal } from "@preact/signals";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";

const SLIDE_MS = 260;
const ABOVE = { rootMargin: "0px 0px 9999999px 0px" }; // only what is above the window is out of it
const AT_ONCE_MS = 1; // for who wants no motion: a slide all the same, so that nothing counts as moved

interface Ref<Element> {
  current: Element | null;
}

interface Held {
  /** Items at the beginning that wait for the reader. */
  readonly held: number;
  /** The first item that is shown. */
  readonly from: number;
  /** Show them, and go to the heading. */
  readonly release: () => void;
}

/**
 * How many of the newest items wait, `ids` being all of them, the newest first. They wait while the
 * list's heading is scrolled out above the window, and while others are `coming` in.
 */
export function useHeld(ids: readonly string[], heading: Ref<HTMLElement>, coming: boolean): Held {
  const [isAway, setAway] = useState(false);
  const shown = useRef<ReadonlySet<string>>(new Set());
  useEffect(() => {
    if (!heading.current) return undefined;
    const observer = new IntersectionObserver(([entry]) => setAway(entry?.isIntersecting === false), ABOVE);
    observer.observe(heading.current);
    return () => observer.disconnect();
  }, []);
  const known = isAway || coming ? ids.findIndex((id) => shown.current.has(id)) : 0;
  const held = Math.max(0, known);
  shown.current = new Set(ids.slice(held));
  const wantsTop = useRef(false);
  useLayoutEffect(() => {
    if (!wantsTop.current) return;
    wantsTop.current = false; // they are there now: the heading is where it will stay
    heading.current?.scrollIntoView();
    heading.current?.focus({ preventScroll: true });
  });
  const release = (): void => {
    wantsTop.current = true;
    setAway(false);
  };
  return { held: isAway ? held : 0, from: held, release };
}

const MARKS = 3; // items whose places are remembered: the newest one may be voided

interface Mark {
  readonly element: Element;
  readonly top: number;
}

/**
 * Let `body` slide when its items, which `selector` finds, have moved because the newest is another.
 * `isSliding` is set meanwhile: browsers count what comes then as moved.
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
  const duration = matchMedia("(prefers-reduced-motion: reduce)").matches ? AT_ONCE_MS : SLIDE_MS;
  const frames = [{ transform: `translateY(${-pixels}px)` }, { transform: "none" }];
  await element.animate(frames, { duration, easing: "ease-out" }).finished.catch(() => undefined); // it was taken away
  for (const _ of [1, 2]) await new Promise(requestAnimationFrame); // in its last frame it still counts as moving
}

/**
 * Where a list ends that shows `first` items, and more when asked: items that come on top push none
 * out at the end.
 */
export function useEnd(ids: readonly string[], first: number): { end: number; showMore: (count: number) => void } {
  const [most, setMost] = useState(first);
  const oldest = useRef("");
  const known = ids.indexOf(oldest.current) + 1;
  const end = Math.min(ids.length, Math.max(most, known));
  oldest.current = ids[end - 1] ?? "";
  return { end, showMore: (count) => setMost(end + count) };
}
