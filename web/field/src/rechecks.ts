// 复查 Reminders whose date comes or has come, and what follows when nothing was mended: tasks of the officer beside the cases.
import { computed } from "vue";
import { district_day, may, now, use_live, type Page } from "@tiange/shared";
import { outbox } from "./outbox";
import { keep_findings } from "./keep_ahead";
import { use_reading } from "./reading";
import type { Finding } from "./together_words";

export type Due = "now" | "today" | "later";
export interface Recheck extends Finding {
  due: Due;
  waits: boolean; // on the phone, to be sent
}
const k_states = ["recheck", "unmended", "sent_back", "reminded"];

export function due_of(one: Finding): Due {
  if (one.state !== "reminded" || !one.until || +new Date(one.until) <= now.value) return "now";
  return district_day(+new Date(one.until)) === district_day(now.value) ? "today" : "later";
}

export function use_rechecks() {
  const readings = k_states.map((state) => use_reading<Page<Finding>>(() => "/penalty", () => ({ state, limit: 50 })));
  async function load(): Promise<void> {
    if (!may("penalty.find")) return;
    await Promise.all(readings.map((one) => one.load()));
    void keep_findings(readings.flatMap((one) => (one.kept_at.value ? [] : (one.value.value?.items ?? []))));
  }
  use_live("penalty", () => void load(), 1000);
  const all = computed<Recheck[]>(() =>
    readings
      .flatMap((one) => one.value.value?.items ?? [])
      .filter((one) => one.may.includes("recheck") || one.may.includes("hand"))
      .map((one) => ({ ...one, due: due_of(one), waits: outbox.items.some((sent) => sent.path.includes(`/penalty/${one.ref}/`)) }))
      .sort((a, b) => (a.until ?? "").localeCompare(b.until ?? "")),
  );
  const count = (due: Due) => all.value.filter((one) => one.due === due).length;
  return { all, count, load };
}
