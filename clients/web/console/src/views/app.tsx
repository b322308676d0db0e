// The whole page: loading, sign-in, the choice of a match, then the console of that match.

import { useEffect, useMemo, useState } from "preact/hooks";
import type { Gate, GateKeeper, MatchChoice } from "../gate.js";
import { addressOf, CHOICE, matchIdOf, matchPageOf } from "../route.js";
import type { Recorder } from "../session/recorder.js";
import { Store } from "../session/store.js";
import type { Settings } from "../settings.js";
import type { DeviceStorage } from "../storage.js";
import { t } from "../texts.js";
import type { Update } from "../update.js";
import { Screen } from "./screen.js";

interface Props {
  readonly settings: Settings;
  readonly storage: DeviceStorage;
  readonly openGate: () => Promise<GateKeeper>;
  readonly update: Update;
}

export function App({ settings, storage, openGate, update }: Props) {
  const [keeper, setKeeper] = useState<GateKeeper | null>(null);
  const [gate, setGate] = useState<Gate>({ at: "loading" });
  useEffect(() => {
    openGate().then(setKeeper, (error: Error) => setGate({ at: "failed", message: error.message }));
  }, []);
  useEffect(() => keeper?.subscribe(setGate), [keeper]);
  return (
    <>
      <UpdatePrompt update={update} />
      {!storage.isLasting && <p class="banner stopped" role="status">{t.status.forgets}</p>}
      <Stage gate={gate} keeper={keeper} settings={settings} storage={storage} />
    </>
  );
}

function Stage(props: Pick<Props, "settings" | "storage"> & { gate: Gate; keeper: GateKeeper | null }) {
  const { gate, keeper, settings, storage } = props;
  switch (gate.at) {
    case "loading":
      return <main class="gate"><h1>{t.title}</h1><p role="status">{t.loading}</p></main>;
    case "failed":
      return <Failed message={gate.message} onSignOut={gate.hasNoRole ? (keeper?.signOut ?? null) : null} />;
    case "signIn":
      return <SignIn providers={gate.providers} keeper={keeper} />;
    case "choose":
      return <Choose matches={gate.matches} onSignOut={keeper?.signOut ?? null} />;
    case "open":
      return <OpenMatch recorder={gate.recorder} settings={settings} storage={storage} onSignOut={keeper?.signOut ?? null} />;
  }
}

function OpenMatch(props: Pick<Props, "settings" | "storage"> & { recorder: Recorder; onSignOut: (() => void) | null }) {
  const { recorder, settings, storage, onSignOut } = props;
  const store = useMemo(() => new Store(recorder, storage), [recorder]);
  useEffect(() => () => store.close(), [store]);
  return <Screen store={store} settings={settings} onSignOut={onSignOut} />;
}

/** Shows why no match can be scored, with links to continue: an installed page has no address bar. */
function Failed({ message, onSignOut }: { message: string; onSignOut: (() => void) | null }) {
  const matchId = matchIdOf(location.pathname);
  return (
    <main class="gate">
      <h1>{t.title}</h1>
      <p role="alert">{message}</p>
      <button type="button" class="button primary wide" onClick={() => location.reload()}>{t.gate.again}</button>
      {matchId !== null && <a class="button wide" href={matchPageOf(matchId)}>{t.gate.watch}</a>}
      {matchId !== null && <a class="button wide" href={CHOICE}>{t.gate.others}</a>}
      {onSignOut && <button type="button" class="button wide" onClick={onSignOut}>{t.signIn.out}</button>}
    </main>
  );
}

function SignIn({ providers, keeper }: { providers: readonly string[]; keeper: GateKeeper | null }) {
  const [form, setForm] = useState({ email: "", password: "" });
  const [stage, setStage] = useState<"editing" | "sent" | "failed">("editing");
  const send = (request: Promise<void> | undefined) => {
    setStage("sent");
    request?.catch(() => setStage("failed"));
  };
  return (
    <main class="gate">
      <h1>{t.signIn.title}</h1>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (stage !== "sent") send(keeper?.signIn(form.email, form.password));
        }}
      >
        <label class="field">
          {t.signIn.email}
          <input type="email" autocomplete="username" required value={form.email} onInput={(event) => setForm({ ...form, email: event.currentTarget.value })} />
        </label>
        <label class="field">
          {t.signIn.password}
          <input type="password" autocomplete="current-password" required value={form.password} onInput={(event) => setForm({ ...form, password: event.currentTarget.value })} />
        </label>
        <button type="submit" class="button primary wide">{t.signIn.submit}</button>
        {providers.map((each) => (
          <button key={each} type="button" class="button wide" onClick={() => send(keeper?.signInWith(each))}>
            {t.signIn.with(each)}
          </button>
        ))}
      </form>
      <p role="status">{stage === "sent" && t.signIn.sent}</p>
      <p role="alert">{stage === "failed" && t.signIn.failed}</p>
    </main>
  );
}

function Choose({ matches, onSignOut }: { matches: readonly MatchChoice[]; onSignOut: (() => void) | null }) {
  return (
    <main class="gate">
      <h1>{t.match.choose}</h1>
      {matches.length === 0 && <p>{navigator.onLine ? t.match.none : t.match.notLoaded}</p>}
      <ul class="people-list">
        {matches.map((each) => (
          <li key={each.matchId}>
            <a class="person" href={addressOf(each.matchId)}>
              <span class="name">{each.name}</span>
              <span class="note">{each.detail}</span>
            </a>
          </li>
        ))}
      </ul>
      {onSignOut && <button type="button" class="button" onClick={onSignOut}>{t.signIn.out}</button>}
    </main>
  );
}

function UpdatePrompt({ update }: { update: Update }) {
  const postpone = () => {
    update.isReady.value = false;
  };
  if (!update.isReady.value) return null;
  return (
    <div class="update" role="status">
      <span>{t.status.update}</span>
      <button type="button" class="button" onClick={update.install}>{t.status.updateNow}</button>
      <button type="button" class="button quiet" onClick={postpone}>{t.status.later}</button>
    </div>
  );
}
