// Villages and the lines of their ledgers: read from the registers when they are looked at, masked, each use written down.

#include <algorithm>

#include "base/text.h"
#include "city/ledgers/ledger_service.h"
#include "city/registers/subjects/rules/field_rules.h"

namespace tiange::ledgers {

namespace {

constexpr std::size_t k_grid_digits = 15;
constexpr std::size_t k_village_digits = 12;
constexpr std::size_t k_most_edits = 200;
constexpr std::size_t k_most_phone_lines = 3000;
constexpr std::int64_t k_longest_hours = 168;

}  // namespace

LedgerService::LedgerService(LedgerParts parts) : parts_(std::move(parts)) {
  parts_.jobs.handle("ledgers.refresh", [this](const jobs::Job& job) -> Outcome {
    refresh(job.payload, parts_.clock.now());
    return done();
  });
  parts_.outbox.subscribe("subject.changed", "ledgers", [this](db::Tx& tx, const db::Event& event) -> Outcome {
    const auto body = json::parse(event.body);
    std::vector<std::string> villages;
    if (const auto id = parse_id(event.subject); id.ok()) villages = store::villages_of(tx, *id);
    if (body.ok()) {
      const std::string grid = body->text_or("grid");
      if (grid.size() >= k_village_digits) villages.push_back(grid.substr(0, k_village_digits));
    }
    std::sort(villages.begin(), villages.end());
    villages.erase(std::unique(villages.begin(), villages.end()), villages.end());
    for (const std::string& village : villages) {
      if (store::is_watched(tx, village)) wake(tx, village, parts_.clock.now());
    }
    return done();
  });
  parts_.outbox.subscribe("subject.batch", "ledgers", [this](db::Tx& tx, const db::Event&) -> Outcome {
    for (const std::string& village : store::watched_villages(tx)) wake(tx, village, parts_.clock.now());
    return done();
  });
}

// ---- villages ----

VillageList LedgerService::villages(db::Tx& tx, const Scope& scope, Instant) const {
  std::vector<std::string> codes;
  const std::function<void(const std::string&)> add = [&](const std::string& code) {
    if (code.size() >= k_village_digits) {
      codes.push_back(code.substr(0, k_village_digits));
      return;
    }
    for (const places::Area& child : parts_.places.children(code)) add(child.code);
  };
  for (const std::string& area : scope.areas) add(area.empty() ? parts_.district : area);
  std::sort(codes.begin(), codes.end());
  codes.erase(std::unique(codes.begin(), codes.end()), codes.end());
  const auto counts = store::counts(tx);
  VillageList list;
  for (const std::string& code : codes) {
    VillageRow row{code, parts_.places.name(code, scope.language), parts_.places.name(code.substr(0, 9), scope.language), 0, 0, 0, 0};
    if (const auto found = counts.find(code); found != counts.end()) {
      row.orders = found->second.orders;
      row.asked = found->second.asked;
      row.watches = found->second.watches;
      row.tasks = found->second.tasks;
    }
    list.items.push_back(std::move(row));
  }
  return list;
}

Result<VillageView> LedgerService::village(db::Tx& tx, const Scope& scope, std::string_view code, Instant now) const {
  TIANGE_CHECK_OK(sees(scope, code));
  VillageView view;
  for (const VillageRow& row : villages(tx, scope, now).items) {
    if (row.code == code) static_cast<VillageRow&>(view) = row;
  }
  const auto count = [&](registers::Kind kind) {
    std::int64_t found = 0;
    parts_.subjects.each(tx, scope, kind, code, [&](const GoldenRow&) { return ++found > 0; });
    return found;
  };
  view.code = code;
  view.persons = count(registers::Kind::person);
  view.households = count(registers::Kind::household);
  view.houses = count(registers::Kind::house);
  view.firms = count(registers::Kind::firm);
  view.facilities = count(registers::Kind::facility);
  for (const places::Area& grid : parts_.places.children(code)) {
    if (scope.covers(grid.code)) view.grids.push_back({grid.code, reads_zh(scope) ? grid.name_zh : grid.name_en});
  }
  const bool whole = scope.covers(code);
  view.may_order = whole && scope.may(Permission::ledgers_order);
  view.may_give_tasks = whole && scope.may(Permission::ledgers_tasks);
  view.may_propose = scope.may(Permission::registers_propose);
  view.may_export = whole && scope.may(Permission::masks_ask);
  return view;
}

// ---- lines ----

Residents LedgerService::residents(db::Tx& tx, const Scope& scope, std::string_view village) const {
  Residents found;
  parts_.subjects.each(tx, scope, registers::Kind::person, village, [&](const GoldenRow& row) {
    // A date of death stands in few rows: only they are taken apart.
    const bool died = row.golden.find("\"died\"") != row.golden.npos;
    if (row.address != 0 && (!died || json::parse(row.golden).value_or({}).text_or("died").empty())) ++found[row.address];
    return true;
  });
  return found;
}

Outcome LedgerService::each_match(db::Tx& tx, const Scope& scope, const DataKind& kind, const std::string& further, std::string_view village,
                                  std::string_view area, Instant now, Hit hit) const {
  TIANGE_TRY(const Matcher matcher, Matcher::compile(kind.kind, *parts_.subjects.catalogue(), {kind.filter, further}));
  const Residents there = matcher.asks_residents() ? residents(tx, scope, village) : Residents();
  parts_.subjects.each(tx, scope, kind.kind, area, [&](const GoldenRow& row) {
    const auto golden = json::parse(row.golden);
    if (!golden.ok() || !matcher.fits(*golden, row.address, there, now)) return true;
    return hit(row, *golden);
  });
  return done();
}

Outcome LedgerService::each_match_of(db::Tx& tx, const Scope& scope, const DataKind& kind, std::string_view village,
                                     std::span<const SubjectId> ids, Instant now, Hit hit) const {
  if (ids.empty()) return done();
  TIANGE_TRY(const Matcher matcher, Matcher::compile(kind.kind, *parts_.subjects.catalogue(), {kind.filter}));
  const Residents there = matcher.asks_residents() ? residents(tx, scope, village) : Residents();
  parts_.subjects.each_of(tx, scope, ids, [&](const GoldenRow& row) {
    if (row.kind != kind.kind || !row.grid.starts_with(village)) return true;
    const auto golden = json::parse(row.golden);
    if (!golden.ok() || !matcher.fits(*golden, row.address, there, now)) return true;
    return hit(row, *golden);
  });
  return done();
}

// Whole keys only, and only of fields that the kind shows: a search must not tell what a list does not.
std::vector<SubjectId> LedgerService::with_key(db::Tx& tx, const Scope& scope, const DataKind& kind, std::string_view q) const {
  const Catalogue catalogue = parts_.subjects.catalogue();
  std::vector<SubjectId> ids;
  for (const std::string& name : kind.fields) {
    const FieldDefinition* field = catalogue->field(kind.kind, name);
    if (!field) continue;
    const std::string value = registers::tidy_value(*field, q);
    const auto sort = registers::key_sort_of(kind.kind, *field, value);
    if (!sort || *sort == registers::KeySort::address) continue;
    for (const SubjectId id : parts_.subjects.find_by_key(tx, scope, *sort, value)) ids.push_back(id);
  }
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  return ids;
}

std::vector<ColumnView> LedgerService::columns_of(const DataKind& kind, const FieldCatalogue& catalogue) const {
  std::vector<ColumnView> columns;
  for (const std::string& name : kind.fields) {
    if (const FieldDefinition* field = catalogue.field(kind.kind, name)) columns.push_back({name, field->zh, field->en});
  }
  return columns;
}

LineRow LedgerService::row_of(const Scope& scope, const DataKind& kind, const FieldCatalogue& catalogue, SubjectId id, std::string_view grid,
                              const json::Value& golden, std::string_view purpose, Instant now) const {
  LineRow row;
  row.ref = id.text();
  row.grid = grid;
  row.area_name = parts_.places.name(row.grid, scope.language);
  row.title = "—";
  const auto shown = [&](const FieldDefinition& field, const std::string& value) {
    std::string text = parts_.show(scope, {kind.kind, field, value, grid, purpose, false});
    if (field.type != registers::FieldType::code || text != value) return text;
    const Words words = registers::shown_value(field, value);
    return reads_zh(scope) ? words.zh : words.en;
  };
  const std::string_view name = naming_field(kind.kind);
  if (const FieldDefinition* field = catalogue.field(kind.kind, name); field && !golden.text_or(name).empty())
    row.title = shown(*field, golden.text_or(name));
  for (const std::string& one : kind.fields) {
    const FieldDefinition* field = catalogue.field(kind.kind, one);
    const std::string value = golden.text_or(one);
    if (field && !value.empty()) row.values[one] = shown(*field, value);
    if (one == "born") row.age = age_on(value, golden.text_or("died"), local_date(now));
  }
  return row;
}

void LedgerService::used(db::Tx& tx, const Scope& scope, std::string_view village, std::string_view act, std::string_view kind,
                         std::string_view purpose, std::size_t rows, Instant now) {
  store::UseRecord use;
  use.id = parts_.ids.next(now);
  use.village = village;
  use.account = scope.account;
  use.name = scope.name;
  use.unit = scope.units.empty() ? "" : scope.units.front();
  use.act = act;
  use.kind = kind;
  use.purpose = purpose;
  use.rows = static_cast<std::int64_t>(rows);
  store::add_use(tx, use);
}

Result<LineList> LedgerService::lines(db::Tx& tx, const Scope& scope, const LineAsk& ask, Instant now) {
  TIANGE_TRY(const Readable read, readable(tx, scope, ask.village, ask.kind, now));
  const std::string_view area = ask.grid.empty() ? std::string_view(ask.village) : std::string_view(ask.grid);
  if (!area.starts_with(ask.village)) return refuse(ErrorCode::out_of_scope);
  struct Hit {
    std::int64_t id;
    std::string grid;
    std::string golden;
  };
  std::vector<Hit> hits;
  const auto keep = [&](const GoldenRow& row, const json::Value&) {
    if (row.grid.starts_with(area)) hits.push_back({row.id.value, std::string(row.grid), std::string(row.golden)});
    return true;
  };
  if (const std::string_view q = text::trim(ask.q); !q.empty()) {
    TIANGE_CHECK_OK(each_match_of(tx, scope, read.kind, ask.village, with_key(tx, scope, read.kind, q), now, keep));
  } else {
    TIANGE_CHECK_OK(each_match(tx, scope, read.kind, "", ask.village, area, now, keep));
  }
  std::sort(hits.begin(), hits.end(), [](const Hit& a, const Hit& b) { return a.id < b.id; });
  const Catalogue catalogue = parts_.subjects.catalogue();
  LineList list;
  list.kind = read.kind.code;
  list.purpose = read.purpose;
  list.columns = columns_of(read.kind, *catalogue);
  list.total = static_cast<std::int64_t>(hits.size());
  const std::int64_t after = text::to_int(ask.after).value_or(0);
  for (const Hit& hit : hits) {
    if (hit.id <= after) continue;
    if (list.items.size() == ask.limit) {
      list.next = list.items.back().ref;
      break;
    }
    list.items.push_back(row_of(scope, read.kind, *catalogue, SubjectId{hit.id}, hit.grid, json::parse(hit.golden).value_or({}), read.purpose, now));
  }
  used(tx, scope, ask.village, "list", read.kind.code, read.purpose, list.items.size(), now);
  return list;
}

Result<LedgerService::Found> LedgerService::found(db::Tx& tx, const Scope& scope, const DataKind& kind, std::string_view village,
                                                  std::string_view ref, Instant now) const {
  const auto id = parse_typed_id<registers::SubjectTag>(ref);
  if (!id.ok()) return refuse(ErrorCode::not_found);
  std::optional<Found> one;
  TIANGE_CHECK_OK(each_match_of(tx, scope, kind, village, std::span(&*id, 1), now, [&](const GoldenRow& row, const json::Value& golden) {
    one = Found{row.id, std::string(row.grid), golden};
    return false;
  }));
  if (!one) return refuse(ErrorCode::out_of_scope);
  return *std::move(one);
}

Result<LineView> LedgerService::line(db::Tx& tx, const Scope& scope, std::string_view ref, std::string_view village, std::string_view kind,
                                     Instant now) {
  TIANGE_TRY(const Readable read, readable(tx, scope, village, kind, now));
  TIANGE_TRY(const Found one, found(tx, scope, read.kind, village, ref, now));
  TIANGE_TRY(registers::SubjectView subject, parts_.subjects.view(tx, scope, ref, {read.purpose, "", {}}, now));
  const Catalogue catalogue = parts_.subjects.catalogue();
  LineView view;
  static_cast<LineRow&>(view) = row_of(scope, read.kind, *catalogue, one.id, one.grid, one.golden, read.purpose, now);
  view.title = subject.title;
  view.area_name = subject.area_name;
  view.kind = read.kind.code;
  view.kind_zh = read.kind.zh;
  view.kind_en = read.kind.en;
  view.plural = registers::plural_of(read.kind.kind);
  view.purpose = read.purpose;
  const auto shows = [&](std::string_view field) {
    return std::find(read.kind.fields.begin(), read.kind.fields.end(), field) != read.kind.fields.end();
  };
  for (registers::FactView& fact : subject.facts) {
    if (shows(fact.field)) view.facts.push_back(std::move(fact));
  }
  for (registers::ProposalView& one_edit : parts_.subjects.proposals(tx, scope, one.id, k_most_edits)) {
    if (shows(one_edit.field)) view.edits.push_back(std::move(one_edit));
  }
  for (const store::TaskRecord& task : store::tasks_about(tx, one.id.value, 50)) {
    if (task.village == village && task.kind == read.kind.code) view.tasks.push_back(view_of(tx, scope, task, now));
  }
  view.unmasked_until = subject.unmasked_until;
  view.may_unmask = subject.may_unmask;
  view.may_propose = subject.may_propose;
  view.may_give_tasks = scope.covers(village) && scope.may(Permission::ledgers_tasks);
  return view;
}

// ---- corrections ----

Result<registers::ProposalView> LedgerService::edit(db::Tx& tx, const Scope& scope, const EditIn& in, Instant now) {
  if (!scope.may(Permission::registers_propose)) return refuse(ErrorCode::forbidden);
  TIANGE_TRY(const Readable read, readable(tx, scope, in.village, in.kind, now));
  TIANGE_TRY(const Found one, found(tx, scope, read.kind, in.village, in.subject, now));
  if (std::find(read.kind.fields.begin(), read.kind.fields.end(), in.field) == read.kind.fields.end())
    return refuse_fields(ErrorCode::bad_input, {{"field", "不在订用的字段里", "not among the fields on order"}});
  return parts_.subjects.propose(tx, scope, {one.id.text(), in.field, in.value, in.text, "village"}, now);
}

Result<registers::ProposalList> LedgerService::edits(db::Tx& tx, const Scope& scope, std::string_view village) const {
  TIANGE_CHECK_OK(sees(scope, village));
  registers::ProposalList list;
  for (registers::ProposalView& one : parts_.subjects.proposals(tx, scope, SubjectId{}, k_most_edits)) {
    if (one.source == "village" && one.grid.starts_with(village)) list.items.push_back(std::move(one));
  }
  return list;
}

// ---- uses, the phone ----

Result<LedgerUseList> LedgerService::uses(db::Tx& tx, const Scope& scope, std::string_view village, std::string_view after) const {
  constexpr std::size_t k_page = 50;
  TIANGE_CHECK_OK(leads(scope, village));
  LedgerUseList list;
  for (const store::UseRecord& use : store::uses(tx, village, text::to_int(after).value_or(0), k_page)) {
    const Words kind = kind_title(tx, use.kind);
    list.items.push_back({std::to_string(use.id), id_time(use.id), use.name, use.unit, use.act, use.kind, kind.zh, kind.en, use.purpose, use.rows});
  }
  if (list.items.size() == k_page) list.next = list.items.back().id;
  return list;
}

Result<PhonePack> LedgerService::phone(db::Tx& tx, const Scope& scope, std::string_view grid, std::int64_t hours, std::string_view purpose,
                                       Instant now) {
  if (grid.size() != k_grid_digits || !scope.covers(grid)) return refuse(ErrorCode::out_of_scope);
  std::vector<FieldError> faults;
  if (hours < 1 || hours > k_longest_hours) faults.push_back({"hours", "1 到 168 小时", "1 to 168 hours"});
  if (text::length(text::trim(purpose)) < 2 || text::length(purpose) > 200) faults.push_back({"purpose", "请写明用途", "say what it is for"});
  if (!faults.empty()) return refuse_fields(ErrorCode::bad_input, std::move(faults));
  PhonePack pack;
  pack.grid = grid;
  pack.village = grid.substr(0, k_village_digits);
  pack.area_name = parts_.places.full_name(grid, scope.language);
  pack.purpose = text::trim(purpose);
  pack.made = now;
  pack.until = now + tiange::hours(hours);
  const Catalogue catalogue = parts_.subjects.catalogue();
  for (const DataKind& kind : store::kinds(tx)) {
    const bool people = kind.kind == registers::Kind::person;
    if (kind.release != Release::standing || !is_offered(kind, *catalogue) || !(people || kind.kind == registers::Kind::house)) continue;
    PhoneSection section{kind.code, kind.zh, kind.en, columns_of(kind, *catalogue), {}, {}};
    for (const std::string& name : kind.fields) section.fields.push_back(*catalogue->field(kind.kind, name));
    TIANGE_CHECK_OK(each_match(tx, scope, kind, "", pack.village, grid, now, [&](const GoldenRow& row, const json::Value& golden) {
      section.items.push_back(row_of(scope, kind, *catalogue, row.id, row.grid, golden, pack.purpose, now));
      return section.items.size() < k_most_phone_lines;
    }));
    // What leaves the house on a phone is a look at everyone in it.
    for (const LineRow& row : section.items) {
      if (people) parts_.subjects.looked(tx, scope, SubjectId{parse_id(row.ref).value_or(0)}, "phone", {pack.purpose, "", {}}, now);
    }
    used(tx, scope, pack.village, "phone", kind.code, pack.purpose, section.items.size(), now);
    pack.sections.push_back(std::move(section));
  }
  return pack;
}

std::unique_ptr<Ledgers> open_ledgers(LedgerParts parts) { return std::make_unique<LedgerService>(std::move(parts)); }

}  // namespace tiange::ledgers
