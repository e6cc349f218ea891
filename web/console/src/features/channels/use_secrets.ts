// Things of this room that carry a secret shown once: made, given a new secret, switched on and off.
import { reactive, ref } from "vue";
import { api, as_problem, type Problem } from "@tiange/shared";
import { use_answer } from "../../parts/keyset";
import { asked, attempt, failed } from "../../parts/notify";
import { t } from "./words";

interface Secret {
  secret: string;
}

// `blank` gives the fields of a new one, which are those that may be changed later.
export function use_secrets<Row extends { id: string; active: boolean }, Draft extends object>(path: string, blank: () => Draft) {
  const list = use_answer(() => api.get<{ items: Row[]; events?: string[] }>(path));
  const open = ref(false);
  const secret = ref("");
  const wrong = ref<Problem | null>(null);
  const draft = reactive(blank()) as Draft;

  function begin(): void {
    Object.assign(draft, blank());
    secret.value = "";
    wrong.value = null;
    open.value = true;
  }
  async function make(): Promise<void> {
    wrong.value = null;
    try {
      secret.value = (await api.post<Secret>(path, { ...draft })).secret;
      await list.load(true);
    } catch (reason) {
      wrong.value = as_problem(reason);
    }
  }
  async function renew(one: Row, how: string, sure: string, title: string): Promise<void> {
    if (!(await asked(sure, title))) return;
    try {
      secret.value = (await api.post<Secret>(`${path}/${one.id}/${how}`, {})).secret;
      open.value = true;
      await list.load(true);
    } catch (reason) {
      failed(reason);
    }
  }
  async function turn(one: Row): Promise<void> {
    const kept = Object.fromEntries(Object.keys(blank()).map((name) => [name, one[name as keyof Row]]));
    if (await attempt(() => api.put(`${path}/${one.id}`, { ...kept, active: !one.active }), t.saved)) await list.load(true);
  }
  return { list, open, secret, wrong, draft, begin, make, renew, turn };
}
