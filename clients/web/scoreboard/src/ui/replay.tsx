// The replay: a slider over the balls of a match, with the score after each.

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { placeOf } from "../model/moments.ts";
import type { Moment } from "../model/moments.ts";
import { ballNumber, placedInBalls } from "../model/numbers.ts";
import { figuresIn } from "../model/standing.ts";
import { texts } from "../texts.ts";
import { Ball, toneOfDisplay } from "./ball.tsx";
import { isolateNames } from "./isolated.tsx";

const STEP_MS = 900;

interface ReplayProps {
  readonly moments: readonly Moment[];
  readonly titles: ReadonlyMap<number, string>;
  readonly set: number | null; // the balls in a set if the match counts balls
  /** Renders the part below the slider for a moment. */
  readonly below: (moment: Moment, isLast: boolean) => JSX.Element | null;
}

export function Replay({ moments, titles, set, below }: ReplayProps): JSX.Element {
  const chosen = useSignal<string | null>(null); // the id of the ball, not its index: others may be inserted before it
  const before = useRef(0);
  const isPlaying = useSignal(false);
  const last = moments.length - 1;
  const here = placeOf(moments, chosen.value, before.current);
  before.current = here;
  const go = (to: number): void => {
    chosen.value = moments[Math.max(0, Math.min(last, to))]?.id ?? null;
  };
  useEffect(() => {
    if (!isPlaying.value) return undefined;
    const timer = setTimeout(() => {
      if (here >= last) isPlaying.value = false;
      else go(here + 1);
    }, STEP_MS);
    return () => clearTimeout(timer);
  }, [isPlaying.value, here, last]);
  const moment = moments[here];
  if (!moment) return <p class="muted">{texts.noReplay}</p>;
  const words = `${titles.get(moment.innings) ?? ""} ${moment.runs}/${moment.wickets}, ${moment.over}`;
  return (
    <>
      <div class="replay card">
        <p class="muted">{texts.replayHelp}</p>
        <MomentView set={set} moment={moment} title={titles.get(moment.innings) ?? texts.inningsHeading(moment.innings)} />
        <label class="slider">
          <span>{texts.position}: {texts.ballOf(here + 1, moments.length)}</span>
          <input type="range" min={0} max={last} value={here} aria-valuetext={words} onInput={(event) => go(Number(event.currentTarget.value))} />
        </label>
        <div class="buttons">
          <button type="button" class="button" aria-disabled={here === 0} onClick={() => go(here - 1)}>{texts.previousBall}</button>
          <button type="button" class="button primary" onClick={() => { isPlaying.value = !isPlaying.value; }}>{isPlaying.value ? texts.stop : texts.play}</button>
          <button type="button" class="button" aria-disabled={here === last} onClick={() => go(here + 1)}>{texts.nextBall}</button>
        </div>
      </div>
      {below(moment, here === last)}
    </>
  );
}

function MomentView({ moment, title, set }: { moment: Moment; title: string; set: number | null }): JSX.Element {
  const overs = set === null ? texts.overs(moment.over) : texts.ballCount(ballNumber(moment.over, set));
  const [batters, bowler] = [moment.batters, moment.bowler && { ...moment.bowler, text: figuresIn(moment.bowler.text, set) }];
  return (
    <div class="moment">
      <p class="moment-score">
        <span>{isolateNames(title)}</span>
        <strong>{moment.runs}/{moment.wickets}</strong>
        <span class="muted">{moment.over ? overs : "\u00a0"}</span>
      </p>
      <p class="moment-text">
        {moment.isBall ? <Ball display={moment.display} tone={moment.isWicket ? "wicket" : toneOfDisplay(moment.display)} /> : null}
        <span>{isolateNames(set === null ? moment.text : placedInBalls(moment.text, set))}</span>
      </p>
      <p class="muted moment-who">
        {isolateNames([...batters, ...(bowler ? [bowler] : [])].map((each) => `${each.name} ${each.text}`.trim()).join(" · ") || "\u00a0")}
      </p>
    </div>
  );
}
