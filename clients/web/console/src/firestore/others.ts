// What the functions say of the other scorers: `live/consensus`, and the open disputes.

import type { LogEntry } from "@scrbrd/client/fold";
import type { Dispute as Open } from "@scrbrd/client/scorebook";
import { collection, doc, type Firestore, onSnapshot, query, where } from "firebase/firestore";
import type { Consensus, Dispute, Fields, Holder, Seat, Tier } from "../session/recorder.js";
import { lastEntryOf, SeatHeard } from "./books.js";

interface SeatDocument {
  personId?: string; isSilent?: boolean; waiting?: number; missed?: number;
}

/** An open dispute as its document has it. */
export interface Told extends Open {
  readonly kind: string;
  readonly entry?: Dispute["entry"];
}

export class Others {
  /** As the documents have them, by id: what is answered to a dispute needs the whole of it. */
  readonly told = new Map<string, Told>();
  #document: Readonly<Record<string, unknown>> = {};
  readonly #me: { personId: string; seat: string; tier: Tier };
  readonly #stops: (() => void)[];

  constructor(
    db: Firestore, matchId: string, me: { personId: string; seat: string; tier: Tier },
    changed: () => void, failed: (error: Error) => void, lost: () => void,
  ) {
    this.#me = me;
    const heard = new SeatHeard(me.personId);
    const open = query(collection(db, "matches", matchId, "disputes"), where("status", "==", "open"));
    this.#stops = [
      onSnapshot(doc(db, "matches", matchId, "live", "consensus"), (snap) => {
        this.#document = snap.data() ?? {};
        if (heard.isLost(this.#holder)) lost();
        changed();
      }, failed),
      onSnapshot(open, (snap) => {
        this.told.clear();
        snap.docs.forEach((each) => this.told.set(each.id, { ...each.data(), id: each.id } as Told));
        changed();
      }, failed),
    ];
  }

  /** How the scorers stand; `log` is the match's. */
  consensus(log: readonly LogEntry[]): Consensus {
    const seats = Object.entries((this.#document["seats"] ?? {}) as Record<string, SeatDocument>);
    return {
      tier: (this.#document["tier"] as Tier | undefined) ?? this.#me.tier,
      blockedAt: (this.#document["blockedAt"] as string | null | undefined) ?? null,
      seats: seats.map(([seat, each]) => this.#seat(seat, each)),
      heldBy: this.#heldBy(log),
      disputes: [...this.told.values()].map((each) => this.#dispute(each)),
    };
  }

  #heldBy(log: readonly LogEntry[]): Holder | null {
    const personId = this.#holder;
    if (!personId || personId === this.#me.personId) return null;
    return { personId, lastEntryId: lastEntryOf(personId, log) };
  }

  get #holder(): string | null {
    const seats = (this.#document["seats"] ?? {}) as Record<string, SeatDocument>;
    return seats[this.#me.seat]?.personId ?? null;
  }

  /** The seat that this scorer keeps the book of. */
  get seat(): string {
    return this.#me.seat;
  }

  close(): void {
    this.#stops.forEach((stop) => stop());
  }

  #seat(seat: string, document: SeatDocument): Seat {
    const { personId = "", isSilent = false, waiting = 0, missed = 0 } = document;
    return { seat, personId, isSilent, waiting, missed, isMine: personId === this.#me.personId };
  }

  #dispute(told: Told): Dispute {
    const claims = Object.entries(told.claims ?? {}).flatMap(([seat, claim]) =>
      claim ? [{ seat, isMine: seat === this.#me.seat, entryId: claim.entryId, ball: claim.ball as Fields }] : [],
    );
    const { id, inningsNumber, kind, entry = null } = told;
    return { id, inningsNumber, kind, entry, claims };
  }
}
