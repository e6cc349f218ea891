#include <gtest/gtest.h>

#include "city/hotline/knowledge/article_rules.h"
#include "city/hotline/knowledge/knowledge_service.h"
#include "platform/db/test_db.h"

namespace tiange::hotline {

namespace {

const Instant k_now = local_instant(make_date(2026, 6, 1), 0) + hours(9);

TEST(ArticleRules, who_wrote_it_may_not_approve_it) {
  ArticleFacts facts;
  facts.open = OpenVersion{VersionState::handed_in, PersonId{1}};
  facts.reviewer = true;
  facts.person = PersonId{1};
  EXPECT_EQ(may(facts, ArticleAct::approve).refusal().code, ErrorCode::four_eyes);
  facts.person = PersonId{2};
  EXPECT_TRUE(may(facts, ArticleAct::approve).ok());
  facts.reviewer = false;
  EXPECT_EQ(may(facts, ArticleAct::approve).refusal().code, ErrorCode::forbidden);
}

TEST(ArticleRules, reminders_come_at_their_days) {
  const Date last = make_date(2026, 7, 1);
  const std::vector<int> days = {30, 7};
  EXPECT_FALSE(reminder_due(last, last + -31, days));
  EXPECT_EQ(reminder_due(last, last + -30, days), 30);
  EXPECT_EQ(reminder_due(last, last + -8, days), 30);
  EXPECT_EQ(reminder_due(last, last + -7, days), 7);
  EXPECT_EQ(reminder_due(last, last, days), 7);
  EXPECT_EQ(reminder_due(last, last + 1, days), 0);
  EXPECT_FALSE(is_expired(last, last));
  EXPECT_TRUE(is_expired(last, last + 1));
  EXPECT_FALSE(is_expired(std::nullopt, last));
}

// The organisation of these tests: one department and the centre.
struct House {
  explicit House(db::Db& database) : db(database), room(org::open(database, ids, {})) {
    const auto load = [&](db::Tx& tx) -> Outcome {
      org::Batch batch;
      batch.units.push_back({"440604", "JY", "department", "教育局", "Education Bureau", ""});
      batch.units.push_back({"440604", "ZX", "centre", "中心", "Centre", ""});
      room->load(tx, batch, k_now);
      return done();
    };
    EXPECT_TRUE(db.write(system_scope(), load).ok());
    (void)room->directory(k_now);  // known from here on, also inside transactions
    knowledge = open_knowledge({db, ids, *room, nullptr, {}});
    EXPECT_TRUE(db.write(system_scope(), [&](db::Tx& tx) { return knowledge->seed_topics(tx, "key,zh,en\nschool,入学,School\n"); }).ok());
  }
  static Scope person(std::int64_t id, const std::string& unit, std::initializer_list<Permission> permissions) {
    Scope scope;
    scope.person = PersonId{id};
    scope.name = "人" + std::to_string(id);
    scope.areas = {"440604"};
    scope.units = {unit};
    for (const Permission one : permissions) scope.permissions.set(static_cast<std::size_t>(one));
    return scope;
  }
  template <class F>
  auto write(F&& fn) {
    return db.write(system_scope(), fn);
  }
  FoundList search(const char* q, Instant now) {
    return *db.read([&](db::Tx& tx) { return knowledge->search(tx, seat, q, "", 10, now); });
  }
  ArticleContent content() const {
    ArticleContent c;
    c.title = "小学一年级什么时候报名";
    c.body = "公办小学一年级新生报名一般在四月至六月，网上登记后到校核验。";
    c.words = "入学 报名 学位";
    c.topic = "school";
    c.unit = "440604-JY";
    c.expires = make_date(2026, 6, 30);
    return c;
  }

  db::Db& db;
  IdSource ids{0};
  std::unique_ptr<org::Org> room;
  std::unique_ptr<Knowledge> knowledge;
  Scope writer = person(1, "440604-JY", {Permission::hotline_view, Permission::hotline_edit, Permission::hotline_review});
  Scope reviewer = person(2, "440604-ZX", {Permission::hotline_view, Permission::hotline_review});
  Scope seat = person(3, "440604-ZX", {Permission::hotline_view, Permission::hotline_answer});
};

std::vector<db::Migration> all_steps() {
  std::vector<db::Migration> all;
  for (const auto& room : {org::migrations(), knowledge_migrations()}) all.insert(all.end(), room.begin(), room.end());
  return all;
}

ArticleId article_id(const ArticleView& view) { return *parse_typed_id<ArticleTag>(view.id); }

TEST(Knowledge, is_offered_once_somebody_else_approved_it_and_until_its_last_day) {
  db::for_each_backend(all_steps(), [](db::Db& db) {
    House s(db);
    const auto made = s.write([&](db::Tx& tx) { return s.knowledge->write(tx, s.writer, {}, s.content(), k_now); });
    ASSERT_TRUE(made.ok());
    const ArticleId id = article_id(*made);
    const auto act = [&](const Scope& who, ArticleAct what) {
      return s.write([&](db::Tx& tx) { return s.knowledge->act(tx, who, id, what, "", k_now); });
    };
    EXPECT_TRUE(s.search("小学报名", k_now).items.empty());
    ASSERT_TRUE(act(s.writer, ArticleAct::hand_in).ok());
    EXPECT_EQ(act(s.writer, ArticleAct::approve).refusal().code, ErrorCode::four_eyes);
    ASSERT_TRUE(act(s.reviewer, ArticleAct::approve).ok());
    const auto found = s.search("小学报名", k_now);
    ASSERT_EQ(found.items.size(), 1u);
    EXPECT_FALSE(found.items[0].title.marks.empty());
    const Instant after = local_instant(make_date(2026, 7, 1), 0) + hours(1);
    EXPECT_TRUE(s.search("小学报名", after).items.empty());
    const auto offered = [&](Instant when) {
      return s.write([&](db::Tx& tx) { return s.knowledge->offer(tx, s.seat, id, when); });
    };
    EXPECT_TRUE(offered(k_now).ok());
    EXPECT_EQ(offered(after).refusal().code, ErrorCode::article_expired);
    EXPECT_EQ(s.search("小学报名", k_now).items[0].used, 1);
  });
}

TEST(Knowledge, the_version_in_effect_stays_until_the_next_is_approved) {
  db::for_each_backend(all_steps(), [](db::Db& db) {
    House s(db);
    const auto view = *s.write([&](db::Tx& tx) { return s.knowledge->write(tx, s.writer, {}, s.content(), k_now); });
    const ArticleId id = article_id(view);
    const auto act = [&](const Scope& who, ArticleAct what) {
      return s.write([&](db::Tx& tx) { return s.knowledge->act(tx, who, id, what, "不清楚", k_now); });
    };
    ASSERT_TRUE(act(s.writer, ArticleAct::hand_in).ok());
    ASSERT_TRUE(act(s.reviewer, ArticleAct::approve).ok());
    ArticleContent changed = s.content();
    changed.body = "新的办法：五月统一网上登记。";
    ASSERT_TRUE(s.write([&](db::Tx& tx) { return s.knowledge->write(tx, s.writer, id, changed, k_now); }).ok());
    EXPECT_TRUE(s.search("统一网上登记", k_now).items.empty() ||
                s.search("统一网上登记", k_now).items[0].version == 1);
    ASSERT_TRUE(act(s.writer, ArticleAct::hand_in).ok());
    ASSERT_TRUE(act(s.reviewer, ArticleAct::give_back).ok());
    ASSERT_TRUE(act(s.writer, ArticleAct::hand_in).ok());
    const auto approved = act(s.reviewer, ArticleAct::approve);
    ASSERT_TRUE(approved.ok());
    EXPECT_EQ(approved->version, 2);
    EXPECT_EQ(approved->versions[1].state, VersionState::former);
    EXPECT_EQ(s.search("统一网上登记", k_now).items[0].version, 2);
    ASSERT_TRUE(act(s.reviewer, ArticleAct::withdraw).ok());
    EXPECT_TRUE(s.search("统一网上登记", k_now).items.empty());
  });
}

TEST(Knowledge, owners_are_reminded_once_and_told_of_what_is_inaccurate) {
  db::for_each_backend(all_steps(), [](db::Db& db) {
    House s(db);
    const auto view = *s.write([&](db::Tx& tx) { return s.knowledge->write(tx, s.writer, {}, s.content(), k_now); });
    const ArticleId id = article_id(view);
    const auto act = [&](const Scope& who, ArticleAct what) {
      return s.write([&](db::Tx& tx) { return s.knowledge->act(tx, who, id, what, "", k_now); });
    };
    ASSERT_TRUE(act(s.writer, ArticleAct::hand_in).ok());
    ASSERT_TRUE(act(s.reviewer, ArticleAct::approve).ok());
    EXPECT_EQ(s.knowledge->remind(k_now), 1);
    EXPECT_EQ(s.knowledge->remind(k_now + hours(1)), 0);
    EXPECT_EQ(s.knowledge->remind(k_now + days(24)), 1);   // a week before
    EXPECT_EQ(s.knowledge->remind(k_now + days(31)), 1);   // expired
    EXPECT_EQ(s.knowledge->remind(k_now + days(60)), 0);
    const auto told = s.write([&](db::Tx& tx) { return s.knowledge->call_inaccurate(tx, s.seat, id, "电话已停用", k_now); });
    ASSERT_TRUE(told.ok());
    const auto tasks = [&](const Scope& who) {
      return *db.read([&](db::Tx& tx) -> Result<std::vector<ArticleTask>> { return s.knowledge->tasks(tx, who, true, k_now); });
    };
    EXPECT_EQ(tasks(s.writer).size(), 4u);
    EXPECT_EQ(tasks(s.seat).size(), 0u);  // of another unit
    EXPECT_EQ(tasks(s.writer)[0].kind, TaskKind::inaccurate);
    const std::int64_t newest = *parse_id(tasks(s.writer)[0].id);
    const auto finish = [&](const Scope& who) {
      return s.write([&](db::Tx& tx) { return s.knowledge->finish_task(tx, who, newest, "已核对", k_now); });
    };
    EXPECT_EQ(finish(s.seat).refusal().code, ErrorCode::forbidden);
    EXPECT_TRUE(finish(s.writer).ok());
    EXPECT_EQ(finish(s.writer).refusal().code, ErrorCode::task_gone);
    EXPECT_EQ(tasks(s.writer).size(), 3u);
  });
}

TEST(Knowledge, pre_answers_stand_first_while_their_topic_is_in_a_burst) {
  db::for_each_backend(all_steps(), [](db::Db& db) {
    House s(db);
    const char* text = R"([{"title":"甲","body":"甲的内容","topic":"school","unit":"JY"},
      {"title":"乙","body":"乙的内容","topic":"school","unit":"JY","pre_answer":true}])";
    ASSERT_TRUE(s.write([&](db::Tx& tx) { return s.knowledge->seed_articles(tx, text, "440604", k_now); }).ok());
    Scope chief = House::person(9, "440604-ZX", {Permission::hotline_view, Permission::hotline_manage});
    const auto burst = [&](bool on) {
      return s.write([&](db::Tx& tx) {
        return s.knowledge->put_topic(tx, chief, {"school", "入学", "School", on, k_now + hours(5), 1});
      });
    };
    EXPECT_FALSE(s.search("", k_now).items[0].burst);
    ASSERT_TRUE(burst(true).ok());
    EXPECT_EQ(s.search("", k_now).items[0].title.text, "乙");
    EXPECT_TRUE(s.search("", k_now).items[0].burst);
    EXPECT_FALSE(s.search("", k_now + hours(6)).items[0].burst);  // it ends by itself
  });
}

}  // namespace

}  // namespace tiange::hotline
