// Rules, templates, means and preferences, as people keep them; each change is a version with who and when.
#include <algorithm>

#include "base/codes.h"
#include "base/text.h"
#include "city/notices/notice_room.h"
#include "city/org/contacts/contacts.h"

namespace tiange::notices {

namespace {

std::optional<std::int64_t> wanted_version(const http::Request& request) {
  std::string_view tag = request.header("if-match");
  while (!tag.empty() && (tag.front() == '"' || tag.front() == 'v')) tag.remove_prefix(1);
  return text::to_int(tag.substr(0, tag.find_first_not_of("0123456789")));
}

template <class View, class Base>
View versioned(const Base& base, const store::Definition& from) {
  View view;
  static_cast<Base&>(view) = base;
  view.version = from.version;
  view.changed = from.changed;
  view.changed_by = from.changed_by;
  return view;
}

std::set<std::string> templates_of(db::Tx& tx) {
  std::set<std::string> keys;
  for (const store::Definition& one : store::newest(tx)) {
    if (one.kind == "template") keys.insert(one.key);
  }
  return keys;
}

std::set<std::string> duties_of(const org::Directory& directory) {
  std::set<std::string> keys;
  for (const org::DutyInfo& duty : directory.duties()) keys.insert(duty.key);
  return keys;
}

}  // namespace

RuleBook NoticeRoom::book(db::Tx& tx, Instant now) {
  RuleBook book;
  for (const store::Definition& one : store::newest(tx)) {
    if (one.kind == "rule") {
      if (const auto rule = json::read<Rule>(one.body); rule.ok()) book.rules.push_back(versioned<RuleView>(*rule, one));
    } else if (one.kind == "template") {
      if (const auto text = json::read<Template>(one.body); text.ok()) book.templates.push_back(versioned<TemplateView>(*text, one));
    } else if (one.kind == "limits") {
      static_cast<Limits&>(book.limits) = json::read<Limits>(one.body).value_or(Limits{});
      book.limits.version = one.version;
    }
  }
  for (const EventKind& kind : event_kinds()) book.events.push_back({std::string(kind.key), std::string(kind.zh), std::string(kind.en)});
  for (const Who who : {Who::holder, Who::queue, Who::parts, Who::unit_duty, Who::role_up, Who::on_duty, Who::people, Who::units, Who::reporter, Who::subject}) {
    const Words words = who_words(who);
    book.audiences.push_back({std::string(json::enum_name(who)), words.zh, words.en});
  }
  const auto all = planner_.in_force(tx, now);
  for (const Means means : {Means::app, Means::email, Means::sms}) {
    const Words words = means_words(means);
    book.means.push_back({std::string(json::enum_name(means)), words.zh, words.en});
    if (all->usable(means)) book.usable.push_back(means);
  }
  const auto directory = parts_.org.directory(now);
  for (const org::DutyInfo& duty : directory->duties()) book.duties.push_back({duty.key, duty.name_zh, duty.name_en});
  for (const Field& field : fields()) {
    FieldView view;
    view.key = field.name;
    view.zh = field.zh;
    view.en = field.en;
    view.in_text = field.in_text;
    view.in_condition = field.in_condition;
    view.masked = field.kind != FieldKind::plain;
    book.fields.push_back(std::move(view));
  }
  return book;
}

// A new version of a rule, a template or the limits; `version` is the one that was made.
Outcome NoticeRoom::keep(db::Tx& tx, const http::Request& request, const std::string& kind, const std::string& key, const std::string& body,
                         const Words& name, std::int64_t& version) {
  const auto known = store::versions(tx, kind, key);
  const std::int64_t before = known.empty() ? 0 : known.front().version;
  if (const auto wanted = wanted_version(request); wanted && *wanted != before) return refuse(ErrorCode::stale_version);
  version = before + 1;
  if (!store::put(tx, {kind, key, version, body, request.now, request.scope.name})) return refuse(ErrorCode::conflict);
  parts_.org.record(tx, request, "notices." + kind + "_saved", key, name);
  tx.on_commit([this] { planner_.forget(); });
  return done();
}

Result<RuleView> NoticeRoom::save_rule(db::Tx& tx, const http::Request& request, const Rule& rule) {
  TIANGE_CHECK_OK(check_rule(rule, templates_of(tx), duties_of(*parts_.org.directory(request.now))));
  std::int64_t version = 0;
  TIANGE_CHECK_OK(keep(tx, request, "rule", rule.key, json::write(rule),
                       {"保存通知规则：" + rule.zh + (rule.active ? "" : "（停用）"), "Saves a rule of notices: " + rule.en + (rule.active ? "" : " (off)")},
                       version));
  return versioned<RuleView>(rule, {"rule", rule.key, version, "", request.now, request.scope.name});
}

Result<TemplateView> NoticeRoom::save_template(db::Tx& tx, const http::Request& request, const Template& text) {
  TIANGE_CHECK_OK(check_template(text));
  std::int64_t version = 0;
  TIANGE_CHECK_OK(keep(tx, request, "template", text.key, json::write(text),
                       {"保存通知模板：" + text.name_zh, "Saves a template of notices: " + text.name_en}, version));
  return versioned<TemplateView>(text, {"template", text.key, version, "", request.now, request.scope.name});
}

Result<LimitsView> NoticeRoom::save_limits(db::Tx& tx, const http::Request& request, const Limits& limits) {
  std::vector<FieldError> errors;
  if (limits.per_hour < 1 || limits.per_hour > 1000) errors.push_back({"per_hour", "应为 1 至 1000", "must be 1 to 1000"});
  if (limits.gather_minutes < 1 || limits.gather_minutes > 1440) errors.push_back({"gather_minutes", "应为 1 至 1440", "must be 1 to 1440"});
  if (limits.sms_per_day < 1 || limits.sms_per_day > 50) errors.push_back({"sms_per_day", "应为 1 至 50", "must be 1 to 50"});
  if (!parse_hour(limits.quiet_from) || !parse_hour(limits.quiet_until)) errors.push_back({"quiet_from", "应为 00:00 至 23:59", "must be 00:00 to 23:59"});
  if (!errors.empty()) return refuse_fields(ErrorCode::bad_input, std::move(errors));
  LimitsView view;
  static_cast<Limits&>(view) = limits;
  TIANGE_CHECK_OK(keep(tx, request, "limits", "limits", json::write(limits), {"修改通知频次与免打扰", "Changes pace and quiet hours of notices"}, view.version));
  return view;
}

// ---- trying a rule --------------------------------------------------------------------------------------------------

Result<TryView> NoticeRoom::try_rule(db::Tx& tx, const Scope& scope, const TryIn& in, Instant now) {
  const auto directory = parts_.org.directory(now);
  auto keys = templates_of(tx);
  if (in.text) {
    TIANGE_CHECK_OK(check_template(*in.text));
    keys.insert(in.text->key);
  }
  TIANGE_CHECK_OK(check_rule(in.rule, keys, duties_of(*directory)));
  TIANGE_TRY(const ReadyRule ready, Planner::ready(in.rule, 0));
  std::optional<store::EventRow> row;
  if (!in.event.empty()) {
    TIANGE_TRY(const std::int64_t id, parse_id(in.event));
    row = store::find_event(tx, id);
  } else if (const auto ref = cases::ref_of_number(tx, system_scope(), text::trim(in.number))) {
    row = store::EventRow{0, in.rule.event, ref->text(), "{}", now, {}, 0};
  }
  auto event = row ? planner_.read(tx, *row, now) : std::nullopt;
  if (!event || !scope.covers(event->area)) return refuse_fields(ErrorCode::bad_input, {FieldError{"number", "没有这件工单或事件", "there is no such case or event"}});
  InForce all = *planner_.in_force(tx, now);
  if (in.text) all.templates[in.text->key] = *in.text;
  TryView view;
  view.number = event->number;
  view.holds = ready.condition.holds(event->values);
  view.why = view.holds ? "" : ready.condition.why(event->values);
  view.urgent = ready.urgent.holds(event->values);
  for (const Planned& one : planner_.plan(tx, ready, *event, all, now)) {
    const Words unit = one.who.unit.empty() ? Words{} : directory->unit_name(one.who.unit);
    view.people.push_back({one.who.name, unit.zh, unit.en, one.means,
                           one.means == Means::email ? mask_email(one.address) : one.address.empty() ? "" : codes::mask_phone(one.address),
                           one.gathered, one.due});
  }
  const Template& t = all.templates.find(in.rule.template_key)->second;
  const auto said = [&](const std::string& text, Language language) { return fill(text, event->facts, language); };
  view.title_zh = said(t.title_zh, Language::zh);
  view.title_en = said(t.title_en, Language::en);
  view.text_zh = said(t.text_zh, Language::zh);
  view.text_en = said(t.text_en, Language::en);
  view.sms_zh = said(t.sms_zh, Language::zh);
  view.sms_en = said(t.sms_en, Language::en);
  return view;
}

// ---- means ----------------------------------------------------------------------------------------------------------

MeansView NoticeRoom::show_means(db::Tx& tx) {
  MeansView view;
  const auto head = [](MeansHead& to, const store::MeansRow& row) {
    to.enabled = row.enabled;
    to.has_secret = !row.secret.empty();
    to.version = row.version;
    if (row.changed) to.changed = row.changed;
    to.changed_by = row.changed_by;
  };
  if (const auto row = store::means(tx, "email")) {
    head(view.email, *row);
    view.email.setup = json::read<EmailSetup>(row->body).value_or(EmailSetup{});
  }
  if (const auto row = store::means(tx, "sms")) {
    head(view.sms, *row);
    view.sms.setup = json::read<SmsSetup>(row->body).value_or(SmsSetup{});
  }
  return view;
}

Outcome NoticeRoom::keep_means(db::Tx& tx, const http::Request& request, const char* means, bool enabled, const std::string& body,
                               const std::string& secret) {
  auto row = store::means(tx, means).value_or(store::MeansRow{});
  if (const auto wanted = wanted_version(request); wanted && *wanted != row.version) return refuse(ErrorCode::stale_version);
  const std::int64_t before = row.version++;
  row.means = means;
  row.enabled = enabled;
  row.body = body;
  if (!secret.empty()) row.secret = parts_.sealer->seal(secret, "notices:" + std::string(means));
  row.changed = request.now;
  row.changed_by = request.scope.name;
  if (!store::put_means(tx, row, before)) return refuse(ErrorCode::conflict);
  const bool sms = row.means == "sms";
  parts_.org.record(tx, request, "notices.means_saved", means,
                    {std::string(enabled ? "启用" : "停用") + (sms ? "短信通知" : "邮件通知"),
                     std::string(sms ? "SMS notices " : "E-mail notices ") + (enabled ? "on" : "off")});
  tx.on_commit([this] { planner_.forget(); });
  return done();
}

Outcome NoticeRoom::save_email(db::Tx& tx, const http::Request& request, const EmailIn& in) {
  std::vector<FieldError> errors;
  if (in.enabled && text::trim(in.host).empty()) errors.push_back({"host", "请填写邮件服务器", "give the mail server"});
  if (in.host.find_first_of(" /@\r\n\t") != std::string::npos) errors.push_back({"host", "只填主机名或地址", "a host name or address only"});
  if (in.port < 1 || in.port > 65'535) errors.push_back({"port", "应为 1 至 65535", "must be 1 to 65535"});
  if (in.enabled && !mail::is_address(in.from)) errors.push_back({"from", "不是有效的电子邮件地址", "no e-mail address"});
  if (!errors.empty()) return refuse_fields(ErrorCode::bad_input, std::move(errors));
  return keep_means(tx, request, "email", in.enabled, json::write(static_cast<const EmailSetup&>(in)), in.secret);
}

Outcome NoticeRoom::save_sms(db::Tx& tx, const http::Request& request, const SmsIn& in) {
  if (in.enabled || !in.url.empty()) TIANGE_CHECK_OK(parts_.carrier.check_url(in.url));
  if (!text::trim(in.mapping.taken).empty()) {
    if (const auto parsed = feel::parse_expression(in.mapping.taken); !parsed.ok())
      return refuse_fields(ErrorCode::bad_input, {FieldError{"mapping.taken", parsed.refusal().zh, parsed.refusal().en}});
  }
  const std::pair<const char*, const std::string&> reports[] = {{"mapping.report_id", in.mapping.report_id},
                                                                {"mapping.report_delivered", in.mapping.report_delivered},
                                                                {"mapping.report_failed", in.mapping.report_failed}};
  for (const auto& [path, said] : reports) {
    if (text::trim(said).empty()) continue;
    if (const auto parsed = feel::parse_expression(said); !parsed.ok())
      return refuse_fields(ErrorCode::bad_input, {FieldError{path, parsed.refusal().zh, parsed.refusal().en}});
  }
  for (const auto& [name, value] : in.mapping.headers) {
    if (name.empty() || name.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-") != std::string::npos ||
        value.find_first_of("\r\n") != std::string::npos)
      return refuse_fields(ErrorCode::bad_input, {FieldError{"mapping.headers", "请求头有误：" + name, "a wrong header: " + name}});
  }
  const auto row = store::means(tx, "sms");
  if (in.enabled && in.secret.empty() && (!row || row->secret.empty()))
    return refuse_fields(ErrorCode::bad_input, {FieldError{"secret", "请先填写签名密钥", "give the signing secret first"}});
  return keep_means(tx, request, "sms", in.enabled, json::write(static_cast<const SmsSetup&>(in)), in.secret);
}

Outcome NoticeRoom::trial(db::Tx& tx, const http::Request& request, const TrialIn& in) {
  if (in.means == Means::app) return refuse_fields(ErrorCode::bad_input, {FieldError{"means", "应为 email 或 sms", "must be email or sms"}});
  const bool good = in.means == Means::email ? mail::is_address(in.to) : codes::is_phone(in.to);
  if (!good) return refuse_fields(ErrorCode::bad_input, {FieldError{"to", "收件地址有误", "that is no address to send to"}});
  const auto row = store::means(tx, json::enum_name(in.means));
  if (!row || !row->enabled) return refuse(ErrorCode::channel_off, "请先启用该通知方式", "switch that means on first");
  store::Told told;
  told.part_key = request.scope.person.value;
  told.id = parts_.ids.next(request.now);
  told.kind = "trial";
  told.rule = "trial";
  told.means = in.means;
  told.person = request.scope.person;
  told.name = request.scope.name;
  told.area = parts_.district;
  told.address = parts_.sealer->seal(in.to, "notice:" + std::to_string(told.id));
  told.shown_to = in.means == Means::email ? mask_email(in.to) : codes::mask_phone(in.to);
  told.title = {"天格通知试发", "A trial from Tiange"};
  told.text = {"收到此信息，说明通知方式已经接通。", "This has arrived, so notices can be sent this way."};
  told.state = "waiting";
  told.next = told.created = request.now;
  store::insert(tx, told);
  parts_.org.record(tx, request, "notices.trial", std::string(json::enum_name(in.means)), {"试发通知至 " + told.shown_to, "A trial to " + told.shown_to});
  return done();
}

Result<LogView> NoticeRoom::send_again(db::Tx& tx, const http::Request& request, std::int64_t id) {
  auto told = store::find_in_log(tx, request.scope, id);
  if (!told) return refuse(ErrorCode::not_found);
  if (told->state != "dead" && told->state != "waiting") return refuse(ErrorCode::conflict, "只有待发和失败的通知可以重发", "only what waits or failed can be sent again");
  told->state = "waiting";
  told->attempts = 0;
  told->next = request.now;
  told->ended = Instant{};
  store::save(tx, *told);
  say_moved(tx, *told, request.now);
  parts_.org.record(tx, request, "notices.sent_again", std::to_string(id), {"重发通知至 " + told->shown_to, "Sends a notice again to " + told->shown_to});
  return show_log(*told);
}

// ---- one's own ------------------------------------------------------------------------------------------------------

Result<PreferencesView> NoticeRoom::show_preferences(db::Tx& tx, const Scope& scope, Instant now) {
  PreferencesView view;
  static_cast<Preferences&>(view) = planner_.preferences(tx, scope.person);
  const auto all = planner_.in_force(tx, now);
  view.phone = codes::mask_phone(org::phone_of(tx, scope.person));
  view.email_on = all->email;
  view.sms_on = all->sms;
  view.district_quiet_from = all->limits.quiet_from;
  view.district_quiet_until = all->limits.quiet_until;
  return view;
}

Outcome NoticeRoom::save_preferences(db::Tx& tx, const Scope& scope, const Preferences& in, Instant now) {
  TIANGE_CHECK_OK(check_preferences(in));
  store::put_preferences(tx, scope.person, json::write(in), now);
  return done();
}

}  // namespace tiange::notices
