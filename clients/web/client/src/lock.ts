// One tab for each innings and person: a Web Lock that the second tab does not get.

import { AlreadyOpen } from "./errors.js";

/** The part of `navigator.locks` that is needed; tests and other platforms bring their own. */
export interface Locks {
  request(
    name: string,
    options: { ifAvailable: true },
    granted: (lock: unknown) => Promise<void>,
  ): Promise<unknown>;
}

/** The browser's own; null where there are none, as in Node 20. */
export function ownLocks(): Locks | null {
  return (globalThis.navigator as { locks?: Locks } | undefined)?.locks ?? null;
}

/**
 * Take a lock and return what releases it. Raises AlreadyOpen where another tab has it. Without
 * `locks` nothing is locked.
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
