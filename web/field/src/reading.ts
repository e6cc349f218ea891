// Reads from the server and keeps a copy; without a signal the copy is shown, with its age.
import { ref, shallowRef, type Ref } from "vue";
import { api, as_problem, type Problem, type Query } from "@tiange/shared";
import { online } from "./outbox";
import { keep, recall } from "./store";

const k_slow_ms = 1500;

export function use_reading<T>(path: () => string, query: () => Query = () => ({})) {
  const value = shallowRef<T | null>(null) as Ref<T | null>;
  const problem = ref<Problem | null>(null);
  const kept_at = ref<number | null>(null);
  const loading = ref(false);
  async function load(): Promise<void> {
    const key = path() + JSON.stringify(query());
    loading.value = true;
    // A weak signal may take its time: the copy is shown while the answer is on its way.
    const slow = window.setTimeout(async () => {
      if (value.value) return;
      const copy = await recall<T>(key);
      if (!copy || value.value || !loading.value) return;
      value.value = copy.value;
      kept_at.value = copy.kept;
    }, k_slow_ms);
    try {
      value.value = await api.get<T>(path(), query());
      kept_at.value = null;
      problem.value = null;
      online.value = true;
      void keep(key, value.value);
    } catch (reason) {
      const found = as_problem(reason);
      if (found.network) online.value = false;
      const copy = found.network || found.status >= 500 ? await recall<T>(key) : null;
      if (copy) {
        value.value = copy.value;
        kept_at.value = copy.kept;
        problem.value = null;
      } else problem.value = found;
    } finally {
      window.clearTimeout(slow);
      loading.value = false;
    }
  }
  return { value, problem, kept_at, loading, load };
}
