// Requests that somebody else agrees to: sight of a subject, exports. Listed, asked for, answered.
import { ref } from "vue";
import { ElMessageBox } from "element-plus";
import { api, as_problem, may, type Problem } from "@tiange/shared";
import { use_answer, use_keyset } from "../../parts/keyset";
import { attempt, told } from "../../parts/notify";
import type { PolicyView } from "./shapes";
import { t } from "./words";

export function use_requests<Request extends { id: string }>(path: string, form: () => object) {
  const list = use_keyset<Request>(path, () => ({}));
  const policy = use_answer(async () => (may("masks.view") ? await api.get<PolicyView>("/org/masks") : null));
  const asking = ref(false);
  const wrong = ref<Problem | null>(null);
  async function trying(act: () => Promise<void>): Promise<void> {
    wrong.value = null;
    try {
      await act();
    } catch (reason) {
      wrong.value = as_problem(reason);
    }
  }
  const send = () =>
    trying(async () => {
      await api.post(path, form());
      asking.value = false;
      told(t.asked);
      await list.reload(true);
    });
  async function answer(one: Request, granted: boolean): Promise<void> {
    let text = "";
    if (!granted) {
      const said = await ElMessageBox.prompt(t.refuse_why, t.refuse, { cancelButtonText: t.cancel, confirmButtonText: t.refuse }).catch(() => null);
      if (!said) return;
      text = said.value;
    }
    if (await attempt(() => api.post(`${path}/${one.id}/answer`, { granted, text }))) await list.reload(true);
  }
  return { list, policy, asking, wrong, trying, send, answer };
}
