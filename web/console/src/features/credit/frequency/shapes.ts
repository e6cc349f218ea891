// Frequencies of checks as the server shows them.
import type { ServerShapes, Whole, With } from "@tiange/shared";

export type Cell = Whole<ServerShapes["credit.FrequencyCell"]>;
export type Item = Omit<Whole<ServerShapes["credit.FrequencyItem"]>, "cells"> & { cells: Cell[] };
export type Trigger = Whole<ServerShapes["credit.FrequencyTrigger"]>;
export type Frequency = { firms: string; items: Item[]; triggers: Trigger[] };
export type View = With<"credit.FrequencyView", { frequency: Frequency; draft?: Frequency | null }>;
export type Ceiling = ServerShapes["credit.FrequencyCeilingView"];
export type Line = ServerShapes["credit.FrequencyLine"];
export type Load = ServerShapes["credit.FrequencyLoad"];
export type Share = ServerShapes["credit.FrequencyShare"];
export type Try = ServerShapes["credit.FrequencyTryView"];
export type Due = ServerShapes["credit.CheckDue"];
export type FirmFrequency = ServerShapes["credit.FirmFrequency"];
export type FirmCheck = ServerShapes["credit.FirmCheck"];
