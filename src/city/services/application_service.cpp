// Applying: what the applicant sends, sees and takes back.
#include <algorithm>
#include <filesystem>

#include "base/codes.h"
#include "base/digest.h"
#include "base/text.h"
#include "city/services/service_service.h"

namespace tiange::services {

namespace {

constexpr std::size_t k_page = 30;
constexpr std::int64_t k_most_unsent = 30;  // files of one applicant that went with nothing yet

std::vector<GivenLine> lines_in(const std::vector<FormLineIn>& in) {
  std::vector<GivenLine> out;
  for (const FormLineIn& one : in) out.push_back({one.key, one.value});
  return out;
}

// Under what a file saves the same material later.
std::string file_key(const Matter& matter, const MaterialRule& rule) {
  for (const HeldRule& where : rule.held) {
    if (where.kind == HeldKind::file) return where.key;
  }
  return matter.key + "." + rule.key;
}

}  // namespace

void ServiceService::carry(db::Tx& tx, Application& one, const ApplicationEvent& event, bool first) {
  apply(one, event);
  ++one.version;
  if (first) store::add(tx, one);
  else if (!store::change(tx, one)) throw db::Failure("an application was changed by another", ErrorCode::conflict);
  store::add_event(tx, one, event);
  if (!is_open(one.state)) store::end(tx, one);
  const bool waits = event.act == "submitted" || event.act == "supplemented" || event.act == "withdrawn";
  if (waits && parts_.tell) parts_.tell(tx, one.unit);
  say(tx, one, event);
}

void ServiceService::say(db::Tx& tx, const Application& one, const ApplicationEvent& event) {
  const char* kind = event.act == "submitted" ? "service.received"
                     : event.act == "asked"   ? "service.supplement"
                     : event.act == "done"    ? "service.done"
                     : event.act == "refused" ? "service.refused"
                                              : nullptr;
  if (!kind) return;
  tidings::tell(tx, parts_.outbox,
                {.kind = kind,
                 .subject = one.person,
                 .ref = std::to_string(one.id),
                 .link = "/benefits/services?application=" + std::to_string(one.id),
                 .area = one.area,
                 .unit = one.unit,
                 .matter_zh = one.zh,
                 .matter_en = one.en},
                event.happened);
}

void ServiceService::listen() {
  if (!parts_.outbox) return;
  parts_.outbox->subscribe(std::string(tidings::k_moved), "services", [this](db::Tx& tx, const db::Event& event) { return sms_moved(tx, event.body); });
}

Outcome ServiceService::sms_moved(db::Tx& tx, const std::string& body) {
  TIANGE_TRY(const tidings::Moved what, json::read<tidings::Moved>(body));
  auto one = what.kind.starts_with("service.") ? store::find(tx, system_scope(), text::to_int(what.ref).value_or(0)) : std::nullopt;
  if (!one || what.state == tidings::State::waiting) return done();
  const Words said = tidings::said(what);
  ApplicationEvent e;
  e.act = "told";
  e.happened = what.at;
  e.zh = said.zh;
  e.en = said.en;
  carry(tx, *one, e, false);
  return done();
}

Result<std::vector<GivenFile>> ServiceService::given_files(db::Tx& tx, const Application& one, const std::vector<FormFileIn>& files) const {
  std::vector<GivenFile> out;
  for (const FormFileIn& in : files) {
    const auto id = parse_id(in.file);
    const auto row = id.ok() ? store::file(tx, one.subject, *id) : std::nullopt;
    if (!row) return refuse_fields(ErrorCode::bad_input, {{"files." + in.material, "没有这个文件，请重新上传", "there is no such file; send it again"}});
    out.push_back({in.material, {row->view.id, row->view.name, row->view.digest, row->view.given}});
  }
  return out;
}

Result<ApplicationPage> ServiceService::apply_for(db::Tx& tx, const Applicant& who, const ApplyIn& in, Instant now) {
  const auto stored = store::matter(tx, in.matter, 0);
  if (!stored || !stored->matter.open) return refuse_fields(ErrorCode::bad_input, {{"matter", "没有这个事项", "there is no such matter"}});
  if (in.edition != stored->edition.edition) return refuse(ErrorCode::conflict, "办事指南已更新，请重新打开", "the guide has changed; open it again");
  if (!in.declared) return refuse_fields(ErrorCode::bad_input, {{"declared", "请确认所填内容真实", "say that all of it is true"}});
  const Matter& m = stored->matter;
  const Holdings held = holdings(tx, who, now);
  TIANGE_CHECK_OK(is_for(m, who.kind, held, local_date(now)));
  Application one;
  one.id = parts_.ids.next(now);
  one.subject = who.subject.value;
  one.person = who.person.value;
  one.kind = json::enum_name(who.kind);
  one.area = who.area;
  one.unit = m.unit;
  one.matter = m.key;
  one.zh = m.zh;
  one.en = m.en;
  one.edition = stored->edition.edition;
  one.by = who.name;
  one.statutory_days = m.statutory_days;
  one.promised_days = m.promised_days;
  one.visits = m.visits;
  TIANGE_TRY(const std::vector<GivenFile> files, given_files(tx, one, in.files));
  TIANGE_CHECK_OK(fill(one, m, held, lines_in(in.form), files, now));
  if (!store::begin(tx, one)) return refuse(ErrorCode::service_state, "同一事项正在办理中", "the same matter is under way");
  const std::string content = frozen_text(one);
  one.digest = digest_of(content, parts_.national_digest);
  carry(tx, one, submit(one, {one.by, 0}, *parts_.calendar, now), true);
  store::freeze(tx, one, {one.digest, content, now});
  for (const GivenFile& file : files) {
    auto row = store::file(tx, one.subject, text::to_int(file.file.file).value_or(0));
    if (row && row->key.empty()) row->key = "-", store::put(tx, *row);
  }
  return own_page_of(tx, one, now);
}

Result<Application> ServiceService::own(db::Tx& tx, std::string_view key, std::int64_t id, Applicant& who, Instant now) const {
  TIANGE_TRY(who, applicant(tx, key, "", now));
  auto one = store::find(tx, system_scope(), id);
  if (!one) return refuse(ErrorCode::not_found);
  if (one->subject == who.person.value) return *std::move(one);
  // A firm's: whoever may act for it now.
  const auto acting = one->kind == "firm" ? applicant(tx, key, SubjectId{one->subject}.text(), now) : Result<Applicant>(refuse(ErrorCode::not_found));
  if (!acting.ok()) return refuse(ErrorCode::not_found);
  who = *acting;
  return *std::move(one);
}

Result<ApplicationPage> ServiceService::supplement_of(db::Tx& tx, std::string_view key, std::int64_t id, const SupplementIn& in, Instant now) {
  Applicant who;
  TIANGE_TRY(Application one, own(tx, key, id, who, now));
  const auto stored = store::matter(tx, one.matter, one.edition);
  if (!stored || one.state != ApplicationState::supplement) return refuse(ErrorCode::service_state);
  // What was sent before stays, unless it was asked for once more or is sent anew.
  const auto wanted = [&](const std::string& what) { return std::find(one.wanted.begin(), one.wanted.end(), what) != one.wanted.end(); };
  std::vector<GivenLine> lines = lines_in(in.form);
  for (const FilledLine& line : one.form) {
    const bool anew = std::any_of(lines.begin(), lines.end(), [&](const GivenLine& two) { return two.key == line.key; });
    if (!anew && !wanted(line.key) && line.from == "given") lines.push_back({line.key, line.value});
    if (!anew && wanted(line.key)) return refuse_fields(ErrorCode::service_missing, {{"form." + line.key, "请填写“" + line.zh + "”", line.en + " is missing"}});
  }
  TIANGE_TRY(std::vector<GivenFile> files, given_files(tx, one, in.files));
  std::vector<FieldError> missing;
  for (const ShownMaterial& material : one.materials) {
    const bool anew = std::any_of(files.begin(), files.end(), [&](const GivenFile& two) { return two.material == material.key; });
    if (!anew && wanted(material.key)) missing.push_back({"files." + material.key, "请提交“" + material.zh + "”", material.en + " is missing"});
    if (!anew && material.from == "given")
      files.push_back({material.key, {material.file, material.file_name, material.digest, material.observed.value_or(now)}});
  }
  if (!missing.empty()) return refuse_fields(ErrorCode::service_missing, std::move(missing));
  TIANGE_CHECK_OK(fill(one, stored->matter, holdings(tx, who, now), lines, files, now));
  const std::string content = frozen_text(one);
  one.digest = digest_of(content, parts_.national_digest);
  TIANGE_TRY(const ApplicationEvent event, supplement(one, {who.name, 0}, *parts_.calendar, now));
  carry(tx, one, event, false);
  store::freeze(tx, one, {one.digest, content, now});
  return own_page_of(tx, one, now);
}

Result<ApplicationPage> ServiceService::withdraw_of(db::Tx& tx, std::string_view key, std::int64_t id, Instant now) {
  Applicant who;
  TIANGE_TRY(Application one, own(tx, key, id, who, now));
  TIANGE_TRY(const ApplicationEvent event, withdraw(one, {who.name, 0}, now));
  carry(tx, one, event, false);
  return own_page_of(tx, one, now);
}

Result<ApplicationPage> ServiceService::own_page(db::Tx& tx, std::string_view key, std::int64_t id, Instant now) {
  Applicant who;
  TIANGE_TRY(Application one, own(tx, key, id, who, now));
  if (one.state != ApplicationState::submitted && !one.seen) {
    ApplicationEvent e;
    e.act = "seen";
    e.happened = now;
    e.by = who.name;
    e.zh = "申请人已阅";
    e.en = "read by the applicant";
    carry(tx, one, e, false);
  }
  return own_page_of(tx, one, now);
}

ApplicationList ServiceService::own_list(db::Tx& tx, const Applicant& who, std::int64_t after, Instant now) const {
  ApplicationList list;
  const Scope house = system_scope();
  for (const Application& one : store::of_subject(tx, who.subject.value, after, k_page + 1)) {
    if (list.items.size() == k_page) {
      list.next = list.items.back().id;
      break;
    }
    list.items.emplace_back();
    fill_row(tx, house, one, list.items.back(), now);
  }
  return list;
}

ApplicationPage ServiceService::own_page_of(db::Tx& tx, const Application& one, Instant now) const {
  ApplicationPage out = page_of(tx, system_scope(), one, false, now);
  out.may.clear();
  for (ApplicationEvent& event : out.history) event.account = 0;
  if (one.state == ApplicationState::supplement) out.may.push_back("supplement");
  if (is_open(one.state)) out.may.push_back("withdraw");
  return out;
}

// ---- files ----

Outcome ServiceService::room_for_file(db::Tx& tx, const Applicant& who) const {
  if (store::count_unsent(tx, who.subject.value) >= k_most_unsent) return refuse(ErrorCode::quota_full);
  return done();
}

Result<blobs::BlobView> ServiceService::keep_bytes(const std::string& content, const std::string& name, Instant now) {
  Scope scope = system_scope();
  scope.name = "本人";
  return blobs_.put(scope, now, {content, name, {}});
}

ServiceFile ServiceService::note_file(db::Tx& tx, const Applicant& who, const blobs::BlobView& blob, const std::string& name, Instant now) {
  store::FileRecord row{who.subject.value, parts_.ids.next(now), who.person.value, "", {}};
  row.view = {std::to_string(row.id), name, blob.type, blob.digest, blob.size, now};
  store::put(tx, row);
  return row.view;
}

// What a clerk took up saves the same material the next time.
void ServiceService::accept_files(db::Tx& tx, const Application& one, const Matter& matter) {
  for (const MaterialRule& rule : matter.materials) {
    const auto shown = std::find_if(one.materials.begin(), one.materials.end(), [&](const ShownMaterial& m) { return m.key == rule.key; });
    if (shown == one.materials.end() || shown->from != "given") continue;
    auto row = store::file(tx, one.subject, text::to_int(shown->file).value_or(0));
    if (!row) continue;
    row->key = file_key(matter, rule);
    store::put(tx, *row);
  }
}

}  // namespace tiange::services
