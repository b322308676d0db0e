// Keeps the screen on while a match is scored, where the browser can and the scorer wants it.

import { effect, type Signal } from "@preact/signals";

/** Keep the screen on until the returned function is called; asked again whenever the page is seen. */
export function keepAwake(isWanted: Signal<boolean>): () => void {
  const locks = navigator.wakeLock as WakeLock | undefined;
  if (!locks) return () => {};
  let held: WakeLockSentinel | null = null;
  const release = (): void => {
    void held?.release();
    held = null;
  };
  const ask = async (): Promise<void> => {
    if (!isWanted.peek() || document.visibilityState !== "visible" || (held && !held.released)) return;
    held = await locks.request("screen");
  };
  // The system refuses when the battery is low: the screen then sleeps as it would without us.
  const quietly = (): void => void ask().catch(() => {});
  const stop = effect(() => {
    if (isWanted.value) quietly();
    else release();
  });
  document.addEventListener("visibilitychange", quietly);
  return () => {
    stop();
    document.removeEventListener("visibilitychange", quietly);
    release();
  };
}
