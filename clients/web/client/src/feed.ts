// Keeps a match's feed up to date: the newest lines first, older ones on demand, and a cursor from
// which a later session continues.

import {
  collection, documentId, getDocs, limit, onSnapshot, orderBy, query, startAfter,
} from "firebase/firestore";
import type { Firestore, QuerySnapshot } from "firebase/firestore";
import { lines, newer, take } from "./documents/feed_reader.js";
import type { Cursor, Feed } from "./documents/feed_reader.js";
import type { FeedDocument } from "./documents/types.js";
import type { EntryStorage } from "./entry.js";
import { Source } from "./store.js";

export { headline } from "./documents/feed_reader.js";
export type { Cursor } from "./documents/feed_reader.js";

export interface FeedOptions {
  readonly db: Firestore;
  readonly matchId: string;
  /** How many of the newest documents to read at first; by default all. */
  readonly latest?: number;
  /** Where the feed and its cursor are kept between sessions; by default nowhere. */
  readonly storage?: EntryStorage;
  readonly onError?: (error: Error) => void;
}

export interface FeedView {
  /** The lines that count, in the order of play. */
  readonly lines: readonly FeedDocument[];
  /** Whether all older lines have been read. */
  readonly isWhole: boolean;
  /** The position up to which the feed was read; null while the server has not answered. */
  readonly cursor: Cursor | null;
}

/** What a storage keeps of a feed. */
interface StoredFeed {
  readonly cursor: Cursor;
  readonly oldest: Cursor | null;
  readonly documents: readonly (readonly [string, FeedDocument])[];
}

export class FeedStore extends Source<FeedView> {
  readonly #options: FeedOptions;
  readonly #feed: Feed = { documents: new Map(), cursor: null };
  /** The oldest line that was read; null if all were. */
  #oldest: Cursor | null = null;
  #stop = (): void => {};

  /**
   * Read the feed, or what is newer than a stored one, from the cache if offline, and continue
   * listening until `close`.
   */
  static async open(options: FeedOptions): Promise<FeedStore> {
    const store = new FeedStore(options);
    store.#restore();
    if (!store.#feed.cursor && options.latest !== undefined) await store.#readBack(options.latest);
    await store.#listen();
    return store;
  }

  /** Not for apps: see `open`. */
  private constructor(options: FeedOptions) {
    super();
    this.#options = options;
  }

  /** Return the last lines of the match, the newest first. */
  latest(count: number): readonly FeedDocument[] {
    return [...this.getSnapshot().lines].reverse().slice(0, count);
  }

  /** Read `count` more documents, older than all that were read. Does nothing if there are none. */
  async more(count: number): Promise<void> {
    if (!this.#oldest) return;
    await this.#readBack(count);
    this.#save();
    this.changed();
  }

  close(): void {
    this.#stop();
  }

  protected override snapshot(): FeedView {
    return { lines: lines(this.#feed), isWhole: !this.#oldest, cursor: this.#feed.cursor };
  }

  async #listen(): Promise<void> {
    const { db, matchId, onError = console.error } = this.#options;
    const newLines = newer(db, matchId, this.#feed.cursor);
    const first = new Promise<void>((resolve, reject) => {
      const next = (snap: QuerySnapshot): void => {
        take(this.#feed, snap);
        this.#save();
        this.changed();
        resolve();
      };
      const failed = (error: Error): void => {
        reject(error);
        onError(error);
      };
      this.#stop = onSnapshot(newLines, { includeMetadataChanges: true }, next, failed);
    });
    // A listener's first results may lack lines that the server has not sent yet.
    await Promise.all([first, getDocs(newLines)]);
  }

  // A result from the device's cache may have gaps; then the whole feed is listened to instead.
  async #readBack(count: number): Promise<void> {
    const { db, matchId } = this.#options;
    const from = this.#oldest ? [startAfter(this.#oldest.revision, this.#oldest.id)] : [];
    const events = collection(db, `matches/${matchId}/events`);
    const older = query(
      events, orderBy("revision", "desc"), orderBy(documentId(), "desc"), ...from, limit(count),
    );
    const snap = await getDocs(older);
    if (snap.metadata.fromCache) return;
    const found = snap.docs.map((each) => [each.id, each.data() as FeedDocument] as const);
    for (const [id, document] of found) this.#put(id, document);
    this.#feed.cursor ??= cursorOf(found[0]);
    this.#oldest = found.length < count ? null : cursorOf(found.at(-1));
  }

  // A document that has changed since has a greater revision, and may have arrived already.
  #put(id: string, document: FeedDocument): void {
    const known = this.#feed.documents.get(id);
    if (!known || known.revision < document.revision) this.#feed.documents.set(id, document);
  }

  get #key(): string {
    return `scrbrd/${this.#options.matchId}/feed`;
  }

  #restore(): void {
    const { storage, onError = console.error } = this.#options;
    try {
      const text = storage?.getItem(this.#key);
      if (!text) return;
      const { cursor, oldest, documents } = JSON.parse(text) as StoredFeed;
      for (const [id, document] of documents) this.#feed.documents.set(id, document);
      this.#feed.cursor = cursor;
      this.#oldest = oldest;
    } catch (error) {
      onError(error as Error); // the feed is read from the start
    }
  }

  #save(): void {
    const { cursor, documents } = this.#feed;
    if (!cursor) return;
    const { storage, onError = console.error } = this.#options;
    const plain = [...documents].map(([id, each]) => [id, { ...each, expireAt: null }] as const);
    const kept: StoredFeed = { cursor, oldest: this.#oldest, documents: plain };
    try {
      storage?.setItem(this.#key, JSON.stringify(kept));
    } catch (error) {
      onError(error as Error); // the next session reads the feed again
    }
  }
}

function cursorOf(found: readonly [string, FeedDocument] | undefined): Cursor | null {
  return found ? { revision: found[1].revision, id: found[0] } : null;
}
