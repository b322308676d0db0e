// Limits how long opening the console waits for the network. With a weak signal no request is answered, while
// the device already holds everything needed to continue.

/** The time from the page's start after which remembered values are used instead of the server's answers. */
export const OPENING_DEADLINE_MS = 1_000;

/** Resolve with the response, or with the remembered value if the deadline comes first. */
export function responseOrRemembered<Value>(
  request: Promise<Value>, remembered: Value, deadline: AbortSignal,
): Promise<Value> {
  return new Promise((resolve, reject) => {
    const giveUp = (): void => resolve(remembered);
    if (deadline.aborted) giveUp();
    else deadline.addEventListener("abort", giveUp, { once: true });
    request.then(resolve, reject);
  });
}

interface WithFetch {
  fetch: typeof fetch;
}

/**
 * Abort every request at the deadline, until the returned function is called. Firebase's sign-in checks the
 * remembered user with the server, for up to half a minute, before it reports the user, and Firestore waits
 * for it. After a failed request both continue with the remembered user.
 */
export function abortRequestsAt(deadline: AbortSignal, scope: WithFetch = globalThis): () => void {
  const original = scope.fetch;
  const abortingFetch: typeof fetch = (input, init) => {
    const signals = init?.signal ? [init.signal, deadline] : [deadline];
    return original.call(globalThis, input, { ...init, signal: AbortSignal.any(signals) });
  };
  scope.fetch = abortingFetch;
  return () => {
    if (scope.fetch === abortingFetch) scope.fetch = original;
  };
}

/** A network connection that can be switched off for a while, such as Firestore's. */
export interface Network {
  disable(): Promise<void>;
  enable(): Promise<void>;
}

/**
 * Open something over the network or, after the deadline, from the device's cache; then switch the network on
 * again. If the cache does not suffice, open it over the network, however long that takes.
 */
export async function openByDeadline<Opened>(
  open: () => Promise<Opened>, network: Network, deadline: AbortSignal,
): Promise<Opened> {
  let isDisabled = false;
  const disable = (): void => {
    isDisabled = true;
    void network.disable();
  };
  if (deadline.aborted) disable();
  else deadline.addEventListener("abort", disable, { once: true });
  try {
    return await open();
  } catch (error) {
    if (!isDisabled) throw error;
    isDisabled = false;
    void network.enable();
    return await open();
  } finally {
    deadline.removeEventListener("abort", disable);
    if (isDisabled) void network.enable();
  }
}
