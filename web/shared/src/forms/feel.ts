// Evaluates rules that the server compiled to trees of arrays (see forms.h): the part of FEEL that both sides compute alike.
import { Decimal } from "./decimal";
import { call } from "./functions";
import {
  add_months,
  Clock,
  compare,
  Context,
  Day,
  Days,
  equal,
  inside,
  member,
  Moment,
  Months,
  moved,
  parse_day,
  Range,
  type Value,
} from "./values";

export type Tree = [string, ...unknown[]];
export type Look = (name: string) => Value | undefined;

const k_day_us = 86_400_000_000;
const k_second = 1_000_000_000n; // of nanoseconds
const k_most_seconds = 1n << 63n;
const k_most_steps = 200_000;
// Of UTC, as the server counts spans of dates.
const midnight = (day: Day): number => day.day * k_day_us;
const span = (us: number): Days => new Days(BigInt(Math.round(us)) * 1000n);
const us_of = (days: Days): number => Number(days.ns / 1000n);

class Broken extends Error {}

class Evaluator {
  private slots: Value[] = [];
  private steps = 0;
  constructor(
    private readonly look: Look,
    private readonly now: Moment,
  ) {}

  run(tree: Tree): Value {
    if (++this.steps > k_most_steps) throw new Broken();
    const [tag, a, b, c] = tree;
    switch (tag) {
      case "z":
        return null;
      case "b":
      case "s":
        return a as Value;
      case "n":
        return Decimal.parse(a as string);
      case "d":
        return parse_day(a as string);
      case "t":
        return new Clock(a as number);
      case "dd":
        return new Days(BigInt(a as number) * k_second);
      case "ym":
        return new Months(a as number);
      case "l":
        return tree.slice(1).map((one) => this.run(one as Tree));
      case "o":
        return this.members(tree, 2);
      case "x":
        return this.members(tree, 3);
      case "v":
        return this.look(a as string) ?? null;
      case "k":
        return this.slots[a as number] ?? null;
      case "p":
        return member(this.run(a as Tree), b as string);
      case "m":
        return this.member_or(a as string, b as number[], c as Tree);
      case "neg":
        return negated(this.run(a as Tree));
      case "if": {
        const held = this.run(a as Tree);
        return held !== null && typeof held !== "boolean" ? null : this.run((held ? b : c) as Tree);
      }
      case "btw":
        return this.between(tree);
      case "in":
        return this.tests(tree);
      case "r":
        return this.range(tree);
      case "for":
        return this.iteration(tree);
      case "some":
      case "every":
        return this.quantified(tree);
      case "f":
        return this.filter(this.run(a as Tree), b as Tree, c as number);
      case "call":
        return call(a as string, tree.slice(2).map((one) => this.run(one as Tree)), this.now);
      case "and":
      case "or":
        return this.logic(tag === "or", a as Tree, b as Tree);
      default:
        return binary(tag, this.run(a as Tree), this.run(b as Tree));
    }
  }

  // [tag, name, node, …] of constants; [tag, name, slot, node, …] of contexts built by the rule.
  private members(tree: Tree, width: number): Context {
    const members = new Map<string, Value>();
    for (let n = 1; n + width - 1 < tree.length; n += width) {
      const value = this.run(tree[n + width - 1] as Tree);
      if (width === 3) this.slots[tree[n + 1] as number] = value;
      members.set(tree[n] as string, value);
    }
    return new Context(members);
  }

  private member_or(name: string, slots: number[], other: Tree): Value {
    for (const slot of slots) {
      const item = this.slots[slot];
      const found = item instanceof Context ? item.find(name) : undefined;
      if (found !== undefined) return found;
      if (name === "item") break;
    }
    return this.run(other);
  }

  private between([, a, b, c]: Tree): Value {
    const value = this.run(a as Tree);
    const from_low = compare(value, this.run(b as Tree));
    const from_high = compare(value, this.run(c as Tree));
    return from_low === undefined || from_high === undefined ? null : from_low >= 0 && from_high <= 0;
  }

  private logic(winner: boolean, left: Tree, right: Tree): Value {
    const a = this.run(left);
    if (a === winner) return winner;
    const b = this.run(right);
    if (b === winner) return winner;
    return typeof a === "boolean" && typeof b === "boolean" ? !winner : null;
  }

  private range([, a, b, low_closed, high_closed]: Tree): Value {
    const low = this.run(a as Tree);
    const high = this.run(b as Tree);
    if (low !== null && high !== null && compare(low, high) === undefined) return null;
    return new Range(low, high, low_closed as boolean, high_closed as boolean);
  }

  private tests([, value, ...tests]: Tree): Value {
    const input = this.run(value as Tree);
    let unknown = false;
    for (const test of tests as Tree[]) {
      const held = this.test(test, input);
      if (held === true) return true;
      unknown ||= held === undefined;
    }
    return unknown ? null : false;
  }
  private test(tree: Tree, input: Value): boolean | undefined {
    if (tree[0] === "1") {
      const held = binary(tree[1] as string, input, this.run(tree[2] as Tree));
      return typeof held === "boolean" ? held : undefined;
    }
    if (tree[0] === "r" && !(input instanceof Range)) {
      const low = this.run(tree[1] as Tree);
      const from_low = compare(input, low);
      if (from_low === undefined) return undefined;
      const from_high = compare(input, this.run(tree[2] as Tree));
      if (from_high === undefined) return undefined;
      return (from_low > 0 || (from_low === 0 && tree[3] === true)) && (from_high < 0 || (from_high === 0 && tree[4] === true));
    }
    return value_test(this.run(tree), input);
  }

  // Runs `body` for every combination; false from it ends the walk. False when the items cannot be walked.
  private walk(tree: Tree, at: number, body: () => boolean): boolean | null {
    if (at >= tree.length) return body();
    const slot = tree[at] as number;
    const low = this.run(tree[at + 1] as Tree);
    const items = tree[at + 2] === false ? listed(low) : counted(low, this.run(tree[at + 2] as Tree));
    if (!items) return null;
    for (const item of items) {
      if (++this.steps > k_most_steps) throw new Broken();
      this.slots[slot] = item;
      const on = this.walk(tree, at + 3, body);
      if (on !== true) return on;
    }
    return true;
  }
  private iteration(tree: Tree): Value {
    const results: Value[] = [];
    const done = this.walk(tree, 2, () => {
      results.push(this.run(tree[1] as Tree));
      return true;
    });
    return done === null ? null : results;
  }
  private quantified(tree: Tree): Value {
    const some = tree[0] === "some";
    let unknown = false;
    let decided = false;
    const done = this.walk(tree, 2, () => {
      const held = this.run(tree[1] as Tree);
      if (typeof held !== "boolean") unknown = true;
      else if (held === some) decided = true;
      return !decided;
    });
    if (done === null) return null;
    return decided ? some : unknown ? null : !some;
  }

  private filter(list: Value, condition: Tree, slot: number): Value {
    if (list === null) return null;
    const items = Array.isArray(list) ? list : [list];
    if (condition[0] === "n") return item_at(items, Decimal.parse(condition[1] as string)!);
    const kept: Value[] = [];
    let first = true;
    for (const item of items) {
      this.slots[slot] = item;
      const held = this.run(condition);
      if (first && held instanceof Decimal) return item_at(items, held);
      first = false;
      if (held === true) kept.push(item);
    }
    return kept;
  }
}

function item_at(items: Value[], index: Decimal): Value {
  const at = index.truncated();
  if (at === null || at === 0 || at > items.length || at < -items.length) return null;
  return items[at > 0 ? at - 1 : items.length + at]!;
}

function value_test(test: Value, input: Value): boolean | undefined {
  if (test instanceof Range && !(input instanceof Range)) return inside(test, input);
  if (Array.isArray(test)) {
    if (Array.isArray(input) && equal(test, input) === true) return true;
    let unknown = false;
    for (const item of test) {
      const held = item instanceof Range && !(input instanceof Range) ? inside(item, input) : equal(input, item);
      if (held === true) return true;
      unknown ||= held === undefined && input === null;
    }
    return unknown ? undefined : false;
  }
  if (typeof test === "boolean" && typeof input !== "boolean") return test;
  return equal(input, test);
}

const k_most_items = 100_000;
function numbers(low: Decimal, high: Decimal): Value[] | null {
  const up = low.compare(high) <= 0;
  const step = Decimal.of(up ? 1 : -1);
  const items: Value[] = [];
  for (let n = low; up ? n.compare(high) <= 0 : n.compare(high) >= 0; n = n.plus(step)) {
    items.push(n);
    if (items.length > k_most_items) throw new Broken();
  }
  return items;
}
function days(from: number, to: number): Value[] {
  if (Math.abs(from - to) > k_most_items) throw new Broken();
  const items: Value[] = [];
  for (let day = from; from <= to ? day <= to : day >= to; day += from <= to ? 1 : -1) items.push(new Day(day));
  return items;
}
function counted(low: Value, high: Value): Value[] | null {
  if (low instanceof Day && high instanceof Day) return days(low.day, high.day);
  return low instanceof Decimal && high instanceof Decimal ? numbers(low, high) : null;
}
function listed(value: Value): Value[] | null {
  if (value === null) return null;
  if (Array.isArray(value)) return value;
  if (!(value instanceof Range)) return [value];
  const order = compare(value.low, value.high);
  if (order === undefined || order > 0) return null;
  if (value.low instanceof Day && value.high instanceof Day) {
    const first = value.low.day + (value.low_closed ? 0 : 1);
    const last = value.high.day - (value.high_closed ? 0 : 1);
    return first > last ? [] : days(first, last);
  }
  if (!(value.low instanceof Decimal) || !(value.high instanceof Decimal)) return null;
  const one = Decimal.of(1);
  let first = value.low.rounded(0, "ceiling");
  let last = value.high.rounded(0, "floor");
  if (!value.low_closed && first.compare(value.low) === 0) first = first.plus(one);
  if (!value.high_closed && last.compare(value.high) === 0) last = last.minus(one);
  return first.compare(last) > 0 ? [] : numbers(first, last);
}

function negated(value: Value): Value {
  if (value instanceof Decimal) return value.negated();
  if (value instanceof Days) return new Days(-value.ns);
  return value instanceof Months ? new Months(-value.months) : null;
}

const floored = (a: bigint, b: bigint): bigint => (a >= 0n ? a / b : -((b - 1n - a) / b));
function add_span(value: Value, span: Days | Months): Value {
  if (span instanceof Days) {
    if (value instanceof Day) return moved(value, Number(floored(span.ns, 86_400n * k_second)));
    if (value instanceof Moment) return new Moment(value.us + us_of(span));
    if (value instanceof Clock) return new Clock((((value.seconds + us_of(span) / 1_000_000) % 86_400) + 86_400) % 86_400);
    return value instanceof Days ? new Days(value.ns + span.ns) : null;
  }
  if (value instanceof Day) return add_months(value, span.months);
  if (value instanceof Moment) {
    const day = Math.floor((value.us + 28_800_000_000) / k_day_us);
    const to = add_months(new Day(day), span.months);
    return to ? new Moment(value.us + (to.day - day) * k_day_us) : null;
  }
  return value instanceof Months ? new Months(value.months + span.months) : null;
}

const is_span = (value: Value): value is Days | Months => value instanceof Days || value instanceof Months;
function add(a: Value, b: Value): Value {
  if (a instanceof Decimal && b instanceof Decimal) return a.plus(b);
  if (typeof a === "string" && typeof b === "string") return a + b;
  if (is_span(b)) return add_span(a, b);
  return is_span(a) ? add_span(b, a) : null;
}
function subtract(a: Value, b: Value): Value {
  if (a instanceof Decimal && b instanceof Decimal) return a.minus(b);
  if (is_span(b)) return add_span(a, negated(b) as Days | Months);
  if (a instanceof Day && b instanceof Day) return span(midnight(a) - midnight(b));
  if (a instanceof Moment && b instanceof Moment) return span(a.us - b.us);
  if (a instanceof Moment && b instanceof Day) return span(a.us - midnight(b));
  if (a instanceof Day && b instanceof Moment) return span(midnight(a) - b.us);
  return a instanceof Clock && b instanceof Clock ? span((a.seconds - b.seconds) * 1_000_000) : null;
}
const seconds_of = (days: Days): Decimal => new Decimal(days.ns, -9);
function days_from(seconds: Decimal): Value {
  const whole = seconds.floor();
  if (whole >= k_most_seconds || whole < -k_most_seconds) return null;
  const rest = seconds.minus(new Decimal(whole, 0)).times(new Decimal(k_second, 0));
  return new Days(whole * k_second + BigInt(rest.truncated() ?? 0));
}
function months_from(months: Decimal): Value {
  const count = months.truncated();
  return count === null ? null : new Months(count);
}
function multiply(a: Value, b: Value): Value {
  if (a instanceof Decimal && b instanceof Decimal) return a.times(b);
  const [span, by] = a instanceof Decimal ? [b, a] : [a, b];
  if (!(by instanceof Decimal)) return null;
  if (span instanceof Days) return days_from(seconds_of(span).times(by));
  return span instanceof Months ? months_from(Decimal.of(span.months).times(by)) : null;
}
function divide(a: Value, b: Value): Value {
  if (b instanceof Decimal) {
    if (b.zero) return null;
    if (a instanceof Decimal) return a.over(b);
    if (a instanceof Days) return days_from(seconds_of(a).over(b));
    return a instanceof Months ? months_from(Decimal.of(a.months).over(b)) : null;
  }
  if (a instanceof Days && b instanceof Days) return b.ns === 0n ? null : seconds_of(a).over(seconds_of(b));
  if (a instanceof Months && b instanceof Months)
    return b.months === 0 ? null : Decimal.of(a.months).over(Decimal.of(b.months));
  return null;
}

function binary(sign: string, a: Value, b: Value): Value {
  switch (sign) {
    case "+":
      return add(a, b);
    case "-":
      return subtract(a, b);
    case "*":
      return multiply(a, b);
    case "/":
      return divide(a, b);
    case "=":
      return equal(a, b) ?? null;
    case "!=": {
      const same = equal(a, b);
      return same === undefined ? null : !same;
    }
  }
  const order = compare(a, b);
  if (order === undefined) return null;
  if (sign === "<") return order < 0;
  if (sign === "<=") return order <= 0;
  return sign === ">" ? order > 0 : order >= 0;
}

// What cannot be computed is null, as in the server.
export function evaluate(tree: Tree, look: Look, now: Moment): Value {
  try {
    return new Evaluator(look, now).run(tree);
  } catch {
    return null;
  }
}
