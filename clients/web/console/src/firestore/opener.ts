// The gate over Firebase: sign-in, the person's matches, and the match in the address. It also opens without
// reception, because the device remembers the person who was signed in and their roles.

import { AlreadyOpen, type MyMatch, MyMatchesStore, personOf, type ScorerOptions } from "@scrbrd/client";
import { initializeApp } from "firebase/app";
import {
  browserLocalPersistence, browserPopupRedirectResolver, connectAuthEmulator,
  indexedDBLocalPersistence, initializeAuth, OAuthProvider, onAuthStateChanged,
  signInWithEmailAndPassword, signInWithPopup, signOut, type Auth, type User,
} from "firebase/auth";
import {
  connectFirestoreEmulator, disableNetwork, doc, enableNetwork, type Firestore, type FirestoreError, type FirestoreLocalCache,
  getDocFromServer, initializeFirestore, memoryLocalCache, persistentLocalCache, persistentMultipleTabManager,
} from "firebase/firestore";
import { type Config, readConfig } from "../config.js";
import type { Gate, GateKeeper } from "../gate.js";
import { matchIdOf } from "../route.js";
import { type DeviceStorage, remember } from "../storage.js";
import { t } from "../texts.js";
import {
  abortRequestsAt, type Network, openByDeadline, OPENING_DEADLINE_MS, responseOrRemembered,
} from "./opening_deadline.js";
import { choiceOf } from "./match_view.js";
import { FirestoreRecorder, type Roles } from "./recorder.js";
import { Turns } from "./turns.js";

type Role = ScorerOptions["role"];

const UMPIRE = "umpire_on_field";
/** The roles that may open a match, the preferred one first. The umpire keeps a book in matches where scorers
 * keep books, and only views any other match, unless also an administrator. */
const ROLES: readonly Role[] = ["scorer_neutral", "scorer_home", "scorer_away", UMPIRE];
/** The time to wait for a role that the device does not remember. */
const ROLE_TIMEOUT_MS = 8_000;

const NEVER = new AbortController().signal;

export async function openGate(storage: DeviceStorage): Promise<GateKeeper> {
  const deadline = AbortSignal.timeout(OPENING_DEADLINE_MS);
  const config = await readConfig(storage, deadline);
  const stopAborting = abortRequestsAt(deadline);
  const app = initializeApp(config.firebase);
  const auth = initializeAuth(app, { persistence: [indexedDBLocalPersistence, browserLocalPersistence] });
  const db = initializeFirestore(app, { localCache: cacheOn(storage) });
  connectEmulators(config, auth, db);
  followConnection(db);
  const matchId = matchIdOf(location.pathname);
  return {
    subscribe: (listener) => followUser({ auth, db, storage, config, matchId, deadline, stopAborting, listener }),
    signIn: async (email, password) => void (await signInWithEmailAndPassword(auth, email, password)),
    signInWith: async (provider) =>
      void (await signInWithPopup(auth, new OAuthProvider(provider), browserPopupRedirectResolver)),
    signOut: () => void signOut(auth),
  };
}

// The tabs of a browser find each other through its storage; without lasting storage nothing is cached on disk.
function cacheOn({ isLasting }: DeviceStorage): FirestoreLocalCache {
  return isLasting ? persistentLocalCache({ tabManager: persistentMultipleTabManager() }) : memoryLocalCache();
}

function connectEmulators({ emulators }: Config, auth: Auth, db: Firestore): void {
  if (emulators?.auth) connectAuthEmulator(auth, emulators.auth, { disableWarnings: true });
  const [host, port] = emulators?.firestore?.split(":") ?? [];
  if (host && port) connectFirestoreEmulator(db, host, Number(port));
}

// Firestore detects a missing network only after ten seconds; the device knows at once.
function followConnection(db: Firestore): void {
  if (!navigator.onLine) void disableNetwork(db);
  addEventListener("online", () => void enableNetwork(db));
  addEventListener("offline", () => void disableNetwork(db));
}

interface GateContext {
  readonly auth: Auth;
  readonly db: Firestore;
  readonly storage: DeviceStorage;
  readonly config: Config;
  readonly matchId: string | null;
  readonly deadline: AbortSignal;
  /** Called once the signed-in user is known: later requests are no longer aborted. */
  readonly stopAborting: () => void;
  readonly listener: (gate: Gate) => void;
}

function followUser(context: GateContext): () => void {
  const { auth, config, matchId, stopAborting, listener } = context;
  let deadline = context.deadline;
  const turns = new Turns();
  const fail = (error: Error): void => listener({ at: "failed", message: messageOf(error) });
  const stopAuth = onAuthStateChanged(auth, (user) => {
    turns.end();
    stopAborting();
    if (!user) return listener({ at: "signIn", providers: config.signIn ?? [] });
    listener({ at: "loading" });
    const now = { ...context, deadline };
    deadline = NEVER; // a user who signs in later waits for the server's answers
    turns.next((isCurrent) => {
      const own = { ...now, listener: (gate: Gate) => { if (isCurrent()) listener(gate); } };
      return matchId ? openMatch(own, user, matchId) : listMatches(own, user);
    }, fail);
    return undefined;
  });
  return () => {
    stopAuth();
    turns.end();
  };
}

function messageOf(error: Error): string {
  return error instanceof AlreadyOpen ? t.status.secondTab : error.message;
}

// Without reception an expired token cannot be renewed, so the remembered person id is used.
async function personIdOf({ storage, deadline }: GateContext, user: User): Promise<string> {
  const key = `scrbrd/console/person/${user.uid}`;
  const remembered = storage.getItem(key);
  if (remembered && !navigator.onLine) return remembered;
  const request = personOf(user).then((personId) => {
    remember(storage, key, personId);
    return personId;
  });
  return remembered ? responseOrRemembered(request.catch(() => remembered), remembered, deadline) : request;
}

async function listMatches(context: GateContext, user: User): Promise<() => void> {
  const { db, listener } = context;
  const store = new MyMatchesStore(db, await personIdOf(context, user));
  const show = (): void =>
    listener({ at: "choose", matches: store.getSnapshot().filter(isScored).map(choiceOf) });
  store.subscribe(show);
  return () => store.close();
}

const isScored = ({ roles }: MyMatch) => roles.some((each) => ROLES.includes(each as Role));

async function openMatch(context: GateContext, user: User, matchId: string): Promise<() => void> {
  const { db, storage, deadline, listener } = context;
  const personId = await personIdOf(context, user);
  const ids = { personId, matchId };
  const isRemembered = storage.getItem(roleKey(ids)) !== null;
  const roles = await rolesIn(context, user, ids);
  if (!roles) {
    const hasNoRole = await isServerReachable(db, matchId);
    listener({ at: "failed", message: hasNoRole ? t.match.noRole : t.match.roleUnknown, hasNoRole });
    return () => {};
  }
  const open = () => FirestoreRecorder.open({ db, matchId, personId, roles, storage });
  const recorder = isRemembered ? await openByDeadline(open, networkOf(db), deadline) : await open();
  listener({ at: "open", recorder });
  return () => recorder.close();
}

/** Return whether the server answers a read of a match, even if it refuses it. */
async function isServerReachable(db: Firestore, matchId: string): Promise<boolean> {
  if (!navigator.onLine) return false;
  try {
    await getDocFromServer(doc(db, "matches", matchId));
    return true;
  } catch (error) {
    return (error as FirestoreError).code !== "unavailable";
  }
}

function networkOf(db: Firestore): Network {
  const enable = async (): Promise<void> => {
    if (navigator.onLine) await enableNetwork(db);
  };
  return { enable, disable: () => disableNetwork(db) };
}

interface PersonInMatch {
  readonly personId: string;
  readonly matchId: string;
}

const roleKey = ({ personId, matchId }: PersonInMatch): string => `scrbrd/console/role/${matchId}/${personId}`;

async function rolesIn({ db, storage, deadline }: GateContext, user: User, ids: PersonInMatch): Promise<Roles | null> {
  const key = roleKey(ids);
  const remembered = rolesOf((storage.getItem(key)?.split(" ") ?? []) as Role[]);
  if (remembered && !navigator.onLine) return remembered;
  const request = async (): Promise<Roles | null> => {
    const role = await grantedRole(db, ids.personId, ids.matchId);
    const isEnough = role !== null && role !== UMPIRE; // a scorer records in every match
    const roles = rolesOf([...(role ? [role] : []), ...(isEnough ? [] : await adminRole(user))]) ?? remembered;
    if (roles) remember(storage, key, roles.join(" "));
    return roles;
  };
  return remembered ? responseOrRemembered(request().catch(() => remembered), remembered, deadline) : request();
}

function rolesOf([first, ...more]: readonly Role[]): Roles | null {
  return first ? [first, ...more] : null;
}

async function adminRole(user: User): Promise<readonly Role[]> {
  const { claims } = await user.getIdTokenResult();
  return claims["admin"] === true ? ["admin"] : [];
}

/** Return the role granted to a person in a match; null if none is found within `ROLE_TIMEOUT_MS`. */
function grantedRole(db: Firestore, personId: string, matchId: string): Promise<Role | null> {
  const store = new MyMatchesStore(db, personId);
  return new Promise((resolve) => {
    const check = (isLast: boolean): void => {
      const roles = store.getSnapshot().find((each) => each.matchId === matchId)?.roles ?? [];
      const role = ROLES.find((each) => roles.includes(each as never)) ?? null;
      if (!role && !isLast) return;
      clearTimeout(timer);
      store.close();
      resolve(role);
    };
    const timer = setTimeout(() => check(true), ROLE_TIMEOUT_MS);
    store.subscribe(() => check(false));
  });
}
