// What the server tells; what it reads with a value in reserve it writes in full.
import type { ServerShapes } from "@tiange/shared";

export type Means = ServerShapes["notices.LogView"]["means"];
export type NoticeLine = Required<ServerShapes["notices.Line"]>;
export type Notice = Omit<ServerShapes["notices.NoticeView"], "lines"> & { lines: NoticeLine[] };
export type Preferences = Required<ServerShapes["notices.Preferences"]>;
export type PreferencesView = Required<ServerShapes["notices.PreferencesView"]>;
export type Rule = Omit<Required<ServerShapes["notices.Rule"]>, "audience"> & { audience: Required<ServerShapes["notices.Audience"]> };
export interface Kept {
  version: number;
  changed: string;
  changed_by: string;
}
export type Template = Required<ServerShapes["notices.Template"]>;
export type Named = ServerShapes["notices.NamedView"];
export type NoticeField = ServerShapes["notices.FieldView"];
export type Limits = Required<ServerShapes["notices.LimitsView"]>;
export type RuleBook = Omit<ServerShapes["notices.RuleBook"], "rules" | "templates" | "limits"> & {
  rules: (Rule & Kept)[];
  templates: (Template & Kept)[];
  limits: Limits;
};
export type PastEvent = ServerShapes["notices.PastEventView"];
export type Tried = ServerShapes["notices.TryView"];
export type LogRow = ServerShapes["notices.LogView"];
export type EmailSetup = Required<ServerShapes["notices.EmailSetup"]>;
export type SmsMapping = Required<ServerShapes["notices.SmsMapping"]>;
export type SmsSetup = { url: string; mapping: SmsMapping };
export type MeansHead = Omit<ServerShapes["notices.EmailView"], "setup">;
export type MeansView = { email: MeansHead & { setup: EmailSetup }; sms: MeansHead & { setup: SmsSetup } };
