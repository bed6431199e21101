{# Keeps the door's page on the phone for a day, names included, and its files. Network first: the kept page is only for when there is none. #}
const SHELF = "porte";
const A_DAY = 24 * 3600 * 1000; // milliseconds

const isDoor = (address) => new URL(address).pathname.endsWith("/porte/");
const isFile = (address) => new URL(address).pathname.startsWith("/static/");

const keep = async (asked) => {
  const shelf = await caches.open(SHELF);
  const answer = await fetch(asked);
  if (answer.ok && !answer.redirected) await shelf.put(asked, answer.clone());
  else await shelf.delete(asked); // signed out: nobody reads the names any more
  return answer;
};

const forgetOld = async () => {
  const shelf = await caches.open(SHELF);
  for (const asked of await shelf.keys()) {
    const answer = await shelf.match(asked);
    if (isDoor(asked.url) && Date.now() - Date.parse(answer.headers.get("Date")) > A_DAY) await shelf.delete(asked);
  }
};

const found = async (asked) => {
  const answer = await (await caches.open(SHELF)).match(asked, { ignoreVary: true });
  return answer ?? Response.error();
};

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("message", (event) => {
  const { page, files } = event.data;
  event.waitUntil(Promise.all([forgetOld(), ...[page, ...files].map((address) => keep(address).catch(() => {}))]));
});
self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  if (request.mode === "navigate" && isDoor(request.url)) event.respondWith(keep(request).catch(() => found(request)));
  else if (isFile(request.url)) event.respondWith(fetch(request).catch(() => found(request)));
});
