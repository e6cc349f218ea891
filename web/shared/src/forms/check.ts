// Judges answers as forms::check of the server does, without the network: what to show, what is needed, what is wrong,
// what is calculated. Rules left to the server count as null here; a screen that has the network asks it as well.
import type { Choice, FormAnswers, FormCheck, FormField } from "../api/forms";
import { read_answer, value_of, type Reading, type Said } from "./answers";
import { Decimal } from "./decimal";
import { evaluate, type Tree } from "./feel";
import { compare, Context, day_at, from_json, Moment, parse_day, text_of, to_json, type Value } from "./values";

const k_most_answers = 3_000;
const k_most_choices = 500;
const k_most_cells = 200;
const k_most_wrong = 200;
const k_most_bytes = 2_000;
const k_most_text = 2_000;
const k_usual_longest = 200;

const bytes = (text: string): number => new TextEncoder().encode(text).length;
const shown = (value: Value): string => {
  if (value === null) return "";
  return typeof value === "boolean" ? (value ? "✓" : "✗") : text_of(value);
};
const is_simple = (value: unknown): boolean =>
  typeof value === "boolean" || typeof value === "number" || (typeof value === "string" && bytes(value) <= k_most_bytes);

function listed(value: Value): Choice[] {
  const choices: Choice[] = [];
  if (!Array.isArray(value)) return choices;
  for (const item of value) {
    if (choices.length >= k_most_choices) break;
    const own = item instanceof Context ? item.find("value") : item;
    const label = item instanceof Context ? item.find("label") : item;
    const en = item instanceof Context ? item.find("en") : undefined;
    const plain = own === undefined ? null : to_json(own);
    const zh = label !== undefined && (label !== null || !(item instanceof Context)) ? text_of(label) : own === undefined ? "" : text_of(own);
    const choice = { value: plain as Choice["value"], zh, en: en !== undefined && en !== null ? text_of(en) : zh };
    if (is_simple(plain) && plain !== "" && !choices.some((one) => one.value === plain)) choices.push(choice);
  }
  return choices;
}

// What rules see from one place.
class Scope {
  readonly known = new Map<string, Value>();
  constructor(
    private readonly outer: Scope | null = null,
    private readonly row = 0,
  ) {}
  own(): Value {
    return new Context(new Map(this.known));
  }
  private nearest_row(): number {
    return this.row !== 0 || !this.outer ? this.row : this.outer.nearest_row();
  }
  look(name: string): Value | undefined {
    if (this.known.has(name)) return this.known.get(name);
    if (name === "this") return this.own();
    if (name === "parent") return this.outer?.own();
    if (name === "i") return this.nearest_row() > 0 ? Decimal.of(this.nearest_row()) : undefined;
    return this.outer?.look_known(name);
  }
  private look_known(name: string): Value | undefined {
    return this.known.has(name) ? this.known.get(name) : this.outer?.look_known(name);
  }
}

class Checker {
  private taken = 0;
  readonly checked: FormCheck = {
    form_version: 0,
    visible: [],
    required: [],
    fixed: [],
    values: {},
    wrong: [],
    choices: {},
    texts: {},
    tables: {},
    within: {},
  };
  constructor(private readonly now: Moment) {}

  private value(field: FormField, rule: string, scope: Scope): Value {
    const tree = field.rules[rule];
    return Array.isArray(tree) ? evaluate(tree as Tree, (name) => scope.look(name), this.now) : null;
  }
  private holds(field: FormField, rule: string, scope: Scope): boolean {
    return this.value(field, rule, scope) === true;
  }
  private wrong(path: string, said: Said): void {
    if (this.checked.wrong.length < k_most_wrong) this.checked.wrong.push({ path, ...said });
  }

  all(fields: FormField[], answers: FormAnswers, scope: Scope, inside: string, kept: FormAnswers): void {
    for (const field of fields) this.take(field, answers, scope, inside, kept);
  }

  private take(field: FormField, answers: FormAnswers, scope: Scope, inside: string, kept: FormAnswers): void {
    const path = path_of(inside, field);
    if (++this.taken > k_most_answers) {
      if (this.taken === k_most_answers + 1) this.wrong(path, { zh: "填写的内容过多", en: "there are too many answers" });
      return;
    }
    const know = (value: Value): void => {
      if (field.name) scope.known.set(field.name, value);
    };
    if (this.holds(field, "hide", scope)) return know(null);
    this.checked.visible.push(path);
    switch (field.kind) {
      case "line":
      case "space":
        return;
      case "note":
        if ("value" in field.rules) this.checked.texts[path] = shown(this.value(field, "value", scope));
        return;
      case "table":
        this.checked.tables[path] = this.table(field, scope);
        return;
      case "calculated":
        return this.calculated(field, scope, kept, know);
      case "group":
        return this.group(field, answers, scope, inside, path, kept, know);
      case "rows":
        return this.rows(field, answers, scope, path, kept, know);
      default:
        return this.answer(field, answers, scope, path, kept, know);
    }
  }

  private table(field: FormField, scope: Scope): string[][] {
    const value = this.value(field, "value", scope);
    if (!Array.isArray(value)) return [];
    return value.slice(0, k_most_cells).map((item) =>
      field.choices.map((column) => {
        const cell = item instanceof Context ? item.find(String(column.value)) : undefined;
        return cell === undefined ? "" : shown(cell);
      }),
    );
  }

  private calculated(field: FormField, scope: Scope, kept: FormAnswers, know: (value: Value) => void): void {
    const value = this.value(field, "value", scope);
    const plain = to_json(value);
    const is_list = Array.isArray(plain) && plain.length > 0 && plain.length <= k_most_cells && plain.every(is_simple);
    if (is_simple(plain) || is_list) kept[field.name] = plain;
    know(value);
  }

  private group(
    field: FormField,
    answers: FormAnswers,
    scope: Scope,
    inside: string,
    path: string,
    kept: FormAnswers,
    know: (value: Value) => void,
  ): void {
    if (!field.name) return this.all(field.fields, answers, scope, inside, kept);
    const given = answers[field.name];
    if (given !== undefined && given !== null && !is_object(given))
      this.wrong(path, { zh: "应为对象", en: "must be an object" });
    const own: FormAnswers = {};
    const within = new Scope(scope);
    this.all(field.fields, is_object(given) ? given : {}, within, `${path}.`, own);
    know(within.own());
    if (Object.keys(own).length > 0) kept[field.name] = own;
  }

  private rows(
    field: FormField,
    answers: FormAnswers,
    scope: Scope,
    path: string,
    kept: FormAnswers,
    know: (value: Value) => void,
  ): void {
    let given = answers[field.name] ?? [];
    if (!Array.isArray(given)) {
      this.wrong(path, { zh: "应为若干行", en: "must be an array of rows" });
      given = [];
    }
    const rows = given as unknown[];
    const most = field.most_rows ?? 0;
    const least = (field.fixed_rows ? field.first_rows : field.least_rows) ?? 0;
    if (least > 0) this.checked.required.push(path);
    if (rows.length > most) this.wrong(path, { zh: `最多 ${most} 行`, en: `at most ${most} rows` });
    if (rows.length < least && !field.fixed_rows) this.wrong(path, { zh: `至少 ${least} 行`, en: `at least ${least} rows` });
    const count = Math.min(most, field.fixed_rows ? Math.max(rows.length, least) : rows.length);
    const own_rows: FormAnswers[] = [];
    const values: Value[] = [];
    for (let n = 0; n < count; ++n) {
      const row = rows[n] ?? null;
      if (row !== null && !is_object(row)) this.wrong(`${path}[${n}]`, { zh: "应为对象", en: "must be an object" });
      const within = new Scope(scope, n + 1);
      const own: FormAnswers = {};
      this.all(field.fields, is_object(row) ? row : {}, within, `${path}[${n}].`, own);
      own_rows.push(own);
      values.push(within.own());
    }
    know(values);
    if (own_rows.length > 0) kept[field.name] = own_rows;
  }

  private answer(
    field: FormField,
    answers: FormAnswers,
    scope: Scope,
    path: string,
    kept: FormAnswers,
    know: (value: Value) => void,
  ): void {
    let choices = field.choices;
    if ("choices" in field.rules) choices = this.checked.choices[path] = listed(this.value(field, "choices", scope));
    if ("within" in field.rules) this.checked.within[path] = shown(this.value(field, "within", scope));
    const fixed = field.fixed || this.holds(field, "fixed", scope);
    if (fixed) this.checked.fixed.push(path);
    const required = !fixed && (field.required || this.holds(field, "required", scope));
    if (required) this.checked.required.push(path);
    const asked = answers[field.name] !== undefined && !fixed;
    let read: Reading = read_answer(field, choices, asked ? answers[field.name] : this.standard(field, scope));
    if (read.wrong === undefined && read.kept === undefined && field.kind === "tick") read = { kept: false };
    if (!asked && read.wrong) read = {};
    const wrong = read.wrong ?? (read.kept === undefined ? undefined : this.fault(field, read.kept, scope));
    if (wrong) {
      know(null);
      return this.wrong(path, wrong);
    }
    if (read.kept === undefined) {
      know(null);
      if (required) this.wrong(path, { zh: `请填写${field.zh}`, en: "is needed" });
      return;
    }
    know(value_of(field, read.kept));
    if (required && field.kind === "tick" && read.kept !== true)
      return this.wrong(path, { zh: `请勾选${field.zh}`, en: "must be ticked" });
    if ("valid" in field.rules && field.rules.valid !== false && !this.holds(field, "valid", scope))
      return this.wrong(path, { zh: field.wrong_zh, en: field.wrong_en });
    kept[field.name] = read.kept;
  }

  private standard(field: FormField, scope: Scope): unknown {
    const value = "default" in field.rules ? to_json(this.value(field, "default", scope)) : null;
    return value ?? field.default_value;
  }

  private bound(field: FormField, rule: string, scope: Scope): Decimal | null {
    const value = this.value(field, rule, scope);
    return value instanceof Decimal ? value : null;
  }

  private fault(field: FormField, kept: unknown, scope: Scope): Said | undefined {
    if (field.kind === "text") return this.text_fault(field, kept as string, scope);
    if (field.kind === "number") return this.number_fault(field, kept as number, scope);
    if ((field.kind === "date" || field.kind === "moment") && field.not_past) {
      const order = compare(parse_day((kept as string).slice(0, 10)), day_at(this.now));
      if (order !== undefined && order < 0) return { zh: "不能早于今天", en: "cannot be before today" };
    }
    return undefined;
  }

  private text_fault(field: FormField, kept: string, scope: Scope): Said | undefined {
    const length = Decimal.of(Array.from(kept).length);
    const least = this.bound(field, "shortest", scope);
    const most = this.bound(field, "longest", scope) ?? Decimal.of(field.roomy ? k_most_text : k_usual_longest);
    if (least && length.compare(least) < 0)
      return { zh: `至少 ${least.text()} 字`, en: `at least ${least.text()} characters` };
    if (length.compare(most) > 0) return { zh: `不超过 ${most.text()} 字`, en: `at most ${most.text()} characters` };
    if (field.pattern && !matches(field.pattern, kept))
      return field.wrong_zh
        ? { zh: field.wrong_zh, en: field.wrong_en }
        : { zh: "格式不符合要求", en: "is not of the right form" };
    return undefined;
  }

  private number_fault(field: FormField, kept: number, scope: Scope): Said | undefined {
    const number = from_json(kept) as Decimal;
    const least = this.bound(field, "min", scope);
    const most = this.bound(field, "max", scope);
    if (least && number.compare(least) < 0) return { zh: `不小于 ${least.text()}`, en: `at least ${least.text()}` };
    if (most && number.compare(most) > 0) return { zh: `不大于 ${most.text()}`, en: `at most ${most.text()}` };
    if (field.digits === undefined || number.rounded(field.digits, "down").compare(number) === 0) return undefined;
    if (field.digits === 0) return { zh: "应为整数", en: "must be a whole number" };
    return { zh: `小数不超过 ${field.digits} 位`, en: `at most ${field.digits} digits after the point` };
  }
}

function matches(pattern: string, text: string): boolean {
  try {
    return new RegExp(pattern, "u").test(text);
  } catch {
    return true; // the server decides
  }
}

const is_object = (value: unknown): value is FormAnswers =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export const path_of = (inside: string, field: FormField): string => inside + (field.name || `#${field.id}`);

export function check_here(fields: FormField[], answers: FormAnswers, at: Date = new Date()): FormCheck {
  const checker = new Checker(new Moment(at.getTime() * 1000));
  checker.all(fields, answers, new Scope(), "", checker.checked.values);
  return checker.checked;
}
