// Sends what waits, in order, each with its own idempotency key. A dead spot leaves it here; a refusal is shown to mend.
import { reactive, ref } from "vue";
import { api, as_problem, me, upload_evidence, type Problem } from "@tiange/shared";
import { store, type Outgoing } from "./store";

export const online = ref(navigator.onLine);
export const outbox = reactive<{ items: Outgoing[]; sending: boolean }>({ items: [], sending: false });

export interface Sent {
  state: "sent" | "waiting" | "refused";
  answer?: unknown;
  problem?: Problem;
}

export async function refresh_outbox(): Promise<void> {
  outbox.items = await store.outbox.orderBy("created").toArray();
}

async function send_one(entry: Outgoing): Promise<unknown> {
  const body = JSON.parse(JSON.stringify(entry.body)) as Record<string, unknown>;
  for (const kept of entry.files) {
    const file = new File([kept.data], kept.name, { type: kept.type, lastModified: kept.taken });
    const digest = (await upload_evidence(file, entry.where)).digest;
    body[kept.field] = [...((body[kept.field] as string[] | undefined) ?? []), digest];
  }
  return api.post(entry.path, body, { key: entry.id });
}

let running: Promise<Map<string, Sent>> | null = null;

async function run(): Promise<Map<string, Sent>> {
  const results = new Map<string, Sent>();
  outbox.sending = true;
  try {
    const waiting = (await store.outbox.orderBy("created").toArray()).filter(
      (one) => one.state === "waiting" && one.account === me.value?.account_id,
    );
    for (const entry of waiting) {
      try {
        const answer = await send_one(entry);
        await store.outbox.delete(entry.id);
        results.set(entry.id, { state: "sent", answer });
        online.value = true;
      } catch (reason) {
        const problem = as_problem(reason);
        if (problem.network || problem.status === 401 || problem.status === 429 || problem.status >= 500) {
          if (problem.network) online.value = false;
          results.set(entry.id, { state: "waiting", problem });
          break;
        }
        const text = [problem.detail_zh, ...problem.fields.map((one) => one.zh)].join(" ");
        await store.outbox.update(entry.id, { state: "refused", problem_zh: text, problem_en: problem.detail_en });
        results.set(entry.id, { state: "refused", problem });
      }
    }
  } finally {
    outbox.sending = false;
    await refresh_outbox();
  }
  return results;
}

export function flush(): Promise<Map<string, Sent>> {
  running ??= run().finally(() => {
    running = null;
  });
  return running;
}

export async function deliver(
  entry: Omit<Outgoing, "created" | "state" | "problem_zh" | "problem_en" | "account">,
): Promise<Sent> {
  await store.outbox.put({
    ...entry,
    account: me.value?.account_id ?? "",
    created: Date.now(),
    state: "waiting",
    problem_zh: "",
    problem_en: "",
  });
  await refresh_outbox();
  if (running) await running;
  const result = (await flush()).get(entry.id) ?? { state: "waiting" as const };
  // A refusal at once is shown in the form, which still holds every word; it need not wait in the outbox too.
  if (result.state === "refused") {
    await store.outbox.delete(entry.id);
    await refresh_outbox();
  }
  return result;
}

export async function discard(id: string): Promise<void> {
  await store.outbox.delete(id);
  await refresh_outbox();
}

const k_retry_ms = 20_000;

export function start_outbox(): void {
  void refresh_outbox();
  window.addEventListener("online", () => {
    online.value = true;
    void flush();
  });
  window.addEventListener("offline", () => {
    online.value = false;
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") void flush();
  });
  window.setInterval(() => {
    if (me.value && outbox.items.some((one) => one.state === "waiting")) void flush();
  }, k_retry_ms);
}
