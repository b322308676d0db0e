// Keeps the screen on while a match is scored, if the browser supports it and the scorer wants it.

import { effect, type Signal } from "@preact/signals";

/** Keep the screen on until the returned function is called. The lock is requested again whenever the page
 * becomes visible. */
export function keepAwake(isWanted: Signal<boolean>): () => void {
  const locks = navigator.wakeLock as WakeLock | undefined;
  if (!locks) return () => {};
  let held: WakeLockSentinel | null = null;
  const release = (): void => {
    void held?.release();
    held = null;
  };
  const request = async (): Promise<void> => {
    if (!isWanted.peek() || document.visibilityState !== "visible" || (held && !held.released)) return;
    held = await locks.request("screen");
  };
  // The system refuses when the battery is low: the screen then sleeps as it would without us.
  const tryRequest = (): void => void request().catch(() => {});
  const stop = effect(() => {
    if (isWanted.value) tryRequest();
    else release();
  });
  document.addEventListener("visibilitychange", tryRequest);
  return () => {
    stop();
    document.removeEventListener("visibilitychange", tryRequest);
    release();
  };
}
