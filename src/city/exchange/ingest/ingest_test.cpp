#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <set>

#include "base/codes.h"
#include "city/exchange/ingest/ingest_service.h"
#include "platform/db/test_db.h"

namespace tiange::exchange {
namespace {

class StillClock final : public Clock {
 public:
  Instant now() const override { return now_; }
  void forward(Span span) { now_ = now_ + span; }

 private:
  Instant now_ = local_instant(make_date(2026, 11, 18), hours(9).us);  // a Wednesday
};

constexpr std::string_view k_taken = R"sql(
-- table taken: reference
CREATE TABLE taken (
  source TEXT NOT NULL,
  key TEXT NOT NULL,
  body TEXT NOT NULL,
  times BIGINT NOT NULL,
  PRIMARY KEY (source, key)
);
)sql";

std::vector<db::Migration> all_migrations() {
  std::vector<db::Migration> all;
  for (const auto& part : {jobs::migrations(), raw::migrations(), ingest_migrations()}) all.insert(all.end(), part.begin(), part.end());
  all.push_back({"taken", 1, k_taken});
  return all;
}

// Keeps what it is given, counts how often, and dies where a test wants it.
class TestSink final : public Sink {
 public:
  Result<Delivered> deliver(db::Tx& tx, const Delivery& delivery, Instant) override {
    Delivered told;
    for (const MappedRow& row : delivery.rows) {
      if (row.number == die_at || (row.gone && ended++ == die_at_gone)) kill(getpid(), SIGKILL);
      told.gone += row.gone;
      tx.run("INSERT INTO taken (source, key, body, times) VALUES (?, ?, ?, 1) ON CONFLICT (source, key) DO UPDATE SET "
             "body = excluded.body, times = taken.times + 1",
             {delivery.department, row.key, row.gone ? "gone" : row.find("name") ? *row.find("name") : "-"});
      ++told.added;
    }
    return told;
  }
  std::vector<FieldInfo> fields(std::string_view) const override {
    return {{"name", "姓名", "Name", FieldType::name, "name", {}},
            {"id_card", "公民身份号码", "ID number", FieldType::id_card, "id", {}},
            {"born", "出生日期", "Born", FieldType::date, "none", {}},
            {"died", "死亡日期", "Died", FieldType::date, "none", {}},
            {"phone", "手机号码", "Phone", FieldType::phone, "phone", {}}};
  }
  std::vector<std::string> kinds() const override { return {"person"}; }
  std::vector<CodeName> departments() const override { return {{"civil", "民政", "Civil"}, {"health", "卫健", "Health"}}; }
  std::int64_t die_at = -1;
  std::int64_t die_at_gone = -1;
  std::int64_t ended = 0;
};

class TestRepairs final : public Repairs {
 public:
  Result<RepairCase> open(db::Tx&, const RepairAsk& ask, Instant) override {
    said.push_back("open " + ask.unit);
    return RepairCase{"1.1", "禅1"};
  }
  Outcome still(db::Tx&, const std::string&, const Words&, Instant) override {
    said.push_back("still");
    return done();
  }
  Outcome good(db::Tx&, const std::string&, const Words&, Instant) override {
    said.push_back("good");
    return done();
  }
  std::vector<std::string> said;
};

struct House {
  explicit House(db::Db& database, const std::string& files)
      : db(database),
        folder(files),
        jobs(db, clock, ids),
        service({db, clock, ids, jobs, sink, &repairs, nullptr, std::make_shared<const WorkCalendar>(),
                 [](std::string_view unit) { return unit.empty() ? std::nullopt : std::optional(Words{"民政局", "Civil affairs"}); }, {}, folder}) {
    std::filesystem::create_directories(folder);
    service.add_jobs();
    steward = system_scope("440604");
    steward.name = "数据管理员";
  }
  SourceIn source() const {
    SourceIn in;
    in.name_zh = "低保名单";
    in.name_en = "Low income";
    in.unit = "440604-MZ";
    in.department = "civil";
    in.kind = "person";
    in.mapping.columns = {{"姓名", "name", {}, DateForm::any, true, OnBad::hold},
                          {"身份证号", "id_card", {}, DateForm::any, true, OnBad::hold},
                          {"出生日期", "born", {}, DateForm::any, false, OnBad::leave_out}};
    in.mapping.key = {"身份证号"};
    return in;
  }
  void save(const SourceIn& in, const std::string& code = "civil_low") {
    const auto saved = db.write(steward, [&](db::Tx& tx) { return service.save_source(tx, steward, code, in, clock.now()); });
    ASSERT_TRUE(saved.ok()) << saved.refusal().zh << (saved.refusal().fields.empty() ? "" : saved.refusal().fields[0].zh);
  }
  BatchView send(const std::string& content, const std::string& code = "civil_low") {
    const std::string path = folder + "/given.csv";
    std::ofstream(path, std::ios::binary) << content;
    auto taken = service.take_file(steward, code, path, "given.csv", clock.now());
    EXPECT_TRUE(taken.ok()) << taken.refusal().zh;
    return taken.ok() ? *taken : BatchView{};
  }
  BatchView batch(const std::string& id) {
    BatchView view;
    for (const store::BatchRow& row : rows()) {
      if (std::to_string(row.id) != id) continue;
      view.state = row.state, view.rows = row.rows, view.held = row.held, view.marked = row.marked, view.mended = row.mended;
      view.added = row.added, view.trouble_zh = row.trouble_zh;
    }
    return view;
  }
  std::vector<store::BatchRow> rows() {
    std::vector<store::BatchRow> all;
    db.run_read([&](db::Tx& tx) { all = store::batches(tx, "", "", 0, 100); });
    return all;
  }
  std::int64_t number(const char* sql) {
    std::int64_t value = 0;
    db.run_read([&](db::Tx& tx) { tx.each(sql, {}, [&](const db::Row& r) { value = r.i64(0); return false; }); });
    return value;
  }

  db::Db& db;
  std::string folder;
  StillClock clock;
  IdSource ids{7};
  TestSink sink;
  TestRepairs repairs;
  jobs::Jobs jobs;
  ExchangeService service;
  Scope steward;
};

std::string citizen(int n) {
  std::string number = "440604" + std::to_string(19500101 + n / 900 % 28) + std::to_string(100 + n % 900);
  number += codes::citizen_check(number);
  return number;
}

std::string many_rows(int rows) {
  std::string csv = "姓名,身份证号,出生日期\n";
  for (int i = 0; i < rows; ++i) csv += "陈大文," + citizen(i) + ",1950-01-0" + std::to_string(1 + i / 900 % 9) + "\n";
  return csv;
}

void with_house(const std::function<void(House&)>& body) {
  db::for_each_backend(all_migrations(), [&](db::Db& db) {
    const db::TestFolder folder;
    House house(db, folder.file("exchange"));
    body(house);
  });
}

TEST(Ingest, RowsAreDeliveredBadOnesHeldTheSameFileTakenOnce) {
  with_house([](House& house) {
    house.save(house.source());
    const std::string csv = "姓名,身份证号,出生日期\n陈文," + citizen(1) + ",1950-01-01\n,440604195001011234,\n李四," + citizen(2) + ",不详\n";
    const BatchView taken = house.send(csv);
    EXPECT_EQ(taken.state, BatchState::waiting);
    house.jobs.run_due();
    const BatchView done = house.batch(taken.id);
    EXPECT_EQ(done.state, BatchState::done) << done.trouble_zh;
    EXPECT_EQ(done.rows, 3);
    EXPECT_EQ(done.held, 1);
    EXPECT_EQ(done.marked, 1);
    EXPECT_EQ(done.added, 2);
    const BatchView again = house.send(csv);
    EXPECT_TRUE(again.repeated);
    EXPECT_EQ(again.id, taken.id);
    house.jobs.run_due();
    EXPECT_EQ(house.number("SELECT MAX(times) FROM taken"), 1);
    EXPECT_EQ(house.repairs.said, std::vector<std::string>{"open 440604-MZ"});
  });
}

TEST(Ingest, DriftIsHeldUntilSomebodyDecides) {
  with_house([](House& house) {
    house.save(house.source());
    house.send(many_rows(10));
    house.jobs.run_due();
    const BatchView drifted = house.send("名字,身份证号,出生日期,手机号\n陈文," + citizen(50) + ",三月,13800001111\n");
    ASSERT_EQ(drifted.state, BatchState::held);
    std::vector<std::string> said;
    for (const Drift& one : drifted.drift) said.push_back(std::string(json::enum_name(one.kind)) + " " + one.column);
    EXPECT_EQ(said, (std::vector<std::string>{"missing 姓名", "retyped 出生日期", "fresh 名字", "fresh 手机号"}));
    EXPECT_TRUE(drifted.drift[0].matters);
    EXPECT_EQ(drifted.drift[3].field, "phone");
    house.jobs.run_due();
    EXPECT_EQ(house.number("SELECT COUNT(*) FROM taken"), 10);
    Mapping mapping = drifted.suggested;
    for (ColumnMap& column : mapping.columns) {
      if (column.column == "名字") column.field = "name";
    }
    const std::int64_t id = *parse_id(drifted.id);
    const auto decide = [&](const DecideIn& in) {
      return house.db.write(house.steward, [&](db::Tx& tx) { return house.service.decide(tx, house.steward, id, in, house.clock.now()); });
    };
    EXPECT_FALSE(decide({true, mapping, ""}).ok());
    ASSERT_TRUE(decide({true, mapping, "部门改了列名"}).ok());
    EXPECT_EQ(decide({true, mapping, "再来"}).refusal().code, ErrorCode::batch_decided);
    house.jobs.run_due();
    EXPECT_EQ(house.batch(drifted.id).state, BatchState::done);
    EXPECT_EQ(house.number("SELECT COUNT(*) FROM taken"), 11);
    EXPECT_EQ(house.send("名字,身份证号,出生日期,手机号\n陈武," + citizen(51) + ",1950-01-01,13800001112\n").state, BatchState::waiting);
  });
}

TEST(Ingest, RefusedBatchLeavesNothingAndMayComeAgain) {
  with_house([](House& house) {
    house.save(house.source());
    const std::string csv = "姓名,证件\n陈文,1\n";
    const BatchView held = house.send(csv);
    ASSERT_EQ(held.state, BatchState::held);
    const auto refused = house.db.write(house.steward, [&](db::Tx& tx) {
      return house.service.decide(tx, house.steward, *parse_id(held.id), {false, std::nullopt, "列不对"}, house.clock.now());
    });
    ASSERT_TRUE(refused.ok());
    EXPECT_FALSE(std::filesystem::exists(house.folder + "/" + held.id + ".in"));
    EXPECT_NE(house.send(csv).id, held.id);
  });
}

TEST(Ingest, MendedRowsGoOnAndTheNextGoodBatchClosesTheRepair) {
  with_house([](House& house) {
    house.save(house.source());
    const BatchView taken = house.send("姓名,身份证号,出生日期\n陈文,440604195001011234,\n李四,x,\n");
    house.jobs.run_due();
    const auto mended = house.db.write(house.steward, [&](db::Tx& tx) -> Result<bool> {
      auto row = store::held_row(tx, *parse_id(taken.id), 1);
      return row.has_value() && row->faults.size() == 1 && row->faults[0].field == "id_card";
    });
    EXPECT_TRUE(*mended);
    const std::string path = house.folder + "/mended.csv";
    std::ofstream(path) << "行号,姓名,身份证号,出生日期,原因\n1,陈文," << citizen(1) << ",,校验位\n2,李四,y,,\n9,无,," << "\n";
    http::Routes routes(house.db);
    house.service.add_routes(routes, [](db::Tx&, const http::Request&, const std::string&, const std::string&, const Words&) {});
    http::Request request;
    request.method = http::Method::post;
    request.params["id"] = taken.id;
    request.scope = house.steward;
    request.now = house.clock.now();
    request.upload_path = path;
    request.upload_size = std::filesystem::file_size(path);
    request.headers = {{"content-type", "text/csv"}};
    for (const http::Route& route : routes.all()) {
      if (route.pattern != "/api/v1/exchange/batches/{id}/mend") continue;
      const http::Response response = route.handle(request);
      const auto report = json::parse(response.body);
      ASSERT_TRUE(report.ok()) << response.body;
      ASSERT_NE(report->find("mended"), nullptr) << response.body;
      EXPECT_EQ(report->find("mended")->as_int(), 1);
      EXPECT_EQ(report->find("still")->as_int(), 1);
      EXPECT_EQ(report->find("unknown")->as_int(), 1);
    }
    EXPECT_EQ(house.number("SELECT COUNT(*) FROM taken"), 1);
    house.send("姓名,身份证号,出生日期\n陈文,1,\n");
    house.jobs.run_due();
    house.send(many_rows(3));
    house.jobs.run_due();
    EXPECT_EQ(house.repairs.said, (std::vector<std::string>{"open 440604-MZ", "still", "good"}));
  });
}

TEST(Ingest, RulesBetweenTwoSources) {
  with_house([](House& house) {
    house.save(house.source());
    SourceIn other = house.source();
    other.department = "health";
    other.mapping.columns.push_back({"死亡日期", "died", {}, DateForm::any, false, OnBad::leave_out});
    house.save(other, "health_dead");
    const QualityRule rule{"Q1", "person", "civil_low", "died", "other.died = null or died != null", "卫健已登记死亡的不应在名单内", "", false,
                           "health_dead", "id_card", true, 0};
    house.db.run_write(house.steward, [&](db::Tx& tx) {
      QualityRule first = rule;
      first.version = 1;
      return store::put_rule(tx, first, "测试", house.clock.now());
    });
    house.send("姓名,身份证号,出生日期,死亡日期\n甲," + citizen(1) + ",,2026-01-05\n", "health_dead");
    house.jobs.run_due();
    const BatchView low = house.send("姓名,身份证号,出生日期\n甲," + citizen(1) + ",\n乙," + citizen(2) + ",\n");
    house.jobs.run_due();
    EXPECT_EQ(house.batch(low.id).state, BatchState::done);
    EXPECT_EQ(house.batch(low.id).marked, 1);
  });
}

// The power fails in the middle: what was durable stands, nothing comes twice, nothing is missing.
TEST(Ingest, KilledInTheMiddleGoesOnWithoutDoubling) {
  static constexpr int k_rows = 9000;
  db::for_each_url([](const std::string& url) {
    const db::TestFolder folder;
    const std::string files = folder.file("exchange");
    const pid_t child = fork();
    if (child == 0) {
      const auto db = db::open({.url = url, .readers = 2, .writers = 2});
      const auto migrations = all_migrations();
      db->migrate(migrations);
      House house(*db, files);
      house.save(house.source());
      house.send(many_rows(k_rows));
      house.sink.die_at = 5000;
      house.jobs.run_due();
      _exit(0);
    }
    int status = 0;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFSIGNALED(status));
    const auto db = db::open({.url = url, .readers = 2, .writers = 2});
    House house(*db, files);
    const auto rows = house.rows();
    ASSERT_EQ(rows.size(), 1u);
    EXPECT_EQ(rows[0].rows, 4000);
    EXPECT_EQ(house.number("SELECT COUNT(*) FROM taken"), 4000);
    const auto done = house.service.run_batch(rows[0].id);
    ASSERT_TRUE(done.ok()) << done.refusal().zh;
    EXPECT_EQ(done->state, BatchState::done);
    EXPECT_EQ(done->rows, k_rows);
    EXPECT_EQ(house.number("SELECT COUNT(*) FROM taken"), k_rows);
    EXPECT_EQ(house.number("SELECT MAX(times) FROM taken"), 1);
  });
}

// Killed again while the keys of the rows are written and once more before the batch is said to be done.
TEST(Ingest, RunTwiceTheKeysAreThereOnce) {
  with_house([](House& house) {
    SourceIn in = house.source();
    in.full = true;
    house.save(in);
    const BatchView taken = house.send(many_rows(5000));
    house.jobs.run_due();
    ASSERT_EQ(house.batch(taken.id).state, BatchState::done);
    const std::int64_t keys = house.number("SELECT CAST(SUM(key_count) AS BIGINT) FROM exchange_raw_keys");
    house.db.run_write(house.steward, [&](db::Tx& tx) {
      auto row = store::batch(tx, *parse_id(taken.id));
      row->state = BatchState::running;
      return store::save_batch(tx, *row);
    });
    std::ofstream(house.folder + "/" + taken.id + ".in") << many_rows(5000);
    ASSERT_TRUE(house.service.run_batch(*parse_id(taken.id)).ok());
    EXPECT_EQ(house.number("SELECT CAST(SUM(key_count) AS BIGINT) FROM exchange_raw_keys"), keys);
    EXPECT_EQ(house.number("SELECT CAST(SUM(row_count) AS BIGINT) FROM exchange_raw"), 5000);
    EXPECT_EQ(house.number("SELECT MAX(times) FROM taken"), 1);
  });
}

std::string history_text(const RawHistory& history) {
  std::string text;
  for (const RawVersion& one : history.items) text += std::string(json::enum_name(one.change)) + (one.cells.empty() ? "" : " " + one.cells[0]) + ";";
  return text;
}

TEST(Ingest, TodaysTableBesideYesterdays) {
  with_house([](House& house) {
    SourceIn in = house.source();
    in.full = true;
    in.most_gone_percent = 80;
    house.save(in);
    const auto head = std::string("姓名,身份证号,出生日期\n");
    const auto day = [&](const std::string& rows) {
      const BatchView taken = house.send(head + rows);
      house.jobs.run_due();
      house.clock.forward(hours(24));
      return taken.id;
    };
    day("陈文," + citizen(1) + ",\n李四," + citizen(2) + ",\n王五," + citizen(3) + ",\n");
    const std::string second = day("王五," + citizen(3) + ",\n赵六," + citizen(4) + ",\n李思," + citizen(2) + ",\n");
    const auto rows = house.rows();
    ASSERT_TRUE(rows.front().comparison.has_value());
    EXPECT_EQ(rows.front().comparison->before, std::to_string(rows.back().id));
    EXPECT_EQ(rows.front().comparison->added, 1);
    EXPECT_EQ(rows.front().comparison->changed, 1);
    EXPECT_EQ(rows.front().comparison->gone, 1);
    EXPECT_EQ(rows.front().comparison->same, 1);
    day("李思," + citizen(2) + ",\n");
    const auto history = [&](const std::string& key, bool reveal) {
      return house.db.read([&](db::Tx& tx) { return house.service.raw_history(tx, house.steward, "civil_low", key, reveal); });
    };
    EXPECT_EQ(history_text(*history(citizen(2), true)), "changed 李思;added 李四;");
    EXPECT_EQ(history_text(*history(citizen(3), false)), "gone;added 王*;");
    EXPECT_EQ(history_text(*history(citizen(9), true)), "");
    EXPECT_FALSE(history("", true).ok());
    Scope foreign = house.steward;
    foreign.permissions.reset();
    foreign.permissions.set(static_cast<std::size_t>(Permission::exchange_view));
    foreign.units = {"440604-JY"};
    EXPECT_EQ(house.db.read([&](db::Tx& tx) { return house.service.raw_history(tx, foreign, "civil_low", citizen(2), false); }).refusal().code,
              ErrorCode::not_found);
    // Page by page, one row each, in whatever order: each difference once, none of the keys to be read from where a page ends.
    std::multiset<std::string> seen;
    http::Request request;
    for (std::string after; seen.size() < 9;) {
      request.query = {{"limit", "1"}, {"after", after}};
      const auto page = house.db.read([&](db::Tx& tx) { return house.service.changes(tx, house.steward, second, request); });
      ASSERT_TRUE(page.ok());
      for (const BatchChange& one : page->items)
        seen.insert(std::string(json::enum_name(one.change)) + " " + (one.before.empty() ? "" : one.before[0]) + " " + (one.cells.empty() ? "" : one.cells[0]));
      after = page->next;
      EXPECT_LT(after.size(), 4u);
      if (after.empty()) break;
    }
    EXPECT_EQ(seen, (std::multiset<std::string>{"added  赵*", "changed 李* 李*", "gone 陈* "}));
    // What is shared is the last table alone.
    int shared = 0;
    house.db.run_read([&](db::Tx& tx) { house.service.each_row(tx, "civil_low", [&](const MappedRow&) { return ++shared > 0; }); });
    EXPECT_EQ(shared, 1);
  });
}

TEST(Ingest, WhatAWholeTableNoLongerHasEndsOnce) {
  with_house([](House& house) {
    SourceIn in = house.source();
    in.full = true;
    in.most_gone_percent = 60;
    house.save(in);
    const auto day = [&](const std::string& rows) {
      const BatchView taken = house.send("姓名,身份证号,出生日期\n" + rows);
      house.jobs.run_due();
      house.clock.forward(hours(24));
      return *parse_id(taken.id);
    };
    // The third is held back and never went on, the fourth was mended to a number that the next table has.
    const std::int64_t first = day("陈文," + citizen(1) + ",\n李四," + citizen(2) + ",\n无名,1,\n赵六,2,\n");
    house.db.run_write(house.steward, [&](db::Tx& tx) {
      auto row = store::held_row(tx, first, 4);
      row->state = RowState::mended;
      row->cells = {"赵六", citizen(4), ""};
      store::put_held(tx, first, *row);
      return true;
    });
    const std::int64_t second = day("李四," + citizen(2) + ",\n赵六," + citizen(4) + ",\n");
    EXPECT_EQ(house.number("SELECT COUNT(*) FROM taken WHERE body = 'gone'"), 0) << "three of four: somebody has to look";
    const auto held = house.db.read([&](db::Tx& tx) -> Result<store::BatchRow> { return *store::batch(tx, second); });
    EXPECT_EQ(held->state, BatchState::held);
    EXPECT_EQ(held->rows, 0) << "nothing is taken before";
    EXPECT_EQ(held->trouble_en, "3 of the 4 rows before are missing, more than 60 %; find out why, then decide");
    house.jobs.run_due();
    EXPECT_EQ(house.number("SELECT COUNT(*) FROM taken"), 2);
    const auto decide = [&](const DecideIn& how) {
      return house.db.write(house.steward, [&](db::Tx& tx) { return house.service.decide(tx, house.steward, second, how, house.clock.now()); });
    };
    ASSERT_TRUE(decide({true, std::nullopt, "部门核实过"}).ok());
    house.jobs.run_due();
    const auto done = house.db.read([&](db::Tx& tx) -> Result<store::BatchRow> { return *store::batch(tx, second); });
    EXPECT_EQ(done->state, BatchState::done) << done->trouble_en;
    EXPECT_TRUE(done->trouble_zh.empty());
    EXPECT_EQ(done->gone, 1);
    EXPECT_EQ(done->comparison->ended, 3);
    EXPECT_EQ(house.number(("SELECT COUNT(*) FROM taken WHERE body = 'gone' AND key = '" + citizen(1) + "'").c_str()), 1);
    EXPECT_EQ(house.number("SELECT COUNT(*) FROM taken WHERE body = 'gone'"), 1);
    day("陈文," + citizen(1) + ",\n李四," + citizen(2) + ",\n赵六," + citizen(4) + ",\n");
    EXPECT_EQ(house.number("SELECT COUNT(*) FROM taken WHERE body = 'gone'"), 0) << "who comes again is there again";
  });
}

// The power fails while the registers are told of what has gone: it goes on where it was, nothing is told twice.
TEST(Ingest, KilledWhileRowsEndGoesOn) {
  static constexpr int k_rows = 6000;
  db::for_each_url([](const std::string& url) {
    const db::TestFolder folder;
    const std::string files = folder.file("exchange");
    const pid_t child = fork();
    if (child == 0) {
      const auto db = db::open({.url = url, .readers = 2, .writers = 2});
      const auto migrations = all_migrations();
      db->migrate(migrations);
      House house(*db, files);
      SourceIn in = house.source();
      in.full = true;
      in.most_gone_percent = 100;
      house.save(in);
      house.send(many_rows(k_rows));
      house.jobs.run_due();
      house.clock.forward(hours(24));
      const BatchView second = house.send(many_rows(500));
      house.sink.die_at_gone = 3000;
      (void)house.service.run_batch(*parse_id(second.id));
      _exit(0);
    }
    int status = 0;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFSIGNALED(status));
    const auto db = db::open({.url = url, .readers = 2, .writers = 2});
    House house(*db, files);
    const auto rows = house.rows();
    ASSERT_EQ(rows.size(), 2u);
    EXPECT_EQ(house.number("SELECT COUNT(*) FROM taken WHERE body = 'gone'"), 2000) << "the first page is durable";
    const auto done = house.service.run_batch(rows[0].id);
    ASSERT_TRUE(done.ok()) << done.refusal().zh;
    EXPECT_EQ(done->state, BatchState::done);
    EXPECT_EQ(done->gone, k_rows - 500);
    EXPECT_EQ(done->comparison->ended, k_rows - 500);
    EXPECT_EQ(house.number("SELECT COUNT(*) FROM taken WHERE body = 'gone'"), k_rows - 500);
    EXPECT_EQ(house.number("SELECT MAX(times) FROM taken"), 2);
  });
}

TEST(Ingest, RawRowsGoWhenTheirTermIsOver) {
  with_house([](House& house) {
    SourceIn in = house.source();
    in.keep_months = 4;
    EXPECT_FALSE(house.db.write(house.steward, [&](db::Tx& tx) { return house.service.save_source(tx, house.steward, "civil_low", in, house.clock.now()); }).ok());
    in.keep_months = 3;
    house.save(in);
    in.keep_months = 12;
    house.save(in, "civil_long");
    const BatchView taken = house.send(many_rows(4100));
    house.send(many_rows(10), "civil_long");
    while (house.jobs.run_due() > 0) {}
    const raw::Place place{*parse_id(taken.id), 3};
    EXPECT_EQ(format_local(raw::dropped_from(place)), "2027-03-01 00:00");
    house.service.drop_old(raw::dropped_from(place) - seconds(1));
    EXPECT_EQ(house.number("SELECT CAST(SUM(row_count) AS BIGINT) FROM exchange_raw"), 4110);
    house.service.drop_old(raw::dropped_from(place));
    EXPECT_EQ(house.number("SELECT CAST(SUM(row_count) AS BIGINT) FROM exchange_raw"), 10);
    EXPECT_EQ(house.number("SELECT CAST(SUM(key_count) AS BIGINT) FROM exchange_raw_keys"), 10);
    house.service.drop_old(raw::dropped_from(place));
    EXPECT_EQ(house.rows().size(), 2u) << "what came is still known";
  });
}

TEST(Ingest, DueDatesFollowTheWorkingCalendar) {
  const WorkCalendar calendar;
  const Instant friday = local_instant(make_date(2026, 11, 20), hours(9).us);
  EXPECT_EQ(format_local(*due_after(Cycle::daily, friday, calendar)), "2026-11-23 09:00");
  EXPECT_FALSE(due_after(Cycle::other, friday, calendar).has_value());
  SourceIn source;
  source.cycle = Cycle::daily;
  source.pull.at_hour = 2;
  EXPECT_EQ(format_local(next_pull_after(source, friday, calendar)), "2026-11-21 02:00");
  source.pull.worked_days = true;
  EXPECT_EQ(format_local(next_pull_after(source, friday, calendar)), "2026-11-23 02:00");
  source.cycle = Cycle::monthly;
  EXPECT_EQ(format_local(next_pull_after(source, friday, calendar)), "2026-12-01 02:00");
}

TEST(Ingest, PullsBehindItsWatermark) {
  const std::string server = db::test_pg_url();
  if (server.empty()) return;
  const db::TestSchema schema(server);
  const auto foreign = db::open({.url = schema.url(), .readers = 1, .writers = 1});
  const auto there = [&](const std::string& sql) {
    foreign->run_queue([&](db::Tx& tx) {
      tx.run(sql, {});
      return true;
    });
  };
  there("CREATE TABLE people (name TEXT, number TEXT, changed TIMESTAMP)");
  there("INSERT INTO people VALUES ('甲', '" + citizen(1) + "', '2026-11-01 08:00'), ('乙', '" + citizen(2) + "', '2026-11-02 08:00')");
  with_house([&](House& house) {
    SourceIn in = house.source();
    in.how = How::pull;
    in.mapping.columns = {{"name", "name", {}, DateForm::any, true, OnBad::hold}, {"number", "id_card", {}, DateForm::any, true, OnBad::hold},
                          {"changed", "", {}, DateForm::any, false, OnBad::hold}};
    in.mapping.key = {"number"};
    in.pull.url = schema.url();
    in.pull.query = "SELECT name, number, changed FROM people WHERE changed > CAST($1 AS TIMESTAMP) ORDER BY changed";
    in.pull.watermark = "changed";
    in.pull.from = "2000-01-01";
    in.pull.at_hour = 2;
    house.save(in, "police_people");
    house.clock.forward(hours(24));
    house.service.pull_due(house.clock.now());
    while (house.jobs.run_due() > 0) {}
    EXPECT_EQ(house.number("SELECT COUNT(*) FROM taken"), 2);
    there("INSERT INTO people VALUES ('丙', '" + citizen(3) + "', '2026-11-03 08:00') ON CONFLICT DO NOTHING");
    house.clock.forward(hours(24));
    house.service.pull_due(house.clock.now());
    while (house.jobs.run_due() > 0) {}
    EXPECT_EQ(house.number("SELECT COUNT(*) FROM taken"), 3);
    EXPECT_EQ(house.number("SELECT MAX(times) FROM taken"), 1);
    EXPECT_EQ(house.rows().size(), 2u);
    there("DELETE FROM people WHERE name = '丙'");
  });
}

}  // namespace
}  // namespace tiange::exchange
