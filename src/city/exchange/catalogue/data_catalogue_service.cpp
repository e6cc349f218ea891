#include <algorithm>

#include "base/codes.h"
#include "base/text.h"
#include "city/exchange/catalogue/data_catalogue_store.h"
#include "platform/sheets/routes/sheet_routes.h"

namespace tiange::exchange {

namespace {

bool is_resource_code(std::string_view code) {
  const std::size_t slash = code.find('/');
  if (slash == code.npos || slash < 7 || slash + 1 == code.size() || code.size() > 60) return false;
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  return std::all_of(code.begin(), code.begin() + static_cast<std::ptrdiff_t>(slash), digit) &&
         std::all_of(code.begin() + static_cast<std::ptrdiff_t>(slash) + 1, code.end(), digit);
}

// Columns of a catalogue's spreadsheet, in both languages.
struct SheetColumn {
  const char* zh;
  const char* en;
  std::string (*get)(const Resource&);
  bool (*set)(Resource&, const std::string&);
};

template <class E, E... values>
bool set_enum(E& into, const std::string& text, Words (*words)(E)) {
  for (const E one : {values...}) {
    if (text == words(one).zh || text == words(one).en || text == json::enum_name(one)) {
      into = one;
      return true;
    }
  }
  return false;
}
Words open_words(OpenKind kind) {
  switch (kind) {
    case OpenKind::unconditional: return {"无条件开放", "open"};
    case OpenKind::conditional: return {"有条件开放", "open on conditions"};
    case OpenKind::none: break;
  }
  return {"不予开放", "not open"};
}

#define TEXT_COLUMN(zh, en, member) \
  SheetColumn { zh, en, [](const Resource& r) { return r.member; }, [](Resource& r, const std::string& t) { r.member = t; return true; } }

// What the resource is, and who has it.
std::vector<SheetColumn> identity_columns() {
  return {
      TEXT_COLUMN("资源代码", "Code", code),
      {"资源分类", "Class", [](const Resource& r) { return class_words(r.kind).zh; },
       [](Resource& r, const std::string& t) {
         return set_enum<ResourceClass, ResourceClass::basic, ResourceClass::theme, ResourceClass::department>(r.kind, t, class_words);
       }},
      TEXT_COLUMN("主题", "Theme", theme),
      TEXT_COLUMN("资源名称", "Name", name_zh),
      TEXT_COLUMN("英文名称", "English name", name_en),
      TEXT_COLUMN("提供方", "Provider", unit),
      TEXT_COLUMN("提供方代码", "Credit code of the provider", provider_uscc),
      TEXT_COLUMN("摘要", "Summary", summary_zh),
      TEXT_COLUMN("英文摘要", "English summary", summary_en),
      TEXT_COLUMN("格式", "Format", format),
      {"信息项", "Fields",
       [](const Resource& r) {
         std::string all;
         for (const ResourceField& f : r.fields) all += (all.empty() ? "" : ";") + f.field + ":" + f.zh + ":" + f.type;
         return all;
       },
       [](Resource& r, const std::string& t) {
         std::vector<ResourceField> fields;
         for (const std::string_view one : text::split(t, ';')) {
           const auto parts = text::split(text::trim(one), ':');
           if (text::trim(one).empty()) continue;
           if (parts.size() < 2) return false;
           ResourceField field;
           field.field = std::string(parts[0]);
           field.zh = std::string(parts[1]);
           field.type = parts.size() > 2 ? std::string(parts[2]) : "text";
           for (const ResourceField& before : r.fields) {
             if (before.field == field.field) field.en = before.en, field.personal = before.personal;
           }
           fields.push_back(std::move(field));
         }
         r.fields = std::move(fields);
         return true;
       }}};
}

// How it is shared, and how fresh it is.
std::vector<SheetColumn> sharing_columns() {
  return {
      {"共享类型", "Sharing", [](const Resource& r) { return share_words(r.share).zh; },
       [](Resource& r, const std::string& t) {
         return set_enum<ShareKind, ShareKind::unconditional, ShareKind::conditional, ShareKind::none>(r.share, t, share_words);
       }},
      TEXT_COLUMN("共享条件", "Condition of sharing", share_condition),
      TEXT_COLUMN("共享方式", "Way of sharing", share_way),
      {"开放属性", "Opening", [](const Resource& r) { return open_words(r.open).zh; },
       [](Resource& r, const std::string& t) {
         return set_enum<OpenKind, OpenKind::unconditional, OpenKind::conditional, OpenKind::none>(r.open, t, open_words);
       }},
      TEXT_COLUMN("开放条件", "Condition of opening", open_condition),
      {"更新周期", "Update cycle", [](const Resource& r) { return cycle_words(r.cycle).zh; },
       [](Resource& r, const std::string& t) {
         return set_enum<Cycle, Cycle::real_time, Cycle::daily, Cycle::weekly, Cycle::monthly, Cycle::quarterly, Cycle::yearly, Cycle::other>(r.cycle, t,
                                                                                                                                 cycle_words);
       }},
      TEXT_COLUMN("发布日期", "Published", published),
      {"关联资源代码", "Related", [](const Resource& r) { return text::join(r.related, ";"); },
       [](Resource& r, const std::string& t) {
         r.related.clear();
         for (const std::string_view one : text::split(t, ';')) {
           if (!text::trim(one).empty()) r.related.emplace_back(text::trim(one));
         }
         return true;
       }},
      {"数据分级", "Grade", [](const Resource& r) { return std::to_string(r.grade); },
       [](Resource& r, const std::string& t) {
         const auto grade = text::to_int(t);
         if (grade) r.grade = *grade;
         return grade.has_value();
       }},
      TEXT_COLUMN("数据源", "Source", source)};
}

const std::vector<SheetColumn>& sheet_columns() {
  static const std::vector<SheetColumn> k_columns = [] {
    std::vector<SheetColumn> all = identity_columns();
    for (const SheetColumn& one : sharing_columns()) all.push_back(one);
    return all;
  }();
  return k_columns;
}

class CatalogueService final : public DataCatalogue {
 public:
  explicit CatalogueService(CatalogueParts parts) : parts_(std::move(parts)) {}

  std::vector<Resource> all(db::Tx& tx, Instant now) override {
    std::vector<Resource> found = store::resources(tx);
    std::erase_if(found, [](const Resource& one) { return !one.active; });
    const auto facts = parts_.exchange.facts(tx, now);
    for (Resource& one : found) fill(one, facts);
    return found;
  }

  std::optional<Resource> find(db::Tx& tx, std::string_view code, Instant now) override {
    auto found = store::resource(tx, text::replace_all(code, "_", "/"));
    if (found) fill(*found, parts_.exchange.facts(tx, now));
    return found;
  }

  Result<Resource> save(db::Tx& tx, const Scope& scope, Resource given, Instant now) override {
    std::vector<FieldError> faults = check_resource(given);
    if (!parts_.unit_name(given.unit)) faults.push_back({"unit", "没有这个单位", "no such unit"});
    const auto facts = parts_.exchange.facts(tx, now);
    if (!given.source.empty() && std::none_of(facts.begin(), facts.end(), [&](const SourceFacts& one) { return one.code == given.source; }))
      faults.push_back({"source", "没有这个数据源", "no such source"});
    if (!faults.empty()) return refuse_fields(ErrorCode::bad_input, std::move(faults));
    const auto before = store::resource(tx, given.code);
    if (given.version != (before ? before->version : 0)) return refuse(ErrorCode::stale_version);
    given.version += 1;
    if (!put(tx, given, scope.name, now)) return refuse(ErrorCode::conflict);
    fill(given, facts);
    return given;
  }

  Outcome lay(db::Tx& tx, std::string_view text, Instant now) override {
    TIANGE_TRY(const std::vector<Resource> resources, json::read<std::vector<Resource>>(text));
    for (Resource one : resources) {
      if (store::resource(tx, one.code)) continue;
      if (auto faults = check_resource(one); !faults.empty()) return refuse_fields(ErrorCode::bad_input, std::move(faults));
      one.version = 1;
      (void)put(tx, one, "初始", now);
    }
    return done();
  }

  void add_routes(http::Routes& routes, const http::Recorder& record) override {
    add_reads(routes);
    add_listings(routes);
    add_files(routes, record);
    routes.command<Resource, Resource>(http::Method::put, base() + "/{code}", Permission::exchange_manage, "新增或修改数据资源", "Add or change a resource",
                                       [this, record](const http::Request& r, db::Tx& tx, const Resource& in) -> Result<Resource> {
                                         Resource resource = in;
                                         resource.code = text::replace_all(r.param("code"), "_", "/");
                                         TIANGE_TRY(Resource saved, save(tx, r.scope, std::move(resource), r.now));
                                         record(tx, r, "exchange.resource_saved", saved.code, {"保存数据资源“" + saved.name_zh + "”", "saved the resource " + saved.code});
                                         return saved;
                                       });
  }

 private:
  static std::string base() { return "/api/v1/exchange/catalogue"; }

  static bool put(db::Tx& tx, Resource one, std::string_view by, Instant now) {
    one.unit_zh.clear(), one.unit_en.clear();
    one.last_good.reset(), one.due.reset(), one.score.reset();
    one.late = false, one.rows = 0;
    return store::put_resource(tx, one, by, now);
  }
  void fill(Resource& one, const std::vector<SourceFacts>& facts) const {
    if (const auto unit = parts_.unit_name(one.unit)) one.unit_zh = unit->zh, one.unit_en = unit->en;
    for (const SourceFacts& source : facts) {
      if (source.code != one.source) continue;
      if (source.last_good) one.last_good = source.last_good;
      one.due = source.due;
      one.late = source.late;
      one.rows = source.rows;
      one.score = source.score;
    }
  }

  static bool matches(const Resource& one, const http::Request& r) {
    const std::string_view q = r.query_value("q"), kind = r.query_value("class"), unit = r.query_value("unit"), share = r.query_value("share");
    const bool text = q.empty() || text::contains(one.name_zh, q) || text::contains(text::lower_ascii(one.name_en), text::lower_ascii(q)) ||
                      text::contains(one.code, q) || text::contains(one.summary_zh, q) || text::contains(one.unit_zh, q) ||
                      std::any_of(one.fields.begin(), one.fields.end(), [&](const ResourceField& f) { return text::contains(f.zh, q); });
    return text && (kind.empty() || kind == json::enum_name(one.kind)) && (unit.empty() || unit == one.unit) &&
           (share.empty() || share == json::enum_name(one.share)) && (r.query_value("late") != "1" || one.late);
  }

  void add_reads(http::Routes& routes) {
    routes.query<ResourceList>(base(), Permission::exchange_view, "数据资源目录", "The catalogue of data",
                               [this](const http::Request& r) -> Result<ResourceList> {
                                 return parts_.db.read([&](db::Tx& tx) -> Result<ResourceList> {
                                   ResourceList list;
                                   for (Resource& one : all(tx, r.now)) {
                                     ++list.total;
                                     list.late += one.late;
                                     if (matches(one, r)) list.items.push_back(std::move(one));
                                   }
                                   return list;
                                 });
                               },
                               {"q", "class", "unit", "share", "late"});
    routes.query<Resource>(base() + "/{code}", Permission::exchange_view, "查看数据资源", "One resource", [this](const http::Request& r) -> Result<Resource> {
      return parts_.db.read([&](db::Tx& tx) -> Result<Resource> {
        auto found = find(tx, r.param("code"), r.now);
        if (!found) return refuse(ErrorCode::not_found);
        return *std::move(found);
      });
    });
    routes.query<ResourceVersions>(base() + "/{code}/versions", Permission::exchange_view, "数据资源修改历史", "Versions of a resource",
                                   [this](const http::Request& r) -> Result<ResourceVersions> {
                                     return parts_.db.read([&](db::Tx& tx) -> Result<ResourceVersions> {
                                       const std::string code = text::replace_all(r.param("code"), "_", "/");
                                       return ResourceVersions{store::resource_versions(tx, code)};
                                     });
                                   });
  }

  std::vector<Resource> listed(const http::Request& request) {
    std::vector<Resource> found;
    parts_.db.run_read([&](db::Tx& tx) { found = all(tx, request.now); });
    const bool inside = request.signed_in && request.scope.may(Permission::exchange_view);
    std::erase_if(found, [&](const Resource& one) { return !inside && one.open == OpenKind::none; });
    return found;
  }

  void add_listings(http::Routes& routes) {
    http::Route dcat{http::Method::get, "/api/v1/exchange/dcat", Permission::open_to_all, "数据目录（DCAT）", "The catalogue as DCAT"};
    dcat.handle = [this](http::Request& request) {
      http::Response response = http::json_response(json::write(dcat_of(listed(request), parts_)));
      response.content_type = "application/ld+json; charset=utf-8";
      return response;
    };
    routes.raw(std::move(dcat));
    http::Route names{http::Method::get, "/api/3/action/package_list", Permission::open_to_all, "数据目录（CKAN）", "The catalogue as CKAN lists it"};
    names.handle = [this](http::Request& request) {
      json::Array all;
      for (const Resource& one : listed(request)) all.emplace_back(text::replace_all(one.code, "/", "_"));
      return http::json_response(json::write(json::Value(json::Object{{"success", true}, {"result", std::move(all)}})));
    };
    routes.raw(std::move(names));
    http::Route one{http::Method::get, "/api/3/action/package_show", Permission::open_to_all, "数据资源（CKAN）", "One resource as CKAN shows it"};
    one.query_params = {"id"};
    one.handle = [this](http::Request& request) {
      const std::string code = text::replace_all(request.query_value("id"), "_", "/");
      for (const Resource& resource : listed(request)) {
        if (resource.code == code)
          return http::json_response(json::write(json::Value(json::Object{{"success", true}, {"result", ckan_package(resource, parts_)}})));
      }
      // A refusal as everywhere, with the members a client of CKAN looks for.
      http::Response lost = http::problem(refuse(ErrorCode::not_found), request.scope);
      lost.body.insert(1, R"("success":false,"error":{"__type":"Not Found Error","message":"Not found"},)");
      return lost;
    };
    routes.raw(std::move(one));
  }

  Result<CatalogueImport> import(db::Tx& tx, const Scope& scope, sheets::Reader& reader, bool dry_run, Instant now) {
    sheets::Row row;
    TIANGE_TRY(const bool any, reader.next(row));
    if (!any) return refuse(ErrorCode::bad_file, "文件是空的", "the file is empty");
    std::vector<const SheetColumn*> columns;
    for (const std::string& title : row.cells) {
      const auto found = std::find_if(sheet_columns().begin(), sheet_columns().end(), [&](const SheetColumn& one) { return title == one.zh || title == one.en; });
      columns.push_back(found == sheet_columns().end() ? nullptr : &*found);
    }
    if (std::find(columns.begin(), columns.end(), &sheet_columns().front()) == columns.end())
      return refuse(ErrorCode::bad_file, "缺少“资源代码”列", "the column Code is missing");
    CatalogueImport report;
    std::vector<FieldError> errors;
    std::vector<Resource> fresh;
    for (;;) {
      TIANGE_TRY(const bool more, reader.next(row));
      if (!more) break;
      ++report.rows;
      Resource one;
      const auto code_at = static_cast<std::size_t>(std::find(columns.begin(), columns.end(), &sheet_columns().front()) - columns.begin());
      if (code_at < row.cells.size()) one = store::resource(tx, row.cells[code_at]).value_or(Resource{});
      const Resource before = one;
      const std::string where = "row " + std::to_string(row.number) + " / ";
      for (std::size_t c = 0; c < row.cells.size() && c < columns.size(); ++c) {
        if (columns[c] && !columns[c]->set(one, row.cells[c])) errors.push_back({where + columns[c]->en, "取值无法识别", "cannot be read"});
      }
      for (FieldError& fault : check_resource(one)) errors.push_back({where + fault.path, fault.zh, fault.en});
      if (!parts_.unit_name(one.unit)) errors.push_back({where + "unit", "没有这个单位", "no such unit"});
      if (json::write(one) == json::write(before)) {
        ++report.same;
        continue;
      }
      ++(before.version == 0 ? report.added : report.changed);
      fresh.push_back(std::move(one));
    }
    if (!errors.empty()) return refuse_fields(ErrorCode::bad_input, std::move(errors));
    if (dry_run) return report;
    for (Resource& one : fresh) {
      one.version += 1;
      if (!put(tx, one, scope.name, now)) return refuse(ErrorCode::conflict);
    }
    report.written = true;
    return report;
  }

  void add_files(http::Routes& routes, const http::Recorder& record) {
    http::Route file{http::Method::get, base() + "/export", Permission::exchange_view, "导出数据目录", "Export the catalogue"};
    file.query_params = {"format"};
    file.handle = [this, record](http::Request& request) {
      parts_.db.run_write(request.scope, [&](db::Tx& tx) {
        record(tx, request, "exchange.catalogue_exported", "catalogue", {"导出数据目录", "exported the catalogue"});
        return true;
      });
      return sheets::answer(
          request, {"catalogue", sheets::CsvFor::reading_back},
          [this, language = request.scope.language](std::unique_ptr<sheets::Writer> writer) {
            std::vector<std::string> cells;
            for (const SheetColumn& column : sheet_columns()) cells.emplace_back(language == Language::zh ? column.zh : column.en);
            writer->row(cells);
            std::vector<Resource> found;
            parts_.db.run_read([&](db::Tx& tx) { found = store::resources(tx); });
            for (const Resource& one : found) {
              cells.clear();
              for (const SheetColumn& column : sheet_columns()) cells.push_back(column.get(one));
              writer->row(cells);
            }
            writer->finish();
          });
    };
    routes.raw(std::move(file));
    http::Route upload{http::Method::post, base() + "/import", Permission::exchange_manage, "导入数据目录", "Import the catalogue: all rows or none"};
    sheets::add_import<CatalogueImport>(
        routes, std::move(upload), 16 << 20,
        [this, record](db::Tx& tx, const http::Request& r, sheets::Reader& reader, bool dry_run) -> Result<CatalogueImport> {
          TIANGE_TRY(CatalogueImport report, import(tx, r.scope, reader, dry_run, r.now));
          const std::string added = std::to_string(report.added);
          if (report.written)
            record(tx, r, "exchange.catalogue_imported", "catalogue", {"导入数据目录：新增 " + added + " 项", "imported the catalogue: " + added + " added"});
          return report;
        });
  }

  CatalogueParts parts_;
};

}  // namespace

Words class_words(ResourceClass kind) {
  switch (kind) {
    case ResourceClass::basic: return {"基础", "basic"};
    case ResourceClass::theme: return {"主题", "theme"};
    case ResourceClass::department: break;
  }
  return {"部门", "department"};
}

Words share_words(ShareKind kind) {
  switch (kind) {
    case ShareKind::unconditional: return {"无条件共享", "shared"};
    case ShareKind::conditional: return {"有条件共享", "shared on conditions"};
    case ShareKind::none: break;
  }
  return {"不予共享", "not shared"};
}

std::vector<FieldError> check_resource(const Resource& one) {
  std::vector<FieldError> faults;
  if (!is_resource_code(one.code)) faults.push_back({"code", "应为“类1位、项2位、目3位、细目”加“/顺序号”，如 1010010001/000001", "must be like 1010010001/000001"});
  if (text::trim(one.name_zh).empty()) faults.push_back({"name_zh", "请填写名称", "a name is needed"});
  if (!one.provider_uscc.empty() && !codes::is_credit_code(one.provider_uscc))
    faults.push_back({"provider_uscc", "统一社会信用代码有误", "not a credit code"});
  if (one.share != ShareKind::unconditional && text::trim(one.share_condition).empty())
    faults.push_back({"share_condition", one.share == ShareKind::none ? "不予共享的应写明依据" : "有条件共享的应写明条件", "the condition or the law is needed"});
  if (!one.published.empty() && !parse_date(one.published).ok()) faults.push_back({"published", "应为日期", "must be a date"});
  if (one.grade < 1 || one.grade > 4) faults.push_back({"grade", "应为 1 至 4 级", "1 to 4"});
  if (one.grade >= 3 && one.open == OpenKind::unconditional) faults.push_back({"open", "三级以上数据不能无条件开放", "data of grade 3 or 4 cannot be open to all"});
  return faults;
}

std::unique_ptr<DataCatalogue> open_data_catalogue(CatalogueParts parts) { return std::make_unique<CatalogueService>(std::move(parts)); }

}  // namespace tiange::exchange
