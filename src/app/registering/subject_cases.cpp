#include "app/registering/subject_cases.h"

#include <algorithm>

#include "city/cases/brief/brief.h"
#include "city/registers/addresses/matter_store.h"

namespace tiange::app {

namespace {

constexpr std::size_t k_most_phones = 3;
constexpr std::size_t k_most_cases = 20;
constexpr std::size_t k_looked_through = 60;  // some of them the reader may not see
constexpr int k_older_at_once = 100;
constexpr std::string_view k_all_noted = "done";

bool is_there(const std::vector<registers::SubjectCase>& found, const std::string& ref) {
  return std::any_of(found.begin(), found.end(), [&](const registers::SubjectCase& one) { return one.ref == ref; });
}

registers::SubjectCase shown(const cases::CaseRow& row, const char* by) {
  return {row.ref, row.number, row.title, std::string(json::enum_name(row.status)), row.created, by};
}

}  // namespace

void SubjectCases::listen(db::Outbox& outbox) {
  outbox.subscribe_many({"case.reported"}, "registers.matters", [this](db::Tx& tx, const std::vector<const db::Event*>& events) -> Outcome {
    std::vector<cases::CaseRef> refs;
    for (const db::Event* event : events) {
      TIANGE_TRY(const cases::CaseRef ref, cases::CaseRef::parse(event->subject));
      refs.push_back(ref);
    }
    note(tx, refs);
    return done();
  });
}

void SubjectCases::note(db::Tx& tx, std::span<const cases::CaseRef> refs) {
  std::vector<cases::Whereabouts> told;
  std::vector<registers::AddressText> texts;
  for (const cases::CaseRef& ref : refs) {
    auto where = cases::read_whereabouts(tx, system_scope(), ref);
    if (!where || where->place_text.empty()) continue;
    texts.push_back({where->place_text, "", {}, {}});
    told.push_back(std::move(*where));
  }
  const std::vector<std::int64_t> meant = parts_.addresses.meant(tx, texts);
  for (std::size_t i = 0; i < told.size(); ++i) {
    if (meant[i] != 0) registers::matters::note(tx, {meant[i], told[i].created, told[i].ref.part_key, told[i].ref.id.value});
  }
}

std::size_t SubjectCases::note_older(Instant now) {
  const Scope house = system_scope(parts_.district);
  const auto noted = parts_.db.write(house, [&](db::Tx& tx) -> Result<std::size_t> {
    const std::string mark = registers::matters::mark(tx);
    if (mark == k_all_noted) return 0;
    cases::ListQuery query;
    query.after = mark;
    query.limit = k_older_at_once;
    TIANGE_TRY(const cases::CaseList list, parts_.cases.list(tx, house, query, now));
    std::vector<cases::CaseRef> refs;
    for (const cases::CaseRow& row : list.items) {
      const auto ref = cases::CaseRef::parse(row.ref);
      if (ref.ok()) refs.push_back(*ref);
    }
    note(tx, refs);
    registers::matters::set_mark(tx, list.next.empty() ? k_all_noted : std::string_view(list.next));
    return list.items.size();
  });
  return noted.ok() ? *noted : 0;
}

std::vector<registers::SubjectCase> SubjectCases::of(db::Tx& tx, const Scope& scope, const registers::CasesAsk& ask) const {
  std::vector<registers::SubjectCase> found;
  if (!scope.may(Permission::cases_view)) return found;
  add_by_phone(tx, scope, ask.phones, found);
  add_by_address(tx, scope, ask.addresses, found);
  std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.reported > b.reported; });
  if (found.size() > k_most_cases) found.resize(k_most_cases);
  return found;
}

void SubjectCases::add_by_phone(db::Tx& tx, const Scope& scope, const std::vector<std::string>& phones, std::vector<registers::SubjectCase>& found) const {
  // Without the permission a number would be looked for in titles.
  if (!scope.may(Permission::cases_reporter)) return;
  for (std::size_t i = 0; i < std::min(phones.size(), k_most_phones); ++i) {
    cases::ListQuery query;
    query.q = phones[i];
    query.limit = static_cast<int>(k_most_cases);
    const auto list = parts_.cases.list(tx, scope, query, parts_.clock.now());
    if (!list.ok()) continue;
    for (const cases::CaseRow& row : list->items) {
      if (!is_there(found, row.ref)) found.push_back(shown(row, "phone"));
    }
  }
}

void SubjectCases::add_by_address(db::Tx& tx, const Scope& scope, const std::vector<std::int64_t>& addresses,
                                  std::vector<registers::SubjectCase>& found) const {
  if (addresses.empty()) return;
  std::size_t seen = 0;
  for (const registers::matters::Matter& one : registers::matters::at(tx, addresses, k_looked_through)) {
    if (seen == k_most_cases) return;
    const auto view = parts_.cases.view(tx, scope, {one.part_key, CaseId{one.id}}, parts_.clock.now());
    if (!view.ok()) continue;
    ++seen;
    if (!is_there(found, view->ref)) found.push_back(shown(*view, one.address == addresses.front() ? "address" : "building"));
  }
}

}  // namespace tiange::app
