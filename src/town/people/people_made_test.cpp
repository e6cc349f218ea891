// The synthetic people: the same every time, valid in every number, consistent in every tie, and spread as published.

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>
#include <unordered_set>

#include "base/codes.h"
#include "base/digest.h"
#include "base/text.h"
#include "town/ground/test_sources.h"
#include "town/people/identity_check.h"
#include "town/people/people_made.h"

namespace tiange::town {
namespace {

const PeopleSources& people_sources() {
  static const PeopleSources sources{data_file("demo/surnames.csv"), data_file("demo/given_names.csv"),
                                     data_file("demo/regions.csv"),  data_file("demo/ages.csv"),
                                     data_file("demo/trades.csv"),   data_file("demo/slips.csv")};
  return sources;
}

Population make_people(double scale) {
  auto made = Population::make(test_district(), people_sources(), {.scale = scale});
  EXPECT_TRUE(made.ok()) << (made.ok() ? "" : made.refusal().en);
  return std::move(made).value();
}

const Population& people() {
  static const Population made = make_people(0.04);
  return made;
}

std::string digest_of(const Population& made) {
  Sha256 digest;
  const auto add = [&](std::initializer_list<std::string_view> cells) {
    for (const std::string_view cell : cells) {
      digest.add(cell);
      digest.add("\x1f");
    }
  };
  made.each_person([&](const Resident& p) {
    add({p.name, p.id_card, p.phone, p.old_phone, p.plate, p.email, p.hukou_address, p.live_address, p.former_address,
         p.education, p.marital, p.political, p.occupation, p.relation, p.disability_kind, p.school,
         std::to_string(p.pension_fen), std::to_string(p.vaccinations), std::to_string(p.employer)});
  });
  made.each_firm([&](const Firm& f) { add({f.name, f.uscc, f.address, f.phone, std::to_string(f.staff)}); });
  made.each_room([&](const Room& r) { add({r.address, std::to_string(r.owner), std::to_string(r.area_m2)}); });
  made.each_tie([&](const Tie& t) { add({t.kind, std::to_string(t.from), std::to_string(t.to)}); });
  for (const Department department : k_departments) {
    made.extract(department, [&](const ExtractRow& row) {
      for (const std::string& cell : row.cells) add({cell});
      add({true_id(row.kind, row.number), format_date(row.observed)});
    });
  }
  return hex(digest.finish());
}

TEST(PeopleMade, SameSeedGivesTheSameRows) {
  const Population first = make_people(0.004), second = make_people(0.004);
  const std::string digest = digest_of(first);
  EXPECT_EQ(digest, digest_of(second));
  EXPECT_EQ(digest, digest_of(first)) << "a second visit must give the same rows";
  District other = test_district();
  other.seed = 7;
  auto made = Population::make(other, people_sources(), {.scale = 0.004});
  ASSERT_TRUE(made.ok());
  EXPECT_NE(digest, digest_of(*made));
}

TEST(PeopleMade, EveryNumberIsValidAndNobodyShares) {
  std::unordered_set<std::string> cards, phones, plates, credit_codes;
  Number count = 0;
  people().each_person([&](const Resident& p) {
    EXPECT_EQ(p.number, count++);
    EXPECT_TRUE(codes::is_citizen_number(p.id_card)) << p.id_card;
    EXPECT_EQ(codes::citizen_birth(p.id_card), p.born);
    EXPECT_EQ((p.id_card[16] - '0') % 2 == 0, p.woman);
    EXPECT_TRUE(cards.insert(p.id_card).second);
    if (!p.phone.empty()) {
      EXPECT_TRUE(codes::is_phone(p.phone));
      EXPECT_TRUE(phones.insert(p.phone).second);
    }
    if (!p.old_phone.empty()) {
      EXPECT_TRUE(phones.insert(p.old_phone).second);
    }
    if (!p.plate.empty()) {
      EXPECT_TRUE(plates.insert(p.plate).second);
    }
    EXPECT_TRUE(text::is_valid_utf8(p.name));
    EXPECT_GE(text::length(p.name), 2u);
    EXPECT_LE(text::length(p.name), 4u);
  });
  EXPECT_EQ(count, people().persons());
  people().each_firm([&](const Firm& f) {
    EXPECT_TRUE(codes::is_credit_code(f.uscc)) << f.uscc;
    EXPECT_TRUE(credit_codes.insert(f.uscc).second);
  });
}

TEST(PeopleMade, TiesAgreeWithEachOther) {
  std::vector<Resident> all(people().persons());
  for (Number n = 0; n < people().persons(); ++n) people().person(n, all[n]);
  for (const Resident& p : all) {
    for (const auto& [parent, woman] : {std::pair(p.father, false), std::pair(p.mother, true)}) {
      if (parent == k_nobody) continue;
      ASSERT_LT(parent, all.size());
      EXPECT_EQ(all[parent].woman, woman);
      EXPECT_GT(p.born - all[parent].born, 16 * 365) << p.id_card << " " << all[parent].id_card;
      if (all[parent].died) {
        EXPECT_GT(*all[parent].died, p.born);
      }
    }
    if (p.spouse != k_nobody) {
      EXPECT_EQ(all[p.spouse].spouse, p.number);
      EXPECT_NE(all[p.spouse].woman, p.woman);
      ASSERT_TRUE(p.married);
      EXPECT_GE(*p.married - p.born, 17 * 365);
      EXPECT_LE(*p.married, p.died.value_or(make_date(2026, 10, 31)));
      if (!p.died) {
        EXPECT_EQ(p.marital, all[p.spouse].died ? "30" : "20");
      }
    }
    if (p.died) {
      EXPECT_GT(*p.died, p.born);
      EXPECT_LE(*p.died, make_date(2026, 10, 31));
    }
    if (p.employer != k_nobody) {
      ASSERT_LT(p.employer, people().firms());
      EXPECT_FALSE(p.occupation.empty());
    }
    EXPECT_EQ(p.allowance_80 && (p.died || !p.hukou), false);
  }
  std::vector<int> seen(all.size(), 0);
  people().each_household([&](const Household& h) {
    ASSERT_FALSE(h.members.empty());
    EXPECT_EQ(h.head, h.members.front());
    EXPECT_EQ(all[h.head].relation, "户主");
    for (const Number member : h.members) {
      ++seen[member];
      EXPECT_FALSE(all[member].died);
      EXPECT_EQ(all[member].household, h.number);
      EXPECT_EQ(all[member].live_address, h.address);
      EXPECT_EQ(all[member].grid, h.grid);
    }
  });
  for (const Resident& p : all) EXPECT_EQ(seen[p.number], p.died ? 0 : 1);
  people().each_firm([&](const Firm& f) {
    ASSERT_LT(f.legal_person, all.size());
    const Resident& head = all[f.legal_person];
    EXPECT_FALSE(head.died);
    EXPECT_LE(head.born + 19 * 365, make_date(2026, 10, 31));
  });
}

TEST(PeopleMade, RoomsStandInTheirBuildings) {
  std::unordered_set<std::string> addresses;
  std::set<int> buildings;
  Number homes = 0, lived_in = 0;
  people().each_room([&](const Room& r) {
    EXPECT_TRUE(addresses.insert(r.address).second) << r.address;
    const Address& standard = test_district().addresses[static_cast<std::size_t>(r.standard)];
    EXPECT_NE(r.address.find(standard.text), r.address.npos);
    EXPECT_TRUE(r.address.ends_with(r.door));
    EXPECT_EQ(r.grid, test_district().grids[static_cast<std::size_t>(standard.grid)].code);
    EXPECT_GE(r.floor, 1);
    EXPECT_GT(r.area_m2, 5);
    buildings.insert(r.standard);
    homes += r.use == Use::home || r.use == Use::dormitory;
    lived_in += r.tenant != k_nobody;
  });
  EXPECT_GT(buildings.size(), 478u);
  EXPECT_GE(homes, people().households());
  EXPECT_LT(homes, people().households() * 5 / 4 + 478 * 12);
  EXPECT_GT(lived_in, 0u);
}

TEST(PeopleMade, AgesHouseholdsAndNamesAreSpreadAsPublished) {
  std::map<std::string, int> surnames;
  double young = 0, old = 0, older = 0, hukou = 0, men = 0;
  const Date today = make_date(2026, 10, 31);
  people().each_person([&](const Resident& p) {
    if (p.died) return;
    const int age = (today - p.born) * 100 / 36525;
    young += age <= 14;
    old += age >= 60;
    older += age >= 65;
    hukou += p.hukou;
    men += !p.woman;
    ++surnames[text::cut(p.name, 1)];
  });
  const double living = people().living();
  // 2020 census, Foshan: 0-14 15.11 %, 60 and over 10.52 %, 65 and over 7.35 %; registered 736 000 of 1 330 262.
  EXPECT_NEAR(young / living, 0.1511, 0.004);
  EXPECT_NEAR(old / living, 0.1052, 0.004);
  EXPECT_NEAR(older / living, 0.0735, 0.004);
  EXPECT_NEAR(hukou / living, 736'000.0 / 1'330'262, 0.002);
  EXPECT_NEAR(men / living, 0.53, 0.015);
  std::map<std::size_t, double> sizes;
  double families = 0;
  people().each_household([&](const Household& h) {
    if (h.collective) return;
    ++families;
    ++sizes[std::min<std::size_t>(h.members.size(), 7)];
  });
  // The national table of the 2020 census.
  const std::map<std::size_t, double> published{{1, 0.2539}, {2, 0.2968}, {3, 0.2099},
                                                {4, 0.1317}, {5, 0.0617}, {6, 0.031}};
  for (const auto& [size, share] : published) EXPECT_NEAR(sizes[size] / families, share, 0.045) << size;
  EXPECT_EQ(std::max_element(surnames.begin(), surnames.end(), [](const auto& a, const auto& b) {
              return a.second < b.second;
            })->first.substr(0, 3), "陈");
  EXPECT_GT(surnames.size(), 150u);
  EXPECT_NEAR(people().firms() / living, 220'000.0 / 1'330'262, 0.001);
}

TEST(PeopleMade, ExtractsErrAsRecordsDoAndTheTruthKnows) {
  Resident person;
  double rows = 0;
  for (const Department department : k_departments) {
    const auto columns = extract_columns(department);
    const auto column = [&](std::string_view field) {
      for (std::size_t i = 0; i < columns.size(); ++i) {
        if (columns[i].field == field) return i;
      }
      return columns.size();
    };
    const std::size_t name = column("name");
    const std::size_t number = column(department == Department::market ? "uscc" : "id_card");
    std::unordered_set<std::string> keys;
    double here = 0, valid = 0, named = 0;
    Firm firm;
    people().extract(department, [&](const ExtractRow& row) {
      ASSERT_EQ(row.cells.size(), columns.size());
      EXPECT_TRUE(keys.insert(row.cells[0]).second);
      EXPECT_LE(row.observed, make_date(2026, 10, 31));
      ++here;
      std::string right_name, right_number;
      std::string cell = row.cells[number];
      if (row.kind == Kind::person) {
        people().person(row.number, person);
        right_name = person.name;
        right_number = person.id_card;
        if (!cell.empty() && cell.back() == 'x') cell.back() = 'X';
      } else {
        people().firm(row.number, firm);
        right_name = firm.name;
        right_number = firm.uscc;
      }
      const bool good = row.kind == Kind::person ? codes::is_citizen_number(cell) : codes::is_credit_code(cell);
      // What is written wrong is never somebody else's number.
      if (good) {
        EXPECT_EQ(cell, right_number);
      }
      valid += good;
      named += row.cells[name] == right_name;
    });
    EXPECT_GT(valid / here, 0.85) << department_code(department);
    EXPECT_LT(valid / here, 0.997) << department_code(department);
    EXPECT_GT(named / here, 0.94) << department_code(department);
    EXPECT_LT(named / here, 0.999) << department_code(department);
    rows += here;
  }
  // Five million rows for the full district.
  EXPECT_NEAR(rows / people().living() * 1'330'262, 5.0e6, 0.4e6);
}

TEST(PeopleMade, CheckSeesTwoValidNumbersInOneSubject) {
  IdentityCheck check;
  check.saw(1, "11010519491231002x");
  check.saw(1, "11010519491231002X");
  check.saw(1, "110105194912310021");  // not valid
  check.saw(2, "440524188001010014");
  EXPECT_TRUE(check.faults().empty());
  check.saw(1, "440524188001010014");
  EXPECT_EQ(check.faults().size(), 1u);
  check.saw_truth(1, "P0000001");
  check.saw_truth(1, "P0000001");
  EXPECT_EQ(check.mixed(), 0u);
  check.saw_truth(1, "P0000002");
  EXPECT_EQ(check.mixed(), 1u);
}

TEST(PeopleMade, RefusesBrokenLists) {
  PeopleSources sources = people_sources();
  sources.ages = "from_age,to_age,share,man_share,hukou_share\n5,9,1,0.5,0.5\n";
  EXPECT_FALSE(Population::make(test_district(), sources, {}).ok());
  sources = people_sources();
  sources.slips = "kind,pairs\nshape,己己\n";
  EXPECT_FALSE(Population::make(test_district(), sources, {}).ok());
}

}  // namespace
}  // namespace tiange::town
