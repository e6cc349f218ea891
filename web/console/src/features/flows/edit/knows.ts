// What the district has and an editor may offer instead of free text: units, duties, forms, decisions, processes, facts
// of a case. Read once, when the first editor opens, and again when the page asks.
import { computed, reactive } from "vue";
import { api, pick, type Definition, type Page, type Role, type Unit } from "@tiange/shared";

export interface FactValue {
  value: unknown;
  zh: string;
  en: string;
}
export interface Fact {
  name: string;
  type: string;
  zh: string;
  en: string;
  values?: FactValue[];
}
export interface ServiceName {
  name: string;
  zh: string;
  en: string;
  inputs: { name: string; zh: string; en: string }[];
}
export interface ItemName {
  code: string;
  name_zh: string;
  name_en: string;
}

export const knows = reactive({
  units: [] as Unit[],
  roles: [] as Role[],
  definitions: [] as Definition[],
  facts: [] as Fact[],
  items: [] as ItemName[],
  services: [] as ServiceName[],
});

let asked = false;
async function take<T>(act: () => Promise<T>, keep: (got: T) => void): Promise<void> {
  try {
    keep(await act());
  } catch {
    // What cannot be offered is typed; the server checks it all the same.
  }
}
export function learn(again = false): void {
  if (asked && !again) return;
  asked = true;
  void take(
    () => api.get<Page<Unit>>("/org/units"),
    (got) => (knows.units = got.items),
  );
  void take(
    () => api.get<Page<Role>>("/org/roles"),
    (got) => (knows.roles = got.items),
  );
  void take(
    () => api.get<Page<Definition>>("/flows/definitions"),
    (got) => (knows.definitions = got.items),
  );
  void take(
    () => api.get<Page<Fact>>("/flows/facts"),
    (got) => (knows.facts = got.items),
  );
  void take(
    () => api.get<Page<ServiceName>>("/flows/services"),
    (got) => (knows.services = got.items),
  );
}

// Names of items, looked up as they are needed: the catalogue may be long.
const looked = new Set<string>();
export function learn_items(codes: string[]): void {
  for (const code of codes) {
    if (looked.has(code)) continue;
    looked.add(code);
    void take(
      () => api.get<{ item: ItemName }>(`/items/${encodeURIComponent(code)}`),
      ({ item }) => {
        knows.items.push({ code: item.code, name_zh: item.name_zh, name_en: item.name_en });
      },
    );
  }
}
export async function find_items(text: string): Promise<ItemName[]> {
  try {
    return (await api.get<Page<ItemName>>("/items", { q: text, limit: 20 })).items;
  } catch {
    return [];
  }
}

export interface Named {
  key: string;
  name: string;
}
const current = (kind: string) =>
  computed<Named[]>(() => {
    const by_key = new Map<string, Definition>();
    for (const one of knows.definitions) {
      if (one.kind !== kind) continue;
      const had = by_key.get(one.key);
      if (!had || one.version > had.version) by_key.set(one.key, one);
    }
    return [...by_key.values()].map((one) => ({ key: one.key, name: one.name || one.key }));
  });
export const forms = current("form");
export const decisions = current("dmn");
export const processes = current("bpmn");
export const versions_of = (kind: string, key: string) =>
  knows.definitions.filter((one) => one.kind === kind && one.key === key).map((one) => one.version);

export const fact_of = (name: string) => knows.facts.find((one) => one.name === name);
export const unit_name = (code: string) =>
  pick(
    knows.units.find((one) => one.code === code),
    "name",
  );
export const duty_name = (duty: string) =>
  pick(
    knows.roles.find((one) => one.duty === duty),
    "name",
  );
export const item_name = (code: string) =>
  pick(
    knows.items.find((one) => one.code === code),
    "name",
  );
