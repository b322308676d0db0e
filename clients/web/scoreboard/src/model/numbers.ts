// Formats the numbers of cricket. Overs are written as overs and balls, never as a fraction: twelve whole overs are
// 12.0. The Hundred counts balls.

export const NOT_KNOWN = "–";

/** Return overs as text, "12.4", "12.0"; a dash if they are not known. */
export function oversText(overs: number | null | undefined): string {
  return typeof overs === "number" && Number.isFinite(overs) ? overs.toFixed(1) : NOT_KNOWN;
}

/** Return a rate as text, "7.25"; a dash if there is none. */
export function rateText(rate: number | null | undefined): string {
  return typeof rate === "number" && Number.isFinite(rate) ? rate.toFixed(2) : NOT_KNOWN;
}

/** Return a score as text: "143/2", or "143" for a side that is all out; dashes for unknown numbers. */
export function scoreText(runs: number | null, wickets: number | null, isAllOut: boolean): string {
  const isShort = isAllOut || (runs === null && wickets === null);
  return isShort ? `${figure(runs)}` : `${figure(runs)}/${figure(wickets)}`;
}

/** Return a count with its noun: "1 run", "2 runs"; `many` is the plural if it is not the singular with an s. */
export function plural(count: number, noun: string, many = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : many}`;
}

/** Return a number to show; a dash if it is not known, because it need not be zero. */
export function figure(value: number | null | undefined): number | typeof NOT_KNOWN {
  return value ?? NOT_KNOWN;
}

/** Return the value if it is a finite number, else the other. */
export function numberOr(value: unknown, other: number): number {
  return typeof value === "number" && Number.isFinite(value) ? value : other;
}

/** Return the legal balls in overs such as 12.4. */
export function ballsOf(overs: number, ballsPerOver: number): number {
  const whole = Math.trunc(overs + 1e-9);
  return whole * ballsPerOver + Math.round((overs - whole) * 10);
}

/** Return an over text as a number of balls, for the Hundred: "11.3" is "58". */
export function ballNumber(over: string | number, ballsPerOver: number): string {
  return String(ballsOf(Number(over), ballsPerOver));
}

/** Return a text that begins with a place, "11.3 Smith to Jones", with the number of the ball instead, for the Hundred. */
export function placedInBalls(text: string, ballsPerOver: number): string {
  return text.replace(/^\d+\.\d+(?= )/, (over) => ballNumber(over, ballsPerOver));
}

/** Return an over text as a number for a chart: "12.4" is 12 and four sixths. */
export function placeOf(over: string | null | undefined, ballsPerOver: number): number {
  const [whole = "0", balls = "0"] = (over ?? "").split(".");
  return numberOr(Number(whole), 0) + numberOr(Number(balls), 0) / ballsPerOver;
}

/** Rates are runs per this many balls, however many an over has. */
const RATE_BALLS = 6;

/** Return a run rate or required rate; null if there are no balls. */
export function rateOf(runs: number | null, balls: number | null): number | null {
  return balls && runs !== null ? (runs * RATE_BALLS) / balls : null;
}
