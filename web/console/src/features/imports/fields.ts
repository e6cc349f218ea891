// Fields a column can stand for: the server's own list, or the 21 columns of the usual 12345 export.
import { api, pick } from "@tiange/shared";
import { t } from "./words";

export interface ImportField {
  field: string;
  zh?: string;
  en?: string;
  required?: boolean;
  meanings?: { value: string; zh: string; en: string }[];
}

// field -> value in the file -> meaning
export type Meanings = Record<string, Record<string, string>>;

export interface ImportValues {
  field: string;
  items: { value: string; count: number; meaning: string }[];
  more: boolean;
}

const k_usual = [
  "number",
  "kind",
  "category",
  "tags",
  "title",
  "content",
  "status",
  "caller",
  "phone",
  "district",
  "town",
  "result",
  "reply",
  "way",
  "closed",
  "firm",
  "solved",
  "satisfied",
  "nature",
  "community",
  "estate",
] as const;

export async function import_fields(): Promise<ImportField[]> {
  try {
    return (await api.get<{ items: ImportField[] }>("/cases/import-fields")).items;
  } catch {
    return k_usual.map((field) => ({ field, required: field === "content" }));
  }
}

export function field_name(one: ImportField): string {
  return pick(one) || ((t as unknown as Record<string, string>)[`f_${one.field}`] ?? one.field);
}
