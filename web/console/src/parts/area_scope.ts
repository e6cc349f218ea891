// The area the person is looking at: their own to begin with, any below it by choice. Lists and boards follow it.
import { computed, reactive } from "vue";
import { api, forget_area_names, is_zh, me, pick, type Area, type Page } from "@tiange/shared";

const kept = reactive(new Map<string, Area[]>());
const asked = new Map<string, Promise<Area[]>>();

export async function areas_of(parent: string): Promise<Area[]> {
  const have = kept.get(parent);
  if (have) return have;
  let running = asked.get(parent);
  if (!running) {
    running = api.get<Page<Area>>("/places/areas", { parent }).then((page) => {
      kept.set(parent, page.items);
      return page.items;
    });
    asked.set(parent, running);
    running.catch(() => undefined).finally(() => asked.delete(parent));
  }
  return running;
}

// After the map has changed.
export function forget_areas(): void {
  kept.clear();
  forget_area_names();
}

export interface Scope {
  code: string;
  name_zh: string;
  name_en: string;
}

const state = reactive<{ chosen: Scope | null }>({ chosen: null });

export const scope = computed<Scope>(
  () => state.chosen ?? me.value?.home_area ?? { code: "", name_zh: "", name_en: "" },
);
export const scope_name = computed(() => pick(scope.value, "name"));

export function choose_scope(area: Scope | null): void {
  state.chosen = area && area.code !== me.value?.home_area.code ? area : null;
}

// Lists leave the filter out when it is the person's whole area: the server applies that by itself.
export const scope_filter = computed(() => state.chosen?.code ?? "");

// Of a full name the last part: in Chinese a grid's own name says its community already. The full one belongs in the title.
export const short_area = (name: string): string => (is_zh.value ? (name.split(" ").at(-1) ?? "") : name);
