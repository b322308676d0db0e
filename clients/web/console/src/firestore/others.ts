// Listens to `live/consensus` and to the open disputes: how the other scorers of the match stand.

import type { LogEntry } from "@scrbrd/client/fold";
import type { Dispute as Open } from "@scrbrd/client/scorebook";
import { collection, doc, type Firestore, onSnapshot, query, where } from "firebase/firestore";
import type { Consensus, Dispute, Fields, Holder, Seat, Tier } from "../session/recorder.js";
import { lastEntryOf, SeatWatch } from "./books.js";

interface SeatDocument {
  personId?: string; isSilent?: boolean; waiting?: number; missed?: number;
}

/** The document of an open dispute. */
export interface DisputeDocument extends Open {
  readonly kind: string;
  readonly entry?: Dispute["entry"];
}

export class OtherScorers {
  /** The documents of the open disputes, by id; an answer to a dispute needs the whole document. */
  readonly disputes = new Map<string, DisputeDocument>();
  #document: Readonly<Record<string, unknown>> = {};
  readonly #me: { personId: string; seat: string; tier: Tier };
  readonly #stops: (() => void)[];

  constructor(
    db: Firestore, matchId: string, me: { personId: string; seat: string; tier: Tier },
    onChange: () => void, onError: (error: Error) => void, onSeatLost: () => void,
  ) {
    this.#me = me;
    const seatWatch = new SeatWatch(me.personId);
    const open = query(collection(db, "matches", matchId, "disputes"), where("status", "==", "open"));
    this.#stops = [
      onSnapshot(doc(db, "matches", matchId, "live", "consensus"), (snap) => {
        this.#document = snap.data() ?? {};
        if (seatWatch.isLost(this.#holder)) onSeatLost();
        onChange();
      }, onError),
      onSnapshot(open, (snap) => {
        this.disputes.clear();
        snap.docs.forEach((each) => this.disputes.set(each.id, { ...each.data(), id: each.id } as DisputeDocument));
        onChange();
      }, onError),
    ];
  }

  /** Return the state of all seats and the open disputes; `log` is the match's log. */
  consensus(log: readonly LogEntry[]): Consensus {
    const seats = Object.entries((this.#document["seats"] ?? {}) as Record<string, SeatDocument>);
    return {
      tier: (this.#document["tier"] as Tier | undefined) ?? this.#me.tier,
      blockedAt: (this.#document["blockedAt"] as string | null | undefined) ?? null,
      seats: seats.map(([seat, each]) => this.#seat(seat, each)),
      heldBy: this.#heldBy(log),
      disputes: [...this.disputes.values()].map((each) => this.#dispute(each)),
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

  /** The seat of this scorer. */
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

  #dispute(document: DisputeDocument): Dispute {
    const claims = Object.entries(document.claims ?? {}).flatMap(([seat, claim]) =>
      claim ? [{ seat, isMine: seat === this.#me.seat, entryId: claim.entryId, ball: claim.ball as Fields }] : [],
    );
    const { id, inningsNumber, kind, entry = null } = document;
    return { id, inningsNumber, kind, entry, claims };
  }
}
