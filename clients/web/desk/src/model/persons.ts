// Who an account is: the person whom roles are given to. Asks a user it is handed, and nobody else.

export interface Person {
  readonly personId: string;
  readonly email: string;
  readonly isAdmin: boolean;
}

/** What is asked of an account of Firebase. */
export interface Account {
  readonly uid: string;
  readonly email: string | null;
  getIdTokenResult(): Promise<{ readonly claims: Readonly<Record<string, unknown>> }>;
}

/**
 * Return who an account is: the claim `personId`, or else the account. A token that has run out
 * needs a network to be renewed, so it is asked for again after each `wait`, as long as the account
 * `isSignedIn`; null when it no longer is.
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
