// The desk: what clerks see, masked, and what they answer.
#include <algorithm>
#include <filesystem>

#include "base/codes.h"
#include "base/digest.h"
#include "base/text.h"
#include "city/services/service_service.h"

namespace tiange::services {

namespace {

std::string line_of(std::string_view unit) {
  const std::size_t dash = unit.find('-');
  return std::string(dash == unit.npos ? unit : unit.substr(dash + 1));
}

Outcome check_purpose(std::string_view purpose) {
  if (text::trim(purpose).empty()) return refuse_fields(ErrorCode::bad_input, {{"purpose", "请写明查看目的", "say what it is looked at for"}});
  if (text::length(purpose) > 200) return refuse_fields(ErrorCode::bad_input, {{"purpose", "最多 200 字", "at most 200 characters"}});
  return done();
}

}  // namespace

// ---- whose it is ----

std::vector<std::string> ServiceService::lines_of(const Scope& scope) const {
  std::vector<std::string> out;
  for (const std::string& unit : scope.units) out.push_back(parts_.district + "-" + line_of(unit));
  return out;
}

// Clerks of a line see what their line answers for; who serves at the window, and who only watches, whatever lies in their areas.
bool ServiceService::concerns(const Scope& scope, std::string_view unit) const {
  if (!scope.may(Permission::services_handle) || scope.may(Permission::spaces_serve)) return true;
  const auto mine = lines_of(scope);
  return std::find(mine.begin(), mine.end(), unit) != mine.end();
}

Result<Application> ServiceService::at_desk(db::Tx& tx, const Scope& scope, std::int64_t id) const {
  auto one = store::find(tx, scope, id);
  if (!one || !concerns(scope, one->unit)) return refuse(ErrorCode::not_found);
  return *std::move(one);
}

// ---- what is shown ----

std::string ServiceService::title_of(db::Tx& tx, const Application& one) const {
  std::string title = "—";
  const SubjectId id{one.subject};
  parts_.subjects.each_of(tx, system_scope(), std::span(&id, 1), [&](const registers::GoldenRow& row) {
    const auto golden = json::parse(row.golden);
    if (golden.ok()) title = row.kind == registers::Kind::firm ? golden->text_or("name") : codes::mask_name(golden->text_or("name"));
    return false;
  });
  return title;
}

void ServiceService::fill_row(db::Tx& tx, const Scope& scope, const Application& one, ApplicationRow& row, Instant now) const {
  const Words unit = parts_.org.directory(now)->unit_name(one.unit), state = state_words(one.state);
  const Lamp lamp = lamp_of(one, *parts_.calendar, now);
  row.id = std::to_string(one.id);
  row.matter = one.matter;
  row.zh = one.zh;
  row.en = one.en;
  row.kind = one.kind;
  row.title = title_of(tx, one);
  row.by = one.by;
  row.area = one.area;
  row.area_name = parts_.places.full_name(one.area, scope.language);
  row.unit = one.unit;
  row.unit_zh = unit.zh;
  row.unit_en = unit.en;
  row.state = json::enum_name(one.state);
  row.state_zh = state.zh;
  row.state_en = state.en;
  row.submitted = one.submitted;
  row.due = lamp.due;
  row.statutory_due = lamp.statutory_due;
  row.closed = one.closed;
  row.seen = one.seen;
  row.lamp = lamp.colour;
  row.burden = one.burden;
  row.held = one.held;
  row.given = one.given;
  row.visits = one.visits;
}

ApplicationPage ServiceService::page_of(db::Tx& tx, const Scope& scope, const Application& one, bool masked, Instant now) const {
  ApplicationPage out;
  fill_row(tx, scope, one, out, now);
  out.edition = one.edition;
  out.form = one.form;
  out.materials = one.materials;
  out.digest = one.digest;
  out.said = one.said;
  out.answered_by = one.answered_by;
  out.wanted = one.wanted;
  out.history = store::events(tx, one);
  out.masked = masked;
  if (scope.may(Permission::services_handle)) out.may = desk_may(one);
  if (!masked) return out;
  const auto catalogue = parts_.subjects.catalogue();
  const registers::Kind kind = one.kind == "firm" ? registers::Kind::firm : registers::Kind::person;
  for (FilledLine& line : out.form) {
    if (!line.held_value.empty()) line.held_value = "***";
    if (line.value.empty()) continue;
    const registers::FieldDefinition* field = line.field.empty() ? nullptr : catalogue->field(kind, line.field);
    // What people write themselves may say anything: it is not shown before the file is opened with a purpose.
    const std::string shown = field ? parts_.subjects.shown(scope, {kind, *field, line.value, one.area, "services", false}) : "***";
    if (shown == line.value) continue;
    line.value = shown;
    line.shown_zh.clear();
    line.shown_en.clear();
  }
  return out;
}

Result<ApplicationList> ServiceService::list(db::Tx& tx, const Scope& scope, const store::ApplicationAsk& ask, Instant now) const {
  ApplicationList out;
  store::ApplicationAsk more = ask;
  ++more.limit;
  if (!concerns(scope, "")) {
    more.units = lines_of(scope);
    if (more.units.empty()) return out;
  }
  for (const Application& one : store::list(tx, scope, more)) {
    if (out.items.size() == ask.limit) {
      out.next = out.items.back().id;
      break;
    }
    out.items.emplace_back();
    fill_row(tx, scope, one, out.items.back(), now);
  }
  if (ask.after == 0) out.counts = store::counts(tx, scope, more);
  return out;
}

Result<ApplicationPage> ServiceService::page(db::Tx& tx, const Scope& scope, std::int64_t id, Instant now) {
  TIANGE_TRY(const Application one, at_desk(tx, scope, id));
  parts_.subjects.looked(tx, scope, SubjectId{one.subject}, "service_file", {"办事：" + one.zh, "", std::nullopt}, now);
  return page_of(tx, scope, one, true, now);
}

Result<ApplicationPage> ServiceService::open(db::Tx& tx, const Scope& scope, std::int64_t id, std::string_view purpose, Instant now) {
  TIANGE_CHECK_OK(check_purpose(purpose));
  TIANGE_TRY(const Application one, at_desk(tx, scope, id));
  parts_.subjects.looked(tx, scope, SubjectId{one.subject}, "service_file", {std::string(text::trim(purpose)), "", std::nullopt}, now);
  return page_of(tx, scope, one, false, now);
}

Result<ApplicationProof> ServiceService::proof(db::Tx& tx, const Scope& scope, std::int64_t id, std::string_view purpose, Instant now) {
  TIANGE_CHECK_OK(check_purpose(purpose));
  TIANGE_TRY(const Application one, at_desk(tx, scope, id));
  const auto frozen = store::frozen(tx, one);
  if (!frozen) return refuse(ErrorCode::not_found);
  parts_.subjects.looked(tx, scope, SubjectId{one.subject}, "service_file", {std::string(text::trim(purpose)), "", std::nullopt}, now);
  return ApplicationProof{frozen->digest, frozen->content, frozen->kept, digest_fits(frozen->content, frozen->digest)};
}

Result<std::pair<std::string, ServiceFile>> ServiceService::desk_file(db::Tx& tx, const Scope& scope, std::int64_t id, std::int64_t file, Instant now) {
  TIANGE_TRY(const Application one, at_desk(tx, scope, id));
  const std::string wanted = std::to_string(file);
  const auto shown = std::find_if(one.materials.begin(), one.materials.end(), [&](const ShownMaterial& m) { return m.file == wanted; });
  const auto row = shown == one.materials.end() ? std::nullopt : store::file(tx, one.subject, file);
  if (!row) return refuse(ErrorCode::not_found);
  const std::string path = blobs_.path_of(row->view.digest);
  if (!std::filesystem::exists(path)) return refuse(ErrorCode::unavailable);
  parts_.subjects.looked(tx, scope, SubjectId{one.subject}, "service_file", {"办事材料：" + shown->zh, "", std::nullopt}, now);
  return std::pair(path, row->view);
}

// ---- answers ----

Result<ApplicationPage> ServiceService::answer(db::Tx& tx, const Scope& scope, std::int64_t id, std::string_view act, const ServiceAnswerIn& in, Instant now) {
  TIANGE_TRY(Application one, at_desk(tx, scope, id));
  const auto stored = store::matter(tx, one.matter, one.edition);
  if (!stored) return refuse(ErrorCode::not_found);
  const ServiceActor by{scope.name, scope.account.value};
  TIANGE_TRY(const ApplicationEvent event, act == "accept"   ? accept(one, by, *parts_.calendar, now)
                                           : act == "ask"    ? ask_more(one, stored->matter, in.wanted, in.text, by, now)
                                           : act == "finish" ? finish(one, in.text, by, now)
                                                             : refuse_application(one, in.text, by, now));
  carry(tx, one, event, false);
  if (act == "accept") accept_files(tx, one, stored->matter);
  return page_of(tx, scope, one, true, now);
}

}  // namespace tiange::services
