// What every editor of a definition takes and gives, so that the page around them need not know which one it shows.
import type { Lang } from "@tiange/shared";

export interface Fault {
  gravity?: "error" | "warning";
  element_name?: string;
  line: number;
  column: number;
  element_id: string;
  zh: string;
  en: string;
}
export interface EditorProps {
  modelValue: string;
  readonly?: boolean;
  problems?: Fault[];
}
// What the page may ask of an editor; an editor without undo leaves it out.
export interface EditorHandle {
  undo?(): void;
  redo?(): void;
  select?(element_id: string): void;
  // The content as it stands now, changes of the last moment included.
  flush?(): Promise<string>;
}
export interface EditorHistory {
  undo: boolean;
  redo: boolean;
}

export const fault_text = (fault: Fault, lang: Lang) => (lang === "zh" ? fault.zh : fault.en || fault.zh);
