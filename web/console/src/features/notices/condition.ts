// A condition as people read it: fields by their names, values in words. What is edited stays as it was written.
import { is_zh, pick, say_channel, say_kind, say_level, say_severity, say_status } from "@tiange/shared";
import type { NoticeField } from "./shapes";

const k_values: Record<string, (word: string) => string> = {
  channel: say_channel,
  severity: say_severity,
  kind: say_kind,
  level: say_level,
  status: say_status,
};
const k_signs: [RegExp, string, string][] = [
  [/\s+and\s+/g, "，且", " and "],
  [/\s+or\s+/g, "，或", " or "],
  [/\s*!=\s*/g, " ≠ ", " ≠ "],
  [/\s*>=\s*/g, " ≥ ", " ≥ "],
  [/\s*<=\s*/g, " ≤ ", " ≤ "],
];

export function say_condition(text: string, fields: NoticeField[]): string {
  let said = text.replace(/\b([a-z_]+)(\s*!?=\s*)"([a-z_]+)"/g, (_, name: string, sign: string, value: string) => {
    const word = k_values[name]?.(value);
    return `${name}${sign}${word && word !== value ? word : `"${value}"`}`;
  });
  for (const [sign, zh, en] of k_signs) said = said.replace(sign, is_zh.value ? zh : en);
  for (const field of fields) if (field.in_condition) said = said.replace(new RegExp(`\\b${field.key}\\b`, "g"), pick(field));
  return said;
}
