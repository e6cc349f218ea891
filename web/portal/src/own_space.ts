// The session of the data space, for pages that rest on it.
import { reactive, ref } from "vue";
import { api, as_problem, type Problem } from "@tiange/shared";

const k_token = "tiange.space";

export function use_own_space() {
  const token = ref(sessionStorage.getItem(k_token) ?? "");
  const problem = ref<Problem | null>(null);
  const busy = ref(false);
  const form = reactive({ id_card: "", code: "" });
  const options = () => ({ quiet: true, headers: { "X-Tiange-Key": token.value } });
  function forget(): void {
    token.value = "";
    sessionStorage.removeItem(k_token);
  }
  // True when the work was done; a session that is over ends here.
  async function act(work: () => Promise<unknown>): Promise<boolean> {
    if (busy.value) return false;
    busy.value = true;
    problem.value = null;
    try {
      await work();
      return true;
    } catch (reason) {
      problem.value = as_problem(reason);
      if (problem.value.status === 401 && token.value) forget();
      return false;
    } finally {
      busy.value = false;
    }
  }
  const enter = () =>
    act(async () => {
      const got = await api.post<{ token: string }>("/public/space/enter", form, { quiet: true });
      token.value = got.token;
      sessionStorage.setItem(k_token, got.token);
      Object.assign(form, { id_card: "", code: "" });
    });
  return { token, problem, busy, form, options, act, enter };
}
