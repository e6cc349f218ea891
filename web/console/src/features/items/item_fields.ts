// A member of an item in words, by the column names that the server compares.
import { is_zh, pick, say_item_class, say_limit_kind, say_long_level, type Item, type Severity } from "@tiange/shared";
import { line_name } from "./lines";
import { t } from "./words";

const names: Record<string, () => string> = {
  catalogue: () => t.catalogue,
  class: () => t.class,
  major: () => t.major,
  minor: () => t.minor,
  major_zh: () => t.major,
  major_en: () => t.major_en,
  name_zh: () => t.name,
  name_en: () => t.name_en,
  filing_zh: () => t.filing,
  filing_en: () => t.filing_en,
  closing_zh: () => t.closing,
  closing_en: () => t.closing_en,
  limit_urgent: () => t.limit_urgent,
  limit_normal: () => t.limit_normal,
  limit_minor: () => t.limit_minor,
  limit_works: () => t.limit_works,
  limit_basis: () => t.limit_basis,
  verify: () => t.verify,
  settle_level: () => t.settle_level,
  lead_line: () => t.lead,
  supervise_line: () => t.supervising,
  form: () => t.form,
  in_force: () => t.active,
  successor: () => t.successor,
  confidential: () => t.confidential,
  rated: () => t.rated,
  keywords: () => t.keywords,
  legal_basis: () => t.basis,
  everyday_words: () => t.everyday_words,
  urgent_words: () => t.urgent_words,
  parent: () => t.parent,
  powers: () => t.powers,
  areas: () => t.tried_in,
};
const yes_no = (value: boolean) => (is_zh.value ? (value ? "是" : "否") : value ? "yes" : "no");

function limits(item: Item, severity: Severity): string {
  return item.limits
    .filter((one) => one.severity === severity)
    .map((one) => `${one.amount} ${say_limit_kind(one.kind)}${one.area ? ` (${one.area})` : ""}`)
    .join(is_zh.value ? "；" : "; ");
}
const values: Record<string, (item: Item) => string> = {
  class: (item) => say_item_class(item.item_class),
  major_zh: (item) => pick(item, "major"),
  filing_zh: (item) => item.filing_condition,
  filing_en: (item) => item.filing_condition_en ?? "",
  closing_zh: (item) => item.closing_conditions.join("；"),
  closing_en: (item) => item.closing_conditions_en.join("; "),
  limit_urgent: (item) => limits(item, "urgent"),
  limit_normal: (item) => limits(item, "normal"),
  limit_minor: (item) => limits(item, "minor"),
  limit_works: (item) => limits(item, "works"),
  verify: (item) => yes_no(item.verify_needed),
  in_force: (item) => yes_no(item.active),
  confidential: (item) => yes_no(item.confidential),
  rated: (item) => yes_no(item.rated),
  settle_level: (item) => say_long_level(item.settle_level),
  lead_line: (item) => line_name(item.lead_line),
  supervise_line: (item) => line_name(item.supervising_line),
  everyday_words: (item) => item.everyday_words.join(" "),
  urgent_words: (item) => item.urgent_words.join(" "),
  powers: (item) => (item.powers ?? []).join(" "),
  areas: (item) => (item.areas ?? []).join(" "),
};

export const field_name = (field: string): string => names[field]?.() ?? field;
export function field_value(item: Item, field: string): string {
  const own = values[field];
  return own ? own(item) : String((item as unknown as Record<string, unknown>)[field] ?? "");
}
