// Copies of the queues in IndexedDB. A browser writes localStorage to disk seconds late: if it is killed, or the
// battery is empty, the entries of the last seconds would be gone.

import type { DeviceStorage } from "./storage.js";

/** Where copies are kept; all of them by key, and one written over the former one of its key. */
export interface Copies {
  all(): Promise<ReadonlyMap<string, string>>;
  put(key: string, text: string): Promise<void>;
}

const DATABASE = "scrbrd-queues";
const STORE = "queues";
/** How long the page waits for the copies before it opens without them. */
const OPENING_MS = 3_000;

/**
 * Return the storage with its queues copied. A queue of which the storage has lost the last change is first
 * restored from its copy. Without copies, or if they cannot be read, returns the storage itself.
 */
export async function withCopies(
  storage: DeviceStorage, openCopies: () => Copies | undefined = copiesOnDevice,
): Promise<DeviceStorage> {
  if (!storage.isLasting) return storage;
  let copies: Copies | undefined;
  try {
    copies = openCopies(); // a browser may deny it by throwing
    if (!copies) return storage;
    const all = await inTime(copies.all());
    // Another tab changes the storage first and then the copy, so a later number is only in a copy if it was lost.
    for (const [key, text] of all) {
      if (isOutdated(storage.getItem(key), text)) storage.setItem(key, text);
    }
  } catch (error) {
    console.error("the copies of the queues cannot be used; the page goes on without them", error);
    return storage;
  }
  const { put } = copies;
  return {
    isLasting: true,
    getItem: (key) => storage.getItem(key),
    setItem: (key, text) => {
      const numbered = withNumber(text, (changeOf(storage.getItem(key)) ?? 0) + 1);
      storage.setItem(key, numbered ?? text);
      if (numbered) put(key, numbered).catch((error: unknown) => console.error("a queue was not copied", error));
    },
  };
}

/** Return a queue with the number of its change, not less than `least`; null for a text that is no queue. */
function withNumber(text: string, least: number): string | null {
  const queue = queueOf(text);
  return queue && JSON.stringify({ ...queue, change: Math.max(least, Date.now()) });
}

/** Return whether a queue in the storage is older than its copy. One without a number is of another release. */
function isOutdated(stored: string | null, copy: string): boolean {
  return stored === null || (changeOf(stored) ?? Infinity) < (changeOf(copy) ?? 0);
}

/** Return the number of a queue's last change; undefined if it has none, or is no queue. */
function changeOf(text: string | null): number | undefined {
  const change = text === null ? undefined : queueOf(text)?.["change"];
  return typeof change === "number" ? change : undefined;
}

function queueOf(text: string): Record<string, unknown> | null {
  if (!text.startsWith("{")) return null;
  const value = JSON.parse(text) as Record<string, unknown>;
  return Array.isArray(value["waiting"]) ? value : null;
}

/** Return the copies in the browser's IndexedDB; undefined if it has none. */
export function copiesOnDevice(factory: IDBFactory | undefined = globalThis.indexedDB): Copies | undefined {
  if (!factory) return undefined;
  const opening = factory.open(DATABASE, 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore(STORE);
  const opened = resultOf(opening);
  return {
    all: async () => {
      const store = (await opened).transaction(STORE).objectStore(STORE);
      const [keys, texts] = await Promise.all([resultOf(store.getAllKeys()), resultOf(store.getAll())]);
      return new Map(keys.map((key, place) => [String(key), String(texts[place])]));
    },
    put: async (key, text) => {
      // Only a strict transaction is on the disk when it ends.
      const writing = (await opened).transaction(STORE, "readwrite", { durability: "strict" });
      writing.objectStore(STORE).put(text, key);
      await completionOf(writing);
    },
  };
}

function completionOf(writing: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    writing.oncomplete = () => resolve();
    writing.onabort = () => reject(writing.error ?? new Error("IndexedDB failed"));
  });
}

function resultOf<Result>(request: IDBRequest<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("IndexedDB failed"));
  });
}

function inTime<Result>(promise: Promise<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    setTimeout(() => reject(new Error(`no answer in ${OPENING_MS} ms`)), OPENING_MS);
    promise.then(resolve, reject);
  });
}
