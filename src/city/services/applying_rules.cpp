#include "city/services/applying_rules.h"

#include <algorithm>
#include <functional>

#include "base/codes.h"
#include "base/text.h"

namespace tiange::services {

namespace {

constexpr int k_accept_days = 5;           // 行政许可法 article 32: to say within five days what is missing
constexpr std::size_t k_longest_said = 1000;
constexpr std::size_t k_longest_line = 500;

ApplicationEvent event(const char* act, const ServiceActor& by, Instant now, std::string zh, std::string en) {
  ApplicationEvent e;
  e.act = act;
  e.happened = now;
  e.by = by.name;
  e.account = by.account;
  e.zh = std::move(zh);
  e.en = std::move(en);
  return e;
}

Limit work_days(int days) { return {static_cast<double>(days), LimitKind::work_days}; }

Result<std::string> reason(std::string_view said) {
  const std::string out(text::trim(said));
  if (out.empty()) return refuse_fields(ErrorCode::bad_input, {{"text", "请写明理由或结果", "say why, or what came of it"}});
  if (text::length(out) > k_longest_said) return refuse_fields(ErrorCode::bad_input, {{"text", "最多 1000 字", "at most 1000 characters"}});
  return out;
}

bool readable(const AskRule& rule, const std::string& value) {
  switch (rule.type) {
    case AskType::number: return text::to_double(value).has_value();
    case AskType::date: return parse_date(value).ok();
    case AskType::phone:
      return value.size() >= 7 && value.size() <= 20 && std::all_of(value.begin(), value.end(), [](char c) { return (c >= '0' && c <= '9') || c == '-' || c == '+'; });
    case AskType::choice: return rule.choices.empty() || std::any_of(rule.choices.begin(), rule.choices.end(), [&](const ChoiceRule& one) { return one.value == value; });
    case AskType::text: return text::length(value) <= k_longest_line;
  }
  return false;
}

bool young_enough(Instant observed, int days_most, Instant now) { return days_most <= 0 || now - observed <= days(days_most); }

std::optional<ShownMaterial> held_by(const MaterialRule& rule, const HeldRule& where, const Holdings& h, Instant now) {
  ShownMaterial out{rule.key, rule.zh, rule.en, std::string(json::enum_name(where.kind)), "", "", std::nullopt, "", "", ""};
  if (where.kind == HeldKind::field) {
    const HeldValue* value = fresh_value(h, where.key, now);
    if (!value || !young_enough(value->observed, where.days, now)) return std::nullopt;
    if (!where.is.empty() && std::find(where.is.begin(), where.is.end(), value->value) == where.is.end()) return std::nullopt;
    out.source_zh = value->source_zh;
    out.source_en = value->source_en;
    out.observed = value->observed;
    return out;
  }
  if (where.kind == HeldKind::certificate) {
    const auto paper = h.certificates.find(where.key);
    if (paper == h.certificates.end()) return std::nullopt;
    out.source_zh = "电子证照：" + paper->second.zh;
    out.source_en = "certificate: " + paper->second.en;
    out.observed = paper->second.issued;
    return out;
  }
  const auto file = h.files.find(where.key);
  if (file == h.files.end() || !young_enough(file->second.given, where.days, now)) return std::nullopt;
  out.source_zh = "以前提交过";
  out.source_en = "given before";
  out.observed = file->second.given;
  out.file = file->second.file;
  out.file_name = file->second.name;
  out.digest = file->second.digest;
  return out;
}

}  // namespace

// ---- what is held ----

const HeldValue* fresh_value(const Holdings& holdings, std::string_view field, Instant now) {
  const auto found = holdings.fields.find(field);
  if (found == holdings.fields.end() || found->second.value.empty()) return nullptr;
  return young_enough(found->second.observed, found->second.ages_days, now) ? &found->second : nullptr;
}

std::optional<ShownMaterial> held_material(const MaterialRule& rule, const Holdings& holdings, Instant now) {
  for (const HeldRule& where : rule.held) {
    if (auto found = held_by(rule, where, holdings, now)) return found;
  }
  return std::nullopt;
}

Outcome is_for(const Matter& matter, registers::Kind kind, const Holdings& holdings, Date today) {
  if (matter.kind != kind) {
    const bool firm = matter.kind == registers::Kind::firm;
    return refuse(ErrorCode::service_not_for, firm ? "此事项由企业申请" : "此事项由个人申请", firm ? "it is for firms" : "it is for persons");
  }
  if (matter.from_age > 0 || matter.to_age > 0) {
    const auto born = holdings.fields.find("born");
    const auto day = born == holdings.fields.end() ? Result<Date>(refuse(ErrorCode::not_found)) : parse_date(born->second.value);
    if (day.ok()) {
      const YearMonthDay birth = split_date(*day), now = split_date(today);
      const int age = now.year - birth.year - (now.month * 100 + now.day < birth.month * 100 + birth.day ? 1 : 0);
      if (age < matter.from_age || (matter.to_age > 0 && age > matter.to_age)) return refuse(ErrorCode::service_not_for, matter.who_zh, matter.who_en);
    }
  }
  for (const HeldRule& rule : matter.only) {
    const auto found = holdings.fields.find(rule.key);
    const std::string value = found == holdings.fields.end() ? "" : found->second.value;
    const bool fits = rule.is.empty() ? !value.empty() : std::find(rule.is.begin(), rule.is.end(), value) != rule.is.end();
    if (!fits) return refuse(ErrorCode::service_not_for, matter.who_zh, matter.who_en);
  }
  return done();
}

// ---- filling ----

Outcome fill(Application& a, const Matter& matter, const Holdings& holdings, const std::vector<GivenLine>& lines, const std::vector<GivenFile>& files, Instant now) {
  std::vector<FieldError> missing, unread;
  a.form.clear();
  a.materials.clear();
  a.held = a.given = 0;
  for (const AskRule& rule : matter.form) {
    FilledLine line;
    line.key = rule.key;
    line.zh = rule.zh;
    line.en = rule.en;
    line.field = rule.field;
    const auto given = std::find_if(lines.begin(), lines.end(), [&](const GivenLine& one) { return one.key == rule.key; });
    const HeldValue* held = rule.field.empty() ? nullptr : fresh_value(holdings, rule.field, now);
    const std::string said(given == lines.end() ? std::string_view() : text::trim(given->value));
    if (held && (said.empty() || said == held->value)) {
      line.value = held->value;
      line.shown_zh = held->shown_zh;
      line.shown_en = held->shown_en;
      line.from = "register";
      line.source_zh = held->source_zh;
      line.source_en = held->source_en;
      line.observed = held->observed;
    } else if (!said.empty()) {
      if (!readable(rule, said)) unread.push_back({"form." + rule.key, "“" + rule.zh + "”填写不正确", rule.en + " cannot be read"});
      line.value = said;
      line.from = "given";
      if (held) line.held_value = held->value;
      for (const ChoiceRule& choice : rule.choices) {
        if (choice.value == said) line.shown_zh = choice.zh, line.shown_en = choice.en;
      }
    } else if (rule.needed) {
      missing.push_back({"form." + rule.key, "请填写“" + rule.zh + "”", rule.en + " is missing"});
    }
    a.form.push_back(std::move(line));
  }
  for (const MaterialRule& rule : matter.materials) {
    const auto given = std::find_if(files.begin(), files.end(), [&](const GivenFile& one) { return one.material == rule.key; });
    std::optional<ShownMaterial> shown;
    if (given != files.end()) {
      shown = ShownMaterial{rule.key, rule.zh, rule.en, "given", "申请人提交", "given by the applicant", given->file.given, given->file.file, given->file.name, given->file.digest};
      ++a.given;
    } else if ((shown = held_material(rule, holdings, now))) {
      ++a.held;
    } else if (rule.needed) {
      missing.push_back({"files." + rule.key, "请提交“" + rule.zh + "”", rule.en + " is missing"});
    }
    a.materials.push_back(shown ? *std::move(shown) : ShownMaterial{rule.key, rule.zh, rule.en, "", "", "", std::nullopt, "", "", ""});
  }
  a.burden = static_cast<int>(matter.materials.size());
  if (!unread.empty()) return refuse_fields(ErrorCode::bad_input, std::move(unread));
  if (!missing.empty()) return refuse_fields(ErrorCode::service_missing, std::move(missing));
  return done();
}

namespace {

struct FrozenApplication {
  std::string application, subject, matter;
  std::int64_t edition = 0;
  std::vector<FilledLine> form;
  std::vector<ShownMaterial> materials;
};
BOOST_DESCRIBE_STRUCT(FrozenApplication, (), (application, subject, matter, edition, form, materials))

}  // namespace

std::string frozen_text(const Application& a) {
  return json::write(FrozenApplication{std::to_string(a.id), std::to_string(a.subject), a.matter, a.edition, a.form, a.materials});
}

// ---- what may happen ----

Words state_words(ApplicationState state) {
  switch (state) {
    case ApplicationState::submitted: return {"已提交", "submitted"};
    case ApplicationState::supplement: return {"待补正", "more is wanted"};
    case ApplicationState::accepted: return {"已受理", "accepted"};
    case ApplicationState::done: return {"已办结", "done"};
    case ApplicationState::refused: return {"不予办理", "refused"};
    case ApplicationState::withdrawn: return {"已撤回", "withdrawn"};
  }
  return {};
}

ApplicationEvent submit(const Application& a, const ServiceActor& by, const WorkCalendar& calendar, Instant now) {
  ApplicationEvent e = event("submitted", by, now, "已提交，" + std::to_string(a.held) + " 份材料已有，本人提交 " + std::to_string(a.given) + " 份",
                             "submitted; " + std::to_string(a.held) + " materials were held, " + std::to_string(a.given) + " given");
  e.digest = a.digest;
  e.due = calendar.add(work_days(k_accept_days), now);
  return e;
}

Result<ApplicationEvent> ask_more(const Application& a, const Matter& matter, const std::vector<std::string>& wanted, std::string_view said, const ServiceActor& by, Instant now) {
  if (a.state != ApplicationState::submitted) return refuse(ErrorCode::service_state);
  TIANGE_TRY(std::string text, reason(said));
  if (wanted.empty()) return refuse_fields(ErrorCode::bad_input, {{"wanted", "请选择要补正的材料或信息", "say which material or line is wanted"}});
  std::string names_zh, names_en;
  for (const std::string& key : wanted) {
    const auto material = std::find_if(matter.materials.begin(), matter.materials.end(), [&](const MaterialRule& one) { return one.key == key; });
    const auto line = std::find_if(matter.form.begin(), matter.form.end(), [&](const AskRule& one) { return one.key == key; });
    if (material == matter.materials.end() && line == matter.form.end())
      return refuse_fields(ErrorCode::bad_input, {{"wanted", "事项没有“" + key + "”", "the matter has no " + key}});
    names_zh += (names_zh.empty() ? "" : "、") + (material != matter.materials.end() ? material->zh : line->zh);
    names_en += (names_en.empty() ? "" : ", ") + (material != matter.materials.end() ? material->en : line->en);
  }
  ApplicationEvent e = event("asked", by, now, "请补正：" + names_zh + "。" + text, "more is wanted: " + names_en + ". " + text);
  e.wanted = wanted;
  e.said = std::move(text);
  return e;
}

Result<ApplicationEvent> supplement(const Application& a, const ServiceActor& by, const WorkCalendar& calendar, Instant now) {
  if (a.state != ApplicationState::supplement) return refuse(ErrorCode::service_state);
  ApplicationEvent e = event("supplemented", by, now, "已补正", "what was wanted has been given");
  e.digest = a.digest;
  e.due = calendar.add(work_days(k_accept_days), now);
  return e;
}

Result<ApplicationEvent> accept(const Application& a, const ServiceActor& by, const WorkCalendar& calendar, Instant now) {
  if (a.state != ApplicationState::submitted) return refuse(ErrorCode::service_state);
  ApplicationEvent e = event("accepted", by, now, "已受理，承诺 " + std::to_string(a.promised_days) + " 个工作日办结",
                             "accepted; promised within " + std::to_string(a.promised_days) + " working days");
  e.due = calendar.add(work_days(a.promised_days), now);
  e.statutory_due = calendar.add(work_days(a.statutory_days), now);
  return e;
}

Result<ApplicationEvent> finish(const Application& a, std::string_view said, const ServiceActor& by, Instant now) {
  if (a.state != ApplicationState::accepted) return refuse(ErrorCode::service_state);
  TIANGE_TRY(std::string text, reason(said));
  ApplicationEvent e = event("done", by, now, "已办结：" + text, "done: " + text);
  e.said = std::move(text);
  return e;
}

Result<ApplicationEvent> refuse_application(const Application& a, std::string_view said, const ServiceActor& by, Instant now) {
  if (!is_open(a.state)) return refuse(ErrorCode::service_state);
  TIANGE_TRY(std::string text, reason(said));
  const bool accepted = a.state == ApplicationState::accepted;
  ApplicationEvent e = event("refused", by, now, (accepted ? "不予办理：" : "不予受理：") + text, (accepted ? "refused: " : "not taken up: ") + text);
  e.said = std::move(text);
  return e;
}

Result<ApplicationEvent> withdraw(const Application& a, const ServiceActor& by, Instant now) {
  if (!is_open(a.state)) return refuse(ErrorCode::service_state);
  return event("withdrawn", by, now, "申请人撤回", "withdrawn by the applicant");
}

std::vector<std::string> desk_may(const Application& a) {
  if (a.state == ApplicationState::submitted) return {"accept", "ask", "refuse"};
  if (a.state == ApplicationState::accepted) return {"finish", "refuse"};
  if (a.state == ApplicationState::supplement) return {"refuse"};
  return {};
}

void apply(Application& a, const ApplicationEvent& e) {
  if (e.act == "seen") {
    a.seen = e.happened;
    return;
  }
  if (e.act == "submitted" || e.act == "supplemented") {
    a.state = ApplicationState::submitted;
    if (e.act == "submitted") a.submitted = e.happened;
    if (e.due) a.accept_due = *e.due;
    a.digest = e.digest;
    a.wanted.clear();
    a.asked.reset();
    return;
  }
  a.seen.reset();  // something the applicant has not read
  a.said = e.said;
  if (e.act == "asked") {
    a.state = ApplicationState::supplement;
    a.wanted = e.wanted;
    a.asked = e.happened;
  } else if (e.act == "accepted") {
    a.state = ApplicationState::accepted;
    a.accepted = e.happened;
    a.due = e.due;
    a.statutory_due = e.statutory_due;
  } else {
    a.state = e.act == "done" ? ApplicationState::done : e.act == "refused" ? ApplicationState::refused : ApplicationState::withdrawn;
    a.closed = e.happened;
    if (e.act == "withdrawn") a.seen = e.happened;
  }
  a.answered_by = e.by;
}

// ---- the clock ----

Lamp lamp_of(const Application& a, const WorkCalendar& calendar, Instant now) {
  if (!is_open(a.state)) return {"none", a.due, a.statutory_due};
  if (a.state == ApplicationState::supplement) return {"paused", std::nullopt, std::nullopt};
  const bool accepted = a.state == ApplicationState::accepted && a.due;
  const Instant due = accepted ? *a.due : a.accept_due;
  const std::optional<Instant> law = accepted ? a.statutory_due : std::nullopt;
  if (law && now > *law) return {"over", due, law};
  if (now > due) return {"red", due, law};
  const Span left = calendar.elapsed(LimitKind::work_days, now, due);
  const Span all = calendar.budget(work_days(accepted ? a.promised_days : k_accept_days));
  return {left.us * 4 < all.us ? "amber" : "green", due, law};
}

// ---- a matter as it is kept ----

std::vector<FieldError> faults_of(const Matter& m, const std::function<bool(registers::Kind, std::string_view)>& knows_field,
                                  const std::function<bool(std::string_view)>& knows_unit) {
  std::vector<FieldError> out;
  const auto fault = [&](std::string path, const char* zh, const char* en) { out.push_back({std::move(path), zh, en}); };
  const auto key_ok = [](std::string_view key) {
    return !key.empty() && key.size() <= 40 && std::all_of(key.begin(), key.end(), [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; });
  };
  if (!key_ok(m.key)) fault("key", "由小写字母、数字和下划线组成，最长 40", "small letters, digits and underscores, at most 40");
  if (text::trim(m.zh).empty() || text::trim(m.en).empty()) fault("zh", "请填写中英文名称", "the name is needed in both languages");
  if (m.kind != registers::Kind::person && m.kind != registers::Kind::firm) fault("kind", "应为 person 或 firm", "person or firm");
  if (!knows_unit(m.unit)) fault("unit", "没有这个单位", "there is no such unit");
  if (text::trim(m.law).empty()) fault("law", "请填写依据", "the legal basis is missing");
  if (m.promised_days < 0 || m.statutory_days < 1 || m.promised_days > m.statutory_days) fault("promised_days", "承诺时限不能超过法定时限", "the promise may not exceed the statutory time");
  if (m.fee_fen < 0) fault("fee_fen", "不能为负", "may not be negative");
  if (m.visits < 0 || m.visits > 20) fault("visits", "应在 0 至 20 之间", "between 0 and 20");
  std::vector<std::string> keys;
  const auto once = [&](const std::string& path, const std::string& key) {
    if (!key_ok(key) || std::find(keys.begin(), keys.end(), key) != keys.end()) fault(path, "编码不能为空、重复", "a key is missing or used twice");
    keys.push_back(key);
  };
  const auto field_known = [&](const std::string& path, std::string_view field) {
    if (!knows_field(m.kind, field)) fault(path, "底账中没有这个字段", "the register has no such field");
  };
  for (std::size_t i = 0; i < m.only.size(); ++i) field_known("only[" + std::to_string(i) + "]", m.only[i].key);
  for (std::size_t i = 0; i < m.form.size(); ++i) {
    const std::string path = "form[" + std::to_string(i) + "]";
    once(path + ".key", m.form[i].key);
    if (!m.form[i].field.empty()) field_known(path + ".field", m.form[i].field);
    if (m.form[i].type == AskType::choice && m.form[i].choices.empty() && m.form[i].field.empty()) fault(path + ".choices", "请给出选项", "choices are missing");
  }
  for (std::size_t i = 0; i < m.materials.size(); ++i) {
    const std::string path = "materials[" + std::to_string(i) + "]";
    once(path + ".key", m.materials[i].key);
    for (const HeldRule& rule : m.materials[i].held) {
      if (rule.kind == HeldKind::field) field_known(path + ".held", rule.key);
      else if (rule.key.empty()) fault(path + ".held", "请写明哪种证照或文件", "say which certificate or file");
    }
  }
  return out;
}

}  // namespace tiange::services
