// Extra forms of items. The rules stay on the server; a copy of every form is kept for dead spots.
import { api } from "./client";
import type { Page } from "./types";

export type FormAnswers = Record<string, unknown>;
export interface ExtraFormField {
  name: string;
  kind: "text" | "number" | "choice" | "choices" | "yes_no" | "date" | "place";
  zh: string;
  en: string;
  required: boolean;
  conditional: boolean;
  calculated: boolean;
  choices: { value: string; zh: string; en: string }[];
  min?: number;
  max?: number;
  longest: number;
  unit_zh: string;
  unit_en: string;
  hint_zh: string;
  hint_en: string;
}
export interface ExtraForm {
  key: string;
  version: number;
  name_zh: string;
  name_en: string;
  has_rules: boolean;
  fields: ExtraFormField[];
}
export interface FormCheck {
  form_version: number;
  visible: string[];
  required: string[];
  values: FormAnswers;
  wrong: { path: string; zh: string; en: string }[];
}
export interface FormLine {
  name: string;
  zh: string;
  en: string;
  value_zh: string;
  value_en: string;
}

const k_storage = "tiange.forms";

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
