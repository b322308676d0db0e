// Firebase as the desk needs it, and who is signed in. Signing in is by e-mail and password: no
// window of another origin is opened, and the policy of the pages lets none in.

import { signal } from "@preact/signals";
import { initializeApp } from "firebase/app";
import {
  browserLocalPersistence, connectAuthEmulator, indexedDBLocalPersistence, initializeAuth,
  onAuthStateChanged, signInWithEmailAndPassword, signOut,
} from "firebase/auth";
import type { Auth, User } from "firebase/auth";
import { connectFirestoreEmulator, initializeFirestore } from "firebase/firestore";
import type { Firestore } from "firebase/firestore";
import type { Config } from "./config.js";

export interface Person {
  readonly personId: string;
  readonly email: string;
  readonly isAdmin: boolean;
}

/** Undefined: not known yet. Null: nobody is signed in. */
export const person = signal<Person | null | undefined>(undefined);

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
    person.value = user && (await personOf(user));
  });
  return { db, auth };
}

/** Roles are given to persons: the claim `personId`, or else the account. */
async function personOf(user: User): Promise<Person> {
  const { claims } = await user.getIdTokenResult();
  const personId = typeof claims["personId"] === "string" ? claims["personId"] : user.uid;
  return { personId, email: user.email ?? "", isAdmin: claims["admin"] === true };
}

export async function signIn({ auth }: Firebase, email: string, password: string): Promise<void> {
  await signInWithEmailAndPassword(auth, email.trim(), password);
}

export const leave = ({ auth }: Firebase): Promise<void> => signOut(auth);
