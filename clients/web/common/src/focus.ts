// Follows the focus on a page. If the control that has it disappears, browsers put the focus on the page as a whole: a
// keyboard or a screen reader would then start again at the top.

/** What a page does about its focus. */
export interface FocusKeeper {
  /** A control got the focus. */
  onFocus(control: Element): void;
  /** Elements of the page have appeared or disappeared. */
  onChange(): void;
}

/** Call the keeper until the returned function is called. */
export function watchFocus(page: HTMLElement, keeper: FocusKeeper): () => void {
  const onFocus = ({ target }: FocusEvent): void => {
    if (target instanceof Element) keeper.onFocus(target);
  };
  const observer = new MutationObserver(() => keeper.onChange());
  observer.observe(page, { childList: true, subtree: true });
  page.addEventListener("focusin", onFocus);
  return () => {
    observer.disconnect();
    page.removeEventListener("focusin", onFocus);
  };
}

/** Return true if no control has the focus. */
export function isFocusLost(): boolean {
  return document.activeElement === document.body;
}

/** Give the focus to an element that is no control, such as a heading, without scrolling to it. */
export function focusOn(place: HTMLElement): void {
  place.tabIndex = -1;
  place.focus({ preventScroll: true });
}
