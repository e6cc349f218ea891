#include "city/org/masks/mask_service.h"

#include <gtest/gtest.h>

#include <fstream>
#include <set>
#include <sstream>

#include "city/org/org_test_city.h"

namespace tiange::masks {
namespace {

std::string shipped() {
  std::ifstream file(std::string(TIANGE_SOURCE_DIR) + "/data/masks.json");
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

MaskPolicy shipped_policy() { return json::read<MaskPolicy>(shipped()).value(); }

constexpr const char* k_grid = "440604010001001";

Scope reader(std::vector<std::string> areas, std::string_view duty = "officer") {
  Scope scope;
  scope.account = AccountId{71};
  scope.person = PersonId{71};
  scope.name = "陈一";
  scope.areas = std::move(areas);
  scope.queues = {scope.areas.front() + ":" + std::string(duty)};
  return scope;
}

Scope with(Scope scope, std::initializer_list<Permission> more, std::int64_t who) {
  for (const Permission one : more) scope.permissions.set(static_cast<std::size_t>(one));
  scope.account = AccountId{who};
  scope.person = PersonId{who};
  return scope;
}

std::string shown(const CompiledPolicy& policy, const Scope& scope, const MaskQuestion& question, std::string_view value) {
  return masking::apply_mask(policy.decide(scope, question).mask, value);
}

TEST(MaskRules, TheFirstRuleThatFitsDecides) {
  const auto policy = compile(shipped_policy()).value();
  const Scope here = reader({"440604010001"}), elsewhere = reader({"440604011"});
  EXPECT_EQ(shown(*policy, here, {"person", "phone", "phone", k_grid, "", false}, "13812345678"), "138****5678");
  EXPECT_EQ(shown(*policy, elsewhere, {"person", "phone", "phone", k_grid, "", false}, "13812345678"), "***") << "another town";
  EXPECT_EQ(shown(*policy, here, {"person", "phone", "phone", k_grid, "case", true}, "13812345678"), "13812345678") << "granted";
  EXPECT_EQ(shown(*policy, elsewhere, {"person", "phone", "phone", k_grid, "case", true}, "13812345678"), "***") << "a grant does not reach over the area";
  EXPECT_EQ(shown(*policy, here, {"person", "disability", "hide", k_grid, "case", true}, "视力一级"), "***");
  EXPECT_EQ(shown(*policy, here, {"person", "disability", "hide", k_grid, "资格核查", true}, "视力一级"), "视力一级") << "a purpose by its words";
  EXPECT_EQ(shown(*policy, here, {"person", "sex", "none", k_grid, "", false}, "1"), "1");
  EXPECT_EQ(shown(*policy, here, {"person", "x", "unheard of", k_grid, "", false}, "1"), "***") << "an unknown mask hides";
  EXPECT_EQ(shown(*policy, {}, {"person", "phone", "phone", k_grid, "", true}, "13812345678"), "***") << "an empty scope";
}

TEST(MaskRules, RelationsOfAReader) {
  EXPECT_EQ(relation_of(reader({"440604010001"}), k_grid), "own");
  EXPECT_EQ(relation_of(reader({k_grid}), k_grid), "own");
  EXPECT_EQ(relation_of(reader({"440604"}), k_grid), "inside");
  EXPECT_EQ(relation_of(reader({"440604011"}), k_grid), "outside");
  EXPECT_EQ(relation_of(reader({"440604"}), ""), "inside");
  EXPECT_EQ(relation_of(reader({"440604010001"}), ""), "outside");
}

TEST(MaskRules, FaultyPoliciesAreRefusedWithTheirPlaces) {
  MaskPolicy policy = shipped_policy();
  policy.rules.push_back({"", "", {}, {}, {"nothing"}, "nearby", false, "nam"});
  policy.rules.push_back({"全部公开", "all open", {}, {}, {}, "any", false, "none"});
  policy.purposes.push_back({"case", "重复", "again", false, true, 9999});
  policy.export_k = 1;
  const auto refused = compile(policy);
  ASSERT_FALSE(refused.ok());
  std::set<std::string> paths;
  for (const FieldError& field : refused.refusal().fields) paths.insert(field.path);
  const std::string rule = "rules[" + std::to_string(policy.rules.size() - 2) + "]";
  for (const std::string& path : {rule + ".mask", rule + ".zh", rule + ".area", rule + ".purposes", "rules[" + std::to_string(policy.rules.size() - 1) + "].mask",
                                  "purposes[" + std::to_string(policy.purposes.size() - 1) + "].key", std::string("export_k")})
    EXPECT_TRUE(paths.contains(path)) << path;
}

// Three hundred persons of two grids and one of another town.
class Persons : public ExportSource {
 public:
  std::vector<ExportField> fields(std::string_view kind) const override {
    if (kind != "person") return {};
    return {{"name", "姓名", "Name", "name", 3}, {"id_card", "身份证号", "Citizen number", "id", 4}, {"born", "出生日期", "Born", "none", 2},
            {"live_address", "居住地址", "Address", "address", 3}, {"low_income", "低保", "Low income", "hide", 4}};
  }
  void rows(db::Tx&, const Scope& scope, std::string_view, std::string_view area, std::string_view, std::span<const std::string> fields,
            FunctionRef<bool(std::int64_t, std::string_view, std::vector<std::string>&)> visit) const override {
    for (int i = 0; i < 301; ++i) {
      const std::string grid = i == 300 ? "440604011001001" : i % 2 ? k_grid : "440604010001002";
      if (!scope.covers(grid) || !grid.starts_with(area)) continue;
      std::vector<std::string> values;
      for (const std::string& field : fields) values.push_back(value(field, i));
      if (!visit(1000 + i, grid, values)) return;
    }
  }
  void exported(db::Tx&, const Scope&, std::span<const std::int64_t> ids, const ExportAsk&, Instant) const override { looked = ids.size(); }
  std::optional<std::string> grid_of(db::Tx&, const Scope& scope, std::string_view subject) const override {
    if (subject != "1.1000" || !scope.covers(k_grid)) return std::nullopt;
    return k_grid;
  }
  static std::string value(const std::string& field, int i) {
    const std::string n = std::to_string(100 + i);
    if (field == "name") return (i % 3 ? "李" : "王") + std::string("小") + n;
    if (field == "id_card") return "440604198001010" + n;
    if (field == "born") return i == 7 ? "1911-03-04" : "19" + std::to_string(60 + i % 20) + "-01-01";
    if (field == "live_address") return "石湾镇街道澜石社区惠景三街" + n + "号";
    return i % 9 ? "否" : "是";
  }
  mutable std::size_t looked = 0;
};

struct House {
  explicit House(db::Db& db)
      : city(db), room({db, city.ids, city.room, &persons, std::string(32, 's'), "440604", true}) {
    city.found();
    EXPECT_TRUE(db.write(system_scope(), [&](db::Tx& tx) { return room.lay(tx, shipped(), now); }).ok());
    room.refresh();
    clerk = with(reader({"440604010"}, "village_command"), {Permission::masks_ask, Permission::masks_view}, 71);
    chief = with(reader({"440604"}, "data_steward"), {Permission::masks_ask, Permission::masks_approve, Permission::masks_edit, Permission::masks_publish}, 72);
  }
  template <class F>
  auto write(F&& act) {
    return city.db.write(system_scope(), std::forward<F>(act));
  }
  ExportAsk ask(std::vector<ExportColumn> columns) const {
    ExportAsk ask;
    ask.title = "低保分析";
    ask.area = "440604010";
    ask.purpose = "study";
    ask.receiver = "大学";
    ask.project = "p1";
    ask.columns = std::move(columns);
    return ask;
  }
  Result<ExportView> request(const ExportAsk& in) {
    return write([&](db::Tx& tx) { return room.ask_export(tx, clerk, in, now); });
  }
  Result<ExportView> answer(const Scope& scope, const std::string& id, bool granted, const std::string& text = "") {
    return write([&](db::Tx& tx) { return room.answer_export(tx, scope, *parse_id(id), {granted, text}, now); });
  }
  Result<ExportView> fetch(const Scope& scope, const std::string& id) {
    return write([&](db::Tx& tx) { return room.fetch(tx, scope, *parse_id(id), rows, now); });
  }
  Outcome unmask(const std::string& purpose, const std::string& ticket, int minutes) {
    return city.db.read([&](db::Tx& tx) { return room.may_unmask(tx, clerk, "1.1000", purpose, ticket, minutes, now); });
  }

  Instant now = parse_local("2026-11-22 10:00").value();
  Persons persons;
  org::TestCity city;
  MaskService room;
  Scope clerk, chief;
  masking::Rows rows;
};

void in_each(const std::function<void(House&)>& test) {
  auto steps = org::test_migrations();
  steps.insert(steps.end(), migrations().begin(), migrations().end());
  db::for_each_backend(steps, [&](db::Db& db) {
    House house(db);
    test(house);
  });
}

TEST(Masks, ADraftIsTriedAndPublishedBySomebodyElse) {
  in_each([](House& h) {
    MaskPolicy changed = shipped_policy();
    changed.usual["id"] = "id:6";
    EXPECT_FALSE(h.write([&](db::Tx& tx) { return h.room.save_draft(tx, h.chief, {changed, " "}, h.now); }).ok()) << "why is asked for";
    const auto draft = h.write([&](db::Tx& tx) { return h.room.save_draft(tx, h.chief, {changed, "证件号留前 6 位"}, h.now); });
    ASSERT_TRUE(draft.ok());
    EXPECT_FALSE(draft->may_publish);
    TryIn in;
    in.policy = changed;
    in.duty = "officer";
    in.area = in.grid = k_grid;
    in.samples = {{"person.id_card", "id", "44060419900101123X"}, {"person.phone", "phone", "13812345678"}};
    const TryView tried = h.room.try_policy(in).value();
    EXPECT_EQ(tried.items[0].live, "440***********123X");
    EXPECT_EQ(tried.items[0].tried, "440604********123X");
    EXPECT_TRUE(tried.items[0].differs);
    EXPECT_FALSE(tried.items[1].differs);
    EXPECT_EQ(h.write([&](db::Tx& tx) { return h.room.publish(tx, h.chief, {draft->draft_version}, h.now); }).refusal().code, ErrorCode::own_request);
    const Scope other = with(h.chief, {}, 73);
    EXPECT_EQ(h.write([&](db::Tx& tx) { return h.room.publish(tx, other, {99}, h.now); }).refusal().code, ErrorCode::conflict);
    const auto live = h.write([&](db::Tx& tx) { return h.room.publish(tx, other, {draft->draft_version}, h.now); });
    ASSERT_TRUE(live.ok());
    EXPECT_EQ(live->live_version, 2);
    EXPECT_EQ(live->versions.size(), 2u);
    EXPECT_EQ(h.room.show(h.clerk, {"person", "id_card", "id", k_grid, "", false}, "44060419900101123X"), "440604********123X") << "at once";
    // Laying the foundation again keeps what people published.
    EXPECT_TRUE(h.write([&](db::Tx& tx) { return h.room.lay(tx, shipped(), h.now); }).ok());
    h.room.refresh();
    EXPECT_EQ(h.room.show(h.clerk, {"person", "id_card", "id", k_grid, "", false}, "44060419900101123X"), "440604********123X");
  });
}

TEST(Masks, SightIsAgreedToAndEnds) {
  in_each([](House& h) {
    EXPECT_TRUE(h.unmask("case", "禅20261122-000001", 60).ok());
    EXPECT_EQ(h.unmask("case", " ", 60).refusal().code, ErrorCode::approval_needed) << "no case";
    EXPECT_FALSE(h.unmask("case", "禅20261122-000001", 121).ok()) << "too long";
    EXPECT_TRUE(h.unmask("走访慰问", "禅20261122-000001", 60).ok()) << "in words, with a case";
    EXPECT_FALSE(h.unmask("走访慰问", "", 60).ok());
    EXPECT_EQ(h.unmask("check", "禅20261122-000001", 60).refusal().code, ErrorCode::approval_needed);
    const UnmaskAsk ask{"1.1000", "check", "禅20261122-000001", "低保复核", 60};
    const auto asked = h.write([&](db::Tx& tx) { return h.room.ask_sight(tx, h.clerk, ask, h.now); });
    ASSERT_TRUE(asked.ok());
    EXPECT_FALSE(h.unmask("check", "禅20261122-000001", 60).ok()) << "asking is not enough";
    const auto answer = [&](const Scope& scope, bool granted) {
      return h.write([&](db::Tx& tx) { return h.room.answer_sight(tx, scope, *parse_id(asked->id), {granted, "x"}, h.now); });
    };
    EXPECT_EQ(answer(with(h.clerk, {Permission::masks_approve}, 71), true).refusal().code, ErrorCode::own_request);
    EXPECT_EQ(answer(h.clerk, true).refusal().code, ErrorCode::forbidden);
    EXPECT_EQ(answer(with(reader({"440604011"}), {Permission::masks_approve}, 75), true).refusal().code, ErrorCode::out_of_scope);
    ASSERT_TRUE(answer(h.chief, true).ok());
    EXPECT_EQ(answer(h.chief, true).refusal().code, ErrorCode::request_over);
    EXPECT_TRUE(h.unmask("资格核查", "禅20261122-000001", 60).ok());
    EXPECT_FALSE(h.unmask("check", "禅20261122-000001", 61).ok()) << "longer than agreed";
    EXPECT_FALSE(h.city.db.read([&](db::Tx& tx) { return h.room.may_unmask(tx, h.clerk, "1.1001", "check", "x", 30, h.now); }).ok()) << "another person";
    h.now = h.now + minutes(61);
    EXPECT_FALSE(h.unmask("check", "禅20261122-000001", 30).ok()) << "over";
    const Scope stranger = with(reader({"440604011"}), {Permission::masks_ask}, 76);
    EXPECT_EQ(h.write([&](db::Tx& tx) { return h.room.ask_sight(tx, stranger, ask, h.now); }).refusal().code, ErrorCode::out_of_scope);
    EXPECT_TRUE(h.city.db.read([&](db::Tx& tx) -> Result<UnmaskList> { return h.room.sights(tx, stranger, "", 0, h.now); })->items.empty());
    EXPECT_EQ(h.city.db.read([&](db::Tx& tx) -> Result<UnmaskList> { return h.room.sights(tx, h.chief, "granted", 0, h.now); })->items.size(), 1u);
  });
}

TEST(Masks, NothingLeavesWithoutApproval) {
  in_each([](House& h) {
    const auto asked = h.request(h.ask({{"name", "mask"}, {"live_address", "mask"}}));
    ASSERT_TRUE(asked.ok()) << asked.refusal().zh;
    EXPECT_EQ(asked->rows, 300) << "nobody of the other town";
    EXPECT_EQ(h.fetch(h.clerk, asked->id).refusal().code, ErrorCode::export_not_approved);
    EXPECT_EQ(h.answer(with(h.clerk, {Permission::masks_approve}, 71), asked->id, true).refusal().code, ErrorCode::own_request);
    EXPECT_FALSE(h.answer(h.chief, asked->id, false).ok()) << "a refusal has a reason";
    ASSERT_TRUE(h.answer(h.chief, asked->id, true).ok());
    EXPECT_EQ(h.fetch(h.chief, asked->id).refusal().code, ErrorCode::out_of_scope) << "only for the asker";
    ASSERT_TRUE(h.fetch(h.clerk, asked->id).ok());
    EXPECT_EQ(h.persons.looked, 300u);
    EXPECT_EQ(h.rows[0][1], "石湾镇街道澜石社区***");
    Scope moved = h.clerk;
    moved.areas = {"440604011"};
    EXPECT_EQ(h.fetch(moved, asked->id).refusal().code, ErrorCode::out_of_scope) << "who has left the area";
    h.now = h.now + days(8);
    EXPECT_EQ(h.fetch(h.clerk, asked->id).refusal().code, ErrorCode::export_not_approved) << "expired";
    ExportAsk whole = h.ask({{"name", "mask"}});
    whole.area = "440604";
    EXPECT_EQ(h.request(whole).refusal().code, ErrorCode::out_of_scope) << "more than one's own area";
  });
}

TEST(Masks, RowsThatStandOutKeepAnExportBack) {
  in_each([](House& h) {
    ExportAsk ask = h.ask({{"id_card", "pseudonym"}, {"born", "plain", true}, {"low_income", "plain", false, true}});
    const auto risky = h.request(ask);
    ASSERT_TRUE(risky.ok());
    EXPECT_GT(risky->risk.at_risk, 0);
    EXPECT_EQ(h.answer(h.chief, risky->id, true).refusal().code, ErrorCode::export_at_risk);
    ask.columns[1].way = "year:10";
    const auto blurred = h.request(ask);
    EXPECT_EQ(blurred->risk.at_risk, 1) << "one was born in 1911";
    EXPECT_EQ(h.answer(h.chief, blurred->id, true).refusal().code, ErrorCode::export_at_risk);
    ask.leave_out = true;
    const auto safe = h.request(ask);
    ASSERT_TRUE(h.answer(h.chief, safe->id, true).ok());
    ASSERT_TRUE(h.fetch(h.clerk, safe->id).ok());
    EXPECT_EQ(h.rows.size(), 299u);
    for (const auto& row : h.rows) EXPECT_FALSE(row[1].starts_with("191"));
    // Pseudonyms join two exports of one project, and do not join those of another.
    const std::string first = h.rows[0][0];
    ask.project = "p2";
    const auto other = h.request(ask);
    ASSERT_TRUE(h.answer(h.chief, other->id, true).ok());
    ASSERT_TRUE(h.fetch(h.clerk, other->id).ok());
    EXPECT_NE(h.rows[0][0], first);
    EXPECT_EQ(first.size(), 27u);
  });
}

TEST(Masks, WhatIsSaidToBeAnonymousIsTested) {
  in_each([](House& h) {
    // Marked as known to nobody, it passes; nobody may then call it anonymous.
    ExportAsk ask = h.ask({{"id_card", "pseudonym"}, {"born", "plain", false}, {"low_income", "plain", false, true}});
    EXPECT_EQ(h.request(ask)->risk.at_risk, 0);
    ask.anonymous = true;
    const auto risky = h.request(ask);
    ASSERT_TRUE(risky.ok());
    EXPECT_GT(risky->risk.at_risk, 0);
    EXPECT_EQ(h.answer(h.chief, risky->id, true).refusal().code, ErrorCode::export_at_risk);
    ask.columns[1].way = "year:10";
    ask.leave_out = true;
    const auto safe = h.request(ask);
    ASSERT_TRUE(h.answer(h.chief, safe->id, true).ok());
    ASSERT_TRUE(h.fetch(h.clerk, safe->id).ok());
    EXPECT_EQ(h.rows.size(), 299u);
    for (const char* way : {"mask", "plain", "keep-first:3"}) {
      ask.columns[0].way = way;
      EXPECT_EQ(h.request(ask).refusal().fields.at(0).path, "columns[0].way") << way;
    }
    ask.columns[0].way = "hide";
    EXPECT_TRUE(h.request(ask).ok());
  });
}

TEST(Masks, MeasuringShowsNoPlainValue) {
  in_each([](House& h) {
    const auto view = h.city.db.read([&](db::Tx& tx) {
      return h.room.measure(tx, h.clerk, h.ask({{"name", "plain"}, {"id_card", "keep-first:17"}, {"live_address", "plain"}, {"low_income", "plain"}}));
    });
    ASSERT_TRUE(view.ok());
    ASSERT_EQ(view->sample.size(), 5u);
    for (std::size_t i = 0; i < 5; ++i) {
      for (std::size_t c = 0; c < 4; ++c) EXPECT_NE(view->sample[i][c], Persons::value(c == 0 ? "name" : c == 1 ? "id_card" : c == 2 ? "live_address" : "low_income", static_cast<int>(i)));
      EXPECT_EQ(view->sample[i][1], "***");
    }
  });
}

TEST(Masks, AFileTellsWhoseExportItWas) {
  in_each([](House& h) {
    std::vector<std::string> ids;
    for (int i = 0; i < 3; ++i) {
      const auto asked = h.request(h.ask({{"name", "mask"}, {"id_card", "id:6"}, {"born", "plain"}, {"live_address", "keep-first:18"}}));
      ASSERT_TRUE(h.answer(h.chief, asked->id, true).ok());
      ASSERT_TRUE(h.fetch(h.clerk, asked->id).ok());
      ids.push_back(asked->id);
    }
    const db::TestFolder folder;
    for (const bool csv : {true, false}) {
      const std::string path = folder.file(csv ? "x.csv" : "x.xlsx");
      std::ofstream file(path, std::ios::binary);
      const auto sink = [&](std::string_view piece) {
        file << piece;
        return true;
      };
      const auto writer = csv ? sheets::write_csv(sink, sheets::CsvFor::people) : sheets::write_xlsx(sink);
      masking::Marker marker(masking::mark_seed(h.room.parts().key, ids[1]), [&](const std::vector<std::string>& row) { writer->row(row); });
      for (const auto& row : h.rows) marker.row(row);
      marker.finish();
      writer->finish();
      file.close();
      const auto view = trace_file(h.city.db, h.room.parts().key, path);
      ASSERT_TRUE(view.ok()) << view.refusal().zh;
      EXPECT_EQ(view->exports, 3);
      EXPECT_EQ(view->matches.at(0).id, ids[1]);
      EXPECT_TRUE(view->matches.at(0).certain) << view->matches.at(0).score.certainty;
      EXPECT_FALSE(view->matches.at(1).certain);
    }
  });
}

// No reader may learn by order or by filter what a mask hides.
TEST(Masks, MaskedFieldsAreNotCompared) {
  in_each([](House& h) {
    EXPECT_FALSE(h.room.may_compare(h.clerk, {"person", "phone", "phone", k_grid, "", false}));
    EXPECT_TRUE(h.room.may_compare(h.clerk, {"person", "phone", "phone", k_grid, "case", true}));
    EXPECT_TRUE(h.room.may_compare(h.clerk, {"person", "sex", "none", k_grid, "", false}));
  });
}

}  // namespace
}  // namespace tiange::masks
