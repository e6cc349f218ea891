// Pages: what is due at one firm with its reasons, lists of what is due, the load of a year; and checks noted.

#include <algorithm>

#include "base/text.h"
#include "city/credit/frequency/frequency_service.h"

namespace tiange::credit {

namespace {

using frequency_store::StoredDue;
using registers::GoldenRow;
using registers::Kind;
using registers::SubjectId;

constexpr std::size_t k_notes = 20;
constexpr int k_oldest_note = 366;  // days
constexpr std::string_view k_results[] = {"", "clean", "mend", "prosecuted"};

std::string state_word(CheckState state) {
  constexpr const char* k_words[] = {"due", "done", "not_drawn", "spaced"};
  return k_words[static_cast<std::size_t>(state)];
}

std::string plain(double value) {
  std::string text = std::to_string(value);
  while (text.ends_with('0')) text.pop_back();
  if (text.ends_with('.')) text.pop_back();
  return text;
}

Date end_of_month(Date day) {
  const YearMonthDay at = split_date(day);
  return make_date(at.month == 12 ? at.year + 1 : at.year, at.month % 12 + 1, 1) + -1;
}

// The rule that a cell is, in words.
Words rule_of(const FrequencyCell& cell, std::string_view grade, std::string_view colour) {
  const std::string zh_colour = colour == "green" ? "绿" : colour == "yellow" ? "黄" : "红";
  const std::string most = plain(cell.most_year), share = plain(cell.share), months = std::to_string(cell.interval_months);
  const bool desk = cell.way == FrequencyWay::desk;
  Words words;
  words.zh = zh_colour + "色 " + std::string(grade) + " 级：每年抽 " + share + "%，每户" +
             (cell.most_year == 0 ? "按需" : cell.most_year < 1 ? "每年少于 1 次" : "每年最多 " + most + " 次") + "，间隔 " + months + " 个月，" +
             (desk ? "书面核查" : "上门检查") + "。";
  words.en = std::string(colour) + ", grade " + std::string(grade) + ": " + share + "% drawn a year, " +
             (cell.most_year == 0 ? "as needed" : cell.most_year < 1 ? "less than once a year" : "at most " + most + " a year") + ", every " + months +
             " months, " + (desk ? "by papers" : "at the door") + ". ";
  return words;
}

}  // namespace

Words reason_of(const FrequencyForm& form, const CheckStanding& one, std::string_view grade, std::string_view colour) {
  const FrequencyItem& item = form.frequency().items[one.item];
  Words words;
  const auto say = [&](const std::string& zh, const std::string& en) { words.zh += zh, words.en += en; };
  const std::string due = one.due ? format_date(*one.due) : "", number = std::to_string(one.number), reach = std::to_string(one.reach);
  if (one.trigger) {
    const FrequencyTrigger& trigger = form.frequency().triggers[*one.trigger];
    const std::string day = format_date(one.triggered), within = std::to_string(trigger.within_days);
    say(trigger.zh + "（" + day + "），" + within + " 天内加查一次，不受抽查比例限制。", trigger.en + " (" + day + "): one more visit within " + within + " days, beside the draw. ");
  } else if (one.cell < item.cells.size() && item.cells[one.cell].grade == grade) {
    const FrequencyCell& cell = item.cells[one.cell];
    const Words rule = rule_of(cell, grade, colour);
    say(rule.zh, rule.en);
    const std::string year = std::to_string(split_date(one.from).year);
    if (cell.share >= 100) say("这一级全部检查。", "Every firm of this grade is checked. ");
    else if (one.state == CheckState::not_drawn) say(year + " 年度抽签号 " + number + "，不小于 " + reach + "，未抽中。", "Its number of " + year + " is " + number + ", not below " + reach + ": not drawn. ");
    else say(year + " 年度抽签号 " + number + "，小于 " + reach + "，抽中。", "Its number of " + year + " is " + number + ", below " + reach + ": drawn. ");
    if (one.state == CheckState::done) say("本期已检查，今年不再检查。", "Checked in this period; no more this year. ");
    if (one.state == CheckState::spaced) say("距上次检查不足 " + std::to_string(cell.interval_months) + " 个月，今年不再检查。", "The last one is less than " + std::to_string(cell.interval_months) + " months old; no more this year. ");
  } else {
    say("该等级没有设定频次，不检查。", "No frequency is set for this grade. ");
  }
  if (one.last) say("上次检查 " + format_date(*one.last) + "。", "Last checked on " + format_date(*one.last) + ". ");
  else say("没有检查记录。", "No check is on record. ");
  if (one.due) say("应在 " + due + " 前完成。", "Due by " + due + ". ");
  while (words.en.ends_with(' ')) words.en.pop_back();
  return words;
}

Words FrequencyService::line_words(const std::string& line, Instant now) const {
  const auto directory = parts_.org.directory(now);
  const org::UnitInfo* unit = directory->unit_for(parts_.district, line);
  return unit ? Words{unit->name_zh, unit->name_en} : Words{line, line};
}

std::optional<FrequencyService::CheckedFirm> FrequencyService::firm_in(db::Tx& tx, const Scope& scope, SubjectId id) const {
  std::optional<CheckedFirm> found;
  const SubjectId ids[] = {id};
  parts_.subjects.each_of(tx, scope, ids, [&](const GoldenRow& row) {
    if (row.kind == Kind::firm && row.golden.size() > 2) found = CheckedFirm{row.id, std::string(row.grid), std::string(row.golden)};
    return true;
  });
  return found;
}

FirmCheck FrequencyService::firm_check(const FrequencyForm& form, const CheckStanding& one, const CreditStanding& firm, const std::vector<CheckList>& lists,
                                       Instant now) const {
  const FrequencyItem& item = form.frequency().items[one.item];
  const std::string_view grade = grade_for(form.grades(), firm.grade, firm.colour);
  FirmCheck out;
  out.item = item.key, out.zh = item.zh, out.en = item.en, out.line = item.line, out.basis = item.basis;
  const Words line = line_words(item.line, now), reason = reason_of(form, one, grade, firm.colour);
  out.line_zh = line.zh, out.line_en = line.en, out.reason_zh = reason.zh, out.reason_en = reason.en;
  out.state = state_word(one.state);
  out.way = one.way == FrequencyWay::visit ? "visit" : "desk";
  out.why = "drawn";
  if (one.cell < item.cells.size() && item.cells[one.cell].grade == grade) {
    const FrequencyCell& cell = item.cells[one.cell];
    out.share = cell.share, out.most_year = cell.most_year, out.interval_months = cell.interval_months;
    if (cell.share >= 100) out.why = "every";
  }
  if (one.trigger) {
    const FrequencyTrigger& trigger = form.frequency().triggers[*one.trigger];
    out.why = "trigger", out.trigger_zh = trigger.zh, out.trigger_en = trigger.en, out.triggered = format_date(one.triggered), out.basis = trigger.basis;
  }
  out.number = one.number, out.reach = one.reach;
  out.from = format_date(one.from), out.to = format_date(one.to);
  if (one.last) out.last = format_date(*one.last);
  if (one.due) out.due = format_date(*one.due), out.overdue = *one.due < form.today();
  for (const CheckList& list : lists) {
    if (list.line == item.line && list.object == item.object) out.checks = list.codes;
  }
  return out;
}

std::optional<FirmFrequency> FrequencyService::firm_page(db::Tx& tx, const Scope& scope, SubjectId id, CheckEyes eyes, Instant now) {
  const Form form = form_in(tx, now);
  const auto firm = firm_in(tx, scope, id);
  if (!form || !firm) return std::nullopt;
  std::optional<CreditStanding> standing;
  const SubjectId ids[] = {id};
  parts_.credit.each_standing(tx, ids, now, [&](const CreditStanding& one) {
    standing = one;
    return true;
  });
  if (!standing) return std::nullopt;
  FirmFrequency page;
  page.version = form->version();
  page.colour = standing->colour;
  page.grade = grade_for(form->grades(), standing->grade, standing->colour);
  columns::Table table = form->table(1);
  form->put(table, 0, {firm->grid, firm->golden, standing->facts});
  const frequency_store::LastNoted noted = frequency_store::last_noted(tx, id);
  FrequencyFacts facts;
  facts.firm = id.value;
  facts.grade = page.grade;
  const bool desk = eyes == CheckEyes::desk;
  if (desk && standing->facts.last) facts.last_case = local_date(standing->facts.last);
  if (desk && standing->facts.last_serious) facts.last_urgent = local_date(standing->facts.last_serious);
  facts.last = form->last_checks(firm->golden, &noted);
  const std::vector<CheckList> lists = parts_.lists(tx);
  for (const CheckStanding& one : form->standings(form->concern(table, 0), facts)) page.items.push_back(firm_check(*form, one, *standing, lists, now));
  for (const frequency_store::StoredNote& one : frequency_store::notes_of(tx, id, k_notes)) {
    FirmCheckNoted shown{one.item, one.item, one.item, format_date(one.day), one.result, desk ? one.note : "", desk ? one.by : ""};
    for (const FrequencyItem& item : form->frequency().items) {
      if (item.key == one.item) shown.zh = item.zh, shown.en = item.en;
    }
    page.noted.push_back(std::move(shown));
  }
  page.may_note = desk && scope.may(Permission::credit_answer);
  return page;
}

// ---- what was done ----

Outcome FrequencyService::check_done(db::Tx& tx, const Scope& scope, SubjectId firm, const CheckDone& done_one, Instant now) {
  const Form form = form_in(tx, now);
  if (!form || !firm_in(tx, scope, firm)) return refuse(ErrorCode::out_of_scope);
  std::vector<FieldError> faults;
  const auto& items = form->frequency().items;
  const Date today = local_date(now);
  if (std::none_of(items.begin(), items.end(), [&](const FrequencyItem& item) { return item.key == done_one.item; }))
    faults.push_back({"item", "没有这个检查项目", "no such kind of check"});
  if (done_one.day > today || today - done_one.day > k_oldest_note) faults.push_back({"day", "检查日期应在过去一年内，不能在将来", "the day must lie within the past year and not ahead"});
  if (std::find(std::begin(k_results), std::end(k_results), done_one.result) == std::end(k_results))
    faults.push_back({"result", "结果应为 clean（未发现问题）、mend（责令改正）、prosecuted（立案查处）或空", "must be clean, mend, prosecuted or empty"});
  if (text::length(done_one.note) > 500) faults.push_back({"note", "说明最多 500 字", "too long"});
  if (!faults.empty()) return refuse_fields(ErrorCode::bad_input, std::move(faults));
  frequency_store::note_check(tx, {firm, done_one.item, done_one.day, done_one.result, done_one.note, scope.name}, now);
  const SubjectId ids[] = {firm};
  follow(tx, ids, now);
  return done();
}

Result<FirmFrequency> FrequencyService::note(db::Tx& tx, const Scope& scope, std::string_view ref, const CheckNoteIn& in, Instant now) {
  const auto id = parse_typed_id<registers::SubjectTag>(ref);
  if (!id.ok()) return refuse(ErrorCode::out_of_scope);
  const auto day = parse_date(in.day);
  if (!day.ok()) return refuse_fields(ErrorCode::bad_input, {{"day", "日期应写作 2026-01-31", "is written 2026-01-31"}});
  if (const Form form = form_in(tx, now)) {
    for (const FrequencyItem& item : form->frequency().items) {
      if (item.key != in.item) continue;
      const std::string tail = "-" + item.line;
      const bool own = std::any_of(scope.units.begin(), scope.units.end(), [&](const std::string& unit) { return unit.ends_with(tail); });
      if (!own && !scope.may(Permission::credit_approve)) return refuse(ErrorCode::credit_not_owner);
    }
  }
  TIANGE_CHECK_OK(check_done(tx, scope, *id, {in.item, *day, in.result, in.note}, now));
  auto page = firm_page(tx, scope, *id, CheckEyes::desk, now);
  if (!page) return refuse(ErrorCode::credit_not_scored);
  return *std::move(page);
}

// ---- lists ----

std::vector<CheckDue> FrequencyService::shown(db::Tx& tx, const Scope& scope, const std::vector<StoredDue>& some, Instant now) const {
  std::vector<SubjectId> ids;
  for (const StoredDue& one : some) {
    if (std::find(ids.begin(), ids.end(), one.subject) == ids.end()) ids.push_back(one.subject);
  }
  std::map<std::int64_t, std::string> titles;
  if (!ids.empty()) {
    for (const registers::SubjectRow& row : parts_.subjects.rows_of(tx, scope, ids, now)) {
      if (const auto id = parse_id(row.ref); id.ok()) titles[*id] = row.title;
    }
  }
  const auto live = frequency_store::definition(tx, frequency_store::DefinitionState::live);
  const Date today = local_date(now);
  std::map<std::string, Words> lines;
  std::vector<CheckDue> out;
  for (const StoredDue& one : some) {
    CheckDue row;
    row.ref = one.subject.text();
    const auto title = titles.find(one.subject.value);
    row.title = title == titles.end() || title->second.empty() ? "—" : title->second;
    row.grid = one.grid, row.colour = one.colour, row.grade = one.grade;
    row.area_name = parts_.places.full_name(one.grid, scope.language);
    row.item = row.zh = row.en = one.item;
    row.line = one.line, row.way = one.way, row.why = one.why;
    for (std::size_t i = 0; live && i < live->frequency.items.size(); ++i) {
      if (live->frequency.items[i].key == one.item) row.zh = live->frequency.items[i].zh, row.en = live->frequency.items[i].en;
    }
    for (std::size_t i = 0; live && i < live->frequency.triggers.size(); ++i) {
      if (live->frequency.triggers[i].key == one.cause) row.trigger_zh = live->frequency.triggers[i].zh, row.trigger_en = live->frequency.triggers[i].en;
    }
    if (!lines.contains(one.line)) lines[one.line] = line_words(one.line, now);
    row.line_zh = lines[one.line].zh, row.line_en = lines[one.line].en;
    row.due = format_date(one.due);
    row.overdue = one.due < today;
    out.push_back(std::move(row));
  }
  return out;
}

std::vector<CheckDue> FrequencyService::due_at(db::Tx& tx, const Scope& scope, std::span<const SubjectId> firms, Instant now) const {
  std::vector<StoredDue> some;
  for (const SubjectId id : firms) {
    for (StoredDue& one : frequency_store::dues_of(tx, id)) {
      if (scope.covers(one.grid)) some.push_back(std::move(one));
    }
  }
  std::sort(some.begin(), some.end(), [](const StoredDue& a, const StoredDue& b) { return std::tie(a.due, a.subject, a.item) < std::tie(b.due, b.subject, b.item); });
  return shown(tx, scope, some, now);
}

CheckDueList FrequencyService::due(db::Tx& tx, const Scope& scope, const DueAsk& ask, Instant now) const {
  std::vector<StoredDue> some = frequency_store::dues(tx, scope, ask, ask.limit + 1);
  CheckDueList list;
  if (some.size() > ask.limit) {
    some.pop_back();
    list.next = frequency_store::cursor_of(some.back());
  }
  list.items = shown(tx, scope, some, now);
  return list;
}

// ---- the load ----

FrequencyLoad FrequencyService::load(db::Tx& tx, const Scope& scope, const std::string& area, Instant now) const {
  FrequencyLoad out;
  out.version = frequency_store::state(tx, "loaded_version");
  out.year = static_cast<int>(frequency_store::state(tx, "loaded_year"));
  if (const std::int64_t made = frequency_store::state(tx, "loaded"); made != 0) out.made = Instant{made};
  const auto live = frequency_store::definition(tx, frequency_store::DefinitionState::live);
  std::map<std::string, FrequencyShare> towns, lines, items;
  std::vector<FrequencyShare> months(12);
  frequency_store::each_load(tx, scope, area, [&](std::string_view grid, const frequency_store::GridLoad& load) {
    FrequencyShare& town = towns[std::string(grid.substr(0, 9))];
    town.firms += load.firms, out.all.firms += load.firms;
    for (const frequency_store::LoadRow& row : load.rows) {
      FrequencyShare& item = items[row.item];
      item.firms += row.firms;
      for (FrequencyShare* one : {&town, &item, &out.all}) one->uniform += row.uniform;
      for (std::size_t month = 0; month < 12 && month < row.visits.size() && month < row.desks.size(); ++month) {
        for (FrequencyShare* one : {&town, &item, &out.all, &months[month]}) one->visits += row.visits[month], one->desks += row.desks[month];
      }
    }
    return true;
  });
  for (auto& [code, share] : towns) {
    share.code = code, share.zh = parts_.places.name(code, Language::zh), share.en = parts_.places.name(code, Language::en);
    out.towns.push_back(share);
  }
  for (std::size_t i = 0; live && i < live->frequency.items.size(); ++i) {
    const FrequencyItem& item = live->frequency.items[i];
    const auto found = items.find(item.key);
    if (found == items.end()) continue;
    found->second.code = item.key, found->second.zh = item.zh, found->second.en = item.en;
    out.items.push_back(found->second);
    FrequencyShare& line = lines[item.line];
    const Words words = line_words(item.line, now);
    line.code = item.line, line.zh = words.zh, line.en = words.en;
    line.firms = std::max(line.firms, found->second.firms);
    line.visits += found->second.visits, line.desks += found->second.desks, line.uniform += found->second.uniform;
  }
  for (const auto& [code, share] : lines) out.lines.push_back(share);
  for (std::size_t month = 0; month < 12; ++month) {
    months[month].code = std::to_string(month + 1), months[month].zh = months[month].code + " 月", months[month].en = months[month].code;
    months[month].uniform = (out.all.uniform + 6) / 12;
    out.months.push_back(months[month]);
  }
  const Date today = local_date(now);
  const frequency_store::DueCounts counts = frequency_store::due_counts(tx, scope, area, today, end_of_month(today));
  out.due_month = counts.month, out.overdue = counts.late, out.extra = counts.extra;
  return out;
}

}  // namespace tiange::credit
