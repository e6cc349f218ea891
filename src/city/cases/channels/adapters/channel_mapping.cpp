#include "city/cases/channels/adapters/channel_mapping.h"

#include <algorithm>

#include "base/text.h"
#include "city/cases/channels/adapters/channel_adapter.h"

namespace tiange::cases {

namespace {

const json::Value* step_into(const json::Value& here, std::string_view name) {
  if (here.is_object()) return here.find(name);
  const auto number = text::to_int(name);
  if (!here.is_array() || !number || *number < 0 || static_cast<std::size_t>(*number) >= here.as_array().size()) return nullptr;
  return &here.as_array()[static_cast<std::size_t>(*number)];
}

constexpr std::string_view k_field_names[] = {
    "message_id", "number", "our_number", "type",  "state",         "text",           "title",       "content",   "kind", "item",
    "place",      "lng",    "lat",        "grid",  "reporter_name", "reporter_phone", "occurred",    "moment",    "due",  "confidential",
    "anonymous",  "wants_reply", "files", "urgent", "extended"};
constexpr std::string_view k_out_values[] = {"id",    "type", "number", "our_number", "state", "state_zh", "state_en", "text", "title",
                                             "content", "place", "lng", "lat",        "item",  "due",      "moment",   "main_number"};
constexpr std::string_view k_types[] = {"new", "update", "state", "urge"};

template <class Table>
bool holds(const Table& table, std::string_view name) {
  return std::find(std::begin(table), std::end(table), name) != std::end(table);
}

template <class E, class Map>
void check_words(const Map& map, const char* path, std::vector<FieldError>& errors) {
  for (const auto& [word, ours] : map) {
    if (!json::enum_from<E>(ours))
      errors.push_back({std::string(path) + "." + word, "不认识的取值：" + ours, "is not one of ours: " + ours});
  }
}

}  // namespace

const json::Value* value_at(const json::Value& root, std::string_view path) {
  const json::Value* here = &root;
  for (const std::string_view name : text::split(path, '.')) {
    here = step_into(*here, name);
    if (!here) return nullptr;
  }
  return here;
}

std::string text_at(const json::Value& root, std::string_view path) {
  if (path.empty()) return "";
  const json::Value* found = value_at(root, path);
  if (!found || found->is_null()) return "";
  if (found->is_string()) return std::string(text::trim(found->as_string()));
  return json::write(*found);
}

void set_at(json::Value& root, std::string_view path, json::Value value) {
  const std::size_t dot = path.find('.');
  if (dot == path.npos) {
    root.set(path, std::move(value));
    return;
  }
  const std::string_view name = path.substr(0, dot);
  const json::Value* found = root.find(name);
  json::Value inner = found && found->is_object() ? *found : json::Value(json::Object{});
  set_at(inner, path.substr(dot + 1), std::move(value));
  root.set(name, std::move(inner));
}

Result<ChannelMapping> read_mapping(std::string_view text) {
  TIANGE_TRY(ChannelMapping mapping, json::read<ChannelMapping>(text));
  std::vector<FieldError> errors;
  if (!adapter_named(mapping.adapter))
    errors.push_back({"adapter", "没有这种适配：" + mapping.adapter, "there is no such adapter: " + mapping.adapter});
  if (text::trim(mapping.name_zh).empty()) errors.push_back({"name_zh", "请填写名称", "give it a name"});
  if (!mapping.coordinates.empty() && mapping.coordinates != "gcj02" && mapping.coordinates != "wgs84")
    errors.push_back({"coordinates", "应为 wgs84 或 gcj02", "must be wgs84 or gcj02"});
  for (const auto& [name, path] : mapping.fields) {
    if (!holds(k_field_names, name)) errors.push_back({"fields." + name, "没有这个字段", "there is no such field"});
  }
  for (const auto& [path, name] : mapping.out) {
    if (!holds(k_out_values, name)) errors.push_back({"out." + path, "没有这个取值：" + name, "there is no such value: " + name});
  }
  for (const auto& [word, type] : mapping.types) {
    if (!holds(k_types, type)) errors.push_back({"types." + word, "应为 new、update、state、urge 之一", "must be new, update, state or urge"});
  }
  check_words<Kind>(mapping.kinds, "kinds", errors);
  if (!mapping.default_kind.empty() && !json::enum_from<Kind>(mapping.default_kind))
    errors.push_back({"default_kind", "不认识的取值", "is not one of ours"});
  for (const auto& [status, theirs] : mapping.states_out) {
    if (!json::enum_from<Status>(status)) errors.push_back({"states_out." + status, "没有这个状态", "there is no such status"});
    if (theirs.code.empty()) errors.push_back({"states_out." + status + ".code", "请填写对方状态码", "give the code of their state"});
  }
  for (std::size_t i = 0; i < mapping.limits.size(); ++i) {
    const ForeignLimit& limit = mapping.limits[i];
    if (limit.name.empty() || limit.days < 0 || limit.days > 3'650 || limit.extension < 0 ||
        (!limit.ends_at.empty() && !json::enum_from<ForeignMeaning>(limit.ends_at)))
      errors.push_back({"limits[" + std::to_string(i) + "]", "时限设置有误", "is not a limit"});
  }
  if (!errors.empty()) return refuse_fields(ErrorCode::bad_input, std::move(errors));
  return mapping;
}

}  // namespace tiange::cases
