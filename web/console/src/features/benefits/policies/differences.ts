// What differs between two editions, by the path of each value.
import type { Edition } from "./shapes";

export interface Difference {
  path: string;
  before: string;
  after: string;
}
const skipped = new Set(["edition"]);
const shown = (value: unknown): string => (value == null || value === "" ? "—" : typeof value === "object" ? JSON.stringify(value) : String(value));

function walk(path: string, before: unknown, after: unknown, into: Difference[]): void {
  if (before !== null && after !== null && typeof before === "object" && typeof after === "object" && !Array.isArray(before)) {
    const a = before as Record<string, unknown>;
    const b = after as Record<string, unknown>;
    for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
      if (!skipped.has(key)) walk(path ? `${path}.${key}` : key, a[key], b[key], into);
    }
    return;
  }
  if (Array.isArray(before) && Array.isArray(after)) {
    const key_of = (one: unknown, at: number): string => (one && typeof one === "object" && "key" in one ? String(one.key) : one && typeof one === "object" && "field" in one ? String(one.field) : String(at));
    const a = new Map(before.map((one, at) => [key_of(one, at), one]));
    const b = new Map(after.map((one, at) => [key_of(one, at), one]));
    for (const key of new Set([...a.keys(), ...b.keys()])) walk(`${path}.${key}`, a.get(key), b.get(key), into);
    return;
  }
  if (shown(before) !== shown(after)) into.push({ path, before: shown(before), after: shown(after) });
}

export function differences(before: Edition, after: Edition): Difference[] {
  const out: Difference[] = [];
  walk("", before, after, out);
  return out;
}
