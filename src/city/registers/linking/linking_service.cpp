#include "city/registers/linking/linking_service.h"

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "engines/masking/free_text.h"

namespace tiange::registers {

namespace {

using matching::MatchState;
using matching::StoredMatch;

Outcome with_reason(const std::string& reason) {
  if (reason.empty()) return refuse_fields(ErrorCode::bad_input, {{"reason", "请填写理由", "give a reason"}});
  if (reason.size() > 1000) return refuse_fields(ErrorCode::bad_input, {{"reason", "理由过长", "too long"}});
  return done();
}

std::vector<MatchAct> told(const std::vector<matching::StoredAct>& acts) {
  std::vector<MatchAct> out;
  for (auto act = acts.rbegin(); act != acts.rend(); ++act) out.push_back({act->act, act->decided, act->by, act->reason});
  return out;
}

// Carries both a valid identifier that differs.
bool irreconcilable(const KeptRecord& a, const KeptRecord& b) {
  return linkage::identity_word(link_rules(a.kind), live_record(a), live_record(b)) == linkage::IdentityWord::different;
}

}  // namespace

std::vector<MatchReason> match_reasons(const FieldCatalogue& catalogue, const KeptRecord& a, const KeptRecord& b) {
  std::vector<linkage::LiveReason> reasons;
  (void)linkage::live_bits(link_rules(a.kind), live_record(a), live_record(b), &reasons);
  std::vector<MatchReason> out;
  for (const linkage::LiveReason& reason : reasons) {
    MatchReason told;
    told.field = reason.field;
    const FieldDefinition* field = catalogue.field(a.kind, reason.field);
    told.zh = field ? field->zh : reason.field;
    told.en = field ? field->en : reason.field;
    told.a = masked_value(a.kind, reason.field, value_in(a, reason.field));
    told.b = masked_value(b.kind, reason.field, value_in(b, reason.field));
    const linkage::LevelName said = linkage::level_name(reason.kind, reason.level);
    told.said_zh = said.zh, told.said_en = said.en;
    told.level = reason.level;
    told.levels = linkage::highest_level(reason.kind);
    told.bits = std::round(reason.bits * 100) / 100;
    out.push_back(std::move(told));
  }
  return out;
}

LinkingService::LinkingService(LinkingParts parts)
    : parts_(parts), linker_(std::make_shared<LiveLinker>(parts.subjects, parts.ids, parts.subjects.linker())) {}

bool LinkingService::visible(db::Tx& tx, const Scope& scope, SubjectId subject, std::string* grid) const {
  bool seen = false;
  const SubjectId ids[] = {subject};
  parts_.subjects.each_of(tx, scope, ids, [&](const GoldenRow& row) {
    seen = true;
    if (grid != nullptr) *grid = row.grid;
    return false;
  });
  return seen;
}

std::optional<KeptRecord> LinkingService::record_named(db::Tx& tx, std::string_view name) const {
  const std::size_t slash = name.find('/');
  if (slash == name.npos) return std::nullopt;
  return parts_.subjects.record(tx, name.substr(0, slash), name.substr(slash + 1));
}

MatchSide LinkingService::side(db::Tx& tx, const Scope& scope, const KeptRecord& record) const {
  MatchSide out;
  out.subject = record.subject.text();
  out.source = record.source;
  out.key = masking::mask_text(record.key);  // some sources key by the number of a person
  const auto catalogue = parts_.subjects.catalogue();
  if (const SourceDefinition* source = catalogue->source(record.source)) {
    out.source_zh = source->zh;
    out.source_en = source->en;
  }
  out.title = masked_value(record.kind, "name", value_in(record, "name"));
  out.gone = record.gone;
  (void)visible(tx, scope, record.subject, &out.grid);
  if (!out.grid.empty()) out.area_name = parts_.places.full_name(out.grid, scope.language);
  return out;
}

std::optional<LinkingService::Pair> LinkingService::pair(db::Tx& tx, const Scope& scope, StoredMatch match) {
  auto a = record_named(tx, match.first), b = record_named(tx, match.second);
  if (!a || !b) return std::nullopt;
  if (!visible(tx, scope, a->subject, nullptr) && !visible(tx, scope, b->subject, nullptr)) return std::nullopt;
  Pair out{std::move(match), *std::move(a), *std::move(b), {}};
  const bool settled = out.match.state == MatchState::open && (out.a.subject == out.b.subject || out.a.gone || out.b.gone);
  if (settled) out.match.state = MatchState::over;
  MatchRow& row = out.row;
  row.id = std::to_string(out.match.id);
  row.state = state_word(out.match.state);
  row.kind = out.match.kind;
  row.a = side(tx, scope, out.a);
  row.b = side(tx, scope, out.b);
  const double bits = linkage::live_bits(link_rules(out.a.kind), live_record(out.a), live_record(out.b));
  row.bits = std::round(bits * 100) / 100;
  row.chance = std::round(1000 / (1 + std::exp2(-bits))) / 1000;
  row.opened = out.match.opened;
  row.decided = out.match.decided;
  row.decided_by = out.match.by;
  row.reason = out.match.reason;
  return out;
}

Result<MatchList> LinkingService::list(db::Tx& tx, const Scope& scope, MatchState state, std::optional<Kind> kind, std::int64_t after,
                                       std::size_t limit) {
  MatchList out;
  matching::each_match(tx, state == MatchState::over ? MatchState::open : state, kind, after, [&](const StoredMatch& match) {
    if (out.items.size() == limit) {
      out.next = out.items.back().id;
      return false;
    }
    auto found = pair(tx, scope, match);
    if (found && found->match.state == state) out.items.push_back(std::move(found->row));
    return true;
  });
  return out;
}

Result<MatchList> LinkingService::list_of(db::Tx& tx, const Scope& scope, std::string_view record) {
  MatchList out;
  for (StoredMatch& match : matching::matches_of(tx, record)) {
    if (auto found = pair(tx, scope, std::move(match))) out.items.push_back(std::move(found->row));
  }
  return out;
}

Result<MatchView> LinkingService::view(db::Tx& tx, const Scope& scope, std::int64_t id) {
  const auto match = matching::match(tx, id);
  if (!match) return refuse(ErrorCode::not_found);
  auto found = pair(tx, scope, *match);
  if (!found) return refuse(ErrorCode::not_found);
  MatchView out;
  static_cast<MatchRow&>(out) = std::move(found->row);
  out.reasons = match_reasons(*parts_.subjects.catalogue(), found->a, found->b);
  out.prior_bits = link_rules(found->a.kind).prior_bits;
  out.join_bits = link_rules(found->a.kind).join_bits;
  const std::string first[] = {found->match.first};
  std::vector<matching::StoredAct> acts = matching::acts_about(tx, first);
  std::erase_if(acts, [&](const matching::StoredAct& act) { return act.first != found->match.first || act.second != found->match.second; });
  out.history = told(acts);
  out.may_decide = scope.may(Permission::registers_fields) && found->match.state != MatchState::over;
  return out;
}

Result<MatchView> LinkingService::decide(db::Tx& tx, const Scope& scope, std::int64_t id, const MatchDecisionIn& in, Instant now) {
  TIANGE_CHECK_OK(with_reason(in.reason));
  const auto match = matching::match(tx, id);
  auto found = match ? pair(tx, scope, *match) : std::nullopt;
  if (!found) return refuse(ErrorCode::not_found);
  if (found->match.state != MatchState::open) return refuse(ErrorCode::registers_answered);
  if (in.same && irreconcilable(found->a, found->b)) {
    return refuse_fields(ErrorCode::bad_input, {{"same", "两边的有效证件号码不同，不能合为一个", "both carry valid numbers that differ: they cannot be one"}});
  }
  matching::add_act(tx, {found->match.first, found->match.second, parts_.ids.next(now), in.same ? "same" : "different", now, scope.name, in.reason});
  found->match.state = in.same ? MatchState::same : MatchState::different;
  found->match.bits = found->row.bits;
  found->match.decided = now;
  found->match.by = scope.name;
  found->match.reason = in.reason;
  matching::change_match(tx, found->match);
  const Words reason = in.same ? Words{"人工复核判为同一个：" + in.reason, "found to be the same on review: " + in.reason}
                               : Words{"人工复核判为不同：" + in.reason, "found to be different on review: " + in.reason};
  TIANGE_CHECK_OK(linker_->regroup(tx, {found->a.subject.value, found->b.subject.value}, reason, scope.name, now));
  return view(tx, scope, id);
}

Result<MatchView> LinkingService::undo(db::Tx& tx, const Scope& scope, std::int64_t id, const MatchUndoIn& in, Instant now) {
  TIANGE_CHECK_OK(with_reason(in.reason));
  const auto match = matching::match(tx, id);
  auto found = match ? pair(tx, scope, *match) : std::nullopt;
  if (!found) return refuse(ErrorCode::not_found);
  if (found->match.state != MatchState::same && found->match.state != MatchState::different) return refuse(ErrorCode::registers_answered);
  matching::add_act(tx, {found->match.first, found->match.second, parts_.ids.next(now), "undo", now, scope.name, in.reason});
  found->match.state = MatchState::open;
  found->match.decided.reset();
  found->match.by.clear();
  found->match.reason.clear();
  matching::change_match(tx, found->match);
  TIANGE_CHECK_OK(linker_->regroup(tx, {found->a.subject.value, found->b.subject.value},
                                   {"撤销复核结论：" + in.reason, "the review was taken back: " + in.reason}, scope.name, now));
  return view(tx, scope, id);
}

Result<MatchRecords> LinkingService::records(db::Tx& tx, const Scope& scope, SubjectId subject) {
  if (!visible(tx, scope, subject, nullptr)) return refuse(ErrorCode::not_found);
  const std::vector<KeptRecord> kept = parts_.subjects.records_of(tx, subject);
  if (kept.empty() || link_fields(kept[0].kind).empty()) return refuse(ErrorCode::not_found);
  MatchRecords out;
  out.subject = subject.text();
  out.kind = kept[0].kind;
  const auto catalogue = parts_.subjects.catalogue();
  std::vector<std::string> names;
  for (const KeptRecord& record : kept) {
    MatchRecord one;
    one.side = side(tx, scope, record);
    one.values = match_reasons(*catalogue, record, kept[0]);
    for (MatchReason& value : one.values) value.b.clear();
    one.bits = std::round(linkage::live_bits(link_rules(record.kind), live_record(record), live_record(kept[0])) * 100) / 100;
    names.push_back(record_name(record));
    out.items.push_back(std::move(one));
  }
  out.title = out.items[0].side.title;
  out.history = told(matching::acts_about(tx, names));
  out.may_split = scope.may(Permission::registers_fields) && kept.size() > 1;
  return out;
}

Result<MatchRecords> LinkingService::split(db::Tx& tx, const Scope& scope, const MatchSplitIn& in, Instant now) {
  TIANGE_CHECK_OK(with_reason(in.reason));
  const auto id = parse_typed_id<SubjectTag>(in.subject);
  if (!id.ok() || !visible(tx, scope, *id, nullptr)) return refuse(ErrorCode::not_found);
  std::vector<std::string> stay, leave;
  for (const KeptRecord& record : parts_.subjects.records_of(tx, *id)) {
    const std::string name = record_name(record);
    (std::find(in.records.begin(), in.records.end(), name) != in.records.end() ? leave : stay).push_back(name);
  }
  if (leave.empty() || leave.size() != in.records.size() || stay.empty()) {
    return refuse_fields(ErrorCode::bad_input, {{"records", "请选择其中一部分记录", "choose some, not all, of its records"}});
  }
  for (const std::string& x : leave) {
    for (const std::string& y : stay) {
      const auto& [first, second] = std::minmax(x, y);
      matching::add_act(tx, {first, second, parts_.ids.next(now), "different", now, scope.name, in.reason});
    }
  }
  // Those that leave stay together.
  for (std::size_t i = 1; i < leave.size(); ++i) {
    const auto& [first, second] = std::minmax(leave[0], leave[i]);
    matching::add_act(tx, {first, second, parts_.ids.next(now), "same", now, scope.name, in.reason});
  }
  TIANGE_CHECK_OK(linker_->regroup(tx, {id->value}, {"人工拆分：" + in.reason, "split on review: " + in.reason}, scope.name, now));
  return records(tx, scope, *id);
}

void LinkingService::add_routes(http::Routes& routes, const http::Recorder& record) {
  using http::Method;
  using http::Request;
  const std::string base = "/api/v1/registers/matches";
  routes.query<MatchList>(
      base, Permission::registers_people, "可能是同一个的记录", "Records that may be one",
      [this](const Request& r) -> Result<MatchList> {
        MatchState state = MatchState::open;
        for (const MatchState known : {MatchState::same, MatchState::different, MatchState::over}) {
          if (r.query_value("state") == matching::state_word(known)) state = known;
        }
        std::optional<Kind> kind;
        if (r.query_value("kind") == "person") kind = Kind::person;
        if (r.query_value("kind") == "firm") kind = Kind::firm;
        const std::int64_t after = text::to_int(r.query_value("after")).value_or(0);
        const auto limit = static_cast<std::size_t>(std::clamp<std::int64_t>(text::to_int(r.query_value("limit")).value_or(50), 1, 200));
        return parts_.db.read([&](db::Tx& tx) {
          const std::string_view named = r.query_value("record");
          return named.empty() ? list(tx, r.scope, state, kind, after, limit) : list_of(tx, r.scope, named);
        });
      },
      {"state", "kind", "record", "after", "limit"});
  routes.query<MatchRecords>(
      base + "/records", Permission::registers_people, "一个主体名下的记录", "The records of one subject",
      [this](const Request& r) -> Result<MatchRecords> {
        const auto id = parse_typed_id<SubjectTag>(r.query_value("subject"));
        if (!id.ok()) return refuse(ErrorCode::not_found);
        return parts_.db.read([&](db::Tx& tx) { return records(tx, r.scope, *id); });
      },
      {"subject"});
  routes.command<MatchSplitIn, MatchRecords>(
      Method::post, base + "/split", Permission::registers_fields, "拆分误并的记录", "Split records that were joined by mistake",
      [this, record](const Request& r, db::Tx& tx, const MatchSplitIn& in) -> Result<MatchRecords> {
        TIANGE_TRY(MatchRecords out, split(tx, r.scope, in, r.now));
        record(tx, r, "registers.match_split", in.subject, {"拆分 " + std::to_string(in.records.size()) + " 条记录", "split off " + std::to_string(in.records.size()) + " records"});
        return out;
      });
  routes.query<MatchView>(base + "/{id}", Permission::registers_people, "并排比较", "Both sides of a possible match",
                          [this](const Request& r) -> Result<MatchView> {
                            const std::int64_t id = text::to_int(r.param("id")).value_or(0);
                            return parts_.db.read([&](db::Tx& tx) { return view(tx, r.scope, id); });
                          });
  routes.command<MatchDecisionIn, MatchView>(
      Method::post, base + "/{id}/decide", Permission::registers_fields, "判定是否同一个", "Say whether two records are one",
      [this, record](const Request& r, db::Tx& tx, const MatchDecisionIn& in) -> Result<MatchView> {
        TIANGE_TRY(MatchView out, decide(tx, r.scope, text::to_int(r.param("id")).value_or(0), in, r.now));
        record(tx, r, "registers.match_decided", out.a.subject, {in.same ? "判为同一个" : "判为不同", in.same ? "found to be the same" : "found to be different"});
        return out;
      });
  routes.command<MatchUndoIn, MatchView>(
      Method::post, base + "/{id}/undo", Permission::registers_fields, "撤销判定", "Take a decision about a match back",
      [this, record](const Request& r, db::Tx& tx, const MatchUndoIn& in) -> Result<MatchView> {
        TIANGE_TRY(MatchView out, undo(tx, r.scope, text::to_int(r.param("id")).value_or(0), in, r.now));
        record(tx, r, "registers.match_undone", out.a.subject, {"撤销匹配判定", "took back a decision about a match"});
        return out;
      });
}

std::unique_ptr<Linking> open_linking(LinkingParts parts) { return std::make_unique<LinkingService>(parts); }

}  // namespace tiange::registers
