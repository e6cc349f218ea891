// Rows of two decision tables side by side: aligned by their ids, and by their cells where ids are new.
import { read_tables, type Clause, type Table } from "../dmn_table";

export interface CellPair {
  before: string | null; // null: the column or the row was not there
  after: string | null;
  name: string;
  output: boolean;
}
export interface RowPair {
  sort: "same" | "added" | "removed" | "changed" | "moved";
  number_before: number;
  number_after: number;
  cells: CellPair[];
  note_before: string;
  note_after: string;
  note_en_before: string;
  note_en_after: string;
}
export interface TablePair {
  id: string;
  name: string;
  about: string;
  columns: { label: string; name: string; output: boolean; sort: "same" | "added" | "removed" }[];
  rows: RowPair[];
}

const text_of = (row?: Table["rows"][number]) => (row ? JSON.stringify([row.inputs, row.outputs]) : "");

function columns_of(before: Table | undefined, after: Table | undefined, part: "inputs" | "outputs") {
  const old = before?.[part] ?? [];
  const now = after?.[part] ?? [];
  const all: { clause: Clause; was: number; is: number }[] = now.map((clause, is) => ({
    clause,
    is,
    was: old.findIndex((one) => one.name === clause.name),
  }));
  old.forEach((clause, was) => {
    if (!now.some((one) => one.name === clause.name)) all.push({ clause, was, is: -1 });
  });
  return all;
}

function pair(before: Table | undefined, after: Table | undefined): TablePair {
  const inputs = columns_of(before, after, "inputs");
  const outputs = columns_of(before, after, "outputs");
  const sort = (one: { was: number; is: number }): "same" | "added" | "removed" =>
    one.was < 0 ? "added" : one.is < 0 ? "removed" : "same";
  const old = before?.rows ?? [];
  const now = after?.rows ?? [];
  const taken = new Set<number>();
  const partner = now.map((row) => {
    let found = old.findIndex((one, i) => row.id && one.id === row.id && !taken.has(i));
    if (found < 0)
      found = old.findIndex(
        (one, i) => !taken.has(i) && text_of(one) === text_of(row) && !now.some((other) => other.id === one.id),
      );
    if (found >= 0) taken.add(found);
    return found;
  });
  const cells = (was: Table["rows"][number] | undefined, is: Table["rows"][number] | undefined): CellPair[] => [
    ...inputs.map((one) => ({
      name: one.clause.name,
      output: false,
      before: was?.inputs[one.was] ?? null,
      after: is?.inputs[one.is] ?? null,
    })),
    ...outputs.map((one) => ({
      name: one.clause.name,
      output: true,
      before: was?.outputs[one.was] ?? null,
      after: is?.outputs[one.is] ?? null,
    })),
  ];
  const rows: RowPair[] = [];
  const add = (was: number, is: number, kind: RowPair["sort"]) =>
    rows.push({
      sort: kind,
      number_before: was + 1,
      number_after: is + 1,
      cells: cells(old[was], now[is]),
      note_before: old[was]?.note ?? "",
      note_after: now[is]?.note ?? "",
      note_en_before: old[was]?.note_en ?? "",
      note_en_after: now[is]?.note_en ?? "",
    });
  // What was taken out stands where it stood.
  let next = 0;
  const gone_before = (limit: number) => {
    for (; next < limit; next++) if (!taken.has(next)) add(next, -1, "removed");
  };
  let last = -1;
  now.forEach((row, is) => {
    const was = partner[is]!;
    if (was < 0) {
      add(-1, is, "added");
      return;
    }
    gone_before(was);
    next = Math.max(next, was + 1);
    const differs =
      text_of(old[was]) !== text_of(row) || old[was]!.note !== row.note || old[was]!.note_en !== row.note_en;
    const moved = was < last;
    last = Math.max(last, was);
    add(was, is, differs ? "changed" : moved ? "moved" : "same");
  });
  gone_before(old.length);
  return {
    id: after?.id ?? before?.id ?? "",
    name: after?.name || before?.name || "",
    about: after?.about || before?.about || "",
    columns: [
      ...inputs.map((one) => ({ label: one.clause.label, name: one.clause.name, output: false, sort: sort(one) })),
      ...outputs.map((one) => ({ label: one.clause.label, name: one.clause.name, output: true, sort: sort(one) })),
    ],
    rows,
  };
}

export function table_pairs(before: string, after: string): TablePair[] {
  const old = read_tables(before);
  const now = read_tables(after);
  return [
    ...now.map((table) =>
      pair(
        old.find((one) => one.id === table.id),
        table,
      ),
    ),
    ...old.filter((table) => !now.some((one) => one.id === table.id)).map((table) => pair(table, undefined)),
  ];
}
export const count_of = (table: TablePair) => table.rows.filter((row) => row.sort !== "same").length;
