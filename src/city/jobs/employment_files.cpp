// Files: vacancies read in, all rows or none, every wrong cell named; lists that leave, with a purpose.

#include <algorithm>
#include <set>

#include "base/digest.h"
#include "base/text.h"
#include "city/jobs/employment_service.h"
#include "platform/sheets/routes/sheet_routes.h"

namespace tiange::employ {

namespace {

using http::Method;
using http::Request;

struct ImportColumn {
  std::string_view zh, name;
  bool needed;
};
constexpr ImportColumn k_columns[] = {{"统一社会信用代码", "uscc", true}, {"岗位名称", "title", true}, {"职业编码", "occupation", true},
                                      {"技能", "skills", false},          {"人数", "headcount", false}, {"最低月薪（元）", "pay_from", false},
                                      {"最高月薪（元）", "pay_to", false}, {"工作区域", "area", false},   {"学历", "schooling", false},
                                      {"经验年限", "years", false},       {"用工形式", "term", false},  {"截止日期", "until", false},
                                      {"说明", "note", false}};
constexpr std::string_view k_unfair_columns[] = {"性别", "年龄", "户籍", "籍贯", "民族", "婚姻", "婚育", "sex", "gender", "age", "origin"};
constexpr std::size_t k_most_rows = 5'000, k_most_errors = 200, k_export_page = 500;

using Cells = std::map<std::string, std::string, std::less<>>;

// Which column each cell of a row is; refuses heads that choose people.
Result<std::vector<std::string>> read_head(const std::vector<std::string>& titles) {
  std::vector<std::string> names;
  std::vector<FieldError> faults;
  for (const std::string& title : titles) {
    const std::string folded = folded_word(title);
    for (const std::string_view unfair : k_unfair_columns) {
      if (folded == unfair) faults.push_back({"第 1 行 / " + title, "不得按“" + title + "”招用，请删去此列（就业促进法）", "nobody may be hired by this: take the column out (Employment Promotion Law)"});
    }
    const auto known = std::find_if(std::begin(k_columns), std::end(k_columns), [&](const ImportColumn& one) { return folded == folded_word(one.zh) || folded == one.name; });
    names.push_back(known == std::end(k_columns) ? "" : std::string(known->name));
  }
  for (const ImportColumn& one : k_columns) {
    if (one.needed && std::find(names.begin(), names.end(), one.name) == names.end())
      faults.push_back({"第 1 行", "缺少列“" + std::string(one.zh) + "”", "the column " + std::string(one.name) + " is missing"});
  }
  if (!faults.empty()) return refuse_fields(ErrorCode::bad_input, std::move(faults));
  return names;
}

// "氩弧焊4；识图；粤语(加分)".
std::vector<SkillIn> skills_in(std::string cell) {
  for (const char* mark : {"；", "、", "，", ","}) cell = text::replace_all(cell, mark, ";");
  std::vector<SkillIn> skills;
  for (const std::string_view part : text::split(cell, ';')) {
    SkillIn one;
    std::string word(text::trim(part));
    for (const char* nice : {"(加分)", "（加分）"}) {
      if (word.ends_with(nice)) one.must = false, word = text::trim(word.substr(0, word.size() - std::string_view(nice).size()));
    }
    if (!word.empty() && word.back() >= '1' && word.back() <= '5' && word.size() > 3) one.level = word.back() - '0', word.pop_back();
    one.word = text::trim(word);
    if (!one.word.empty()) skills.push_back(std::move(one));
  }
  return skills;
}

std::string term_in(std::string_view word) {
  for (const std::string_view term : k_terms) {
    if (word == term || word == term_words(term).zh) return std::string(term);
  }
  return word.empty() ? "full" : std::string(word);
}

std::string schooling_in(std::string_view word) {
  for (const char* code : {"10", "20", "30", "40", "60", "70", "80", "90"}) {
    if (word == code || word == schooling_words(code).zh) return code;
  }
  if (word == "本科") return "20";
  if (word == "大专") return "30";
  if (word == "中专") return "40";
  if (word == "高中") return "60";
  if (word == "初中") return "70";
  return word == "不限" ? "" : std::string(word);
}

VacancyIn vacancy_in(const Cells& cells, std::vector<FieldError>& faults) {
  const auto cell = [&](std::string_view name) {
    const auto found = cells.find(name);
    return found == cells.end() ? std::string() : found->second;
  };
  const auto number = [&](std::string_view name, std::int64_t other) {
    const std::string text = cell(name);
    if (text.empty()) return other;
    const auto value = text::to_int(text);
    if (!value || *value < 0 || *value > 1'000'000) faults.push_back({std::string(name), "应为整数，现在是“" + text + "”", "must be a whole number"});
    return value ? std::clamp<std::int64_t>(*value, 0, 1'000'000) : other;
  };
  VacancyIn in;
  in.uscc = cell("uscc");
  in.title = cell("title");
  in.occupation = cell("occupation");
  in.skills = skills_in(cell("skills"));
  in.headcount = static_cast<int>(number("headcount", 1));
  in.pay_from_fen = number("pay_from", 0) * 100;
  in.pay_to_fen = std::max(number("pay_to", 0) * 100, in.pay_from_fen);
  in.area = cell("area");
  in.schooling = schooling_in(cell("schooling"));
  in.years = static_cast<int>(number("years", 0));
  in.term = term_in(cell("term"));
  in.until = cell("until").substr(0, 10);
  in.note = cell("note");
  return in;
}

std::string column_title(std::string_view path) {
  for (const ImportColumn& one : k_columns) {
    if (path == one.name || path.starts_with(std::string(one.name) + "[") || (path == "pay_to_fen" && one.name == "pay_to")) return std::string(one.zh);
  }
  return std::string(path);
}

const std::string& pick(bool zh, const std::string& a, const std::string& b) { return zh ? a : b; }

std::string words_of(const std::vector<SkillView>& skills, bool zh) {
  std::string out;
  for (const SkillView& one : skills) out += (out.empty() ? "" : zh ? "；" : "; ") + pick(zh, one.zh, one.en) + " " + std::to_string(one.level);
  return out;
}

void write_vacancy(sheets::Writer& writer, const VacancyView& one, bool zh) {
  writer.row({one.firm_name, one.title, pick(zh, one.occupation_zh, one.occupation_en), words_of(one.skills, zh), std::to_string(one.headcount), pick(zh, one.pay_zh, one.pay_en),
              one.area_name, pick(zh, one.schooling_zh, one.schooling_en), std::to_string(one.years), pick(zh, one.term_zh, one.term_en), one.until, one.state});
}

void write_talent(sheets::Writer& writer, const TalentView& one, bool zh) {
  std::string wishes;
  for (const NamedCode& code : one.occupations) wishes += (wishes.empty() ? "" : "；") + pick(zh, code.zh, code.en);
  writer.row({one.name, words_of(one.skills, zh), wishes, pick(zh, one.schooling_zh, one.schooling_en), std::to_string(one.years), std::to_string(one.pay_from_fen / 100),
              one.area_name, one.purpose, format_local(one.until)});
}

}  // namespace

Result<JobImportReport> EmploymentService::import_vacancies(db::Tx& tx, const Scope& scope, sheets::Reader& reader, bool dry_run, Instant now) {
  sheets::Row row;
  TIANGE_TRY(const bool any, reader.next(row));
  if (!any) return refuse(ErrorCode::bad_file, "文件是空的", "the file is empty");
  TIANGE_TRY(const std::vector<std::string> head, read_head(row.cells));
  const Book book = book_in(tx);
  JobImportReport report;
  std::vector<std::pair<VacancyIn, std::string>> rows;
  std::set<std::string> keys;
  for (;;) {
    TIANGE_TRY(const bool more, reader.next(row));
    if (!more) break;
    Cells cells;
    std::string all;
    for (std::size_t i = 0; i < row.cells.size() && i < head.size(); ++i) {
      if (!head[i].empty()) cells[head[i]] = text::trim(row.cells[i]), all += head[i] + "=" + cells[head[i]] + "\n";
    }
    if (std::all_of(cells.begin(), cells.end(), [](const auto& one) { return one.second.empty(); })) continue;
    if (++report.rows > static_cast<std::int64_t>(k_most_rows)) return refuse(ErrorCode::bad_file, "一次最多 5000 行", "at most 5000 rows at once");
    const std::string key = hex(sha256(all));
    if (!keys.insert(key).second || store::imported(tx, key)) {
      ++report.same;
      continue;
    }
    std::vector<FieldError> faults;
    VacancyIn in = vacancy_in(cells, faults);
    for (FieldError& fault : vacancy_faults(*book, in, now)) faults.push_back(std::move(fault));
    if (!firm_in(tx, scope, in.uscc)) faults.push_back({"uscc", "底账中没有这家企业，或不在您的辖区", "no such firm in the registers, or outside your area"});
    for (const FieldError& fault : faults) {
      if (report.errors.size() < k_most_errors) report.errors.push_back({static_cast<std::int64_t>(row.number), column_title(fault.path), fault.zh, fault.en});
    }
    if (faults.empty()) ++report.accepted, rows.emplace_back(std::move(in), key);
  }
  if (dry_run || !report.errors.empty()) return report;
  for (const auto& [in, key] : rows) TIANGE_CHECK_OK(keep_vacancy(tx, scope, in, key, now));
  report.kept = true;
  tell(tx);
  return report;
}

void EmploymentService::add_files(http::Routes& routes, const http::Recorder& record) {
  http::Route upload{Method::post, "/api/v1/jobs/vacancies/import", Permission::jobs_edit, "导入岗位", "Import vacancies from XLSX or CSV: all rows or none"};
  sheets::add_import<JobImportReport>(
      routes, std::move(upload), 16 << 20, [this, record](db::Tx& tx, const Request& r, sheets::Reader& reader, bool dry_run) -> Result<JobImportReport> {
        TIANGE_TRY(JobImportReport report, import_vacancies(tx, r.scope, reader, dry_run, r.now));
        const std::string count = std::to_string(report.accepted);
        if (report.kept) record(tx, r, "jobs.imported", "vacancies", {"导入岗位 " + count + " 个", "imported " + count + " vacancies"});
        return report;
      });
  for (const bool talents_too : {false, true}) {
    const std::string what = talents_too ? "talents" : "vacancies";
    http::Route sheet{Method::get, "/api/v1/jobs/" + what + "/export", Permission::jobs_export, talents_too ? "导出求职人才（脱敏）" : "导出岗位",
                      talents_too ? "Export of talents, masked" : "Export of vacancies"};
    sheet.query_params = {"format", "purpose", "area"};
    sheet.handle = [this, record, talents_too, what](Request& request) {
      const std::string purpose(text::trim(request.query_value("purpose")));
      if (purpose.empty()) return http::problem(refuse(ErrorCode::purpose_needed), request.scope);
      parts_.db.run_write(request.scope, [&](db::Tx& tx) {
        record(tx, request, "jobs.exported", what, {std::string(talents_too ? "导出求职人才" : "导出岗位") + "，目的：" + purpose, "exported " + what + " for: " + purpose});
        return true;
      });
      return sheets::answer(
          request, {what},
          [this, talents_too, scope = request.scope, area = std::string(request.query_value("area")), now = request.now](std::unique_ptr<sheets::Writer> writer) {
            const bool zh = scope.language == Language::zh;
            if (talents_too && zh) writer->row({"姓名", "技能", "希望职业", "学历", "经验年限", "最低月薪（元）", "区域", "同意用途", "同意至"});
            else if (talents_too) writer->row({"Name", "Skills", "Wishes", "Schooling", "Years", "Least pay (CNY)", "Area", "Purpose", "Until"});
            else if (zh) writer->row({"企业", "岗位", "职业", "技能", "人数", "待遇", "区域", "学历", "经验年限", "用工形式", "截止", "状态"});
            else writer->row({"Firm", "Vacancy", "Occupation", "Skills", "Places", "Pay", "Area", "Schooling", "Years", "Term", "Until", "State"});
            for (std::int64_t after = 0;;) {
              std::string next;
              const auto some = parts_.db.read([&](db::Tx& tx) -> Outcome {
                if (talents_too) {
                  const TalentList list = talents(tx, scope, {"open", area, after, k_export_page}, "", now);
                  for (const TalentView& one : list.items) write_talent(*writer, one, zh);
                  next = list.next;
                } else {
                  const VacancyList list = vacancies(tx, scope, {"open", area, "", 0, after, k_export_page}, now);
                  for (const VacancyView& one : list.items) write_vacancy(*writer, one, zh);
                  next = list.next;
                }
                return done();
              });
              if (!some.ok() || next.empty()) break;
              after = text::to_int(next).value_or(0);
            }
            writer->finish();
          });
    };
    routes.raw(std::move(sheet));
  }
}

}  // namespace tiange::employ
