// Keeps the focus where the official works. If the control that has it disappears, such as the button of a player who
// is confirmed now, browsers put the focus on the page as a whole, and a screen reader starts again at the top.

/** Move the focus, when its control has disappeared, to the row, the heading of the side or section, or the page that
 * the control was in, the first that is still there; until the returned function is called. After a dialog is closed,
 * the dialog itself returns the focus. */
export function keepFocus(page: HTMLElement): () => void {
  let focused: Element | null = null;
  let places: readonly HTMLElement[] = [];
  const onFocus = ({ target }: FocusEvent): void => {
    focused = target instanceof Element ? target : null;
    places = focused ? placesOf(focused) : [];
  };
  const restore = (): void => {
    if (!focused || focused.isConnected || document.activeElement !== document.body) return;
    const place = places.find((each) => each.isConnected);
    focused = null;
    if (!place) return;
    place.tabIndex = -1;
    place.focus({ preventScroll: true });
  };
  const observer = new MutationObserver(restore);
  observer.observe(page, { childList: true, subtree: true });
  page.addEventListener("focusin", onFocus);
  return () => {
    observer.disconnect();
    page.removeEventListener("focusin", onFocus);
  };
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
