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

/** This page's last release of a lock. A browser has released it only some time after the request. */
let released: Promise<unknown> | undefined;

/**
 * Acquire a lock and return a function that releases it. Rejects with AlreadyOpen if another tab
 * holds it. Without `locks` nothing is locked.
 */
export async function takeLock(locks: Locks | null, name: string): Promise<() => Promise<void>> {
  if (!locks) return async () => {};
  await released;
  return new Promise((resolve, reject) => {
    const granted = async (lock: unknown): Promise<void> => {
      if (!lock) return reject(new AlreadyOpen(name));
      await new Promise<void>((end) => {
        resolve(async () => {
          end();
          await (released = ended);
        });
      });
    };
    const ended = locks.request(name, { ifAvailable: true }, granted);
    ended.catch(reject);
  });
}
