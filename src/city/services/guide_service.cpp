// The guide: matters with their editions, and what of one is held for somebody already.
#include <algorithm>

#include "base/codes.h"
#include "base/text.h"
#include "city/registers/subjects/rules/field_rules.h"
#include "city/services/service_service.h"

namespace tiange::services {

std::unique_ptr<Services> open_services(ServiceParts parts) { return std::make_unique<ServiceService>(std::move(parts)); }

Outcome ServiceService::lay(db::Tx& tx, std::string_view matters_json, Instant now) {
  TIANGE_TRY(const MatterFile file, json::read<MatterFile>(std::string(matters_json)));
  for (const Matter& one : file.matters) {
    if (store::matter(tx, one.key, 0)) continue;
    store::add(tx, {one, {1, now, "", ""}});
  }
  return done();
}

MatterList ServiceService::matters(db::Tx& tx, const Scope& scope, std::string_view kind, std::string_view words, bool closed_too, Instant now) const {
  MatterList list;
  list.may_edit = scope.may(Permission::services_edit);
  const auto directory = parts_.org.directory(now);
  for (const store::StoredMatter& one : store::matters(tx)) {
    const Matter& m = one.matter;
    if ((!closed_too && !m.open) || (!kind.empty() && json::enum_name(m.kind) != kind)) continue;
    if (!words.empty() && m.zh.find(words) == m.zh.npos && m.en.find(words) == m.en.npos && m.who_zh.find(words) == m.who_zh.npos) continue;
    const Words unit = directory->unit_name(m.unit);
    list.items.push_back({m.key, m.zh, m.en, std::string(json::enum_name(m.kind)), m.group, m.unit, unit.zh, unit.en, m.who_zh, m.who_en, m.statutory_days,
                          m.promised_days, static_cast<int>(m.materials.size()), m.visits, m.fee_fen, one.edition.edition, m.open});
  }
  return list;
}

Result<MatterPage> ServiceService::matter(db::Tx& tx, std::string_view key, Instant now) const {
  const auto one = store::matter(tx, key, 0);
  if (!one) return refuse(ErrorCode::not_found);
  const Words unit = parts_.org.directory(now)->unit_name(one->matter.unit);
  return MatterPage{one->matter, one->edition.edition, unit.zh, unit.en, store::editions(tx, key)};
}

Result<MatterPage> ServiceService::keep(db::Tx& tx, const Scope& scope, std::string_view key, const MatterIn& in, Instant now) {
  const auto catalogue = parts_.subjects.catalogue();
  const auto directory = parts_.org.directory(now);
  std::vector<FieldError> faults = faults_of(
      in.matter, [&](registers::Kind kind, std::string_view field) { return catalogue->field(kind, field) != nullptr; },
      [&](std::string_view unit) {
        const auto units = directory->units();
        return std::any_of(units.begin(), units.end(), [&](const auto& one) { return one.code == unit; });
      });
  if (in.matter.key != key) faults.push_back({"key", "与地址中的编码不一致", "is not the one of the address"});
  if (in.edition != 0 && text::trim(in.note).empty()) faults.push_back({"note", "请写明改了什么", "say what was changed"});
  if (!faults.empty()) return refuse_fields(ErrorCode::bad_input, std::move(faults));
  const auto before = store::matter(tx, key, 0);
  const std::int64_t known = before ? before->edition.edition : 0;
  if (known != in.edition) return refuse(ErrorCode::conflict);
  if (!store::add(tx, {in.matter, {known + 1, now, scope.name, std::string(text::trim(in.note))}})) return refuse(ErrorCode::conflict);
  return matter(tx, key, now);
}

// ---- for one applicant ----

Result<Applicant> ServiceService::applicant(db::Tx& tx, std::string_view key, std::string_view firm, Instant now) const {
  TIANGE_TRY(const SubjectId me, parts_.spaces.resident(tx, key, now));
  if (!firm.empty()) {
    TIANGE_TRY(const firms::FirmActor who, parts_.firms.acting(tx, me, firm, now));
    return Applicant{me, who.firm, registers::Kind::firm, who.area, who.name};
  }
  Applicant out{me, me, registers::Kind::person, parts_.district, ""};
  parts_.subjects.each_of(tx, system_scope(), std::span(&me, 1), [&](const registers::GoldenRow& row) {
    if (!row.grid.empty()) out.area = std::string(row.grid);
    if (const auto golden = json::parse(row.golden); golden.ok()) out.name = codes::mask_name(golden->text_or("name"));
    return false;
  });
  return out;
}

Holdings ServiceService::holdings(db::Tx& tx, const Applicant& who, Instant now) const {
  Holdings out;
  const auto catalogue = parts_.subjects.catalogue();
  if (const auto explained = parts_.subjects.explain(tx, system_scope(), who.subject, "", std::nullopt); explained.ok()) {
    for (const registers::Explained& one : *explained) {
      const registers::FieldDefinition* field = catalogue->field(who.kind, one.field);
      if (!field || one.value.empty() || one.claims.empty()) continue;
      const registers::Claim& won = one.claims.front();
      const Words shown = registers::shown_value(*field, one.value);
      out.fields[one.field] = {one.value, shown.zh, shown.en, won.source_zh, won.source_en, won.observed, field->ages_days};
    }
  }
  for (const spaces::CertificateView& one : parts_.spaces.certificates(tx, who.subject, now)) {
    if (one.state == "valid" && !out.certificates.contains(one.kind)) out.certificates[one.kind] = {one.zh, one.en, one.issued};
  }
  for (const auto& [key, one] : store::files_of(tx, who.subject.value)) out.files[key] = {one.view.id, one.view.name, one.view.digest, one.view.given};
  return out;
}

Result<ServicePlan> ServiceService::plan(db::Tx& tx, const Applicant& who, std::string_view key, Instant now) {
  const auto one = store::matter(tx, key, 0);
  if (!one || !one->matter.open) return refuse(ErrorCode::not_found);
  const Matter& m = one->matter;
  const Holdings held = holdings(tx, who, now);
  ServicePlan out;
  out.matter = m.key;
  out.zh = m.zh;
  out.en = m.en;
  out.edition = one->edition.edition;
  if (const Outcome fits = is_for(m, who.kind, held, local_date(now)); !fits.ok()) {
    out.fits = false;
    out.why_zh = fits.refusal().zh;
    out.why_en = fits.refusal().en;
    return out;  // nothing is read for what cannot be applied for
  }
  for (const AskRule& rule : m.form) {
    PlanLine line{rule.key, rule.zh, rule.en, std::string(json::enum_name(rule.type)), rule.choices, rule.needed, false, "", "", "", "", "", std::nullopt};
    if (const HeldValue* value = rule.field.empty() ? nullptr : fresh_value(held, rule.field, now)) {
      line.filled = true;
      line.value = value->value;
      line.shown_zh = value->shown_zh;
      line.shown_en = value->shown_en;
      line.source_zh = value->source_zh;
      line.source_en = value->source_en;
      line.observed = value->observed;
    }
    out.form.push_back(std::move(line));
  }
  for (const MaterialRule& rule : m.materials) {
    PlanMaterial material{rule.key, rule.zh, rule.en, rule.about_zh, rule.about_en, rule.needed, false, "", "", std::nullopt};
    if (const auto shown = held_material(rule, held, now)) {
      material.held = true;
      material.source_zh = shown->source_zh;
      material.source_en = shown->source_en;
      material.observed = shown->observed;
      ++out.held;
    } else if (rule.needed) {
      ++out.asked;
    }
    out.materials.push_back(std::move(material));
  }
  out.visits = m.visits;
  if (const std::int64_t running = store::under_way(tx, who.subject.value, m.key)) out.under_way = std::to_string(running);
  Scope reader = system_scope();
  reader.name = who.kind == registers::Kind::person ? "本人" : who.name;
  parts_.subjects.looked(tx, reader, who.subject, "service", {"办事：" + m.zh, "", std::nullopt}, now);
  return out;
}

}  // namespace tiange::services
