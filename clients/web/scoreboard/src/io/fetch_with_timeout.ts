// Aborts a request that gets no response. A phone between two networks, or a host that is gone, would leave the
// request pending for ever, and a page that waits for it would never start listening.

export const RESPONSE_TIMEOUT_MS = 20_000;

/** Return the response to a request; raises if it has not begun within twenty seconds. Its body may take longer. */
export async function fetchWithTimeout(read: typeof fetch, address: string, request: RequestInit = {}): Promise<Response> {
  const timeout = new AbortController();
  const timer = setTimeout(() => timeout.abort(), RESPONSE_TIMEOUT_MS);
  try {
    return await read(address, { ...request, signal: timeout.signal });
  } finally {
    clearTimeout(timer);
  }
}
