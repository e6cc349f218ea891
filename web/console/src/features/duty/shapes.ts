// What the server tells; what it reads with a value in reserve it writes in full.
import type { ServerShapes } from "@tiange/shared";

type Full<Name extends keyof ServerShapes, Optional extends keyof ServerShapes[Name] = never> = Required<Omit<ServerShapes[Name], Optional>> &
  Pick<ServerShapes[Name], Optional>;

export type DutyPerson = ServerShapes["rosters.PersonView"];
export type Shift = ServerShapes["rosters.ShiftView"];
export type ShiftPattern = Full<"rosters.ShiftPattern">;
export type RotaView = Omit<Full<"rosters.RotaView", "first_day">, "shifts"> & { shifts: ShiftPattern[] };
export type RotaList = Omit<ServerShapes["rosters.RotaList"], "items"> & { items: RotaView[] };
export type Month = Omit<ServerShapes["rosters.MonthView"], "rota"> & { rota: RotaView };
export type OpenMatter = Full<"rosters.OpenMatter">;
export type LogEntry = Omit<ServerShapes["rosters.LogEntryView"], "open"> & { open: OpenMatter[] };
export type ShiftLog = Omit<ServerShapes["rosters.ShiftLog"], "entries" | "open"> & { entries: LogEntry[]; open: OpenMatter[] };
export type NowRow = ServerShapes["rosters.NowRow"];
export type Swap = ServerShapes["rosters.SwapView"];
export type Call = ServerShapes["rosters.CallView"];
export type Mine = ServerShapes["rosters.MineView"];
