// Social insurance: one line for each person and scheme; pensions paid, now and then to the dead.

#include "town/people/described.h"
#include "town/people/extracts.h"

namespace tiange::town {

namespace {

constexpr Care k_care{.no_card = 0.006, .wrong_card = 0.004, .old_card = 0.008, .wrong_name = 0.008,
                      .wrong_date = 0.004, .no_phone = 0.15, .stale_phone = 0.45, .wrong_phone = 0.012,
                      .no_address = 0.3, .stale_address = 0.3, .loose_address = 0.6, .wrong_address = 0.008,
                      .twice = 0.01};

enum Column : std::size_t {
  k_key, k_scheme, k_name, k_card, k_sex, k_born, k_state, k_since, k_employer, k_employer_code, k_occupation, k_phone,
  k_mail, k_home, k_pension, k_date
};

class Social {
 public:
  Social(const MadePeople& made, FunctionRef<void(const ExtractRow&)> visit)
      : made_(made), line_(made, Department::social, k_care, visit) {
    line_.style = DateStyle::with_time;
    line_.other_style = DateStyle::dots;
    line_.other_share = 0.1;
  }

  void person(Number number, Random random) {
    const PersonCore& core = made_.persons[number];
    describe_person(made_, number, person_);
    if (core.dead()) {
      // Paid on for want of word.
      if (made_.age(core) >= 60 && random.chance(0.03)) pension(120'000, random);
      return;
    }
    if (person_.insured_health) health(random);
    if (person_.insured_work) work(random);
    if (person_.pension_fen > 0) pension(person_.pension_fen, random);
    if (person_.insured_health && random.chance(line_.care.twice)) health(random);
  }

 private:
  void head(std::string_view scheme, std::string_view state, Random random) {
    line_.start(Kind::person, person_.number, random);
    line_.observe(2, person_.born + 40);
    line_.set(k_scheme, scheme);
    line_.put_name(k_name, person_.name);
    line_.put_card(k_card, person_.id_card);
    line_.set(k_sex, person_.woman ? "女" : "男");
    line_.put_birth(k_born, person_.born);
    line_.set(k_state, state);
  }

  void tail() {
    line_.put_phone(k_phone, person_);
    if (line_.random().chance(0.5)) line_.set(k_mail, person_.email);
    line_.put_home(k_home, person_);
    line_.set_date(k_date, line_.observed());
    line_.finish("4406", 9);
  }

  void health(Random& random) {
    head(person_.insured_work ? "职工基本医疗保险" : "城乡居民基本医疗保险", "参保缴费", Random(random.next()));
    tail();
  }

  void work(Random& random) {
    head("企业职工基本养老保险", "参保缴费", Random(random.next()));
    const int years = 1 + static_cast<int>(line_.random().below(12));
    line_.set_date(k_since, std::max(made_.plan.today + -years * 300, person_.born + 16 * 366));
    line_.put_employer(k_employer, person_.employer);
    if (person_.employer != k_nobody && line_.random().chance(0.95)) {
      const FirmCore& firm = made_.firms[person_.employer];
      line_.set(k_employer_code, std::string_view(firm.uscc, sizeof firm.uscc));
    }
    line_.set(k_occupation, person_.occupation);
    tail();
  }

  void pension(std::int64_t fen, Random& random) {
    head(fen >= 200'000 ? "企业职工养老待遇" : "城乡居民养老待遇", "待遇领取", Random(random.next()));
    line_.set(k_pension, std::to_string(fen / 100));
    tail();
  }

  const MadePeople& made_;
  ExtractLine line_;
  Resident person_;
};

}  // namespace

void write_social(const MadePeople& made, FunctionRef<void(const ExtractRow&)> visit) {
  Social social(made, visit);
  each_shuffled(made, Department::social, made.persons.size(),
                [&](Number number, Random random) { social.person(number, random); });
}

}  // namespace tiange::town
