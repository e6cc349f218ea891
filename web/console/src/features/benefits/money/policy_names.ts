// Policies by name or code, for fields that choose one. Those who may not read the register know those with a budget.
import { api, may, pick, type Found } from "@tiange/shared";

interface Named {
  key: string;
  zh: string;
  en: string;
}
let kept: Promise<Named[]> | null = null;
async function all(): Promise<Named[]> {
  if (may("policies.view")) return (await api.get<{ items: Named[] }>("/benefits/policies")).items;
  const budgets = await api.get<{ items: { policy: string; policy_zh: string; policy_en: string }[] }>("/benefits/money/budgets");
  return budgets.items.map((one) => ({ key: one.policy, zh: one.policy_zh, en: one.policy_en }));
}
export async function find_policies(text: string): Promise<Found[]> {
  kept ??= all().catch((reason) => {
    kept = null;
    throw reason;
  });
  const wanted = text.toLowerCase();
  return (await kept)
    .filter((one) => `${one.key}${one.zh}${one.en}`.toLowerCase().includes(wanted))
    .slice(0, 40)
    .map((one) => ({ value: one.key, label: pick(one) || one.key, note: one.key }));
}
