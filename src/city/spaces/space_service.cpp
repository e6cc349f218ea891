// Opening, entering, and what the resident sees.
#include "city/spaces/space_service.h"

#include <algorithm>

#include "base/codes.h"
#include "base/digest.h"
#include "base/text.h"
#include "platform/crypto/crypto.h"

namespace tiange::spaces {

namespace {

constexpr int k_most_tries = 5;
constexpr Span k_lock = minutes(15);
constexpr std::size_t k_most_looks = 200;
constexpr std::size_t k_page = 50;

std::string digest_of(std::string_view secret) { return hex(sha256("tiange.space\n" + std::string(secret))); }

// "1=男/male;2=女/female"
Words code_words(const std::string& codes, const std::string& value) {
  for (const std::string_view one : text::split(codes, ';')) {
    const std::size_t equals = one.find('='), slash = one.find('/');
    if (equals == one.npos || one.substr(0, equals) != value) continue;
    if (slash == one.npos) return {std::string(one.substr(equals + 1)), std::string(one.substr(equals + 1))};
    return {std::string(one.substr(equals + 1, slash - equals - 1)), std::string(one.substr(slash + 1))};
  }
  return {value, value};
}

Words act_words(const std::string& act) {
  static const std::map<std::string, Words> k_words = {{"view", {"查看", "viewed"}},
                                                       {"unmask", {"查看原文", "saw without masks"}},
                                                       {"explain", {"查看来源", "asked why"}},
                                                       {"relations", {"查看关系", "saw the relations"}},
                                                       {"timeline", {"查看时间线", "saw the timeline"}},
                                                       {"export", {"导出", "exported"}},
                                                       {"search", {"检索命中", "found by a search"}},
                                                       {"consent", {"按授权读取", "read by consent"}},
                                                       {"space", {"开通数据空间", "opened the space"}},
                                                       {"certificate", {"出具证明", "issued a certificate"}},
                                                       {"firm", {"企业专属空间", "opened the page of the firm"}},
                                                       {"service", {"办事自动填充", "filled a form of a service"}},
                                                       {"service_file", {"查看办事申请", "saw what was applied for"}}};
  const auto found = k_words.find(act);
  return found == k_words.end() ? Words{act, act} : found->second;
}

}  // namespace

Scope resident_scope() {
  Scope scope = system_scope();
  scope.name = "本人";
  return scope;
}

std::unique_ptr<Spaces> open_spaces(SpaceParts parts) { return std::make_unique<SpaceService>(std::move(parts)); }

SpaceService::SpaceService(SpaceParts parts) : parts_(std::move(parts)) {
  for (const StorageNode& node : parts_.rules.nodes) {
    const std::string folder = node.folder.starts_with("/") ? node.folder : parts_.data_folder + "/" + node.folder;
    nodes_.push_back(std::make_unique<blobs::BlobStore>(parts_.db, folder));
  }
}

std::optional<SpaceService::Person> SpaceService::person(db::Tx& tx, SubjectId subject) const {
  std::optional<Person> out;
  parts_.subjects.each_of(tx, system_scope(), std::span(&subject, 1), [&](const registers::GoldenRow& row) {
    if (row.kind != registers::Kind::person) return false;
    const auto golden = json::parse(row.golden);
    if (!golden.ok() || !golden->is_object()) return false;
    out.emplace();
    out->grid = std::string(row.grid);
    for (const auto& [field, value] : golden->as_object()) {
      if (value.is_string()) out->values.emplace_back(field, value.as_string());
    }
    return false;
  });
  return out;
}

std::string SpaceService::masked_name(const Person& person) const { return codes::mask_name(filled("{name}", person.values)); }

Result<OpenView> SpaceService::open(db::Tx& tx, const Scope& scope, const OpenIn& in, Instant now) {
  if (!in.consents) return refuse_fields(ErrorCode::bad_input, {{"consents", "须经本人同意并在场核验证件", "the person must be there and ask for it"}});
  const std::string number = text::to_half_width(text::trim(in.id_card));
  const auto found = parts_.subjects.find_by_key(tx, system_scope(), registers::KeySort::id_card, number);
  const auto known = found.empty() ? std::nullopt : person(tx, found.front());
  // One answer for both, so that nobody can try who is registered.
  if (!known || filled("{name}", known->values) != text::trim(in.name)) return refuse(ErrorCode::person_not_matched);
  if (!scope.covers(known->grid.empty() ? parts_.district : known->grid)) return refuse(ErrorCode::person_not_matched);
  const std::int64_t subject = found.front().value;
  const auto before = store::find_space(tx, subject);
  const std::string code = crypto::random_code(3);
  store::SpaceRecord row;
  row.subject = subject;
  row.area = known->grid.empty() ? parts_.district : known->grid;
  row.secret = digest_of(code);
  row.code_until = now + days(parts_.rules.code_days);
  row.opened = before && !before->secret.empty() ? before->opened : now;
  row.opened_by = scope.name;
  row.used = before ? before->used : 0;
  store::put_space(tx, row);
  store::drop_sessions(tx, subject);
  parts_.subjects.looked(tx, scope, found.front(), "space", {"本人在窗口申请开通数据空间", "", std::nullopt}, now);
  return OpenView{found.front().text(), masked_name(*known), code, row.code_until, before && !before->secret.empty()};
}

Outcome SpaceService::close(db::Tx& tx, const Scope& scope, std::string_view subject) {
  TIANGE_TRY(const std::int64_t id, parse_id(subject));
  auto row = store::find_space(tx, id);
  if (!row || !scope.covers(row->area)) return refuse(ErrorCode::out_of_scope);
  row->secret.clear();
  store::put_space(tx, *row);
  store::drop_sessions(tx, id);
  return done();
}

SpaceList SpaceService::list(db::Tx& tx, const Scope& scope, std::int64_t after) const {
  SpaceList list;
  for (const store::SpaceRecord& row : store::spaces(tx, scope, after, k_page + 1)) {
    if (list.items.size() == k_page) {
      list.next = list.items.back().subject;
      break;
    }
    const auto known = person(tx, SubjectId{row.subject});
    list.items.push_back({std::to_string(row.subject), known ? masked_name(*known) : "", row.area, row.opened, row.opened_by, row.used,
                          parts_.rules.quota_mb << 20});
  }
  return list;
}

Result<SubjectId> SpaceService::try_code(db::Tx& tx, const EnterIn& in, Instant now) {
  const auto found = parts_.subjects.find_by_key(tx, system_scope(), registers::KeySort::id_card, text::to_half_width(text::trim(in.id_card)));
  auto row = found.empty() ? std::nullopt : store::find_space(tx, found.front().value);
  if (!row || row->secret.empty()) return refuse(ErrorCode::space_code_wrong);
  if (row->locked_until > now) return refuse(ErrorCode::space_locked);
  std::string code;
  for (const char c : text::to_half_width(text::trim(in.code))) {
    if (c != ' ') code += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  }
  const bool right = row->code_until > now && crypto::equal_in_constant_time(digest_of(code), row->secret);
  if (!right && ++row->tries >= k_most_tries) row->locked_until = now + k_lock;
  if (right || row->locked_until > now) row->tries = 0;
  store::put_space(tx, *row);
  if (!right) return refuse(ErrorCode::space_code_wrong);
  return found.front();
}

Result<EnterView> SpaceService::begin(db::Tx& tx, SubjectId subject, Instant now) {
  store::drop_ended_sessions(tx, now);
  const std::string token = crypto::random_token();
  const Instant until = now + minutes(parts_.rules.session_minutes);
  store::put_session(tx, digest_of(token), subject.value, until);
  store::count_visit(tx, subject.value, local_date(now));
  const auto known = person(tx, subject);
  return EnterView{token, until, known ? masked_name(*known) : ""};
}

Result<store::SessionRecord> SpaceService::session(db::Tx& tx, std::string_view token, Instant now) const {
  if (token.empty()) return refuse(ErrorCode::space_session_over);
  const auto found = store::find_session(tx, digest_of(token));
  if (!found || found->until <= now) return refuse(ErrorCode::space_session_over);
  return *found;
}

Result<SubjectId> SpaceService::resident(db::Tx& tx, std::string_view key, Instant now) const {
  TIANGE_TRY(const store::SessionRecord found, session(tx, key, now));
  return SubjectId{found.subject};
}

bool SpaceService::is_open(db::Tx& tx, SubjectId subject) const {
  const auto space = store::find_space(tx, subject.value);
  return space && !space->secret.empty();
}

std::vector<CertificateView> SpaceService::certificates(db::Tx& tx, SubjectId subject, Instant now) const {
  std::vector<CertificateView> out;
  for (const auto& row : store::certificates_of(tx, subject.value)) out.push_back(shown(row, now));
  return out;
}

void SpaceService::leave(db::Tx& tx, std::string_view token) { store::drop_session(tx, digest_of(token)); }

std::vector<HeldFact> SpaceService::facts(db::Tx& tx, SubjectId subject) const {
  std::vector<HeldFact> out;
  const auto explained = parts_.subjects.explain(tx, system_scope(), subject, "", std::nullopt);
  if (!explained.ok()) return out;
  const auto catalogue = parts_.subjects.catalogue();
  for (const registers::Explained& one : *explained) {
    HeldFact fact{one.field, one.zh, one.en, one.value};
    const registers::FieldDefinition* field = catalogue->field(registers::Kind::person, one.field);
    const std::string codes = field ? field->codes : "";
    const Words shown = code_words(codes, one.value);
    fact.shown_zh = shown.zh;
    fact.shown_en = shown.en;
    for (const registers::Claim& claim : one.claims)
      fact.claims.push_back({claim.source_zh, claim.source_en, code_words(codes, claim.value).zh, claim.observed, claim.won, claim.why_zh, claim.why_en});
    out.push_back(std::move(fact));
  }
  return out;
}

std::vector<HeldLook> SpaceService::looks(db::Tx& tx, SubjectId subject, Instant now) const {
  std::vector<HeldLook> out;
  const auto directory = parts_.org.directory(now);
  for (const registers::LookView& look : parts_.subjects.looks_of(tx, subject, k_most_looks)) {
    const Words unit = look.unit.empty() ? Words{} : directory->unit_name(look.unit);
    const Words act = act_words(look.act);
    out.push_back({look.looked, look.name, unit.zh, unit.en, look.act, act.zh, act.en, look.purpose, look.ticket});
  }
  return out;
}

std::vector<HeldCorrection> SpaceService::corrections(db::Tx& tx, SubjectId subject) const {
  std::vector<HeldCorrection> out;
  for (const registers::ProposalView& one : parts_.subjects.proposals(tx, system_scope(), subject, k_page)) {
    HeldCorrection held{one.id, one.field, one.zh, one.en, one.value, one.text, one.state, one.owner_zh, one.owner_en, one.ticket, one.answer, one.proposed, one.due, one.answered};
    out.push_back(std::move(held));
  }
  return out;
}

Result<SpaceView> SpaceService::view(db::Tx& tx, const store::SessionRecord& session, Instant now) const {
  const SubjectId subject{session.subject};
  const auto known = person(tx, subject);
  const auto space = store::find_space(tx, session.subject);
  if (!known || !space) return refuse(ErrorCode::space_session_over);
  SpaceView view;
  view.subject = subject.text();
  view.name = filled("{name}", known->values);
  view.facts = facts(tx, subject);
  for (const registers::RelationView& tie : parts_.subjects.relations(tx, system_scope(), subject, std::nullopt)) {
    if (!tie.ended) view.ties.push_back({tie.zh, tie.en, tie.title, tie.source, tie.observed});
  }
  view.looks = looks(tx, subject, now);
  for (const auto& row : store::consents_of(tx, session.subject)) view.consents.push_back(shown(row, now));
  view.asked = asked_of(tx, SubjectId{session.subject}, now);
  view.corrections = corrections(tx, subject);
  for (const auto& row : store::certificates_of(tx, session.subject)) view.certificates.push_back(shown(row, now));
  for (const auto& row : store::files_of(tx, session.subject)) view.files.push_back(row.view);
  for (const CertificateKind& kind : parts_.rules.certificates) {
    if (!kind.granted && may_certify(kind, known->values).ok()) view.certificate_kinds.push_back({kind.key, kind.zh, kind.en});
  }
  const auto directory = parts_.org.directory(now);
  for (const org::UnitInfo& unit : directory->units()) {
    if (unit.area_code.size() <= 6) view.units.push_back({unit.code, unit.name_zh, unit.name_en});
  }
  view.used_bytes = space->used;
  view.quota_bytes = parts_.rules.quota_mb << 20;
  view.until = session.until;
  return view;
}

Result<HeldCorrection> SpaceService::correct(db::Tx& tx, SubjectId subject, const CorrectionIn& in, Instant now) {
  if (text::trim(in.text).empty()) return refuse_fields(ErrorCode::bad_input, {{"text", "请说明依据", "say how you know"}});
  TIANGE_TRY(const auto made, parts_.subjects.propose(tx, resident_scope(), {subject.text(), in.field, in.value, in.text, "space"}, now));
  const auto all = corrections(tx, subject);
  const auto found = std::find_if(all.begin(), all.end(), [&](const HeldCorrection& one) { return one.id == made.id; });
  if (found == all.end()) return refuse(ErrorCode::not_found);
  return *found;
}

void SpaceService::add_routes(http::Routes& routes, const http::Recorder& record) {
  add_window_routes(routes, *this, record);
  add_resident_routes(routes, *this);
  add_file_routes(routes, *this);
}

}  // namespace tiange::spaces
