// A scorer's book as a log: behind what the match's log had where the book was opened.

import type { LogEntry } from "@scrbrd/client/fold";
import { actionOf, lastSequence } from "../session/entries.js";

const STATEMENTS = ["book_opened", "score_agreed"];

/** A log that can be folded, and the entry of the book that each of its ids stands for. */
export interface BookLog {
  readonly log: readonly LogEntry[];
  readonly entryIds: ReadonlyMap<string, string>;
}

/**
 * The book's entries behind the part of the match's log that the book does not have: places are
 * counted on from there. Statements are no actions; a book opened at the start begins at nothing.
 */
export function bookLog(book: readonly LogEntry[], log: readonly LogEntry[]): BookLog {
  const opening = book.find((each) => each["type"] === "book_opened" && each["isVoided"] !== true);
  const base = opening ? upTo(log, String(opening["afterActionId"] ?? "")) : [];
  const entryIds = new Map<string, string>();
  const placeOf = (id: string): string => {
    const [innings = 0, sequence = 0] = id.split("_").map(Number);
    return `${innings}_${sequence + lastSequence(base, innings)}`;
  };
  const entries = book.map((each): LogEntry => {
    const id = placeOf(each.id);
    entryIds.set(id, each.id);
    const { corrects, after, inningsNumber } = actionOf(each);
    const sequenceNumber = Number(id.split("_")[1]);
    return {
      ...each, id, inningsNumber, sequenceNumber,
      ...(corrects && { corrects: placeOf(corrects) }),
      ...(after && { after: placeOf(after) }),
    };
  });
  const actions = entries.filter((each) => !STATEMENTS.includes(String(each["type"])));
  return { log: [...base, ...actions], entryIds };
}

function upTo(log: readonly LogEntry[], id: string): readonly LogEntry[] {
  const [innings = 0, sequence = 0] = id.split("_").map(Number);
  if (!innings) return log; // behind another's entry: the log is what is known of it
  return log.filter((each) => {
    const { inningsNumber, sequenceNumber } = actionOf(each);
    return inningsNumber < innings || (inningsNumber === innings && sequenceNumber <= sequence);
  });
}
