// Market supervision: firms and one-man businesses; associations are not its own.

#include "town/people/described.h"
#include "town/people/extracts.h"

namespace tiange::town {

namespace {

constexpr Care k_care{.no_card = 0.04, .wrong_card = 0.006, .old_card = 0.006, .wrong_name = 0.01,
                      .wrong_date = 0.004, .no_phone = 0.1, .stale_phone = 0.4, .wrong_phone = 0.015,
                      .no_address = 0.005, .stale_address = 0.0, .loose_address = 0.45, .wrong_address = 0.008,
                      .twice = 0.009};
constexpr std::uint8_t k_first_association = 5;  // in k_firm_kinds

enum Column : std::size_t {
  k_key, k_code, k_name, k_kind, k_head, k_head_card, k_place, k_section, k_industry, k_capital, k_founded, k_state,
  k_phone, k_staff, k_date
};

void put(const MadePeople& made, const Firm& firm, const Mistakes& mistakes, ExtractLine& line) {
  Random& random = line.random();
  line.observe(5, firm.founded);
  std::string text = firm.uscc;
  const double dice = random.unit();
  if (dice < 0.012) {
    text.clear();
  } else if (dice < 0.02) {
    mistakes.credit_code(random, text);
  } else if (dice < 0.03) {
    text = "4406" + std::to_string(10'000'000'000 + std::uint64_t{firm.number} * 7);  // a number of the old register
  }
  line.set(k_code, text);
  text = firm.name;
  if (random.chance(0.035)) mistakes.firm_name(random, text);
  line.set(k_name, text);
  line.set(k_kind, firm.kind);
  const PersonCore& head = made.persons[firm.legal_person];
  name_of(made, head, text);
  line.put_name(k_head, text);
  card_of(made, head, text);
  line.put_card(k_head_card, text);
  line.put_place(k_place, firm.room);
  line.set(k_section, firm.section);
  line.set(k_industry, firm.industry);
  line.set(k_capital, std::to_string(firm.capital_yuan / 10'000));
  line.put_birth(k_founded, firm.founded);
  line.set(k_state, firm.closed ? "注销" : random.chance(0.02) ? "经营异常" : "在营（开业）");
  if (!random.chance(line.care.no_phone)) {
    text = firm.phone;
    if (random.chance(line.care.wrong_phone)) mistakes.phone(random, text);
    line.set(k_phone, text);
  }
  if (random.chance(0.8)) line.set(k_staff, std::to_string(firm.staff));
  line.set_date(k_date, line.observed());
  line.finish("SC440604", 8);
}

}  // namespace

void write_market(const MadePeople& made, FunctionRef<void(const ExtractRow&)> visit) {
  ExtractLine line(made, Department::market, k_care, visit);
  line.style = DateStyle::chinese;
  line.other_style = DateStyle::dashes;
  line.other_share = 0.3;
  const Mistakes mistakes(made.lists.slips);
  Firm firm;
  each_shuffled(made, Department::market, made.firms.size(), [&](Number number, Random random) {
    if (made.firms[number].kind >= k_first_association || !random.chance(0.99)) return;
    describe_firm(made, number, firm);
    const bool twice = random.chance(line.care.twice);
    line.start(Kind::firm, number, random);
    put(made, firm, mistakes, line);
    if (!twice) return;
    line.start(Kind::firm, number, Random(made.seed, "market again", number));
    put(made, firm, mistakes, line);
  });
}

}  // namespace tiange::town
