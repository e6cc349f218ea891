// What finding, areas drawn on the map and estimates answer.
import type { Kind, SubjectRow } from "../subjects/shapes";

export interface FindStatus {
  state: "building" | "ready";
  documents: number;
  read: number;
  total: number;
  changed: number;
  memory_bytes: number;
  build_ms: number;
  built?: string;
}
export interface FindMatch {
  word: string;
  sort: "name" | "firm" | "id_card" | "phone" | "credit_code" | "plate" | "address";
  fit: "whole" | "beginning" | "inside" | "none";
}
export interface FindRow extends SubjectRow {
  matches: FindMatch[];
}
export interface FindList {
  items: FindRow[];
  next: string;
  ignored: string[];
  whole_only: FindMatch["sort"][];
  people_left_out: boolean;
  status: FindStatus;
}
export interface KindCounts {
  houses: number;
  households: number;
  persons: number;
  firms: number;
  facilities: number;
}
export interface Shape {
  id: string;
  title: string;
  purpose: string;
  name: string;
  ring: [number, number][];
  area_m2: number;
  area: string;
  area_name: string;
  addresses: number;
  counts: KindCounts;
  made: string;
}
export interface InsideSpot {
  address: string;
  full: string;
  grid: string;
  lng?: number;
  lat?: number;
  rows: SubjectRow[];
}
export interface InsideList {
  shape: Shape;
  counts: KindCounts;
  items: InsideSpot[];
  next: string;
}
export interface ActiveGroup {
  key: string;
  known: number;
  estimate: number;
  low: number;
  high: number;
  model: string;
}
export interface ActiveArea {
  area: string;
  day: string;
  name: string;
  known: number;
  fresh: number;
  estimate: number;
  low: number;
  high: number;
  lists: Record<string, number>;
  groups: ActiveGroup[];
  lng?: number;
  lat?: number;
}
interface Named {
  key: string;
  zh: string;
  en: string;
}
export interface ActiveList {
  day: string;
  days: string[];
  whole?: ActiveArea;
  items: ActiveArea[];
  rules: { lists: Named[]; groups: Named[] };
  may_compute: boolean;
}

// A text in pieces, those that hold one of the words marked. Words are folded as the server folds them.
export interface Piece {
  text: string;
  hit: boolean;
}
export function pieces(text: string, words: string[]): Piece[] {
  const low = text.toLowerCase();
  const marked = new Array<boolean>(text.length).fill(false);
  for (const word of words) {
    if (!word) continue;
    for (let at = low.indexOf(word); at >= 0; at = low.indexOf(word, at + 1)) marked.fill(true, at, at + word.length);
  }
  const out: Piece[] = [];
  for (let i = 0; i < text.length; ++i) {
    const last = out[out.length - 1];
    if (last && last.hit === marked[i]) last.text += text[i];
    else out.push({ text: text[i] ?? "", hit: marked[i] ?? false });
  }
  return out;
}
export const age_text = (row: { age?: number; age_to?: number }): string =>
  row.age == null ? "" : row.age_to == null ? String(row.age) : `${row.age}–${row.age_to}`;
export const k_order: Kind[] = ["person", "household", "firm", "house", "facility"];
