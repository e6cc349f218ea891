// Light or dark; follows the system until the person chooses.
import { computed, ref, watchEffect } from "vue";

export type Theme = "light" | "dark" | "system";

const k_storage = "tiange.theme";
const system_dark = window.matchMedia("(prefers-color-scheme: dark)");
const system_is_dark = ref(system_dark.matches);
system_dark.addEventListener("change", (event) => {
  system_is_dark.value = event.matches;
});

export const theme = ref<Theme>((localStorage.getItem(k_storage) as Theme | null) ?? "system");
export const dark = computed(() => (theme.value === "system" ? system_is_dark.value : theme.value === "dark"));

watchEffect(() => {
  document.documentElement.classList.toggle("dark", dark.value);
  if (theme.value === "system") localStorage.removeItem(k_storage);
  else localStorage.setItem(k_storage, theme.value);
});

// A colour token as it stands now, for canvases that cannot read CSS.
export function token(name: string): string {
  void dark.value;
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}
