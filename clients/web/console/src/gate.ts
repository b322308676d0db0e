// What stands between opening the page and scoring: who is there, and which match.

import type { Recorder } from "./session/recorder.js";

export interface MatchChoice {
  readonly matchId: string;
  readonly name: string;
  readonly detail: string;
}

export type Gate =
  | { readonly at: "loading" }
  | { readonly at: "signIn"; readonly providers: readonly string[] }
  | { readonly at: "choose"; readonly matches: readonly MatchChoice[] }
  | { readonly at: "failed"; readonly why: string; readonly hasNoRole?: boolean }
  | { readonly at: "open"; readonly recorder: Recorder };

/** Where the user is on the way to a match, and what takes them further. */
export interface GateKeeper {
  subscribe(listener: (gate: Gate) => void): () => void;
  signIn(email: string, password: string): Promise<void>;
  signInWith(provider: string): Promise<void>;
  signOut: (() => void) | null;
}
