// The built-in functions that browser and server share, with their wants: what does not fit gives null; a list of one
// item comes out of its list where a single value is wanted, a single value becomes a list where a list is wanted.
import { Decimal, type Rounding } from "./decimal";
import {
  compare,
  Day,
  day_at,
  day_of,
  Days,
  equal,
  kind_of,
  Moment,
  Months,
  parse_day,
  parts_of,
  text_of,
  type Value,
} from "./values";

type Want = "any" | "value" | "boolean" | "number" | "string" | "list" | "calendar" | "optional number" | "optional string" | "optional any";
type Code = (given: Value[], now: Moment) => Value;
interface Signature {
  wants: Want[];
  code: Code;
  repeated?: boolean;
}

const is_optional = (want: Want): boolean => want.startsWith("optional");
function fits(want: Want, value: Value): boolean {
  if (want === "any" || want === "optional any") return true;
  if (is_optional(want) && value === null) return true;
  if (want === "value") return value !== null;
  if (want === "calendar") return value instanceof Day || value instanceof Moment;
  return kind_of(value) === want.replace("optional ", "");
}
// Undefined when it does not fit.
function coerced(want: Want, value: Value): Value | undefined {
  if (fits(want, value)) return value;
  if (want === "list" && value !== null) return [value];
  if (Array.isArray(value) && value.length === 1 && fits(want, value[0] as Value)) return value[0] as Value;
  return undefined;
}

const number = (n: number): Value => Decimal.of(n);
const letters = (text: Value): string[] => Array.from(text as string);
const items_of = (given: Value[]): Value[] => (given.length === 1 && Array.isArray(given[0]) ? given[0] : given);
const numbers_of = (given: Value[]): Decimal[] | null => {
  const items = items_of(given);
  return items.length > 0 && items.every((one) => one instanceof Decimal) ? (items as Decimal[]) : null;
};

function add(a: Value, b: Value): Value {
  if (a instanceof Decimal && b instanceof Decimal) return a.plus(b);
  if (a instanceof Days && b instanceof Days) return new Days(a.ns + b.ns);
  if (a instanceof Months && b instanceof Months) return new Months(a.months + b.months);
  return null;
}
function sum(given: Value[]): Value {
  const items = items_of(given);
  if (items.length === 0) return null;
  const first = items[0] as Value;
  if (items.length === 1) return add(first, first) === null ? null : first;
  return items.slice(1).reduce<Value>((total, one) => (total === null ? null : add(total, one)), first);
}
function extreme(given: Value[], sign: number): Value {
  const items = items_of(given);
  if (items.length === 0) return null;
  let best = items[0] as Value;
  for (const item of items) {
    const order = compare(item, best);
    if (order === undefined) return null;
    if (order * sign > 0) best = item;
  }
  return best;
}
function decide(given: Value[], winner: boolean): Value {
  if (given.length === 1 && given[0] === null) return null;
  let unknown = false;
  let won = false;
  for (const item of items_of(given)) {
    if (typeof item === "boolean") won ||= item === winner;
    else if (item === null) unknown = true;
    else return null;
  }
  return won ? winner : unknown ? null : !winner;
}
const round =
  (mode: Rounding): Code =>
  ([n, scale]) => {
    const digits = scale instanceof Decimal ? scale.truncated() : 0;
    if (digits === null || digits < -6111 || digits > 6176) return null;
    return (n as Decimal).rounded(digits, mode);
  };
const parity =
  (odd: boolean): Code =>
  ([n]) =>
    (n as Decimal).modulo(Decimal.of(2)).compare(Decimal.of(odd ? 1 : 0)) === 0;
function place(given: Value, size: number): number | null {
  const at = (given as Decimal).truncated();
  if (at === null || at === 0 || at > size || at < -size) return null;
  return at > 0 ? at - 1 : size + at;
}
const substring: Code = ([text, start, length]) => {
  const all = letters(text!);
  const from = place(start!, all.length);
  if (from === null) return null;
  if (length === undefined) return all.slice(from).join("");
  const count = (length as Decimal).truncated();
  return count === null || count < 1 ? null : all.slice(from, from + count).join("");
};
const sublist: Code = ([list, start, length]) => {
  const all = list as Value[];
  const from = place(start!, all.length);
  if (from === null) return null;
  if (length === undefined) return all.slice(from);
  const count = (length as Decimal).truncated();
  return count === null || count < 0 || count > all.length - from ? null : all.slice(from, from + count);
};
const distinct: Code = ([list]) => {
  const kept: Value[] = [];
  for (const item of list as Value[]) if (!kept.some((one) => equal(item, one) === true)) kept.push(item);
  return kept;
};
const parse_number = (text: string): Value => (text.startsWith("+") ? null : Decimal.parse(text));
const number_with: Code = ([from, grouping, decimal]) => {
  const sign = (given: Value | undefined, signs: string): boolean =>
    given === null || (typeof given === "string" && given.length === 1 && signs.includes(given));
  if (!sign(grouping, " ,.") || !sign(decimal, ",.")) return null;
  if (grouping !== null && grouping === decimal) return null;
  let text = from as string;
  if (typeof grouping === "string") text = text.replaceAll(grouping, "");
  if (decimal === ",") {
    if (text.includes(".")) return null;
    text = text.replaceAll(",", ".");
  }
  return Decimal.parse(text);
};
const join: Code = ([list, delimiter]) => {
  const texts: string[] = [];
  for (const item of list as Value[]) {
    if (item === null) continue;
    if (typeof item !== "string") return null;
    texts.push(item);
  }
  return texts.join(typeof delimiter === "string" ? delimiter : "");
};
const date_from: Code = ([from]) => {
  if (from instanceof Day) return from;
  if (from instanceof Moment) return day_at(from);
  return typeof from === "string" ? parse_day(from) : null;
};
const date_of_parts: Code = ([year, month, day]) => {
  const parts = [year, month, day].map((one) => (one as Decimal).whole());
  return parts.some((one) => one === null) ? null : day_of(parts[0]!, parts[1]!, parts[2]!);
};
const calendar = (value: Value): Day => (value instanceof Moment ? day_at(value) : (value as Day));
const months_between: Code = ([from, to]) => {
  const a = parts_of(calendar(from!));
  const b = parts_of(calendar(to!));
  let months = (b[0] - a[0]) * 12 + b[1] - a[1];
  const days = b[2] - a[2];
  if (months > 0 && days < 0) --months;
  if (months < 0 && days > 0) ++months;
  return new Months(months);
};
const absolute: Code = ([n]) => {
  if (n instanceof Decimal) return n.negative ? n.negated() : n;
  if (n instanceof Days) return new Days(n.ns < 0n ? -n.ns : n.ns);
  return n instanceof Months ? new Months(Math.abs(n.months)) : null;
};
const flat = (list: Value[]): Value[] => list.flatMap((one) => (Array.isArray(one) ? flat(one) : [one]));
const is_same = (a: Value, b: Value): boolean => kind_of(a) === kind_of(b) && equal(a, b) === true;
const mean: Code = (given) => {
  const all = numbers_of(given);
  return all ? all.reduce((a, b) => a.plus(b), Decimal.of(0)).over(Decimal.of(all.length)) : null;
};
const product: Code = (given) => {
  const all = numbers_of(given);
  return all ? all.reduce((a, b) => a.times(b), Decimal.of(1)) : null;
};

const one = (wants: Want[], code: Code, repeated = false): Signature[] => [{ wants, code, repeated }];
const text_pair = (code: (a: string, b: string) => Value): Signature[] =>
  one(["string", "string"], ([a, b]) => code(a as string, b as string));

const k_functions: Record<string, Signature[]> = {
  abs: one(["value"], absolute),
  all: one(["any"], (given) => decide(given, false), true),
  any: one(["any"], (given) => decide(given, true), true),
  append: one(["list", "any"], ([list, ...more]) => [...(list as Value[]), ...more], true),
  ceiling: [...one(["number"], round("ceiling")), ...one(["number", "number"], round("ceiling"))],
  concatenate: one(["list"], (lists) => (lists as Value[][]).flat(), true),
  contains: text_pair((a, b) => a.includes(b)),
  count: one(["list"], ([list]) => number((list as Value[]).length)),
  date: [...one(["value"], date_from), ...one(["number", "number", "number"], date_of_parts)],
  decimal: one(["number", "number"], round("half_even")),
  "distinct values": one(["list"], distinct),
  "ends with": text_pair((a, b) => a.endsWith(b)),
  even: one(["number"], parity(false)),
  flatten: one(["list"], ([list]) => flat(list as Value[])),
  floor: [...one(["number"], round("floor")), ...one(["number", "number"], round("floor"))],
  "index of": one(["list", "any"], ([list, match]) =>
    (list as Value[]).flatMap((item, n) => (equal(item, match!) === true ? [number(n + 1)] : [])),
  ),
  is: one(["optional any", "optional any"], ([a, b]) => is_same(a ?? null, b ?? null)),
  "list contains": one(["list", "any"], ([list, match]) => (list as Value[]).some((item) => equal(item, match!) === true)),
  max: one(["any"], (given) => extreme(given, 1), true),
  mean: one(["any"], mean, true),
  min: one(["any"], (given) => extreme(given, -1), true),
  modulo: one(["number", "number"], ([a, b]) => ((b as Decimal).zero ? null : (a as Decimal).modulo(b as Decimal))),
  not: one(["boolean"], ([held]) => !held),
  now: one([], (_, now) => now),
  number: [...one(["string"], ([text]) => parse_number(text as string)), ...one(["string", "any", "any"], number_with)],
  odd: one(["number"], parity(true)),
  product: one(["any"], product, true),
  reverse: one(["list"], ([list]) => [...(list as Value[])].reverse()),
  "round down": one(["number", "number"], round("down")),
  "round half down": one(["number", "number"], round("half_down")),
  "round half up": one(["number", "number"], round("half_up")),
  "round up": one(["number", "number"], round("up")),
  "starts with": text_pair((a, b) => a.startsWith(b)),
  string: one(["value"], ([value]) => text_of(value!)),
  "string join": one(["list", "optional string"], join),
  "string length": one(["string"], ([text]) => number(letters(text!).length)),
  sublist: [...one(["list", "number"], sublist), ...one(["list", "number", "number"], sublist)],
  substring: [...one(["string", "number"], substring), ...one(["string", "number", "number"], substring)],
  "substring after": text_pair((a, b) => (a.includes(b) ? a.slice(a.indexOf(b) + b.length) : "")),
  "substring before": text_pair((a, b) => (a.includes(b) ? a.slice(0, a.indexOf(b)) : "")),
  sum: one(["any"], sum, true),
  today: one([], (_, now) => day_at(now)),
  "years and months duration": one(["calendar", "calendar"], months_between),
};

function takes(signature: Signature, count: number): boolean {
  const needed = signature.wants.filter((want) => !is_optional(want)).length;
  return count >= needed && (signature.repeated === true || count <= signature.wants.length);
}

export function call(name: string, given: Value[], now: Moment): Value {
  for (const signature of k_functions[name] ?? []) {
    if (!takes(signature, given.length)) continue;
    const fitted: Value[] = [];
    let good = true;
    given.forEach((value, n) => {
      const fit = coerced(signature.wants[Math.min(n, signature.wants.length - 1)] ?? "any", value);
      if (fit === undefined) good = false;
      else fitted.push(fit);
    });
    if (!good) continue;
    while (fitted.length < signature.wants.length) fitted.push(null);
    return signature.code(fitted, now);
  }
  return null;
}
