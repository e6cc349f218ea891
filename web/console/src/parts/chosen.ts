// Which line of a living list is open beside it. What comes in above or goes does not put another in its place; when
// the open one itself has gone, the one that moved up is opened.
import { computed, ref, watch, type ComputedRef, type Ref } from "vue";

export interface Chosen<T> {
  at: Ref<number>;
  one: ComputedRef<T | undefined>;
  choose: (index: number) => void;
}

export function use_chosen<T extends { id: string }>(items: Readonly<Ref<T[]>>): Chosen<T> {
  const at = ref(0);
  let id = "";
  function choose(index: number): void {
    at.value = Math.min(Math.max(0, index), Math.max(0, items.value.length - 1));
    id = items.value[at.value]?.id ?? "";
  }
  watch(
    items,
    (now) => {
      const again = now.findIndex((one) => one.id === id);
      choose(again < 0 ? at.value : again);
    },
    { immediate: true },
  );
  return { at, one: computed(() => items.value[at.value]), choose };
}
