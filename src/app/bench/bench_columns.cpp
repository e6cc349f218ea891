// columns: 124 policies over a synthetic register of 1.55 million subjects held as columns, by the engine, by a loop
// written for these very policies (distinct comparisons once a block, no nulls, no expressions), and one plain pass over
// the columns, each on one thread and on two. Memory bandwidth is the floor, cores the rest.

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <map>
#include <thread>

#include "app/bench/bench.h"
#include "engines/columns/columns.h"
#include "engines/columns/columns_kernels.h"
#include "platform/observe/system_clock.h"

namespace tiange::app::bench {

namespace {

using columns::ColumnShape;
using columns::Word;
using columns::k_block_rows;
using columns::k_block_words;

constexpr std::size_t k_subjects = 1'550'000;
constexpr std::size_t k_policies = 124;
constexpr std::int64_t k_today = 20'778;  // 2026-11-21

// ---- the register

struct Mix {
  std::uint64_t state;
  std::uint64_t next() {
    state += 0x9E3779B97F4A7C15u;
    std::uint64_t z = state;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
  }
  std::int64_t below(std::int64_t n) { return static_cast<std::int64_t>(next() % static_cast<std::uint64_t>(n)); }
  bool percent(int p) { return below(100) < p; }
};

struct Field {
  ColumnShape shape;
  std::vector<const char*> words;
};

std::vector<Field> fields() {
  const auto text = [](const char* name, std::vector<const char*> words) { return Field{ColumnShape::string(name), words}; };
  const auto number = [](const char* name, int scale = 0) { return Field{ColumnShape::number(name, scale), {}}; };
  const auto flag = [](const char* name) { return Field{ColumnShape::boolean(name), {}}; };
  const auto date = [](const char* name) { return Field{ColumnShape::date(name), {}}; };
  return {flag("firm"),
          text("town", {"祖庙街道", "石湾镇街道", "张槎街道", "南庄镇", "区外"}),
          number("community"),
          number("age"),
          text("residence", {"户籍", "居住证", "暂住", "港澳台"}),
          number("disability level"),
          text("disability kind", {"无", "肢体", "视力", "听力", "智力", "精神", "多重"}),
          flag("low income"),
          number("monthly income", 2),
          number("insured months"),
          text("insurance", {"城镇职工", "城乡居民", "灵活就业", "未参保"}),
          text("employment", {"在职", "失业登记", "灵活就业", "学生", "退休", "其他"}),
          text("education", {"小学", "初中", "高中", "中专", "大专", "本科", "研究生"}),
          number("graduated"),
          flag("veteran"),
          flag("only child"),
          date("youngest born"),
          date("registered"),
          text("size", {"微型", "小型", "中型", "大型"}),
          text("industry", {"陶瓷", "家具", "家电", "纺织", "装备", "软件", "电商", "餐饮", "物流", "建筑", "医药", "教育"}),
          number("revenue", 2),
          number("staff"),
          number("research share", 2),
          number("layoff share", 2),
          flag("certified"),
          flag("above scale")};
}

void put_person(columns::Table& table, std::size_t row, Mix& mix, const std::map<std::string, std::size_t>& at) {
  const auto put = [&](const char* name, std::int64_t raw) { table.column(at.at(name)).put_raw(row, raw); };
  const std::int64_t age = mix.below(60) + mix.below(45), level = mix.percent(6) ? 1 + mix.below(4) : 0;
  put("age", age), put("residence", mix.percent(52) ? 0 : 1 + mix.below(3));
  put("disability level", level), put("disability kind", level == 0 ? 0 : 1 + mix.below(6));
  put("low income", mix.percent(2)), put("insured months", age < 18 ? 0 : mix.below(480));
  if (age >= 18) put("monthly income", mix.below(2'000'000));
  put("insurance", mix.below(4)), put("employment", age < 18 ? 3 : age > 60 ? 4 : mix.below(6));
  put("education", mix.below(7)), put("veteran", mix.percent(2)), put("only child", mix.percent(20));
  if (age > 20 && age < 60 && mix.percent(40)) put("graduated", 2026 - (age - 20));
  if (age > 20 && age < 50 && mix.percent(20)) put("youngest born", k_today - mix.below(6'000));
}

void put_firm(columns::Table& table, std::size_t row, Mix& mix, const std::map<std::string, std::size_t>& at) {
  const auto put = [&](const char* name, std::int64_t raw) { table.column(at.at(name)).put_raw(row, raw); };
  put("size", mix.below(4)), put("industry", mix.below(12)), put("staff", mix.below(2000));
  put("insured months", mix.below(240)), put("certified", mix.percent(4)), put("above scale", mix.percent(8));
  if (mix.percent(90)) put("revenue", mix.below(200'000'000));
  if (mix.percent(30)) put("research share", mix.below(2'000));
  put("layoff share", mix.below(3'000));
}

columns::Table make_register(std::size_t subjects) {
  std::vector<ColumnShape> shapes;
  std::map<std::string, std::size_t> at;
  for (const Field& field : fields()) {
    at.emplace(field.shape.name, shapes.size());
    shapes.push_back(field.shape);
  }
  columns::Table table(std::move(shapes));
  for (const Field& field : fields()) {
    for (const char* word : field.words) table.column(at.at(field.shape.name)).add_text(word);
  }
  table.resize(subjects);
  Mix mix{2026};
  for (std::size_t row = 0; row < subjects; ++row) {
    const bool firm = mix.percent(14);
    table.column(at.at("firm")).put_raw(row, firm);
    table.column(at.at("town")).put_raw(row, mix.percent(90) ? mix.below(4) : 4);
    table.column(at.at("community")).put_raw(row, mix.below(152));
    table.column(at.at("registered")).put_raw(row, k_today - mix.below(14'000));
    (firm ? put_firm : put_person)(table, row, mix, at);
  }
  return table;
}

// ---- the policies: every term says that a column lies in one of some ranges of raw values

struct Term {
  std::string column;
  std::vector<std::pair<std::int64_t, std::int64_t>> ranges;
  std::string text;  // the same in FEEL
};

using Policy = std::vector<Term>;

std::string scaled_text(std::int64_t raw, int scale) {
  return feel::to_literal(feel::Value::number(feel::Decimal::scaled(raw, -scale)));
}

Term at_least(const std::string& column, std::int64_t raw, int scale = 0) {
  return {column, {{raw, INT64_MAX}}, column + " >= " + scaled_text(raw, scale)};
}
Term at_most(const std::string& column, std::int64_t raw, int scale = 0) {
  return {column, {{INT64_MIN, raw}}, column + " <= " + scaled_text(raw, scale)};
}
Term between(const std::string& column, std::int64_t low, std::int64_t high) {
  return {column, {{low, high}}, column + " in [" + std::to_string(low) + ".." + std::to_string(high) + "]"};
}
Term flag(const std::string& column, bool wanted) {
  return {column, {{wanted, wanted}}, wanted ? column : "not(" + column + ")"};
}
Term since(const std::string& column, std::int64_t days_ago) {
  const std::string date = feel::to_string(*feel::date_from_days(k_today - days_ago));
  return {column, {{k_today - days_ago, INT64_MAX}}, column + " >= date(\"" + date + "\")"};
}
Term one_of(const std::string& column, std::vector<std::int64_t> codes) {
  Term term{column, {}, column + " in ("};
  for (const Field& field : fields()) {
    if (field.shape.name != column) continue;
    for (const std::int64_t code : codes) {
      if (!term.ranges.empty()) term.text += ", ";
      term.text += std::string("\"") + field.words[static_cast<std::size_t>(code)] + "\"";
      term.ranges.emplace_back(code, code);
    }
  }
  term.text += ")";
  return term;
}

void person_policies(std::vector<Policy>& all) {
  const auto add = [&](Policy policy) {
    policy.insert(policy.begin(), flag("firm", false));
    all.push_back(std::move(policy));
  };
  constexpr std::pair<int, int> k_old[] = {{70, 79}, {80, 89}, {90, 99}, {100, 120}};
  for (const auto& [from, to] : k_old) {
    for (std::int64_t town = 0; town < 4; ++town) {
      add({one_of("residence", {0}), between("age", from, to), one_of("town", {town})});
    }
  }
  for (std::int64_t level = 1; level <= 4; ++level) {
    add({one_of("residence", {0}), between("disability level", level, level), flag("low income", true)});
    add({one_of("residence", {0}), between("disability level", 1, level), one_of("disability kind", {4, 5})});
    add({between("disability level", 1, level), at_most("monthly income", 150'000 + level * 20'000, 2)});
    add({between("disability level", 1, level), between("age", 0, 17), one_of("employment", {3})});
  }
  for (std::int64_t years = 1; years <= 6; ++years) {
    add({one_of("residence", {0, 1}), since("youngest born", years * 365)});
    add({at_least("graduated", 2026 - years), one_of("employment", {1, 2}), one_of("education", {4, 5, 6})});
    add({one_of("employment", {2}), one_of("insurance", {2}), at_least("insured months", 6 * years), at_least("graduated", 2024)});
    add({one_of("employment", {0}), at_least("insured months", 12 * years), at_most("monthly income", 400'000 + years * 50'000, 2)});
    add({flag("veteran", true), one_of("employment", {1}), between("age", 18, 40 + static_cast<int>(years) * 3)});
    add({flag("only child", true), between("age", 55 + static_cast<int>(years), 120), one_of("insurance", {0, 1})});
    add({flag("low income", true), one_of("town", {years % 4}), at_most("monthly income", 120'000, 2)});
  }
}

void firm_policies(std::vector<Policy>& all) {
  const auto add = [&](Policy policy) {
    policy.insert(policy.begin(), flag("firm", true));
    all.push_back(std::move(policy));
  };
  constexpr std::int64_t k_revenues[] = {2'000'000, 5'000'000, 20'000'000, 50'000'000, 100'000'000};
  for (const std::int64_t revenue : k_revenues) {
    for (const std::int64_t share : {300, 400, 500}) {
      add({flag("certified", true), at_least("revenue", revenue, 2), at_least("research share", share, 2)});
    }
    add({one_of("size", {0, 1}), at_most("layoff share", 550, 2), at_least("insured months", 12), at_most("revenue", revenue, 2)});
    add({flag("above scale", true), since("registered", 3 * 365), at_least("revenue", revenue, 2)});
  }
  for (std::int64_t industry = 0; industry < 12; ++industry) {
    add({one_of("industry", {industry, (industry + 1) % 12, (industry + 5) % 12, (industry + 7) % 12}), one_of("size", {1, 2}),
         at_least("staff", 20 + 10 * industry)});
    add({one_of("industry", {industry}), flag("certified", true), one_of("town", {0, 1, 2, 3})});
  }
}

std::vector<Policy> make_policies() {
  std::vector<Policy> all;
  person_policies(all);
  firm_policies(all);
  for (std::int64_t more = 0; all.size() < k_policies; ++more) {
    all.push_back({flag("firm", false), between("community", more * 10, more * 10 + 9), at_least("age", 60), flag("low income", true)});
  }
  all.resize(k_policies);
  return all;
}

columns::Questions questions_of(const std::vector<Policy>& policies) {
  feel::Names names;
  for (const Field& field : fields()) names.variables.push_back(field.shape.name);
  columns::Questions questions;
  for (const Policy& policy : policies) {
    std::string text;
    for (const Term& term : policy) text += (text.empty() ? "" : " and ") + term.text;
    questions.conditions.push_back(*feel::parse_expression(text, names));
  }
  return questions;
}

// ---- by hand

// What the engine must find out from FEEL text is known here beforehand.
class ByHand {
 public:
  ByHand(const columns::Table& table, const std::vector<Policy>& policies) : table_(table) {
    for (const Policy& policy : policies) {
      std::vector<std::vector<std::size_t>> terms;
      for (const Term& term : policy) {
        std::vector<std::size_t> ids;
        for (const auto& [low, high] : term.ranges) ids.push_back(test(*table.find(term.column), low, high));
        terms.push_back(std::move(ids));
      }
      policies_.push_back(std::move(terms));
    }
  }

  void block(std::size_t number, std::int64_t* counts) const {
    const std::size_t first = number * k_block_rows, rows = std::min(k_block_rows, table_.rows() - first);
    std::vector<Word> bits(tests_.size() * k_block_words);
    for (std::size_t i = 0; i < tests_.size(); ++i) {
      const auto& column = table_.column(tests_[i].column);
      const std::byte* data = column.data() + first * static_cast<std::size_t>(column.width());
      Word* to = &bits[i * k_block_words];
      columns::kernels().range[columns::width_index(column.width())](data, tests_[i].low, tests_[i].high, to);
      for (std::size_t word = 0; word < k_block_words; ++word) to[word] &= column.valid()[first / 64 + word];
    }
    Word held[k_block_words], either[k_block_words];
    for (std::size_t policy = 0; policy < policies_.size(); ++policy) {
      std::fill_n(held, k_block_words, ~Word{0});
      for (const auto& term : policies_[policy]) {
        const Word* any = &bits[term[0] * k_block_words];
        for (std::size_t i = 1; i < term.size(); ++i) {
          const Word* sides[] = {any, &bits[term[i] * k_block_words]};
          columns::any_of(sides, 2, either);
          any = either;
        }
        const Word* sides[] = {held, any};
        columns::all_of(sides, 2, held);
      }
      std::fill(held + (rows + 63) / 64, held + k_block_words, Word{0});
      counts[policy] += columns::count_bits(held);
    }
  }

 private:
  struct Test {
    std::size_t column;
    std::int64_t low, high;
    bool operator==(const Test&) const = default;
  };

  std::size_t test(std::size_t column, std::int64_t low, std::int64_t high) {
    const auto& values = table_.column(column);
    const Test wanted{column, std::max(low, values.low()), std::min(high, values.high())};
    const auto known = std::find(tests_.begin(), tests_.end(), wanted);
    if (known != tests_.end()) return static_cast<std::size_t>(known - tests_.begin());
    tests_.push_back(wanted);
    return tests_.size() - 1;
  }

  const columns::Table& table_;
  std::vector<Test> tests_;
  std::vector<std::vector<std::vector<std::size_t>>> policies_;
};

// ---- measuring

// Hands the pieces to so many threads, the caller's among them.
struct Threads {
  int count;
  void operator()(std::size_t pieces, FunctionRef<void(std::size_t)> piece) const {
    std::atomic<std::size_t> next = 0;
    const auto work = [&] {
      for (std::size_t i = next++; i < pieces; i = next++) piece(i);
    };
    std::vector<std::thread> others;
    for (int i = 1; i < count; ++i) others.emplace_back(work);
    work();
    for (std::thread& thread : others) thread.join();
  }
};

// The best of several rounds: by the clock on the wall, and of processor time, which others' work disturbs less.
struct Best {
  double seconds = 1e9;
  double cpu_seconds = 1e9;
};

template <class Work>
Best best_of(const Work& work) {
  Best best;
  for (int round = 0; round < 15; ++round) {
    const std::int64_t from = observe::steady_us();
    const std::clock_t cpu_from = std::clock();
    work();
    best.seconds = std::min(best.seconds, static_cast<double>(observe::steady_us() - from) / 1e6);
    best.cpu_seconds = std::min(best.cpu_seconds, static_cast<double>(std::clock() - cpu_from) / CLOCKS_PER_SEC);
  }
  return best;
}

std::uint64_t pass(const columns::Table& table, const Threads& threads) {
  std::atomic<std::uint64_t> total = 0;
  threads(table.column_count(), [&](std::size_t i) {
    const auto& column = table.column(i);
    std::uint64_t sums[8] = {};
    const std::size_t words = table.rows() * static_cast<std::size_t>(column.width()) / 64;
    for (std::size_t at = 0; at < words; ++at) {
      for (std::size_t k = 0; k < 8; ++k) {
        std::uint64_t word = 0;
        std::memcpy(&word, column.data() + at * 64 + k * 8, 8);
        sums[k] += word;
      }
    }
    for (const std::uint64_t sum : sums) total += sum;
  });
  return total;
}

struct Totals {
  std::vector<std::int64_t> engine, by_hand;
};

void measure(const columns::Table& table, const columns::Plan& plan, const ByHand& by_hand, int count, Figures& figures,
             Totals& totals) {
  const Threads threads{count};
  const std::string suffix = count == 1 ? "_1_thread" : "_2_threads";
  columns::Answers answers, counts;
  const Best full = best_of([&] { plan.run(table, {}, threads, answers); });
  totals.engine.clear();
  for (const auto& matches : answers.conditions) totals.engine.push_back(matches.count);
  const Best counted = best_of([&] { plan.run(table, {false, false}, threads, counts); });
  const std::size_t blocks = (table.rows() + k_block_rows - 1) / k_block_rows;
  const Best hand = best_of([&] {
    std::vector<std::vector<std::int64_t>> counts(blocks, std::vector<std::int64_t>(k_policies));
    threads(blocks, [&](std::size_t block) { by_hand.block(block, counts[block].data()); });
    totals.by_hand.assign(k_policies, 0);
    for (const auto& block : counts) {
      for (std::size_t i = 0; i < k_policies; ++i) totals.by_hand[i] += block[i];
    }
  });
  std::uint64_t sum = 0;
  const Best one_pass = best_of([&] { sum += pass(table, threads); });
  const double bytes = static_cast<double>(table.bytes());
  const auto add = [&](const std::string& name, const Best& best) {
    figures.add(name + "seconds" + suffix, best.seconds);
    figures.add(name + "cpu_seconds" + suffix, best.cpu_seconds);
  };
  add("", full), add("counts_only_", counted), add("by_hand_", hand), add("one_pass_", one_pass);
  figures.add("bandwidth_gb_s" + suffix, bytes / full.seconds / 1e9);
  figures.add("one_pass_gb_s" + suffix, bytes / one_pass.seconds / 1e9 + (sum == 0 ? 1e-9 : 0));
  if (count == 2) figures.add("seconds", full.seconds), figures.add("bandwidth_gb_s", bytes / full.seconds / 1e9);
}

}  // namespace

int columns_speed(const Call& call) {
  const columns::Table table = make_register(k_subjects);
  const std::vector<Policy> policies = make_policies();
  const std::int64_t from = observe::steady_us();
  const columns::Plan plan = columns::Plan::compile(table, questions_of(policies));
  const double compile_ms = static_cast<double>(observe::steady_us() - from) / 1000;
  const ByHand by_hand(table, policies);
  Figures figures;
  Totals totals;
  for (const int threads : {1, 2}) measure(table, plan, by_hand, threads, figures, totals);
  if (totals.engine != totals.by_hand) {
    std::fprintf(stderr, "engine and loop by hand disagree\n");
    return 1;
  }
  std::int64_t matches = 0;
  for (const std::int64_t count : totals.engine) matches += count;
  figures.add("subjects", static_cast<double>(table.rows()));
  figures.add("policies", static_cast<double>(k_policies));
  figures.add("matches", static_cast<double>(matches));
  figures.add("bytes_read", static_cast<double>(table.bytes()));
  figures.add("comparisons", static_cast<double>(plan.summary().comparisons));
  figures.add("row_by_row", static_cast<double>(plan.summary().row_by_row));
  figures.add("compile_ms", compile_ms);
  figures.add("instructions", std::string(columns::kernels().name));
  figures.add("limited_by", std::string("cores, then memory bandwidth"));
  figures.print(call.has("--json"));
  return 0;
}

}  // namespace tiange::app::bench
