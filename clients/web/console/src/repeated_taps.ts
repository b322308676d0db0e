// Keeps the second tap of a double tap from what the first one brought under the finger: behind the over's
// last ball it would choose who bowls the next one. Nor is a tap that follows on the same button too soon for
// a finger another one: a wet screen makes two of one.

/** A press of a finger or a mouse; `at` in milliseconds, `x` and `y` in pixels of the page's window. */
export interface Press {
  readonly at: number;
  readonly x: number;
  readonly y: number;
  readonly isTouch: boolean;
  /** What is pressed; null for nothing that can be. */
  readonly control: unknown;
}

/** In so many milliseconds nobody has seen what a tap brought, and taps on it. */
const UNSEEN_MS = 350;
/** Two taps of one finger are farther apart. */
const BOUNCE_MS = 80;
/** A finger that taps twice meets the same place so nearly, in pixels. */
const NEAR_PX = 24;

const CONTROLS = "button, a, label, summary, input, select, textarea";

/** Whether a press is the one before it once more. */
export function isRepeated(press: Press, before: Press | null): boolean {
  if (before === null || Math.hypot(press.x - before.x, press.y - before.y) > NEAR_PX) return false;
  const passed = press.at - before.at;
  if (press.control !== before.control) return passed < UNSEEN_MS;
  return press.isTouch && passed < BOUNCE_MS;
}

/** Let such presses do nothing, until the returned function is called. A mouse that is not pressed as for a
 * double click is believed; keys are no presses. */
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
    if (!isIgnored || event.detail < leastClicks) return; // none: of a key
    isIgnored = false;
    event.preventDefault();
    event.stopPropagation();
  };
  page.addEventListener("pointerdown", onPress, true);
  page.addEventListener("click", onClick, true);
  return () => {
    page.removeEventListener("pointerdown", onPress, true);
    page.removeEventListener("click", onClick, true);
  };
}
