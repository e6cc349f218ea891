// 台账任务 Tasks that the village gives from its ledger, beside the cases.
import { computed } from "vue";
import { district_day, may, use_live, type Page } from "@tiange/shared";
import { outbox } from "./outbox";
import { use_reading } from "./reading";
import type { Due } from "./rechecks";

export interface LedgerTask {
  id: string;
  kind: string;
  subject: string;
  subject_title: string;
  area_name: string;
  address: string;
  title: string;
  text: string;
  due: string;
  late: boolean;
  given_by: string;
}
export interface LedgerVisit extends LedgerTask {
  group: Due;
  waits: boolean;
}

export function use_ledger_tasks() {
  const reading = use_reading<Page<LedgerTask>>(
    () => "/ledgers/tasks",
    () => ({ mine: "yes", state: "open" }),
  );
  async function load(): Promise<void> {
    if (may("ledgers.view")) await reading.load();
  }
  use_live("ledgers", () => void load(), 1000);
  const all = computed<LedgerVisit[]>(() => {
    const today = district_day();
    return (reading.value.value?.items ?? [])
      .map((one) => ({
        ...one,
        group: (one.due < today ? "now" : one.due === today ? "today" : "later") as Due,
        waits: outbox.items.some((sent) => sent.state === "waiting" && sent.path === `/ledgers/tasks/${one.id}/finish`),
      }))
      .sort((a, b) => a.due.localeCompare(b.due));
  });
  const count = (due: Due) => all.value.filter((one) => one.group === due).length;
  return { all, count, load };
}
