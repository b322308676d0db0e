// The form for the notes on a ball: the stroke and its direction, where the ball pitched, free text. Used for the
// ball being entered and for a ball being edited.

import { useState } from "preact/hooks";
import { type Details, pointTapped, withDetails, withSegment } from "../draft/details.js";
import { t } from "../texts.js";
import { Check, Select, Sheet, SheetForm, useMatch } from "./ui.js";

interface Props {
  readonly details: Details;
  readonly onChange: (details: Details) => void;
}

export function DetailsForm({ details, onChange }: Props) {
  const set = (changed: Partial<Details>) => onChange(withDetails(details, changed));
  const select = (name: "shotType" | "length" | "line", label: string, words: Readonly<Record<string, string>>) => (
    <Select label={label} value={details[name]} options={withNone(words, details[name])} onChange={(value) => set({ [name]: value })} />
  );
  return (
    <div class="stack">
      <Direction details={details} onChange={onChange} />
      <div class="grid-2">
        {select("shotType", t.details.stroke, t.details.strokes)}
        {select("length", t.details.length, t.details.lengths)}
        {select("line", t.details.line, t.details.lines)}
        <Select label={t.details.angle} value={details.angle} options={withNone(t.details.angles, details.angle)} onChange={(angle) => set({ angle })} />
      </div>
      <FreeText label={t.details.review} value={details.review} onChange={(review) => set({ review })} />
      <FreeText label={t.details.note} value={details.note} onChange={(note) => set({ note })} />
    </div>
  );
}

/** Return the options of a field, the empty one first; a value that is not among them is added. */
function withNone(words: Readonly<Record<string, string>>, value: string): (readonly [string, string])[] {
  const own = value && !(value in words) ? [[value, value] as const] : [];
  return [["", t.details.notGiven], ...Object.entries(words), ...own];
}

const MOST_CHARACTERS = 500;

function FreeText({ label, value, onChange }: { label: string; value: string; onChange: (value: string) => void }) {
  return (
    <label class="field">
      {label}
      <textarea rows={2} maxLength={MOST_CHARACTERS} value={value} onInput={(event) => onChange(event.currentTarget.value)} />
    </label>
  );
}

/** The direction of the stroke: a drawing of the ground to tap, and a list of segments. Their names are those of a
 * right-hander's field, unless the left-hander box is checked. */
function Direction({ details, onChange }: Props) {
  const [isLeft, setLeft] = useState(false);
  const names = isLeft ? t.details.segments.toReversed() : t.details.segments;
  const value = details.segment === null ? "" : String(details.segment);
  const options = names.map((name, place) => [String(place + 1), `${place + 1} · ${name}`] as const);
  const choose = (segment: string) => onChange(withSegment(details, segment ? Number(segment) : null));
  return (
    <div class="where">
      <Ground details={details} onPlace={(x, y) => onChange(withDetails(details, pointTapped(x, y)))} />
      <div class="stack">
        <Select label={t.details.where} value={value} options={[["", t.details.notGiven], ...options]} onChange={choose} />
        <Check label={t.details.leftHander} checked={isLeft} onChange={setLeft} />
      </div>
    </div>
  );
}

const RADIUS = 100;
const SEGMENT_DEGREES = 45;

function Ground({ details, onPlace }: { details: Details; onPlace: (x: number, y: number) => void }) {
  const { at, segment } = details;
  const tap = (event: MouseEvent & { currentTarget: SVGSVGElement }) => {
    const { left, top, width, height } = event.currentTarget.getBoundingClientRect();
    const scale = (part: number, whole: number) => (part / whole - 0.5) * 2 * RADIUS;
    onPlace(scale(event.clientX - left, width), -scale(event.clientY - top, height));
  };
  return (
    <svg class="ground" viewBox="-100 -100 200 200" aria-hidden="true" onClick={tap}>
      <circle class="grass" r={RADIUS - 1} />
      {segment !== null && <path class="through" d={sector(segment)} />}
      {[0, 1, 2, 3, 4, 5, 6, 7].map((each) => {
        const [x, y] = onCircle(each * SEGMENT_DEGREES, RADIUS - 1);
        return <line key={each} x2={x} y2={y} />;
      })}
      <rect class="pitch" x="-4" y="-34" width="8" height="36" />
      <text y="-40" text-anchor="middle">{t.score.bowler}</text>
      {at && <><line class="stroke" x2={at.x} y2={-at.y} /><circle class="ball-at" cx={at.x} cy={-at.y} r="5" /></>}
    </svg>
  );
}

function sector(segment: number): string {
  const [from, to] = [(segment - 1) * SEGMENT_DEGREES, segment * SEGMENT_DEGREES];
  const [start, end] = [onCircle(from, RADIUS - 1), onCircle(to, RADIUS - 1)];
  return `M0 0L${start.join(" ")}A${RADIUS - 1} ${RADIUS - 1} 0 0 1 ${end.join(" ")}Z`;
}

/** Return the point of a circle in a direction, in degrees clockwise from the top, in SVG coordinates. */
function onCircle(degrees: number, radius: number): [number, number] {
  const angle = (degrees * Math.PI) / 180;
  return [Math.round(radius * Math.sin(angle)), -Math.round(radius * Math.cos(angle))];
}

/** The dialog for the notes on the ball being entered; the ball itself is recorded on the pad. */
export function DetailsDialog() {
  const { session, dispatch } = useMatch();
  const [details, setDetails] = useState(session.draft.details);
  const close = () => dispatch({ event: "close" });
  const keep = () => {
    dispatch({ event: "part", part: { part: "details", details } });
    close();
  };
  return (
    <Sheet title={t.details.title} onClose={close}>
      <SheetForm submit={t.details.keep} onSubmit={keep}>
        <DetailsForm details={details} onChange={setDetails} />
      </SheetForm>
    </Sheet>
  );
}
