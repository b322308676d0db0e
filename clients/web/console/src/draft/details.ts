// Optional notes on a ball in addition to its score: the stroke and its direction, where the ball pitched,
// the bowler's side of the wicket, a review, free text. Pure.

/** The place that the ball was hit to, seen from above with the bowler at the top. The striker is at 0, 0,
 * x grows to the right, and the boundary is at distance 100. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** The notes on a ball: texts are "" and numbers null if not given. `shotType`, `length` and `line` take the
 * values of `shotData` (docs/log.md); `segment` is 1 to 8, clockwise from the bowler's right. */
export interface Details {
  readonly shotType: string;
  readonly segment: number | null;
  readonly at: Point | null;
  readonly length: string;
  readonly line: string;
  readonly angle: string;
  readonly review: string;
  readonly note: string;
}

export const NO_DETAILS: Details = {
  shotType: "", segment: null, at: null, length: "", line: "", angle: "", review: "", note: "",
};

/** The fields of a delivery that hold its details. */
export interface DetailFields {
  shotData?: Record<string, unknown>;
  bowlingAngle?: string;
  review?: string;
  note?: string;
}

const SEGMENTS = 8;
const BOUNDARY = 100;

/** Return the details with some of them replaced; `NO_DETAILS` itself if none is left. */
export function withDetails(details: Details, changed: Partial<Details>): Details {
  const next = { ...details, ...changed };
  const hasAny = Object.values(next).some((each) => each !== "" && each !== null);
  return hasAny ? next : NO_DETAILS;
}

/** Return the point of a tap on the ground, at most at the boundary, and its segment. */
export function pointTapped(x: number, y: number): Pick<Details, "at" | "segment"> {
  const distance = Math.hypot(x, y);
  const scale = distance > BOUNDARY ? BOUNDARY / distance : 1;
  const at = { x: Math.round(x * scale), y: Math.round(y * scale) };
  return at.x || at.y ? { at, segment: segmentOf(at) } : { at: null, segment: null };
}

/** Return the segment of a point, 1 to 8. */
export function segmentOf({ x, y }: Point): number {
  const clockwise = (Math.atan2(x, y) / (2 * Math.PI) + 1) % 1;
  return Math.floor(clockwise * SEGMENTS) + 1;
}

/** Return the details with another segment; a point outside that segment is removed. */
export function withSegment(details: Details, segment: number | null): Details {
  const at = details.at && segmentOf(details.at) === segment ? details.at : null;
  return withDetails(details, { segment, at });
}

/** Return the fields that the details add to a delivery; details that are not given add none. */
export function detailFields(details: Details): DetailFields {
  const { shotType, segment, at, length, line, angle } = details;
  const shotData = {
    ...(shotType && { shotType }),
    ...(segment !== null && { wagonWheelSegment: segment }),
    ...(at !== null && { coordinates: at }),
    ...(length && { length }),
    ...(line && { line }),
  };
  const [review, note] = [details.review.trim(), details.note.trim()];
  return {
    ...(Object.keys(shotData).length > 0 && { shotData }),
    ...(angle && { bowlingAngle: angle }),
    ...(review && { review }),
    ...(note && { note }),
  };
}

/** The fields of `shotData` that the details set; an edit keeps the other fields of a recorded ball. */
const SHOT_FIELDS = ["shotType", "wagonWheelSegment", "coordinates", "length", "line"];

/** Return the details of a recorded delivery. Its `shotData` and `review` may hold anything. */
export function detailsOf(ball: Readonly<Record<string, unknown>>): Details {
  const shot = mapOf(ball["shotData"]);
  const segment = shot["wagonWheelSegment"];
  const { x, y } = mapOf(shot["coordinates"]);
  return withDetails(NO_DETAILS, {
    shotType: text(shot["shotType"]),
    segment: typeof segment === "number" ? segment : null,
    at: typeof x === "number" && typeof y === "number" ? { x, y } : null,
    length: text(shot["length"]),
    line: text(shot["line"]),
    angle: text(ball["bowlingAngle"]),
    review: text(ball["review"]),
    note: text(ball["note"]),
  });
}

/** Return the notes of a recorded delivery that this form cannot edit: a speed, a structured review. */
export function uneditableDetails(ball: Readonly<Record<string, unknown>>): DetailFields {
  const shot = Object.entries(mapOf(ball["shotData"])).filter(([name]) => !SHOT_FIELDS.includes(name));
  const review = ball["review"];
  return {
    ...(shot.length > 0 && { shotData: Object.fromEntries(shot) }),
    ...(typeof review === "object" && review !== null && { review: review as unknown as string }),
  };
}

function mapOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

const text = (value: unknown): string => (typeof value === "string" ? value : "");
