// The catalogue as it holds where the officer works: what is on trial elsewhere is not offered.
import { home_of_reports, me } from "@tiange/shared";

export const k_most_items = 500;
export const items_query = () => ({
  area: me.value?.areas.find((area) => area.length === 15) ?? (home_of_reports() || undefined),
  limit: k_most_items,
});
