// A cell of a decision table as people say it: not limited, one of, none of, given, empty; the FEEL text underneath.
import { lang, say_item_class, say_long_level, say_severity } from "@tiange/shared";
import { fact_of, item_name, unit_name, type Fact, type FactValue } from "./knows";
import { say_span, read_span } from "./limits";

export type Cell =
  | { mode: "any" }
  | { mode: "given" }
  | { mode: "in" | "not"; values: string[]; empty: boolean } // values without quotes; `empty`: null or "" too
  | { mode: "yes" }
  | { mode: "no" }
  | { mode: "expression"; text: string };

const k_item = String.raw`null|"[^"\\]*"`;
const k_list = new RegExp(String.raw`^(?:${k_item})(?:\s*,\s*(?:${k_item}))*$`);

function listed(text: string): { values: string[]; empty: boolean } | null {
  if (!k_list.test(text)) return null;
  const all = Array.from(text.matchAll(new RegExp(k_item, "g")), ([one]) => one);
  const values = all.filter((one) => one !== "null" && one !== '""').map((one) => one.slice(1, -1));
  return { values, empty: values.length < all.length };
}

// A test of an input column.
export function read_cell(text: string): Cell {
  const plain = text.trim();
  if (plain === "" || plain === "-") return { mode: "any" };
  if (plain === "true") return { mode: "yes" };
  if (plain === "false") return { mode: "no" };
  const inner = /^not\((.*)\)$/s.exec(plain);
  const found = listed(inner ? inner[1]!.trim() : plain);
  if (!found) return { mode: "expression", text };
  if (inner && !found.values.length) return { mode: "given" };
  return { mode: inner ? "not" : "in", ...found };
}
export function write_cell(cell: Cell): string {
  if (cell.mode === "any") return "-";
  if (cell.mode === "yes") return "true";
  if (cell.mode === "no") return "false";
  if (cell.mode === "given") return 'not("")';
  if (cell.mode === "expression") return cell.text;
  const all = [
    ...(cell.empty ? (cell.mode === "in" && cell.values.length ? ["null", '""'] : ['""']) : []),
    ...cell.values.map((one) => `"${one}"`),
  ];
  if (!all.length) return "-";
  return cell.mode === "not" ? `not(${all.join(",")})` : all.join(",");
}

// A value of an output column: a text in quotes, or an expression.
export function read_output(text: string): string | null {
  const found = /^"([^"\\]*)"$/.exec(text.trim());
  return found ? found[1]! : text.trim() === "" ? "" : null;
}

export type Sort = "choices" | "unit" | "item" | "yes_no" | "limit" | "text";
export function sort_of(name: string, type: string, fact: Fact | undefined = fact_of(name)): Sort {
  if (fact?.values?.length) return "choices";
  if (type === "boolean" || fact?.type === "boolean") return "yes_no";
  if (/(^|_)unit$/.test(name)) return "unit";
  if (/(^|_)item$/.test(name)) return "item";
  if (/_limit$/.test(name)) return "limit";
  return "text";
}

const long_word = (value: string) => {
  for (const say of [say_long_level, say_severity, say_item_class]) if (say(value) !== value) return say(value);
  return "";
};
export function word_of_value(value: string, name: string): string {
  const fact = fact_of(name);
  const known = fact?.values?.find((one) => String(one.value) === value);
  if (known) return lang.value === "zh" ? known.zh : known.en || known.zh;
  const span = read_span(`"${value}"`);
  if (span) return say_span(span);
  return unit_name(value) || item_name(value) || long_word(value) || value;
}

const words = (): Record<"any" | "yes" | "no" | "given" | "empty" | "not", string> =>
  lang.value === "zh"
    ? { any: "—", yes: "是", no: "否", given: "不为空", empty: "空", not: "不是 " }
    : { any: "—", yes: "Yes", no: "No", given: "given", empty: "empty", not: "not " };

export function say_cell(text: string, name: string): string {
  const cell = read_cell(text);
  const t = words();
  if (cell.mode === "expression") {
    const output = read_output(cell.text);
    return output ? word_of_value(output, name) : cell.text;
  }
  if (cell.mode === "in" || cell.mode === "not") {
    const all = [...(cell.empty ? [t.empty] : []), ...cell.values.map((one) => word_of_value(one, name))];
    return (cell.mode === "not" ? t.not : "") + all.join(lang.value === "zh" ? "、" : ", ");
  }
  return t[cell.mode];
}
export function say_output(text: string, name: string): string {
  const value = read_output(text);
  if (value === null) return text === "true" ? words().yes : text === "false" ? words().no : text;
  return value === "" ? "—" : word_of_value(value, name);
}

// Values a column may be given by name, besides those its cells already hold.
const own: Record<string, readonly string[]> = {
  level: ["grid", "village", "department", "town"],
  from_level: ["grid", "village", "department", "town"],
  severity: ["urgent", "normal", "minor", "works"],
  item_class: ["part", "event", "social"],
};
export function choices_of(name: string, held: string[]): FactValue[] {
  const fact = fact_of(name);
  const base: FactValue[] =
    fact?.values?.map((one) => ({ ...one, value: String(one.value) })) ??
    (own[name] ?? []).map((value) => ({ value, zh: "", en: "" }));
  const rest = held.filter((one) => one && !base.some((had) => had.value === one));
  return [...base, ...[...new Set(rest)].map((value) => ({ value, zh: "", en: "" }))];
}
