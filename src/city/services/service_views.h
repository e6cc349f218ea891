#pragma once
// What the guide, applicants and desks are shown, and what they send.

#include <boost/describe.hpp>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "city/services/application_file.h"

namespace tiange::services {

// ---- the guide ----

struct MatterRow {
  static constexpr bool k_json_defaults = true;
  std::string key, zh, en, kind, group, unit, unit_zh, unit_en, who_zh, who_en;
  int statutory_days = 0, promised_days = 0, materials = 0, visits = 0;
  std::int64_t fee_fen = 0, edition = 0;
  bool open = true;
};
BOOST_DESCRIBE_STRUCT(MatterRow, (), (key, zh, en, kind, group, unit, unit_zh, unit_en, who_zh, who_en, statutory_days, promised_days, materials, visits,
                                      fee_fen, edition, open))
struct MatterList {
  std::vector<MatterRow> items;
  bool may_edit = false;
};
BOOST_DESCRIBE_STRUCT(MatterList, (), (items, may_edit))
struct MatterEdition {
  std::int64_t edition = 0;
  Instant made;
  std::string made_by, note;
};
BOOST_DESCRIBE_STRUCT(MatterEdition, (), (edition, made, made_by, note))
struct MatterPage {
  Matter matter;
  std::int64_t edition = 0;
  std::string unit_zh, unit_en;
  std::vector<MatterEdition> editions;  // newest first
};
BOOST_DESCRIBE_STRUCT(MatterPage, (), (matter, edition, unit_zh, unit_en, editions))
struct MatterIn {
  static constexpr bool k_json_defaults = true;
  Matter matter;
  std::int64_t edition = 0;  // the one that was read; 0: a new matter
  std::string note;
};
BOOST_DESCRIBE_STRUCT(MatterIn, (), (matter, edition, note))

// ---- for one applicant ----

struct PlanLine {
  std::string key, zh, en, type;
  std::vector<ChoiceRule> choices;
  bool needed = true, filled = false;
  std::string value, shown_zh, shown_en, source_zh, source_en;
  std::optional<Instant> observed;
};
BOOST_DESCRIBE_STRUCT(PlanLine, (), (key, zh, en, type, choices, needed, filled, value, shown_zh, shown_en, source_zh, source_en, observed))
struct PlanMaterial {
  std::string key, zh, en, about_zh, about_en;
  bool needed = true, held = false;
  std::string source_zh, source_en;
  std::optional<Instant> observed;
};
BOOST_DESCRIBE_STRUCT(PlanMaterial, (), (key, zh, en, about_zh, about_en, needed, held, source_zh, source_en, observed))
// What alone is asked: lines that are not filled and materials that are not held.
struct ServicePlan {
  std::string matter, zh, en;
  std::int64_t edition = 0;
  std::vector<PlanLine> form;
  std::vector<PlanMaterial> materials;
  int asked = 0, held = 0, visits = 0;   // materials asked and held; visits spared
  bool fits = true;
  std::string why_zh, why_en;            // why it is not for this applicant
  std::string under_way;                 // id of an application that runs
};
BOOST_DESCRIBE_STRUCT(ServicePlan, (), (matter, zh, en, edition, form, materials, asked, held, visits, fits, why_zh, why_en, under_way))

struct FormLineIn {
  static constexpr bool k_json_defaults = true;
  std::string key, value;
};
BOOST_DESCRIBE_STRUCT(FormLineIn, (), (key, value))
struct FormFileIn {
  static constexpr bool k_json_defaults = true;
  std::string material, file;  // id of a file sent before
};
BOOST_DESCRIBE_STRUCT(FormFileIn, (), (material, file))
struct ApplyIn {
  static constexpr bool k_json_defaults = true;
  std::string matter, firm;    // firm: empty for oneself
  std::int64_t edition = 0;    // the one that was read
  std::vector<FormLineIn> form;
  std::vector<FormFileIn> files;
  bool declared = false;       // that all of it is true
};
BOOST_DESCRIBE_STRUCT(ApplyIn, (), (matter, firm, edition, form, files, declared))
struct SupplementIn {
  static constexpr bool k_json_defaults = true;
  std::vector<FormLineIn> form;
  std::vector<FormFileIn> files;
};
BOOST_DESCRIBE_STRUCT(SupplementIn, (), (form, files))
struct ServiceFile {
  std::string id, name, type, digest;
  std::int64_t bytes = 0;
  Instant given;
};
BOOST_DESCRIBE_STRUCT(ServiceFile, (), (id, name, type, digest, bytes, given))

struct ApplicationRow {
  static constexpr bool k_json_defaults = true;
  std::string id, matter, zh, en, kind, title, by;  // title: masked name of a person, name of a firm
  std::string area, area_name, unit, unit_zh, unit_en, state, state_zh, state_en;
  Instant submitted;
  std::optional<Instant> due, statutory_due, closed, seen;
  std::string lamp;
  int burden = 0, held = 0, given = 0, visits = 0;
};
BOOST_DESCRIBE_STRUCT(ApplicationRow, (), (id, matter, zh, en, kind, title, by, area, area_name, unit, unit_zh, unit_en, state, state_zh, state_en,
                                           submitted, due, statutory_due, closed, seen, lamp, burden, held, given, visits))
struct ApplicationList {
  std::vector<ApplicationRow> items;
  std::string next;
  std::map<std::string, std::int64_t> counts;  // by state, on the first page of the desk
};
BOOST_DESCRIBE_STRUCT(ApplicationList, (), (items, next, counts))
struct ApplicationPage : ApplicationRow {
  std::int64_t edition = 0;
  std::vector<FilledLine> form;
  std::vector<ShownMaterial> materials;
  std::string digest, said, answered_by;
  std::vector<std::string> wanted;
  std::vector<ApplicationEvent> history;
  std::vector<std::string> may;   // accept | ask | finish | refuse at the desk; supplement | withdraw for the applicant
  bool masked = false;
};
BOOST_DESCRIBE_STRUCT(ApplicationPage, (ApplicationRow), (edition, form, materials, digest, said, answered_by, wanted, history, may, masked))
// The frozen text itself, unmasked, and whether its digest fits.
struct ApplicationProof {
  std::string digest, text;
  Instant kept;
  bool fits = false;
};
BOOST_DESCRIBE_STRUCT(ApplicationProof, (), (digest, text, kept, fits))
struct ServiceAnswerIn {
  static constexpr bool k_json_defaults = true;
  std::string text;
  std::vector<std::string> wanted;
};
BOOST_DESCRIBE_STRUCT(ServiceAnswerIn, (), (text, wanted))
struct PurposeIn {
  static constexpr bool k_json_defaults = true;
  std::string purpose;
};
BOOST_DESCRIBE_STRUCT(PurposeIn, (), (purpose))
// What applications would have asked of people, and what they were asked.
struct BurdenView {
  std::int64_t applications = 0, materials = 0, held = 0, given = 0, visits = 0;
};
BOOST_DESCRIBE_STRUCT(BurdenView, (), (applications, materials, held, given, visits))

}  // namespace tiange::services
