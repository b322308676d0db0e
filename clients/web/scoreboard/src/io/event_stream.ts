// A stream of server-sent events that is reopened after the browser has given it up. The browser reconnects by itself
// after a lost connection, but not after a status other than 200, such as a proxy's 429 or 503.

import { keepListening } from "./keep_listening.ts";
import type { Stop } from "./source.ts";

export interface StreamHandlers {
  /** The handlers by the name of the event; each gets the event's data. */
  readonly events: Readonly<Record<string, (data: unknown) => void>>;
  lost(): void;
}

/** Pass the events of a stream to the handlers until it is stopped; a reopened stream continues after the last event. */
export function followStream(address: string, handlers: StreamHandlers): Stop {
  let last = "";
  return keepListening(({ alive, failed }) => {
    const stream = new EventSource(last ? `${address}?last_event_id=${encodeURIComponent(last)}` : address);
    for (const [name, handle] of Object.entries(handlers.events)) {
      stream.addEventListener(name, (event) => {
        const { data, lastEventId } = event as MessageEvent<string>;
        last = lastEventId || last;
        alive();
        handle(JSON.parse(data));
      });
    }
    stream.addEventListener("error", () => (stream.readyState === EventSource.CLOSED ? failed() : handlers.lost()));
    return () => stream.close();
  }, handlers.lost);
}
