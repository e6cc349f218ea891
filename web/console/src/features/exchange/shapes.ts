// What the exchange answers.
import type { ServerShapes, Whole, With } from "@tiange/shared";

export type ColumnMap = Whole<ServerShapes["exchange.ColumnMap"]>;
export type Mapping = Whole<ServerShapes["exchange.Mapping"]>;
export type FieldInfo = Whole<ServerShapes["exchange.FieldInfo"]>;
export type PullPlan = Whole<ServerShapes["exchange.PullPlan"]>;
export type Source = With<"exchange.SourceView", { mapping: Mapping; pull: PullPlan }>;
export type SourceList = With<"exchange.SourceList", { items: Source[] }>;
export type Drift = Whole<ServerShapes["exchange.Drift"]>;
export type Fault = Whole<ServerShapes["exchange.Fault"]>;
export type Batch = With<
  "exchange.BatchView",
  { columns: Whole<ServerShapes["exchange.ColumnView"]>[]; drift: Drift[]; suggested: Mapping; comparison?: Whole<ServerShapes["exchange.Comparison"]> }
>;
export type BatchChanges = ServerShapes["exchange.BatchChanges"];
export type RawHistory = ServerShapes["exchange.RawHistory"];
export type HeldRow = With<"exchange.QuarantineRow", { faults: Fault[] }>;
export type HeldList = With<"exchange.QuarantineList", { items: HeldRow[] }>;
export type Rule = Whole<ServerShapes["exchange.QualityRule"]>;
export type ScoredBatch = ServerShapes["exchange.ScoredBatch"];
export type SourceQuality = ServerShapes["exchange.SourceQuality"];
export type Resource = Whole<Omit<ServerShapes["exchange.Resource"], "last_good" | "due" | "score">> &
  Pick<ServerShapes["exchange.Resource"], "last_good" | "due" | "score">;
export type Application = Whole<Omit<ServerShapes["exchange.ApplicationView"], "decided">> & Pick<ServerShapes["exchange.ApplicationView"], "decided">;
export type Use = Whole<Omit<ServerShapes["exchange.UseView"], "received">> & Pick<ServerShapes["exchange.UseView"], "received">;
export type SavingList = ServerShapes["exchange.SavingList"];
