// Employment as the server shows it.
import type { ServerShapes } from "@tiange/shared";

export type Overview = ServerShapes["employ.JobOverview"];
export type Vacancy = ServerShapes["employ.VacancyView"];
export type Talent = ServerShapes["employ.TalentView"];
export type Skill = ServerShapes["employ.SkillView"];
export type Reasons = ServerShapes["employ.MatchReasons"];
export type TalentMatches = ServerShapes["employ.TalentMatches"];
export type VacancyMatches = ServerShapes["employ.VacancyMatches"];
export type Recommendation = ServerShapes["employ.Recommendation"];
export type Demand = ServerShapes["employ.DemandView"];
export type Demands = ServerShapes["employ.DemandList"];
export type WordBook = ServerShapes["employ.WordBook"];
export type Proposed = ServerShapes["employ.ProposedWord"];
export type ImportReport = ServerShapes["employ.JobImportReport"];
export type Run = ServerShapes["employ.DemandRun"];
