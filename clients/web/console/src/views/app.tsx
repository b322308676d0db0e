// From opening the page to a match: loading, signing in, choosing, scoring.

import { useEffect, useMemo, useState } from "preact/hooks";
import type { Gate, GateKeeper, MatchChoice } from "../gate.js";
import { addressOf } from "../route.js";
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
    openGate().then(setKeeper, (error: Error) => setGate({ at: "failed", why: error.message }));
  }, []);
  useEffect(() => keeper?.subscribe(setGate), [keeper]);
  return (
    <>
      <UpdatePrompt update={update} />
      {!storage.isLasting && <p class="banner stopped" role="status">{t.status.forgets}</p>}
      <Step gate={gate} keeper={keeper} settings={settings} storage={storage} />
    </>
  );
}

function Step(props: Pick<Props, "settings" | "storage"> & { gate: Gate; keeper: GateKeeper | null }) {
  const { gate, keeper, settings, storage } = props;
  switch (gate.at) {
    case "loading":
      return <main class="gate"><h1>{t.title}</h1><p role="status">{t.loading}</p></main>;
    case "failed":
      return <main class="gate"><h1>{t.title}</h1><p role="alert">{gate.why}</p></main>;
    case "signIn":
      return <SignIn providers={gate.providers} keeper={keeper} />;
    case "choose":
      return <Choose matches={gate.matches} />;
    case "open":
      return <Opened recorder={gate.recorder} settings={settings} storage={storage} onSignOut={keeper?.signOut ?? null} />;
  }
}

function Opened(props: Pick<Props, "settings" | "storage"> & { recorder: Recorder; onSignOut: (() => void) | null }) {
  const { recorder, settings, storage, onSignOut } = props;
  const store = useMemo(() => new Store(recorder, storage), [recorder]);
  useEffect(() => () => store.close(), [store]);
  return <Screen store={store} settings={settings} onSignOut={onSignOut} />;
}

function SignIn({ providers, keeper }: { providers: readonly string[]; keeper: GateKeeper | null }) {
  const [said, say] = useState({ email: "", password: "" });
  const [hasFailed, fail] = useState(false);
  const failed = () => fail(true);
  return (
    <main class="gate">
      <h1>{t.signIn.title}</h1>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          keeper?.signIn(said.email, said.password).catch(failed);
        }}
      >
        <label class="field">
          {t.signIn.email}
          <input type="email" autocomplete="username" required value={said.email} onInput={(event) => say({ ...said, email: event.currentTarget.value })} />
        </label>
        <label class="field">
          {t.signIn.password}
          <input type="password" autocomplete="current-password" required value={said.password} onInput={(event) => say({ ...said, password: event.currentTarget.value })} />
        </label>
        <button type="submit" class="button primary wide">{t.signIn.submit}</button>
        {providers.map((each) => (
          <button key={each} type="button" class="button wide" onClick={() => keeper?.signInWith(each).catch(failed)}>
            {t.signIn.with(each)}
          </button>
        ))}
      </form>
      <p role="alert">{hasFailed && t.signIn.failed}</p>
    </main>
  );
}

function Choose({ matches }: { matches: readonly MatchChoice[] }) {
  return (
    <main class="gate">
      <h1>{t.match.choose}</h1>
      {matches.length === 0 && <p>{t.match.none}</p>}
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
    </main>
  );
}

function UpdatePrompt({ update }: { update: Update }) {
  const putOff = () => {
    update.isReady.value = false;
  };
  if (!update.isReady.value) return null;
  return (
    <div class="update" role="status">
      <span>{t.status.update}</span>
      <button type="button" class="button" onClick={update.take}>{t.status.updateNow}</button>
      <button type="button" class="button quiet" onClick={putOff}>{t.status.later}</button>
    </div>
  );
}
