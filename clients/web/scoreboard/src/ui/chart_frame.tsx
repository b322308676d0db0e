// Axes, scales and the frame of the charts, which are drawn by hand as SVG.

import type { ComponentChildren, JSX } from "preact";
import { texts } from "../texts.ts";
import { isolateNames } from "./isolated.tsx";

export const WIDTH = 440;
export const HEIGHT = 250;
const MARGIN = { left: 34, right: 10, top: 12, bottom: 30 };

export interface Scale {
  readonly x: (value: number) => number;
  readonly y: (value: number) => number;
  readonly xTicks: readonly number[];
  readonly yTicks: readonly number[];
}

/** Return the scales from zero to the maximum on both axes, with round ticks. */
export function scaleOf(mostX: number, mostY: number): Scale {
  const [right, top] = [Math.max(1, mostX), Math.max(1, mostY)];
  const [xTicks, yTicks] = [ticksTo(right, 6), ticksTo(top, 5)];
  const ceiling = Math.max(top, yTicks.at(-1) ?? top);
  return {
    x: (value) => MARGIN.left + (value / right) * (WIDTH - MARGIN.left - MARGIN.right),
    y: (value) => HEIGHT - MARGIN.bottom - (value / ceiling) * (HEIGHT - MARGIN.top - MARGIN.bottom),
    xTicks, yTicks,
  };
}

/** Return round numbers from 0 on, with at most `most` steps; the last is less than a step below the end. */
export function ticksTo(end: number, most: number): number[] {
  const rough = end / most;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = Math.max(1, [1, 2, 5, 10].map((each) => each * power).find((each) => each >= rough) ?? rough);
  return Array.from({ length: Math.floor(end / step) + 1 }, (_, place) => place * step);
}

interface FrameProps {
  readonly title: string;
  readonly subtitle: string;
  readonly scale: Scale;
  readonly children: ComponentChildren;
  readonly legend?: readonly LegendEntry[];
  readonly table: Table;
}

export interface LegendEntry {
  readonly name: string;
  readonly side: number;
  readonly kind: "line" | "bar";
}

export interface Table {
  readonly head: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
}

export function Frame({ title, subtitle, scale, children, legend = [], table }: FrameProps): JSX.Element {
  return (
    <figure class="chart card">
      <figcaption><h2>{isolateNames(title)}</h2><p class="muted">{isolateNames(subtitle)}</p></figcaption>
      <Legend entries={legend} />
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true" focusable="false">
        {scale.yTicks.map((tick) => (
          <g key={tick}>
            <line class="grid" x1={scale.x(0)} x2={WIDTH - MARGIN.right} y1={scale.y(tick)} y2={scale.y(tick)} />
            <text class="tick" x={MARGIN.left - 6} y={scale.y(tick) + 4} text-anchor="end">{tick}</text>
          </g>
        ))}
        {scale.xTicks.map((tick) => (
          <text key={tick} class="tick" x={scale.x(tick)} y={HEIGHT - MARGIN.bottom + 18} text-anchor="middle">{tick}</text>
        ))}
        {children}
      </svg>
      <AsTable title={title} table={table} />
    </figure>
  );
}

export function Legend({ entries }: { entries: readonly LegendEntry[] }): JSX.Element | null {
  if (!entries.length) return null;
  return (
    <ul class="legend">
      {entries.map((each) => (
        <li key={each.name}>
          <svg viewBox="0 0 28 12" width="28" height="12" aria-hidden="true" focusable="false">
            {each.kind === "line"
              ? <line class={`stroke side-${each.side}`} x1="1" x2="27" y1="6" y2="6" />
              : <rect class={`fill side-${each.side}`} x="2" y="1" width="24" height="10" />}
          </svg>
          <span>{isolateNames(each.name)}</span>
        </li>
      ))}
    </ul>
  );
}

/** The same data as a table, for screen readers and for exact numbers. */
export function AsTable({ title, table }: { title: string; table: Table }): JSX.Element {
  return (
    <details class="as-table">
      <summary>{texts.asTable}<span class="visually-hidden">: {isolateNames(title)}</span></summary>
      <div class="scroller" tabIndex={0} role="region" aria-label={title}>
        <table class="figures">
          <caption class="visually-hidden">{title}</caption>
          <thead><tr>{table.head.map((cell, place) => <th key={place} scope="col" class={place ? "number" : ""}>{isolateNames(cell)}</th>)}</tr></thead>
          <tbody>
            {table.rows.map((row, place) => (
              <tr key={place}>
                {row.map((cell, column) => column ? <td key={column} class="number">{cell}</td> : <th key={column} scope="row">{cell}</th>)}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
