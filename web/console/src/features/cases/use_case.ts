// One case on the screen: loaded, kept live, acted upon.
import { computed, ref, shallowRef, watch } from "vue";
import {
  api,
  as_problem,
  me,
  pick,
  use_live,
  with_evidence,
  type Action,
  type CaseView,
  type Filled,
  type HistoryEntry,
  type Page,
  type Problem,
  type ReadReceipt,
} from "@tiange/shared";
import { told } from "../../parts/notify";
import { t } from "./words";

export function use_case(case_ref: () => string) {
  const view = shallowRef<CaseView | null>(null);
  const history = shallowRef<HistoryEntry[]>([]);
  const problem = ref<Problem | null>(null);
  const acting = ref(false);
  const action_problem = ref<Problem | null>(null);
  const reads = shallowRef<ReadReceipt[]>([]);
  let turn = 0;

  // Who has opened it; that the reader has, when it waits for them.
  async function load_reads(one: CaseView): Promise<void> {
    if (!one.tasks.length) {
      reads.value = [];
      return;
    }
    const waits = one.tasks.some(
      (task) => task.mine || (!task.claimed_by && me.value?.queues.includes(task.queue)),
    );
    try {
      const path = `/cases/${one.ref}/reads`;
      const got = waits
        ? await api.post<Page<ReadReceipt>>(path, {})
        : await api.get<Page<ReadReceipt>>(path, undefined, { quiet: true });
      if (one.ref === case_ref()) reads.value = got.items;
    } catch {
      /* the receipts are a courtesy */
    }
  }

  async function load(): Promise<void> {
    const mine = ++turn;
    const wanted = case_ref();
    if (!wanted) return;
    try {
      const [got, entries] = await Promise.all([
        api.get<CaseView>(`/cases/${wanted}`),
        api.get<Page<HistoryEntry>>(`/cases/${wanted}/history`).catch(() => null),
      ]);
      if (mine !== turn) return;
      view.value = got;
      void load_reads(got);
      if (entries) history.value = entries.items;
      problem.value = null;
    } catch (reason) {
      if (mine === turn) problem.value = as_problem(reason);
    }
  }
  async function reload_history(): Promise<void> {
    try {
      history.value = (await api.get<Page<HistoryEntry>>(`/cases/${case_ref()}/history`)).items;
    } catch {
      /* the former entries stay */
    }
  }
  watch(
    case_ref,
    () => {
      view.value = null;
      history.value = [];
      reads.value = [];
      void load();
    },
    { immediate: true },
  );
  use_live(`case:${case_ref()}`, () => {
    if (!acting.value) void load();
  });

  // Runs an action; true when it went through. The key stays the same while the same form is sent again.
  async function act(action: Action, filled: Filled, key: string): Promise<boolean> {
    const now = view.value;
    if (!now || acting.value) return false;
    acting.value = true;
    action_problem.value = null;
    try {
      const body = await with_evidence(filled.values, filled.files);
      view.value = await api.post<CaseView>(`/cases/${now.ref}/actions/${action.action}`, body, {
        key,
        version: now.version,
      });
      told(t.done(pick(action)));
      void reload_history();
      return true;
    } catch (reason) {
      action_problem.value = as_problem(reason);
      if (action_problem.value.status === 412 || action_problem.value.status === 409) void load();
      return false;
    } finally {
      acting.value = false;
    }
  }
  const primary = computed(
    () =>
      view.value?.actions.find((one) => one.primary && one.allowed) ??
      view.value?.actions.find((one) => one.allowed) ??
      null,
  );
  return { view, history, reads, problem, acting, action_problem, primary, load, act };
}
