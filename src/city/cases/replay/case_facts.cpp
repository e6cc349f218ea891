#include "city/cases/replay/case_facts.h"

#include <algorithm>

#include "engines/feel/feel_json.h"

namespace tiange::cases {

namespace {

using flows::Fact;
using flows::FactValue;

struct FactRow {
  std::string_view name;
  std::string_view type;
  std::string_view zh;
  std::string_view en;
  enum class Choices { none, channels, kinds, severities, levels, classes, towns, communities, items, lines } choices;
};

constexpr FactRow k_facts[] = {
    {"item", "string", "事项", "Item", FactRow::Choices::items},
    {"item_class", "string", "事项类别", "Class of item", FactRow::Choices::classes},
    {"severity", "string", "紧急程度", "Severity", FactRow::Choices::severities},
    {"trifle", "boolean", "小事（网格员可自行办结）", "Trifle an officer may settle", FactRow::Choices::none},
    {"lead_line", "string", "主办条线", "Leading line", FactRow::Choices::lines},
    {"department_unit", "string", "主办单位", "Unit of the leading line", FactRow::Choices::none},
    {"handle_limit", "string", "处置时限", "Limit of handling", FactRow::Choices::none},
    {"channel", "string", "来源", "Channel", FactRow::Choices::channels},
    {"kind", "string", "诉求类型", "Kind of request", FactRow::Choices::kinds},
    {"located", "boolean", "已定位到网格", "Located in a grid", FactRow::Choices::none},
    {"district", "string", "区", "District", FactRow::Choices::none},
    {"town", "string", "镇街", "Town", FactRow::Choices::towns},
    {"community", "string", "村居", "Community", FactRow::Choices::communities},
    {"grid", "string", "网格", "Grid", FactRow::Choices::none},
    {"classified", "boolean", "已明确事项，无需受理", "Classified, needs no acceptance", FactRow::Choices::none},
    {"verify_needed", "boolean", "立案前须核实", "To be verified before it is registered", FactRow::Choices::none},
    {"settled", "boolean", "现场已办结", "Settled on the spot", FactRow::Choices::none},
    {"sampled", "boolean", "抽中核查", "Drawn for a check", FactRow::Choices::none},
    {"wants_reply", "boolean", "需要回访", "Wants a call back", FactRow::Choices::none},
    {"from_level", "string", "从哪一级起", "Lowest level from here", FactRow::Choices::levels},
    {"level", "string", "处置层级", "Level", FactRow::Choices::levels},
    {"unit", "string", "承办单位", "Unit", FactRow::Choices::none},
    {"queue", "string", "办理队列", "Queue", FactRow::Choices::none},
    {"climb_limit", "string", "逾时升级时限", "Climbs after", FactRow::Choices::none},
    {"warn_limit", "string", "临期提醒时限", "Warns after", FactRow::Choices::none},
    {"returns", "number", "退回次数", "Times returned", FactRow::Choices::none},
    {"outcome", "string", "上一步的结论", "How the step before ended", FactRow::Choices::none},
};

template <class Enum, class F>
std::vector<FactValue> values_of(F words) {
  std::vector<FactValue> values;
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<Enum>>([&](auto one) {
    const Words said = words(one.value);
    values.push_back({one.name, said.zh, said.en});
  });
  return values;
}

void add_areas(const places::Places& places, const std::string& parent, int deeper, std::vector<FactValue>& values) {
  for (const places::Area& area : places.children(parent)) {
    if (deeper > 0) {
      add_areas(places, area.code, deeper - 1, values);
    } else {
      values.push_back({area.code, places.full_name(area.code, Language::zh), places.full_name(area.code, Language::en)});
    }
  }
}

std::vector<FactValue> items_of(const CasesParts& parts) {
  std::vector<FactValue> values;
  for (const auto& item : parts.items.all()) values.push_back({item->code, item->name_zh, item->name_en});
  return values;
}

std::vector<FactValue> lines_of(const org::Directory& directory) {
  std::vector<FactValue> values;
  for (const org::UnitInfo& unit : directory.units()) {
    const bool known = std::any_of(values.begin(), values.end(), [&](const FactValue& one) { return one.value == unit.line; });
    if (known || unit.line.empty()) continue;
    const Words name = directory.unit_name(unit.code);
    values.push_back({unit.line, name.zh, name.en});
  }
  return values;
}

std::vector<FactValue> choices_of(FactRow::Choices choices, const CasesParts& parts, const org::Directory& directory) {
  std::vector<FactValue> values;
  switch (choices) {
    case FactRow::Choices::none:
      break;
    case FactRow::Choices::channels:
      return values_of<Channel>(channel_words);
    case FactRow::Choices::kinds:
      return values_of<Kind>(kind_words);
    case FactRow::Choices::severities:
      return values_of<Severity>(severity_words);
    case FactRow::Choices::levels:
      return values_of<Level>(level_words);
    case FactRow::Choices::classes:
      return {{"part", "部件", "Part"}, {"event", "事件", "Event"}, {"social", "社会治理", "Social matter"}};
    case FactRow::Choices::towns:
      add_areas(parts.places, parts.options.district, 0, values);
      break;
    case FactRow::Choices::communities:
      add_areas(parts.places, parts.options.district, 1, values);
      break;
    case FactRow::Choices::items:
      return items_of(parts);
    case FactRow::Choices::lines:
      return lines_of(directory);
  }
  return values;
}

Result<json::Value> case_facts(const CasesParts& parts, const CaseStore& store, ItemBook& items, db::Tx& tx,
                               const http::Request& request) {
  TIANGE_TRY(const CaseRef ref, CaseRef::parse(request.param("ref")));
  TIANGE_TRY(const CaseRecord record, store.load(tx, request.scope, ref));
  const auto item = items.find(record.file.item, record.file.item_version);
  return feel::to_json(facts_of(parts, *parts.org.directory(request.now), record.file, item.get()));
}

}  // namespace

std::vector<Fact> fact_table(const CasesParts& parts, const org::Directory& directory) {
  std::vector<Fact> facts;
  for (const FactRow& row : k_facts) {
    facts.push_back({std::string(row.name), std::string(row.type), std::string(row.zh), std::string(row.en),
                     choices_of(row.choices, parts, directory)});
  }
  return facts;
}

feel::Value with_unit(const feel::Value& variables, const org::Directory& directory, std::string_view area,
                      std::string_view lead_line) {
  const org::UnitInfo* unit =
      lead_line.empty() || area.size() < 9 ? nullptr : directory.unit_for(area.substr(0, 9), lead_line);
  feel::ContextBuilder builder;
  if (variables.is(feel::Kind::context)) {
    for (const feel::Entry& entry : variables.as_context().entries) builder.set(entry.name, entry.value);
  }
  builder.set("department_unit", feel::Value::string(unit ? unit->code : ""));
  return builder.build();
}

feel::Value facts_of(const CasesParts& parts, const org::Directory& directory, const CaseFile& file,
                     const ItemFacts* item) {
  StartFacts start{.classified = item != nullptr, .item = item};
  feel::ContextBuilder builder;
  const feel::Value variables = with_unit(start_variables(parts, file, start), directory, file.area, file.lead_line);
  for (const feel::Entry& entry : variables.as_context().entries) builder.set(entry.name, entry.value);
  const std::string level(json::enum_name(file.level));
  builder.set("level", feel::Value::string(level))
      .set("unit", feel::Value::string(file.unit))
      .set("queue", feel::Value::string(file.queue))
      .set("returns", feel::Value::number(static_cast<std::int64_t>(file.returns)));
  return builder.build();
}

void add_fact_routes(http::Routes& routes, const CasesParts& parts) {
  struct Kept {
    CasesParts parts;
    CaseStore store;
    ItemBook items;
    explicit Kept(const CasesParts& given) : parts(given), items(parts.items) {}
  };
  auto kept = std::make_shared<Kept>(parts);
  routes.query<json::Value>("/api/v1/cases/{ref}/facts", Permission::cases_view, "工单的事实",
                            "Values of a case that rules may use", [kept](const http::Request& request) {
                              return kept->parts.db.read([&](db::Tx& tx) {
                                return case_facts(kept->parts, kept->store, kept->items, tx, request);
                              });
                            });
}

}  // namespace tiange::cases
