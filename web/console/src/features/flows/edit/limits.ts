// How long a step may take: an amount and one of the four clocks of the working calendar, another one for urgent cases,
// or what the catalogue says. Read from and written as FEEL.
import { catalogue, lang, say_limit_kind } from "@tiange/shared";

export interface Span {
  amount: number;
  unit: string;
}
export type Limit =
  | { kind: "none" }
  | { kind: "item" }
  | { kind: "span"; usual: Span; urgent: Span | null }
  | { kind: "expression"; text: string };

export const k_units = ["urgent_hours", "work_hours", "work_days", "natural_days"] as const;

const t = catalogue({
  none: ["不计时", "No limit"],
  item: ["按事项目录的时限", "As the catalogue says"],
  urgent: ["紧急", "urgent"],
});
const span_pattern = String.raw`"([\d.]+) (urgent_hours|work_hours|work_days|natural_days)"`;

export const write_span = (span: Span) => `"${span.amount} ${span.unit}"`;
export const read_span = (text: string): Span | null => {
  const found = new RegExp(`^${span_pattern}$`).exec(text.trim());
  return found ? { amount: Number(found[1]), unit: found[2]! } : null;
};
export const say_span = ({ amount, unit }: Span) => `${amount} ${say_limit_kind(unit)}`;

export function read_limit(text: string): Limit {
  const plain = text.trim();
  if (!plain || plain === '""') return { kind: "none" };
  if (plain === "handle_limit") return { kind: "item" };
  const usual = read_span(plain);
  if (usual) return { kind: "span", usual, urgent: null };
  const both = new RegExp(
    `^if\\s+severity\\s*=\\s*"urgent"\\s+then\\s+${span_pattern}\\s+else\\s+${span_pattern}$`,
  ).exec(plain);
  if (both)
    return {
      kind: "span",
      urgent: { amount: Number(both[1]), unit: both[2]! },
      usual: { amount: Number(both[3]), unit: both[4]! },
    };
  return { kind: "expression", text: plain };
}
export function write_limit(limit: Limit): string {
  if (limit.kind === "none") return "";
  if (limit.kind === "item") return "handle_limit";
  if (limit.kind === "expression") return limit.text;
  if (!limit.urgent) return write_span(limit.usual);
  return `if severity = "urgent" then ${write_span(limit.urgent)} else ${write_span(limit.usual)}`;
}
export function say_limit(text: string): string {
  const limit = read_limit(text);
  if (limit.kind === "none") return t.none;
  if (limit.kind === "item") return t.item;
  if (limit.kind === "expression") return limit.text;
  const usual = say_span(limit.usual);
  if (!limit.urgent) return usual;
  const urgent = `${t.urgent} ${say_span(limit.urgent)}`;
  return lang.value === "zh" ? `${usual}（${urgent}）` : `${usual} (${urgent})`;
}
