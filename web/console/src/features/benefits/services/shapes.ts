// What the desk of services shows.
import type { ServerShapes, Whole, WholeBut } from "@tiange/shared";

export type ApplicationRow = WholeBut<"services.ApplicationRow", "due" | "statutory_due" | "closed" | "seen">;
export type FilledLine = WholeBut<"services.FilledLine", "observed">;
export type ShownMaterial = WholeBut<"services.ShownMaterial", "observed">;
export type ApplicationPage = Omit<WholeBut<"services.ApplicationPage", "due" | "statutory_due" | "closed" | "seen">, "form" | "materials"> & {
  form: FilledLine[];
  materials: ShownMaterial[];
};
export type Proof = ServerShapes["services.ApplicationProof"];
export type Burden = ServerShapes["services.BurdenView"];
export type MatterRow = Whole<ServerShapes["services.MatterRow"]>;
export type Matter = Whole<ServerShapes["services.Matter"]>;
export interface MatterPage {
  matter: Matter;
  edition: number;
  unit_zh: string;
  unit_en: string;
  editions: ServerShapes["services.MatterEdition"][];
}
