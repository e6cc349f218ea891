#include "city/cases/intake/import_columns.h"

#include <algorithm>
#include <array>
#include <set>

#include "base/codes.h"
#include "base/digest.h"
#include "base/text.h"

namespace tiange::cases {

namespace {

constexpr std::size_t k_longest_title = 200;     // characters
constexpr std::size_t k_longest_content = 20000;

std::string plain_title(std::string_view title) {
  std::string out;
  for (const char32_t c : text::code_points(text::to_half_width(title))) {
    const bool noise = c == ' ' || c == '*' || c == '(' || c == ')' || c == '/' || c == ':' || c == '\n' || c == '_';
    if (!noise) text::append_code_point(out, c);
  }
  return text::lower_ascii(out);
}

// 3 the very title, 2 begins with it, 1 contains it, 0 no.
int fit(const std::string& title, std::string_view known) {
  const std::string wanted = plain_title(known);
  if (title == wanted) return 3;
  if (text::length(wanted) < 2) return 0;
  if (title.starts_with(wanted)) return 2;
  return text::contains(title, wanted) ? 1 : 0;
}

// Reads the cells of one row and remembers what is wrong with them.
class RowReader {
 public:
  RowReader(const std::vector<std::string>& cells, const ImportPlan& plan, const std::vector<std::string>& titles,
            std::vector<FieldError>& wrong)
      : cells_(cells), plan_(plan), mapping_(plan.columns), titles_(titles), wrong_(wrong) {}

  bool has(const std::string& field) const { return mapping_.count(field) > 0; }
  std::string meaning(const std::string& field) const { return has(field) ? meaning_of(plan_, field, text(field)) : std::string(); }

  std::string text(const std::string& field) const {
    const auto at = mapping_.find(field);
    if (at == mapping_.end() || at->second < 0 || static_cast<std::size_t>(at->second) >= cells_.size()) return "";
    return cells_[static_cast<std::size_t>(at->second)];
  }
  std::optional<Instant> moment(const std::string& field) {
    const std::string cell = text(field);
    if (cell.empty() || cell == "-" || cell == "无") return std::nullopt;
    auto parsed = parse_local(year_first(cell, plan_.dates));
    if (parsed.ok()) return *parsed;
    fault(field, "日期“" + cell + "”无法识别，请写成 2026-11-21 09:05", "date '" + cell + "' not understood; write 2026-11-21 09:05");
    return std::nullopt;
  }
  std::optional<double> degrees(const std::string& field, double low, double high) {
    const std::string cell = text(field);
    if (cell.empty() || cell == "0") return std::nullopt;
    const auto value = text::to_double(cell);
    if (value && *value >= low && *value <= high) return value;
    fault(field, "坐标“" + cell + "”不是经纬度", "'" + cell + "' is no coordinate in degrees");
    return std::nullopt;
  }
  void fault(const std::string& field, std::string zh, std::string en) {
    const auto at = mapping_.find(field);
    const bool known = at != mapping_.end() && at->second >= 0 && static_cast<std::size_t>(at->second) < titles_.size();
    wrong_.push_back({known ? titles_[static_cast<std::size_t>(at->second)] : field, std::move(zh), std::move(en)});
  }

 private:
  const std::vector<std::string>& cells_;
  const ImportPlan& plan_;
  const ImportMapping& mapping_;
  const std::vector<std::string>& titles_;
  std::vector<FieldError>& wrong_;
};

}  // namespace

const std::vector<ImportField>& import_fields() {
  static const std::vector<ImportField> fields = {
      {"number", "工单编号", "Number", {"工单编号", "工单号", "编号", "受理编号", "案件编号", "流水号", "service request number", "sr number", "case enquiry id", "case id", "id"}},
      {"kind", "工单类型", "Kind", {"工单类型", "诉求类型", "类型", "来电类型"}},
      {"category", "问题分类", "Category", {"问题分类", "事项分类", "诉求分类", "分类", "type of service request", "sr type", "type"}},
      {"tags", "标签", "Tags", {"标签"}},
      {"title", "标题", "Title", {"标题", "工单标题", "主题", "诉求标题", "case title"}},
      {"content", "主要内容", "Content", {"主要内容", "内容", "诉求内容", "工单内容", "问题描述", "事件描述", "what is the nature of this code violation"}},
      {"status", "工单状态", "Status", {"工单状态", "状态", "办理状态", "status", "case status"}},
      {"reporter_name", "来电人", "Reporter", {"来电人", "诉求人", "联系人", "姓名"}},
      {"reporter_phone", "来电电话", "Phone", {"来电电话/账号", "来电电话", "联系电话", "电话", "手机号"}},
      {"district", "被反映区", "District", {"被反映区", "所属区"}},
      {"town", "被反映街乡镇", "Town", {"被反映街乡镇", "镇街", "街道", "所属镇街"}},
      {"result", "办理结果", "Result", {"办理结果", "处理结果", "closure reason", "resolution"}},
      {"reply", "回复内容", "Reply", {"回复内容", "答复内容", "回复"}},
      {"received_by", "处理受理方式", "Received by", {"处理受理方式", "受理方式", "来源", "诉求来源"}},
      {"closed_at", "办结时间", "Closed", {"办结时间", "结案时间", "完成时间", "completion date", "closed date", "closed dt", "closed"}},
      {"reported", "受理时间", "Reported", {"受理时间", "来电时间", "上报时间", "登记时间", "创建时间", "诉求时间", "creation date", "created date", "open dt", "open date", "opened"}},
      {"firm", "企业名称", "Firm", {"企业名称", "被反映单位", "单位名称"}},
      {"resolved", "是否解决", "Resolved", {"是否解决"}},
      {"satisfied", "是否满意", "Satisfied", {"是否满意", "满意度"}},
      {"nature", "工单性质", "Nature", {"工单性质"}},
      {"community", "村/社区", "Community", {"村/社区", "社区", "村居", "所属社区"}},
      {"spot", "小区点位", "Spot", {"小区点位", "地址", "事发地址", "详细地址", "发生地点", "地点", "street address", "location", "address"}},
      {"lng", "经度", "Longitude", {"经度", "lng", "longitude"}},
      {"lat", "纬度", "Latitude", {"纬度", "lat", "latitude"}},
      {"severity", "紧急程度", "Urgency", {"紧急程度", "缓急", "priority"}},
      {"target", "应办结时间", "Due", {"应办结时间", "应结时间", "办理时限", "截止时间", "sla target dt", "target dt", "target date", "target", "due date"}},
      {"on_time", "是否按时", "On time", {"是否按时", "是否按期", "是否超期", "是否逾期", "on time", "overdue"}},
      {"queue", "承办单位", "Queue", {"承办单位", "办理单位", "处置部门", "责任单位", "queue"}},
      {"channel", "渠道", "Channel", {"渠道", "来源渠道", "诉求渠道", "source", "channel", "method received"}},
  };
  return fields;
}

ImportMapping suggest_mapping(const std::vector<std::string>& titles) {
  struct Fit {
    int strength;
    std::size_t known_length;
    std::size_t column;
    const ImportField* field;
  };
  std::vector<Fit> fits;
  for (std::size_t column = 0; column < titles.size(); ++column) {
    const std::string title = plain_title(titles[column]);
    if (title.empty()) continue;
    for (const ImportField& field : import_fields()) {
      for (const std::string_view known : field.titles) {
        if (const int strength = fit(title, known)) fits.push_back({strength, known.size(), column, &field});
      }
    }
  }
  std::stable_sort(fits.begin(), fits.end(), [](const Fit& a, const Fit& b) {
    return a.strength != b.strength ? a.strength > b.strength : a.known_length > b.known_length;
  });
  ImportMapping mapping;
  std::set<std::size_t> used;
  for (const Fit& f : fits) {
    if (mapping.count(std::string(f.field->name)) || used.count(f.column)) continue;
    mapping[std::string(f.field->name)] = static_cast<int>(f.column);
    used.insert(f.column);
  }
  return mapping;
}

std::size_t title_row(std::span<const std::vector<std::string>> first_rows) {
  std::size_t best = 0;
  std::size_t most = 1;
  for (std::size_t i = 0; i < first_rows.size(); ++i) {
    const std::size_t named = suggest_mapping(first_rows[i]).size();
    if (named > most) {
      most = named;
      best = i;
    }
  }
  return best;
}

std::string signature_of(const std::vector<std::string>& titles) {
  std::string all;
  for (const std::string& title : titles) {
    if (title != "错误原因") all += plain_title(title) + "\x1f";  // a mended error file is the same table
  }
  return hex(sha256(all)).substr(0, 32);
}

std::string ImportedRow::place_text() const {
  std::string out;
  for (const std::string& part : {town, community, spot}) {
    if (!part.empty() && !text::contains(out, part)) out += part;
  }
  return out;
}

ImportedRow read_import_row(const std::vector<std::string>& cells, const ImportPlan& plan,
                            const std::vector<std::string>& titles, std::vector<FieldError>& wrong) {
  RowReader reader(cells, plan, titles, wrong);
  ImportedRow row;
  row.number = reader.text("number");
  if (const std::string kind = reader.meaning("kind"); !kind.empty()) row.kind = kind;
  row.category = reader.text("category");
  row.tags = reader.text("tags");
  row.title = reader.text("title");
  row.content = reader.text("content");
  if (row.content.empty()) row.content = row.title.empty() ? row.category : row.title;
  if (row.content.empty()) reader.fault("content", "标题和内容都是空的", "title and content are both empty");
  if (text::length(row.content) > k_longest_content)
    reader.fault("content", "内容超过 20000 字", "the content exceeds 20,000 characters");
  if (row.title.empty()) row.title = text::cut(row.content, 30);
  if (text::length(row.title) > k_longest_title) row.title = text::cut(row.title, k_longest_title);
  row.reporter_name = reader.text("reporter_name");
  row.reporter_phone = reader.text("reporter_phone");
  row.town = reader.text("town");
  row.community = reader.text("community");
  row.spot = reader.text("spot");
  row.lng = reader.degrees("lng", -180, 180);
  row.lat = reader.degrees("lat", -90, 90);
  row.result = reader.text("result");
  row.reply = reader.text("reply");
  row.received_by = reader.text("received_by");
  row.reported = reader.moment("reported");
  row.closed_at = reader.moment("closed_at");
  row.firm = reader.text("firm");
  row.satisfied = reader.meaning("satisfied");
  const std::string state = reader.meaning("status");
  row.closed = state == "closed" || (state.empty() && row.closed_at.has_value());
  if (const std::string severity = reader.meaning("severity"); !severity.empty()) row.severity = severity;
  row.channel = reader.meaning("channel");
  row.item = reader.meaning("category");
  row.queue = reader.text("queue");
  row.unit = reader.meaning("queue");
  if (reader.has("target")) row.due = reader.moment("target").value_or(Instant{});
  if (const std::string on_time = reader.meaning("on_time"); !on_time.empty()) row.on_time = on_time == "yes";
  if (row.reported && row.closed_at && *row.closed_at < *row.reported)
    reader.fault("closed_at", "办结时间早于受理时间", "closed before it was reported");
  return row;
}

}  // namespace tiange::cases
