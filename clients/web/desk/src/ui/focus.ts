// Keeps the focus where the official works.

import { focusOn, isFocusLost, watchFocus } from "@scrbrd/common/focus";

/** Move the focus, when its control has disappeared, to the row, the heading of the side or section, or the page that
 * the control was in, the first that is still there; until the returned function is called. After a dialog is closed,
 * the dialog itself returns the focus. */
export function keepFocus(page: HTMLElement): () => void {
  let focused: Element | null = null;
  let places: readonly HTMLElement[] = [];
  return watchFocus(page, {
    onFocus(control) {
      focused = control;
      places = placesOf(control);
    },
    onChange() {
      if (!focused || focused.isConnected || !isFocusLost()) return;
      const place = places.find((each) => each.isConnected);
      focused = null;
      if (place) focusOn(place);
    },
  });
}

/** Return the elements that may get the focus after a control, the nearest first. */
function placesOf(control: Element): HTMLElement[] {
  const dialog = control.closest("dialog");
  const headingIn = (part: Element | null): HTMLElement | null => part?.querySelector<HTMLElement>("h2, h3") ?? null;
  const found = dialog
    ? [headingIn(dialog)]
    : [control.closest<HTMLElement>("li, article"), headingIn(control.closest(".side")), headingIn(control.closest("section")),
      document.getElementById("main")];
  return found.filter((each): each is HTMLElement => each !== null && each !== control);
}
