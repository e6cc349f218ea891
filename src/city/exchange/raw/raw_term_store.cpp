// How long raw rows are kept: partitions made before they are needed and dropped when their term is over.

#include <algorithm>

#include "base/text.h"
#include "base/time.h"
#include "city/exchange/raw/exchange_raw.h"

namespace tiange::exchange::raw {

namespace {

constexpr std::int64_t k_blocks_at_once = 200;   // of one transaction, where rows are deleted
constexpr std::size_t k_most_in_a_turn = 5000;

// Months since the year 0.
std::int64_t month_of(Instant moment) {
  const YearMonthDay day = split_date(local_date(moment));
  return static_cast<std::int64_t>(day.year) * 12 + day.month - 1;
}

Instant month_begin(std::int64_t month) { return local_instant(make_date(static_cast<int>(month / 12), static_cast<int>(month % 12) + 1, 1), 0); }

// The least id of a month: ids begin with their millisecond.
std::int64_t first_id(std::int64_t month) {
  constexpr int k_bits_below = 21;
  return ((month_begin(month).us - id_time(0).us) / 1000) << k_bits_below;
}

std::int64_t term_of(const Place& place) { return place.keep == 0 ? k_usual_term : place.keep; }

std::string month_text(std::int64_t month) {
  const std::string number = std::to_string(month % 12 + 1);
  return std::to_string(month / 12) + (number.size() == 1 ? "0" : "") + number;
}

constexpr std::string_view k_tables[] = {"exchange_raw", "exchange_raw_keys"};

std::string partition_name(std::string_view table, std::int64_t keep, std::int64_t month) {
  return std::string(table) + "_" + std::to_string(keep) + "_" + month_text(month);
}

// Of "exchange_raw_36_202611" whether it is past its term.
bool is_past(std::string_view name, Instant now) {
  const auto words = text::split(name, '_');
  if (words.size() < 4) return false;
  const auto keep = text::to_int(words[words.size() - 2]);
  const auto month = text::to_int(words.back());
  if (!keep || !month || words.back().size() != 6) return false;
  return month_of(now) > *month / 100 * 12 + *month % 100 - 1 + *keep;
}

// Whoever waits for the table keeps others waiting behind him: not for long.
void alter(db::Db& db, const std::string& sql) {
  db.run_queue([&](db::Tx& tx) {
    tx.run("SET LOCAL lock_timeout = '10s'", {});
    tx.run(sql, {});
    return true;
  });
}

std::size_t drop_partitions(db::Db& db, Instant now) {
  std::vector<std::string> past;
  db.run_read([&](db::Tx& tx) {
    tx.each("SELECT CAST(relname AS TEXT) FROM pg_class WHERE relkind = 'r' AND relispartition AND relname LIKE 'exchange?_raw?_%' ESCAPE '?' "
            "AND relnamespace = CAST(current_schema() AS regnamespace) ORDER BY relname",
            {}, [&](const db::Row& r) {
              if (is_past(r.text(0), now)) past.push_back(r.str(0));
              return true;
            });
  });
  std::size_t gone = 0;
  for (const std::string& name : past) {
    try {
      alter(db, "DROP TABLE IF EXISTS " + name);
      ++gone;
    } catch (const db::Failure&) {
      break;  // somebody reads for long: the next turn tries again
    }
  }
  return gone;
}

// Below the id; the oldest first.
std::size_t delete_blocks(db::Db& db, std::int64_t keep, std::int64_t below) {
  std::size_t gone = 0;
  for (const bool keys : {false, true}) {
    for (std::int64_t some = k_blocks_at_once; some == k_blocks_at_once && gone < k_most_in_a_turn; gone += static_cast<std::size_t>(some)) {
      db.run_write(system_scope(), [&](db::Tx& tx) {
        std::vector<std::pair<std::int64_t, std::int64_t>> found;
        const auto take = [&](const db::Row& r) {
          found.emplace_back(r.i64(0), r.i64(1));
          return true;
        };
        if (keys) {
          tx.each("SELECT batch, first_hash FROM exchange_raw_keys WHERE batch < ? AND keep = ? ORDER BY batch, first_hash LIMIT ?",
                  {below, keep, k_blocks_at_once}, take);
        } else {
          tx.each("SELECT batch, block FROM exchange_raw WHERE batch < ? AND keep = ? ORDER BY batch, block LIMIT ?", {below, keep, k_blocks_at_once},
                  take);
        }
        for (const auto& [batch, piece] : found) {
          if (keys) tx.run("DELETE FROM exchange_raw_keys WHERE part_key = ? AND batch = ? AND first_hash = ? AND keep = ?", {batch, batch, piece, keep});
          else tx.run("DELETE FROM exchange_raw WHERE part_key = ? AND batch = ? AND block = ? AND keep = ?", {batch, batch, piece, keep});
        }
        some = static_cast<std::int64_t>(found.size());
        return true;
      });
    }
  }
  return gone;
}

}  // namespace

bool is_term(std::int64_t months) { return std::find(k_terms.begin(), k_terms.end(), months) != k_terms.end(); }

Instant dropped_from(const Place& place) { return month_begin(month_of(id_time(place.batch)) + term_of(place) + 1); }

void make_room(db::Db& db, const Place& place) {
  if (db.backend() != db::Backend::postgres || place.keep == 0) return;
  const std::int64_t month = month_of(id_time(place.batch));
  bool there = false;
  db.run_read([&](db::Tx& tx) {
    there = tx.one("SELECT 1 FROM pg_class WHERE oid = to_regclass(CAST(? AS TEXT))", {partition_name(k_tables[1], place.keep, month)},
                   [](const db::Row&) { return true; })
                .value_or(false);
  });
  if (there) return;
  for (const std::string_view table : k_tables) {
    const std::string keep = std::to_string(place.keep);
    const std::string sql = "CREATE TABLE IF NOT EXISTS " + partition_name(table, place.keep, month) + " PARTITION OF " + std::string(table) +
                            " FOR VALUES FROM (" + keep + ", " + std::to_string(first_id(month)) + ") TO (" + keep + ", " +
                            std::to_string(first_id(month + 1)) + ")";
    try {
      alter(db, sql);
    } catch (const db::Failure&) {
      alter(db, sql);  // another instance made it at the same moment: now it is there
    }
  }
}

std::size_t drop_old(db::Db& db, Instant now) {
  const std::int64_t month = month_of(now);
  if (db.backend() == db::Backend::postgres) return drop_partitions(db, now) + delete_blocks(db, 0, first_id(month - k_usual_term));
  std::size_t gone = delete_blocks(db, 0, first_id(month - k_usual_term));
  for (const std::int64_t keep : k_terms) gone += delete_blocks(db, keep, first_id(month - keep));
  return gone;
}

std::optional<std::int64_t> bytes(db::Tx& tx) {
  if (tx.backend() != db::Backend::postgres) return std::nullopt;
  return tx.one("SELECT CAST(COALESCE(SUM(pg_total_relation_size(oid)), 0) AS BIGINT) FROM pg_class WHERE relkind = 'r' AND relname LIKE "
                "'exchange?_raw?_%' ESCAPE '?' AND relnamespace = CAST(current_schema() AS regnamespace)",
                {}, [](const db::Row& r) { return r.i64(0); });
}

}  // namespace tiange::exchange::raw
