// Filters that live in the address: back works, and a link shows another person the same list.
import { computed, reactive, watch } from "vue";
import { useRoute, useRouter } from "vue-router";

export function use_url_filters<K extends string>(names: readonly K[], defaults: Partial<Record<K, string>> = {}) {
  const route = useRoute();
  const router = useRouter();
  const home = route.name;
  const filters = reactive(Object.fromEntries(names.map((name) => [name, ""]))) as Record<K, string>;

  function read(): void {
    for (const name of names) {
      const value = route.query[name];
      filters[name] = typeof value === "string" ? value : (defaults[name] ?? "");
    }
  }
  read();
  watch(
    () => route.query,
    () => {
      if (route.name === home) read();
    },
  );
  watch(filters, () => {
    if (route.name !== home) return;
    const query: Record<string, string> = {};
    for (const [name, value] of Object.entries(route.query))
      if (typeof value === "string" && !names.includes(name as K)) query[name] = value;
    for (const name of names) if (filters[name] !== (defaults[name] ?? "")) query[name] = filters[name];
    if (JSON.stringify(query) !== JSON.stringify(route.query)) void router.replace({ query });
  });
  const used = computed(() => names.filter((name) => filters[name] !== (defaults[name] ?? "")).length);
  function clear(): void {
    for (const name of names) filters[name] = defaults[name] ?? "";
  }
  return { filters, used, clear };
}

// A value that waits until typing rests.
export function debounced(act: (text: string) => unknown, wait_ms = 250) {
  let timer = 0;
  return (text: string) => {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => act(text), wait_ms);
  };
}
