#include "city/cases/brief/brief.h"

namespace tiange::cases {

std::optional<Brief> read_brief(db::Tx& tx, const Scope& scope, CaseRef ref) {
  if (!scope.covers("")) return std::nullopt;
  bool whole = false;
  auto brief = tx.one("SELECT number, title, created_us, state FROM cases WHERE part_key = ? AND id = ?", {ref.part_key, ref.id},
                      [&](const db::Row& row) {
                        Brief one{ref, row.str(0), row.str(1), row.moment(2), {}, "", ""};
                        auto file = decode_file(row.text(3));
                        whole = file.ok();
                        if (whole) one.file = std::move(*file);
                        return one;
                      });
  if (!brief || !whole) return std::nullopt;
  if (!brief->file.anonymous) {
    tx.each("SELECT name, phone FROM case_reporters WHERE part_key = ? AND case_id = ?", {ref.part_key, ref.id},
            [&](const db::Row& row) {
              brief->reporter_name = row.str(0);
              brief->reporter_phone = row.str(1);
              return false;
            });
  }
  return brief;
}

std::optional<Whereabouts> read_whereabouts(db::Tx& tx, const Scope& scope, CaseRef ref) {
  if (!scope.covers("")) return std::nullopt;
  return tx.one("SELECT created_us, state FROM cases WHERE part_key = ? AND id = ?", {ref.part_key, ref.id},
                [&](const db::Row& row) { return Whereabouts{ref, row.moment(0), place_text_of(row.text(1))}; });
}

std::string answers_of(db::Tx& tx, const Scope& scope, CaseRef ref) {
  if (!scope.covers("")) return {};
  return tx.one("SELECT extra FROM cases WHERE part_key = ? AND id = ?", {ref.part_key, ref.id},
                [](const db::Row& row) { return row.str(0); })
      .value_or("");
}

std::optional<CaseRef> ref_of_number(db::Tx& tx, const Scope& scope, std::string_view number) {
  if (!scope.covers("")) return std::nullopt;
  return tx.one("SELECT part_key, id FROM cases WHERE number = ? LIMIT 1", {number},
                [](const db::Row& row) { return CaseRef{row.i64(0), CaseId{row.i64(1)}}; });
}

}  // namespace tiange::cases
