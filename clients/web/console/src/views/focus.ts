// Keeps the focus where the scorer works.

import { focusOn, isFocusLost, watchFocus } from "@scrbrd/common/focus";

/** Where the focus goes, the first one that exists: the open dialog, the panel, the pad. */
const TARGETS = ["dialog[open] h2", ".panel h2", ".pad"];

/** Move the focus to the present dialog, panel or pad whenever its place has disappeared, or when a panel appears and
 * nothing has the focus; until the returned function is called. */
export function keepFocus(page: HTMLElement): () => void {
  let focused: Element | null = null;
  let target = targetIn(page);
  return watchFocus(page, {
    onFocus(control) {
      focused = control;
    },
    onChange() {
      const before = target;
      target = targetIn(page);
      const isGone = focused?.isConnected === false || before?.isConnected === false;
      if (isGone && target && isFocusLost()) focusOn(target);
    },
  });
}

/** Return the heading of the topmost dialog or of the panel, or the pad; null if there is none. */
function targetIn(page: HTMLElement): HTMLElement | null {
  return TARGETS.reduce<HTMLElement | null>((found, each) => found ?? [...page.querySelectorAll<HTMLElement>(each)].at(-1) ?? null, null);
}
