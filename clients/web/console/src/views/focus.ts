// Keeps the focus where the scorer works. If the control that has it disappears, browsers put the focus on the page
// as a whole: a keyboard or a screen reader would then start again at the top.

/** Where the focus goes, the first one that exists: the open dialog, the panel, the pad. */
const TARGETS = ["dialog[open] h2", ".panel h2", ".pad"];

/** Move the focus to the present dialog, panel or pad whenever its place has disappeared, or when a panel appears and
 * nothing has the focus; until the returned function is called. */
export function keepFocus(page: HTMLElement): () => void {
  let focused: Element | null = null;
  let target = targetIn(page);
  const onFocus = ({ target: control }: FocusEvent): void => {
    focused = control instanceof Element ? control : null;
  };
  const restore = (): void => {
    const before = target;
    target = targetIn(page);
    const isLost = focused?.isConnected === false || before?.isConnected === false;
    if (isLost && document.activeElement === document.body) focus(target);
  };
  const observer = new MutationObserver(restore);
  observer.observe(page, { childList: true, subtree: true });
  page.addEventListener("focusin", onFocus);
  return () => {
    observer.disconnect();
    page.removeEventListener("focusin", onFocus);
  };
}

/** Return the heading of the topmost dialog or of the panel, or the pad; null if there is none. */
function targetIn(page: HTMLElement): HTMLElement | null {
  return TARGETS.reduce<HTMLElement | null>((found, each) => found ?? [...page.querySelectorAll<HTMLElement>(each)].at(-1) ?? null, null);
}

function focus(target: HTMLElement | null): void {
  if (!target) return;
  target.tabIndex = -1;
  target.focus({ preventScroll: true });
}
