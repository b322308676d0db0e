// A stream of server-sent events that is opened again where the browser has given it up: it comes back by itself
// from a lost connection, but never from an answer other than 200, such as a proxy's 429 or 503.

import { keepListening } from "./keep_listening.ts";
import type { Stop } from "./source.ts";

export interface StreamHeard {
  /** By the name of the event, with its data. */
  readonly events: Readonly<Record<string, (data: unknown) => void>>;
  lost(): void;
}

/** Hears the events of an address until it is stopped; one that is opened again goes on behind the last event. */
export function followStream(address: string, heard: StreamHeard): Stop {
  let last = "";
  return keepListening(({ alive, failed }) => {
    const stream = new EventSource(last ? `${address}?last_event_id=${encodeURIComponent(last)}` : address);
    for (const [name, tell] of Object.entries(heard.events)) {
      stream.addEventListener(name, (event) => {
        const { data, lastEventId } = event as MessageEvent<string>;
        last = lastEventId || last;
        alive();
        tell(JSON.parse(data));
      });
    }
    stream.addEventListener("error", () => (stream.readyState === EventSource.CLOSED ? failed() : heard.lost()));
    return () => stream.close();
  }, heard.lost);
}
