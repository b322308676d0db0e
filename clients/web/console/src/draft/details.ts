// What may be noted of a ball beside its score: the stroke and where it went, where the ball pitched,
// the bowler's side of the wicket, a review, words. Nobody must. Pure.

/** Where the ball went, seen from above with the bowler at the top; the striker is 0, 0 and the
 * boundary 100 away, x to the right. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Texts are "" and numbers null where nothing was said. `shotType`, `length` and `line` are the
 * words of `shotData` (docs/log.md); `segment` is 1 to 8, clockwise from the bowler's right. */
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

/** The fields of a delivery that details make. */
export interface DetailFields {
  shotData?: Record<string, unknown>;
  bowlingAngle?: string;
  review?: string;
  note?: string;
}

const SEGMENTS = 8;
const BOUNDARY = 100;

/** Details with some of them otherwise; `NO_DETAILS` itself where nothing is left. */
export function withDetails(details: Details, said: Partial<Details>): Details {
  const next = { ...details, ...said };
  const isSaid = Object.values(next).some((each) => each !== "" && each !== null);
  return isSaid ? next : NO_DETAILS;
}

/** A tap on the ground: the point, no further than the boundary, and the segment it lies in. */
export function placed(x: number, y: number): Pick<Details, "at" | "segment"> {
  const distance = Math.hypot(x, y);
  const scale = distance > BOUNDARY ? BOUNDARY / distance : 1;
  const at = { x: Math.round(x * scale), y: Math.round(y * scale) };
  return at.x || at.y ? { at, segment: segmentOf(at) } : { at: null, segment: null };
}

/** The segment of a point. */
export function segmentOf({ x, y }: Point): number {
  const clockwise = (Math.atan2(x, y) / (2 * Math.PI) + 1) % 1;
  return Math.floor(clockwise * SEGMENTS) + 1;
}

/** The segment chosen by its name; a point that lies elsewhere is forgotten. */
export function throughSegment(details: Details, segment: number | null): Details {
  const at = details.at && segmentOf(details.at) === segment ? details.at : null;
  return withDetails(details, { segment, at });
}

/** What details add to a delivery; nothing that was not said is said. */
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

/** The parts of `shotData` that details say; others of a recorded ball are kept beside them. */
const OF_A_SHOT = ["shotType", "wagonWheelSegment", "coordinates", "length", "line"];

/** The details of a recorded delivery, whose ornaments may hold anything. */
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

/** What a recorded delivery has beside the details that can be edited: a speed, a review in parts. */
export function keptOrnaments(ball: Readonly<Record<string, unknown>>): DetailFields {
  const shot = Object.entries(mapOf(ball["shotData"])).filter(([name]) => !OF_A_SHOT.includes(name));
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
