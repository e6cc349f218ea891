// Extra forms of items. Rules come as trees and are evaluated here as the server does, so that a form works in a dead
// spot; what only the server can judge is asked of it. A copy of every form is kept.
import { check_here } from "../forms/check";
import { api } from "./client";
import type { Page, ServerShapes } from "./types";

export type FormAnswers = Record<string, unknown>;
// What the server's description leaves open: which values there are, and rules as trees.
export type Choice = Omit<ServerShapes["forms.Choice"], "value"> & { value: string | number | boolean };
export type FormField = Omit<ServerShapes["forms.View"], "choices" | "rules" | "fields"> & {
  choices: Choice[];
  rules: Record<string, unknown>;
  fields: FormField[];
};
export type FieldKind = FormField["kind"];
export type ExtraForm = Omit<ServerShapes["flows.FormView"], "fields"> & { fields: FormField[] };
// Paths: "depth_cm", "people[0].age"; "#id" of what has no name.
export type FormCheck = Omit<ServerShapes["flows.CheckOut"], "values" | "choices"> & {
  values: FormAnswers;
  choices: Record<string, Choice[]>;
};
export type FormLine = ServerShapes["forms.Line"];

// Which version: the one in effect where the matter is (an area code; empty: the district's), or a given one.
export interface FormAsked {
  area?: string;
  version?: number;
}
const k_storage = "tiange.forms.2";
type Kept = Record<string, Record<string, ExtraForm>>; // by key and area

function kept(): Kept {
  try {
    return JSON.parse(localStorage.getItem(k_storage) ?? "{}") as Kept;
  } catch {
    return {};
  }
}
function keep(forms: ExtraForm[], area: string): void {
  const all = kept();
  for (const form of forms) (all[form.key] ??= {})[area] = form;
  try {
    localStorage.setItem(k_storage, JSON.stringify(all));
  } catch {
    /* full: forms are read again next time */
  }
}
// The copy of the nearest place: the one whose code has most in common with the area asked for.
function kept_near(key: string, area: string): ExtraForm | null {
  const common = (one: string): number => {
    let at = 0;
    while (at < one.length && one[at] === area[at]) ++at;
    return at;
  };
  const copies = Object.entries(kept()[key] ?? {});
  copies.sort(([a], [b]) => common(b) - common(a) || a.length - b.length);
  return copies[0]?.[1] ?? null;
}

// The copy when there is no signal; null when there is neither.
export async function load_form(key: string, asked: FormAsked = {}): Promise<ExtraForm | null> {
  const area = asked.area ?? "";
  const query = asked.version ? { version: asked.version } : { area: area || undefined };
  try {
    const form = await api.get<ExtraForm>(`/flows/forms/${encodeURIComponent(key)}`, query, { quiet: true });
    if (!asked.version) keep([form], area);
    return form;
  } catch {
    return asked.version ? null : kept_near(key, area);
  }
}

export async function keep_forms(area = ""): Promise<void> {
  try {
    keep((await api.get<Page<ExtraForm>>("/flows/forms", { area: area || undefined }, { quiet: true })).items, area);
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
