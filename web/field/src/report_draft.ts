// Half a report survives a call, a reload and a look at the tasks; photos do not. It belongs to one account and goes with
// its sign-out.
import { ref } from "vue";
import { me } from "@tiange/shared";

const k_prefix = "tiange.report.";
const k_hours = 12;

export function use_report_draft<T extends object>(form: T) {
  const place = `${k_prefix}${me.value?.account_id ?? ""}`;
  const restored = ref(false);
  function restore(): void {
    try {
      const kept = JSON.parse(localStorage.getItem(place) ?? "null") as { saved: number; form: T } | null;
      if (!kept || Date.now() - kept.saved > k_hours * 3_600_000) return;
      Object.assign(form, kept.form);
      restored.value = true;
    } catch {
      /* unreadable: start afresh */
    }
  }
  function save(): void {
    localStorage.setItem(place, JSON.stringify({ saved: Date.now(), form }));
  }
  function forget(): void {
    restored.value = false;
    localStorage.removeItem(place);
  }
  return { restored, restore, save, forget };
}

export function forget_report_drafts(): void {
  for (const name of Object.keys(localStorage)) if (name.startsWith(k_prefix)) localStorage.removeItem(name);
}
