// What is being typed survives a reload and an expired session; it is forgotten when sent.
import { reactive, watch } from "vue";

export function use_draft<T extends object>(name: string, empty: () => T) {
  const place = `tiange.draft.${name}`;
  let kept: Partial<T> = {};
  try {
    kept = JSON.parse(localStorage.getItem(place) ?? "{}") as Partial<T>;
  } catch {
    /* unreadable: start afresh */
  }
  const draft = reactive({ ...empty(), ...kept }) as T;
  watch(draft, () => localStorage.setItem(place, JSON.stringify(draft)), { deep: true });
  function forget(): void {
    Object.assign(draft, empty());
    queueMicrotask(() => localStorage.removeItem(place));
  }
  return { draft, forget, kept: Object.keys(kept).length > 0 };
}
