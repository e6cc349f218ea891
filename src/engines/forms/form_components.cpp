// The register of components.
#include <array>

#include "engines/forms/form_reader.h"

namespace tiange::forms {

namespace {

using Names = std::span<const std::string_view>;

constexpr std::array<std::string_view, 1> k_text{"appearance"};
constexpr std::array<std::string_view, 4> k_number{"appearance", "decimalDigits", "increment", "serializeToString"};
constexpr std::array<std::string_view, 4> k_choice{"values", "valuesKey", "valuesExpression", "searchable"};
constexpr std::array<std::string_view, 8> k_datetime{"subtype",      "dateLabel",    "timeLabel",             "use24h",
                                                     "timeInterval", "appearance",   "timeSerializingFormat", "disallowPassedDates"};
constexpr std::array<std::string_view, 5> k_expression{"key", "expression", "computeOn", "description", "appearance"};
constexpr std::array<std::string_view, 4> k_group{"path", "components", "showOutline", "verticalAlignment"};
constexpr std::array<std::string_view, 9> k_rows{"path",           "components",          "showOutline",
                                                 "isRepeating",    "allowAddRemove",      "defaultRepetitions",
                                                 "disableCollapse", "nonCollapsedItems",  "verticalAlignment"};
constexpr std::array<std::string_view, 4> k_table{"dataSource", "rowCount", "columns", "columnsExpression"};
constexpr std::array<std::string_view, 1> k_note{"text"};
constexpr std::array<std::string_view, 1> k_space{"height"};

const std::array k_components{
    ComponentType{"textfield", FieldKind::text, true, k_text},
    ComponentType{"textarea", FieldKind::text, true, k_text},
    ComponentType{"number", FieldKind::number, true, k_number},
    ComponentType{"checkbox", FieldKind::tick, true, {}},
    ComponentType{"radio", FieldKind::choice, true, k_choice},
    ComponentType{"select", FieldKind::choice, true, k_choice},
    ComponentType{"checklist", FieldKind::choices, true, k_choice},
    ComponentType{"taglist", FieldKind::choices, true, k_choice},
    ComponentType{"datetime", FieldKind::date, true, k_datetime},
    ComponentType{"expression", FieldKind::calculated, false, k_expression},
    ComponentType{"group", FieldKind::group, false, k_group},
    ComponentType{"dynamiclist", FieldKind::rows, false, k_rows},
    ComponentType{"text", FieldKind::note, false, k_note},
    ComponentType{"table", FieldKind::table, false, k_table},
    ComponentType{"separator", FieldKind::line, false, {}},
    ComponentType{"spacer", FieldKind::space, false, k_space},
};

constexpr std::array<std::string_view, 6> k_common{"type", "id", "label", "layout", "properties", "conditional"};
constexpr std::array<std::string_view, 6> k_answer{"key", "description", "validate", "defaultValue", "readonly", "disabled"};
constexpr std::array<std::string_view, 10> k_root{"type",      "id",       "schemaVersion",     "components",
                                                  "exporter",  "$schema",  "executionPlatform", "executionPlatformVersion",
                                                  "versionTag", "properties"};
constexpr std::array<std::string_view, 15> k_ours{"zh",       "en",       "hint_en", "prefix_en",     "suffix_en",
                                                  "wrong_zh", "wrong_en", "default", "required_when", "valid_when",
                                                  "source",   "source_within", "input", "min_rows",   "max_rows"};

}  // namespace

const ComponentType* find_component(std::string_view type) {
  for (const ComponentType& one : k_components) {
    if (one.type == type) return &one;
  }
  return nullptr;
}

Words instead_of(std::string_view type) {
  if (type == "button") return {"不需要按钮，表单随所办的事一起提交，请删除", "a form is sent with the act it belongs to; remove the button"};
  if (type == "image" || type == "html" || type == "iframe" || type == "documentPreview")
    return {"不支持嵌入外部内容，说明文字请用“文本”（text）", "outside content is not shown; use text for explanations"};
  if (type == "filepicker")
    return {"文件和照片随工单作为证据上传，请删除此组件，需要时用“文本”（text）提示上传",
            "files and photos are added to the case as evidence; remove this and ask for them with text"};
  return {};
}

Names common_members() { return k_common; }
Names answer_members() { return k_answer; }
Names root_members() { return k_root; }
Names our_properties() { return k_ours; }

}  // namespace tiange::forms
