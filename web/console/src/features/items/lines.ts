// The lines of the district by name: a line bears the name of its unit at the top.
import { computed, ref } from "vue";
import { api, me, pick, type Page, type Unit } from "@tiange/shared";
import { t } from "./words";

const units = ref<Unit[]>([]);
let asked = false;

async function read(): Promise<void> {
  if (asked) return;
  asked = true;
  try {
    const district = me.value?.home_area.code.slice(0, 6) ?? "";
    const found = (await api.get<Page<Unit>>("/org/units", { area: district, limit: 500 })).items;
    units.value = found.filter((one) => one.area_code === district);
  } catch {
    asked = false;
  }
}
export const lines = computed<Unit[]>(() => {
  void read();
  return units.value;
});
export function line_name(line: string): string {
  const unit = lines.value.find((one) => one.line === line);
  return unit ? t.line_of(pick(unit, "name"), line) : line;
}
