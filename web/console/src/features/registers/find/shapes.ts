// What finding, areas drawn on the map and estimates answer.
import type { ServerShapes, Whole, With } from "@tiange/shared";
import type { Kind, SubjectRow } from "../subjects/shapes";

export type FindStatus = With<"registers.FindStatus", { state: "building" | "ready" }>;
export type FindMatch = With<
  "registers.FindMatch",
  { sort: "name" | "firm" | "id_card" | "phone" | "credit_code" | "plate" | "address"; fit: "whole" | "beginning" | "inside" | "none" }
>;
export type FindRow = SubjectRow & { matches: FindMatch[] };
export type FindList = With<"registers.FindList", { items: FindRow[]; whole_only: FindMatch["sort"][]; status: FindStatus }>;
export type KindCounts = ServerShapes["registers.KindCounts"];
export type Shape = Whole<Omit<ServerShapes["registers.ShapeView"], "ring">> & { ring: [number, number][] };
export type InsideSpot = With<"registers.InsideSpot", { rows: SubjectRow[] }>;
export type InsideList = With<"registers.InsideList", { shape: Shape; items: InsideSpot[] }>;
export type ActiveGroup = Whole<ServerShapes["registers.ActiveGroup"]>;
type Point = "lng" | "lat";
export type ActiveArea = Whole<Omit<ServerShapes["registers.ActiveArea"], Point>> & Pick<ServerShapes["registers.ActiveArea"], Point>;
export type ActiveList = With<
  "registers.ActiveList",
  { whole?: ActiveArea; items: ActiveArea[]; rules: Whole<ServerShapes["registers.ActiveRules"]> }
>;

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
