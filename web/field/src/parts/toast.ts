import { ref } from "vue";

export const toast = ref<{ text: string; bad: boolean } | null>(null);
let timer = 0;

export function say(text: string, bad = false): void {
  toast.value = { text, bad };
  window.clearTimeout(timer);
  timer = window.setTimeout(
    () => {
      toast.value = null;
    },
    bad ? 5000 : 2500,
  );
}
