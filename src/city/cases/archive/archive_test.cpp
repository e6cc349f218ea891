#include <gtest/gtest.h>

#include <random>
#include <set>

#include "city/cases/archive/archive.h"
#include "city/cases/archive/slot_set.h"
#include "platform/db/test_db.h"

namespace tiange::cases::archive {
namespace {

constexpr db::Migration k_heads[] = {{"archive_heads", 1, R"sql(
-- table archive_years: reference
CREATE TABLE archive_years (
  year BIGINT NOT NULL PRIMARY KEY,
  cases BIGINT NOT NULL,
  bytes BIGINT NOT NULL,
  checked_us BIGINT NOT NULL,
  checked BIGINT NOT NULL,
  broken BIGINT NOT NULL,
  moved_us BIGINT NOT NULL
);
-- table archive_segments: local
CREATE TABLE archive_segments (
  year BIGINT NOT NULL,
  segment BIGINT NOT NULL,
  docs BIGINT NOT NULL,
  first_us BIGINT NOT NULL,
  last_us BIGINT NOT NULL,
  state BIGINT NOT NULL,
  made_us BIGINT NOT NULL,
  PRIMARY KEY (year, segment)
);
)sql"}};

TEST(SlotSet, KeepsWhatWasEncodedWhateverTheShape) {
  std::mt19937 random(7);
  for (const std::size_t count : {1UL, 2UL, 50UL, 3'000UL, 40'000UL, 65'536UL}) {
    std::set<std::uint16_t> chosen;
    if (count == k_most_slots) {
      for (std::size_t i = 0; i < count; ++i) chosen.insert(static_cast<std::uint16_t>(i));
    }
    while (chosen.size() < count) chosen.insert(static_cast<std::uint16_t>(random()));
    const std::vector<std::uint16_t> slots(chosen.begin(), chosen.end());
    const std::string bytes = encode(slots);
    EXPECT_LE(bytes.size(), k_most_slots / 8 + 1);
    std::vector<std::uint16_t> back;
    each_slot(bytes, [&](std::uint32_t slot) { back.push_back(static_cast<std::uint16_t>(slot)); });
    EXPECT_EQ(back, slots);
    SlotSet set;
    set.add(bytes);
    EXPECT_EQ(set.last_below(k_most_slots), slots.back());
    EXPECT_EQ(set.last_below(slots.front()), -1);
  }
}

TEST(SearchWords, FindSingleCharactersAndRunsAndNothingByChance) {
  const auto found = [](std::string_view text, std::string_view typed) {
    std::vector<Word> words;
    add_words(words, text);
    for (const AnyOf& one : conditions_of(typed)) {
      bool any = false;
      for (const Word word : words) {
        any = any || std::find(one.words.begin(), one.words.end(), word) != one.words.end();
        for (const auto& [first, second] : one.spans) any = any || (word >= first && word < second);
      }
      if (!any) return false;
    }
    return holds(text, typed);
  };
  EXPECT_TRUE(found("惠景街12号门前占道经营，噪音大", "占道经营"));
  EXPECT_TRUE(found("惠景街12号门前占道经营，噪音大", "经营 惠景街"));
  EXPECT_TRUE(found("惠景街１２号Ａ座", "12号a座"));
  EXPECT_TRUE(found("路边有树", "树"));  // the last of its run
  EXPECT_TRUE(found("树木倒伏", "树"));
  EXPECT_FALSE(found("占道。经营", "占道经营"));
  EXPECT_FALSE(found("经营占道", "占道经营"));
  EXPECT_TRUE(conditions_of("，。 ").empty());
}

Doc doc_of(std::int64_t n, std::int64_t created_us, const std::string& text, const std::string& area) {
  Doc doc{{440604, n}, created_us, {}};
  add_words(doc.words, text);
  Facets facets;
  facets.area = area;
  add_facets(doc.words, facets);
  return doc;
}

struct Told {
  std::int64_t created_us;
  std::string text;
  std::string area;
};

// What a search must give, by looking at everything.
std::vector<std::int64_t> by_hand(const std::map<std::int64_t, Told>& all, const std::string& typed, const std::string& area,
                                  std::size_t most, std::optional<std::pair<std::int64_t, std::int64_t>> before) {
  std::vector<std::pair<std::int64_t, std::int64_t>> fits;
  for (const auto& [id, told] : all) {
    const std::pair key(told.created_us, id);
    if (before && key >= *before) continue;
    if (told.area.starts_with(area) && holds(told.text, typed)) fits.push_back(key);
  }
  std::sort(fits.rbegin(), fits.rend());
  std::vector<std::int64_t> ids;
  for (std::size_t i = 0; i < fits.size() && i < most; ++i) ids.push_back(fits[i].second);
  return ids;
}

std::vector<std::int64_t> by_index(db::Db& db, const std::map<std::int64_t, Told>& all, const std::string& typed,
                                   const std::string& area, std::size_t most,
                                   std::optional<std::pair<std::int64_t, std::int64_t>> before) {
  Query query;
  query.all = conditions_of(typed);
  if (!area.empty()) query.all.push_back({{facet(k_area, area)}, {}});
  query.before = before;
  query.most = most;
  std::set<std::pair<std::int64_t, std::int64_t>> got;
  db.run_read([&](db::Tx& tx) {
    search(tx, query, [&](const Hit& hit) {
      if (!holds(all.at(hit.ref.id).text, typed)) return false;
      return got.emplace(hit.created_us, hit.ref.id).second;
    });
  });
  std::vector<std::int64_t> ids;
  for (auto at = got.rbegin(); at != got.rend() && ids.size() < most; ++at) ids.push_back(at->second);
  return ids;
}

TEST(ArchiveIndex, FindsTheNewestOfEverySegmentBeforeAndAfterMerging) {
  db::for_each_backend(k_heads, [](db::Db& db) {
    EXPECT_TRUE(db::lint_migrations(std::vector<db::Migration>{{"archive_2016", 1, year_schema(2016)}}).empty());
    prepare_year(db, 2016);
    prepare_year(db, 2017);
    prepare_year(db, 2017);  // a second time changes nothing
    std::mt19937 random(11);
    const char* texts[] = {"惠景街占道经营", "路灯不亮", "树木倒伏压车", "占道停车", "夜间噪音扰民", "井盖破损"};
    const char* areas[] = {"440604010001001", "440604010001002", "440604011002001"};
    std::map<std::int64_t, Told> all;
    std::int64_t id = 0;
    const auto add = [&](int year, int count, std::int64_t around) {
      std::vector<Doc> docs;
      for (int i = 0; i < count; ++i) {
        const Told told{around + static_cast<std::int64_t>(random() % 5'000), texts[random() % 6], areas[random() % 3]};
        docs.push_back(doc_of(++id, told.created_us, told.text, told.area));
        all[id] = told;
      }
      const auto written = db.write(system_scope(), [&](db::Tx& tx) -> Outcome {
        add_segment(tx, year, docs, Instant{1});
        return done();
      });
      EXPECT_TRUE(written.ok());
    };
    for (int batch = 0; batch < 9; ++batch) add(2016, 150, 1'000'000 + batch * 3'000);  // overlapping
    add(2016, 40, 900'000);                                                             // came late
    add(2017, 300, 2'000'000);
    const auto compare = [&] {
      for (const char* typed : {"", "占道", "树", "占道经营", "噪音 夜间", "没有这个"}) {
        for (const char* area : {"", "440604010", "440604011002001"}) {
          std::optional<std::pair<std::int64_t, std::int64_t>> before;
          for (int page = 0; page < 4; ++page) {
            const auto hand = by_hand(all, typed, area, 37, before);
            EXPECT_EQ(by_index(db, all, typed, area, 37, before), hand) << typed << " " << area << " page " << page;
            if (hand.empty()) break;
            before.emplace(all.at(hand.back()).created_us, hand.back());
          }
        }
      }
    };
    compare();
    EXPECT_TRUE(merge(db, 2016, Instant{2}, [] { return false; }));
    db.run_read([&](db::Tx& tx) {
      EXPECT_EQ(index_size(tx, 2016).segments, 1);
      EXPECT_EQ(index_size(tx, 2016).docs, 9 * 150 + 40);
    });
    compare();
    EXPECT_FALSE(merge(db, 2016, Instant{3}, [] { return false; }));
  });
}

TEST(ArchiveIndex, AMergeThatWasCutShortChangesNothingAndIsMadeGood) {
  db::for_each_backend(k_heads, [](db::Db& db) {
    prepare_year(db, 2016);
    std::map<std::int64_t, Told> all;
    for (int batch = 0; batch < 8; ++batch) {
      const Told told{1'000 + batch, "第" + std::to_string(batch) + "件占道经营", "440604010001001"};
      all[batch + 1] = told;
      const auto written = db.write(system_scope(), [&](db::Tx& tx) -> Outcome {
        add_segment(tx, 2016, {doc_of(batch + 1, told.created_us, told.text, told.area)}, Instant{1});
        return done();
      });
      EXPECT_TRUE(written.ok());
    }
    const std::vector<std::int64_t> expected{8, 7, 6, 5, 4, 3, 2, 1};
    EXPECT_FALSE(merge(db, 2016, Instant{2}, [] { return true; }));
    EXPECT_EQ(by_index(db, all, "占道", "", 50, {}), expected);
    EXPECT_TRUE(merge(db, 2016, Instant{2}, [] { return false; }));
    EXPECT_EQ(by_index(db, all, "占道", "", 50, {}), expected);
    db.run_read([&](db::Tx& tx) {
      EXPECT_EQ(tx.all("SELECT COUNT(*) FROM archive_segments", {}, [](const db::Row& r) { return r.i64(0); }).at(0), 1);
    });
  });
}

}  // namespace
}  // namespace tiange::cases::archive
