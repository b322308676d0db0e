// Opens Firebase for the desk and keeps the signed-in person. Sign-in is by e-mail and password only, because
// it opens no window of another origin, which the content security policy of the pages forbids.

import { batch, signal } from "@preact/signals";
import { initializeApp } from "firebase/app";
import {
  browserLocalPersistence, connectAuthEmulator, indexedDBLocalPersistence, initializeAuth,
  onAuthStateChanged, signInWithEmailAndPassword, signOut,
} from "firebase/auth";
import type { Auth } from "firebase/auth";
import { connectFirestoreEmulator, initializeFirestore } from "firebase/firestore";
import type { Firestore } from "firebase/firestore";
import { personOf } from "../model/persons.js";
import type { Person } from "../model/persons.js";
import type { Config } from "./config.js";

const RETRY_MS = 5_000;

/** The signed-in person; undefined if not known yet, null if nobody is signed in. */
export const person = signal<Person | null | undefined>(undefined);
/** Whether an account is signed in but its person cannot be read from the server yet. */
export const isUnreached = signal(false);

export interface Firebase {
  readonly db: Firestore;
  readonly auth: Auth;
}

export function openFirebase({ firebase, emulators }: Config): Firebase {
  const app = initializeApp(firebase);
  const auth = initializeAuth(app, { persistence: [indexedDBLocalPersistence, browserLocalPersistence] });
  const db = initializeFirestore(app, {});
  if (emulators) {
    const [host = "", port] = emulators.firestore.split(":");
    connectAuthEmulator(auth, emulators.auth, { disableWarnings: true });
    connectFirestoreEmulator(db, host, Number(port));
  }
  onAuthStateChanged(auth, async (user) => {
    const isSignedIn = (): boolean => auth.currentUser === user;
    const found = user && (await personOf(user, isSignedIn, waitToRetry));
    if (!isSignedIn()) return;
    batch(() => {
      isUnreached.value = false;
      person.value = found;
    });
  });
  return { db, auth };
}

function waitToRetry(error: unknown): Promise<void> {
  console.warn("the signed-in person cannot be read yet", error);
  isUnreached.value = true;
  return new Promise((resolve) => setTimeout(resolve, RETRY_MS));
}

export async function signIn({ auth }: Firebase, email: string, password: string): Promise<void> {
  await signInWithEmailAndPassword(auth, email.trim(), password);
}

export const signOutUser = ({ auth }: Firebase): Promise<void> => signOut(auth);
