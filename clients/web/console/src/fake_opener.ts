// The gate of tests: a match of `fake.json`, no sign-in; the recorder stands on `window` for them.
// `?gate=signIn`, `?gate=choose` and `?gate=failed` show what stands before a match.

import type { Gate, GateKeeper } from "./gate.js";
import { type FakeMatch, FakeRecorder } from "./session/fake.js";
import { type DeviceStorage, remember } from "./storage.js";
import { t } from "./texts.js";

const KEY = "fake";

export async function openGate(storage: DeviceStorage): Promise<GateKeeper> {
  const gate = gateOf(new URLSearchParams(location.search).get("gate")) ?? (await opened(storage));
  return {
    subscribe: (listener: (gate: Gate) => void) => {
      listener(gate);
      return () => {};
    },
    signIn: async () => {
      throw new Error("nobody signs in here");
    },
    signInWith: async () => {},
    signOut: () => location.assign("?gate=signIn"),
  };
}

function gateOf(name: string | null): Gate | null {
  if (name === "signIn") return { at: "signIn", providers: ["google.com"] };
  if (name === "failed") return { at: "failed", why: t.match.noRole, hasNoRole: true };
  const match = { matchId: "m1", name: "Home v Away", detail: "T20 · Oval" };
  return name === "choose" ? { at: "choose", matches: [match] } : null;
}

async function opened(storage: DeviceStorage): Promise<Gate> {
  const recorder = new FakeRecorder(JSON.parse(await matchText(storage)) as FakeMatch);
  Object.assign(globalThis, { recorder });
  return { at: "open", recorder };
}

// Without reception the match is what it was, as Firestore's cache would have it.
async function matchText(storage: DeviceStorage): Promise<string> {
  try {
    const text = await (await fetch("/fake.json")).text();
    remember(storage, KEY, text);
    return text;
  } catch (error) {
    const kept = storage.getItem(KEY);
    if (kept === null) throw error;
    return kept;
  }
}
