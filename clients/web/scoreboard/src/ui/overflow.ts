// Detects whether an element is wider than its place, so that it can get the focus and be scrolled by keyboard.

import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";

/** Return whether an element, or a table in it, is too wide and can be scrolled sideways. `parts` must change when the
 * content changes. */
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
