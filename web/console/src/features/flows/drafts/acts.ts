// Opening a draft from wherever somebody is.
import { api } from "@tiange/shared";
import type { Draft, DraftRow, Kind } from "./shapes";

// The draft somebody already works on, or a new one from the version in effect.
export async function open_draft(kind: Kind, key: string, based_on = 0): Promise<string> {
  const { items } = await api.get<{ items: DraftRow[] }>("/flows/drafts", { kind, key });
  const going = items.find((one) => one.state === "editing" && (!based_on || one.based_on === based_on));
  if (going) return going.id;
  return (await api.post<Draft>("/flows/drafts", { kind, key, based_on })).id;
}
export const kind_of_file = (name: string): Kind =>
  name.endsWith(".dmn") ? "dmn" : name.endsWith(".json") || name.endsWith(".form") ? "form" : "bpmn";

// A span of days as people say it: the fastest changes take minutes.
export function lead_parts(days: number): { amount: string; unit: "days" | "hours" | "minutes" } {
  if (days >= 1) return { amount: days.toFixed(days < 10 ? 1 : 0), unit: "days" };
  if (days * 24 >= 1) return { amount: (days * 24).toFixed(1), unit: "hours" };
  return { amount: String(Math.max(1, Math.round(days * 1440))), unit: "minutes" };
}
export const suffix: Record<Kind, string> = { bpmn: "bpmn", dmn: "dmn", form: "json" };
export function save_file(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
