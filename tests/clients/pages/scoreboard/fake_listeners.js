// Replaces the chunk of the pages that contains Firestore's SDK: the same listeners, driven by the fake
// server. It runs in the page in place of `listeners-*.js`.

const documents = new Map();
const subscriptions = new Set();
let hasDocuments = false;

const stream = new EventSource("/listen");
stream.addEventListener("all", ({ data }) => {
  documents.clear();
  hasDocuments = true;
  storeDocuments(JSON.parse(data));
  for (const each of subscriptions) each.notify(); // also for deleted documents
});
stream.addEventListener("changed", ({ data }) => applyChanges(JSON.parse(data)));
stream.addEventListener("error", () => {
  for (const each of subscriptions) each.link("lost");
});

function storeDocuments(changed) {
  for (const [path, document] of Object.entries(changed)) {
    if (document === null) documents.delete(path);
    else documents.set(path, document);
  }
}

function applyChanges(changed) {
  storeDocuments(changed);
  const paths = Object.keys(changed);
  for (const each of subscriptions) if (paths.some(each.concerns)) each.notify();
}

function subscribe(subscription) {
  subscriptions.add(subscription);
  globalThis.subscriptions = subscriptions.size; // tests wait until the page listens
  if (hasDocuments) subscription.notify();
  return () => subscriptions.delete(subscription);
}

/** Return the documents of a collection without its subcollections. */
const rowsOf = (collection) => [...documents]
  .filter(([path]) => path.startsWith(`${collection}/`) && path.split("/").length === collection.split("/").length + 1)
  .map(([path, data]) => ({ id: path.split("/").at(-1), data }));

const isAfterCursor = ({ id, data }, cursor) =>
  !cursor || data.revision > cursor.revision || (data.revision === cursor.revision && id > cursor.id);

/** Listen to all documents of a collection, or to those of a season. */
const collection = (name, show, link, seasonId) => subscribe({
  link, concerns: (changed) => changed.startsWith(`${name}/`),
  notify: () => {
    link("connected");
    show(rowsOf(name).filter(({ data }) => seasonId === undefined || data.seasonId === seasonId));
  },
});

export function openListeners() {
  return {
    document: (path, show, link) => subscribe({
      link, concerns: (changed) => changed === path,
      notify: () => {
        link("connected");
        show(documents.get(path) ?? null);
      },
    }),
    newer: (matchId, cursor, show) => subscribe({
      link: () => undefined, concerns: (changed) => changed.startsWith(`matches/${matchId}/events/`),
      notify: () => show(rowsOf(`matches/${matchId}/events`).filter((each) => isAfterCursor(each, cursor))),
    }),
    tickers: (_from, _until, show, link) => collection("tickers", show, link),
    seasonTickers: (seasonId, _from, _until, show, link) => collection("tickers", show, link, seasonId),
    seasonTeams: (seasonId, show) => collection("team_season_stats", show, () => undefined, seasonId),
  };
}
