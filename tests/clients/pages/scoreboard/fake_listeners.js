// Stands in for the part of the pages that brings Firestore's SDK: the same listeners, told by the
// fake server. It runs in the page, in the place of `listeners-*.js`.

const documents = new Map();
const subscriptions = new Set();
let isHeard = false;

const stream = new EventSource("/listen");
stream.addEventListener("all", ({ data }) => {
  documents.clear();
  isHeard = true;
  keep(JSON.parse(data));
  for (const each of subscriptions) each.tell(); // also of what is not there any more
});
stream.addEventListener("changed", ({ data }) => take(JSON.parse(data)));
stream.addEventListener("error", () => {
  for (const each of subscriptions) each.link("lost");
});

function keep(changed) {
  for (const [path, document] of Object.entries(changed)) {
    if (document === null) documents.delete(path);
    else documents.set(path, document);
  }
}

function take(changed) {
  keep(changed);
  const paths = Object.keys(changed);
  for (const each of subscriptions) if (paths.some(each.isAbout)) each.tell();
}

function subscribe(subscription) {
  subscriptions.add(subscription);
  globalThis.subscriptions = subscriptions.size; // for who waits until the page listens
  if (isHeard) subscription.tell();
  return () => subscriptions.delete(subscription);
}

/** The documents of a collection, and nothing below them. */
const rowsOf = (collection) => [...documents]
  .filter(([path]) => path.startsWith(`${collection}/`) && path.split("/").length === collection.split("/").length + 1)
  .map(([path, data]) => ({ id: path.split("/").at(-1), data }));

const isBehind = ({ id, data }, cursor) =>
  !cursor || data.revision > cursor.revision || (data.revision === cursor.revision && id > cursor.id);

/** Hear all of a collection, or those of a season. */
const collection = (name, show, link, seasonId) => subscribe({
  link, isAbout: (changed) => changed.startsWith(`${name}/`),
  tell: () => {
    link("connected");
    show(rowsOf(name).filter(({ data }) => seasonId === undefined || data.seasonId === seasonId));
  },
});

export function openListeners() {
  return {
    document: (path, show, link) => subscribe({
      link, isAbout: (changed) => changed === path,
      tell: () => {
        link("connected");
        show(documents.get(path) ?? null);
      },
    }),
    newer: (matchId, cursor, show) => subscribe({
      link: () => undefined, isAbout: (changed) => changed.startsWith(`matches/${matchId}/events/`),
      tell: () => show(rowsOf(`matches/${matchId}/events`).filter((each) => isBehind(each, cursor))),
    }),
    tickers: (_from, _until, show, link) => collection("tickers", show, link),
    seasonTickers: (seasonId, _from, _until, show, link) => collection("tickers", show, link, seasonId),
    seasonTeams: (seasonId, show) => collection("team_season_stats", show, () => undefined, seasonId),
  };
}
