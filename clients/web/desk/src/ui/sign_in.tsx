// The sign-in form.

import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { signIn } from "../io/account.js";
import type { Firebase } from "../io/account.js";
import { texts } from "../texts.js";
import { FailureAlert } from "./parts.js";
import { attempt, clearFailure } from "./state.js";

export function SignIn({ firebase }: { readonly firebase: Firebase }) {
  const isBusy = useSignal(false);
  useEffect(clearFailure, []); // remove a failure of the user who was signed in before
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    if (isBusy.value) return;
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const textOf = (name: string): string => String(form.get(name) ?? "");
    isBusy.value = true;
    await attempt(async () => {
      await signIn(firebase, textOf("email"), textOf("password"));
      return texts.signIn.as(textOf("email"));
    });
    isBusy.value = false;
  };
  return (
    <form class="card sign-in" onSubmit={submit}>
      <h2>{texts.signIn.title}</h2>
      <label class="field">
        {texts.signIn.email}
        <input name="email" type="email" autocomplete="username" required />
      </label>
      <label class="field">
        {texts.signIn.password}
        <input name="password" type="password" autocomplete="current-password" required />
      </label>
      <FailureAlert />
      <button class="button primary" aria-disabled={isBusy.value}>
        {isBusy.value ? texts.signIn.busy : texts.signIn.submit}
      </button>
    </form>
  );
}
