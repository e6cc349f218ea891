// One command at a time: what is under way is known, so that its button turns and nothing is sent twice.
import { ref } from "vue";
import { attempt } from "./notify";

export function use_acting() {
  const busy = ref("");
  async function act(what: string, work: () => Promise<unknown>, done?: string): Promise<boolean> {
    if (busy.value) return false;
    busy.value = what;
    try {
      return await attempt(work, done);
    } finally {
      busy.value = "";
    }
  }
  return { busy, act };
}
