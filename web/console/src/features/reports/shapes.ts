// What the register of reports tells.
import type { ServerShapes, Whole, WholeBut, With } from "@tiange/shared";

export type ReportColumn = Whole<ServerShapes["ledgers.ReportColumn"]>;
export type ReportIn = Whole<ServerShapes["ledgers.ReportIn"]>;
export type Load = ServerShapes["ledgers.ReportLoad"];
export type ReportRow = ServerShapes["ledgers.ReportRow"];
export type FillColumn = Whole<ServerShapes["ledgers.FillColumn"]>;
export type FillCell = Whole<ServerShapes["ledgers.FillCell"]>;
export type Filling = Whole<ServerShapes["ledgers.ReportFilling"]>;
export type FormView = ServerShapes["ledgers.TemplateView"];
export type OverlapReport = ServerShapes["ledgers.OverlapReport"];
export type Overlap = ServerShapes["ledgers.Overlap"];
export type OverlapGroup = ServerShapes["ledgers.OverlapGroup"];
export type ReportView = With<"ledgers.ReportView", { in: ReportIn; filling?: Filling }>;
export type ReportField = ServerShapes["ledgers.ReportField"];
export type Summary = ServerShapes["ledgers.ReportSummary"];
export type Changed = ServerShapes["ledgers.ChangedCell"];
export type ChangedRow = ServerShapes["ledgers.ChangedRow"];
export type Difference = ServerShapes["ledgers.ReportDifference"];
export type Preview = ServerShapes["ledgers.ReportPreview"];
export type Sending = WholeBut<"ledgers.SendingRow", "answered">;
export type SendingView = Whole<Omit<ServerShapes["ledgers.SendingView"], "answered" | "difference">> & {
  answered?: string;
  difference: Difference;
};
