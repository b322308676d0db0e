// Previews a change: compares the fold before and after it, in everything that the scorer can see.

import type { Board, Innings } from "@scrbrd/client/fold";
import { inningsText, playedText } from "./counting.js";
import { nextLabel } from "./labels.js";

/** One difference; `subject` is a player's id, an innings' number or "". */
export interface Difference {
  readonly what: "score" | "batter" | "bowler" | "striker" | "over" | "target" | "result" | "problem" | "extras";
  readonly subject: string;
  readonly before: string;
  readonly after: string;
}

type Facts = Map<string, string>;

/** The view's texts for facts that are more than figures. */
export interface FactTexts {
  result(board: Board): string;
  extras(innings: Innings): string;
}

const PLAIN: FactTexts = {
  result: ({ result }) => (result === null ? "" : Object.values(result).filter((each) => each !== null && each !== false).join(" ")),
  extras: ({ wides, noBalls, byes, legByes, penalty }) => [wides, noBalls, byes, legByes, penalty].join(" "),
};

/** Return the differences between two boards of a match. */
export function differences(before: Board, after: Board, texts = PLAIN): Difference[] {
  const [old, now] = [factsOf(before, texts), factsOf(after, texts)];
  const names = new Set([...old.keys(), ...now.keys()]);
  return [...names].flatMap((name) => {
    const [was, is] = [old.get(name) ?? "", now.get(name) ?? ""];
    const [what = "", subject = ""] = name.split("|");
    return was === is ? [] : [{ what, subject, before: was, after: is } as Difference];
  });
}

function factsOf(board: Board, texts: FactTexts): Facts {
  const facts: Facts = new Map();
  for (const innings of board.state.innings) {
    facts.set(`score|${innings.number}`, `${innings.runs}/${innings.wickets} (${inningsText(board, innings)})`);
    facts.set(`extras|${innings.number}`, texts.extras(innings));
    for (const each of innings.batters.values()) {
      const out = each.dismissal ? ` ${each.dismissal.type}` : "";
      facts.set(`batter|${each.playerId}|${innings.number}`, `${each.runs} (${each.ballsFaced})${out}`);
    }
    for (const each of innings.bowlers.values()) {
      const bowled = playedText(board, each.ballsBowled + each.miscounted);
      const figures = [bowled, each.maidens, each.runsConceded, each.wickets].join("-");
      facts.set(`bowler|${each.playerId}|${innings.number}`, figures);
    }
  }
  facts.set("striker", board.innings?.strikerId ?? "");
  facts.set("over", nextLabel(board));
  facts.set("target", board.target === null ? "" : String(board.target));
  facts.set("result", texts.result(board));
  board.problems.forEach((each) => facts.set(`problem|${each.actionId}|${each.code}`, each.message));
  return facts;
}
