#include "city/cases/case_store.h"

#include <array>

#include "base/digest.h"
#include "city/cases/rules/deadline_rules.h"

namespace tiange::cases {

namespace {

constexpr std::string_view k_insert =
    "INSERT INTO cases (part_key, id, number, created_us, title, channel, kind, item, severity, status, step, level, "
    "area, "
    "unit, queue, reported_by, handler, due_us, warn_us, watch_us, closed_us, overdue, repeat_count, confidential, "
    "version, "
    "last_seq, last_hash, lng, lat, state, content, extra) "
    "VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)";

std::string load_from(const std::string& table) {
  return "SELECT number, created_us, title, content, extra, repeat_count, version, last_seq, last_hash, state, watch_us "
         "FROM " + table + " WHERE part_key = ? AND id = ?";
}

archive::Ref plain(CaseRef ref) { return {ref.part_key, ref.id.value}; }

// Whoever changes a case finds it among the living.
void bring_back(db::Tx& tx, const CaseRecord& record) {
  if (record.archived) archive::recall(tx, plain(record.ref));
}

constexpr std::string_view k_add_history =
    "INSERT INTO case_history (part_key, case_id, seq, happened_us, kind, actor, actor_name, actor_unit, detail, hash) "
    "VALUES (?,?,?,?,?,?,?,?,?,?)";

struct Clocking {
  Instant due;
  Instant warn;
};

void append_field(std::string& out, std::string_view field) {
  out += std::to_string(field.size());
  out += ':';
  out += field;
}

Clocking clocking_of(const CaseFile& file) {
  const Clock* clock = file.open() ? pressing_clock(file.clocks) : nullptr;
  return clock ? Clocking{clock->due, clock->warn} : Clocking{};
}

}  // namespace

std::string entry_hash(std::string_view previous, CaseRef ref, std::int64_t seq, const CaseEvent& event,
                       std::string_view detail) {
  std::string all;
  all.reserve(256 + detail.size());
  append_field(all, previous);
  append_field(all, ref.text());
  append_field(all, std::to_string(seq));
  append_field(all, std::to_string(event.happened.us));
  append_field(all, json::enum_name(event.kind));
  append_field(all, event.actor.person.text());
  append_field(all, event.actor.name);
  append_field(all, event.actor.unit);
  append_field(all, detail);
  const Digest digest = sha256(all);
  return std::string(bytes_of(digest));
}

bool may_see(const Scope& scope, std::string_view area, std::string_view unit, std::string_view queue,
             PersonId reported_by, bool confidential) {
  const bool works_on_it = (!unit.empty() && scope.works_for(unit)) || (!queue.empty() && scope.has_queue(queue)) ||
                           (reported_by && reported_by == scope.person);
  if (confidential) return works_on_it || (scope.may(Permission::cases_confidential) && scope.covers(area));
  return works_on_it || scope.covers(area);
}

bool may_see(const Scope& scope, const CaseFile& f) {
  if (may_see(scope, f.area, f.unit, f.queue, f.reported_by, f.confidential)) return true;
  if (f.claimed_by && f.claimed_by == scope.person) return true;
  if (f.sent && f.sent->by && f.sent->by == scope.person) return true;
  if (f.office.parts.empty()) return false;
  return office::involves(f.office, scope.person, [&](std::string_view queue) { return scope.has_queue(queue); });
}

Result<CaseRecord> CaseStore::load(db::Tx& tx, const Scope& scope, CaseRef ref) const {
  static const std::string k_load = load_from("cases");
  std::optional<Refusal> broken;
  const auto take = [&](const db::Row& row) {
    CaseRecord r;
    r.ref = ref;
    r.number = row.str(0);
    r.created = row.moment(1);
    r.title = row.str(2);
    r.content = row.str(3);
    r.extra = row.str(4);
    r.repeat = row.i64(5);
    r.version = row.i64(6);
    r.seq = row.i64(7);
    r.hash = row.str(8);
    if (auto known = files_.find(ref.id.value, row.text(9))) {
      r.file = std::move(*known);
    } else if (auto file = decode_file(row.text(9)); file.ok()) {
      r.file = std::move(*file);
      files_.keep(ref.id.value, row.text(9), r.file);
    } else {
      broken = file.refusal();
    }
    r.stored = indexed_columns(r.file);
    r.stored.watch = row.moment(10);
    return r;
  };
  auto record = tx.one(k_load, {ref.part_key, ref.id}, take);
  if (!record) {
    if (const auto year = archive::find(tx, plain(ref))) {
      record = tx.one(load_from(archive::table("cases", *year)), {ref.part_key, ref.id}, take);
      if (record) record->archived = *year;
    }
  }
  if (broken) return *broken;
  if (!record) return refuse(ErrorCode::out_of_scope);
  const CaseFile& f = record->file;
  if (!may_see(scope, f)) return refuse(ErrorCode::out_of_scope);
  return std::move(*record);
}

namespace {

// The columns of k_insert and k_names in order; texts are borrowed.
std::array<db::Param, 32> columns_of(const CaseRecord& record, const std::string& number, const std::string& state) {
  const CaseFile& f = record.file;
  const Clocking clocking = clocking_of(f);
  return {record.ref.part_key,
          record.ref.id,
          number,
          record.created,
          record.title,
          static_cast<int>(f.channel),
          static_cast<int>(f.kind),
          f.item,
          static_cast<int>(f.severity),
          static_cast<int>(f.status()),
          static_cast<int>(f.step()),
          static_cast<int>(f.level),
          f.area,
          f.unit,
          f.queue,
          f.reported_by,
          f.handler,
          clocking.due,
          clocking.warn,
          next_watch(f),
          f.closed,
          f.overdue(),
          record.repeat,
          f.confidential,
          record.version,
          record.seq,
          db::Bytes{record.hash},
          f.lng,
          f.lat,
          state,
          record.content,
          record.extra};
}

}  // namespace

void CaseStore::insert(db::Tx& tx, const CaseRecord& record) const {
  const std::string state = encode(record.file);
  files_.keep(record.ref.id.value, state, record.file);
  tx.post(k_insert, columns_of(record, record.number, state));
}

void CaseStore::set_extra(db::Tx& tx, const CaseRecord& record) const {
  bring_back(tx, record);
  tx.post("UPDATE cases SET extra = ? WHERE part_key = ? AND id = ?",
          {record.extra, record.ref.part_key, record.ref.id});
}

void CaseStore::insert_many(db::Tx& tx, std::span<const CaseRecord> records, std::span<const std::string> numbers,
                            std::span<const std::string> states) const {
  static constexpr std::string_view k_names[] = {
      "part_key", "id",       "number",    "created_us", "title",     "channel", "kind",         "item",
      "severity", "status",   "step",      "level",      "area",      "unit",    "queue",        "reported_by",
      "handler",  "due_us",   "warn_us",   "watch_us",   "closed_us", "overdue", "repeat_count", "confidential",
      "version",  "last_seq", "last_hash", "lng",        "lat",       "state",   "content",      "extra"};
  std::vector<db::Param> params;
  params.reserve(records.size() * std::size(k_names));
  for (std::size_t i = 0; i < records.size(); ++i) {
    for (const db::Param& p : columns_of(records[i], numbers[i], states[i])) params.push_back(p);
  }
  tx.bulk_insert("cases", k_names, params);
}

void CaseStore::append_many(db::Tx& tx, std::span<const StoredEntry> entries) const {
  static constexpr std::string_view k_names[] = {"part_key", "case_id",    "seq",        "happened_us", "kind",
                                                 "actor",    "actor_name", "actor_unit", "detail",      "hash"};
  std::vector<db::Param> params;
  params.reserve(entries.size() * std::size(k_names));
  for (const StoredEntry& e : entries) {
    for (const db::Param& p : std::initializer_list<db::Param>{
             e.ref.part_key, e.ref.id, e.seq, e.event->happened, static_cast<int>(e.event->kind), e.event->actor.person,
             e.event->actor.name, e.event->actor.unit, *e.detail, db::Bytes{*e.hash}})
      params.push_back(p);
  }
  tx.bulk_insert("case_history", k_names, params);
}

IndexedColumns indexed_columns(const CaseFile& f) {
  return {f.item, f.area, f.unit, f.severity, f.overdue(), f.confidential, f.closed, next_watch(f)};
}

namespace {

// Which indexed columns an UPDATE names.
constexpr unsigned k_names_watch = 1;
constexpr unsigned k_names_unit = 2;
constexpr unsigned k_names_closed = 4;
constexpr unsigned k_names_rest = 8;
constexpr unsigned k_masks = 16;

// A look that comes too early finds nothing to do and notes the right moment, which is cheaper than to note every one.
bool watch_may_stay(Instant stored, Instant wanted) { return stored == wanted || (stored && wanted && stored < wanted); }

unsigned changed_columns(const IndexedColumns& before, const IndexedColumns& now) {
  const bool rest = before.item != now.item || before.area != now.area || before.severity != now.severity ||
                    before.overdue != now.overdue || before.confidential != now.confidential;
  return (watch_may_stay(before.watch, now.watch) ? 0U : k_names_watch) | (before.unit != now.unit ? k_names_unit : 0U) |
         (before.closed != now.closed ? k_names_closed : 0U) | (rest ? k_names_rest : 0U);
}

const std::string& update_sql(unsigned named) {
  static const auto texts = [] {
    std::array<std::string, k_masks> all;
    for (unsigned mask = 0; mask < k_masks; ++mask) {
      std::string& sql = all[mask];
      sql = "UPDATE cases SET status = ?, step = ?, level = ?, queue = ?, handler = ?, due_us = ?, warn_us = ?, "
            "version = ?, last_seq = ?, last_hash = ?, lng = ?, lat = ?, state = ?";
      if (mask & k_names_watch) sql += ", watch_us = ?";
      if (mask & k_names_unit) sql += ", unit = ?";
      if (mask & k_names_closed) sql += ", closed_us = ?";
      if (mask & k_names_rest) sql += ", item = ?, severity = ?, area = ?, overdue = ?, confidential = ?";
      sql += " WHERE part_key = ? AND id = ? AND version = ?";
    }
    return all;
  }();
  return texts[named];
}

}  // namespace

void CaseStore::set_watch(db::Tx& tx, const CaseRecord& record) const {
  bring_back(tx, record);
  tx.post("UPDATE cases SET watch_us = ? WHERE part_key = ? AND id = ?",
          {next_watch(record.file), record.ref.part_key, record.ref.id});
}

void CaseStore::update(db::Tx& tx, CaseRecord& record) const {
  bring_back(tx, record);
  const CaseFile& f = record.file;
  const Clocking clocking = clocking_of(f);
  const std::string state = encode(f);
  files_.keep(record.ref.id.value, state, f);
  IndexedColumns indexed = indexed_columns(f);
  const unsigned named = changed_columns(record.stored, indexed);
  std::vector<db::Param> params = {static_cast<int>(f.status()),
                                   static_cast<int>(f.step()),
                                   static_cast<int>(f.level),
                                   f.queue,
                                   f.handler,
                                   clocking.due,
                                   clocking.warn,
                                   record.version,
                                   record.seq,
                                   db::Bytes{record.hash},
                                   f.lng,
                                   f.lat,
                                   state};
  const auto add = [&](std::initializer_list<db::Param> more) { params.insert(params.end(), more); };
  if (named & k_names_watch) add({indexed.watch});
  if (named & k_names_unit) add({f.unit});
  if (named & k_names_closed) add({f.closed});
  if (named & k_names_rest) add({f.item, static_cast<int>(f.severity), f.area, f.overdue(), f.confidential});
  add({record.ref.part_key, record.ref.id, record.version - 1});
  tx.post(update_sql(named), params);
  record.stored = std::move(indexed);
}

void CaseStore::append_history(db::Tx& tx, CaseRecord& record, std::span<const CaseEvent> events) const {
  bring_back(tx, record);
  record.archived = 0;
  for (const CaseEvent& event : events) {
    const std::string detail = encode_detail(event);
    record.hash = entry_hash(record.hash, record.ref, ++record.seq, event, detail);
    tx.post(k_add_history, {record.ref.part_key, record.ref.id, record.seq, event.happened,
                            static_cast<int>(event.kind), event.actor.person, event.actor.name, event.actor.unit,
                            detail, db::Bytes{record.hash}});
  }
}

void CaseStore::append_note(db::Tx& tx, CaseRecord& record, const CaseEvent& event) const {
  append_history(tx, record, {&event, 1});
  tx.post("UPDATE cases SET last_seq = ?, last_hash = ? WHERE part_key = ? AND id = ?",
          {record.seq, db::Bytes{record.hash}, record.ref.part_key, record.ref.id});
}

std::vector<HistoryRow> CaseStore::history(db::Tx& tx, const Scope& scope, const CaseRecord& record) const {
  const CaseFile& f = record.file;
  if (!may_see(scope, f)) return {};
  return tx.all(
      "SELECT seq, happened_us, kind, actor, actor_name, actor_unit, detail, hash FROM " +
          (record.archived ? archive::table("history", record.archived) : std::string("case_history")) +
          " WHERE part_key = ? AND case_id = ? ORDER BY seq",
      {record.ref.part_key, record.ref.id}, [](const db::Row& row) {
        HistoryRow entry;
        entry.seq = row.i64(0);
        entry.detail = row.str(6);
        entry.hash = row.str(7);
        if (auto event = decode_detail(entry.detail); event.ok()) entry.event = std::move(*event);
        entry.event.happened = row.moment(1);
        entry.event.kind = static_cast<EventKind>(row.i64(2));
        entry.event.actor = {PersonId{row.i64(3)}, row.str(4), row.str(5)};
        return entry;
      });
}

void CaseStore::add_evidence(db::Tx& tx, const Scope&, CaseRef ref, std::int64_t seq, const EvidenceView& piece) const {
  tx.post(
      "INSERT INTO case_evidence (part_key, case_id, seq, digest, step, added_us, added_by, type, size, taken_us, lng, "
      "lat, "
      "device) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?) ON CONFLICT (part_key, case_id, seq, digest) DO NOTHING",
      {ref.part_key, ref.id, seq, piece.digest, static_cast<int>(piece.stage), piece.added, piece.by, piece.type,
       piece.size, piece.taken.value_or(Instant{}), piece.lng, piece.lat, piece.device});
}

std::vector<EvidenceView> CaseStore::evidence(db::Tx& tx, const Scope&, CaseRef ref) const {
  const auto of = [&](const std::string& table) {
    return tx.all(
      "SELECT digest, step, added_us, added_by, type, size, taken_us, lng, lat, device FROM " + table +
      " WHERE part_key = ? AND case_id = ? ORDER BY seq, digest",
      {ref.part_key, ref.id}, [](const db::Row& row) {
        EvidenceView piece;
        piece.digest = row.str(0);
        piece.stage = static_cast<Step>(row.i64(1));
        piece.added = row.moment(2);
        piece.by = row.str(3);
        piece.type = row.str(4);
        piece.size = row.i64(5);
        if (row.i64(6) != 0) piece.taken = row.moment(6);
        piece.lng = row.opt_f64(7);
        piece.lat = row.opt_f64(8);
        piece.device = row.str(9);
        return piece;
      });
  };
  auto pieces = of("case_evidence");
  if (!pieces.empty()) return pieces;
  const auto year = archive::find(tx, plain(ref));
  return year ? of(archive::table("evidence", *year)) : pieces;
}

void CaseStore::set_reporter(db::Tx& tx, const Scope&, CaseRef ref, const StoredReporter& reporter) const {
  const std::string phone_digest =
      reporter.phone.empty() ? std::string() : std::string(bytes_of(sha256(reporter.phone)));
  tx.post(
      "INSERT INTO case_reporters (part_key, case_id, name, phone, phone_digest, code_digest) VALUES (?,?,?,?,?,?) "
      "ON CONFLICT DO NOTHING",
      {ref.part_key, ref.id, reporter.name, reporter.phone, db::Bytes{phone_digest}, db::Bytes{reporter.code_digest}});
}

std::optional<StoredReporter> CaseStore::reporter(db::Tx& tx, const Scope&, CaseRef ref) const {
  const auto of = [&](const std::string& table) {
    return tx.one("SELECT name, phone, code_digest FROM " + table + " WHERE part_key = ? AND case_id = ?",
                  {ref.part_key, ref.id}, [](const db::Row& row) {
                    return StoredReporter{row.str(0), row.str(1), row.str(2)};
                  });
  };
  if (auto found = of("case_reporters")) return found;
  const auto year = archive::find(tx, plain(ref));
  return year ? of(archive::table("reporters", *year)) : std::nullopt;
}

void CaseStore::record_look(db::Tx& tx, CaseRef ref, std::int64_t id, const Look& look) const {
  tx.post(
      "INSERT INTO case_looks (part_key, id, case_id, person, person_name, fields, purpose, happened_us, request_id) "
      "VALUES (?,?,?,?,?,?,?,?,?)",
      {ref.part_key, id, ref.id, look.person, look.person_name, look.fields, look.purpose, look.happened,
       look.request_id});
}

void CaseStore::each_look(db::Tx& tx, const Scope& scope, const LookFilter& filter,
                          const std::function<bool(const StoredLook&)>& visit) const {
  std::string sql =
      "SELECT l.part_key, l.case_id, l.id, c.number, c.area, l.person, l.person_name, l.fields, l.purpose, "
      "l.happened_us, l.request_id FROM case_looks l LEFT JOIN cases c ON c.part_key = l.part_key AND c.id = l.case_id "
      "WHERE 1 = 1";
  std::vector<db::Param> params;
  const std::string who = "%" + filter.who + "%";
  if (filter.ref) {
    sql += " AND l.part_key = ? AND l.case_id = ?";
    params.insert(params.end(), {db::Param(filter.ref->part_key), db::Param(filter.ref->id)});
  }
  std::int64_t part_key = 0;
  CaseId id;
  if (!filter.number.empty()) {
    const auto ref = find_number(tx, system_scope(), filter.number);
    if (!ref.ok()) return;
    part_key = ref->part_key;
    id = ref->id;
    sql += " AND l.part_key = ? AND l.case_id = ?";
    params.insert(params.end(), {db::Param(part_key), db::Param(id)});
  }
  if (!filter.who.empty()) {
    sql += " AND l.person_name LIKE ?";
    params.emplace_back(who);
  }
  if (filter.before) {
    sql += " AND l.id < ?";
    params.emplace_back(filter.before);
  }
  sql += " ORDER BY l.id DESC";
  int left = filter.limit;
  tx.each(sql, params, [&](const db::Row& row) {
    std::string number = row.str(3);
    std::string area = row.str(4);
    if (row.is_null(3)) {
      const auto archived = load(tx, system_scope(), {row.i64(0), CaseId{row.i64(1)}});
      if (!archived.ok()) return true;
      number = archived->number;
      area = archived->file.area;
    }
    const bool covered = std::any_of(scope.areas.begin(), scope.areas.end(),
                                     [&](const std::string& own) { return area.starts_with(own); });
    if (!covered) return true;
    StoredLook look;
    look.ref = {row.i64(0), CaseId{row.i64(1)}};
    look.id = row.i64(2);
    look.number = std::move(number);
    look.person = PersonId{row.i64(5)};
    look.person_name = row.str(6);
    look.fields = row.str(7);
    look.purpose = row.str(8);
    look.happened = row.moment(9);
    look.request_id = row.str(10);
    return visit(look) && (filter.limit == 0 || --left > 0);
  });
}

}  // namespace tiange::cases
