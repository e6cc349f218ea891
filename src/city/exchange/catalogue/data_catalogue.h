#pragma once
// 数据目录 the catalogue of data resources with its core metadata (发改高技术〔2017〕1272号, 政务信息资源目录编制指南): classes of
// three kinds, code, provider with its credit code, abstract, format, fields, sharing and opening with their conditions,
// update cycle, publication, related resources; class and grade of the data beside them. A resource that names a source of
// ingest is known to be late when its source is.
//
// A code is the class (1 digit), 项 (2), 目 (3), 细目 (any length of digits) and, behind "/", the number: 1010010001/000001.
// In addresses "/" is written "_".
//
// Routes; V exchange.view, M exchange.manage. What is open to everybody is shown to everybody by the two listings.
//   V GET  /api/v1/exchange/catalogue?q=&class=&unit=&share=&late=1  ResourceList
//   V GET  /api/v1/exchange/catalogue/{code}         Resource
//   M PUT  /api/v1/exchange/catalogue/{code}         Resource -> Resource; a new code adds
//   V GET  /api/v1/exchange/catalogue/{code}/versions ResourceVersions
//   V GET  /api/v1/exchange/catalogue/export?format=csv|xlsx
//   M POST /api/v1/exchange/catalogue/import?dry_run=1  a file -> CatalogueImport: all rows or none
//   -  GET  /api/v1/exchange/dcat                     DCAT 3 (W3C) as JSON-LD
//   -  GET  /api/3/action/package_list, /api/3/action/package_show?id=   as CKAN answers

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "city/exchange/ingest/exchange_ingest.h"

namespace tiange::exchange {

// 基础 主题 部门
enum class ResourceClass { basic, theme, department };
BOOST_DESCRIBE_ENUM(ResourceClass, basic, theme, department)
// 无条件共享 有条件共享 不予共享
enum class ShareKind { unconditional, conditional, none };
BOOST_DESCRIBE_ENUM(ShareKind, unconditional, conditional, none)
enum class OpenKind { unconditional, conditional, none };
BOOST_DESCRIBE_ENUM(OpenKind, unconditional, conditional, none)
Words class_words(ResourceClass kind);
Words share_words(ShareKind kind);

struct ResourceField {
  static constexpr bool k_json_defaults = true;
  std::string field, zh, en, type;
  bool personal = false;
};
BOOST_DESCRIBE_STRUCT(ResourceField, (), (field, zh, en, type, personal))

struct Resource {
  static constexpr bool k_json_defaults = true;
  std::string code;
  ResourceClass kind = ResourceClass::department;
  std::string theme;            // 人口, 法人 …
  std::string name_zh, name_en;
  std::string unit;             // provider
  std::string provider_uscc;
  std::string summary_zh, summary_en;
  std::string format;           // "库表", "文件", "接口"
  std::vector<ResourceField> fields;
  ShareKind share = ShareKind::conditional;
  std::string share_condition;  // of conditional: for what; of none: the law that forbids it
  std::string share_way;        // "接口、文件"
  OpenKind open = OpenKind::none;
  std::string open_condition;
  Cycle cycle = Cycle::daily;
  std::string published;        // a date
  std::vector<std::string> related;
  std::int64_t grade = 2;       // 1 open … 4 sensitive personal information
  std::string source;           // of ingest
  bool active = true;
  std::int64_t version = 0;
  // Filled by the house.
  std::string unit_zh, unit_en;
  std::optional<Instant> last_good, due;
  bool late = false;
  std::int64_t rows = 0;
  std::optional<double> score;
};
BOOST_DESCRIBE_STRUCT(Resource, (),
                      (code, kind, theme, name_zh, name_en, unit, provider_uscc, summary_zh, summary_en, format, fields, share, share_condition,
                       share_way, open, open_condition, cycle, published, related, grade, source, active, version, unit_zh, unit_en, last_good,
                       due, late, rows, score))
struct ResourceList {
  std::vector<Resource> items;
  std::int64_t total = 0, late = 0;
};
BOOST_DESCRIBE_STRUCT(ResourceList, (), (items, total, late))
struct ResourceVersion {
  std::int64_t version = 0;
  Instant changed;
  std::string changed_by;
  json::Value body;
};
BOOST_DESCRIBE_STRUCT(ResourceVersion, (), (version, changed, changed_by, body))
struct ResourceVersions {
  std::vector<ResourceVersion> items;
};
BOOST_DESCRIBE_STRUCT(ResourceVersions, (), (items))
struct CatalogueImport {
  std::int64_t rows = 0, added = 0, changed = 0, same = 0;
  bool written = false;
};
BOOST_DESCRIBE_STRUCT(CatalogueImport, (), (rows, added, changed, same, written))

struct CatalogueParts {
  db::Db& db;
  Exchange& exchange;
  std::function<std::optional<Words>(std::string_view unit)> unit_name;
  std::string district;
  std::string district_name;
  std::string public_url;  // of DCAT's identifiers
};

class DataCatalogue {
 public:
  virtual ~DataCatalogue() = default;
  virtual std::vector<Resource> all(db::Tx& tx, Instant now) = 0;  // in use, by code
  virtual std::optional<Resource> find(db::Tx& tx, std::string_view code, Instant now) = 0;
  virtual Result<Resource> save(db::Tx& tx, const Scope& scope, Resource resource, Instant now) = 0;
  virtual Outcome lay(db::Tx& tx, std::string_view json, Instant now) = 0;
  virtual void add_routes(http::Routes& routes, const http::Recorder& record) = 0;
};

std::span<const db::Migration> catalogue_migrations();
std::unique_ptr<DataCatalogue> open_data_catalogue(CatalogueParts parts);

// Pure, for tests.
std::vector<FieldError> check_resource(const Resource& resource);
json::Value dcat_of(const std::vector<Resource>& resources, const CatalogueParts& parts);
json::Value ckan_package(const Resource& resource, const CatalogueParts& parts);

}  // namespace tiange::exchange
