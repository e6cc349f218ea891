// What the server tells, with the words it uses for states.
import type { ServerShapes, Whole, With } from "@tiange/shared";

export type Document = ServerShapes["cases.DocumentView"];
export type Entry = ServerShapes["cases.PaperEntry"];
export type About = ServerShapes["cases.AboutCase"];
export type UnitName = ServerShapes["cases.UnitName"];
export type Appeal = With<"cases.AppealView", { state: "first" | "second" | "approved" | "rejected" }>;
export type Letter = With<"cases.LetterView", { state: "sent" | "answered" | "closed" }>;
export type Instruction = With<"cases.InstructionView", { state: "open" | "fed_back" | "closed" }>;
export type LampRow = ServerShapes["cases.LampRow"];
export type LampList = ServerShapes["cases.LampList"];
export type LampCase = ServerShapes["cases.LampCase"];
export type RateRow = ServerShapes["cases.RateRow"];
export type Plan = With<"cases.PlanView", { state: "drawing" | "drawn" | "too_many" }>;
export type CheckAnswer = ServerShapes["cases.CheckAnswer"];
export type Check = With<
  "cases.CheckView",
  { origin: "sample" | "closing" | "manual"; state: "open" | "passed" | "failed"; follow: "none" | "reopened" | "too_late" | "recheck" }
>;
export type Reason = ServerShapes["cases.ReasonView"];
export type Closing = With<"cases.ClosingFindingView", { level: "high" | "listed" | "low"; state: "open" | "sent" | "confirmed" | "dismissed" }>;
export type PrecisionRow = ServerShapes["cases.PrecisionRow"];
export type Precision = ServerShapes["cases.PrecisionView"];
export type OfCase = With<"cases.CaseSupervision", { appeal?: Appeal; letters: Letter[]; instructions: Instruction[] }>;
export type RulesView = With<"cases.RulesView", { rules: Whole<ServerShapes["cases.SupervisionRules"]> }>;
