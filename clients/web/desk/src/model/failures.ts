// Classifies failed requests by what the user can do about them. Pure.

export type Failure = "refused" | "offline" | "sign_in" | "too_many" | "disabled" | "closed_book" | "already_ruled" | "other";

const SIGN_IN = ["invalid-credential", "user-not-found", "wrong-password", "invalid-email", "missing-password"];
const OFFLINE = ["unavailable", "network-request-failed", "deadline-exceeded", "cancelled"];

/** Return the kind of failure for an error of Firestore or of signing in. */
export function failureOf(error: unknown): Failure {
  const code = String((error as { code?: unknown } | null)?.code ?? "").replace(/^auth\//, "");
  if (code === "permission-denied" || code === "unauthenticated") return "refused";
  if (OFFLINE.includes(code)) return "offline";
  if (SIGN_IN.includes(code)) return "sign_in";
  if (code === "closed_book" || code === "already_ruled") return code;
  if (code === "user-disabled") return "disabled";
  return code === "too-many-requests" ? "too_many" : "other";
}
