// All texts of the desk, in English. Texts that users wrote are never here.

import type { Penalties, RuledExtra } from "./model/balls.js";
import type { Seat, Total } from "./model/documents.js";
import type { Failure } from "./model/failures.js";
import type { DisputeRow, Fault } from "./model/disputes.js";
import type { Severity } from "./model/health.js";
import type { Mark, Oddity, Part } from "./model/lineups.js";
import type { Closed, State } from "./model/matches.js";
import type { Method } from "./model/roles.js";
import type { ScoreChange, RulingRow, RulingStatus } from "./model/rulings.js";
import type { TierFault } from "./model/tier.js";
import { claimInWords, plural } from "./texts_ball.js";

export { ballInWords, claimInWords } from "./texts_ball.js";

/** Return a total as on a scorecard: runs for wickets. */
export const totalInWords = ({ runs, wickets }: Pick<Total, "runs" | "wickets">): string => `${runs} for ${wickets}`;

/** Return the place of a dispute: a ball, or the number of legal balls after which a data provider's score differs. */
export function placeInWords({ inningsNumber, place, totals }: DisputeRow): string {
  return totals
    ? `Innings ${inningsNumber}, after ${plural(totals.log.legalBalls, "legal ball")}`
    : texts.disputes.place(inningsNumber, place);
}

/** Return how a dispute was resolved; null if it was not. */
export function resolvedInWords({ method, totals }: DisputeRow): string | null {
  if (totals && method === "gone") return texts.disputes.agreesAgain(totals.provider);
  return method && (texts.disputes.methods[method] ?? method);
}

/** Return the content of a ruling: whose version of the ball it accepts, and the ball. */
export function rulingInWords({ accepts, ball, fields }: Pick<RulingRow, "accepts" | "ball" | "fields">, nameOf: (id: string) => string): string {
  if (accepts === "neither") return "there was no such ball";
  const ballText = ball ? `: ${claimInWords(ball, fields, nameOf)}` : "";
  if (accepts === "action") return `the officials’ own word${ballText}`;
  return `the word of the ${texts.seats[accepts as Seat]?.toLowerCase() ?? accepts}${ballText}`;
}

/** Return sentences about the seats whose claims a ruling leaves out. */
export const aboutInWords = ({ missed, leftOut }: Pick<RulingRow, "missed" | "leftOut">): string[] => [
  ...missed.map((seat) => texts.ruling.isOfNext(texts.seats[seat])),
  ...(leftOut.length ? [texts.overrule.leftOut(leftOut.map((seat) => texts.seats[seat]))] : []),
];

/** Return how the claims of a dispute differ. */
export function differenceInWords({ kind, fields, claims }: Pick<DisputeRow, "kind" | "fields" | "claims">): string {
  const { differ, kinds, facts } = texts.disputes;
  if (kind !== "detail" && (kind !== "score" || !claims.length)) return kinds[kind] ?? kind;
  if (fields.includes("type") || (claims.length > 0 && claims.every(({ ball }) => ball.type !== "delivery"))) return facts;
  return fields.length && (kind === "detail" || !fields.includes("score")) ? differ(fields) : (kinds[kind] ?? kind);
}

/** Return the change of an innings' score in words; null means that it is not known before the ball is counted. */
export function changeInWords(change: ScoreChange | null, inningsNumber: number): string {
  if (!change) return "The score is counted anew.";
  const { from, to, runs, wickets, legalBalls } = change;
  if (!runs && !wickets && !legalBalls) return "The score stays as it is; the figures of the players may change.";
  const more = (count: number, one: string): string[] =>
    count ? [`${plural(Math.abs(count), one)} ${count > 0 ? "more" : "fewer"}`] : [];
  const parts = [...more(runs, "run"), ...more(wickets, "wicket"), ...more(legalBalls, "legal ball")].join(", ");
  return from && to && (runs || wickets)
    ? `Innings ${inningsNumber}: ${totalInWords(from)} becomes ${totalInWords(to)} (${parts}).`
    : `Innings ${inningsNumber}: ${parts}.`;
}

const FIELDS: Record<string, string> = {
  score: "the score", strikerId: "the striker", nonStrikerId: "the non-striker", bowlerId: "the bowler",
  overNumber: "the over", boundary: "whether it was a boundary", runsRun: "the runs that were run",
  overBalls: "the balls of the over", "wicket.type": "how the batter was out", "wicket.fielderIds": "the fielders",
  "wicket.assistFielderIds": "who helped", "wicket.substituteIds": "the substitutes", "wicket.end": "the end",
  "wicket.crossed": "whether they crossed",
};

export const texts = {
  title: "Officials’ desk",
  titleOf: (home: string, away: string) => `${home} v ${away} – Officials’ desk`,
  versus: "v",
  skip: "Skip to the match",
  loading: "Loading …",
  noMatch: "There is no match at this address.",
  unreached: "The server cannot be reached. The match is shown as soon as it can.",
  unreachedList: "The server cannot be reached. Your matches are shown as soon as it can.",
  stale: "No connection: what you see may be old, and nothing can be sent.",
  listenerFailed: "Part of this match is no longer updated. Reload the page.",
  unknown: "The server cannot be reached. The desk opens as soon as it can.",
  noConfig: "The desk cannot be opened: its settings cannot be read.",
  watch: "Spectators’ page",
  theme: "Colours",
  themes: { system: "As the system", light: "Light", dark: "Dark" },
  home: "My matches",
  noMatches: "You have a part in no match.",
  openMatch: (matchId: string) => `Match ${matchId}`,
  signIn: {
    title: "Sign in", email: "E-mail", password: "Password", submit: "Sign in", busy: "Signing in …", out: "Sign out",
    as: (email: string) => `Signed in as ${email}`,
  },
  noRole: "You hold no role in this match: you see what everybody may see, and decide nothing.",
  states: {
    scheduled: "Not started", live: "Live", innings_break: "Innings break", completed: "Completed",
  } satisfies Record<State, string>,
  locked: "Locked",
  parts: "Parts of the desk",
  close: "Close",
  cancel: "Cancel",
  dismiss: "Dismiss",
  failures: {
    refused: "It was refused: your role does not allow it any more, or the match is locked or over. An administrator can help.",
    offline: "No connection: it could not be sent, and will not be sent later. Try again when there is one.",
    sign_in: "E-mail or password is wrong.",
    too_many: "Too many attempts. Wait some minutes.",
    disabled: "This account is closed. An administrator can open it.",
    closed_book: "Nothing was sent. No ball is in dispute, so from which ball on is in the scorer’s book alone, which umpires may not read: the referee or an administrator makes this ruling.",
    already_ruled: "Look at what stands now before you rule again.",
    other: "It did not work. Try again.",
  } satisfies Record<Failure, string>,
  roles: {
    umpire_on_field: "On-field umpire", umpire_third: "Third umpire", umpire_reserve: "Reserve umpire",
    match_referee: "Match referee", scorer_home: "Home scorer", scorer_away: "Away scorer",
    scorer_neutral: "Scorer", medical_officer: "Medical officer", groundskeeper: "Groundskeeper",
    captain_home: "Home captain", captain_away: "Away captain", admin: "Administrator",
    director_of_cricket: "Director of cricket", head_coach: "Head coach",
  } as Record<string, string>,
  attendance: {
    title: "Your attendance",
    statuses: { assigned: "Appointed", confirmed: "Coming", present: "At the ground" } as Record<string, string>,
    steps: { confirm: "I am coming", arrive: "I am at the ground" },
    since: (when: string) => `since ${when}`,
    done: { confirm: "You are coming: the referee sees it.", arrive: "You are at the ground." },
  },
  lineups: {
    title: "Line-ups",
    none: "Nobody is named yet.",
    count: (confirmed: number, all: number) => `${confirmed} of ${all} confirmed`,
    parts: { playing_xi: "Playing", substitute: "Substitute", reserve: "Reserve", withdrawn: "Withdrawn" } satisfies Record<Part, string>,
    marks: { captain: "captain", viceCaptain: "vice-captain", keeper: "keeper", guest: "guest" } satisfies Record<Mark, string>,
    confirmed: "Confirmed",
    open: "To confirm",
    confirm: "Confirm",
    confirmOne: (name: string) => `Confirm ${name}`,
    confirmAll: (count: number, side: string) => `Confirm ${plural(count, "player")} of ${side}`,
    done: (count: number) => (count ? `${plural(count, "player")} confirmed.` : "Somebody else has confirmed them."),
    oddities: {
      too_few: (named: number, wanted: number) => `${named} named, ${wanted} play.`,
      too_many: (named: number, wanted: number) => `${named} named, only ${wanted} play.`,
      no_captain: () => "No captain is named.",
      two_captains: () => "More than one captain is named.",
      no_keeper: () => "No wicket-keeper is named.",
      two_keepers: () => "More than one wicket-keeper is named.",
    } satisfies Record<Oddity, (named: number, wanted: number) => string>,
  },
  disputes: {
    title: "Disputes",
    none: "The scorers agree.",
    log: "The log",
    agreesAgain: (provider: string) => `${provider} and the log agree again`,
    nobodyRules: "Compare both with the scorebook: whoever is wrong corrects it. Nobody rules on it.",
    notKept: "One scorer scores this match: there is nothing to dispute.",
    waits: "The score waits",
    closed: {
      locked: "The match is locked: an administrator alone rules, or opens it again.",
      over: "The match is over, and so is the time to mend it: an administrator alone rules.",
    } satisfies Record<Closed, string>,
    roleOver: "You cannot rule in this match any more: your role is over. Whoever appointed you can help.",
    settled: (how: string) => `This dispute is resolved: ${how}. Nothing is left to rule.`,
    nothingStands: "No ruling stands on this dispute any more: there is none to overrule.",
    outranked: (number: number) => `Ruling ${number} ranks higher than yours would: you cannot overrule it.`,
    noClaims: "Nobody claims anything any more. Wait until all have spoken.",
    latest: (count: number) => `The latest ${count} are listed.`,
    asked: { rule: "You are asked to rule", correct: "You are asked to look at your book", wait: "Wait" } as Record<string, string>,
    place: (innings: number, place: string | null) => `Innings ${innings}${place ? `, ball ${place}` : ""}`,
    kinds: {
      score: "They differ on the score.", extra: "One has a ball that the other has not.",
      lacking: "One does not have a ball any more.", amended: "One has changed a ball.",
      detail: "They agree on the score and differ on details.", opened: "One goes on from another score.",
      provider: "A data provider has another score.",
    } as Record<string, string>,
    facts: "They do not record the same.",
    differ: (fields: readonly string[]) => `They differ on ${fields.map((each) => FIELDS[each] ?? each).join(", ")}.`,
    suggestions: {
      value: "Likely: one of them wrote another value.", missed_by: "Likely: one of them missed a ball.",
      doubled_by: "Likely: one of them has a ball twice.",
    } as Record<string, string>,
    suggestionOf: (seat: string) => `Look first at the book of: ${seat}.`,
    notAll: "Not all have spoken yet: their words are shown when they have.",
    says: "says",
    bowler: (name: string) => `bowled by ${name}`,
    striker: (name: string) => `to ${name}`,
    resolved: (count: number) => `Resolved (${count})`,
    methods: {
      amended: "a scorer corrected it", majority: "two of three agree", umpire: "the umpire ruled",
      video: "the video showed it", captains: "the captains agreed", abandon: "the ball was abandoned", gone: "it is gone",
    } as Record<string, string>,
    rulingNumber: (number: number) => `ruling ${number}`,
    rule: "Rule",
    ruleOn: (place: string) => `Rule on ${place}`,
  },
  seats: { home: "Home scorer", away: "Away scorer", neutral: "Neutral scorer", umpire: "Umpire" } satisfies Record<Seat, string>,
  scorers: {
    title: "The scorers", scorer: "Scorer", recorded: "Balls recorded", waiting: "Waiting", behind: "Behind",
    silent: "silent", noVote: "does not vote", oftenDisagrees: "often disagrees", agrees: "Agrees with the log",
    agreement: (percent: number | null, dissents: number) =>
      `${percent === null ? "–" : `${percent} %`}${dissents ? ` (${plural(dissents, "other score")})` : ""}`,
  },
  tier: {
    change: "Go on with fewer scorers …",
    title: "Fewer scorers",
    what: "From the first ball that waits on, the score is what those who stay say. The others’ books count no more.",
    who: "Who goes on?",
    stay: (names: readonly string[]) => `${names.join(" and ")}${names.length === 1 ? " alone" : ""}`,
    faults: {
      option: "Choose who goes on.", changed: "Who scores has changed meanwhile: choose again who goes on.", reason: "Give a reason.", long_reason: "The reason is longer than 500 characters.",
      long_evidence: "The evidence is longer than 500 characters.",
    } satisfies Record<TierFault, string>,
  },
  ruling: {
    title: "Ruling",
    accepts: "What happened?",
    neither: "There was no such ball",
    action: "Something else",
    ofNext: "Are the books out of step?",
    isOfNext: (seat: string) => `${seat}: the entry is of the next ball, and is kept for it`,
    runs: "Runs off the bat",
    extra: "Extra",
    noExtra: "None",
    extras: {
      wide: () => "Wide", noBall: ({ noBall }) => `No-ball (${plural(noBall, "run")})`,
      noBallBye: ({ noBall }) => `No-ball (${plural(noBall, "run")}) and byes`,
      noBallLegBye: ({ noBall }) => `No-ball (${plural(noBall, "run")}) and leg byes`,
      bye: () => "Bye", legBye: () => "Leg bye",
    } satisfies Record<RuledExtra, (penalties: Penalties) => string>,
    extraRuns: {
      wide: "Runs of the wide, its penalty included", bye: "Byes", legBye: "Leg byes", noBallBye: "Byes", noBallLegBye: "Leg byes",
    } satisfies Record<Exclude<RuledExtra, "noBall">, string>,
    method: "How was it decided?",
    methods: {
      umpire: "The umpires decided", video: "By video", captains: "Both captains agree", abandon: "The ball is abandoned",
    } satisfies Record<Method, string>,
    reason: "Reason, for everybody to read",
    evidence: "Evidence, such as the address of a film (may be empty)",
    send: "Make the ruling",
    sending: "Sending …",
    done: (number: number) => `Ruling ${number} is made; the score follows.`,
    bothDone: (number: number) => `Ruling ${number} is made. Both captains rule the same; the score follows.`,
    halfDone: (number: number) => `Ruling ${number} is made. It counts when the other captain rules the same.`,
    faults: {
      accepts: "Choose what happened.", changed: "What you chose is not what is claimed any more: look again, and choose.", reason: "Give a reason.", long_reason: "The reason is longer than 500 characters.",
      long_evidence: "The evidence is longer than 500 characters.",
      nothing: "One entry at least is of this ball: the ruling is about nothing else.",
      abandon: "An abandoned ball is no ball: choose that there was no such ball.",
      no_runs: "An extra brings a run at least; a wide, its penalty.",
      bat_and_extra: "With a wide, byes or leg byes no runs are the bat’s: count all of them as the extra.",
    } satisfies Record<Fault, string>,
  },
  overrule: {
    button: (number: number) => `Overrule ruling ${number} …`,
    on: (number: number, place: string) => `Overrule ruling ${number} on ${place}`,
    title: (number: number, place: string) => `Overrule ruling ${number}: ${place}`,
    says: (number: number, what: string) => `Ruling ${number}: ${what}`,
    by: (name: string, role: string) => (name ? `${name}, ${role}` : role),
    statuses: {
      stands: "Stands", overruled: "Overruled", outranked: "Does not count: another ranks higher",
      half: "Counts when the other captain rules the same", waits: "Waits for the scorers",
    } satisfies Record<RulingStatus, string>,
    leftOut: (seats: readonly string[]) => `Not about the entry of: ${seats.join(", ")}`,
    stands: "What stands now",
    ruled: "What was ruled",
    will: "What will stand",
    board: "On the scoreboard",
    follows: "Who faces, the over, a target and a result are counted anew from it. The balls behind it stay as they are recorded.",
    same: "That is what stands already: choose what else happened.",
    moved: "Another ruling has come meanwhile: it is what stands now. Look at it before you choose.",
    look: "Look at what changes",
    sure: "Overrule it?",
    back: "Back",
    confirm: (number: number) => `Overrule ruling ${number}`,
    done: (number: number, earlier: number) => `Ruling ${number} is made, and overrules ruling ${earlier}; the score follows.`,
  },
  health: {
    title: "Health of the log",
    well: "Nothing is odd.",
    severities: { error: "Not counted", warning: "Warning", info: "Note" } satisfies Record<Severity, string>,
    ball: (innings: number | null, place: string | null) =>
      `${innings === null ? "" : `Innings ${innings}`}${place ? `, ball ${place}` : ""}` || "The match",
    columns: { where: "Where", what: "What", why: "Why" },
    field: (field: string) => `Field ${field}`,
    law: (law: string) => law,
    more: (count: number) => `${count} more are not listed.`,
    differences: "Scores that were stated and are not the log’s",
    failed: (what: string) => `The score could not be computed: ${what}`,
  },
  lock: {
    title: "Lock the match",
    open: "The match is open to its scorers.",
    what: "A locked match takes no more actions and corrections. Only an administrator opens it again.",
    lock: "Lock the match …",
    sure: "Lock the match?",
    confirm: "Lock it",
    locked: (name: string, when: string) => `Locked by ${name}, ${when}.`,
    you: "you",
    somebody: "an official",
    unlock: "Open it again",
    done: "The match is locked.",
    undone: "The match is open again.",
    notYours: "The referee locks a match.",
  },
};

/** Return a date and time in the format of the reader's region. */
export const when = (millis: number): string =>
  new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" }).format(millis);
