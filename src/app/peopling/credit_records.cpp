#include "app/peopling/credit_records.h"

#include <algorithm>
#include <stdexcept>

#include "town/ground/random.h"

namespace tiange::app {

namespace {

using registers::SourceRecord;

constexpr std::size_t k_batch = 20'000;
constexpr int k_years_back = 1'200;  // days

// Draws that hang on the firm and on what is drawn alone, so that one more kind of fact changes no other.
class Draws {
 public:
  Draws(town::Number firm, std::uint64_t salt) : random_(firm * 0x9e3779b97f4a7c15ULL + salt * 0xbf58476d1ce4e5b9ULL + 1) {}
  int below(int n) { return static_cast<int>(random_.next() % static_cast<std::uint64_t>(n)); }
  bool per_mille(int n) { return below(1000) < n; }

 private:
  town::Random random_;
};

using Values = std::vector<std::pair<std::string, std::string>>;

std::string day(Date today, int days_back) { return format_date(today + -days_back); }

// Some firms are careless in everything: their faults come together.
int carelessness(const town::Firm& firm) {
  Draws draws(firm.number, 1);
  return draws.per_mille(60) ? 8 : draws.per_mille(200) ? 3 : 1;
}

Values of_market(const town::Firm& firm, Date today, int careless) {
  Draws draws(firm.number, 2);
  Values values;
  const std::string year = std::to_string(split_date(today).year);
  values.emplace_back("annual_report", draws.per_mille(40 * careless) ? "0" : "1");
  if (draws.per_mille(15 * careless)) values.emplace_back("abnormal_since", day(today, 1 + draws.below(k_years_back)));
  if (draws.per_mille(25 * careless)) {
    values.emplace_back("penalty_date", day(today, 1 + draws.below(k_years_back)));
    values.emplace_back("penalty_document", "佛禅市监处〔" + year + "〕" + std::to_string(1 + draws.below(900)) + "号");
    values.emplace_back("penalty_amount", std::to_string(draws.below(12)) + "." + std::to_string(1 + draws.below(9)));
  }
  if (draws.per_mille(150)) {
    const int found = draws.below(1000);
    values.emplace_back("last_check", day(today, 1 + draws.below(700)));
    values.emplace_back("check_result", found < 25 * careless ? "3" : found < 100 * careless ? "2" : "1");
  }
  if (careless == 1 && draws.per_mille(60)) values.emplace_back("honour", "1");
  return values;
}

Values of_tax(const town::Firm& firm, Date today, int careless) {
  Draws draws(firm.number, 3);
  if (!draws.per_mille(650)) return {};
  const int drawn = draws.below(1000);
  const char* grade = drawn < 20 * careless ? "D" : drawn < 60 * careless ? "C" : drawn < 550 ? "B" : drawn < 780 ? "A" : "M";
  Values values{{"tax_grade", grade}};
  if (draws.per_mille(grade[0] == 'D' ? 700 : grade[0] == 'C' ? 350 : 4)) {
    values.emplace_back("tax_arrears", std::to_string(1 + draws.below(grade[0] == 'D' ? 120 : 25)));
    values.emplace_back("tax_arrears_since", day(today, 1 + draws.below(500)));
  }
  return values;
}

Values of_social(const town::Firm& firm, Date today, int careless) {
  Draws draws(firm.number, 4);
  Values values;
  if (draws.per_mille(20 * careless)) values.emplace_back("social_arrears", std::to_string(1 + draws.below(11)));
  if (firm.staff > 0 && draws.per_mille(5 * careless)) values.emplace_back("wage_arrears_since", day(today, 1 + draws.below(600)));
  return values;
}

Values of_court(const town::Firm& firm, Date today, int careless) {
  Draws draws(firm.number, 5);
  if (!draws.per_mille(7 * careless)) return {};
  const Date since = today + -(1 + draws.below(700));
  return {{"defaulter_since", format_date(since)},
          {"defaulter_document", "（" + std::to_string(split_date(since).year) + "）粤0604执" + std::to_string(1000 + draws.below(9000)) + "号"}};
}

Values of_safety(const town::Firm& firm, Date today, int careless) {
  Draws draws(firm.number, 6);
  const bool risky = firm.section == "C" || firm.section == "E" || firm.section == "G" || firm.section == "H";
  if (!draws.per_mille(risky ? 400 : 40)) return {};
  const int drawn = draws.below(1000);
  Values values{{"safety_grade", drawn < 8 * careless ? "4" : drawn < 60 * careless ? "3" : drawn < 700 ? "2" : "1"}};
  if (draws.per_mille(4 * careless)) values.emplace_back("accident_date", day(today, 1 + draws.below(k_years_back)));
  return values;
}

Values of_ecology(const town::Firm& firm, Date, int careless) {
  Draws draws(firm.number, 7);
  if (firm.section != "C" || !draws.per_mille(300)) return {};
  const int drawn = draws.below(1000);
  return {{"env_grade", drawn < 8 * careless ? "4" : drawn < 50 * careless ? "3" : drawn < 700 ? "2" : "1"}};
}

struct Holder {
  const char* source;
  Values (*of)(const town::Firm& firm, Date today, int careless);
};
constexpr Holder k_holders[] = {{"court", of_court},   {"ecology", of_ecology}, {"market", of_market},
                                {"safety", of_safety}, {"social", of_social},   {"tax", of_tax}};

}  // namespace

void each_credit_record(const town::Population& people, Instant now, const std::function<void(SourceRecord&&)>& take) {
  const Date today = local_date(now);
  for (const Holder& holder : k_holders) {
    std::int64_t line = 0;
    people.each_firm([&](const town::Firm& firm) {
      if (firm.closed) return;
      Values values = holder.of(firm, today, carelessness(firm));
      if (values.empty()) return;
      SourceRecord record;
      record.source = holder.source;
      record.key = "XY" + firm.uscc;
      record.kind = registers::Kind::firm;
      record.values = std::move(values);
      record.values.emplace_back("uscc", firm.uscc);
      record.values.emplace_back("name", firm.name);
      record.observed = now - days(3 + static_cast<std::int64_t>(firm.number % 25));
      record.lineage = "opening-credit-" + std::string(holder.source) + "/" + std::to_string(++line);
      take(std::move(record));
    });
  }
}

std::int64_t seed_credit_records(db::Db& db, registers::Subjects& subjects, const town::Population& people, Instant now) {
  std::int64_t kept = 0;
  std::vector<SourceRecord> records;
  const auto keep = [&] {
    const Outcome outcome = db.write(system_scope(), [&](db::Tx& tx) -> Outcome {
      TIANGE_CHECK_OK(subjects.absorb(tx, records, now));
      return done();
    });
    if (!outcome.ok()) throw std::runtime_error(outcome.refusal().zh + " / " + outcome.refusal().en);
    kept += static_cast<std::int64_t>(records.size());
    records.clear();
  };
  each_credit_record(people, now, [&](SourceRecord&& record) {
    records.push_back(std::move(record));
    if (records.size() == k_batch) keep();
  });
  if (!records.empty()) keep();
  return kept;
}

}  // namespace tiange::app
