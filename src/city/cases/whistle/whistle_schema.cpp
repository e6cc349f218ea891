#include "city/cases/whistle/whistle.h"

namespace tiange::cases {

std::span<const db::Migration> whistle_migrations() {
  static constexpr db::Migration k_steps[] = {{"whistle", 1, TIANGE_PAPER_TABLES("case_whistles")}};
  return k_steps;
}

}  // namespace tiange::cases
