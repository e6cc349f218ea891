#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "city/registers/parts/part_service.h"
#include "platform/db/test_db.h"

namespace tiange::registers {
namespace {

constexpr const char* k_grid = "440604010001001";
constexpr const char* k_other_grid = "440604011001001";

class TwoGrids final : public places::Places {
 public:
  Result<places::Located> locate(double lng, double lat) const override {
    if (lng < 113 || lng > 113.2 || lat < 23 || lat > 23.2) return refuse(ErrorCode::outside_district);
    return of_grid(lng < 113.1 ? k_grid : k_other_grid);
  }
  Result<places::Located> of_grid(std::string_view code) const override {
    places::Located found;
    found.grid_code = code;
    return found;
  }
  std::vector<places::Candidate> find(std::string_view, std::size_t, Language) const override { return {}; }
  std::optional<places::Area> area(std::string_view) const override { return std::nullopt; }
  std::vector<places::Area> children(std::string_view) const override { return {}; }
  std::string name(std::string_view code, Language) const override { return std::string(code); }
  std::string full_name(std::string_view code, Language) const override { return "区域" + std::string(code); }
};

std::string data_text(const std::string& path) {
  std::ifstream file(std::string(TIANGE_SOURCE_DIR) + "/data/" + path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

struct World {
  template <class F>
  auto write(F&& fn) {
    return db.write(system_scope(), std::forward<F>(fn));
  }
  explicit World(db::Db& database) : db(database), ids(1), org(org::open(database, ids, {})), parts({database, *org, places, "440604", [this] { return now; }}) {
    EXPECT_TRUE(write([&](db::Tx& tx) { return org->seed(tx, std::string(TIANGE_SOURCE_DIR) + "/data", now); }).ok());
    (void)org->directory(now);
    EXPECT_TRUE(write([&](db::Tx& tx) { return parts.lay_kinds(tx, data_text("part_kinds.csv"), now); }).ok());
  }
  template <class F>
  auto read(F&& fn) {
    return db.read([&](db::Tx& tx) -> Result<decltype(fn(tx))> { return fn(tx); }).value();
  }
  Result<PartImport> import(const std::string& csv, bool dry_run = false, Scope scope = system_scope()) {
    return write([&](db::Tx& tx) -> Result<PartImport> {
      auto reader = sheets::open_bytes(csv);
      return parts.import(tx, scope, **reader, dry_run, now);
    });
  }
  Result<Part> add(const std::string& kind, double lng, double lat, const std::string& owner = "") {
    PartIn in;
    in.kind_code = kind;
    in.lng = lng;
    in.lat = lat;
    in.owner.unit = owner;
    return write([&](db::Tx& tx) { return parts.add(tx, system_scope(), in, now); });
  }
  PartList list(store::PartQuery query, Scope scope = system_scope()) {
    return read([&](db::Tx& tx) { return parts.list(tx, scope, query, now); });
  }
  PartView view(const std::string& ref) {
    return db.read([&](db::Tx& tx) { return parts.view(tx, system_scope(), ref, now); }).value();
  }

  db::Db& db;
  IdSource ids;
  TwoGrids places;
  std::unique_ptr<org::Org> org;
  Instant now = parse_local("2026-11-23 09:00").value();
  PartService parts;
};

void on_each(const std::function<void(World&)>& body) {
  std::vector<db::Migration> all(org::migrations().begin(), org::migrations().end());
  all.insert(all.end(), part_migrations().begin(), part_migrations().end());
  db::for_each_backend(all, [&](db::Db& db) {
    World world(db);
    body(world);
  });
}

constexpr const char* k_sheet =
    "ObjID,编码版本,权属单位,BGID,经度,纬度,ObjState\n"
    "4406040101000001,13,禅城区住房城乡建设和水利局,440604010001001,113.05,23.05,完好\n"
    "4406040114000001,07,,,113.06,23.06,破损\n"
    "4406040114000001,13,佛山市自来水公司,,113.15,23.06,完好\n";

TEST(Parts, TheSameDigitsMeanAnotherThingInEachGeneration) {
  on_each([](World& w) {
    ASSERT_TRUE(w.import(k_sheet)->written);
    EXPECT_EQ(w.view("07-4406040114000001").kind_zh, "无主井盖");
    EXPECT_EQ(w.view("13-4406040114000001").kind_zh, "园林井盖");
    const auto both = w.list({.q = "4406040114000001"});
    EXPECT_EQ(both.items.size(), 2u);
    EXPECT_EQ(w.list({.q = "无主"}).items.size(), 1u);
    EXPECT_EQ(w.list({.kind = "13-0101"}).items.front().owner, "440604-ZJ");
    EXPECT_EQ(w.view("13-4406040114000001").owner_zh, "佛山市自来水公司");
    EXPECT_EQ(w.view("07-4406040114000001").owner_state, OwnerState::unknown);
  });
}

TEST(Parts, ImportIsAllOrNothingAndNamesEveryBadCell) {
  on_each([](World& w) {
    const auto bad = w.import(std::string(k_sheet) +
                              "4406040101000001,13,,,113.05,23.05,完好\n"
                              "440604010100000X,13,,,113.05,23.05,完好\n"
                              "4406050101000001,13,,,113.05,23.05,完好\n"
                              "4406040166000001,13,,,113.05,23.05,完好\n"
                              "4406040101000002,13,,440604010001001,113.15,23.05,完好\n"
                              "4406040101000003,13,,,119,23.05,坏掉\n");
    ASSERT_TRUE(bad.ok());
    EXPECT_FALSE(bad->written);
    EXPECT_EQ(bad->rows, 9);
    EXPECT_EQ(bad->wrong, 6);
    std::vector<std::string> told;
    for (const ImportFault& fault : bad->faults) told.push_back(std::to_string(fault.row) + fault.column);
    EXPECT_EQ(told, (std::vector<std::string>{"5部件编码", "6部件编码", "7部件编码", "8部件编码", "9所在网格", "10状态", "10经度"}));
    EXPECT_EQ(w.list({}).items.size(), 0u);
    const auto rehearsed = w.import(k_sheet, true);
    EXPECT_EQ(rehearsed->added, 3);
    EXPECT_FALSE(rehearsed->written);
    EXPECT_EQ(w.list({}).items.size(), 0u);
  });
}

TEST(Parts, ImportedAgainOnlyWhatDiffersChanges) {
  on_each([](World& w) {
    ASSERT_TRUE(w.import(k_sheet)->written);
    const auto same = w.import(k_sheet);
    EXPECT_EQ(same->unchanged, 3);
    EXPECT_FALSE(same->written);
    const auto changed = w.import("部件编码,编码版本,状态\n4406040101000001,13,丢失\n4406040114000001,13,完好\n");
    EXPECT_EQ(changed->changed, 1);
    EXPECT_EQ(changed->unchanged, 1);
    const PartView view = w.view("13-4406040101000001");
    EXPECT_EQ(view.state, PartState::lost);
    EXPECT_EQ(view.owner, "440604-ZJ");  // the sheet does not name it
    ASSERT_EQ(view.changes.size(), 2u);
    EXPECT_EQ(view.changes[0].act, "imported");
    std::string out;
    w.db.run_read([&](db::Tx& tx) {
      const auto writer = sheets::write_csv([&](std::string_view piece) {
        out += piece;
        return true;
      });
      w.parts.write_sheet(tx, system_scope(), {}, *writer, Language::zh);
    });
    EXPECT_EQ(w.import(out)->unchanged, 3);  // what is exported comes back the same
  });
}

TEST(Parts, NewOnesGetTheNextNumberOfTheirKind) {
  on_each([](World& w) {
    EXPECT_EQ(w.add("13-0123", 113.05, 23.05)->code, "4406040123000001");
    EXPECT_EQ(w.add("13-0123", 113.05, 23.06)->code, "4406040123000002");
    EXPECT_EQ(w.add("07-0114", 113.05, 23.06)->code, "4406040114000001");
    EXPECT_EQ(w.add("13-0123", 113.15, 23.06)->grid, k_other_grid);
    EXPECT_EQ(w.add("13-0166", 113.15, 23.06).refusal().fields.front().path, "kind_code");
    EXPECT_EQ(w.add("13-0123", 119, 23.06).refusal().fields.front().path, "lng");
  });
}

TEST(Parts, NearestFirstWithinTheDistance) {
  on_each([](World& w) {
    // A thousandth of a degree of latitude is 111 m; the squares of the index meet at 23.05.
    (void)w.add("13-0101", 113.05, 23.0504);
    (void)w.add("13-0123", 113.05, 23.0499);
    (void)w.add("13-0123", 113.05, 23.0506);
    const auto gone = w.add("13-0123", 113.05, 23.05);
    ASSERT_TRUE(w.write([&](db::Tx& tx) { return w.parts.set_state(tx, system_scope(), gone->ref(), {PartState::removed, "", {}}, w.now); }).ok());
    const auto near = w.read([&](db::Tx& tx) { return w.parts.near(tx, system_scope(), 113.05, 23.05, 50, "", w.now); });
    ASSERT_EQ(near.items.size(), 2u);
    EXPECT_EQ(near.items[0].kind, "13-0123");
    EXPECT_EQ(near.items[0].metres, 11);
    EXPECT_EQ(near.items[1].metres, 44);
    const auto of_kind = w.read([&](db::Tx& tx) { return w.parts.near(tx, system_scope(), 113.05, 23.05, 50, "13-0101", w.now); });
    EXPECT_EQ(of_kind.items.size(), 1u);
  });
}

TEST(Parts, AScopeSeesItsOwnAreaOnly) {
  on_each([](World& w) {
    (void)w.add("13-0101", 113.05, 23.05);
    const auto other = w.add("13-0101", 113.15, 23.05);
    Scope town = system_scope("440604010");
    EXPECT_EQ(w.list({}, town).items.size(), 1u);
    EXPECT_EQ(w.list({.area = "440604011"}, town).items.size(), 0u);
    EXPECT_EQ(w.list({.area = "440604"}, town).items.size(), 1u);
    EXPECT_EQ(w.list({}, Scope()).items.size(), 0u);
    const auto hidden = w.db.read([&](db::Tx& tx) { return w.parts.view(tx, town, other->ref(), w.now); });
    EXPECT_EQ(hidden.refusal().code, ErrorCode::out_of_scope);
    EXPECT_FALSE(w.import("部件编码,编码版本,经度,纬度\n4406040101000009,13,113.15,23.05\n", false, town)->written);
    EXPECT_EQ(w.read([&](db::Tx& tx) { return w.parts.summary(tx, town, ""); }).total, 1);
  });
}

TEST(Parts, PagesByKeyWithFilters) {
  on_each([](World& w) {
    for (int i = 0; i < 5; ++i) (void)w.add(i % 2 ? "13-0101" : "13-0123", 113.05, 23.05 + 0.001 * i, i == 4 ? "440604-CG" : "");
    store::PartQuery query;
    query.limit = 2;
    std::vector<std::string> seen;
    for (PartList page = w.list(query);; page = w.list(query)) {
      EXPECT_EQ(page.total.has_value(), query.after.empty());
      if (page.total) {
        EXPECT_EQ(*page.total, 5);
      }
      for (const PartRow& row : page.items) seen.push_back(row.code);
      if (page.next.empty()) break;
      query.after = page.next;
    }
    EXPECT_EQ(seen, (std::vector<std::string>{"4406040101000001", "4406040101000002", "4406040123000001", "4406040123000002", "4406040123000003"}));
    EXPECT_EQ(w.list({.owner = "440604-CG"}).items.size(), 1u);
    EXPECT_EQ(w.list({.owner_state = OwnerState::unknown}).items.size(), 4u);
    EXPECT_EQ(w.list({.major = "13-02"}).items.size(), 0u);
    EXPECT_EQ(w.list({.q = "440604012300"}).items.size(), 3u);
  });
}

TEST(Parts, EveryChangeIsKeptAndOldVersionsAreRefused) {
  on_each([](World& w) {
    const std::string ref = w.add("13-0123", 113.05, 23.05)->ref();
    PartIn in;
    static_cast<Part&>(in) = w.view(ref).part;
    in.owner.unit = "440604-CG";
    in.text = "补录";
    in.version = 1;
    const auto change = [&] { return w.write([&](db::Tx& tx) { return w.parts.change(tx, system_scope(), ref, in, w.now); }); };
    ASSERT_TRUE(change().ok());
    EXPECT_EQ(change().refusal().code, ErrorCode::stale_version);
    const PartView view = w.view(ref);
    EXPECT_EQ(view.owner_state, OwnerState::known);
    EXPECT_EQ(view.changes[0].zh, "权属：无 → 禅城区城市管理和综合执法局；权属状态：未知 → 已确定");
    EXPECT_EQ(view.changes[0].text, "补录");
    EXPECT_EQ(view.changes[1].act, "added");
    const std::string photo(64, 'a');
    ASSERT_TRUE(w.write([&](db::Tx& tx) { return w.parts.set_state(tx, system_scope(), ref, {PartState::broken, "", {photo}}, w.now); }).ok());
    EXPECT_TRUE(w.read([&](db::Tx& tx) { return w.parts.may_see_photo(tx, system_scope("440604010"), photo); }));
    EXPECT_FALSE(w.read([&](db::Tx& tx) { return w.parts.may_see_photo(tx, system_scope("440604011"), photo); }));
  });
}

TEST(Parts, KindsOfTheDistrictCountDownFrom99) {
  on_each([](World& w) {
    PartKind kind;
    kind.generation = "13";
    kind.major = "01";
    kind.name_zh = "便民饮水点";
    kind.name_en = "Drinking fountain";
    const auto add = [&] { return w.write([&](db::Tx& tx) { return w.parts.add_kind(tx, system_scope(), kind, w.now); }); };
    EXPECT_EQ(add()->kind, "13-0198");  // 99 is 爱心驿站
    EXPECT_EQ(add()->kind, "13-0197");
    EXPECT_TRUE(add()->extension);
    kind.major = "77";
    EXPECT_EQ(add().refusal().fields.back().path, "major");
    kind.generation = "07";
    kind.major = "05";
    EXPECT_EQ(add()->kind, "07-0599");
    EXPECT_EQ(w.add("13-0198", 113.05, 23.05)->code, "4406040198000001");
  });
}

}  // namespace
}  // namespace tiange::registers
