#include "city/items/item_routes.h"

#include <algorithm>

#include "base/text.h"
#include "platform/sheets/routes/sheet_routes.h"

namespace tiange::items {

namespace {

struct ItemList {
  std::vector<Item> items;
  std::string next;        // code to go on after, "" at the end
  std::int64_t total = 0;  // that match
};
BOOST_DESCRIBE_STRUCT(ItemList, (), (items, next, total))

// A version in short, with its siblings in the same order.
struct Publication {
  int version = 0;
  std::int64_t edition = 0;
  Instant published;
  std::string published_by;
  std::string note;
};
BOOST_DESCRIBE_STRUCT(Publication, (), (version, edition, published, published_by, note))

struct Kin {
  std::string code, name_zh, name_en;
  bool active = true;
};
BOOST_DESCRIBE_STRUCT(Kin, (), (code, name_zh, name_en, active))

struct ItemView {
  Item item;
  std::vector<Item> versions;              // newest first
  std::vector<Publication> published;      // of each version: when, by whom
  std::vector<Kin> above;                  // what it is a kind of, topmost first
  std::vector<Kin> below;                  // its own kinds
  int version = 0;
};
BOOST_DESCRIBE_STRUCT(ItemView, (), (item, versions, published, above, below, version))

struct EditionList {
  std::vector<Edition> items;
};
BOOST_DESCRIBE_STRUCT(EditionList, (), (items))

struct DifferenceList {
  std::vector<Difference> items;
};
BOOST_DESCRIBE_STRUCT(DifferenceList, (), (items))

Kin kin_of(const Item& item) { return {item.code, item.name_zh, item.name_en, item.active}; }

// What it is a kind of, nearest first.
std::vector<std::shared_ptr<const Item>> above(const ItemService& service, const Item& item) {
  std::vector<std::shared_ptr<const Item>> line;
  for (auto next = service.find(item.parent.value_or("")); next; next = service.find(next->parent.value_or("")))
    line.push_back(next);
  return line;
}

Result<ItemView> one_item(const ItemService& service, const http::Request& request) {
  ItemView view;
  for (const DatedVersion& one : service.versions(request.param("code"))) {
    view.versions.push_back(*one.item);
    view.published.push_back({one.item->version, one.edition.edition, one.edition.published, one.edition.published_by,
                              one.edition.note});
  }
  if (view.versions.empty()) return refuse(ErrorCode::not_found);
  view.item = view.versions.front();
  view.version = view.item.version;
  for (const auto& kin : above(service, view.item)) view.above.insert(view.above.begin(), kin_of(*kin));
  for (const auto& other : service.latest()) {
    if (other->parent == view.item.code) view.below.push_back(kin_of(*other));
  }
  return view;
}

// The item itself, or one of its kinds at any depth.
bool lies_under(const ItemService& service, const Item& item, std::string_view top) {
  if (top.empty() || item.code == top) return true;
  const auto line = above(service, item);
  return std::any_of(line.begin(), line.end(), [&](const auto& one) { return one->code == top; });
}

bool matches(const Item& item, const http::Request& request) {
  const auto is = [&](std::string_view name, const std::string& value) {
    const std::string_view wanted = request.query_value(name);
    return wanted.empty() || wanted == value;
  };
  const std::string_view q = request.query_value("q");
  const bool text = q.empty() || text::contains(item.name_zh, q) || text::contains(item.code, q) ||
                    text::contains(item.keywords, q) || text::contains(item.legal_basis, q) ||
                    text::contains(text::lower_ascii(item.name_en), text::lower_ascii(q));
  return text && is("class", item.item_class) && is("line", item.lead_line) && is("catalogue", item.catalogue) &&
         is("major", item.major) && (item.active || request.query_value("inactive") == "1");
}

ItemList list_items(const ItemService& service, const http::Request& request) {
  const std::int64_t asked = text::to_int(request.query_value("limit")).value_or(50);
  const std::size_t limit = static_cast<std::size_t>(std::clamp<std::int64_t>(asked, 1, 500));
  const std::string after(request.query_value("after"));
  const std::string_view area = request.query_value("area");
  ItemList list;
  for (const auto& newest : service.latest()) {
    const auto item = area.empty() ? newest : in_force_at(service, newest->code, area);
    if (!item) continue;
    if (!matches(*item, request) || !lies_under(service, *item, request.query_value("under"))) continue;
    ++list.total;
    if (item->code <= after) continue;
    if (list.items.size() < limit) {
      list.items.push_back(*item);
    } else if (list.next.empty()) {
      list.next = list.items.back().code;
    }
  }
  return list;
}

http::Response export_items(const ItemService& service, const http::Request& request) {
  return sheets::answer(request, {"items", sheets::CsvFor::reading_back}, [&service, language = request.scope.language](std::unique_ptr<sheets::Writer> writer) {
    service.write_sheet(*writer, language);
  });
}

void add_reads(http::Routes& routes, ItemService& service) {
  routes.query<ItemList>("/api/v1/items", Permission::items_view, "查询事项", "List items",
                         [&](const http::Request& r) -> Result<ItemList> { return list_items(service, r); },
                         {"q", "class", "line", "catalogue", "major", "under", "inactive", "area", "after", "limit"});
  routes.query<EditionList>("/api/v1/items/editions", Permission::items_view, "目录版本", "Editions of the catalogue",
                            [&](const http::Request&) -> Result<EditionList> { return EditionList{service.editions()}; });
  routes.query<DifferenceList>(
      "/api/v1/items/compare", Permission::items_view, "比较两个目录版本", "Compare two editions",
      [&](const http::Request& r) -> Result<DifferenceList> {
        const auto from = text::to_int(r.query_value("from"));
        const auto to = text::to_int(r.query_value("to"));
        if (!from || !to) return refuse_fields(ErrorCode::bad_input, {{"from", "请给出两个版本号", "give both editions"}});
        return DifferenceList{service.compare(*from, *to)};
      },
      {"from", "to"});
  routes.query<ItemView>("/api/v1/items/{code}", Permission::items_view, "查看事项", "One item with its versions",
                         [&](const http::Request& r) { return one_item(service, r); });
  http::Route sheet{http::Method::get, "/api/v1/items/export", Permission::items_view, "导出事项目录", "Export the catalogue"};
  sheet.query_params = {"format"};
  sheet.handle = [&](http::Request& request) { return export_items(service, request); };
  routes.raw(std::move(sheet));
}

std::string edition_text(std::int64_t edition) { return "#" + std::to_string(edition); }

// Each saving publishes an edition of its own; saving what stands already changes nothing.
Result<Item> save_and_record(ItemService& service, const http::Recorder& record, const http::Request& request, db::Tx& tx,
                             Item item, int expected_version) {
  TIANGE_TRY(Item saved, service.save(tx, request.scope, std::move(item), expected_version));
  if (saved.version == expected_version) return saved;
  const std::string version = std::to_string(saved.version);
  const std::string edition = edition_text(store::newest_edition(tx));
  const std::string& english = saved.name_en.empty() ? saved.name_zh : saved.name_en;
  record(tx, request, "items.saved", saved.code,
         {(expected_version ? "修改事项“" : "新增事项“") + saved.name_zh + "”，第 " + version + " 版，发布目录 " + edition,
          (expected_version ? "changed the item " : "added the item ") + english + ", version " + version +
              ", published as edition " + edition});
  return saved;
}

Words words_of(const ImportReport& report, std::string_view note) {
  const std::string added = std::to_string(report.added);
  const std::string changed = std::to_string(report.changed);
  const std::string why(note);
  return {"导入并发布目录：新增 " + added + " 项，修改 " + changed + " 项" + (why.empty() ? "" : "；说明：" + why),
          "imported and published the catalogue: " + added + " added, " + changed + " changed" + (why.empty() ? "" : "; note: " + why)};
}

}  // namespace

void add_routes(http::Routes& routes, ItemService& service, const http::Recorder& record) {
  add_reads(routes, service);
  routes.command<Item, Item>(http::Method::post, "/api/v1/items", Permission::items_manage, "新增事项", "Add an item",
                             [&service, record](const http::Request& r, db::Tx& tx, const Item& item) -> Result<Item> {
                               if (service.find(item.code)) {
                                 return refuse_fields(ErrorCode::bad_input, {{"code", "编码已存在", "is taken"}});
                               }
                               return save_and_record(service, record, r, tx, item, 0);
                             });
  routes.command<Item, Item>(http::Method::put, "/api/v1/items/{code}", Permission::items_manage, "修改事项",
                             "Change an item; its cases keep the version they have",
                             [&service, record](const http::Request& r, db::Tx& tx, const Item& given) -> Result<Item> {
                               const auto current = service.find(r.param("code"));
                               if (!current) return refuse(ErrorCode::not_found);
                               TIANGE_CHECK_OK(http::require_version(r, current->version));
                               Item item = given;
                               item.code = current->code;
                               return save_and_record(service, record, r, tx, std::move(item), given.version);
                             });
  http::Route import{http::Method::post, "/api/v1/items/import", Permission::items_manage, "导入事项目录",
                     "Import the catalogue from XLSX or CSV: all rows or none"};
  import.query_params = {"note"};
  sheets::add_import<ImportReport>(
      routes, std::move(import), 64 << 20,
      [&service, record](db::Tx& tx, const http::Request& r, sheets::Reader& reader, bool dry_run) -> Result<ImportReport> {
        TIANGE_TRY(ImportReport report, service.import(tx, r.scope, reader, dry_run, r.query_value("note")));
        if (report.published) record(tx, r, "items.imported", edition_text(report.edition), words_of(report, r.query_value("note")));
        return report;
      });
}

}  // namespace tiange::items
