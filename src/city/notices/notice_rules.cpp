#include "city/notices/notice_rules.h"

#include <algorithm>

#include "base/codes.h"
#include "base/text.h"
#include "engines/feel/feel_json.h"
#include "platform/mail/smtp.h"

namespace tiange::notices {

namespace {

constexpr std::size_t k_most_text = 2'000;
constexpr std::int64_t k_day_us = hours(24).us;

bool is_key(std::string_view key) {
  return !key.empty() && key.size() <= 40 && key.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == key.npos;
}

const Field* field_of(std::string_view name) {
  for (const Field& field : fields()) {
    if (field.name == name) return &field;
  }
  return nullptr;
}

// Calls with each piece of the text: a name between braces, or what stands between them.
template <class F>
void each_piece(std::string_view text, F&& visit) {
  while (!text.empty()) {
    const std::size_t open = text.find('{');
    if (open > 0) visit(text.substr(0, open), false);
    if (open == text.npos) return;
    const std::size_t close = text.find('}', open);
    if (close == text.npos) return visit(text.substr(open), false);
    visit(text.substr(open + 1, close - open - 1), true);
    text.remove_prefix(close + 1);
  }
}

void check_condition(const std::string& path, const std::string& text, std::vector<FieldError>& errors) {
  const auto made = Condition::make(text);
  if (!made.ok()) errors.push_back({path, made.refusal().zh, made.refusal().en});
}

bool holds(const std::vector<Means>& list, Means one) { return std::find(list.begin(), list.end(), one) != list.end(); }

void check_audience(const Rule& rule, const std::set<std::string>& duties, std::vector<FieldError>& errors) {
  const bool by_duty = rule.audience.who == Who::unit_duty || rule.audience.who == Who::role_up ||
                       (rule.audience.who == Who::units && !rule.audience.duty.empty());
  if (by_duty && !duties.count(rule.audience.duty)) errors.push_back({"audience.duty", "没有这个职务", "there is no such duty"});
  const bool outside = rule.audience.who == Who::reporter || rule.audience.who == Who::subject;
  if (outside && (rule.means.size() != 1 || rule.means[0] != Means::sms))
    errors.push_back({"means", "诉求人和当事人只能用短信通知", "reporters, residents and firms are told by SMS only"});
  const auto kind = std::find_if(event_kinds().begin(), event_kinds().end(), [&](const EventKind& one) { return one.key == rule.event; });
  if (rule.audience.who == Who::subject && kind != event_kinds().end() && kind->from != EventSource::tidings)
    errors.push_back({"audience", "这种事件没有当事人", "there is no resident or firm in such an event"});
  if (outside && rule.when == When::gathered) errors.push_back({"when", "诉求人和当事人的短信不能汇总", "SMS to residents and firms are not gathered"});
}

}  // namespace

Words means_words(Means means) {
  switch (means) {
    case Means::app: return {"站内", "In the app"};
    case Means::email: return {"电子邮件", "E-mail"};
    case Means::sms: return {"短信", "SMS"};
  }
  return {};
}

Words who_words(Who who) {
  switch (who) {
    case Who::holder: return {"任务承办人", "Who holds the task"};
    case Who::queue: return {"待办队列全体", "Everybody of the queue"};
    case Who::parts: return {"被请求协办的人", "Who was asked for a part"};
    case Who::unit_duty: return {"办理单位的某职务", "A duty in the unit"};
    case Who::role_up: return {"沿区域向上最近的某职务", "The nearest holder of a duty upward"};
    case Who::on_duty: return {"办理单位当班人员", "Who is on duty at the unit"};
    case Who::people: return {"事件点名的人", "Those the event names"};
    case Who::units: return {"被点名单位中能答复的人", "Who may answer in the units called upon"};
    case Who::reporter: return {"诉求人", "The reporter"};
    case Who::subject: return {"当事人（登记的手机）", "The resident or firm (mobile in the registers)"};
  }
  return {};
}

Outcome check_rule(const Rule& rule, const std::set<std::string>& templates, const std::set<std::string>& duties) {
  std::vector<FieldError> errors;
  if (!is_key(rule.key)) errors.push_back({"key", "只能用小写字母、数字和下划线，不超过 40 个", "a-z, 0-9 and _, at most 40"});
  if (text::trim(rule.zh).empty() || text::length(rule.zh) > 60) errors.push_back({"zh", "请填写名称，不超过 60 字", "give a name of at most 60 characters"});
  const auto& kinds = event_kinds();
  if (std::none_of(kinds.begin(), kinds.end(), [&](const EventKind& kind) { return kind.key == rule.event; }))
    errors.push_back({"event", "没有这种事件", "there is no such event"});
  if (rule.means.empty()) errors.push_back({"means", "请至少选择一种方式", "choose at least one means"});
  for (const Means means : rule.must) {
    if (!holds(rule.means, means)) errors.push_back({"must", "不可关闭的方式须在所选方式之内", "what cannot be turned off must be among the means"});
  }
  if (!templates.count(rule.template_key)) errors.push_back({"template_key", "没有这个模板", "there is no such template"});
  check_audience(rule, duties, errors);
  check_condition("condition", rule.condition, errors);
  check_condition("urgent", rule.urgent, errors);
  if (rule.when == When::gathered && rule.hours.empty()) errors.push_back({"hours", "请填写汇总发送的时刻", "say at which hours"});
  for (const std::string& hour : rule.hours) {
    if (!parse_hour(hour)) errors.push_back({"hours", "应为 00:00 至 23:59：" + hour, "must be 00:00 to 23:59: " + hour});
  }
  if (errors.empty()) return done();
  return refuse_fields(ErrorCode::bad_input, std::move(errors));
}

Outcome check_template(const Template& one) {
  std::vector<FieldError> errors;
  if (!is_key(one.key)) errors.push_back({"key", "只能用小写字母、数字和下划线，不超过 40 个", "a-z, 0-9 and _, at most 40"});
  const auto check = [&](const char* path, const std::string& text, bool needed) {
    if (needed && text::trim(text).empty()) errors.push_back({path, "请填写", "is needed"});
    if (text::length(text) > k_most_text) errors.push_back({path, "不超过 2000 字", "at most 2000 characters"});
    each_piece(text, [&](std::string_view piece, bool is_field) {
      const Field* field = is_field ? field_of(piece) : nullptr;
      if (is_field && (!field || !field->in_text))
        errors.push_back({path, "没有这个字段：{" + std::string(piece) + "}", "there is no such field: {" + std::string(piece) + "}"});
    });
  };
  check("name_zh", one.name_zh, true);
  check("title_zh", one.title_zh, true);
  check("text_zh", one.text_zh, true);
  check("title_en", one.title_en, true);
  check("text_en", one.text_en, true);
  check("sms_zh", one.sms_zh, false);
  check("sms_en", one.sms_en, false);
  if (errors.empty()) return done();
  return refuse_fields(ErrorCode::bad_input, std::move(errors));
}

Outcome check_preferences(const Preferences& p) {
  std::vector<FieldError> errors;
  if (!p.email.empty() && !mail::is_address(p.email)) errors.push_back({"email", "不是有效的电子邮件地址", "no e-mail address"});
  if (p.quiet_from.empty() != p.quiet_until.empty() || (!p.quiet_from.empty() && (!parse_hour(p.quiet_from) || !parse_hour(p.quiet_until))))
    errors.push_back({"quiet_from", "起止时刻应同时填写，如 22:00 至 07:30", "give both hours, such as 22:00 and 07:30"});
  if (p.language != "zh" && p.language != "en") errors.push_back({"language", "应为 zh 或 en", "must be zh or en"});
  if (errors.empty()) return done();
  return refuse_fields(ErrorCode::bad_input, std::move(errors));
}

Result<Book> read_book(std::string_view json) {
  TIANGE_TRY(Book book, json::read<Book>(json));
  std::vector<FieldError> errors;
  const auto take = [&](const std::string& key, const Outcome& outcome) {
    if (outcome.ok()) return;
    for (const FieldError& one : outcome.refusal().fields) errors.push_back({key + "." + one.path, one.zh, one.en});
  };
  std::set<std::string> templates, duties;
  for (const Template& one : book.templates) {
    take(one.key, check_template(one));
    templates.insert(one.key);
  }
  for (const Rule& rule : book.rules) duties.insert(rule.audience.duty);  // whether they exist is known to the district
  for (const Rule& rule : book.rules) take(rule.key, check_rule(rule, templates, duties));
  if (!errors.empty()) return refuse_fields(ErrorCode::bad_input, std::move(errors));
  return book;
}

// ---- conditions -----------------------------------------------------------------------------------------------------

Result<Condition> Condition::make(const std::string& text) {
  Condition made;
  if (text::trim(text).empty()) return made;
  feel::Names names;
  for (const Field& field : fields()) {
    if (field.in_condition) names.variables.emplace_back(field.name);
  }
  TIANGE_TRY(feel::Expression expression, feel::parse_expression(text, names));
  for (const std::string& name : expression.variables()) {
    const Field* field = field_of(name);
    if (!field || !field->in_condition)
      return refuse(ErrorCode::bad_expression, "没有这个字段：" + name, "there is no such field: " + name);
  }
  made.expression_ = std::move(expression);
  return made;
}

bool Condition::holds(const feel::Value& facts) const { return !expression_ || feel::evaluate(*expression_, facts).is_true(); }

std::string Condition::why(const feel::Value& facts) const {
  if (!expression_) return "";
  const auto result = feel::evaluate(*expression_, facts);
  return result.notes.empty() ? "" : result.notes.front().words().zh;
}

// ---- texts ----------------------------------------------------------------------------------------------------------

std::string fill(std::string_view text, const Facts& facts, Language language) {
  std::string out;
  each_piece(text, [&](std::string_view piece, bool is_field) {
    if (!is_field) {
      out += piece;
      return;
    }
    const Field* field = field_of(piece);
    const auto found = facts.words.find(piece);
    if (!field || found == facts.words.end()) return;
    const std::string& value = language == Language::zh ? found->second.zh : found->second.en;
    if (value.empty() && out.ends_with(' ')) out.pop_back();
    const bool told = field->kind != FieldKind::place && field->kind != FieldKind::words;
    if (facts.confidential && !told) {
      out += language == Language::zh ? "（保密）" : "(confidential)";
    } else if (field->kind == FieldKind::person) {
      out += codes::mask_name(value);
    } else if (field->kind == FieldKind::phone) {
      out += codes::mask_phone(value);
    } else {
      out += value;
    }
  });
  return out;
}

std::string mask_email(std::string_view address) {
  const std::size_t mark = address.find('@');
  if (mark == address.npos || mark == 0) return "";
  return std::string(address.substr(0, 1)) + "***" + std::string(address.substr(mark));
}

// ---- hours ----------------------------------------------------------------------------------------------------------

std::optional<std::int64_t> parse_hour(std::string_view text) {
  if (text.size() != 5 || text[2] != ':') return std::nullopt;
  const auto hour = text::to_int(text.substr(0, 2));
  const auto minute = text::to_int(text.substr(3));
  if (!hour || !minute || *hour < 0 || *hour > 23 || *minute < 0 || *minute > 59) return std::nullopt;
  return (hours(*hour) + minutes(*minute)).us;
}

Instant after_quiet(Instant now, std::string_view from, std::string_view until) {
  const auto begin = parse_hour(from);
  const auto end = parse_hour(until);
  if (!begin || !end || *begin == *end) return now;
  const std::int64_t here = local_us_of_day(now);
  const Date today = local_date(now);
  if (*begin < *end) return here >= *begin && here < *end ? local_instant(today, *end) : now;
  if (here >= *begin) return local_instant(today + 1, *end);
  return here < *end ? local_instant(today, *end) : now;
}

Instant next_hour(Instant now, const std::vector<std::string>& hours) {
  Instant best;
  for (const std::string& text : hours) {
    const auto hour = parse_hour(text);
    if (!hour) continue;
    Instant one = local_instant(local_date(now), *hour);
    if (one <= now) one = local_instant(local_date(now) + 1, *hour);
    if (!best || one < best) best = one;
  }
  return best ? best : now;
}

Instant next_beat(Instant now, std::int64_t every_minutes) {
  const std::int64_t beat = minutes(std::max<std::int64_t>(every_minutes, 1)).us;
  const std::int64_t here = local_us_of_day(now);
  return now + Span{std::min((here / beat + 1) * beat, k_day_us) - here};
}

Span wait_before(std::int64_t attempts) {
  Span wait = seconds(30);
  for (std::int64_t i = 1; i < attempts && wait < hours(1); ++i) wait = wait * 2;
  return std::min(wait, hours(1));
}

// ---- the gateway ----------------------------------------------------------------------------------------------------

namespace {

json::Value filled(const json::Value& pattern, const std::map<std::string, std::string, std::less<>>& values) {
  if (pattern.is_string()) {
    std::string out;
    each_piece(pattern.as_string(), [&](std::string_view piece, bool is_field) {
      const auto found = is_field ? values.find(piece) : values.end();
      if (found != values.end()) {
        out += found->second;
      } else {
        out += is_field ? "{" + std::string(piece) + "}" : std::string(piece);
      }
    });
    return out;
  }
  if (pattern.is_array()) {
    json::Array all;
    for (const auto& one : pattern.as_array()) all.push_back(filled(one, values));
    return all;
  }
  if (pattern.is_object()) {
    json::Object all;
    for (const auto& [name, one] : pattern.as_object()) all.emplace_back(name, filled(one, values));
    return all;
  }
  return pattern;
}

}  // namespace

std::string sms_body(const SmsMapping& mapping, std::string_view id, std::string_view phone, std::string_view text, std::string_view source,
                     Instant now) {
  const std::map<std::string, std::string, std::less<>> values = {
      {"id", std::string(id)}, {"phone", std::string(phone)}, {"text", std::string(text)}};
  json::Value pattern = mapping.body;
  if (!pattern.is_object()) pattern = json::Object{{"phone", "{phone}"}, {"text", "{text}"}};
  json::Value data = filled(pattern, values);
  if (!mapping.cloudevents) return json::write(data);
  json::Value event{json::Object{}};
  event.set("specversion", "1.0");
  event.set("id", std::string(id));
  event.set("source", source);
  event.set("type", "tiange.notice.sms");
  event.set("time", format_iso(now));
  event.set("datacontenttype", "application/json");
  event.set("data", std::move(data));
  return json::write(event);
}

bool sms_taken(const SmsMapping& mapping, int status, std::string_view body) {
  if (text::trim(mapping.taken).empty()) return status >= 200 && status < 300;
  json::Value facts = json::parse(body).value_or(json::Value());
  if (!facts.is_object()) facts = json::Object{};
  facts.set("status", status);
  const auto expression = feel::parse_expression(mapping.taken);
  return expression.ok() && feel::evaluate(*expression, feel::from_json(facts)).is_true();
}

}  // namespace tiange::notices
