// The status line: the state of the connection, the age of the score, and the button that pauses updates.

import { computed } from "@preact/signals";
import type { JSX } from "preact";
import type { Link } from "../io/source.ts";
import { timeText } from "../model/times.ts";
import { clock } from "../state/clock.ts";
import { isPaused } from "../state/settings.ts";
import { texts } from "../texts.ts";

interface StatusProps {
  readonly link: Link;
  readonly changedAt: string | null; // of the score shown
  readonly since: number | null; // since when the page may be behind
  readonly canPause: boolean;
}

/** The beginning of the present day: a page left open overnight may show yesterday's score. */
const today = computed(() => new Date(clock.value).setHours(0, 0, 0, 0));
const minute = computed(() => Math.floor(clock.value / 60_000));

export function StatusLine({ link, changedAt, since, canPause }: StatusProps): JSX.Element {
  const state = isPaused.value ? texts.paused : link === "connected" ? texts.connected : link === "lost" ? texts.lost : texts.connecting;
  const tone = isPaused.value || link === "lost" ? "warning" : "good";
  const age = since === null ? "" : texts.age(Math.max(0, minute.value - Math.floor(since / 60_000)));
  const parts = [changedAt ? texts.asOf(timeText(changedAt, today.value)) : "", age].filter(Boolean);
  return (
    <div class="status-line">
      <p>
        {canPause || link === "lost" ? <span class={`badge ${tone}`}>{state}</span> : null} <span class="muted">{parts.join(", ")}</span>
      </p>
      {canPause
        ? <button type="button" class="button quiet" onClick={() => { isPaused.value = !isPaused.value; }}>
            {isPaused.value ? texts.resume : texts.pause}<span class="visually-hidden"> {texts.updates}</span>
          </button>
        : null}
    </div>
  );
}
