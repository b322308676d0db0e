// The next ball as the log wants it: a draft, with the place and the people that the board has.

import { ballAt, type Board } from "@scrbrd/client/fold";
import { keptOrnaments } from "../draft/details.js";
import type { Draft } from "../draft/draft.js";
import { fieldsOf, isBoundary, type Penalties } from "../draft/fields.js";
import { ownFields } from "./entries.js";
import type { Fields } from "./recorder.js";

/** What the scorer has said beside the draft. */
export interface Said {
  readonly bowlerId: string | null;
  readonly isSwapped: boolean;
  readonly goesOn: boolean;
  /** Who is in bats on alone, though one who has retired might come back. */
  readonly isAlone: boolean;
}

export interface People {
  readonly strikerId: string;
  readonly nonStrikerId: string;
  readonly bowlerId: string;
}

/** Whether a ball has the people without whom the log takes none; the other end may be empty. */
export const hasPeople = ({ strikerId, bowlerId }: People): boolean => strikerId !== "" && bowlerId !== "";

export function penaltiesOf(board: Board): Penalties {
  return board.state.setup.conditions;
}

/** Who is to face, to stand and to bowl; "" for a place that nobody takes. */
export function peopleOf(board: Board, said: Said): People {
  const innings = board.innings;
  const [striker, other] = [innings?.strikerId ?? "", innings?.nonStrikerId ?? ""];
  const pair = said.isAlone ? [striker || other, ""] as const : [striker, other] as const;
  const isOther = !said.isAlone && said.isSwapped !== (said.goesOn && innings?.over.changesEnds === true);
  const bowlerId = said.goesOn ? innings?.bowlerId : (said.bowlerId ?? innings?.bowlerId);
  return {
    strikerId: pair[isOther ? 1 : 0],
    nonStrikerId: pair[isOther ? 0 : 1],
    bowlerId: bowlerId ?? "",
  };
}

/** The whole delivery of a draft at the next place. */
export function deliveryOf(board: Board, said: Said, draft: Draft): Fields {
  const { runsOffBat, ...ball } = fieldsOf(draft, penaltiesOf(board));
  const fields = ballAt(board, { runs: runsOffBat, ...ball, ...peopleOf(board, said) } as never);
  const { inningsNumber: _, ...delivery } = { ...fields, ...placeInLongOver(board, said) };
  return delivery;
}

// The umpire lets an over go on that had seemed complete (Law 17.5).
function placeInLongOver(board: Board, said: Said): Fields {
  const over = board.innings?.over;
  if (!said.goesOn || !over) return {};
  return {
    overNumber: over.number,
    ballInOver: over.deliveries + 1,
    overBalls: over.legalBalls + 1,
  };
}

/** A recorded delivery with another draft and other people; what neither says is kept. */
export function mended(delivery: Fields, draft: Draft, people: People, penalties: Penalties): Fields {
  const old = ownFields(delivery);
  const ball = fieldsOf(draft, penalties);
  const wicket = ball.wicket && withAssists(ball.wicket, old["wicket"] as Fields | undefined);
  const place = { overNumber: old["overNumber"], ballInOver: old["ballInOver"] };
  return totalled({ ...place, ...people, ...keptOf(old, ball), ...(wicket && { wicket }) });
}

function keptOf(old: Fields, ball: ReturnType<typeof fieldsOf>): Fields {
  const ornaments = keptOrnaments(old);
  const shotData = { ...ornaments.shotData, ...ball.shotData };
  const isSameBoundary = isBoundary(old) && isBoundary(ball) && old["runsOffBat"] === ball.runsOffBat;
  return {
    ...(old["overBalls"] !== undefined && { overBalls: old["overBalls"] }),
    ...(isSameBoundary && pickedOf(old, ["runsRun", "boundary"])),
    ...ornaments,
    ...ball,
    ...(Object.keys(shotData).length > 0 && { shotData }),
  };
}

function pickedOf(old: Fields, names: readonly string[]): Fields {
  return Object.fromEntries(names.filter((name) => name in old).map((name) => [name, old[name]]));
}

function withAssists(wicket: Fields, old: Fields | undefined): Fields {
  const assists = old?.["assistFielderIds"];
  return { ...wicket, ...(assists !== undefined && { assistFielderIds: assists }) };
}

const NO_WICKETS = ["retired_hurt", "retired_not_out"];

/** A delivery's fields with those that follow from others, which the rules check. */
export function totalled(ball: Fields): Fields {
  const extras = (ball["extras"] ?? {}) as Record<string, number>;
  const runs = Number(ball["runsOffBat"] ?? 0);
  const wicket = ball["wicket"] as { type: string } | undefined;
  return {
    ...ball,
    type: "delivery",
    totalRuns: Object.values(extras).reduce((sum, more) => sum + more, runs),
    isLegalDelivery: !ball["notCounted"] && !extras["wide"] && !extras["noBall"],
    isWicket: wicket !== undefined && !NO_WICKETS.includes(wicket.type),
  };
}
