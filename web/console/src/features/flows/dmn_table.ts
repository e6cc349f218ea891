// Reads what a person needs from a DMN file: inputs, outputs and rows of its tables.
import { say_item_class, say_limit_kind, say_long_level, say_severity, type Lang } from "@tiange/shared";

export interface Clause {
  name: string;
  label: string;
  type: string;
  values: string[];
}
export interface Table {
  id: string;
  name: string;
  about: string;
  hit: string;
  inputs: Clause[];
  outputs: Clause[];
  rows: { id: string; inputs: string[]; outputs: string[]; note: string; note_en: string }[];
}

const texts = (node: Element, name: string) => Array.from(node.getElementsByTagNameNS("*", name));
const own_text = (node?: Element) => node?.getElementsByTagNameNS("*", "text")[0]?.textContent?.trim() ?? "";
const quoted = (text: string) => Array.from(text.matchAll(/"([^"]*)"/g), (found) => found[1] ?? "");

export function read_tables(xml: string): Table[] {
  const doc = new DOMParser().parseFromString(xml, "application/xml");
  return texts(doc.documentElement, "decisionTable").map((table) => {
    const decision = table.parentElement;
    const rules = texts(table, "rule");
    const inputs = texts(table, "input").map((input, index) => {
      const expression = input.getElementsByTagNameNS("*", "inputExpression")[0];
      const listed = quoted(own_text(input.getElementsByTagNameNS("*", "inputValues")[0]));
      const used = rules.flatMap((rule) => quoted(own_text(texts(rule, "inputEntry")[index])));
      return {
        name: own_text(expression),
        label: input.getAttribute("label") ?? own_text(expression),
        type: expression?.getAttribute("typeRef") ?? "",
        values: [...new Set(listed.length ? listed : used)].filter(Boolean),
      };
    });
    return {
      id: decision?.getAttribute("id") ?? "",
      name: decision?.getAttribute("name") ?? "",
      about:
        Array.from(decision?.children ?? []).find((one) => one.localName === "description")?.textContent?.trim() ?? "",
      hit: table.getAttribute("hitPolicy") ?? "UNIQUE",
      inputs,
      outputs: texts(table, "output").map((one) => ({
        name: one.getAttribute("name") ?? "",
        label: one.getAttribute("label") ?? one.getAttribute("name") ?? "",
        type: one.getAttribute("typeRef") ?? "",
        values: [],
      })),
      rows: rules.map((rule) => ({
        id: rule.getAttribute("id") ?? "",
        inputs: texts(rule, "inputEntry").map(own_text),
        outputs: texts(rule, "outputEntry").map(own_text),
        note:
          rule.getElementsByTagNameNS("*", "description")[0]?.textContent?.trim() ??
          own_text(texts(rule, "annotationEntry")[0]),
        note_en: own_text(texts(rule, "annotationEntry")[1]),
      })),
    };
  });
}

// Names of the inputs a model draws, whatever asks for them.
export function read_inputs(xml: string): string[] {
  const doc = new DOMParser().parseFromString(xml, "application/xml");
  const names = texts(doc.documentElement, "inputData").map(
    (one) => one.getElementsByTagNameNS("*", "variable")[0]?.getAttribute("name") ?? one.getAttribute("name") ?? "",
  );
  return [...new Set(names)].filter(Boolean);
}

// The variables a person may set to try the decision: plain names of all inputs.
export function input_names(tables: Table[]): Clause[] {
  const out = new Map<string, Clause>();
  const made = new Set(tables.flatMap((table) => [table.name, table.id]));
  for (const clause of tables.flatMap((table) => table.inputs)) {
    const name = clause.name.trim();
    if (name && !made.has(name) && !out.has(name)) out.set(name, clause);
  }
  return [...out.values()];
}

// "紧急程度 / Severity" names a column in both languages.
export function label_of(label: string, lang: Lang): string {
  const [zh = "", en = ""] = label.split(" / ");
  return lang === "zh" ? zh : en || zh;
}

function word_of(value: string): string {
  for (const say of [say_long_level, say_severity, say_item_class]) if (say(value) !== value) return say(value);
  const [, amount, kind] = /^([\d.]+) (\w+)$/.exec(value) ?? [];
  return kind ? `${amount} ${say_limit_kind(kind)}` : value;
}

// A FEEL cell as people read it, where its words are known: "urgent" is 紧急, not("") is 不为空.
export function plain_cell(text: string, lang: Lang): string {
  if (text === "" || text === "-") return "—";
  const [yes, no, empty, not_empty, not] =
    lang === "zh" ? ["是", "否", "空", "不为空", "非 "] : ["yes", "no", "empty", "given", "not "];
  if (text === "true") return yes ?? "";
  if (text === "false") return no ?? "";
  if (text === 'not("")') return not_empty ?? "";
  return text
    .replace(/null,\s*""/g, '""')
    .replace(/""/g, empty ?? "")
    .replace(/"([^"]*)"/g, (_, value: string) => word_of(value))
    .replace(/^not\((.*)\)$/, `${not}$1`)
    .replace(/,\s*/g, lang === "zh" ? "、" : ", ");
}
