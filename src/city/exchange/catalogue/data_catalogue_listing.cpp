// The catalogue as others read it: DCAT as JSON-LD, and the answers of CKAN.

#include "base/text.h"
#include "city/exchange/catalogue/data_catalogue.h"

namespace tiange::exchange {

namespace {

using json::Array;
using json::Object;
using json::Value;

std::string slug(const std::string& code) { return text::replace_all(code, "/", "_"); }

Value in_two(const std::string& zh, const std::string& en) {
  Array both{Value(Object{{"@value", zh}, {"@language", "zh"}})};
  if (!en.empty()) both.emplace_back(Object{{"@value", en}, {"@language", "en"}});
  return Value(std::move(both));
}

// The frequencies of the EU's table, which DCAT-AP names.
std::string frequency(Cycle cycle) {
  static constexpr const char* k_names[] = {"CONT", "DAILY", "WEEKLY", "MONTHLY", "QUARTERLY", "ANNUAL", "OTHER"};
  return std::string("http://publications.europa.eu/resource/authority/frequency/") + k_names[static_cast<int>(cycle)];
}

std::string rights(ShareKind share) {
  static constexpr const char* k_names[] = {"PUBLIC", "RESTRICTED", "NON_PUBLIC"};
  return std::string("http://publications.europa.eu/resource/authority/access-right/") + k_names[static_cast<int>(share)];
}

}  // namespace

json::Value dcat_of(const std::vector<Resource>& resources, const CatalogueParts& parts) {
  Array sets;
  for (const Resource& one : resources) {
    const std::string id = parts.public_url + "/api/v1/exchange/catalogue/" + slug(one.code);
    Array keywords{Value(class_words(one.kind).zh)};
    if (!one.theme.empty()) keywords.emplace_back(one.theme);
    Object set{{"@id", id},
               {"@type", "dcat:Dataset"},
               {"dct:identifier", one.code},
               {"dct:title", in_two(one.name_zh, one.name_en)},
               {"dct:description", in_two(one.summary_zh, one.summary_en)},
               {"dcat:keyword", std::move(keywords)},
               {"dct:publisher", Object{{"@type", "foaf:Agent"}, {"foaf:name", in_two(one.unit_zh, one.unit_en)}, {"dct:identifier", one.provider_uscc}}},
               {"dct:accrualPeriodicity", Object{{"@id", frequency(one.cycle)}}},
               {"dct:accessRights", Object{{"@id", rights(one.share)}}}};
    if (!one.published.empty()) set.emplace_back("dct:issued", Object{{"@value", one.published}, {"@type", "xsd:date"}});
    if (one.last_good) set.emplace_back("dct:modified", Object{{"@value", format_iso(*one.last_good)}, {"@type", "xsd:dateTime"}});
    Array related;
    for (const std::string& code : one.related)
      related.emplace_back(Object{{"@id", parts.public_url + "/api/v1/exchange/catalogue/" + slug(code)}});
    if (!related.empty()) set.emplace_back("dct:relation", std::move(related));
    set.emplace_back("dcat:distribution", Array{Value(Object{{"@type", "dcat:Distribution"}, {"dct:format", one.format}, {"dct:conformsTo", one.share_way}})});
    sets.emplace_back(std::move(set));
  }
  return Object{{"@context", Object{{"dcat", "http://www.w3.org/ns/dcat#"},
                                    {"dct", "http://purl.org/dc/terms/"},
                                    {"foaf", "http://xmlns.com/foaf/0.1/"},
                                    {"xsd", "http://www.w3.org/2001/XMLSchema#"}}},
                {"@id", parts.public_url + "/api/v1/exchange/dcat"},
                {"@type", "dcat:Catalog"},
                {"dct:title", in_two(parts.district_name + "数据资源目录", "Data catalogue of " + parts.district)},
                {"dcat:dataset", std::move(sets)}};
}

json::Value ckan_package(const Resource& one, const CatalogueParts& parts) {
  Array fields;
  for (const ResourceField& field : one.fields)
    fields.emplace_back(Object{{"id", field.field}, {"type", field.type}, {"info", Object{{"label", field.zh}, {"label_en", field.en}}}});
  const auto extra = [](const char* key, const std::string& value) { return Value(Object{{"key", key}, {"value", value}}); };
  return Object{
      {"id", one.code},
      {"name", slug(one.code)},
      {"title", one.name_zh},
      {"title_en", one.name_en},
      {"notes", one.summary_zh},
      {"state", "active"},
      {"type", "dataset"},
      {"private", one.open == OpenKind::none},
      {"metadata_created", one.published},
      {"metadata_modified", one.last_good ? format_iso(*one.last_good) : ""},
      {"organization", Object{{"name", one.unit}, {"title", one.unit_zh}}},
      {"tags", Array{Value(Object{{"name", one.theme}, {"display_name", one.theme}})}},
      {"extras", Array{extra("share", share_words(one.share).zh), extra("share_condition", one.share_condition), extra("cycle", cycle_words(one.cycle).zh),
                       extra("provider_uscc", one.provider_uscc), extra("grade", std::to_string(one.grade))}},
      {"num_resources", 1},
      {"resources", Array{Value(Object{{"id", one.code},
                                       {"name", one.name_zh},
                                       {"format", one.format},
                                       {"url", parts.public_url + "/api/v1/exchange/catalogue/" + slug(one.code)},
                                       {"schema", Object{{"fields", std::move(fields)}}}})}}};
}

}  // namespace tiange::exchange
