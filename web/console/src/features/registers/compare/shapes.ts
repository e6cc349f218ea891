// Rules that compare the registers, and what they find, as the server shows them.
import type { ServerShapes, Whole, With } from "@tiange/shared";

export type Rule = Whole<ServerShapes["registers.CompareRule"]>;
export type Counts = ServerShapes["registers.CompareCounts"];
export type RuleRow = With<"registers.CompareRuleRow", { rule: Rule }>;
export type RuleField = ServerShapes["registers.CompareField"];
export type RuleList = With<"registers.CompareRuleList", { items: RuleRow[] }>;
export type RuleVersion = With<"registers.CompareVersion", { rule: Rule }>;
export type RuleView = With<"registers.CompareRuleView", { row: RuleRow; versions: RuleVersion[] }>;
export type Try = ServerShapes["registers.CompareTryView"];
export type Run = ServerShapes["registers.CompareRunView"];
export type Match = ServerShapes["registers.CompareMatch"];
export type Evidence = ServerShapes["registers.CompareEvidence"];
export type MatchView = ServerShapes["registers.CompareMatchView"];
