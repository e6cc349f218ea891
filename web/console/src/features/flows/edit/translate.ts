// Gives the bpmn.io editors the words of the chosen language. Words they know in English are the keys.
import { lang } from "@tiange/shared";

type Words = Record<string, string>;

export function translator(zh: Words) {
  const said = (template: string, values: Record<string, string> = {}) => {
    const text = lang.value === "zh" ? (zh[template] ?? template) : template;
    return text.replace(/{([^}]+)}/g, (whole, name: string) => values[name.trim()] ?? whole);
  };
  return { translate: ["value", said] as const };
}
