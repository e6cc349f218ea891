// Applications in each state, sent by residents and firms, answered by the clerks of the units.
#include <algorithm>
#include <fstream>
#include <span>

#include "app/opening/opening.h"

namespace tiange::app {

// What is asked for, and what became of it. Days are counted back from today; 0: not.
struct OpeningMatter {
  const char* matter;
  bool firm;
  int sent, asked, supplemented, accepted, finished, refused, withdrawn;
  const char* said;       // of the clerk, where something was asked or answered
  const char* words;      // what the applicant wrote where words are wanted
};

namespace {

constexpr int k_most_tries = 60;
constexpr std::size_t k_stride = 1009;  // so that neighbours do not all apply at once
constexpr std::string_view k_public = "/api/v1/public/services";

// Five working days to take up, then the promised and the statutory days: twenty days back is late on any calendar.
constexpr OpeningMatter k_matters[] = {
    {"temporary_relief", false, 1, 0, 0, 0, 0, 0, 0, "", "本月突发疾病住院，家中无其他收入"},
    {"residence_permit", false, 1, 0, 0, 0, 0, 0, 0, "", ""},
    {"unemployed_registration", false, 4, 0, 0, 0, 0, 0, 0, "", "陶瓷厂质检员"},
    {"low_income_aid", false, 22, 0, 0, 0, 0, 0, 0, "", "家中两人患慢性病，子女在读"},
    {"student_aid", false, 5, 3, 0, 0, 0, 0, 0, "困难证明看不清，请补一份清晰的照片或重新开具", "父亲失业，学费有困难"},
    {"teacher_licence", false, 9, 6, 0, 0, 0, 0, 0, "体检报告已过一年，请补近六个月内的", "小学语文"},
    {"disability_card", false, 12, 10, 2, 0, 0, 0, 0, "请补评定机构盖章的评定表", "肢体"},
    {"vaccination_card", false, 3, 0, 0, 2, 0, 0, 0, "", "陈小朋友"},
    {"public_rent", false, 12, 0, 0, 9, 0, 0, 0, "", ""},
    {"legal_aid", false, 26, 0, 0, 24, 0, 0, 0, "", "拖欠工资四个月"},
    {"old_age_allowance", false, 18, 0, 0, 17, 12, 0, 0, "已核定，自本月起按月发放", ""},
    {"social_card", false, 9, 0, 0, 8, 5, 0, 0, "卡已制好，请到所选网点领取", "祖庙网点"},
    {"birth_registration", false, 7, 0, 0, 6, 5, 0, 0, "已登记入户", "梁宝宝"},
    {"orphan_aid", false, 10, 0, 0, 0, 0, 8, 0, "监护人户籍不在本区，请向户籍所在地民政部门申请", "李叔"},
    {"legal_aid", false, 6, 0, 0, 0, 0, 0, 5, "", "与房东的押金纠纷"},
    {"food_licence", true, 2, 0, 0, 0, 0, 0, 0, "", "热食类食品制售"},
    {"insurance_registration", true, 1, 0, 0, 0, 0, 0, 0, "", ""},
    {"road_use", true, 6, 0, 0, 5, 0, 0, 0, "", "季华五路 8 号门前"},
    {"fire_check", true, 9, 7, 0, 0, 0, 0, 0, "应急预案缺少疏散示意图，请补充", ""},
    {"firm_change", true, 8, 0, 0, 7, 6, 0, 0, "已准予变更，请领取新执照", "变更经营范围"},
};

std::string flag(const json::Value& line, const char* key) {
  const json::Value* found = line.find(key);
  return found && found->is_bool() && found->as_bool() ? "1" : "";
}

// What somebody writes into a line that the registers do not fill.
std::string answer_to(const json::Value& line, const OpeningMatter& row, Instant now) {
  const std::string type = line.text_or("type"), key = line.text_or("key");
  if (type == "date") return format_date(local_date(now) + -40);
  if (type == "number") return key == "area" ? "86" : key == "people" ? "23" : "3";
  if (type == "phone") return "13800138000";
  if (type == "choice") {
    const json::Value* choices = line.find("choices");
    return choices && choices->is_array() && !choices->as_array().empty() ? choices->as_array().front().text_or("key") : "";
  }
  if (key == "account") return "6228480012345678817";
  if (key.ends_with("_id")) return "440604201805121239";
  return row.words[0] ? row.words : "见所附材料";
}

}  // namespace

std::string Opening::a_file(Resident& who, const std::string& firm, const std::string& name, Instant at) {
  const std::string path = parts_.data_folder + "/opening.pdf";
  std::ofstream(path, std::ios::binary) << "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
                                           "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
                                        << "% " << name << '\n';
  std::string target = std::string(k_public) + "/files?name=" + name + ".pdf";
  if (!firm.empty()) target += "&firm=" + firm;
  const auto kept = calls_.upload(resident(who, at), target, path, at);
  return kept ? kept->text_or("id") : "";
}

// The id of the application; "" where this applicant cannot ask for it.
std::string Opening::apply_for(const OpeningMatter& row, Resident& who, const std::string& firm, Instant sent) {
  const std::string of = firm.empty() ? "" : "?firm=" + firm;
  const auto plan = calls_.get(resident(who, sent), std::string(k_public) + "/matters/" + row.matter + "/plan" + of, sent);
  if (!plan || flag(*plan, "fits").empty() || !plan->text_or("under_way").empty()) return "";
  json::Array form, files;
  for (const json::Value& line : list_of(plan, "form")) {
    if (flag(line, "filled").empty() && !flag(line, "needed").empty())
      form.push_back(json::Object{{"key", line.text_or("key")}, {"value", answer_to(line, row, sent)}});
  }
  for (const json::Value& material : list_of(plan, "materials")) {
    if (!flag(material, "held").empty() || flag(material, "needed").empty()) continue;
    files.push_back(json::Object{{"material", material.text_or("key")}, {"file", a_file(who, firm, material.text_or("zh"), sent)}});
  }
  const auto made = calls_.post(resident(who, sent), std::string(k_public) + "/applications",
                                {{"matter", row.matter}, {"firm", firm}, {"edition", *plan->find("edition")}, {"form", std::move(form)},
                                 {"files", std::move(files)}, {"declared", true}},
                                sent);
  return made ? made->text_or("id") : "";
}

void Opening::follow(const OpeningMatter& row, const std::string& unit, const std::string& id, Resident& who, Instant now) {
  const Caller clerk{unit + ":handler", 0, ""};
  const std::string desk = "/api/v1/services/applications/" + id, own = std::string(k_public) + "/applications/" + id;
  const auto said = [&](json::Array wanted) { return json::Object{{"text", row.said}, {"wanted", std::move(wanted)}}; };
  const auto at = [&](int back) { return opening_moment(now, back, 60); };
  if (row.asked) {
    // What was given as a file is asked for once more.
    std::string wanted;
    const auto page = calls_.get(clerk, desk, at(row.asked));
    for (const json::Value& material : list_of(page, "materials")) {
      if (material.text_or("from") == "given") wanted = material.text_or("key");
    }
    if (wanted.empty()) return;
    calls_.post(clerk, desk + "/ask", said({wanted}), at(row.asked));
    if (row.supplemented) {
      const std::string file = a_file(who, "", "补正材料", at(row.supplemented));
      calls_.post(resident(who, at(row.supplemented)), own + "/supplement",
                  {{"files", json::Array{json::Object{{"material", wanted}, {"file", file}}}}}, at(row.supplemented));
    }
  }
  if (row.accepted) calls_.post(clerk, desk + "/accept", {}, at(row.accepted));
  if (row.finished) calls_.post(clerk, desk + "/finish", said({}), at(row.finished));
  if (row.refused) calls_.post(clerk, desk + "/refuse", said({}), at(row.refused));
  if (row.withdrawn) calls_.post(resident(who, at(row.withdrawn)), own + "/withdraw", {}, at(row.withdrawn));
}

void Opening::applications(Instant now, bool of_firms) {
  int minute = 0;
  std::size_t next_firm = 0;
  // The oldest first, as lists are in the order of coming in.
  std::vector<OpeningMatter> rows(std::begin(k_matters), std::end(k_matters));
  std::erase_if(rows, [&](const OpeningMatter& row) { return row.firm != of_firms; });
  std::stable_sort(rows.begin(), rows.end(), [](const OpeningMatter& a, const OpeningMatter& b) { return a.sent > b.sent; });
  for (const OpeningMatter& row : rows) {
    const Instant sent = opening_moment(now, row.sent, minute = (minute + 37) % 180);
    const auto matter = calls_.get({}, std::string(k_public) + "/matters/" + row.matter, sent);
    const json::Value* terms = matter ? matter->find("matter") : nullptr;
    if (!terms) continue;
    const json::Value* from = terms->find("from_age");
    const int least = from && from->is_int() ? static_cast<int>(std::max<std::int64_t>(18, from->as_int())) : 18;
    const int most = least > 60 ? 110 : 60;
    for (int tries = 0; tries < k_most_tries; ++tries) {
      if (row.firm && firms_.empty()) return;
      const Firm* firm = row.firm ? &firms_[(next_firm += k_stride) % firms_.size()] : nullptr;
      if (!firm) {
        std::size_t looked = 0;
        do next_ = (next_ + k_stride) % residents_.size();
        while (++looked < residents_.size() && (residents_[next_].age < least || residents_[next_].age > most));
      }
      Resident& who = residents_[firm ? firm->legal : next_];
      const std::string id = apply_for(row, who, firm ? firm->id.text() : "", sent);
      if (id.empty()) continue;
      follow(row, terms->text_or("unit"), id, who, now);
      break;
    }
  }
}

}  // namespace tiange::app
