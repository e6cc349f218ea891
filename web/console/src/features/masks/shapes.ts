// What the room of masks tells.
import type { ServerShapes, Whole, WholeBut, With } from "@tiange/shared";

export type MaskRule = Whole<ServerShapes["masks.MaskRule"]>;
export type MaskPurpose = Whole<ServerShapes["masks.MaskPurpose"]>;
export type MaskPolicy = Whole<ServerShapes["masks.MaskPolicy"]>;
export type PolicyVersion = ServerShapes["masks.PolicyVersion"];
export type PolicyView = With<"masks.PolicyView", { live: MaskPolicy; draft?: MaskPolicy }>;
export type TryShown = ServerShapes["masks.TryShown"];
export type TextPiece = ServerShapes["masks.TextPiece"];
export type TextView = ServerShapes["masks.TextView"];
export type Sight = ServerShapes["masks.UnmaskView"];
export type RiskStep = ServerShapes["masking.RiskStep"];
export type Risk = ServerShapes["masking.RiskReport"];
export type ExportColumn = Whole<ServerShapes["masks.ExportColumn"]>;
export type ExportAsk = Whole<ServerShapes["masks.ExportAsk"]>;
export type ExportView = WholeBut<"masks.ExportView", "answered" | "until" | "last_fetched">;
export type ExportField = ServerShapes["masks.ExportField"];
export type TraceMatch = ServerShapes["masks.TraceMatch"];
export type TraceView = ServerShapes["masks.TraceView"];
