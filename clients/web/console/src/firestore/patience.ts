// What waits for the network on opening, and how long: bars without data answer nothing, while the
// device holds all that is needed to go on.

/** From the page's start until what the device remembers serves instead of an answer. */
export const PATIENCE_MS = 1_000;

/** The first of an answer and, once patience is over, what is remembered. */
export function answerOr<Answer>(asked: Promise<Answer>, remembered: Answer, patience: AbortSignal): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const giveUp = (): void => resolve(remembered);
    if (patience.aborted) giveUp();
    else patience.addEventListener("abort", giveUp, { once: true });
    asked.then(resolve, reject);
  });
}

interface WithFetch {
  fetch: typeof fetch;
}

/**
 * Give up every request when patience is over, until the returned function is called. Firebase's sign-in
 * asks the server about the remembered user before it says that there is one, for half a minute, and
 * Firestore waits for it; a request that failed lets both go on with that user.
 */
export function giveUpRequests(patience: AbortSignal, scope: WithFetch = globalThis): () => void {
  const original = scope.fetch;
  const impatient: typeof fetch = (input, init) => {
    const signals = init?.signal ? [init.signal, patience] : [patience];
    return original.call(globalThis, input, { ...init, signal: AbortSignal.any(signals) });
  };
  scope.fetch = impatient;
  return () => {
    if (scope.fetch === impatient) scope.fetch = original;
  };
}

/** A network that can be left alone for a while, as Firestore's. */
export interface Network {
  disable(): Promise<void>;
  enable(): Promise<void>;
}

/**
 * Open something by the network or, once patience is over, from what the device has; then the network
 * is there again. What the device has too little for is opened by the network, however long it takes.
 */
export async function openedSoon<Opened>(
  open: () => Promise<Opened>, network: Network, patience: AbortSignal,
): Promise<Opened> {
  let isLeft = false;
  const leave = (): void => {
    isLeft = true;
    void network.disable();
  };
  if (patience.aborted) leave();
  else patience.addEventListener("abort", leave, { once: true });
  try {
    return await open();
  } catch (error) {
    if (!isLeft) throw error;
    isLeft = false;
    void network.enable();
    return await open();
  } finally {
    patience.removeEventListener("abort", leave);
    if (isLeft) void network.enable();
  }
}
