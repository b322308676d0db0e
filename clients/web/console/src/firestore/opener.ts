// The gate over Firebase: sign-in, the person's matches, and the match of the address. Opens without
// reception: who was signed in, and with which role, is remembered on the device.

import { AlreadyOpen, type MyMatch, MyMatchesStore, personOf, type ScorerOptions } from "@scrbrd/client";
import { initializeApp } from "firebase/app";
import {
  browserLocalPersistence, browserPopupRedirectResolver, connectAuthEmulator,
  indexedDBLocalPersistence, initializeAuth, OAuthProvider, onAuthStateChanged,
  signInWithEmailAndPassword, signInWithPopup, signOut, type Auth, type User,
} from "firebase/auth";
import {
  connectFirestoreEmulator, disableNetwork, enableNetwork, type Firestore, initializeFirestore,
  persistentLocalCache, persistentMultipleTabManager,
} from "firebase/firestore";
import { type Config, readConfig } from "../config.js";
import type { Gate, GateKeeper, MatchChoice } from "../gate.js";
import { matchIdOf } from "../route.js";
import { t } from "../texts.js";
import { FirestoreRecorder } from "./recorder.js";

type Role = ScorerOptions["role"];

const ROLES: readonly Role[] = ["scorer_neutral", "scorer_home", "scorer_away", "umpire_on_field"];
const PATIENCE_MS = 8_000;

export async function openGate(): Promise<GateKeeper> {
  const config = await readConfig(localStorage);
  const app = initializeApp(config.firebase);
  const auth = initializeAuth(app, { persistence: [indexedDBLocalPersistence, browserLocalPersistence] });
  const tabManager = persistentMultipleTabManager();
  const db = initializeFirestore(app, { localCache: persistentLocalCache({ tabManager }) });
  connectEmulators(config, auth, db);
  followConnection(db);
  const matchId = matchIdOf(location.pathname);
  return {
    subscribe: (listener) => follow({ auth, db, config, matchId, listener }),
    signIn: async (email, password) => void (await signInWithEmailAndPassword(auth, email, password)),
    signInWith: async (provider) =>
      void (await signInWithPopup(auth, new OAuthProvider(provider), browserPopupRedirectResolver)),
    signOut: () => void signOut(auth),
  };
}

function connectEmulators({ emulators }: Config, auth: Auth, db: Firestore): void {
  if (emulators?.auth) connectAuthEmulator(auth, emulators.auth, { disableWarnings: true });
  const [host, port] = emulators?.firestore?.split(":") ?? [];
  if (host && port) connectFirestoreEmulator(db, host, Number(port));
}

// Firestore waits for ten seconds before it believes that there is no network: the device knows.
function followConnection(db: Firestore): void {
  if (!navigator.onLine) void disableNetwork(db);
  addEventListener("online", () => void enableNetwork(db));
  addEventListener("offline", () => void disableNetwork(db));
}

interface Following {
  readonly auth: Auth;
  readonly db: Firestore;
  readonly config: Config;
  readonly matchId: string | null;
  readonly listener: (gate: Gate) => void;
}

function follow({ auth, db, config, matchId, listener }: Following): () => void {
  let stop = (): void => {};
  const fail = (error: Error): void => listener({ at: "failed", why: wordsOf(error) });
  const stopAuth = onAuthStateChanged(auth, (user) => {
    stop();
    if (!user) return listener({ at: "signIn", providers: config.signIn ?? [] });
    listener({ at: "loading" });
    const next = matchId ? openMatch(db, user, matchId, listener) : listMatches(db, user, listener);
    next.then((stopNext) => { stop = stopNext; }, fail);
    return undefined;
  });
  return () => {
    stopAuth();
    stop();
  };
}

function wordsOf(error: Error): string {
  return error instanceof AlreadyOpen ? t.status.secondTab : error.message;
}

// Without reception a token that is over cannot be renewed: the person is who it was.
async function rememberedPerson(user: User): Promise<string> {
  const key = `scrbrd/console/person/${user.uid}`;
  const kept = localStorage.getItem(key);
  if (kept && !navigator.onLine) return kept;
  const personId = await personOf(user).catch((error: Error) => {
    if (kept) return kept;
    throw error;
  });
  localStorage.setItem(key, personId);
  return personId;
}

async function listMatches(db: Firestore, user: User, listener: (gate: Gate) => void): Promise<() => void> {
  const store = new MyMatchesStore(db, await rememberedPerson(user));
  const show = (): void =>
    listener({ at: "choose", matches: store.getSnapshot().filter(isScored).map(choiceOf) });
  store.subscribe(show);
  return () => store.close();
}

const isScored = ({ roles }: MyMatch) => roles.some((each) => ROLES.includes(each as Role));

function choiceOf({ matchId, match }: MyMatch): MatchChoice {
  const home = match?.homeTeamName ?? match?.homeTeamId ?? matchId;
  const away = match?.awayTeamName ?? match?.awayTeamId ?? "";
  const detail = [match?.format, match?.venue, match?.status].filter(Boolean).join(" · ");
  return { matchId, name: away ? t.match.versus(home, away) : home, detail };
}

async function openMatch(
  db: Firestore, user: User, matchId: string, listener: (gate: Gate) => void,
): Promise<() => void> {
  const personId = await rememberedPerson(user);
  const role = await rememberedRole(db, user, personId, matchId);
  if (!role) {
    listener({ at: "failed", why: t.match.noRole });
    return () => {};
  }
  const recorder = await FirestoreRecorder.open({ db, matchId, personId, role });
  listener({ at: "open", recorder });
  return () => recorder.close();
}

async function rememberedRole(db: Firestore, user: User, personId: string, matchId: string): Promise<Role | null> {
  const key = `scrbrd/console/role/${matchId}/${personId}`;
  const kept = localStorage.getItem(key) as Role | null;
  if (kept && !navigator.onLine) return kept;
  const role = (await roleIn(db, personId, matchId)) ?? (await adminRole(user)) ?? kept;
  if (role) localStorage.setItem(key, role);
  return role;
}

async function adminRole(user: User): Promise<Role | null> {
  const { claims } = await user.getIdTokenResult();
  return claims["admin"] === true ? "admin" : null;
}

/** The role that the person holds in a match; null when none is heard of in time. */
function roleIn(db: Firestore, personId: string, matchId: string): Promise<Role | null> {
  const store = new MyMatchesStore(db, personId);
  return new Promise((resolve) => {
    const look = (isLast: boolean): void => {
      const roles = store.getSnapshot().find((each) => each.matchId === matchId)?.roles ?? [];
      const role = ROLES.find((each) => roles.includes(each as never)) ?? null;
      if (!role && !isLast) return;
      clearTimeout(timer);
      store.close();
      resolve(role);
    };
    const timer = setTimeout(() => look(true), PATIENCE_MS);
    store.subscribe(() => look(false));
  });
}
