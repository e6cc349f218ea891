import type { ServerShapes } from "@tiange/shared";
import type { Whole } from "../whole";

export type CheckList = Whole<ServerShapes["items.CheckList"]>;
export type Check = Whole<ServerShapes["items.Check"]>;
export type OverlapReport = Whole<ServerShapes["items.OverlapReport"]>;
export type OverlapGroup = Whole<ServerShapes["items.OverlapGroup"]>;
