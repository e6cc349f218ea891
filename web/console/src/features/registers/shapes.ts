// Parts and their owners as the server shows them.
import type { Evidence, ServerShapes, Whole, WholeBut, With } from "@tiange/shared";

export type Party = Whole<ServerShapes["registers.Party"]>;
export type PartKind = Whole<ServerShapes["registers.PartKind"]>;
export type Part = Whole<ServerShapes["registers.Part"]>;
export type PartRow = ServerShapes["registers.PartRow"];
export type PartState = PartRow["state"];
export type OwnerState = PartRow["owner_state"];
export type NearRow = ServerShapes["registers.NearRow"];
export type PartChange = ServerShapes["registers.PartChange"];
export type PartView = With<"registers.PartView", { part: Part }>;
export type PartCount = ServerShapes["registers.PartCount"];
export type PartSummary = ServerShapes["registers.PartSummary"];
export type PartImport = ServerShapes["registers.PartImport"];

export type AskRow = WholeBut<"owners.AskView", "answered">;
export type Answer = AskRow["answer"];
export type SearchView = WholeBut<"owners.SearchView", "ended" | "rows"> & { rows: AskRow[] };
export type Balance = ServerShapes["owners.Balance"];
export type EntryView = Whole<ServerShapes["owners.EntryView"]>;
export type OrderView = WholeBut<"owners.OrderView", "ended">;
export type DecisionView = WholeBut<"owners.DecisionView", "withdrawn_when">;
export type OwnerPanelView = With<
  "owners.OwnerPanel",
  { known: Whole<ServerShapes["owners.KnownOwner"]>; search?: SearchView; orders: OrderView[] }
>;
export type PartCases = With<"owners.PartCases", { decisions: DecisionView[] }>;
export type BalanceRow = ServerShapes["owners.BalanceRow"];
export type BalanceList = ServerShapes["owners.BalanceList"];
export type OwnerRules = Whole<ServerShapes["owners.OwnerRules"]>;

export const k_states: PartState[] = ["intact", "broken", "lost", "abandoned", "removed"];
export const k_owner_states: OwnerState[] = ["known", "unknown", "disputed"];

export function fen_text(fen: number): string {
  const whole = Math.abs(fen);
  const text = `¥${Math.floor(whole / 100).toLocaleString("en-US")}.${String(whole % 100).padStart(2, "0")}`;
  return fen < 0 ? `-${text}` : text;
}
// "128.50" to fen; nothing for what is no amount.
export function fen_of(text: string): number | null {
  const match = /^\s*¥?\s*(\d{1,10})(?:[.．](\d{1,2}))?\s*$/.exec(text.replaceAll(",", ""));
  return match ? Number(match[1]) * 100 + Number((match[2] ?? "0").padEnd(2, "0")) : null;
}
// Photos known by their digest alone, for the strip.
export const pictures = (digests: string[]) => digests.map((digest) => ({ digest, type: "image/jpeg", stage: "" }) as unknown as Evidence);
