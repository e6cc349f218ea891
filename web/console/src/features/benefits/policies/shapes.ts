// Policies of benefits as the server shows them.
import type { ServerShapes, Whole, With } from "@tiange/shared";

export type Counts = ServerShapes["benefits.PolicyCounts"];
export type Line = ServerShapes["benefits.PolicyLine"];
export type Kind = Line["kind"];
export type List = ServerShapes["benefits.PolicyList"];
export type Edition = Whole<ServerShapes["benefits.PolicyEdition"]>;
export type Case = Edition["cases"][number];
export type EditionLine = With<"benefits.PolicyEditionLine", { state: "draft" | "live" | "past"; content: Edition }>;
export type PageView = With<"benefits.PolicyPage", { editions: EditionLine[] }>;
export type Fields = ServerShapes["benefits.PolicyFieldList"];
export type Reason = Whole<ServerShapes["benefits.PolicyReason"]>;
export type Fact = Whole<ServerShapes["benefits.FactUsed"]>;
export type Judgement = With<"benefits.Judgement", { reasons: Reason[]; facts: Fact[] }> & Required<Pick<ServerShapes["benefits.Judgement"], "verdict" | "amount_fen">>;
export type Outcome = With<"benefits.CaseOutcome", { judgement: Judgement }>;
export type Price = ServerShapes["benefits.PolicyPriceView"];
export type Match = ServerShapes["benefits.PolicyMatch"];
export type SubjectPolicy = With<"benefits.SubjectPolicy", { judgement: Judgement }>;
export type SubjectPolicies = With<"benefits.SubjectPolicies", { items: SubjectPolicy[] }>;
export type Run = Whole<ServerShapes["benefits.PolicyRunView"]>;
export type ConfirmIn = Whole<ServerShapes["benefits.PolicyConfirmIn"]>;
