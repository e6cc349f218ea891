#include "city/cases/supervision/lamp_store.h"

#include "base/text.h"

namespace tiange::cases::store {

namespace {

#define LAMP_COLUMNS "SELECT part_key, id, area, unit, queue, due_us, warn_us, confidential, reported_by"

// Who holds the task stands in the file alone: "claimed_by":"123".
PersonId claimed_by(std::string_view state) {
  constexpr std::string_view k_member = "\"claimed_by\":\"";
  const std::size_t found = state.find(k_member);
  if (found == state.npos) return {};
  const std::size_t from = found + k_member.size();
  return PersonId{text::to_int(state.substr(from, state.find('"', from) - from)).value_or(0)};
}

}  // namespace

void each_open(db::Tx& tx, const std::string& area, bool with_claims,
               const std::function<void(const LampLine&)>& visit) {
  const std::string behind = area.empty() ? std::string() : code_after(area);
  const auto take = [&](const db::Row& row) {
    LampLine line{{row.i64(0), CaseId{row.i64(1)}}, row.text(2), row.text(3), row.text(4), row.moment(5), row.moment(6),
                  row.flag(7), PersonId{row.i64(8)}, {}};
    if (with_claims) line.claimed_by = claimed_by(row.text(9));
    visit(line);
    return true;
  };
  const std::string high = behind.empty() ? "~" : behind;
  if (with_claims) {
    tx.each(LAMP_COLUMNS ", state FROM cases WHERE closed_us = 0 AND area >= ? AND area < ?", {area, high}, take);
  } else {
    tx.each(LAMP_COLUMNS " FROM cases WHERE closed_us = 0 AND area >= ? AND area < ?", {area, high}, take);
  }
}

}  // namespace tiange::cases::store
