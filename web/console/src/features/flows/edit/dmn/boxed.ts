// Boxed expressions in plain rows, as DMN has them: contexts, relations, lists, calls, functions, conditions, loops,
// filters, and tables among them. Every text of a box knows its place in the file.
import { put_text, read_places, text_in, type Node } from "../xml_places";

export type Box =
  | { kind: "text"; id: string; text: string; node: Node; unary?: boolean }
  | { kind: "rows"; rows: { label: string; word?: Word; box: Box }[] }
  | { kind: "table"; heads: string[]; rows: Box[][] }
  | { kind: "none" };
// What the label of a row is called, where the file gives it no name.
export type Word = "result" | "calls" | "if" | "then" | "else" | "in" | "each" | "match";

export interface Drawn {
  id: string;
  name: string;
  function: boolean;
  box: Box;
}

const k_expressions =
  /^(literalExpression|context|relation|list|invocation|functionDefinition|decisionTable|conditional|for|every|some|filter)$/;
const named = (node: Node | undefined, name: string): Node | undefined => node?.children.find((one) => one.name === name);
const all_named = (node: Node, name: string): Node[] => node.children.filter((one) => one.name === name);
const expression_in = (node: Node | undefined): Node | undefined =>
  node?.children.find((one) => k_expressions.test(one.name));
const name_of = (node: Node | undefined): string => node?.attributes.name ?? "";

function text_box(xml: string, node: Node | undefined, unary = false): Box {
  const text = named(node, "text");
  if (!node || !text) return { kind: "none" };
  return { kind: "text", id: node.attributes.id ?? `${text.start}`, text: text_in(xml, text), node: text, unary };
}
function box_of(xml: string, node: Node | undefined): Box {
  const inner = (name: string): Box => box_of(xml, expression_in(named(node, name)));
  switch (node?.name) {
    case "literalExpression":
      return text_box(xml, node);
    case "context":
      return {
        kind: "rows",
        rows: all_named(node, "contextEntry").map((one) => {
          const label = name_of(named(one, "variable"));
          return { label, word: label ? undefined : "result", box: box_of(xml, expression_in(one)) };
        }),
      };
    case "relation":
      return {
        kind: "table",
        heads: all_named(node, "column").map(name_of),
        rows: all_named(node, "row").map((row) =>
          row.children.filter((one) => k_expressions.test(one.name)).map((one) => box_of(xml, one)),
        ),
      };
    case "list":
      return {
        kind: "rows",
        rows: node.children
          .filter((one) => k_expressions.test(one.name))
          .map((one, n) => ({ label: String(n + 1), box: box_of(xml, one) })),
      };
    case "invocation":
      return {
        kind: "rows",
        rows: [
          { label: "", word: "calls", box: box_of(xml, expression_in(node)) },
          ...all_named(node, "binding").map((one) => ({
            label: name_of(named(one, "parameter")),
            box: box_of(xml, expression_in(one)),
          })),
        ],
      };
    case "functionDefinition":
    case "encapsulatedLogic":
      return {
        kind: "rows",
        rows: [
          {
            label: `(${all_named(node, "formalParameter").map(name_of).join(", ")})`,
            box: box_of(xml, expression_in(node)),
          },
        ],
      };
    case "conditional":
      return { kind: "rows", rows: (["if", "then", "else"] as const).map((word) => ({ label: "", word, box: inner(word) })) };
    case "filter":
      return { kind: "rows", rows: (["in", "match"] as const).map((word) => ({ label: "", word, box: inner(word) })) };
    case "for":
    case "every":
    case "some":
      return {
        kind: "rows",
        rows: [
          { label: node.attributes.iteratorVariable ?? "", word: "in", box: inner("in") },
          { label: "", word: "each", box: inner(node.name === "for" ? "return" : "satisfies") },
        ],
      };
    case "decisionTable":
      return {
        kind: "table",
        heads: [
          ...all_named(node, "input").map(
            (one) => one.attributes.label ?? text_of(xml, named(one, "inputExpression")),
          ),
          ...all_named(node, "output").map((one) => one.attributes.label ?? name_of(one)),
        ],
        rows: all_named(node, "rule").map((rule) => [
          ...all_named(rule, "inputEntry").map((one) => text_box(xml, one, true)),
          ...all_named(rule, "outputEntry").map((one) => text_box(xml, one)),
        ]),
      };
    default:
      return { kind: "none" };
  }
}
function text_of(xml: string, node: Node | undefined): string {
  const text = named(node, "text");
  return text ? text_in(xml, text) : "";
}

// Decisions and functions that dmn-js has no view for; all of them where it cannot open the file.
export function read_boxes(xml: string, all: boolean): Drawn[] {
  const root = read_places(xml);
  if (!root) return [];
  const found: Drawn[] = [];
  for (const one of root.children) {
    const is_function = one.name === "businessKnowledgeModel";
    if (one.name !== "decision" && !is_function) continue;
    const logic = is_function ? named(one, "encapsulatedLogic") : expression_in(one);
    if (!logic) continue;
    const simple = is_function ? expression_in(logic)?.name === "literalExpression" : /^(decisionTable|literalExpression)$/.test(logic.name);
    if (!all && simple) continue;
    found.push({
      id: one.attributes.id ?? name_of(one),
      name: name_of(one) || (one.attributes.id ?? ""),
      function: is_function,
      box: box_of(xml, logic),
    });
  }
  return found;
}

export function texts_in(box: Box): (Box & { kind: "text" })[] {
  if (box.kind === "text") return [box];
  if (box.kind === "rows") return box.rows.flatMap((row) => texts_in(row.box));
  return box.kind === "table" ? box.rows.flat().flatMap(texts_in) : [];
}
// Another text for one box of the file as it stands now.
export function put_box(xml: string, id: string, text: string): string {
  const found = read_boxes(xml, true)
    .flatMap((one) => texts_in(one.box))
    .find((one) => one.id === id);
  return found && found.text !== text ? put_text(xml, found.node, text) : xml;
}
// What a box may name: everything the file gives a name to.
export function names_in(xml: string): string[] {
  const found = new Set<string>();
  const look = (node: Node): void => {
    if (/^(variable|formalParameter|column|parameter)$/.test(node.name) && node.attributes.name)
      found.add(node.attributes.name);
    node.children.forEach(look);
  };
  const root = read_places(xml);
  if (root) look(root);
  return [...found];
}
