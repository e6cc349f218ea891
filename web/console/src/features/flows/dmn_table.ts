// Reads what a person needs from a DMN file: inputs, outputs and rows of its tables.
export interface Clause {
  name: string;
  label: string;
  type: string;
  values: string[];
}
export interface Table {
  id: string;
  name: string;
  hit: string;
  inputs: Clause[];
  outputs: Clause[];
  rows: { id: string; inputs: string[]; outputs: string[]; note: string }[];
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
        values: [...new Set(listed.length ? listed : used)],
      };
    });
    return {
      id: decision?.getAttribute("id") ?? "",
      name: decision?.getAttribute("name") ?? "",
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
      })),
    };
  });
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
