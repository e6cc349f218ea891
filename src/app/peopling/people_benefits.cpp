#include "app/peopling/people_benefits.h"

#include <algorithm>
#include <stdexcept>

namespace tiange::app {

namespace {

using registers::SourceRecord;
using Values = std::vector<std::pair<std::string, std::string>>;

constexpr std::size_t k_batch = 20'000;

// Numbers that hang on the subject alone, so that nothing else of the town is drawn differently for them.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_(seed * 0x9E3779B97F4A7C15u + 20261122) {}
  int below(int n) {
    state_ += 0x9E3779B97F4A7C15u;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return static_cast<int>((z ^ (z >> 31)) % static_cast<std::uint64_t>(n));
  }
  bool percent(int p) { return below(100) < p; }

 private:
  std::uint64_t state_;
};

std::string kind_of_disability(std::string_view word) {
  static constexpr std::pair<std::string_view, std::string_view> k_kinds[] = {{"视力", "1"}, {"听力", "2"}, {"言语", "3"}, {"肢体", "4"},
                                                                              {"智力", "5"}, {"精神", "6"}, {"多重", "7"}};
  for (const auto& [name, code] : k_kinds) {
    if (word.starts_with(name)) return std::string(code);
  }
  return "7";
}

// Rows of one subject, by source.
class Rows {
 public:
  Rows(registers::Kind kind, std::string number, Values who, Instant now, const std::function<void(SourceRecord&&)>& take)
      : kind_(kind), number_(std::move(number)), who_(std::move(who)), now_(now), take_(take) {}
  void give(const char* source, Values values) {
    SourceRecord record;
    record.source = source;
    record.key = "BF" + number_;
    record.kind = kind_;
    record.values = who_;
    record.values.insert(record.values.end(), values.begin(), values.end());
    record.observed = now_ - days(20);
    record.lineage = "opening-benefits-" + std::string(source) + "/" + number_;
    take_(std::move(record));
  }

 private:
  registers::Kind kind_;
  std::string number_;
  Values who_;
  Instant now_;
  const std::function<void(SourceRecord&&)>& take_;
};

class People {
 public:
  People(const town::Population& people, Instant now, const std::function<void(SourceRecord&&)>& take)
      : people_(people), now_(now), today_(local_date(now)), take_(take) {}

  void person(const town::Resident& p) {
    if (p.died) return;
    Dice dice(p.number);
    const int age = (today_ - p.born) / 365;
    Rows rows(registers::Kind::person, std::to_string(p.number + 1),
              {{"name", p.name}, {"id_card", p.id_card}, {"born", format_date(p.born)}}, now_, take_);
    if (p.disability > 0)
      rows.give("disabled", {{"disability_kind", kind_of_disability(p.disability_kind)}, {"disability_card", format_date(today_ + (dice.below(3000) - 100))}});
    if (age >= 59 && dice.percent(90)) {
      rows.give("police", {{"photo", "1"}});
      if (dice.percent(85)) rows.give("civil", {{"senior_card", "1"}});
    }
    if (age < 3) child(p, rows);
    if (age >= 12 && age <= 14 && p.woman) {
      const bool dosed = dice.percent(40);
      rows.give("health", {{"hpv_doses", dosed ? "2" : "0"}, {"consented", dice.percent(80) ? "1" : "0"}});
    }
    if (age >= 6 && age <= 17) pupil(p, age, rows);
    if (age >= 22 && age <= 25) graduate(p, age, dice, rows);
    if (age >= 20 && age <= 75 && !p.woman && dice.percent(3))
      rows.give("veterans", {{"veteran", std::to_string(1 + dice.below(4))}, {"discharged", format_date(today_ + -dice.below(365 * (age - 19) + 1))}});
    if (p.insured_work && dice.percent(6)) {
      rows.give("social", {{"insured_months", std::to_string(dice.below(60))}, {"skill_level", std::to_string(3 + dice.below(3))},
                           {"skill_date", format_date(today_ + -dice.below(700))}});
    }
    if (age >= 22 && age <= 45 && dice.percent(1)) {
      rows.give("market", {{"startup_since", format_date(today_ + -dice.below(1400))}});
      rows.give("social", {{"startup_group", std::to_string(1 + dice.below(5))}, {"startup_rent", std::to_string(2000 + 500 * dice.below(12))},
                           {"hired", std::to_string(dice.below(6))}});
    }
    if (p.woman && age >= 22 && age <= 38 && dice.percent(3)) rows.give("health", {{"pregnant_since", format_date(today_ + -dice.below(250))}});
    if (p.marital == "10" && age >= 22 && age <= 34 && dice.percent(1))
      rows.give("civil", {{"marriage_booked", format_date(today_ + (dice.below(80) - 20))}});
  }

  void firm(const town::Firm& f) {
    if (f.closed) return;
    Dice dice(1'000'000'007ull + f.number);
    Rows rows(registers::Kind::firm, std::to_string(f.number + 1), {{"name", f.name}, {"uscc", f.uscc}}, now_, take_);
    if (f.staff >= 12) {
      const int size = f.staff >= 300 ? 2 : f.staff >= 40 ? 3 : 4;
      rows.give("social", {{"size", std::to_string(size)}, {"ui_months", std::to_string(dice.below(40))},
                           {"ui_paid", std::to_string(f.staff * (300 + dice.below(200)))}, {"layoff_rate", std::to_string(dice.below(26))},
                           {"graduates_hired", std::to_string(dice.percent(20) ? 1 + dice.below(4) : 0)}});
      rows.give("tax", {{"revenue", std::to_string(f.staff * (20 + dice.below(80)))}, {"rd_ratio", std::to_string(dice.below(9))}});
    }
    if ((f.section == "C" || f.section == "I" || f.section == "M") && f.staff >= 5 && dice.percent(18)) {
      rows.give("science", {{"hnte_date", format_date(today_ + -dice.below(1000))}, {"hnte_kind", std::to_string(1 + dice.below(2))},
                            {"ht_ratio", std::to_string(40 + dice.below(55))}});
    }
    if (f.section == "C" && f.staff >= 3 && dice.percent(8)) {
      rows.give("finance", {{"loan_kind", dice.percent(70) ? "1" : "2"}, {"loan_principal", std::to_string(100'000 * (1 + dice.below(30)))},
                            {"loan_interest", std::to_string(500 + dice.below(9000))}, {"loan_since", format_date(today_ + -dice.below(900))}});
    }
    if (f.section == "C" && f.staff >= 20 && dice.percent(6))
      rows.give("industry", {{"sme_grade", std::to_string(1 + dice.below(3))}, {"sme_date", format_date(today_ + -dice.below(900))}});
    if (f.staff >= 20 && dice.percent(4)) rows.give("statistics", {{"above_scale", format_date(today_ + -dice.below(800))}});
  }

 private:
  void child(const town::Resident& p, Rows& rows) {
    Values values{{"birth_certificate", "Y4406" + std::to_string(10'000'000 + p.number)}};
    town::Resident parent;
    for (const auto& [number, field] : {std::pair(p.mother, "mother_id"), std::pair(p.father, "father_id")}) {
      if (number == town::k_nobody) continue;
      people_.person(number, parent);
      values.emplace_back(field, parent.id_card);
    }
    rows.give("health", std::move(values));
  }

  // On the roll of a school; of some children no school knows, of those from elsewhere more.
  static void pupil(const town::Resident& p, int age, Rows& rows) {
    Dice dice(2'000'000'011ull + p.number);
    if (p.school.empty() || dice.percent(p.hukou ? 1 : 6)) return;
    rows.give("education", {{"school", p.school}, {"grade", std::to_string(age - 5)}, {"school_roll", p.hukou || dice.percent(70) ? "1" : "2"}});
  }

  void graduate(const town::Resident& p, int age, Dice& dice, Rows& rows) {
    if (!dice.percent(40)) return;
    const int year = split_date(today_).year - (age - 22);
    rows.give("education", {{"graduated", format_date(make_date(year, 6, 30))}, {"student_loan", dice.percent(12) ? "1" : "0"}});
    if (p.employer != town::k_nobody && dice.percent(60)) {
      rows.give("social", {{"employer_size", std::to_string(1 + dice.below(5))}, {"contract_months", dice.percent(80) ? "36" : "6"},
                           {"insured_months", std::to_string(dice.below(24))}, {"public_post", dice.percent(5) ? "1" : "0"}});
    } else if (dice.percent(30)) {
      rows.give("social", {{"flexible_work", "1"}, {"social_paid", std::to_string(600 + dice.below(500))}});
    }
  }

  const town::Population& people_;
  Instant now_;
  Date today_;
  const std::function<void(SourceRecord&&)>& take_;
};

}  // namespace

void each_benefit_record(const town::Population& people, Instant now, const std::function<void(SourceRecord&&)>& take) {
  People told(people, now, take);
  people.each_person([&](const town::Resident& person) { told.person(person); });
  people.each_firm([&](const town::Firm& firm) { told.firm(firm); });
}

std::int64_t seed_benefit_records(db::Db& db, registers::Subjects& subjects, const town::Population& people, Instant now) {
  std::int64_t count = 0;
  std::vector<SourceRecord> records;
  const auto keep = [&] {
    const Outcome kept = db.write(system_scope(), [&](db::Tx& tx) -> Outcome {
      TIANGE_CHECK_OK(subjects.absorb(tx, records, now));
      return done();
    });
    if (!kept.ok()) throw std::runtime_error(kept.refusal().zh + " / " + kept.refusal().en);
    count += static_cast<std::int64_t>(records.size());
    records.clear();
  };
  each_benefit_record(people, now, [&](SourceRecord&& record) {
    records.push_back(std::move(record));
    if (records.size() == k_batch) keep();
  });
  if (!records.empty()) keep();
  return count;
}

}  // namespace tiange::app
