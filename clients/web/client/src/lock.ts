// Allows one tab for each innings and person, with a Web Lock that a second tab cannot acquire.

import { AlreadyOpen } from "./errors.js";

/** The part of `navigator.locks` that is needed; tests and other platforms may pass their own. */
export interface Locks {
  request(
    name: string,
    options: { ifAvailable: true },
    granted: (lock: unknown) => Promise<void>,
  ): Promise<unknown>;
}

/** Return the browser's own locks; null if it has none, as in Node 20. */
export function ownLocks(): Locks | null {
  return (globalThis.navigator as { locks?: Locks } | undefined)?.locks ?? null;
}

/**
 * Acquire a lock and return a function that releases it. Rejects with AlreadyOpen if another tab
 * holds it. Without `locks` nothing is locked.
 */
export function takeLock(locks: Locks | null, name: string): Promise<() => Promise<void>> {
  if (!locks) return Promise.resolve(async () => {});
  return new Promise((resolve, reject) => {
    const granted = (lock: unknown): Promise<void> => {
      if (!lock) {
        reject(new AlreadyOpen(name));
        return Promise.resolve();
      }
      return new Promise((end) => {
        resolve(async () => {
          end();
          await ended;
        });
      });
    };
    const ended = locks.request(name, { ifAvailable: true }, granted);
    ended.catch(reject);
  });
}
