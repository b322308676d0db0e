// Ignores accidental second taps. After the over's last ball the second tap of a double tap would hit a button
// that the first one brought under the finger, and so choose the next bowler. A second tap on the same button
// sooner than a finger can tap is also ignored: a wet screen reports one tap as two. A key that is held down presses a
// button once: browsers would press it again with each repetition.

/** A press by a finger or a mouse: `at` in milliseconds, `x` and `y` in pixels of the page's window. */
export interface Press {
  readonly at: number;
  readonly x: number;
  readonly y: number;
  readonly isTouch: boolean;
  /** The control that was pressed; null if there is none at this place. */
  readonly control: unknown;
}

/** Within this time nobody can see a new control and decide to tap it. */
const REACTION_MS = 350;
/** A finger cannot tap twice within this time. */
const BOUNCE_MS = 80;
/** Two presses within this distance count as the same place, in pixels. */
const NEAR_PX = 24;

const CONTROLS = "button, a, label, summary, input, select, textarea";
/** The controls that Enter presses or, for a field, whose form it submits. */
const PRESSED_BY_ENTER = "button, a, summary, input, select";

/** Return whether a press accidentally repeats the one before it. */
export function isRepeated(press: Press, before: Press | null): boolean {
  if (before === null || Math.hypot(press.x - before.x, press.y - before.y) > NEAR_PX) return false;
  const passed = press.at - before.at;
  if (press.control !== before.control) return passed < REACTION_MS;
  return press.isTouch && passed < BOUNCE_MS;
}

/** Ignore repeated presses until the returned function is called. A mouse press is ignored only if the browser
 * counts it as a double click; of a key, only its automatic repetitions are ignored. */
export function ignoreRepeatedTaps(page: Document): () => void {
  let last: Press | null = null;
  let isIgnored = false;
  let leastClicks = 1;
  const onPress = (event: PointerEvent): void => {
    const { timeStamp: at, clientX: x, clientY: y, pointerType, target } = event;
    const control = target instanceof Element ? target.closest(CONTROLS) : null;
    const press = { at, x, y, isTouch: pointerType === "touch", control };
    isIgnored = isRepeated(press, last);
    leastClicks = press.isTouch ? 1 : 2;
    if (!isIgnored) last = press;
  };
  const onClick = (event: MouseEvent): void => {
    if (!isIgnored || event.detail < leastClicks) return; // 0 clicks: pressed by a key
    isIgnored = false;
    event.preventDefault();
    event.stopPropagation();
  };
  const onKey = (event: KeyboardEvent): void => {
    const { key, repeat, target } = event;
    if (repeat && key === "Enter" && target instanceof Element && target.closest(PRESSED_BY_ENTER)) event.preventDefault();
  };
  page.addEventListener("pointerdown", onPress, true);
  page.addEventListener("click", onClick, true);
  page.addEventListener("keydown", onKey, true);
  return () => {
    page.removeEventListener("keydown", onKey, true);
    page.removeEventListener("pointerdown", onPress, true);
    page.removeEventListener("click", onClick, true);
  };
}
