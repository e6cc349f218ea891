// Who does a step: a place of the case, or a unit, and a duty. Read from and written as FEEL: grid + ":officer",
// community + "-ZZ:station_head", "440604-BG:office_staff".
import { catalogue } from "@tiange/shared";
import { duty_name, knows, unit_name } from "./knows";

export interface Queue {
  place: string; // grid community town district unit department_unit queue, or a unit's code
  line: string; // of an area's own unit: ZZ, ZX …
  duty: string;
}

const t = catalogue({
  grid: ["所在网格", "The case's grid"],
  community: ["所在村居", "The case's community"],
  town: ["所在镇街", "The case's town"],
  district: ["区", "The district"],
  unit: ["承办单位", "The unit in charge"],
  department_unit: ["主办单位", "The lead unit"],
  queue: ["由派遣决策决定", "As the decision says"],
  of: ["的", " · "],
  or: ["按条件：", "Depends: "],
});
export const k_places = ["grid", "community", "town", "district", "unit", "department_unit"] as const;
const own_lines: Record<string, string> = { community: "ZZ", town: "ZX", district: "ZX" };

export function say_place(place: string): string {
  const words = t as unknown as Record<string, string>;
  return words[place] ?? (unit_name(place) || place);
}

export function read_queue(text: string): Queue | null {
  const plain = text.trim();
  if (plain === "queue") return { place: "queue", line: "", duty: "" };
  const named = /^(grid|community|town|district|unit|department_unit)\s*\+\s*"(?:-([A-Z0-9]+))?:(\w+)"$/.exec(plain);
  if (named) return { place: named[1]!, line: named[2] ?? "", duty: named[3]! };
  const fixed = /^"([\w-]+):(\w+)"$/.exec(plain);
  return fixed ? { place: fixed[1]!, line: "", duty: fixed[2]! } : null;
}

export function write_queue({ place, line, duty }: Queue): string {
  if (place === "queue") return "queue";
  if (!(k_places as readonly string[]).includes(place)) return `"${place}:${duty}"`;
  return `${place} + "${line ? `-${line}` : ""}:${duty}"`;
}

// The line of an area's own unit that a duty works in; a grid and a named unit have none.
export function line_of(place: string, duty: string): string {
  if (!own_lines[place]) return "";
  const lines = new Set(knows.units.map((one) => one.code.split("-")[1] ?? ""));
  const usual = { office_staff: "BG", leader: "WY" }[duty];
  return usual && lines.has(usual) ? usual : own_lines[place]!;
}

export function say_queue(text: string): string {
  const queue = read_queue(text);
  if (queue) {
    if (queue.place === "queue") return t.queue;
    return `${say_place(queue.place)}${t.of}${duty_name(queue.duty) || queue.duty}`;
  }
  const either = /^if\s+.+?\s+then\s+(.+?)\s+else\s+(.+)$/s.exec(text.trim());
  if (either) {
    const [one, other] = [say_queue(either[1]!), say_queue(either[2]!)];
    return `${t.or}${one} / ${other}`;
  }
  return text;
}
