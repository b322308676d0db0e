// A stream of server-sent events that is opened again where the browser has given it up: it comes back by itself
// from a lost connection, but never from an answer other than 200, such as a proxy's 429 or 503.

import type { Stop } from "./source.ts";

export const FIRST_WAIT_MS = 5_000;
export const LONGEST_WAIT_MS = 60_000;

export interface StreamHeard {
  /** By the name of the event, with its data. */
  readonly events: Readonly<Record<string, (data: unknown) => void>>;
  lost(): void;
}

/** Hears the events of an address until it is stopped; one that is opened again goes on behind the last event. */
export function followStream(address: string, heard: StreamHeard): Stop {
  let stream: EventSource;
  let last = "";
  let wait = FIRST_WAIT_MS;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const open = (): void => {
    stream = new EventSource(last ? `${address}?last_event_id=${encodeURIComponent(last)}` : address);
    for (const [name, tell] of Object.entries(heard.events)) {
      stream.addEventListener(name, (event) => {
        const { data, lastEventId } = event as MessageEvent<string>;
        last = lastEventId || last;
        wait = FIRST_WAIT_MS;
        tell(JSON.parse(data));
      });
    }
    stream.addEventListener("error", () => {
      heard.lost();
      if (stream.readyState !== EventSource.CLOSED) return;
      // Half of the wait is by chance, so that a crowd does not come back at once.
      timer = setTimeout(open, wait * (1 + Math.random()) / 2);
      wait = Math.min(wait * 2, LONGEST_WAIT_MS);
    });
  };
  open();
  return () => {
    clearTimeout(timer);
    stream.close();
  };
}
