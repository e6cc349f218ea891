// Language: Chinese by default, English as a full second language. A feature writes one catalogue of pairs; reading a
// word from it follows the language of the moment, so templates redraw when the person switches.
import { computed, ref, watchEffect } from "vue";

export type Lang = "zh" | "en";

const k_storage = "tiange.lang";

function first_language(): Lang {
  const kept = localStorage.getItem(k_storage);
  return kept === "en" ? "en" : "zh";
}

export const lang = ref<Lang>(first_language());

watchEffect(() => {
  document.documentElement.lang = lang.value === "zh" ? "zh-CN" : "en";
});

export const language_is_kept = () => localStorage.getItem(k_storage) !== null;
export const keep_language = () => localStorage.setItem(k_storage, lang.value);

export const is_zh = computed(() => lang.value === "zh");

type Pair<T> = readonly [zh: T, en: T];
type Entry = Pair<string> | Pair<(...args: any[]) => string>;
type Words<T extends Record<string, Entry>> = { readonly [K in keyof T]: T[K][0] };

// catalogue({ open: ["打开", "Open"], waiting: [(n: number) => `${n} 件`, (n: number) => `${n} waiting`] })
export function catalogue<const T extends Record<string, Entry>>(entries: T): Words<T> {
  const words = {} as Record<string, unknown>;
  for (const [name, pair] of Object.entries(entries)) {
    Object.defineProperty(words, name, { enumerable: true, get: () => pair[lang.value === "zh" ? 0 : 1] });
  }
  return words as Words<T>;
}

// The wording of a value that the server gives in both languages: pick(row, "name") reads name_zh or name_en.
export function pick(row: object | null | undefined, stem = ""): string {
  if (!row) return "";
  const table = row as Record<string, unknown>;
  const zh = stem ? `${stem}_zh` : "zh";
  const en = stem ? `${stem}_en` : "en";
  const word = lang.value === "zh" ? table[zh] || table[en] : table[en] || table[zh];
  return typeof word === "string" ? word : "";
}

// Names one after the other: 甲、乙 or A, B.
export const list_text = (names: readonly string[]): string => names.join(is_zh.value ? "、" : ", ");
