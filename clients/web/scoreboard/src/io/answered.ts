// Asks a server and gives it up where it says nothing: a phone between two networks, or a host that
// is gone, leaves a request without an end, and a page that waits for it listens to nobody.

export const LONGEST_SILENCE_MS = 20_000;

/** The answer to a request, which may be long; raises where none has begun in twenty seconds. */
export async function answered(read: typeof fetch, address: string, request: RequestInit = {}): Promise<Response> {
  const silence = new AbortController();
  const timer = setTimeout(() => silence.abort(), LONGEST_SILENCE_MS);
  try {
    return await read(address, { ...request, signal: silence.signal });
  } finally {
    clearTimeout(timer);
  }
}
