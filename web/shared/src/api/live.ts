// Server-Sent Events: one connection a tab, shared by all who listen; the browser resumes with Last-Event-ID by itself.
// A tab in the background lets its connection go: browsers keep only six to one server.
import { onScopeDispose, ref } from "vue";
import { url_of } from "./client";

type Listener = (data: unknown) => void;

const listeners = new Map<string, Set<Listener>>();
let source: EventSource | null = null;
let open_topics = "";
let timer = 0;

export const live_connected = ref(false);

function tell_all(): void {
  for (const set of listeners.values()) for (const listener of set) listener(null);
}

function connect(): void {
  const topics = document.hidden ? "" : [...listeners.keys()].sort().join(",");
  if (topics === open_topics) return;
  source?.close();
  source = null;
  live_connected.value = false;
  open_topics = topics;
  if (!topics) return;
  source = new EventSource(url_of("/live", { topics }));
  // What happened since everybody first read, or while another set of topics was asked for, was told to nobody.
  source.addEventListener("open", tell_all, { once: true });
  source.onopen = () => {
    live_connected.value = true;
  };
  source.onerror = () => {
    live_connected.value = false;
  };
  // What happened meanwhile is no longer kept: everybody reads afresh.
  source.addEventListener("reset", tell_all);
  for (const topic of listeners.keys()) {
    source.addEventListener(topic, (event) => {
      let data: unknown = null;
      try {
        data = JSON.parse((event as MessageEvent<string>).data);
      } catch {
        /* a bare signal */
      }
      for (const listener of listeners.get(topic) ?? []) listener(data);
    });
  }
}

function plan(): void {
  window.clearTimeout(timer);
  timer = window.setTimeout(connect, 50);
}

document.addEventListener("visibilitychange", () => {
  plan();
  if (!document.hidden) tell_all();
});

// Listens until the calling component goes away. With `gather_ms`, signals that come close together are told as one, at
// the latest that long after the first of them, however many follow.
export function use_live(topic: string, tell: Listener, gather_ms = 0): void {
  let waiting = 0;
  const listener: Listener = gather_ms
    ? () => {
        waiting ||= window.setTimeout(() => {
          waiting = 0;
          tell(null);
        }, gather_ms);
      }
    : tell;
  const set = listeners.get(topic) ?? new Set();
  set.add(listener);
  listeners.set(topic, set);
  plan();
  onScopeDispose(() => {
    window.clearTimeout(waiting);
    set.delete(listener);
    if (set.size === 0) listeners.delete(topic);
    plan();
  });
}
