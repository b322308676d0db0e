// The charts: worm, manhattan, run rate and wagon wheel.

import type { JSX } from "preact";
import type { InningsChart, Point, Wheel } from "../model/charts.ts";
import { texts } from "../texts.ts";
import { AsTable, Frame, HEIGHT, scaleOf } from "./chart_frame.tsx";
import type { LegendEntry } from "./chart_frame.tsx";
import { isolateNames } from "./isolated.tsx";

const BOTTOM = HEIGHT - 30;

/** Return the number of an innings' drawing style: the colour and dash of its side, finer dashes for a second innings. */
function styleOf(chart: InningsChart, all: readonly InningsChart[]): number {
  return all.indexOf(chart) % 4;
}

function legendOf(charts: readonly InningsChart[], kind: "line" | "bar"): LegendEntry[] {
  return charts.map((each) => ({ name: each.title, side: styleOf(each, charts), kind }));
}

function pathOf(points: readonly Point[], x: (value: number) => number, y: (value: number) => number): string {
  return points.map((each, place) => `${place ? "L" : "M"}${x(each.over).toFixed(1)} ${y(each.runs).toFixed(1)}`).join("");
}

export function Worm({ charts }: { charts: readonly InningsChart[] }): JSX.Element {
  const all = charts.flatMap((each) => each.worm);
  const scale = scaleOf(Math.max(...all.map((each) => each.over)), Math.max(...all.map((each) => each.runs)));
  return (
    <Frame title={texts.worm} subtitle={texts.wormOf} scale={scale} legend={legendOf(charts, "line")} table={wormTable(charts)}>
      {charts.map((each) => (
        <g key={each.number}>
          <path class={`stroke side-${styleOf(each, charts)}`} d={pathOf(each.worm, scale.x, scale.y)} />
          {each.falls.map((fall, place) => (
            <circle key={place} class={`fall side-${styleOf(each, charts)}`} cx={scale.x(fall.over)} cy={scale.y(fall.runs)} r="4.5" />
          ))}
        </g>
      ))}
    </Frame>
  );
}

/** Return the table of a worm: the total of each innings at the end of each over. */
function wormTable(charts: readonly InningsChart[]): { head: string[]; rows: (string | number)[][] } {
  const most = Math.max(0, ...charts.map((each) => each.overs.at(-1)?.over ?? 0));
  const totals = charts.map((each) => totalsOf(each));
  return {
    head: [texts.over, ...charts.map((each) => each.title)],
    rows: Array.from({ length: most }, (_, over) => [over + 1, ...totals.map((each) => each.get(over + 1) ?? "")]),
  };
}

function totalsOf(chart: InningsChart): Map<number, string> {
  let [runs, wickets] = [0, 0];
  return new Map(chart.overs.map((each) => {
    runs += each.runs;
    wickets += each.wickets;
    return [each.over, `${runs}/${wickets}`];
  }));
}

export function Manhattan({ chart, style }: { chart: InningsChart; style: number }): JSX.Element {
  const scale = scaleOf(Math.max(...chart.overs.map((each) => each.over)), Math.max(6, ...chart.overs.map((each) => each.runs + 2)));
  const width = Math.max(2, (scale.x(1) - scale.x(0)) * 0.72);
  const table = { head: [texts.over, texts.runs, texts.wickets], rows: chart.overs.map((each) => [each.over, each.runs, each.wickets]) };
  return (
    <Frame title={`${texts.manhattan}: ${chart.title}`} subtitle={texts.manhattanOf} scale={scale} table={table}>
      {chart.overs.map((each) => {
        const middle = scale.x(each.over - 0.5);
        return (
          <g key={each.over}>
            <rect class={`fill side-${style}`} x={middle - width / 2} y={scale.y(each.runs)} width={width} height={Math.max(0, BOTTOM - scale.y(each.runs))} rx="1.5" />
            {Array.from({ length: each.wickets }, (_, place) => (
              <circle key={place} class="wicket-dot" cx={middle} cy={scale.y(each.runs) - 8 - place * 10} r="4" />
            ))}
          </g>
        );
      })}
    </Frame>
  );
}

export function Rates({ charts }: { charts: readonly InningsChart[] }): JSX.Element {
  const all = charts.flatMap((each) => each.rates);
  const scale = scaleOf(Math.max(...all.map((each) => each.over)), Math.max(...all.map((each) => each.runs)));
  const most = Math.max(0, ...charts.map((each) => each.overs.at(-1)?.over ?? 0));
  const rateAt = (chart: InningsChart, over: number): string => {
    const found = chart.rates.find((each) => Math.ceil(each.over) === over);
    return found ? found.runs.toFixed(2) : "";
  };
  const rows = Array.from({ length: most }, (_, over) => [over + 1, ...charts.map((each) => rateAt(each, over + 1))]);
  return (
    <Frame title={texts.runRate} subtitle={texts.rate} scale={scale} legend={legendOf(charts, "line")} table={{ head: [texts.over, ...charts.map((each) => each.title)], rows }}>
      {charts.map((each) => <path key={each.number} class={`stroke side-${styleOf(each, charts)}`} d={pathOf(each.rates, scale.x, scale.y)} />)}
    </Frame>
  );
}

const RADIUS = 140;

/** A wagon wheel: the runs through each of eight segments, with the striker in the middle and the first at the top. */
export function WheelView({ wheel }: { wheel: Wheel }): JSX.Element {
  const most = Math.max(1, ...wheel.segments.map((each) => each.runs));
  return (
    <figure class="chart card wheel">
      <figcaption><h2>{texts.wheel}</h2><p class="muted">{isolateNames(texts.wheelOf(wheel.title))}</p></figcaption>
      <svg viewBox="-170 -170 340 340" aria-hidden="true" focusable="false">
        <circle class="ground" r={RADIUS} />
        {wheel.segments.map((each, place) => {
          const from = -90 + place * 45;
          const label = pointAt(from + 22.5, RADIUS + 16);
          return (
            <g key={each.segment}>
              {each.runs ? <path class="fill side-0" d={sector(from, from + 45, 24 + ((RADIUS - 24) * each.runs) / most)} /> : null}
              <line class="grid" x2={pointAt(from, RADIUS)[0]} y2={pointAt(from, RADIUS)[1]} />
              <text class="tick" x={label[0]} y={label[1] + 4} text-anchor="middle">{each.runs}</text>
            </g>
          );
        })}
      </svg>
      <AsTable title={texts.wheelOf(wheel.title)} table={{
        head: [texts.segment, texts.runs, texts.strokes], rows: wheel.segments.map((each) => [each.segment, each.runs, each.strokes]),
      }} />
    </figure>
  );
}

function pointAt(degrees: number, radius: number): [number, number] {
  const angle = (degrees * Math.PI) / 180;
  return [Math.round(radius * Math.cos(angle) * 10) / 10, Math.round(radius * Math.sin(angle) * 10) / 10];
}

function sector(from: number, to: number, radius: number): string {
  const [start, end] = [pointAt(from, radius), pointAt(to, radius)];
  return `M0 0L${start.join(" ")}A${radius.toFixed(1)} ${radius.toFixed(1)} 0 0 1 ${end.join(" ")}Z`;
}
