// The ledgers of villages as the server shows them.
import type { ServerShapes, Whole, WholeBut, With } from "@tiange/shared";
import type { Fact, Proposal } from "../registers/subjects/shapes";

export type Order = WholeBut<"ledgers.OrderView", "due" | "decided">;
export type OrderState = Order["state"];
export type DataKind = Whole<ServerShapes["ledgers.DataKind"]>;
export type KindRow = Whole<Omit<ServerShapes["ledgers.KindRow"], "current">> & { current?: Order };
export type KindList = With<"ledgers.KindList", { items: KindRow[] }>;
export type VillageRow = ServerShapes["ledgers.VillageRow"];
export type Village = ServerShapes["ledgers.VillageView"];
export type Column = ServerShapes["ledgers.ColumnView"];
export type Line = ServerShapes["ledgers.LineRow"];
export type LineList = ServerShapes["ledgers.LineList"];
export type Task = WholeBut<"ledgers.TaskView", "finished">;
export type LineView = With<"ledgers.LineView", { facts: Fact[]; edits: Proposal[]; tasks: Task[] }>;
export type WatchIn = Whole<ServerShapes["ledgers.WatchIn"]>;
export type Watch = WholeBut<"ledgers.WatchView", "looked" | "checked">;
export type Member = ServerShapes["ledgers.MemberRow"];
export type MemberList = ServerShapes["ledgers.MemberList"];
export type Use = ServerShapes["ledgers.LedgerUse"];
