// What an indicator and a scorecard have in common while they are written: tried as they stand, and kept as a draft.
import { ref, watch, type WatchSource } from "vue";
import { api, as_problem, district_day, type Problem } from "@tiange/shared";
import { attempt } from "../../parts/notify";
import { debounced } from "../../parts/url_filters";
import type { Result } from "./shapes";
import { tl } from "./words";

interface Named {
  key: string;
  zh: string;
}

// `on` is what a change of tries it anew; `ready` says whether there is enough to try.
export function use_definition<Body extends Named>(
  kind: "indicator" | "card",
  form: Body,
  where: { area: string; period: string },
  on: WatchSource | object,
  ready: () => boolean = () => true,
) {
  const effective = ref(district_day());
  const note = ref("");
  const tried = ref<Result | null>(null);
  const problem = ref<Problem | null>(null);
  const evaluate = debounced(async () => {
    if (!ready()) return;
    const body = { ...form, key: form.key || "_new", zh: form.zh || "…" };
    try {
      tried.value = await api.post<Result>("/scores/try", { [kind]: body, area: where.area, period: where.period });
      problem.value = null;
    } catch (reason) {
      problem.value = as_problem(reason);
      tried.value = null;
    }
  }, 400);
  watch(on, () => evaluate(""), { immediate: true });
  const save = () =>
    attempt(
      () => api.post("/scores/definitions", { [kind]: form, effective: effective.value, note: note.value }),
      tl.drafted,
    );
  return { effective, note, tried, problem, save };
}
