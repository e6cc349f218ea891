// Shapes of the life of definitions, as the server describes them (schema.d.ts); what stands written out is only what that
// leaves open.
import type { ServerShapes as Schema } from "@tiange/shared";

export type DraftRow = Schema["flows.DraftRow"];
export type Draft = Schema["flows.Draft"];
export type Kind = DraftRow["kind"];
export type DraftState = DraftRow["state"];
export type Checked = Schema["flows.Checked"];

// What a test says depends on its kind.
export type TestCase = Omit<Schema["flows.TestCase"], "spec"> & { spec: Record<string, unknown> };
export type TestDifference = Schema["flows.TestDifference"];
export type TestOutcome = Schema["flows.TestOutcome"];
export type TestRun = Schema["flows.TestRun"];

export type Release = Schema["flows.ReleaseView"];
export type LeadTime = Schema["flows.LeadTime"];

export type ReplayTotal = Schema["flows.ReplayTotal"];
export type Replay = Schema["flows.Replay"];
export type ReplayChange = Schema["flows.ReplayChange"];
export type ReplayCase = Schema["flows.ReplayCase"];
