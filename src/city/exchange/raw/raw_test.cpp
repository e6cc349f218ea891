#include <gtest/gtest.h>

#include <map>
#include <random>

#include "city/exchange/raw/exchange_raw.h"
#include "platform/db/test_db.h"

namespace tiange::exchange::raw {
namespace {

const Instant k_day = local_instant(make_date(2026, 11, 18), hours(9).us);

void with_rows(const std::function<void(db::Db&)>& body) { db::for_each_backend(migrations(), body); }

void keep_keys(db::Db& db, const Place& place, const std::map<std::string, std::string>& rows, const std::string& folder) {
  make_room(db, place);
  KeyBook book(folder);
  std::int64_t number = 0;
  for (const auto& [key, row] : rows) book.add(key, row, ++number);
  write_keys(db, place, book);
}

TEST(Raw, RowsComeBackAsTheyWere) {
  with_rows([](db::Db& db) {
    IdSource ids(1);
    const Place place{ids.next(k_day), 36};
    make_room(db, place);
    make_room(db, place);
    const std::vector<std::string> rows = {"", "甲,乙\n", std::string("\0x", 2), "last"};
    std::string packed;
    for (const std::string& row : rows) append_packed(packed, row);
    db.run_write(system_scope(), [&](db::Tx& tx) {
      add_block(tx, place, 1, 1, 4, press(packed));
      return true;
    });
    db.run_read([&](db::Tx& tx) {
      for (std::size_t i = 0; i < rows.size(); ++i) EXPECT_EQ(row(tx, place, static_cast<std::int64_t>(i) + 1), rows[i]);
      EXPECT_FALSE(row(tx, place, 0));
      EXPECT_FALSE(row(tx, place, 5));
      EXPECT_FALSE(row(tx, {place.batch + 1, 36}, 1));
    });
  });
}

// Whatever two batches hold, what differs is what differs between two maps, and each key is found where it is.
TEST(Raw, ComparesAsMapsCompare) {
  with_rows([](db::Db& db) {
    const db::TestFolder folder;
    IdSource ids(1);
    std::mt19937 random(7);
    for (const int size : {0, 1, 50, 20'000}) {
      std::map<std::string, std::string> old, fresh;
      for (int i = 0; i < size; ++i) {
        const std::string key = "44060" + std::to_string(random() % (static_cast<unsigned>(size) * 2 + 1));
        if (random() % 10 > 0) old[key] = "row " + key;
        if (random() % 10 > 0) fresh[key] = random() % 5 == 0 ? "other " + key : "row " + key;
      }
      Compared wanted;
      for (const auto& [key, row] : fresh) {
        const auto before = old.find(key);
        ++(before == old.end() ? wanted.added : before->second == row ? wanted.same : wanted.changed);
      }
      for (const auto& [key, row] : old) wanted.gone += fresh.count(key) == 0;
      const Place yesterday{ids.next(k_day), 3}, today{ids.next(k_day), 120};
      keep_keys(db, yesterday, old, folder.file("keys"));
      keep_keys(db, today, fresh, folder.file("keys"));
      db.run_read([&](db::Tx& tx) {
        std::uint64_t last = 0;
        std::int64_t visited = 0;
        const Compared all = compare(tx, yesterday, today, 0, [&](const Changed& one) {
          EXPECT_TRUE(visited == 0 || one.hash() > last);
          last = one.hash();
          ++visited;
          return true;
        });
        EXPECT_EQ(all.added, wanted.added) << size;
        EXPECT_EQ(all.changed, wanted.changed) << size;
        EXPECT_EQ(all.gone, wanted.gone) << size;
        EXPECT_EQ(all.same, wanted.same) << size;
        std::int64_t number = 0;
        for (const auto& [key, row] : fresh) {
          ++number;
          if (number % 97 == 1) {
            ASSERT_EQ(find_key(tx, today, key), number) << key;
          }
        }
        EXPECT_FALSE(find_key(tx, today, "nobody"));
        // Behind any difference the rest follows.
        std::int64_t again = 0;
        for (std::uint64_t behind = 0; again < 40;) {
          bool more = false;
          compare(tx, yesterday, today, behind, [&](const Changed& one) {
            EXPECT_GT(one.hash(), behind);
            behind = one.hash();
            more = true;
            return false;
          });
          if (!more) break;
          ++again;
        }
        EXPECT_EQ(again, std::min<std::int64_t>(40, visited)) << size;
      });
    }
  });
}

TEST(Raw, ManyKeysGoThroughFilesAndEqualOnesTellTheirLastRow) {
  const db::TestFolder folder;
  KeyBook book(folder.file("keys"));
  constexpr std::int64_t k_many = 2'100'000;
  for (std::int64_t i = 1; i <= k_many; ++i) book.add(std::to_string(i % 2'050'000), "r", i);
  std::int64_t count = 0;
  std::uint64_t last = 0;
  book.each_block([&](std::uint64_t first, std::int64_t keys, const std::string&) {
    EXPECT_TRUE(count == 0 || first > last);
    last = first;
    count += keys;
  });
  EXPECT_EQ(count, 2'050'000);
}

TEST(Raw, TermsOverTheTurnOfTheYear) {
  IdSource ids(1);
  const Place december{ids.next(local_instant(make_date(2026, 12, 31), hours(23).us)), 3};
  EXPECT_EQ(format_local(dropped_from(december)), "2027-04-01 00:00");
  EXPECT_EQ(format_local(dropped_from({december.batch, 0})), "2030-01-01 00:00") << "what came before there were terms: the usual one";
}

}  // namespace
}  // namespace tiange::exchange::raw
