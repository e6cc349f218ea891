// A list of papers that go back and forth between offices: one opens in a drawer, and something is answered to it.
import { computed, ref } from "vue";
import { api, use_live } from "@tiange/shared";
import { use_answer, use_keyset } from "../../../parts/keyset";
import { told } from "../../../parts/notify";
import { use_url_filters } from "../../../parts/url_filters";
import type { About, Document, Entry } from "../shapes";
import { t } from "../words";

// What a letter and an instruction have in common.
export interface PaperFacts {
  id: string;
  number: string;
  text: string;
  late: boolean;
  state: string;
  about?: About;
  entries?: Entry[];
  documents?: Document[];
}

export function use_papers<Paper, Act extends string>(path: string) {
  const { filters } = use_url_filters(["state", "mine", "id"] as const);
  const list = use_keyset<Paper>(path, () => ({ state: filters.state, mine: filters.mine }));
  const one = use_answer(
    async () => (filters.id ? api.get<Paper>(`${path}/${filters.id}`) : null),
    () => filters.id,
  );
  const shown = computed(() => one.value.value);
  const writing = ref(false);
  const act = ref<"" | Act>("");
  const again = () => {
    void list.reload(true);
    void one.load(true);
  };
  use_live("supervision", again, 2000);
  function done(): void {
    act.value = "";
    told(t.saved);
    again();
  }
  function written(): void {
    writing.value = false;
    again();
  }
  return { path, filters, list, one, shown, writing, act, done, written };
}
