// How numbers of cricket are written. Overs are overs and balls, never a fraction: a whole over is
// 12.0, and the Hundred counts balls.

export const NOT_KNOWN = "–";

/** "12.4", "12.0"; a dash where nothing is known. */
export function oversText(overs: number | null | undefined): string {
  return typeof overs === "number" && Number.isFinite(overs) ? overs.toFixed(1) : NOT_KNOWN;
}

/** "7.25"; a dash where there is nothing to divide by. */
export function rateText(rate: number | null | undefined): string {
  return typeof rate === "number" && Number.isFinite(rate) ? rate.toFixed(2) : NOT_KNOWN;
}

/** "143/2", "143" for a side that is all out; dashes for what is not known. */
export function scoreText(runs: number | null, wickets: number | null, isAllOut: boolean): string {
  const isShort = isAllOut || (runs === null && wickets === null);
  return isShort ? `${figure(runs)}` : `${figure(runs)}/${figure(wickets)}`;
}

/** "1 run", "2 runs"; the plural is given where it is not the singular with an s. */
export function counted(count: number, noun: string, plural = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : plural}`;
}

/** A number to show; a dash where it is not known: it may be anything but nought. */
export function figure(value: number | null | undefined): number | typeof NOT_KNOWN {
  return value ?? NOT_KNOWN;
}

/** A finite number, or the other. */
export function numberOr(value: unknown, other: number): number {
  return typeof value === "number" && Number.isFinite(value) ? value : other;
}

/** Legal balls of "12.4" overs of so many balls. */
export function ballsOf(overs: number, ballsPerOver: number): number {
  const whole = Math.trunc(overs + 1e-9);
  return whole * ballsPerOver + Math.round((overs - whole) * 10);
}

/** "11.3" as the Hundred says it, which counts balls: "58". */
export function ballNumber(over: string | number, ballsPerOver: number): string {
  return String(ballsOf(Number(over), ballsPerOver));
}

/** A text that begins with a place, "11.3 Smith to Jones", with the ball of the Hundred instead. */
export function placedInBalls(text: string, ballsPerOver: number): string {
  return text.replace(/^\d+\.\d+(?= )/, (over) => ballNumber(over, ballsPerOver));
}

/** The place of an over text, "12.4", as a number for a chart: 12 and four sixths. */
export function placeOf(over: string | null | undefined, ballsPerOver: number): number {
  const [whole = "0", balls = "0"] = (over ?? "").split(".");
  return numberOr(Number(whole), 0) + numberOr(Number(balls), 0) / ballsPerOver;
}

/** Rates are runs for so many balls, however many an over has. */
const RATE_BALLS = 6;

/** The rate at which runs come, or must; null where there is no ball to divide by. */
export function rateOf(runs: number | null, balls: number | null): number | null {
  return balls && runs !== null ? (runs * RATE_BALLS) / balls : null;
}
