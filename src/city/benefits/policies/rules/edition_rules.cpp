#include "city/benefits/policies/rules/edition_rules.h"

#include <algorithm>
#include <cctype>
#include <cstdio>

#include "base/text.h"

namespace tiange::benefits {

namespace {

using registers::FactField;
using registers::FieldCatalogue;

constexpr std::size_t k_longest_feel = 2000;
constexpr std::size_t k_most_conditions = 24, k_most_cases = 60;
constexpr std::int64_t k_most_fen = 1'000'000'000'000;

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }
bool is_key(std::string_view text) {
  return !text.empty() && text.size() <= 60 && text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == text.npos;
}

constexpr ListInfo k_lists[] = {
    {Kind::person, "dead", "健在", "Alive", "died = null"},
    {Kind::person, "moved_out", "户籍未迁出", "Household register not moved away", "moved_out = null"},
    {Kind::person, "dishonest", "未列入失信被执行人名单", "Not a court defaulter", "defaulter_since = null"},
    {Kind::person, "prison", "未在服刑", "Not serving a sentence", "in_prison = null or in_prison != \"1\""},
    {Kind::household, "collective", "不是集体户", "Not a collective household", "hukou_kind = null or hukou_kind != \"2\""},
    {Kind::household, "head_dead", "户主健在", "The head is alive", "head_died = null"},
    {Kind::firm, "closed", "登记状态为存续", "In business", "status = null or status = \"1\""},
    {Kind::firm, "moved_out", "未迁出", "Not moved away", "status = null or status != \"5\""},
    {Kind::firm, "abnormal", "未列入经营异常名录", "Not listed as abnormal", "abnormal_since = null"},
    {Kind::firm, "dishonest", "未列入失信被执行人名单", "Not a court defaulter", "defaulter_since = null"},
    {Kind::firm, "tax", "无欠税", "No taxes owed", "tax_arrears_since = null"},
    {Kind::firm, "wages", "未被认定拖欠工资", "No wages owed", "wage_arrears_since = null"}};

const ListInfo* list_of(Kind kind, std::string_view key) {
  for (const ListInfo& one : k_lists) {
    if (one.kind == kind && one.key == key) return &one;
  }
  return nullptr;
}

feel::Names names_of(const FieldCatalogue& catalogue, Kind kind) {
  feel::Names names;
  for (const FactField& field : registers::fact_fields(catalogue, kind, true)) names.variables.push_back(field.field);
  if (kind == Kind::person) {
    for (const AgeRule rule : {AgeRule::on_birthday, AgeRule::day_after}) {
      for (const LeapRule leap : {LeapRule::last_of_february, LeapRule::first_of_march}) {
        const std::string name(registers::age_name(rule, leap));
        if (std::find(names.variables.begin(), names.variables.end(), name) == names.variables.end()) names.variables.push_back(name);
      }
    }
  }
  return names;
}

// The places of a word outside string literals.
template <class F>
void each_word(std::string_view feel, F&& visit) {
  for (std::size_t at = 0; at < feel.size();) {
    if (feel[at] == '"') {
      for (++at; at < feel.size() && feel[at] != '"'; ++at) {
        if (feel[at] == '\\') ++at;
      }
      ++at;
    } else if (is_word(feel[at])) {
      const std::size_t from = at;
      while (at < feel.size() && is_word(feel[at])) ++at;
      visit(from, feel.substr(from, at - from));
    } else {
      ++at;
    }
  }
}

// Whether the text itself says what the name's being absent means.
bool speaks_of_absence(std::string_view feel, std::string_view name) {
  bool found = false;
  each_word(feel, [&](std::size_t from, std::string_view word) {
    if (word != name) return;
    std::string_view rest = text::trim(feel.substr(from + word.size()));
    if (rest.starts_with("!=")) rest.remove_prefix(2);
    else if (rest.starts_with("=")) rest.remove_prefix(1);
    else return;
    found = found || text::trim(rest).starts_with("null");
  });
  return found;
}

Absent absent_of(const PolicyEdition& edition, const FieldCatalogue& catalogue, std::string_view name) {
  const std::vector<std::string> bases = registers::fact_bases(catalogue, edition.kind, name);
  for (const PolicyField& field : edition.fields) {
    if (field.absent == Absent::no && (field.field == name || (bases.size() == 1 && bases[0] == field.field))) return Absent::no;
  }
  return Absent::unknown;
}

std::string joined(const std::vector<std::string>& parts, const char* between) {
  std::string out;
  for (const std::string& part : parts) out += (out.empty() ? "" : between) + part;
  return out;
}

// Unknown where one of these is missing; where nothing else can be (`lists`: something absent that means no), plainly false.
std::string guarded(const std::vector<std::string>& needed, bool lists, const std::string& text) {
  const std::string feel = lists ? "if " + text + " then true else false" : text;
  if (needed.empty()) return feel;
  std::vector<std::string> tests;
  for (const std::string& name : needed) tests.push_back(name + " = null");
  return "if " + joined(tests, " or ") + " then null else (" + feel + ")";
}

// Makes one edition ready, piece by piece.
class Reader {
 public:
  Reader(const PolicyEdition& edition, const FieldCatalogue& catalogue)
      : edition_(edition), catalogue_(catalogue), names_(names_of(catalogue, edition.kind)) {}

  Result<std::shared_ptr<const LivePolicy>> read() {
    std::vector<LiveCondition> conditions;
    std::vector<std::string> wholes;
    const auto add = [&](const PolicyCondition& one, const std::string& path) -> Outcome {
      TIANGE_TRY(LiveCondition live, condition(one, path));
      wholes.push_back("(" + guarded_text_ + ")");
      conditions.push_back(std::move(live));
      return done();
    };
    if (const auto territory = this->territory()) TIANGE_CHECK_OK(add(*territory, "territory"));
    for (std::size_t i = 0; i < edition_.lists.size(); ++i) {
      const std::string path = "lists[" + std::to_string(i) + "]";
      const ListInfo* list = list_of(edition_.kind, edition_.lists[i]);
      if (!list) return wrong(path, "没有这个负面清单", "no such list");
      TIANGE_CHECK_OK(add({"list:" + edition_.lists[i], list->zh, list->en, list->feel, ""}, path));
    }
    for (std::size_t i = 0; i < edition_.conditions.size(); ++i)
      TIANGE_CHECK_OK(add(edition_.conditions[i], "conditions[" + std::to_string(i) + "].feel"));
    std::optional<feel::Expression> amount;
    if (!edition_.amount.empty()) {
      TIANGE_TRY(feel::Expression read, expression(with_age_rule(edition_.amount, edition_.age_rule, edition_.leap_rule), "amount"));
      const std::vector<std::string> needed = needed_by(edition_.amount, read);
      if (!needed.empty()) {
        std::vector<std::string> tests;
        for (const std::string& name : needed) tests.push_back(name + " != null");
        TIANGE_CHECK_OK(add({"amount", "金额所需信息齐全", "What the amount rests on is known", joined(tests, " and "), ""}, "amount"));
        // Missing, not refused.
        wholes.back() = "(" + guarded(needed, false, "true") + ")";
        TIANGE_TRY(conditions.back().asked, expression(guarded(needed, false, "true"), "amount"));
      }
      keep_names(read);
      amount = std::move(read);
    }
    if (conditions.empty()) return wrong("conditions", "至少要有一个条件", "at least one condition is needed");
    TIANGE_TRY(feel::Expression whole, expression(joined(wholes, " and "), "conditions"));
    return std::make_shared<const LivePolicy>(LivePolicy{edition_, std::move(conditions), std::move(whole), std::move(amount), all_, bases()});
  }

 private:
  static Refusal wrong(const std::string& path, const char* zh, const char* en) {
    return refuse_fields(ErrorCode::bad_input, {{path, zh, en}});
  }

  Result<feel::Expression> expression(const std::string& text, const std::string& path) const {
    auto parsed = feel::parse_expression(text, names_);
    if (!parsed.ok()) return refuse_fields(ErrorCode::bad_input, {{path, parsed.refusal().zh, parsed.refusal().en}});
    for (const std::string& name : parsed->variables()) {
      if (std::find(names_.variables.begin(), names_.variables.end(), name) == names_.variables.end())
        return refuse_fields(ErrorCode::bad_input, {{path, "没有字段“" + name + "”", "no such field: " + name}});
    }
    return parsed;
  }

  std::vector<std::string> needed_by(const std::string& text, const feel::Expression& read) const {
    std::vector<std::string> needed;
    for (const std::string& name : read.variables()) {
      const bool age = registers::is_age_name(name) && edition_.kind == Kind::person;
      if (speaks_of_absence(text, age ? "age" : std::string_view(name))) continue;
      if (absent_of(edition_, catalogue_, name) == Absent::unknown) needed.push_back(name);
    }
    return needed;
  }

  Result<LiveCondition> condition(const PolicyCondition& one, const std::string& path) {
    if (one.feel.empty() || one.feel.size() > k_longest_feel) return wrong(path, "请填写条件", "the condition is missing or too long");
    const std::string text = with_age_rule(one.feel, edition_.age_rule, edition_.leap_rule);
    TIANGE_TRY(const feel::Expression plain, expression(text, path));
    const bool list = one.key.starts_with("list:");
    const std::vector<std::string> needed = list ? std::vector<std::string>{} : needed_by(one.feel, plain);
    const bool absent = std::any_of(plain.variables().begin(), plain.variables().end(),
                                    [&](const std::string& name) { return absent_of(edition_, catalogue_, name) == Absent::no; });
    guarded_text_ = guarded(needed, absent, text);
    TIANGE_TRY(feel::Expression asked, expression(guarded_text_, path));
    keep_names(plain);
    return LiveCondition{one.key, one.zh, one.en, one.clause, one.feel, plain.variables(), std::move(asked)};
  }

  std::optional<PolicyCondition> territory() const {
    const bool firm = edition_.kind == Kind::firm;
    if (edition_.territory == Territory::any || edition_.kind == Kind::house || edition_.kind == Kind::facility) return std::nullopt;
    if (edition_.territory == Territory::household_register || firm)
      return PolicyCondition{"territory", firm ? "在本区登记注册" : "本区户籍", firm ? "Registered in the district" : "Household register in the district",
                             "registered_here = true", ""};
    return PolicyCondition{"territory", "在本区居住", "Lives in the district", "lives_here = true", ""};
  }

  void keep_names(const feel::Expression& read) {
    for (const std::string& name : read.variables()) {
      if (std::find(all_.begin(), all_.end(), name) == all_.end()) all_.push_back(name);
    }
  }
  std::vector<std::string> bases() const {
    std::vector<std::string> out;
    for (const std::string& name : all_) {
      for (const std::string& base : registers::fact_bases(catalogue_, edition_.kind, name)) {
        if (std::find(out.begin(), out.end(), base) == out.end()) out.push_back(base);
      }
    }
    return out;
  }

  const PolicyEdition& edition_;
  const FieldCatalogue& catalogue_;
  feel::Names names_;
  std::vector<std::string> all_;
  std::string guarded_text_;
};

std::string month_text(int year, int month) {
  char text[16];
  std::snprintf(text, sizeof text, "%04d-%02d", year, month);
  return text;
}

// Year and month of the first one paid.
std::pair<int, int> first_month(const PolicyEdition& edition, Date day) {
  const YearMonthDay at = split_date(day);
  if (edition.month_rule == MonthRule::this_month) return {at.year, at.month};
  return at.month == 12 ? std::pair(at.year + 1, 1) : std::pair(at.year, at.month + 1);
}

}  // namespace

Result<std::vector<PolicyEdition>> read_policies(std::string_view json) { return json::read<std::vector<PolicyEdition>>(json); }

std::string with_age_rule(std::string_view feel, AgeRule rule, LeapRule leap) {
  std::string out;
  std::size_t copied = 0;
  each_word(feel, [&](std::size_t from, std::string_view word) {
    if (word != "age") return;
    out.append(feel.substr(copied, from - copied)).append(registers::age_name(rule, leap));
    copied = from + word.size();
  });
  return out.append(feel.substr(copied));
}

Result<std::shared_ptr<const LivePolicy>> compile(const PolicyEdition& edition, const FieldCatalogue& catalogue) {
  return Reader(edition, catalogue).read();
}

std::vector<ListInfo> negative_lists(Kind kind) {
  std::vector<ListInfo> out;
  for (const ListInfo& one : k_lists) {
    if (one.kind == kind) out.push_back(one);
  }
  return out;
}

bool in_force(const PolicyEdition& edition, Date day) {
  const auto from = parse_date(edition.effective_from), to = parse_date(edition.effective_to);
  return (!from.ok() || *from <= day) && (!to.ok() || day <= *to);
}

std::string first_period(const PolicyEdition& edition, Date day) {
  const auto [year, month] = first_month(edition, day);
  switch (edition.rhythm) {
    case PolicyRhythm::monthly: return month_text(year, month);
    case PolicyRhythm::yearly: return std::to_string(year);
    case PolicyRhythm::on_event: return format_date(day);
    case PolicyRhythm::once: break;
  }
  return "once";
}

std::string period_of(const PolicyEdition& edition, Date day) {
  const YearMonthDay at = split_date(day);
  switch (edition.rhythm) {
    case PolicyRhythm::monthly: return month_text(at.year, at.month);
    case PolicyRhythm::yearly: return std::to_string(at.year);
    case PolicyRhythm::on_event: return format_date(day);
    case PolicyRhythm::once: break;
  }
  return "once";
}

std::int64_t first_amount(const PolicyEdition& edition, std::int64_t amount_fen, Date day) {
  if (edition.rhythm != PolicyRhythm::yearly || edition.proration == Proration::whole) return amount_fen;
  const int months = 13 - first_month(edition, day).second;
  return (amount_fen * months * 2 + 12) / 24;
}

std::optional<std::int64_t> fen_of(const feel::Value& value) {
  if (!value.is(feel::Kind::number)) return std::nullopt;
  const auto fen = value.as_number().rounded(0, feel::Rounding::half_up).to_int();
  if (!fen || *fen < 0 || *fen > k_most_fen) return std::nullopt;
  return fen;
}

Outcome check_release(const PolicyEdition& edition) {
  if (!edition.pushed || may_push(edition.standing)) return done();
  if (edition.standing == Standing::sample)
    return refuse(ErrorCode::not_this_state, "外地样例只供测算，不能主动推送；请取消“主动推送”，或按本区文件另行起草",
                  "Another city's figures are not pushed; take \"pushed\" away, or draft it by the district's own document");
  return refuse(ErrorCode::not_this_state, "内容待确认的政策不能主动推送；请先取消“主动推送”后发布，再凭文号确认；已有文号的改为“已公布”",
                "What is to be confirmed is not pushed; release it without \"pushed\" and confirm it with the document's number, or mark it as "
                "published where there is a document");
}

std::vector<FieldError> check_policy(const PolicyEdition& edition, const FieldCatalogue& catalogue,
                                     FunctionRef<bool(std::string_view, std::string_view)> known) {
  std::vector<FieldError> faults;
  const auto wrong = [&](std::string path, const char* zh, const char* en) { faults.push_back({std::move(path), zh, en}); };
  if (!is_key(edition.key)) wrong("key", "政策代码用小写字母、数字和下划线", "is written in small letters, digits and _");
  if (text::trim(edition.zh).empty() || text::length(edition.zh) > 80) wrong("zh", "请填写名称，最多 80 字", "the name is missing or too long");
  if (text::trim(edition.en).empty() || edition.en.size() > 300) wrong("en", "请填写英文名称", "the English name is missing or too long");
  if (text::length(edition.law) > 4000) wrong("law", "条文最多 4000 字", "the legal text is too long");
  if (text::trim(edition.document).empty() && edition.standing == Standing::published)
    wrong("document", "请填写文号，或标明待核实", "give the document, or mark it as to be confirmed");
  if (edition.standing != Standing::published && text::trim(edition.doubt_zh).empty())
    wrong("doubt_zh", "请说明哪些内容待核实", "say what is to be confirmed");
  if (edition.standing == Standing::confirmed)
    wrong("standing", "“已确认”由发布后的确认得出，起草时请选已公布或待确认", "is given by confirming a released edition; a draft is published or to be confirmed");
  const auto from = parse_date(edition.effective_from);
  if (!from.ok()) wrong("effective_from", "请填写生效日期", "must be a date");
  const auto to = parse_date(edition.effective_to);
  if (!edition.effective_to.empty() && (!to.ok() || (from.ok() && *to < *from))) wrong("effective_to", "失效日期应不早于生效日期", "must not be before the first day");
  if (!known("unit", edition.unit)) wrong("unit", "没有这个单位", "no such unit");
  if (edition.conditions.size() > k_most_conditions) wrong("conditions", "条件最多 24 个", "too many");
  for (std::size_t i = 0; i < edition.conditions.size(); ++i) {
    const std::string path = "conditions[" + std::to_string(i) + "].";
    const PolicyCondition& one = edition.conditions[i];
    if (!is_key(one.key)) wrong(path + "key", "条件代码用小写字母、数字和下划线", "is written in small letters, digits and _");
    if (text::trim(one.zh).empty() || text::length(one.zh) > 120) wrong(path + "zh", "请填写条件说明", "say it in words");
  }
  for (std::size_t i = 0; i < edition.fields.size(); ++i) {
    const PolicyField& one = edition.fields[i];
    const std::string path = "fields[" + std::to_string(i) + "].";
    if (!registers::base_field(catalogue, edition.kind, one.field).definition) wrong(path + "field", "没有这个字段", "no such field");
    if (!one.source.empty() && !catalogue.source(one.source)) wrong(path + "source", "没有这个来源", "no such source");
    if (one.days < 0 || one.days > 36500) wrong(path + "days", "时效应在 0–36500 天", "must be 0 to 36500 days");
  }
  for (std::size_t i = 0; i < edition.exclusions.size(); ++i) {
    if (edition.exclusions[i] == edition.key || !known("policy", edition.exclusions[i]))
      wrong("exclusions[" + std::to_string(i) + "]", "没有这项政策", "no such policy");
  }
  if (edition.kind == Kind::household && edition.form == BenefitForm::certificate)
    wrong("form", "证照发给个人或企业，按户的政策不能出证", "certificates are issued to persons and firms, not to households");
  if (edition.kind == Kind::house || edition.kind == Kind::facility) wrong("kind", "政策的对象是个人、户或企业", "is about persons, households or firms");
  const bool paid = edition.form == BenefitForm::money;
  if (paid && edition.amount.empty()) wrong("amount", "资金类政策须写明金额", "money needs an amount");
  if (edition.quota.per_life < 0 || edition.quota.per_year < 0 || edition.quota.places < 0) wrong("quota", "名额不能为负", "must not be negative");
  if (edition.objection_days < 0 || edition.objection_days > 90) wrong("objection_days", "公示期应在 0–90 个工作日", "must be 0 to 90 working days");
  if (edition.budget_fen < 0) wrong("budget_fen", "预算不能为负", "must not be negative");
  if (edition.cases.size() > k_most_cases) wrong("cases", "测试用例最多 60 个", "too many");
  if (const auto live = compile(edition, catalogue); !live.ok()) {
    const auto& fields = live.refusal().fields;
    if (fields.empty()) faults.push_back({"conditions", live.refusal().zh, live.refusal().en});
    faults.insert(faults.end(), fields.begin(), fields.end());
  }
  return faults;
}

}  // namespace tiange::benefits
