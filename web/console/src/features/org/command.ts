// Acting by a command that somebody lent: a cookie names it, so that pages, live signals and downloads go by it alike.
import { computed } from "vue";
import { me } from "@tiange/shared";

interface Acting {
  acting_for?: string;
  acting_until?: string;
}
export const acting = computed(() => {
  const now = me.value as (typeof me.value & Acting) | null;
  return now?.acting_for ? { name: now.acting_for, until: now.acting_until ?? "" } : null;
});

// What is on the screen belongs to who one was before: everything is read afresh.
function go(cookie: string): void {
  document.cookie = cookie;
  window.location.assign("/");
}
export const act_by = (id: string): void => go(`tiange_command=${id}; path=/; SameSite=Strict`);
export const act_as_oneself = (): void => go("tiange_command=; path=/; Max-Age=0; SameSite=Strict");

// A command that has ended leaves its name behind; the server says that one is oneself again.
export function forget_ended(): void {
  if (me.value && !acting.value && document.cookie.includes("tiange_command="))
    document.cookie = "tiange_command=; path=/; Max-Age=0; SameSite=Strict";
}
