// The desk: sign-in, the list of an official's matches, and the page of one match.

import { useSignal } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";
import { isUnreached, signOutUser, person } from "../io/account.js";
import type { Firebase } from "../io/account.js";
import { Desk } from "../io/desk.js";
import { matchesOf } from "../io/matches.js";
import { sidesOf } from "../model/lineups.js";
import { closedBy, matchView, scoreLine } from "../model/matches.js";
import type { ListedMatch } from "../model/matches.js";
import type { MatchDocument } from "../model/documents.js";
import { attendance, powersOf } from "../model/roles.js";
import type { Person } from "../model/persons.js";
import { addressOf, watchAddressOf } from "../model/route.js";
import { texts, when } from "../texts.js";
import { AttendanceSection } from "./attendance.js";
import { DisputesSection } from "./disputes.js";
import { HealthSection } from "./health.js";
import { LineupsSection } from "./lineups.js";
import { LockSection } from "./lock.js";
import { PageFailureAlert } from "./parts.js";
import { SignIn } from "./sign_in.js";
import { failureOf } from "../model/failures.js";
import { failure, doneMessage, theme, THEMES } from "./state.js";
import type { Theme } from "./state.js";

const RETRY_MS = 5_000;

interface AppProps {
  readonly firebase: Firebase;
  readonly matchId: string | null;
}

export function App({ firebase, matchId }: AppProps) {
  // The header shows the signed-in person already, so that message is only for screen readers.
  const isVisible = doneMessage.value !== "" && doneMessage.value !== texts.signIn.as(person.value?.email ?? "");
  return (
    <>
      <a class="visually-hidden" href="#main">{texts.skip}</a>
      <header class="top">
        <a class="brand" href="/desk/">{texts.title}</a>
        <ThemeChoice />
        {person.value && <Account firebase={firebase} person={person.value} />}
      </header>
      <main id="main" tabIndex={-1}>
        <Content firebase={firebase} matchId={matchId} />
      </main>
      <p class={isVisible ? "done-message" : "visually-hidden"} role="status">{doneMessage.value}</p>
    </>
  );
}

function Content({ firebase, matchId }: AppProps) {
  const who = person.value;
  if (who === undefined) return <p role="status">{isUnreached.value ? texts.unknown : texts.loading}</p>;
  if (who === null) {
    return (
      <>
        <h1>{texts.title}</h1>
        <SignIn firebase={firebase} />
      </>
    );
  }
  return matchId === null
    ? <Matches firebase={firebase} person={who} />
    : <Match key={`${matchId} ${who.personId}`} firebase={firebase} person={who} matchId={matchId} />;
}

function ThemeChoice() {
  return (
    <label class="theme">
      <span class="visually-hidden">{texts.theme}</span>
      <select class="button quiet" value={theme.value} onChange={(event) => (theme.value = event.currentTarget.value as Theme)}>
        {THEMES.map((each) => <option key={each} value={each}>{texts.themes[each]}</option>)}
      </select>
    </label>
  );
}

function Account({ firebase, person: { email } }: { readonly firebase: Firebase; readonly person: Person }) {
  return (
    <div class="account">
      <span class="muted cut">{texts.signIn.as(email)}</span>
      <button type="button" class="button quiet" onClick={() => signOutUser(firebase)}>{texts.signIn.out}</button>
    </div>
  );
}

function Matches({ firebase, person: { personId } }: { readonly firebase: Firebase; readonly person: Person }) {
  const matches = useSignal<readonly ListedMatch[] | null>(null);
  const isUnreached = useSignal(false);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const read = async (): Promise<void> => {
      try {
        matches.value = await matchesOf(firebase.db, personId);
        isUnreached.value = false;
      } catch (error) {
        isUnreached.value = failureOf(error) === "offline";
        if (isUnreached.value) timer = setTimeout(read, RETRY_MS);
        else failure.value = failureOf(error);
      }
    };
    void read();
    return () => clearTimeout(timer);
  }, [personId]);
  return (
    <>
      <h1>{texts.home}</h1>
      <PageFailureAlert />
      {!matches.value && <p role="status">{isUnreached.value ? texts.unreachedList : texts.loading}</p>}
      {matches.value?.length === 0 && <p>{texts.noMatches}</p>}
      <ul class="rows matches">
        {matches.value?.map((each) => <MatchItem key={each.id} match={each} />)}
      </ul>
    </>
  );
}

function MatchItem({ match: { id, view, roles } }: { readonly match: ListedMatch }) {
  return (
    <li class="card">
      <a href={addressOf(id)}>{view ? `${view.home} ${texts.versus} ${view.away}` : texts.openMatch(id)}</a>
      <p class="muted">
        {view && [texts.states[view.state], ...(view.scheduledAt === null ? [] : [when(view.scheduledAt)]), ""].join(" · ")}
        {roles.map((role) => texts.roles[role] ?? role).join(", ")}
      </p>
    </li>
  );
}

interface MatchProps {
  readonly firebase: Firebase;
  readonly person: Person;
  readonly matchId: string;
}

function Match({ firebase, person: who, matchId }: MatchProps) {
  const [desk, setDesk] = useState<Desk | null>(null);
  useEffect(() => {
    const opened = new Desk(firebase.db, matchId, who);
    setDesk(opened);
    return () => opened.close();
  }, []);
  const match = desk?.match.value;
  useEffect(() => {
    if (match === null) document.title = texts.title;
  }, [match === null]);
  if (desk?.isUnreached.value) return <h1>{texts.unreached}</h1>;
  if (!desk || match === undefined) return <p>{texts.loading}</p>;
  return match === null ? <h1>{texts.noMatch}</h1> : <Sections desk={desk} match={match} />;
}

function Sections({ desk, match }: { readonly desk: Desk; readonly match: MatchDocument }) {
  const view = matchView(match);
  const now = Date.now();
  const closed = closedBy(match, now);
  const roles = attendance(desk.roles.value ?? [], now);
  const powers = powersOf(roles, desk.captaincy.value, desk.person.isAdmin, closed !== null);
  const viewer = { personId: desk.person.personId, leads: desk.leads.value, ...powers };
  const isKnown = desk.roles.value !== null && desk.areOfficesRead.value;
  const hasNoPart = isKnown && !roles.length && !desk.captaincy.value && !desk.person.isAdmin && !desk.leads.value.size;
  const facts = [view.format, view.venue, view.scheduledAt === null ? null : when(view.scheduledAt)];
  // Before the first ball attendance and line-ups come first, afterwards the disputes.
  const isBefore = view.state === "scheduled";
  const during = (
    <div key="during" class="column">
      <DisputesSection desk={desk} isKeptInBooks={view.isKeptInBooks} powers={powers} closed={closed} />
      <HealthSection desk={desk} />
    </div>
  );
  const before = (
    <div key="before" class="column">
      {roles.length > 0 && <AttendanceSection desk={desk} roles={roles} />}
      <LineupsSection desk={desk} sides={sidesOf(match, desk.lineups.value ?? [], viewer)} />
      <LockSection desk={desk} match={view} powers={powers} />
    </div>
  );
  const linksDuring = [["disputes", texts.disputes.title], ["health", texts.health.title]];
  const linksBefore = [
    ...(roles.length ? [["attendance", texts.attendance.title]] : []),
    ["lineups", texts.lineups.title], ["lock", texts.lock.title],
  ];
  const links = isBefore ? [...linksBefore, ...linksDuring] : [...linksDuring, ...linksBefore];
  useEffect(() => {
    document.title = texts.titleOf(view.home, view.away);
  }, [view.home, view.away]);
  return (
    <>
      <div class="headline">
        <h1>{view.home} {texts.versus} {view.away}</h1>
        <span class="badge">{texts.states[view.state]}</span>
        {view.lock && <span class="badge info">{texts.locked}</span>}
      </div>
      <p class="standing">{scoreLine(desk.ticker.value)}</p>
      <p class="muted">
        {[...facts.filter(Boolean), ""].join(" · ")}<a href={watchAddressOf(desk.matchId)}>{texts.watch}</a>
      </p>
      <PageFailureAlert />
      <div role="status">
        {desk.isStale.value && <p class="note">{texts.stale}</p>}
        {desk.hasListenerFailed.value && <p class="failure">{texts.listenerFailed}</p>}
      </div>
      {hasNoPart && <p class="note">{texts.noRole}</p>}
      <nav class="parts" aria-label={texts.parts}>
        {links.map(([id, title]) => <a key={id} href={`#${id}`}>{title}</a>)}
      </nav>
      <div class="desk">
        {isBefore ? [before, during] : [during, before]}
      </div>
    </>
  );
}
