import type { ServerShapes } from "@tiange/shared";

export type Application = ServerShapes["items.Application"];
export type ApplicationRow = ServerShapes["items.ApplicationRow"];
export type ApplicationList = ServerShapes["items.ApplicationList"];
export type Act = ServerShapes["items.AllowedAct"]["act"];
export type State = ApplicationRow["state"];
export type Purpose = ApplicationRow["purpose"];
