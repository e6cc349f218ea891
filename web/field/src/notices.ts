import { ref } from "vue";
import { api } from "@tiange/shared";

// 100 stands for a hundred or more.
export const unread = ref(0);

export async function refresh_unread(): Promise<void> {
  try {
    unread.value = (await api.get<{ unread: number }>("/notices/unread", undefined, { quiet: true })).unread;
  } catch {
    /* the next signal asks again */
  }
}
