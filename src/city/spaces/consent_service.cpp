// Consents and certificates.
#include <algorithm>
#include <map>

#include "base/codes.h"
#include "base/text.h"
#include "city/spaces/space_service.h"
#include "platform/crypto/crypto.h"

namespace tiange::spaces {

namespace {

constexpr std::size_t k_most_fields = 20;
constexpr std::size_t k_secret_signs = 9;

// "<id>-<secret>": the id finds the row, the secret keeps others from trying ids.
std::string code_of(std::int64_t id, const std::string& secret) { return std::to_string(id) + "-" + secret; }

}  // namespace

ConsentView SpaceService::shown(const store::ConsentRecord& row, Instant now) const {
  ConsentView view = row.view;
  view.id = std::to_string(row.id);
  view.subject = std::to_string(row.subject);
  view.state = row.withdrawn ? "withdrawn" : row.until <= now ? "ended" : "given";
  if (row.withdrawn) view.withdrawn = row.withdrawn;
  const auto catalogue = parts_.subjects.catalogue();
  view.fields_zh.clear();
  view.fields_en.clear();
  for (const std::string& name : view.fields) {
    const registers::FieldDefinition* field = catalogue->field(registers::Kind::person, name);
    view.fields_zh.push_back(field ? field->zh : name);
    view.fields_en.push_back(field ? field->en : name);
  }
  return view;
}

Result<ConsentView> SpaceService::consent(db::Tx& tx, SubjectId subject, const ConsentIn& in, Instant now) {
  const auto directory = parts_.org.directory(now);
  const org::UnitInfo* unit = directory->unit(in.unit);
  const auto catalogue = parts_.subjects.catalogue();
  std::vector<FieldError> faults;
  if (!unit) faults.push_back({"unit", "请选择接收单位", "choose who may read"});
  if (in.fields.empty() || in.fields.size() > k_most_fields) faults.push_back({"fields", "请选择 1–20 项", "choose 1-20 fields"});
  for (const std::string& field : in.fields) {
    if (!catalogue->field(registers::Kind::person, field)) faults.push_back({"fields", "没有“" + field + "”这一项", "there is no field " + field});
  }
  if (text::trim(in.purpose).empty() || text::length(in.purpose) > 200) faults.push_back({"purpose", "请写明用途（200 字以内）", "say what for, in at most 200 characters"});
  if (in.days < 1 || in.days > parts_.rules.longest_consent_days)
    faults.push_back({"days", "应为 1–" + std::to_string(parts_.rules.longest_consent_days) + " 天", "1-" + std::to_string(parts_.rules.longest_consent_days) + " days"});
  if (!faults.empty()) return refuse_fields(ErrorCode::bad_input, std::move(faults));
  const auto known = person(tx, subject);
  if (!known) return refuse(ErrorCode::space_session_over);
  store::ConsentRecord row;
  row.subject = subject.value;
  row.id = parts_.ids.next(now);
  row.until = now + days(in.days);
  row.view.unit = unit->code;
  row.view.unit_zh = unit->name_zh;
  row.view.unit_en = unit->name_en;
  row.view.name = masked_name(*known);
  row.view.purpose = in.purpose;
  row.view.fields = in.fields;
  row.view.given = now;
  row.view.until = row.until;
  store::put_consent(tx, row);
  return shown(row, now);
}

Result<ConsentView> SpaceService::withdraw(db::Tx& tx, SubjectId subject, std::int64_t id, Instant now) {
  auto row = store::find_consent(tx, id);
  if (!row || row->subject != subject.value) return refuse(ErrorCode::not_found);
  if (!row->withdrawn) {
    row->withdrawn = now;
    store::put_consent(tx, *row);
  }
  return shown(*row, now);
}

// Several consents of one person for the same purpose add up.
std::set<std::int64_t> SpaceService::consenting(db::Tx& tx, const std::string& unit, const std::vector<std::string>& fields, std::string_view purpose,
                                                Instant now) const {
  std::map<std::int64_t, std::set<std::string>> given;
  store::each_consent_in_force(tx, unit, now, [&](const store::ConsentRecord& row) {
    if (text::trim(row.view.purpose) == text::trim(purpose)) given[row.subject].insert(row.view.fields.begin(), row.view.fields.end());
  });
  std::set<std::int64_t> all;
  for (const auto& [subject, allowed] : given) {
    if (std::all_of(fields.begin(), fields.end(), [&](const std::string& field) { return allowed.count(field) > 0; })) all.insert(subject);
  }
  return all;
}

std::vector<ConsentAsked> SpaceService::asked_of(db::Tx& tx, SubjectId subject, Instant now) const {
  std::vector<ConsentAsked> all = asked_ ? asked_(tx, now) : std::vector<ConsentAsked>{};
  const auto catalogue = parts_.subjects.catalogue();
  for (ConsentAsked& one : all) {
    for (const std::string& name : one.fields) {
      const registers::FieldDefinition* field = catalogue->field(registers::Kind::person, name);
      one.fields_zh.push_back(field ? field->zh : name);
      one.fields_en.push_back(field ? field->en : name);
    }
    one.given = consenting(tx, one.unit, one.fields, one.purpose, now).count(subject.value) > 0;
  }
  return all;
}

ConsentList SpaceService::consents_for(db::Tx& tx, const Scope& scope, Instant now) const {
  ConsentList list;
  for (const std::string& unit : scope.units) {
    for (const auto& row : store::consents_for(tx, unit)) list.items.push_back(shown(row, now));
  }
  return list;
}

Result<ReadView> SpaceService::read(db::Tx& tx, const Scope& scope, std::int64_t consent, const ReadIn& in, Instant now) {
  auto row = store::find_consent(tx, consent);
  if (!row || !scope.works_for(row->view.unit)) return refuse(ErrorCode::out_of_scope);
  if (row->withdrawn || row->until <= now) return refuse(ErrorCode::consent_over);
  if (text::trim(in.text).empty()) return refuse(ErrorCode::purpose_needed);
  const SubjectId subject{row->subject};
  ReadView view;
  for (const std::string& field : row->view.fields) {
    const auto explained = parts_.subjects.explain(tx, system_scope(), subject, field, std::nullopt);
    if (!explained.ok() || explained->empty()) continue;
    const registers::Explained& one = explained->front();
    ReadField out{one.field, one.zh, one.en, one.value, "", "", {}};
    if (!one.claims.empty()) {
      out.source_zh = one.claims.front().source_zh;
      out.source_en = one.claims.front().source_en;
      out.observed = one.claims.front().observed;
    }
    view.fields.push_back(std::move(out));
  }
  ++row->view.reads;
  row->view.last_read = now;
  row->view.last_reader = scope.name;
  store::put_consent(tx, *row);
  parts_.subjects.looked(tx, scope, subject, "consent", {row->view.purpose + "：" + in.text, "", std::nullopt}, now);
  view.consent = shown(*row, now);
  return view;
}

CertificateView SpaceService::shown(const store::CertificateRecord& row, Instant now) const {
  const CertificateBody& body = row.body;
  return {std::to_string(row.id), body.code, body.kind, body.zh, body.en, body.text_zh, body.text_en,
          row.revoked ? "revoked" : row.until <= now ? "ended" : "valid", body.issued, body.until};
}

Result<CertificateView> SpaceService::certify(db::Tx& tx, SubjectId subject, const CertificateIn& in, Instant now) {
  const auto& kinds = parts_.rules.certificates;
  const auto kind = std::find_if(kinds.begin(), kinds.end(), [&](const CertificateKind& one) { return one.key == in.kind; });
  if (kind == kinds.end() || kind->granted) return refuse_fields(ErrorCode::bad_input, {{"kind", "请选择证明种类", "choose a certificate"}});
  return issue(tx, subject, *kind, kind->zh, now);
}

Result<CertificateView> SpaceService::grant_certificate(db::Tx& tx, SubjectId subject, std::string_view key, Instant now) {
  const auto& kinds = parts_.rules.certificates;
  const auto kind = std::find_if(kinds.begin(), kinds.end(), [&](const CertificateKind& one) { return one.key == key; });
  if (kind == kinds.end()) {
    const std::string name(key);
    return refuse_fields(ErrorCode::bad_input, {{"kind", "没有“" + name + "”这种证明", "there is no certificate " + name}});
  }
  return issue(tx, subject, *kind, "自动出具：" + kind->zh, now);
}

Result<CertificateView> SpaceService::revoke_certificate(db::Tx& tx, SubjectId subject, std::string_view id, Instant now) {
  TIANGE_TRY(const std::int64_t certificate, parse_id(id));
  return revoke(tx, subject, certificate, now);
}

Result<CertificateView> SpaceService::issue(db::Tx& tx, SubjectId subject, const CertificateKind& kind, std::string_view why, Instant now) {
  auto known = person(tx, subject);
  if (!known) return refuse(ErrorCode::space_session_over);
  TIANGE_CHECK_OK(may_certify(kind, known->values));
  known->values.emplace_back("today", format_date(local_date(now)));
  known->values.emplace_back("district", parts_.district_name.zh);
  store::CertificateRecord row;
  row.subject = subject.value;
  row.id = parts_.ids.next(now);
  row.secret = crypto::random_code(2).substr(0, k_secret_signs);
  row.until = now + days(kind.days);
  row.body = {"tiange.certificate/1", code_of(row.id, row.secret), kind.key, kind.zh, kind.en, filled("{name}", known->values),
              codes::mask_citizen_number(filled("{id_card}", known->values)), filled(kind.text_zh, known->values),
              filled(kind.text_en, known->values), parts_.district_name.zh, now, row.until};
  store::put_certificate(tx, row);
  parts_.subjects.looked(tx, resident_scope(), subject, "certificate", {std::string(why), "", std::nullopt}, now);
  return shown(row, now);
}

Result<CertificateView> SpaceService::revoke(db::Tx& tx, SubjectId subject, std::int64_t id, Instant now) {
  auto row = store::find_certificate(tx, id);
  if (!row || row->subject != subject.value) return refuse(ErrorCode::not_found);
  if (!row->revoked) {
    row->revoked = now;
    store::put_certificate(tx, *row);
  }
  return shown(*row, now);
}

Result<std::string> SpaceService::certificate_file(db::Tx& tx, SubjectId subject, std::int64_t id) const {
  const auto row = store::find_certificate(tx, id);
  if (!row || row->subject != subject.value) return refuse(ErrorCode::not_found);
  return sign_certificate(row->body, parts_.signer);
}

Result<CertificateCheck> SpaceService::check(db::Tx& tx, std::string_view code, Instant now) const {
  const std::size_t dash = code.find('-');
  const auto id = parse_id(code.substr(0, dash));
  const auto row = id.ok() && dash != code.npos ? store::find_certificate(tx, *id) : std::nullopt;
  if (!row || !crypto::equal_in_constant_time(code.substr(dash + 1), row->secret)) return refuse(ErrorCode::not_found);
  const CertificateView view = shown(*row, now);
  return CertificateCheck{view.state, view.zh, view.en, codes::mask_name(row->body.name), row->body.id_card, row->body.text_zh, row->body.text_en,
                          parts_.signer.fingerprint(), view.issued, view.until};
}

}  // namespace tiange::spaces
