// What differs between two forms, field by field.
import { lang } from "@tiange/shared";
import type { Change, Field } from "./xml_diff";
import { t } from "./words";

type Json = null | boolean | number | string | Json[] | { [name: string]: Json };
type Node = { [name: string]: Json };

const is_node = (one: unknown): one is Node => typeof one === "object" && one !== null && !Array.isArray(one);

// Fields of the form by key, nested ones too; a field's own settings flat by path.
function fields_of(content: string): Map<string, { name: string; values: Map<string, string> }> | null {
  let root: unknown;
  try {
    root = JSON.parse(content);
  } catch {
    return null;
  }
  const out = new Map<string, { name: string; values: Map<string, string> }>();
  const flat = (value: Json, path: string, values: Map<string, string>): void => {
    if (is_node(value)) {
      for (const [name, one] of Object.entries(value))
        if (name !== "components" && name !== "fields") flat(one, path ? `${path}.${name}` : name, values);
    } else values.set(path, typeof value === "string" ? value : JSON.stringify(value));
  };
  const walk = (node: Node, place: string): void => {
    const list = node.components ?? node.fields;
    if (!Array.isArray(list)) return;
    list.forEach((one, i) => {
      if (!is_node(one)) return;
      const key = String(one.key ?? one.path ?? one.id ?? `${place}[${i}]`);
      const label = one.label ?? (lang.value === "zh" ? one.label_zh : one.label_en) ?? one.text ?? key;
      const values = new Map<string, string>();
      flat(one, "", values);
      out.set(place + key, { name: String(label), values });
      walk(one, `${place}${key}.`);
    });
  };
  if (is_node(root)) {
    const values = new Map<string, string>();
    flat(root, "", values);
    out.set("", { name: "", values });
    walk(root, "");
  }
  return out;
}

const words: [RegExp, () => string][] = [
  [/^label|^name|^text$/, () => t.label],
  [/required/, () => t.required],
  [/hide|visible|when/, () => t.visible],
  [/^values|choices|options/, () => t.choices],
  [/^type$/, () => t.kind],
  [/^description|hint/, () => t.notes],
  [/expression|calculat/, () => t.expression],
];
export function form_differences(before: string, after: string): Change[] | null {
  const old = fields_of(before);
  const now = fields_of(after);
  if (!old || !now) return null;
  const changes: Change[] = [];
  for (const [id, field] of now) {
    const was = old.get(id);
    const name = id === "" ? t.definition : field.name;
    if (!was) {
      changes.push({ id, name, kind: "field", sort: "added", fields: [] });
      continue;
    }
    const fields: Field[] = [];
    for (const path of new Set([...was.values.keys(), ...field.values.keys()])) {
      const [a, b] = [was.values.get(path) ?? "", field.values.get(path) ?? ""];
      if (a === b || path === "id" || path.startsWith("layout") || path === "exporter.version") continue;
      fields.push({ path, word: words.find(([one]) => one.test(path))?.[1]() ?? path, before: a, after: b });
    }
    if (fields.length) changes.push({ id, name, kind: "field", sort: "changed", fields });
  }
  for (const [id, field] of old)
    if (!now.has(id)) changes.push({ id, name: field.name, kind: "field", sort: "removed", fields: [] });
  return changes;
}
