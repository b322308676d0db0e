// Finds the person of an account, to whom roles are granted. Uses only the account that it is given.

export interface Person {
  readonly personId: string;
  readonly email: string;
  readonly isAdmin: boolean;
}

/** The part of a Firebase account that is used. */
export interface Account {
  readonly uid: string;
  readonly email: string | null;
  getIdTokenResult(): Promise<{ readonly claims: Readonly<Record<string, unknown>> }>;
}

/**
 * Return the person of an account: its claim `personId`, or without one the account's uid. An expired token can only
 * be renewed over the network, so it is requested again after each `wait` while the account `isSignedIn`; null
 * when it no longer is.
 */
export async function personOf(
  user: Account, isSignedIn: () => boolean, wait: (error: unknown) => Promise<void>,
): Promise<Person | null> {
  while (isSignedIn()) {
    try {
      const { claims } = await user.getIdTokenResult();
      if (!isSignedIn()) break;
      const personId = typeof claims["personId"] === "string" ? claims["personId"] : user.uid;
      return { personId, email: user.email ?? "", isAdmin: claims["admin"] === true };
    } catch (error) {
      await wait(error);
    }
  }
  return null;
}
