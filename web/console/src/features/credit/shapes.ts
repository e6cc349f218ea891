// The credit of firms as the server shows it.
import type { ServerShapes, Whole, With } from "@tiange/shared";

export type Run = ServerShapes["credit.CreditRunView"];
export type Overview = ServerShapes["credit.CreditOverview"];
export type Firm = ServerShapes["credit.CreditFirm"];
export type Evidence = ServerShapes["credit.CreditEvidence"];
export type Mark = ServerShapes["credit.CreditMarkView"];
export type Change = ServerShapes["credit.CreditChange"];
export type Override = ServerShapes["credit.CreditOverride"];
export type Matter = ServerShapes["credit.CreditMatter"];
export type Profile = ServerShapes["credit.CreditProfile"];
export type Grade = Whole<ServerShapes["credit.CreditGrade"]>;
export type Indicator = Whole<ServerShapes["credit.CreditIndicator"]>;
export type Scoring = Whole<ServerShapes["credit.CreditScoring"]>;
export type ScoringView = With<"credit.CreditScoringView", { scoring: Scoring; draft?: Scoring | null }>;
export type Try = ServerShapes["credit.CreditTryView"];
