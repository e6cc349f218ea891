import type { ServerShapes } from "@tiange/shared";
import type { Whole } from "../whole";

export type Power = Whole<ServerShapes["items.Power"]>;
export type PowerRow = Whole<ServerShapes["items.PowerRow"]>;
export type PowerView = Whole<ServerShapes["items.PowerView"]>;
export type PowerGaps = Whole<ServerShapes["items.PowerGaps"]>;
