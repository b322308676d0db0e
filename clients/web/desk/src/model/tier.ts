// A ruling that the match goes on with fewer scorers: who stays, and from which entry. Pure.

import type { DisputeDocument, Seat } from "./documents.js";
import type { SeatRow } from "./disputes.js";

export type Tier = "SINGLE" | "DUAL" | "TRIPLE";

const TIERS: readonly Tier[] = ["SINGLE", "DUAL", "TRIPLE"];
const LONGEST = 500;

export interface TierOption {
  readonly tier: Tier;
  /** Who go on, in the order of the seats. */
  readonly stay: readonly SeatRow[];
}

/** Return who may go on without the others: as many as possible first. */
export function tierOptions(rows: readonly SeatRow[]): TierOption[] {
  const voting = rows.filter(({ votes }) => votes).slice(0, TIERS.length);
  const parts = Array.from({ length: 2 ** voting.length }, (_, bits) => voting.filter((_each, place) => bits & (1 << place)));
  const fewer = parts.filter((stay) => stay.length > 0 && stay.length < voting.length);
  return fewer.sort((one, other) => other.length - one.length).map((stay) => ({ tier: TIERS[stay.length - 1] as Tier, stay }));
}

export interface TierDraft {
  readonly option: number | null;
  readonly reason: string;
  readonly evidence: string;
}

export type TierFault = "option" | "reason" | "long_reason" | "long_evidence";

export const BLANK_TIER: TierDraft = { option: null, reason: "", evidence: "" };

/** Return what is missing, in the order of the form; empty: it may be sent. */
export function tierFaults({ option, reason, evidence }: TierDraft): TierFault[] {
  return [
    ...(option === null ? ["option" as const] : []),
    ...(reason.trim() ? [] : ["reason" as const]),
    ...(reason.trim().length > LONGEST ? ["long_reason" as const] : []),
    ...(evidence.trim().length > LONGEST ? ["long_evidence" as const] : []),
  ];
}

/** Return what a seat says of the ball that the score waits for; null where nothing of it waits there. */
export function waitingEntry(seat: Seat, disputes: readonly DisputeDocument[]): string | null {
  const blocking = disputes.find(({ status, blocks, claims }) => status === "open" && blocks && claims?.[seat]);
  return blocking?.claims[seat]?.entryId ?? null;
}

/** Return the first entry that waits, by a book's ids in its order; the one to come where none does. */
export function firstWaiting(ids: readonly string[], waiting: number): string {
  const found = ids[ids.length - waiting];
  if (found !== undefined && waiting > 0) return found;
  const [innings, sequence] = (ids.at(-1) ?? "1_0").split("_").map(Number);
  return `${innings}_${(sequence ?? 0) + 1}`;
}
