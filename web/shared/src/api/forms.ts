// Extra forms of items. Rules come as trees and are evaluated here as the server does, so that a form works in a dead
// spot; what only the server can judge is asked of it. A copy of every form is kept.
import { check_here } from "../forms/check";
import { api } from "./client";
import type { Page } from "./types";

export type FormAnswers = Record<string, unknown>;
export interface Choice {
  value: string | number | boolean;
  zh: string;
  en: string;
}
export type FieldKind =
  | "text"
  | "number"
  | "tick"
  | "choice"
  | "choices"
  | "date"
  | "time"
  | "moment"
  | "place"
  | "calculated"
  | "group"
  | "rows"
  | "note"
  | "table"
  | "line"
  | "space";
export interface FormField {
  kind: FieldKind;
  id: string;
  name: string;
  zh: string;
  en: string;
  hint_zh: string;
  hint_en: string;
  prefix_zh: string;
  prefix_en: string;
  suffix_zh: string;
  suffix_en: string;
  roomy: boolean;
  dropdown: boolean;
  required: boolean;
  fixed: boolean;
  not_past: boolean;
  source: string;
  choices: Choice[];
  default_value?: unknown;
  digits?: number;
  step?: number;
  pattern?: string;
  wrong_zh: string;
  wrong_en: string;
  least_rows?: number;
  most_rows?: number;
  first_rows?: number;
  fixed_rows?: boolean;
  rules: Record<string, unknown>;
  fields: FormField[];
}
export interface ExtraForm {
  key: string;
  version: number;
  name_zh: string;
  name_en: string;
  has_rules: boolean;
  asks_server: boolean;
  fields: FormField[];
}
// Paths: "depth_cm", "people[0].age"; "#id" of what has no name.
export interface FormCheck {
  form_version: number;
  visible: string[];
  required: string[];
  fixed: string[];
  values: FormAnswers;
  wrong: { path: string; zh: string; en: string }[];
  choices: Record<string, Choice[]>;
  texts: Record<string, string>;
  tables: Record<string, string[][]>;
  within: Record<string, string>;
}
export interface FormLine {
  name: string;
  zh: string;
  en: string;
  value_zh: string;
  value_en: string;
  depth?: number; // 0 unless said
}

const k_storage = "tiange.forms.1";

function kept(): Record<string, ExtraForm> {
  try {
    return JSON.parse(localStorage.getItem(k_storage) ?? "{}") as Record<string, ExtraForm>;
  } catch {
    return {};
  }
}
function keep(forms: ExtraForm[]): void {
  const all = kept();
  for (const form of forms) all[form.key] = form;
  try {
    localStorage.setItem(k_storage, JSON.stringify(all));
  } catch {
    /* full: forms are read again next time */
  }
}

// The copy when there is no signal; null when there is neither.
export async function load_form(key: string): Promise<ExtraForm | null> {
  try {
    const form = await api.get<ExtraForm>(`/flows/forms/${encodeURIComponent(key)}`, undefined, { quiet: true });
    keep([form]);
    return form;
  } catch {
    return kept()[key] ?? null;
  }
}

export async function keep_forms(): Promise<void> {
  try {
    keep((await api.get<Page<ExtraForm>>("/flows/forms", undefined, { quiet: true })).items);
  } catch {
    /* what is kept stays */
  }
}

export async function check_form(form: ExtraForm, answers: FormAnswers): Promise<FormCheck> {
  return api.post<FormCheck>(
    `/flows/forms/${encodeURIComponent(form.key)}/check`,
    { answers, version: form.version },
    { quiet: true },
  );
}
export const check_form_here = (form: ExtraForm, answers: FormAnswers): FormCheck => check_here(form.fields, answers);

// Entries of a register: by text, or by the codes chosen before.
export async function find_choices(source: string, query: { q?: string; within?: string; codes?: string }): Promise<Choice[]> {
  return (await api.get<Page<Choice>>(`/flows/choices/${encodeURIComponent(source)}`, query, { quiet: true })).items;
}
