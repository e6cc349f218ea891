// Visits of one instance, summed by element: how often, how long, and whether it stands there now.
import { now, type Visit } from "@tiange/shared";

export interface Stay { element: string; name: string; entered: string; times: number; minutes: number; state: "done" | "active" | "cancelled" }

export function summed(visits: Visit[]): Stay[] {
  if (visits.every((one) => one.times !== undefined)) return visits as Stay[];
  const out = new Map<string, Stay>();
  for (const visit of visits) {
    const minutes = Math.max(0, ((visit.left ? +new Date(visit.left) : now.value) - +new Date(visit.entered)) / 60_000);
    const stay = out.get(visit.element) ?? { element: visit.element, name: visit.name, entered: visit.entered, times: 0, minutes: 0, state: "done" };
    stay.times += 1;
    stay.minutes += minutes;
    stay.entered = visit.entered;
    stay.state = !visit.left ? "active" : visit.cancelled ? "cancelled" : "done";
    out.set(visit.element, stay);
  }
  return [...out.values()];
}
