// Shapes that travel between server and screens, by the names the screens use. All come from the server's own description
// (schema.d.ts, made by `npm run types` from /api/openapi.json); what stands written out here is only what it leaves open.
import type { components } from "./schema";

type Schema = components["schemas"];
// For shapes that one room alone uses.
export type ServerShapes = Schema;

// A shape of the server in which some members are known more closely.
export type With<Name extends keyof ServerShapes, Members extends object> = Omit<ServerShapes[Name], keyof Members> & Members;
// What the server reads with a value in reserve it writes in full.
export type Whole<T> = T extends (infer Member)[] ? Whole<Member>[] : T extends object ? { [K in keyof T]-?: Whole<T[K]> } : T;
// The same but for members that may be missing: moments that have not come yet, what is not told to everybody.
export type WholeBut<Name extends keyof ServerShapes, Missing extends keyof ServerShapes[Name]> = Whole<Omit<ServerShapes[Name], Missing>> &
  Partial<Pick<ServerShapes[Name], Missing>>;

export type Level = Schema["org.AreaView"]["level"];
export type Lamp = Schema["cases.CaseRow"]["lamp"];
export type Severity = Schema["cases.CaseRow"]["severity"];

export interface Page<T> {
  items: T[];
  next: string;
  total?: number | null;
}

export type Post = Schema["org.PostView"];
export type Me = Schema["org.Me"];
export type SignedIn = Schema["org.SignInView"];
export type DemoRole = Schema["org.DemoRole"];
export type Unit = Schema["org.UnitView"];
export type PersonRef = Schema["org.PersonRef"];
export type Person = Schema["org.PersonView"];
export type Receiver = Schema["cases.ReceiverView"];
export type Role = Schema["org.RoleView"];
export type Permission = Schema["org.PermissionView"];
export type Delegation = Schema["org.DelegationView"];
export type AuditEntry = Schema["org.AuditView"];
export type RosterRow = Schema["org.GridDuty"];

export type Area = Omit<Schema["places.Area"], "level"> & { level: Level };
export type AreaWithShape = Omit<Schema["places.AreaView"], "area" | "geometry"> & {
  area: Area;
  geometry?: GeoJSON.Geometry | null;
};
export type Located = Schema["places.Located"];
export type PlaceFound = Schema["places.Candidate"];
export type Flaw = Schema["places.FlawView"];
export type TopologyReport = Schema["places.TopologyView"];
export type AreaVersion = Schema["places.VersionView"];

export type Limit = Schema["items.SeverityLimit"];
export type Item = Schema["items.Item"];
export type ItemView = Schema["items.ItemView"];
export type Edition = Schema["items.Edition"];
export type ItemDifference = Schema["items.Difference"];
export type ItemImportReport = Schema["items.ImportReport"];

export type Definition = Schema["flows.DefinitionRow"];
export type DefinitionFull = Schema["flows.Definition"];
export type Visit = Schema["cases.VisitView"];
export type Instance = Schema["cases.InstanceView"];
export type WhyRule = Schema["flows.WhyRule"];
export type Why = Schema["cases.WhyView"];
export type Look = Schema["cases.LookView"];
export type Category = Schema["cases.Category"];
export type DecisionTry = Omit<Schema["flows.TryOut"], "outputs"> & { outputs: Record<string, unknown> };

export type Reporter = Schema["cases.ReporterView"];
export type Place = Schema["cases.PlaceView"];
export type NewCase = Schema["cases.ReportInput"];
export type CaseRow = Schema["cases.CaseRow"];
export type Evidence = Schema["cases.EvidenceView"];
export type Clock = Schema["cases.ClockView"];
export type Step = Schema["cases.StepView"];
export type Rung = Schema["cases.LadderView"];
export type Suggested = Schema["cases.SuggestedItem"];
export type Suggestions = Schema["cases.Suggestions"] & {
  places?: PlaceFound[];
  similar?: CaseRow[];
  past?: CaseRow[];
};
export type DispatchReason = Schema["cases.DispatchReason"];
export type ActionField = Schema["cases.FormField"];
export type Action = Schema["cases.ActionView"];
export type Task = Schema["cases.TaskView"];
export type ReadReceipt = Schema["cases.ReadView"];
export type HandOver = Schema["cases.HandOverView"];
export type CaseView = Schema["cases.CaseView"];
export type HistoryEntry = Omit<Schema["cases.HistoryEntry"], "detail"> & { detail: Record<string, unknown> };
export type HistoryCheck = Schema["cases.HistoryCheck"];
export type InboxCounts = Schema["cases.InboxCounts"];
export type Inbox = Schema["cases.Inbox"];
export type SavedView = Schema["cases.SavedView"];
export type Progress = Schema["cases.Progress"];

export type ImportUpload = Schema["cases.ImportUploadView"];
export type AlikeRow = Schema["cases.AlikeRow"];
export type AlikeList = Schema["cases.AlikeList"];
export type AlikeView = Schema["cases.AlikeView"];
export type ImportPreview = Schema["cases.ImportPreview"];
export type ImportState = Schema["cases.ImportStateView"];
export type ImportMapping = Omit<Schema["cases.NamedMapping"], "columns" | "values"> & {
  columns: Record<string, number>;
  values: Record<string, Record<string, string>>;
};

export type Figure = Schema["command.Figure"];
export type BoardChild = Schema["command.ChildRow"];
export type Board = Schema["command.Board"];

export type BlobStored = Schema["blobs.BlobView"];

export type MovePlan = Schema["flows.MovePlan"];
export type MovePreview = Schema["flows.MovePreview"];
export type Migration = Schema["flows.MigrationView"];
export type MovedInstance = Schema["flows.MovedInstance"];
export type ProcessLetter = Schema["flows.LetterView"];
export type ProcessSchedule = Schema["flows.ScheduleView"];
