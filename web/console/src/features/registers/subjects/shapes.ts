// Persons, households, firms, houses and facilities as the server shows them.
import type { ServerShapes, Whole, With } from "@tiange/shared";

export type Kind = ServerShapes["registers.SubjectRow"]["kind"];
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

export type SubjectRow = ServerShapes["registers.SubjectRow"];
export type Fact = ServerShapes["registers.FactView"];
export type Relation = ServerShapes["registers.RelationView"];
export type SubjectCase = With<"registers.SubjectCase", { by: "phone" | "address" | "building" }>;
export type SubjectView = With<"registers.SubjectView", { cases: SubjectCase[] }>;
export type Claim = ServerShapes["registers.Claim"];
export type Explained = ServerShapes["registers.Explained"];
export type TimelineEntry = ServerShapes["registers.TimelineEntry"];
export type Look = ServerShapes["registers.LookView"];
export type GraphNode = ServerShapes["registers.GraphNode"];
export type GraphEdge = ServerShapes["registers.GraphEdge"];
export type Graph = ServerShapes["registers.RelationGraph"];
export type AddressRow = ServerShapes["registers.AddressRow"];
export type Occupant = ServerShapes["registers.Occupant"];
export type Spot = ServerShapes["registers.AddressSpot"];
export type AddressView = ServerShapes["registers.AddressPage"];
export type Conflict = With<"registers.ConflictView", { state: "open" | "answered" | "over" }>;
export type Proposal = With<"registers.ProposalView", { state: "open" | "accepted" | "refused" }>;
export type FieldDefinition = Whole<ServerShapes["registers.FieldDefinition"]>;
export type SourceDefinition = Whole<ServerShapes["registers.SourceDefinition"]>;
export type Fields = With<"registers.FieldsView", { fields: FieldDefinition[]; sources: SourceDefinition[] }>;
