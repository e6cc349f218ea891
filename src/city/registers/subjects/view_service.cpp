// How subjects are shown: masked, with their sources, as they are or as they were.

#include <algorithm>

#include "base/text.h"
#include "city/registers/subjects/rules/mask_rules.h"
#include "city/registers/subjects/settling.h"

namespace tiange::registers {

namespace {

constexpr std::size_t k_most_relations = 500;
constexpr std::size_t k_longest_purpose = 200;

// The record as it was known at the moment, if it was this subject's then.
std::optional<StoredRecord> record_at(db::Tx& tx, const kept::RecordName& name, SubjectId id, Instant moment) {
  for (kept::Version& version : kept::versions(tx, name.source, name.key)) {
    StoredRecord& record = version.record;
    if (record.known > moment || (version.until && version.until <= moment) || record.subject != id) continue;
    if (record.observed > moment) record.observed = record.known;
    return std::move(record);
  }
  return std::nullopt;
}

class PlainMasker final : public Masker {
 public:
  std::string show(const Scope&, const MaskAsk& ask) const override {
    return ask.unmasked ? std::string(ask.value) : mask_value(ask.field.mask, ask.value);
  }
};

Words source_words(const FieldCatalogue& catalogue, std::string_view code) {
  const SourceDefinition* source = catalogue.source(code);
  return source ? Words{source->zh, source->en} : Words{std::string(code), std::string(code)};
}

std::vector<std::string_view> list_fields(Kind kind) {
  switch (kind) {
    case Kind::person: return {"name", "id_card", "sex", "phone", "live_address", "hukou_address", "employer"};
    case Kind::household: return {"number", "head", "address", "size"};
    case Kind::firm: return {"name", "uscc", "legal_person", "phone", "address", "industry", "status"};
    case Kind::house: return {"address", "use", "area_m2", "owner", "rented"};
    case Kind::facility: return {"name", "code", "kind", "address"};
  }
  return {};
}

std::string_view title_field(Kind kind) {
  switch (kind) {
    case Kind::household: return "number";
    case Kind::house: return "address";
    default: return "name";
  }
}

}  // namespace

std::int64_t Masker::leaves(db::Tx&, const Scope&, const LeavingFile&, Instant) const { return 0; }

std::unique_ptr<sheets::Writer> Masker::marked(std::int64_t, std::unique_ptr<sheets::Writer> writer) const { return writer; }

std::unique_ptr<Masker> plain_masker() { return std::make_unique<PlainMasker>(); }

Result<SubjectId> subject_ref(std::string_view ref) {
  const auto id = parse_id(ref);
  if (!id.ok()) return refuse(ErrorCode::out_of_scope);
  return SubjectId{*id};
}

Result<SubjectService::Whole> SubjectService::whole(db::Tx& tx, const Scope& scope, SubjectId id, const FieldCatalogue& catalogue,
                                                    std::optional<Instant> as_of) const {
  auto subject = kept::subject(tx, id);
  if (!subject || !scope.covers(subject->grid)) return refuse(ErrorCode::out_of_scope);
  Whole whole;
  whole.subject = *std::move(subject);
  for (const kept::RecordName& name : whole.subject.records) {
    if (as_of) {
      if (auto found = record_at(tx, name, id, *as_of)) whole.records.push_back(*std::move(found));
      continue;
    }
    auto found = kept::record(tx, name.source, name.key);
    if (found && found->subject == id) whole.records.push_back(*std::move(found));
  }
  std::sort(whole.records.begin(), whole.records.end(), [](const StoredRecord& a, const StoredRecord& b) {
    return std::tie(a.source, a.key) < std::tie(b.source, b.key);
  });
  whole.golden = derive(catalogue, whole.subject.kind, whole.records);
  if (as_of) {
    whole.subject.golden.clear();
    for (const GoldenValue& value : whole.golden)
      whole.subject.golden.emplace_back(value.field->field, std::string(whole.records[value.winner].value(value.field->field)));
    whole.subject.status = status_of(whole.subject.kind, whole.subject.golden);
  }
  return whole;
}

bool SubjectService::unmasked(db::Tx& tx, const Scope& scope, SubjectId id, Instant now) const {
  const auto grant = kept::grant(tx, scope.account, id);
  return grant && grant->until > now && scope.may(Permission::registers_unmask);
}

std::string SubjectService::shown(const Scope& scope, const kept::StoredSubject& subject, const FieldDefinition& field,
                                  std::string_view value, std::string_view purpose, bool unmasked) const {
  return masker_->show(scope, {subject.kind, field, value, subject.grid, purpose, unmasked});
}

std::string SubjectService::title_of(const Scope& scope, const FieldCatalogue& catalogue, const kept::StoredSubject& subject,
                                     bool unmasked) const {
  const std::string_view name = title_field(subject.kind);
  const FieldDefinition* field = catalogue.field(subject.kind, name);
  const std::string_view value = subject.value(name);
  if (!field || value.empty()) return "—";
  return shown(scope, subject, *field, value, "", unmasked);
}

SubjectRow SubjectService::row_of(db::Tx& tx, const Scope& scope, const FieldCatalogue& catalogue, const kept::StoredSubject& subject,
                                  bool unmasked, Instant now) const {
  SubjectRow row;
  row.ref = subject.id.text();
  row.kind = subject.kind;
  row.title = title_of(scope, catalogue, subject, unmasked);
  row.status = subject.status;
  row.grid = subject.grid;
  row.area_name = parts_.places.full_name(subject.grid, scope.language);
  row.age = age_of(subject.value("born"), subject.value("died"), local_date(now));
  row.conflicts = static_cast<int>(subject.conflicts);
  row.changed = subject.changed;
  for (const std::string_view name : list_fields(subject.kind)) {
    const FieldDefinition* field = catalogue.field(subject.kind, name);
    const std::string_view value = subject.value(name);
    if (!field || value.empty()) continue;
    std::string text = shown(scope, subject, *field, value, "", unmasked);
    if (field->type == FieldType::code && text == value) {
      const Words words = shown_value(*field, value);
      text = scope.language == Language::zh ? words.zh : words.en;
    }
    row.values[std::string(name)] = std::move(text);
  }
  for (const std::string_view name : home_fields(subject.kind)) {
    const auto found = row.values.find(std::string(name));
    if (found == row.values.end()) continue;
    row.address = found->second;
    break;
  }
  (void)tx;
  return row;
}

void SubjectService::fill_facts(db::Tx& tx, const Scope& scope, const FieldCatalogue& catalogue, const Whole& whole,
                                std::string_view purpose, bool unmasked, Instant now, SubjectView& view) const {
  std::map<std::string, std::string> open;
  if (whole.subject.conflicts > 0) {
    for (const kept::StoredConflict& one : kept::open_conflicts(tx, std::span(&whole.subject.id, 1)))
      open[one.field] = std::to_string(one.id);
  }
  for (const GoldenValue& golden : whole.golden) {
    const FieldDefinition& field = *golden.field;
    const StoredRecord& winner = whole.records[golden.winner];
    const std::string_view value = winner.value(field.field);
    FactView fact;
    fact.field = field.field;
    fact.zh = field.zh;
    fact.en = field.en;
    fact.type = field.type;
    fact.value = shown(scope, whole.subject, field, value, purpose, unmasked);
    fact.masked = fact.value != value;
    if (!fact.masked) {
      const Words words = shown_value(field, value);
      fact.shown_zh = words.zh;
      fact.shown_en = words.en;
    } else {
      fact.shown_zh = fact.shown_en = fact.value;
    }
    fact.grade = field.grade;
    fact.source = winner.source;
    const Words source = source_words(catalogue, winner.source);
    fact.source_zh = source.zh;
    fact.source_en = source.en;
    fact.authority = winner.source == field.authority;
    fact.observed = winner.observed;
    fact.known = winner.known;
    fact.aged = field.ages_days > 0 && now - winner.observed > days(field.ages_days);
    fact.agree = static_cast<int>(golden.agree.size());
    fact.differ = static_cast<int>(golden.differ.size());
    if (const auto found = open.find(field.field); found != open.end()) fact.conflict = found->second;
    fact.lineage = winner.lineage;
    view.facts.push_back(std::move(fact));
  }
}

Result<SubjectView> SubjectService::view(db::Tx& tx, const Scope& scope, std::string_view ref, const ViewAsk& ask, Instant now) {
  TIANGE_TRY(const SubjectId id, subject_ref(ref));
  const std::string purpose(text::trim(ask.purpose.empty() ? scope.purpose : ask.purpose));
  const Catalogue catalogue = catalogue_in(tx);
  TIANGE_TRY(const Whole whole, this->whole(tx, scope, id, *catalogue, ask.as_of));
  const bool personal = whole.subject.kind == Kind::person || whole.subject.kind == Kind::household;
  if (personal && purpose.empty()) return refuse(ErrorCode::purpose_needed);
  if (text::length(purpose) > k_longest_purpose)
    return refuse_fields(ErrorCode::bad_input, {{"purpose", "最多 200 字", "at most 200 characters"}});
  const bool open = unmasked(tx, scope, id, now);
  SubjectView view;
  static_cast<SubjectRow&>(view) = row_of(tx, scope, *catalogue, whole.subject, open, now);
  fill_facts(tx, scope, *catalogue, whole, purpose, open, now, view);
  view.relations = relations(tx, scope, id, ask.as_of);
  if (whole.subject.address != 0 && !ask.as_of) {
    for (const AddressRow& one : parts_.addresses.path(tx, scope, whole.subject.address)) view.address_path.push_back(one.id);
  }
  view.as_of = ask.as_of;
  if (open) view.unmasked_until = kept::grant(tx, scope.account, id)->until;
  if (whole.subject.merged_into.value != 0) view.merged_into = whole.subject.merged_into.text();
  view.may_unmask = scope.may(Permission::registers_unmask);
  view.may_propose = scope.may(Permission::registers_propose);
  view.version = whole.subject.version;
  if (parts_.cases && !ask.as_of) {
    bool in_building = false;
    CasesAsk about;
    for (const kept::KeyValue& key : whole.subject.keys) {
      if (key.sort == KeySort::phone) about.phones.push_back(key.value);
    }
    // Up to the building; of a whole estate only what stands in it by itself.
    for (std::int64_t at = whole.subject.address; at != 0 && about.addresses.size() < 5;) {
      const auto row = parts_.addresses.row(tx, scope, at);
      const bool estate = row && row->level == AddressLevel::base && in_building;
      if (!row || estate) break;
      in_building = in_building || row->level == AddressLevel::building;
      about.addresses.push_back(at);
      at = text::to_int(row->parent).value_or(0);
    }
    view.cases = parts_.cases(tx, scope, about);
  }
  looked(tx, scope, id, "view", {purpose, ask.ticket, ask.as_of}, now);
  return view;
}

void SubjectService::looked(db::Tx& tx, const Scope& scope, SubjectId id, std::string_view act, const ViewAsk& ask, Instant now) {
  LookView look;
  look.looked = now;
  look.name = scope.name;
  look.unit = scope.units.empty() ? "" : scope.units.front();
  look.act = act;
  look.purpose = ask.purpose.empty() ? scope.purpose : ask.purpose;
  look.ticket = ask.ticket;
  kept::add_look(tx, id, parts_.ids.next(now), scope.account, look);
}

std::vector<LookView> SubjectService::looks_of(db::Tx& tx, SubjectId id, std::size_t most) const { return kept::looks(tx, id, most); }

std::vector<RelationView> SubjectService::relations(db::Tx& tx, const Scope& scope, SubjectId id, std::optional<Instant> as_of) const {
  const Catalogue catalogue = catalogue_in(tx);
  std::vector<RelationView> views;
  std::vector<SubjectId> others;
  for (const kept::StoredRelation& one : kept::relations(tx, id, k_most_relations)) {
    if (as_of && (one.known > *as_of || (one.ended && one.ended <= *as_of))) continue;
    RelationView view;
    view.kind = one.kind;
    view.inverse = one.inverse;
    const Words words = relation_words(one.kind, one.inverse);
    view.zh = words.zh;
    view.en = words.en;
    view.other = one.other.text();
    view.source = one.source;
    view.observed = one.observed;
    view.known = one.known;
    if (one.ended && !as_of) view.ended = one.ended;
    views.push_back(std::move(view));
    others.push_back(one.other);
  }
  std::map<std::int64_t, kept::StoredSubject> found;
  for (kept::StoredSubject& one : kept::subjects(tx, others)) found.emplace(one.id.value, std::move(one));
  for (std::size_t i = 0; i < views.size(); ++i) {
    const auto other = found.find(others[i].value);
    if (other == found.end()) continue;
    views[i].other_kind = other->second.kind;
    // Who lives elsewhere is named no more than masked.
    views[i].title = title_of(scope, *catalogue, other->second, false);
    if (!scope.covers(other->second.grid)) views[i].other.clear();
  }
  return views;
}

Result<RelationGraph> SubjectService::graph(db::Tx& tx, const Scope& scope, SubjectId id, int depth, std::optional<Instant> as_of) const {
  constexpr std::size_t k_most_nodes = 200;
  const Catalogue catalogue = catalogue_in(tx);
  const auto root = kept::subject(tx, id);
  if (!root || !scope.covers(root->grid)) return refuse(ErrorCode::out_of_scope);
  RelationGraph graph;
  std::map<std::string, std::size_t> known;
  graph.nodes.push_back({id.text(), root->kind, title_of(scope, *catalogue, *root, false), 0});
  known.emplace(id.text(), 0);
  for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
    const GraphNode node = graph.nodes[i];
    if (node.depth >= depth) continue;
    for (const RelationView& one : relations(tx, scope, {*parse_id(node.ref)}, as_of)) {
      if (one.ended || one.other.empty()) continue;
      if (!known.contains(one.other)) {
        if (graph.nodes.size() >= k_most_nodes) {
          graph.more = true;
          continue;
        }
        known.emplace(one.other, graph.nodes.size());
        graph.nodes.push_back({one.other, one.other_kind, one.title, node.depth + 1});
      }
      const Words words = relation_words(one.kind, false);
      GraphEdge edge{one.inverse ? one.other : node.ref, one.inverse ? node.ref : one.other, one.kind, words.zh, words.en, one.source};
      const auto same = [&](const GraphEdge& other) {
        return other.kind == edge.kind && ((other.from == edge.from && other.to == edge.to) ||
                                           (edge.kind == RelationKind::spouse_of && other.from == edge.to && other.to == edge.from));
      };
      if (std::none_of(graph.edges.begin(), graph.edges.end(), same)) graph.edges.push_back(std::move(edge));
    }
  }
  return graph;
}

Explained SubjectService::explained(const FieldCatalogue& catalogue, const Whole& whole, const GoldenValue& golden) const {
  const FieldDefinition& field = *golden.field;
  Explained out;
  out.field = field.field;
  out.zh = field.zh;
  out.en = field.en;
  out.value = std::string(whole.records[golden.winner].value(field.field));
  out.rule = json::enum_name(golden.rule);
  const Words rule = golden_rule_words(golden.rule);
  out.rule_zh = rule.zh;
  out.rule_en = rule.en;
  std::vector<int> order = {golden.winner};
  order.insert(order.end(), golden.agree.begin(), golden.agree.end());
  order.insert(order.end(), golden.differ.begin(), golden.differ.end());
  for (const int at : order) {
    const StoredRecord& record = whole.records[at];
    const Words source = source_words(catalogue, record.source);
    const Words why = why_words(catalogue, golden, whole.records, at);
    out.claims.push_back({record.source, source.zh, source.en, record.key, std::string(record.value(field.field)), record.observed,
                          record.known, record.lineage, trust_of(field, record.source), at == golden.winner, why.zh, why.en});
  }
  return out;
}

Result<std::vector<Explained>> SubjectService::explain(db::Tx& tx, const Scope& scope, SubjectId id, std::string_view field,
                                                       std::optional<Instant> as_of) const {
  const Catalogue catalogue = catalogue_in(tx);
  TIANGE_TRY(const Whole whole, this->whole(tx, scope, id, *catalogue, as_of));
  std::vector<Explained> all;
  for (const GoldenValue& golden : whole.golden) {
    if (field.empty() || golden.field->field == field) all.push_back(explained(*catalogue, whole, golden));
  }
  return all;
}

void SubjectService::mask_claims(db::Tx& tx, const Scope& scope, SubjectId id, std::vector<Explained>& all, Instant now) const {
  const auto subject = kept::subject(tx, id);
  if (!subject) return;
  const Catalogue catalogue = catalogue_in(tx);
  const bool open = unmasked(tx, scope, id, now);
  for (Explained& one : all) {
    const FieldDefinition* field = catalogue->field(subject->kind, one.field);
    if (!field) continue;
    one.value = shown(scope, *subject, *field, one.value, "explain", open);
    for (Claim& claim : one.claims) claim.value = shown(scope, *subject, *field, claim.value, "explain", open);
  }
}

std::vector<SubjectId> SubjectService::find_by_key(db::Tx& tx, const Scope& scope, KeySort sort, std::string_view value) const {
  const kept::KeyValue key{sort, std::string(value)};
  std::vector<SubjectId> ids;
  for (const kept::KeyOwner& one : kept::owners_of(tx, std::span(&key, 1))) {
    if (one.key.sort == sort) ids.push_back(one.subject);
  }
  std::vector<SubjectId> seen;
  kept::each_golden_of(tx, scope, ids, [&](const GoldenRow& row) {
    if (std::find(seen.begin(), seen.end(), row.id) == seen.end()) seen.push_back(row.id);
    return true;
  });
  return seen;
}

void SubjectService::each(db::Tx& tx, const Scope& scope, Kind kind, std::string_view area, FunctionRef<bool(const GoldenRow&)> visit) const {
  kept::each_golden(tx, scope, kind, area, visit);
}

void SubjectService::each_at(db::Tx& tx, const Scope& scope, std::int64_t address, FunctionRef<bool(const GoldenRow&)> visit) const {
  kept::each_golden_at(tx, scope, address, visit);
}

void SubjectService::each_of(db::Tx& tx, const Scope& scope, std::span<const SubjectId> ids,
                             FunctionRef<bool(const GoldenRow&)> visit) const {
  kept::each_golden_of(tx, scope, ids, visit);
}

void SubjectService::each_at(db::Tx& tx, const Scope& scope, std::span<const std::int64_t> addresses,
                             FunctionRef<bool(const GoldenRow&)> visit) const {
  kept::each_golden_at(tx, scope, addresses, visit);
}

void SubjectService::each_changed(db::Tx& tx, const ChangeMark& after, std::size_t most,
                                  FunctionRef<bool(const ChangedRow&)> visit) const {
  kept::each_changed(tx, after, most, visit);
}

std::int64_t SubjectService::count(db::Tx& tx) const { return kept::count_all(tx); }

std::vector<SubjectRow> SubjectService::rows_of(db::Tx& tx, const Scope& scope, std::span<const SubjectId> ids, Instant now) const {
  const Catalogue catalogue = catalogue_in(tx);
  std::map<std::int64_t, kept::StoredSubject> found;
  for (kept::StoredSubject& one : kept::subjects(tx, ids)) found.emplace(one.id.value, std::move(one));
  std::vector<SubjectRow> rows;
  for (const SubjectId id : ids) {
    const auto one = found.find(id.value);
    if (one == found.end() || one->second.merged_into.value != 0 || !scope.covers(one->second.grid)) continue;
    rows.push_back(listed(tx, scope, *catalogue, one->second, now));
  }
  return rows;
}

Result<SubjectView> SubjectService::unmask(db::Tx& tx, const Scope& scope, std::string_view ref, const UnmaskIn& in, Instant now) {
  constexpr int k_longest_minutes = 240;
  TIANGE_TRY(const SubjectId id, subject_ref(ref));
  const auto subject = kept::subject(tx, id);
  if (!subject || !scope.covers(subject->grid)) return refuse(ErrorCode::out_of_scope);
  std::vector<FieldError> faults;
  if (text::trim(in.purpose).empty()) faults.push_back({"purpose", "请写明查看目的", "say why"});
  if (text::trim(in.ticket).empty()) faults.push_back({"ticket", "请填写工单编号", "name the case"});
  if (in.minutes < 1 || in.minutes > k_longest_minutes) faults.push_back({"minutes", "1 到 240 分钟", "1 to 240 minutes"});
  if (!faults.empty()) return refuse_fields(ErrorCode::bad_input, std::move(faults));
  TIANGE_CHECK_OK(masker_->may_unmask(tx, scope, ref, in, now));
  kept::put_grant(tx, scope.account, id, {now + minutes(in.minutes), in.purpose, in.ticket});
  looked(tx, scope, id, "unmask", {in.purpose, in.ticket, {}}, now);
  return view(tx, scope, ref, {in.purpose, in.ticket, {}}, now);
}

}  // namespace tiange::registers
