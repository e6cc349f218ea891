// A long list read page by page by cursor. The query decides what is listed; a new query starts from the top.
import { ref, shallowRef, watch, type Ref } from "vue";
import { api, as_problem, type Page, type Problem, type Query } from "@tiange/shared";

const k_most_again = 200; // rows that a quiet reload reads once more

export interface Keyset<T> {
  items: Ref<T[]>;
  total: Ref<number | null>;
  counts: Ref<Record<string, number>>; // by state, where the first page tells them
  loading: Ref<boolean>;
  problem: Ref<Problem | null>;
  done: Ref<boolean>;
  more: () => Promise<void>;
  reload: (quiet?: boolean) => Promise<void>;
}

export function use_keyset<T>(path: string, query: () => Query, limit = 60): Keyset<T> {
  const items = shallowRef<T[]>([]) as Ref<T[]>;
  const total = ref<number | null>(null);
  const counts = ref<Record<string, number>>({});
  const loading = ref(false);
  const problem = ref<Problem | null>(null);
  const done = ref(false);
  let next = "";
  let turn = 0;

  // Reads on until there are `wanted` rows: a list that was scrolled down stays as long as it was.
  async function page(after: string, size: number, quiet = false, wanted = 0): Promise<void> {
    const mine = ++turn;
    if (!quiet) {
      loading.value = true;
      problem.value = null;
    }
    try {
      const got = await api.get<Page<T>>(path, { ...query(), after, limit: size });
      const rows = [...got.items];
      let behind = got.next ?? "";
      while (mine === turn && behind && rows.length < wanted) {
        const more = await api.get<Page<T>>(path, { ...query(), after: behind, limit: size });
        rows.push(...more.items);
        behind = more.next ?? "";
      }
      if (mine !== turn) return;
      items.value = after ? [...items.value, ...rows] : rows;
      if (!after || got.total != null) total.value = got.total ?? null;
      if (!after) counts.value = (got as { counts?: Record<string, number> }).counts ?? {};
      next = behind;
      done.value = !next;
      problem.value = null;
    } catch (reason) {
      if (mine === turn && !(quiet && items.value.length)) problem.value = as_problem(reason);
    } finally {
      if (mine === turn) loading.value = false;
    }
  }

  // A quiet reload keeps what is on the screen until the answer is there, and when none comes.
  async function reload(quiet = false): Promise<void> {
    if (!quiet) {
      items.value = [];
      total.value = null;
      done.value = false;
    }
    const wanted = quiet ? Math.min(items.value.length, k_most_again) : 0;
    await page("", Math.max(limit, wanted), quiet, wanted);
  }
  async function more(): Promise<void> {
    if (!loading.value && !done.value && next) await page(next, limit);
  }

  watch(
    () => JSON.stringify(query()),
    () => void reload(),
    { immediate: true },
  );
  return { items, total, counts, loading, problem, done, more, reload };
}

// One answer of the server, asked again when the query changes.
export function use_answer<T>(ask: () => Promise<T>, on?: () => unknown) {
  const value = shallowRef<T | null>(null) as Ref<T | null>;
  const problem = ref<Problem | null>(null);
  const loading = ref(false);
  let turn = 0;
  async function load(quiet = false): Promise<void> {
    const mine = ++turn;
    if (!quiet) {
      loading.value = true;
      problem.value = null;
    }
    try {
      const got = await ask();
      if (mine === turn) {
        value.value = got;
        problem.value = null;
      }
    } catch (reason) {
      if (mine === turn && !quiet) problem.value = as_problem(reason);
    } finally {
      if (mine === turn) loading.value = false;
    }
  }
  if (on) watch(on, () => void load(), { immediate: true });
  else void load();
  return { value, problem, loading, load };
}
