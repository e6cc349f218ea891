/// <reference lib="webworker" />
// Keeps the app itself for dead spots. Data is not cached here: the app holds its own copies and its outbox in IndexedDB.
import { clientsClaim } from "workbox-core";
import { cleanupOutdatedCaches, createHandlerBoundToURL, precacheAndRoute } from "workbox-precaching";
import { NavigationRoute, registerRoute } from "workbox-routing";
import { CacheFirst, StaleWhileRevalidate } from "workbox-strategies";

declare const __FILES__: { url: string; revision: string | null }[];
declare const self: ServiceWorkerGlobalScope;

void self.skipWaiting();
clientsClaim();
cleanupOutdatedCaches();
precacheAndRoute(__FILES__);
registerRoute(
  new NavigationRoute(createHandlerBoundToURL("/field/index.html"), {
    allowlist: [/^\/field(\/|$)/],
    denylist: [/\.\w+$/],
  }),
);
// Map tiles seen before stay readable; small pictures of evidence never change under their digest.
registerRoute(
  ({ url }) => url.pathname.startsWith("/api/v1/places/tiles/") && !url.pathname.includes("/tiles/cases/"),
  new StaleWhileRevalidate({ cacheName: "tiles" }),
);
registerRoute(
  ({ url }) => /^\/api\/v1\/blobs\/[^/]+\/thumbnail$/.test(url.pathname),
  new CacheFirst({ cacheName: "thumbnails" }),
);
