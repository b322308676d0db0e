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
  connectFirestoreEmulator, disableNetwork, doc, enableNetwork, type Firestore, type FirestoreError, type FirestoreLocalCache,
  getDocFromServer, initializeFirestore, memoryLocalCache, persistentLocalCache, persistentMultipleTabManager,
} from "firebase/firestore";
import { type Config, readConfig } from "../config.js";
import type { Gate, GateKeeper, MatchChoice } from "../gate.js";
import { matchIdOf } from "../route.js";
import { type DeviceStorage, remember } from "../storage.js";
import { t } from "../texts.js";
import { answerOr, giveUpRequests, type Network, openedSoon, PATIENCE_MS } from "./patience.js";
import { FirestoreRecorder, type Roles } from "./recorder.js";

type Role = ScorerOptions["role"];

const UMPIRE = "umpire_on_field";
/** The umpire keeps a book, where scorers do; any other match such a person only looks at, unless an
 * administrator too. The first is taken first. */
const ROLES: readonly Role[] = ["scorer_neutral", "scorer_home", "scorer_away", UMPIRE];
/** How long a role is waited for that the device does not remember. */
const ROLE_PATIENCE_MS = 8_000;

const NEVER = new AbortController().signal;

export async function openGate(storage: DeviceStorage): Promise<GateKeeper> {
  const patience = AbortSignal.timeout(PATIENCE_MS);
  const config = await readConfig(storage, patience);
  const wait = giveUpRequests(patience);
  const app = initializeApp(config.firebase);
  const auth = initializeAuth(app, { persistence: [indexedDBLocalPersistence, browserLocalPersistence] });
  const db = initializeFirestore(app, { localCache: cacheOn(storage) });
  connectEmulators(config, auth, db);
  followConnection(db);
  const matchId = matchIdOf(location.pathname);
  return {
    subscribe: (listener) => follow({ auth, db, storage, config, matchId, patience, wait, listener }),
    signIn: async (email, password) => void (await signInWithEmailAndPassword(auth, email, password)),
    signInWith: async (provider) =>
      void (await signInWithPopup(auth, new OAuthProvider(provider), browserPopupRedirectResolver)),
    signOut: () => void signOut(auth),
  };
}

// The tabs of a browser find each other by its storage: where there is none, nothing is kept.
function cacheOn({ isLasting }: DeviceStorage): FirestoreLocalCache {
  return isLasting ? persistentLocalCache({ tabManager: persistentMultipleTabManager() }) : memoryLocalCache();
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
  readonly storage: DeviceStorage;
  readonly config: Config;
  readonly matchId: string | null;
  readonly patience: AbortSignal;
  /** Who is signed in is known: from now on requests are waited for. */
  readonly wait: () => void;
  readonly listener: (gate: Gate) => void;
}

function follow(following: Following): () => void {
  const { auth, config, matchId, wait, listener } = following;
  let patience = following.patience;
  let stop = (): void => {};
  const fail = (error: Error): void => listener({ at: "failed", why: wordsOf(error) });
  const stopAuth = onAuthStateChanged(auth, (user) => {
    stop();
    wait();
    if (!user) return listener({ at: "signIn", providers: config.signIn ?? [] });
    listener({ at: "loading" });
    const now = { ...following, patience };
    patience = NEVER; // who signs in later waits for answers
    const next = matchId ? openMatch(now, user, matchId) : listMatches(now, user);
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
async function rememberedPerson({ storage, patience }: Following, user: User): Promise<string> {
  const key = `scrbrd/console/person/${user.uid}`;
  const kept = storage.getItem(key);
  if (kept && !navigator.onLine) return kept;
  const asked = personOf(user).then((personId) => {
    remember(storage, key, personId);
    return personId;
  });
  return kept ? answerOr(asked.catch(() => kept), kept, patience) : asked;
}

async function listMatches(following: Following, user: User): Promise<() => void> {
  const { db, listener } = following;
  const store = new MyMatchesStore(db, await rememberedPerson(following, user));
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

async function openMatch(following: Following, user: User, matchId: string): Promise<() => void> {
  const { db, storage, patience, listener } = following;
  const personId = await rememberedPerson(following, user);
  const where = { personId, matchId };
  const isRemembered = storage.getItem(roleKey(where)) !== null;
  const roles = await rememberedRoles(following, user, where);
  if (!roles) {
    const hasNoRole = await isAnswered(db, matchId);
    listener({ at: "failed", why: hasNoRole ? t.match.noRole : t.match.roleNotHeard, hasNoRole });
    return () => {};
  }
  const open = () => FirestoreRecorder.open({ db, matchId, personId, roles, storage });
  const recorder = isRemembered ? await openedSoon(open, networkOf(db), patience) : await open();
  listener({ at: "open", recorder });
  return () => recorder.close();
}

/** Whether the server answers for a match, be it by a refusal. */
async function isAnswered(db: Firestore, matchId: string): Promise<boolean> {
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

interface Where {
  readonly personId: string;
  readonly matchId: string;
}

const roleKey = ({ personId, matchId }: Where): string => `scrbrd/console/role/${matchId}/${personId}`;

async function rememberedRoles({ db, storage, patience }: Following, user: User, where: Where): Promise<Roles | null> {
  const key = roleKey(where);
  const kept = rolesOf((storage.getItem(key)?.split(" ") ?? []) as Role[]);
  if (kept && !navigator.onLine) return kept;
  const ask = async (): Promise<Roles | null> => {
    const role = await roleIn(db, where.personId, where.matchId);
    const isEnough = role !== null && role !== UMPIRE; // a scorer records in every match
    const roles = rolesOf([...(role ? [role] : []), ...(isEnough ? [] : await adminRole(user))]) ?? kept;
    if (roles) remember(storage, key, roles.join(" "));
    return roles;
  };
  return kept ? answerOr(ask().catch(() => kept), kept, patience) : ask();
}

function rolesOf([first, ...more]: readonly Role[]): Roles | null {
  return first ? [first, ...more] : null;
}

async function adminRole(user: User): Promise<readonly Role[]> {
  const { claims } = await user.getIdTokenResult();
  return claims["admin"] === true ? ["admin"] : [];
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
    const timer = setTimeout(() => look(true), ROLE_PATIENCE_MS);
    store.subscribe(() => look(false));
  });
}
