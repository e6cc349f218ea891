// Counts of the inbox, kept live for the rail and the bell.
import { ref, watch } from "vue";
import { api, may, me, type Inbox, type InboxCounts } from "@tiange/shared";

export const inbox_counts = ref<InboxCounts | null>(null);

export async function refresh_counts(): Promise<void> {
  if (!me.value || !may("cases.view")) {
    inbox_counts.value = null;
    return;
  }
  try {
    inbox_counts.value = (await api.get<Inbox>("/cases/inbox", { limit: 1 }, { quiet: true })).counts;
  } catch {
    /* the last known counts stay */
  }
}

watch(
  () => me.value?.account_id,
  () => void refresh_counts(),
  { immediate: true },
);
