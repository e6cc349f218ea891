// Persons, households, firms, houses and facilities as the server shows them.
export type Kind = "person" | "household" | "firm" | "house" | "facility";
export const k_kinds: Kind[] = ["person", "household", "firm", "house", "facility"];
export type Plural = "persons" | "households" | "firms" | "houses" | "facilities";
const k_plurals: Record<Kind, Plural> = {
  person: "persons",
  household: "households",
  firm: "firms",
  house: "houses",
  facility: "facilities",
};
export const plural_of = (kind: Kind): Plural => k_plurals[kind];
export const kind_of = (plural: string): Kind => k_kinds.find((kind) => k_plurals[kind] === plural) ?? "person";

export interface SubjectRow {
  ref: string;
  kind: Kind;
  title: string;
  status: string;
  grid: string;
  area_name: string;
  address: string;
  age?: number;
  age_to?: number; // the age is shown as a span only
  values: Record<string, string>;
  conflicts: number;
  changed: string;
}
export interface Fact {
  field: string;
  zh: string;
  en: string;
  type: string;
  value: string;
  shown_zh: string;
  shown_en: string;
  masked: boolean;
  grade: number;
  source: string;
  source_zh: string;
  source_en: string;
  authority: boolean;
  observed: string;
  known: string;
  aged: boolean;
  agree: number;
  differ: number;
  conflict: string;
  lineage: string;
}
export interface Relation {
  kind: string;
  inverse: boolean;
  zh: string;
  en: string;
  other: string;
  other_kind: Kind;
  title: string;
  source: string;
  observed: string;
  known: string;
  ended?: string;
}
export interface SubjectCase {
  ref: string;
  number: string;
  title: string;
  status: string;
  reported: string;
  by: "phone" | "address" | "building";
}
export interface SubjectView extends SubjectRow {
  facts: Fact[];
  relations: Relation[];
  cases: SubjectCase[];
  address_path: string[];
  as_of?: string;
  unmasked_until?: string;
  merged_into: string;
  may_unmask: boolean;
  may_propose: boolean;
  version: number;
}
export interface Claim {
  source: string;
  source_zh: string;
  source_en: string;
  key: string;
  value: string;
  observed: string;
  known: string;
  lineage: string;
  trust: number;
  won: boolean;
  why_zh: string;
  why_en: string;
}
export interface Explained {
  field: string;
  zh: string;
  en: string;
  value: string;
  rule: string;
  rule_zh: string;
  rule_en: string;
  claims: Claim[];
}
export interface TimelineEntry {
  known: string;
  observed: string;
  source: string;
  source_zh: string;
  source_en: string;
  act: string;
  zh: string;
  en: string;
  lineage: string;
}
export interface Look {
  looked: string;
  account: string;
  name: string;
  unit: string;
  act: string;
  purpose: string;
  ticket: string;
}
export interface GraphNode {
  ref: string;
  kind: Kind;
  title: string;
  depth: number;
}
export interface GraphEdge {
  from: string;
  to: string;
  kind: string;
  zh: string;
  en: string;
  source: string;
}
export interface Graph {
  nodes: GraphNode[];
  edges: GraphEdge[];
  more: boolean;
}
export interface AddressRow {
  id: string;
  parent: string;
  level: string;
  name: string;
  full: string;
  grid: string;
  area_name: string;
  lng?: number;
  lat?: number;
  children: number;
}
export interface Occupant {
  ref: string;
  kind: Kind;
  title: string;
  status: string;
  age?: number;
  age_to?: number;
}
export interface Spot {
  id: string;
  parent: string;
  level: string;
  name: string;
  full: string;
  house: string;
  occupants: Occupant[];
  children: number;
}
export interface AddressView {
  path: Spot[];
  spots: Spot[];
  grid: string;
  area_name: string;
  lng?: number;
  lat?: number;
  persons: number;
  firms: number;
  houses: number;
  more: boolean;
}
export interface Conflict {
  id: string;
  subject: string;
  title: string;
  grid: string;
  area_name: string;
  kind: Kind;
  field: string;
  zh: string;
  en: string;
  state: "open" | "answered" | "over";
  claims: Claim[];
  owner_zh: string;
  owner_en: string;
  unit: string;
  unit_zh: string;
  unit_en: string;
  ticket: string;
  opened: string;
  due: string;
  answered?: string;
  answered_by: string;
  outcome: string;
  value: string;
  text: string;
  may_answer: boolean;
}
export interface Proposal {
  id: string;
  subject: string;
  title: string;
  grid: string;
  area_name: string;
  kind: Kind;
  field: string;
  zh: string;
  en: string;
  before: string;
  value: string;
  text: string;
  state: "open" | "accepted" | "refused";
  owner_zh: string;
  owner_en: string;
  unit_zh: string;
  unit_en: string;
  ticket: string;
  proposed_by: string;
  proposed: string;
  due: string;
  answered?: string;
  answered_by: string;
  answer: string;
  may_answer: boolean;
}
export interface FieldDefinition {
  kind: Kind;
  field: string;
  zh: string;
  en: string;
  type: string;
  authority: string;
  trust: Record<string, number>;
  ages_days: number;
  mask: string;
  grade: number;
  codes: string;
  relation: string;
  order: number;
  version: number;
}
export interface SourceDefinition {
  code: string;
  zh: string;
  en: string;
  unit: string;
  version: number;
}
export interface Fields {
  fields: FieldDefinition[];
  sources: SourceDefinition[];
  may_edit: boolean;
}
