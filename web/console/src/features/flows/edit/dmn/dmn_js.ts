// The few parts of dmn-js that the editor and its panel use, and what is chosen in a table in plain terms.
import type { Moddle } from "../bpmn/bpmn_js";
import type { Fact } from "../knows";

export interface View {
  id: string;
  name?: string;
  type: "drd" | "decisionTable" | "literalExpression" | "boxedExpression";
  element: Moddle;
}
export interface Viewer {
  get(name: "commandStack"): { undo(): void; redo(): void; canUndo(): boolean; canRedo(): boolean };
  get(name: "elementRegistry"): { get(id: string): { businessObject: Moddle } | undefined };
  get(name: "modeling"): Modeling;
  get(name: "canvas"): { zoom(to: string | number, center?: string): number; scrollToElement(shape: unknown): void };
  get(name: "selection"): { select(shape: unknown): void };
  get(name: "sheet"): { getRoot(): { businessObject: Moddle; rows: unknown[]; cols: unknown[] } };
  get(name: string): unknown;
  on(name: string, act: (event: any) => void): void;
}
export interface Modeling {
  editCell(cell: Moddle, text: string): void;
  editInputExpression(expression: Moddle, values: object): void;
  editInputExpressionTypeRef(expression: Moddle, type: string): void;
  editOutputName(output: Moddle, name: string): void;
  updateProperties(element: Moddle, values: object): void;
}
export interface Manager {
  importXML(xml: string, options?: object): Promise<unknown>;
  saveXML(options: object): Promise<{ xml: string }>;
  getViews(): View[];
  getActiveView(): View | undefined;
  getActiveViewer(): Viewer | undefined;
  open(view: View): Promise<unknown>;
  on(name: string, act: (event: any) => void): void;
  destroy(): void;
}

export interface Chosen {
  id: string;
  kind: "input" | "output" | "test" | "result" | "rule";
  name: string;
  label: string;
  type: string;
  text: string;
  row: number;
  held: string[];
  reasons: string[];
  set_label?: (text: string) => void;
  set_name?: (name: string, fact?: Fact) => void;
  set_text?: (text: string) => void;
  set_reason?: (index: number, text: string) => void;
}

const quoted = (text: string) => Array.from(text.matchAll(/"([^"]+)"/g), (found) => found[1]!);

export function reasons_of(rule: Moddle): string[] {
  const kept = (rule.get("annotationEntry") as Moddle[] | undefined) ?? [];
  const all = kept.map((one) => (one.get("text") as string | undefined) ?? "");
  return all.length ? all : rule.description ? [rule.description as string] : [];
}

// What stands behind an id of the table: a column's head, a cell, or a rule by its reason.
export function chosen_in(viewer: Viewer, id: string): Chosen | null {
  const table = viewer.get("sheet").getRoot().businessObject;
  const modeling = viewer.get("modeling");
  const inputs = (table.get("input") as Moddle[] | undefined) ?? [];
  const outputs = (table.get("output") as Moddle[] | undefined) ?? [];
  const rules = (table.get("rule") as Moddle[] | undefined) ?? [];
  const none = { id, text: "", row: 0, held: [] as string[], reasons: [] as string[] };

  const input = inputs.find((one) => one.id === id);
  if (input) return { ...none, ...head_in(input, modeling) };
  const output = outputs.find((one) => one.id === id);
  if (output) return { ...none, ...head_out(output, modeling) };
  for (const [i, rule] of rules.entries()) {
    const tests = rule.get("inputEntry") as Moddle[];
    const results = rule.get("outputEntry") as Moddle[];
    const about = {
      id,
      row: i + 1,
      reasons: reasons_of(rule),
      set_reason: (index: number, text: string) => put_reason(modeling, table, rule, index, text),
    };
    const test = tests.findIndex((one) => one.id === id);
    if (test >= 0) {
      const { name, label, type } = head_in(inputs[test]!, modeling);
      const held = rules.flatMap((one) => quoted((one.get("inputEntry")[test]?.text as string) ?? ""));
      return {
        ...about,
        kind: "test",
        name,
        label,
        type,
        held,
        text: tests[test]!.text ?? "",
        set_text: (text) => modeling.editCell(tests[test]!, text),
      };
    }
    const result = results.findIndex((one) => one.id === id);
    if (result >= 0) {
      const { name, label, type } = head_out(outputs[result]!, modeling);
      const held = rules.flatMap((one) => quoted((one.get("outputEntry")[result]?.text as string) ?? ""));
      return {
        ...about,
        kind: "result",
        name,
        label,
        type,
        held,
        text: results[result]!.text ?? "",
        set_text: (text) => modeling.editCell(results[result]!, text),
      };
    }
    if (id.startsWith(`${rule.id}`))
      return { ...about, kind: "rule", name: "", label: "", type: "", text: "", held: [] };
  }
  return null;
}

function head_in(input: Moddle, modeling: Modeling) {
  const expression = input.get("inputExpression") as Moddle | undefined;
  return {
    kind: "input" as const,
    name: (expression?.text as string | undefined) ?? "",
    label: (input.label as string | undefined) ?? "",
    type: (expression?.typeRef as string | undefined) ?? "",
    set_label: (label: string) => modeling.updateProperties(input, { label }),
    set_name: (name: string, fact?: Fact) => {
      if (!expression) return;
      modeling.editInputExpression(expression, { text: name });
      if (!fact) return;
      modeling.editInputExpressionTypeRef(expression, fact.type);
      modeling.updateProperties(input, { label: `${fact.zh} / ${fact.en}` });
    },
  };
}
function head_out(output: Moddle, modeling: Modeling) {
  return {
    kind: "output" as const,
    name: (output.name as string | undefined) ?? "",
    label: (output.label as string | undefined) ?? "",
    type: (output.typeRef as string | undefined) ?? "",
    set_label: (label: string) => modeling.updateProperties(output, { label }),
    set_name: (name: string) => modeling.editOutputName(output, name),
  };
}

// The first reason is Chinese, the second English; the table says so in its annotation columns.
function put_reason(modeling: Modeling, table: Moddle, rule: Moddle, index: number, text: string): void {
  const model = (rule as unknown as { $model: { create(type: string, values: object): Moddle } }).$model;
  const entries = [...((rule.get("annotationEntry") as Moddle[] | undefined) ?? [])];
  const made = [0, 1].map((i) => {
    const old = entries[i];
    const next = model.create("dmn:RuleAnnotation", {
      text: i === index ? text : ((old?.get("text") as string) ?? ""),
    });
    next.$parent = rule;
    return next;
  });
  const columns = (table.get("annotation") as Moddle[] | undefined) ?? [];
  if (columns.length < 2) {
    const names = ["理由", "Reason"].map((name, i) => columns[i] ?? model.create("dmn:RuleAnnotationClause", { name }));
    for (const one of names) one.$parent = table;
    modeling.updateProperties(table, { annotation: names });
  }
  modeling.updateProperties(rule, { annotationEntry: [...made, ...entries.slice(2)] });
}

// dmn-js reads DMN 1.3. Files of 1.2 to 1.5 differ in their name spaces; they come back as they were.
const k_model = "https://www.omg.org/spec/DMN/20191111/MODEL/";
const k_spaces: [RegExp, string][] = [
  [/https?:\/\/www\.omg\.org\/spec\/DMN\/(20180521|20211108|20230324|20240513)\/MODEL\//g, k_model],
  [
    /https?:\/\/www\.omg\.org\/spec\/DMN\/(20180521|20211108|20230324|20240513)\/DMNDI\//g,
    "https://www.omg.org/spec/DMN/20191111/DMNDI/",
  ],
];
const k_newer = /<(?:[\w-]+:)?(conditional|filter|for|every|some|typeConstraint|decisionService)\b/;
export interface Foreign {
  xml: string;
  restore(xml: string): string;
}
export function as_13(xml: string): Foreign {
  const swaps: [string, string][] = [];
  let text = xml;
  for (const [pattern, ours] of k_spaces) {
    const found = pattern.exec(text)?.[0];
    pattern.lastIndex = 0;
    if (!found) continue;
    swaps.push([ours, found]);
    text = text.replaceAll(found, ours);
  }
  return { xml: text, restore: (back) => swaps.reduce((now, [ours, theirs]) => now.replaceAll(ours, theirs), back) };
}
export const is_beyond = (xml: string) => k_newer.test(xml);
