// Areas by code; names change seldom, so each is asked for once a tab.
import { api } from "./client";
import type { Area, AreaWithShape, Located } from "./types";

const kept = new Map<string, Promise<Area>>();

export function area_of(code: string): Promise<Area> {
  let running = kept.get(code);
  if (!running) {
    running = api.get<AreaWithShape>(`/places/areas/${code}`).then((view) => view.area);
    running.catch(() => kept.delete(code));
    kept.set(code, running);
  }
  return running;
}

export function forget_area_names(): void {
  kept.clear();
}

export function located_text(at?: Located | null): string {
  return at ? [at.town_name, at.community_name, at.grid_name].filter(Boolean).join(" ") || at.grid_code : "";
}

// The first moment of a district day, or its last, as the server wants instants.
export const day_start = (day: string) => `${day}T00:00:00+08:00`;
export const day_end = (day: string) => `${day}T23:59:59+08:00`;
