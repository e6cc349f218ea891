// The case on which expressions are tried while they are written, shared by all fields of a page.
import { reactive } from "vue";
import { api } from "@tiange/shared";

export type Facts = Record<string, unknown>;
export const sample = reactive({ ref: "", title: "", facts: {} as Facts });

export async function take_sample(ref: string, title = ""): Promise<void> {
  sample.facts = await api.get<Facts>(`/cases/${encodeURIComponent(ref)}/facts`);
  sample.ref = ref;
  sample.title = title || ref;
}
export function drop_sample(): void {
  Object.assign(sample, { ref: "", title: "", facts: {} });
}
