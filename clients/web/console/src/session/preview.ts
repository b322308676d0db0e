// What a change would do to everything that the scorer can see: the fold before and after, compared.

import type { Board } from "@scrbrd/client/fold";
import { nextLabel } from "./labels.js";

/** One thing that would be different; `subject` is a player's id, an innings' number or nothing. */
export interface Difference {
  readonly what: "score" | "batter" | "bowler" | "striker" | "over" | "target" | "result" | "problem";
  readonly subject: string;
  readonly before: string;
  readonly after: string;
}

type Facts = Map<string, string>;

/** What is different between two boards of a match; nothing where nothing that counts is. */
export function differences(before: Board, after: Board): Difference[] {
  const [old, now] = [factsOf(before), factsOf(after)];
  const names = new Set([...old.keys(), ...now.keys()]);
  return [...names].flatMap((name) => {
    const [was, is] = [old.get(name) ?? "", now.get(name) ?? ""];
    const [what = "", subject = ""] = name.split("|");
    return was === is ? [] : [{ what, subject, before: was, after: is } as Difference];
  });
}

function factsOf(board: Board): Facts {
  const facts: Facts = new Map();
  for (const innings of board.state.innings) {
    const overs = oversText(innings.legalBalls, board.state.setup.conditions.ballsPerOver);
    facts.set(`score|${innings.number}`, `${innings.runs}/${innings.wickets} (${overs})`);
    for (const each of innings.batters.values()) {
      const out = each.dismissal ? ` ${each.dismissal.type}` : "";
      facts.set(`batter|${each.playerId}|${innings.number}`, `${each.runs} (${each.ballsFaced})${out}`);
    }
    for (const each of innings.bowlers.values()) {
      const bowled = oversText(each.ballsBowled, board.state.setup.conditions.ballsPerOver);
      const figures = [bowled, each.maidens, each.runsConceded, each.wickets].join("-");
      facts.set(`bowler|${each.playerId}|${innings.number}`, figures);
    }
  }
  facts.set("striker", board.innings?.strikerId ?? "");
  facts.set("over", nextLabel(board));
  facts.set("target", board.target === null ? "" : String(board.target));
  facts.set("result", board.result?.outcome ?? "");
  board.problems.forEach((each) => facts.set(`problem|${each.actionId}|${each.code}`, each.message));
  return facts;
}

/** Legal balls as overs are printed: 76 balls of six are `12.4`. */
export function oversText(legalBalls: number, ballsPerOver: number): string {
  return `${Math.floor(legalBalls / ballsPerOver)}.${legalBalls % ballsPerOver}`;
}
