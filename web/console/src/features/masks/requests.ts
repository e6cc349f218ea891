// Requests that somebody else agrees to: sight of a subject, exports. Listed, asked for, answered.
import { ref } from "vue";
import { api, as_problem, may, type Problem } from "@tiange/shared";
import { use_answer, use_keyset } from "../../parts/keyset";
import { use_acting } from "../../parts/acting";
import type { Ask } from "../../parts/AskDialog.vue";
import { told } from "../../parts/notify";
import type { PolicyView } from "./shapes";
import { t } from "./words";

export function use_requests<Request extends { id: string }>(path: string, form: () => object) {
  const list = use_keyset<Request>(path, () => ({}));
  const policy = use_answer(async () => (may("masks.view") ? await api.get<PolicyView>("/org/masks") : null));
  const asking = ref(false);
  const wrong = ref<Problem | null>(null);
  const sending = ref(false);
  const { busy, act } = use_acting();
  const refusing = ref<Ask | null>(null);
  async function trying(work: () => Promise<void>): Promise<void> {
    if (sending.value) return;
    sending.value = true;
    wrong.value = null;
    try {
      await work();
    } catch (reason) {
      wrong.value = as_problem(reason);
    } finally {
      sending.value = false;
    }
  }
  const send = () =>
    trying(async () => {
      await api.post(path, form());
      asking.value = false;
      told(t.asked);
      await list.reload(true);
    });
  const say_to = (one: Request, granted: boolean, text: string, key?: string) => api.post(`${path}/${one.id}/answer`, { granted, text }, { key });
  async function answer(one: Request, granted: boolean): Promise<void> {
    if (granted) {
      if (await act(one.id, () => say_to(one, true, ""))) await list.reload(true);
      return;
    }
    refusing.value = { title: t.refuse, verb: t.refuse, text: { label: t.refuse_why }, send: (given, key) => say_to(one, false, given.text, key) };
  }
  return { list, policy, asking, wrong, sending, busy, refusing, trying, send, answer };
}
