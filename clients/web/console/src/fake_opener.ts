// The gate used by tests: opens the match in `fake.json` without sign-in and puts the recorder on `window`.
// `?gate=signIn`, `?gate=choose` and `?gate=failed` show the stages before a match.

import type { Gate, GateKeeper } from "./gate.js";
import { type FakeMatch, FakeRecorder } from "./session/fake.js";
import { type DeviceStorage, remember } from "./storage.js";
import { t } from "./texts.js";

const KEY = "fake";

export async function openGate(storage: DeviceStorage): Promise<GateKeeper> {
  const gate = gateOf(new URLSearchParams(location.search).get("gate")) ?? (await openMatch(storage));
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
  if (name === "failed") return { at: "failed", message: t.match.noRole, hasNoRole: true };
  const match = { matchId: "m1", name: "Home v Away", detail: "T20 · Oval" };
  return name === "choose" ? { at: "choose", matches: [match] } : null;
}

async function openMatch(storage: DeviceStorage): Promise<Gate> {
  const recorder = new FakeRecorder(JSON.parse(await matchText(storage)) as FakeMatch);
  Object.assign(globalThis, { recorder });
  return { at: "open", recorder };
}

// Without reception the match is read from the device, as from Firestore's cache.
async function matchText(storage: DeviceStorage): Promise<string> {
  try {
    const text = await (await fetch("/fake.json")).text();
    remember(storage, KEY, text);
    return text;
  } catch (error) {
    const cached = storage.getItem(KEY);
    if (cached === null) throw error;
    return cached;
  }
}
