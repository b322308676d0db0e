// Tells whether something is wider than its place: who has no mouse has to reach what is moved to the side.

import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";

/** Whether an element can be moved to the side, itself or by the tables in it; `parts` is another when what is in it is. */
export function useOverflow(element: { readonly current: HTMLElement | null }, parts: unknown): boolean {
  const isWide = useSignal(false);
  useEffect(() => {
    const { current } = element;
    if (!current) return undefined;
    const observer = new ResizeObserver(() => {
      isWide.value = current.scrollWidth > current.clientWidth;
    });
    for (const each of [current, ...current.querySelectorAll("table")]) observer.observe(each);
    return () => observer.disconnect();
  }, [parts]);
  return isWide.value;
}
