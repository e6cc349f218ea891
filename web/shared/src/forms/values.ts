// Values of rules, and what the server says of them: equality, order, members, text.
import { Decimal } from "./decimal";

export type Value =
  | null
  | boolean
  | string
  | Decimal
  | Day
  | Clock
  | Moment
  | Days
  | Months
  | Value[]
  | Context
  | Range;

export class Day {
  constructor(readonly day: number) {} // since 1970-01-01
}
export class Clock {
  constructor(readonly seconds: number) {} // of the day; without a zone
}
export class Moment {
  constructor(readonly us: number) {} // since 1970-01-01T00:00:00Z; read in the district's zone, UTC+8
}
export class Days {
  constructor(readonly ns: bigint) {}
}
export class Months {
  constructor(readonly months: number) {}
}
export class Context {
  constructor(readonly members: Map<string, Value>) {}
  find(name: string): Value | undefined {
    return this.members.get(name);
  }
}
export class Range {
  constructor(
    readonly low: Value,
    readonly high: Value,
    readonly low_closed: boolean,
    readonly high_closed: boolean,
  ) {}
}

const k_second = 1_000_000_000n; // of nanoseconds
const k_day_us = 86_400_000_000;
const k_zone_us = 8 * 3_600_000_000;
const k_furthest = 2_900_000; // days; beyond years 1 to 9999 only the server counts

export function day_of(year: number, month: number, day: number): Day | null {
  if (month < 1 || month > 12 || day < 1 || day > 31) return null;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  if (date.getUTCMonth() !== month - 1) return null;
  return new Day(Math.round(date.getTime() / 86_400_000));
}
export function parts_of(day: Day): [number, number, number] {
  const date = new Date(day.day * 86_400_000);
  return [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()];
}
export function parse_day(text: string): Day | null {
  const found = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  return found ? day_of(Number(found[1]), Number(found[2]), Number(found[3])) : null;
}
export const moment_of = (day: Day, seconds: number): Moment =>
  new Moment(day.day * k_day_us + seconds * 1_000_000 - k_zone_us);
export const day_at = (moment: Moment): Day => new Day(Math.floor((moment.us + k_zone_us) / k_day_us));
const clock_us = (moment: Moment): number => (((moment.us + k_zone_us) % k_day_us) + k_day_us) % k_day_us;

export function moved(day: Day, days: number): Day | null {
  const to = day.day + days;
  return Math.abs(to) <= k_furthest ? new Day(to) : null;
}
export function add_months(day: Day, months: number): Day | null {
  const [year, month, date] = parts_of(day);
  const total = year * 12 + month - 1 + months;
  const to_year = Math.floor(total / 12);
  const to_month = (((total % 12) + 12) % 12) + 1;
  const last = new Date(Date.UTC(2000, 0, 1));
  last.setUTCFullYear(to_year, to_month, 0);
  return day_of(to_year, to_month, Math.min(date, last.getUTCDate()));
}

export type Kind = "null" | "boolean" | "string" | "number" | "day" | "clock" | "moment" | "days" | "months" | "list" | "context" | "range";
export function kind_of(value: Value): Kind {
  if (value === null) return "null";
  if (typeof value === "boolean") return "boolean";
  if (typeof value === "string") return "string";
  if (value instanceof Decimal) return "number";
  if (value instanceof Day) return "day";
  if (value instanceof Clock) return "clock";
  if (value instanceof Moment) return "moment";
  if (value instanceof Days) return "days";
  if (value instanceof Months) return "months";
  if (Array.isArray(value)) return "list";
  return value instanceof Context ? "context" : "range";
}

// By code points, which is the order of UTF-8 bytes.
function compare_texts(a: string, b: string): number {
  const left = Array.from(a);
  const right = Array.from(b);
  for (let n = 0; n < left.length && n < right.length; ++n) {
    const gap = left[n]!.codePointAt(0)! - right[n]!.codePointAt(0)!;
    if (gap !== 0) return gap;
  }
  return left.length - right.length;
}

// Undefined when the two cannot be compared.
export function compare(a: Value, b: Value): number | undefined {
  if (a instanceof Decimal && b instanceof Decimal) return a.compare(b);
  if (typeof a === "string" && typeof b === "string") return compare_texts(a, b);
  if (a instanceof Day && b instanceof Day) return a.day - b.day;
  if (a instanceof Clock && b instanceof Clock) return a.seconds - b.seconds;
  if (a instanceof Moment && b instanceof Moment) return a.us - b.us;
  if (a instanceof Days && b instanceof Days) return a.ns < b.ns ? -1 : a.ns > b.ns ? 1 : 0;
  if (a instanceof Months && b instanceof Months) return a.months - b.months;
  return undefined;
}

const same = (a: Value, b: Value): boolean => equal(a, b) === true;

// Undefined when the kinds differ.
export function equal(a: Value, b: Value): boolean | undefined {
  if (a === null || b === null) return a === b;
  if (kind_of(a) !== kind_of(b)) return undefined;
  if (typeof a === "boolean") return a === b;
  if (Array.isArray(a)) {
    const other = b as Value[];
    return a.length === other.length && a.every((one, n) => same(one, other[n]!));
  }
  if (a instanceof Context) {
    const other = b as Context;
    if (a.members.size !== other.members.size) return false;
    for (const [name, value] of a.members) {
      const found = other.find(name);
      if (found === undefined || !same(value, found)) return false;
    }
    return true;
  }
  if (a instanceof Range) {
    const other = b as Range;
    return (
      a.low_closed === other.low_closed &&
      a.high_closed === other.high_closed &&
      same(a.low, other.low) &&
      same(a.high, other.high)
    );
  }
  return compare(a, b) === 0;
}

export function inside(range: Range, value: Value): boolean | undefined {
  const low = compare(value, range.low);
  if (low === undefined) return undefined;
  const high = compare(value, range.high);
  if (high === undefined) return undefined;
  return (low > 0 || (low === 0 && range.low_closed)) && (high < 0 || (high === 0 && range.high_closed));
}

function of_day(day: Day, name: string): Value | undefined {
  const [year, month, date] = parts_of(day);
  if (name === "year") return Decimal.of(year);
  if (name === "month") return Decimal.of(month);
  if (name === "day") return Decimal.of(date);
  if (name === "weekday") return Decimal.of(((((day.day + 3) % 7) + 7) % 7) + 1);
  return undefined;
}
function of_clock(us: number, name: string): Value | undefined {
  const seconds = Math.floor(us / 1_000_000);
  if (name === "hour") return Decimal.of(Math.floor(seconds / 3600));
  if (name === "minute") return Decimal.of(Math.floor(seconds / 60) % 60);
  if (name === "second") return Decimal.from((seconds % 60) + (us % 1_000_000) / 1_000_000);
  return undefined;
}
const size = (ns: bigint): bigint => (ns < 0n ? -ns : ns);
function of_days(span: Days, name: string): Value | undefined {
  const seconds = size(span.ns) / k_second;
  const signed = (n: bigint): Value => new Decimal(span.ns < 0n ? -n : n, 0);
  if (name === "days") return signed(seconds / 86_400n);
  if (name === "hours") return signed((seconds / 3600n) % 24n);
  if (name === "minutes") return signed((seconds / 60n) % 60n);
  if (name === "seconds") {
    const ns = size(span.ns) % (60n * k_second);
    if (ns % k_second === 0n) return signed(ns / k_second);
    return new Decimal(span.ns < 0n ? -ns : ns, -9).trimmed();
  }
  return undefined;
}
function property(value: Value, name: string): Value | undefined {
  if (value instanceof Day) return of_day(value, name);
  if (value instanceof Moment) return of_day(day_at(value), name) ?? of_clock(clock_us(value), name);
  if (value instanceof Clock) return of_clock(value.seconds * 1_000_000, name);
  if (value instanceof Days) return of_days(value, name);
  if (value instanceof Months) {
    if (name === "years") return Decimal.of(Math.trunc(value.months / 12) + 0);
    if (name === "months") return Decimal.of((value.months % 12) + 0);
  }
  if (value instanceof Range) {
    if (name === "start") return value.low;
    if (name === "end") return value.high;
    if (name === "start included") return value.low_closed;
    if (name === "end included") return value.high_closed;
  }
  return undefined;
}

export function member(value: Value, name: string): Value {
  if (value instanceof Context) return value.find(name) ?? null;
  if (Array.isArray(value)) return value.map((one) => (one instanceof Context ? (one.find(name) ?? null) : member(one, name)));
  return property(value, name) ?? null;
}

const two = (n: number): string => String(n).padStart(2, "0");
function clock_text(seconds: number): string {
  return `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}
export function day_text(day: Day): string {
  const [year, month, date] = parts_of(day);
  return `${year < 0 ? "-" : ""}${String(Math.abs(year)).padStart(4, "0")}-${two(month)}-${two(date)}`;
}
function moment_text(moment: Moment): string {
  const us = clock_us(moment);
  const rest = us % 1_000_000;
  const fraction = rest === 0 ? "" : `.${String(rest).padStart(6, "0").replace(/0+$/, "")}`;
  return `${day_text(day_at(moment))}T${clock_text(Math.floor(us / 1_000_000))}${fraction}+08:00`;
}
function days_text(span: Days): string {
  if (span.ns === 0n) return "PT0S";
  const seconds = size(span.ns) / k_second;
  const rest = size(span.ns) % k_second;
  let clock = "";
  if ((seconds / 3600n) % 24n) clock += `${(seconds / 3600n) % 24n}H`;
  if ((seconds / 60n) % 60n) clock += `${(seconds / 60n) % 60n}M`;
  if (seconds % 60n || rest)
    clock += `${seconds % 60n}${rest ? `.${String(rest).padStart(9, "0").replace(/0+$/, "")}` : ""}S`;
  const days = seconds >= 86_400n ? `${seconds / 86_400n}D` : "";
  return `${span.ns < 0n ? "-" : ""}P${days}${clock ? `T${clock}` : ""}`;
}
function months_text(span: Months): string {
  if (span.months === 0) return "P0M";
  const size = Math.abs(span.months);
  const years = Math.floor(size / 12);
  return `${span.months < 0 ? "-" : ""}P${years ? `${years}Y` : ""}${size % 12 ? `${size % 12}M` : ""}`;
}

const quoted = (text: string): string =>
  `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n")}"`;
// As string() of the rules gives it.
export function text_of(value: Value, within = false): string {
  if (value === null) return "null";
  if (typeof value === "boolean") return value ? "true" : "false";
  if (typeof value === "string") return within ? quoted(value) : value;
  if (value instanceof Decimal) return value.text();
  if (value instanceof Day) return day_text(value);
  if (value instanceof Clock) return clock_text(value.seconds);
  if (value instanceof Moment) return moment_text(value);
  if (value instanceof Days) return days_text(value);
  if (value instanceof Months) return months_text(value);
  if (Array.isArray(value)) return `[${value.map((one) => text_of(one, true)).join(", ")}]`;
  if (value instanceof Context) {
    const plain = (name: string): string => (/^[A-Za-z_ \u0080-\u{10ffff}][\w \u0080-\u{10ffff}]*$/u.test(name) ? name : quoted(name));
    return `{${[...value.members].map(([name, one]) => `${plain(name)}: ${text_of(one, true)}`).join(", ")}}`;
  }
  return `${value.low_closed ? "[" : "("}${text_of(value.low, true)}..${text_of(value.high, true)}${value.high_closed ? "]" : ")"}`;
}

export function from_json(value: unknown): Value {
  if (typeof value === "boolean" || typeof value === "string") return value;
  if (typeof value === "number") return Decimal.from(value);
  if (Array.isArray(value)) return value.map(from_json);
  if (value && typeof value === "object")
    return new Context(new Map(Object.entries(value).map(([name, one]) => [name, from_json(one)])));
  return null;
}
export function to_json(value: Value): unknown {
  if (value === null || typeof value === "boolean" || typeof value === "string") return value;
  if (value instanceof Decimal) return value.to_number();
  if (Array.isArray(value)) return value.map(to_json);
  if (value instanceof Context) return Object.fromEntries([...value.members].map(([name, one]) => [name, to_json(one)]));
  return text_of(value);
}
