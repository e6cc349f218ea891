// What the parts of one form on the screen share.
import type { InjectionKey, Ref } from "vue";
import type { FormAnswers, FormCheck, FormField } from "../api/forms";

export interface FormDesk {
  checked: Ref<FormCheck>;
  wrong: (path: string, answered: boolean) => string;
  touched: () => void;
  area: () => string | undefined;
}
export const k_form_desk: InjectionKey<FormDesk> = Symbol("form");

// What an empty form or row starts with: rows that are shown before anybody adds one.
export function fresh(fields: FormField[], answers: FormAnswers = {}): FormAnswers {
  for (const field of fields) {
    if (field.kind === "rows") {
      const rows = Array.isArray(answers[field.name]) ? (answers[field.name] as FormAnswers[]) : [];
      while (answers[field.name] === undefined && rows.length < (field.first_rows ?? 0)) rows.push({});
      answers[field.name] = rows.map((row) => fresh(field.fields, row));
    } else if (field.kind === "group") {
      if (!field.name) fresh(field.fields, answers);
      else answers[field.name] = fresh(field.fields, (answers[field.name] as FormAnswers | undefined) ?? {});
    }
  }
  return answers;
}

// The value a path names: "people[0].age".
export function value_at(values: unknown, path: string): unknown {
  return path
    .split(/[.[\]]+/)
    .filter(Boolean)
    .reduce<unknown>(
      (at, part) => (typeof at === "object" && at !== null ? (at as Record<string, unknown>)[part] : undefined),
      values,
    );
}
