// Firms of the published number, those who answer for them, and who works where.

#include <algorithm>
#include <cstring>
#include <unordered_set>

#include "base/text.h"
#include "town/people/made_people.h"
#include "town/people/draws/numbering.h"

namespace tiange::town {

namespace {

constexpr double k_firms = 220'000;
constexpr double k_full_population = 1'330'262;
constexpr std::string_view k_body_alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";
// Auspicious characters that names of firms are made of.
constexpr std::string_view k_name_words =
    "金 鑫 隆 盛 华 裕 丰 泰 昌 兴 顺 达 恒 永 宏 利 美 佳 新 汇 嘉 德 福 瑞 祥 和 信 诚 广 联 源 通 万 东 南 粤 骏 锦 "
    "富 雅 尚 优 康 悦 乐 凯 皓 博 创 智 翔 腾 飞 海 天 宇 星 辰 晟 铭 铂 御 珑 岭 禅 季 越 百 正 君 朗 奥 科 亿 众 合";

class Firms {
 public:
  explicit Firms(MadePeople& made) : made_(made), random_(made.seed, "firms") {
    for (const std::string_view word : text::split(k_name_words, ' ')) words_.emplace_back(word);
  }

  void make() {
    const double share = static_cast<double>(made_.living) / k_full_population;
    const auto count = std::max<std::size_t>(20, static_cast<std::size_t>(k_firms * share + 0.5));
    sort_rooms();
    made_.firms.resize(count);
    std::vector<double> weights;
    for (FirmCore& firm : made_.firms) {
      make_firm(firm);
      weights.push_back(firm.closed.day != 0 ? 0 : firm.weight);
    }
    employ(Weighted(weights));
  }

 private:
  void sort_rooms() {
    for (Number n = 0; n < made_.rooms.size(); ++n) {
      const Use use = made_.rooms[n].use;
      (use == Use::home || use == Use::dormitory ? homes_ : trade_rooms_).push_back(n);
    }
    if (trade_rooms_.empty()) trade_rooms_ = homes_;
  }

  void make_firm(FirmCore& firm) {
    firm.trade = static_cast<std::uint8_t>(made_.lists.trade_draw.draw(random_));
    const Trade& trade = made_.lists.trades[firm.trade];
    firm.kind = draw_kind(trade);
    const bool single = firm.kind == 0;
    firm.room = random_.chance(single ? 0.25 : 0.12) ? random_.pick(homes_) : random_.pick(trade_rooms_);
    firm.founded = draw_founding();
    if (random_.chance(0.06)) {
      const int life = made_.plan.today - firm.founded;
      const auto rest = static_cast<std::uint32_t>(life / 2 + 1);
      firm.closed = firm.founded + (life / 2 + static_cast<int>(random_.below(rest)));
    }
    firm.legal_person = draw_legal_person();
    name(firm, trade);
    code(firm);
    const double mean = single ? 1.1 : std::max(2.0, trade.staff);
    // Sizes have a long tail: a few works employ hundreds.
    const double tail = single ? random_.exponential(mean) : 0.35 * mean * power_of(1 - random_.unit() * 0.9995, -0.62);
    firm.weight = static_cast<float>(tail);
    const double capital = single ? 1 + random_.below(20) : 10.0 * power_of(10, random_.unit() * 2.6);
    firm.capital_10k = static_cast<std::uint32_t>(capital < 20 ? capital : static_cast<int>(capital / 10) * 10);
  }

  std::uint8_t draw_kind(const Trade& trade) {
    if (trade.section == "S") return random_.chance(0.6) ? 5 : 6;
    if (random_.chance(trade.individual)) return trade.section == "A" && random_.chance(0.2) ? 4 : 0;
    if ((trade.section == "P" || trade.section == "Q") && random_.chance(0.25)) return 6;
    return random_.chance(0.03) ? 2 : random_.chance(0.05) ? 3 : 1;
  }

  Date draw_founding() {
    // Half are younger than four years.
    const double years = random_.exponential(5.8);
    return made_.plan.today + -(30 + static_cast<int>(std::min(years, 38.0) * 365.25));
  }

  Number draw_legal_person() {
    for (int i = 0; i < 400; ++i) {
      const Number n = random_.below(static_cast<std::uint32_t>(made_.persons.size()));
      const PersonCore& person = made_.persons[n];
      const int age = made_.age(person);
      if (person.dead() || age < 20 || age > 72 || made_.households[person.household].collective) continue;
      if (person.woman && random_.chance(0.45)) continue;
      if (age > 60 && random_.chance(0.6)) continue;
      return n;
    }
    return 0;
  }

  void name(FirmCore& firm, const Trade& trade) {
    for (int attempt = 0;; ++attempt) {
      std::string word = random_.pick(words_) + random_.pick(words_);
      if (attempt > 0 || (firm.kind != 0 && random_.chance(0.15))) word += random_.pick(words_);
      if (attempt > 4) word += random_.pick(words_);
      const std::string& line = random_.pick(trade.words);
      const std::string area = firm.kind == 0 || random_.chance(0.25) ? "佛山市禅城区" : random_.chance(0.12) ? "广东" : "佛山市";
      switch (firm.kind) {
        case 0: firm.name = area + individual_name(firm, line, word); break;
        case 1: firm.name = area + word + line + "有限公司"; break;
        case 2: firm.name = area + word + line + "股份有限公司"; break;
        case 3: firm.name = area + word + line + (trade.section == "C" ? "厂" : "经营部"); break;
        case 4: firm.name = "佛山市禅城区" + word + line + "专业合作社"; break;
        case 5: firm.name = "佛山市禅城区" + word + line; break;
        default: firm.name = "佛山市禅城区" + word + line; break;
      }
      if (names_.insert(firm.name).second) return;
    }
  }

  std::string individual_name(const FirmCore& firm, const std::string& line, const std::string& word) {
    const std::string& surname = made_.lists.surnames[made_.persons[firm.legal_person].surname];
    std::string head = word;
    if (random_.chance(0.14)) head = random_.pick(words_) + surname + "记";
    for (const std::string_view end : {"店", "部", "馆", "行", "家", "房", "厅", "所"}) {
      if (line.ends_with(end)) return head + line;
    }
    static constexpr std::string_view k_ends[] = {"商行", "经营部", "店", "工作室", "服务部"};
    const bool works = made_.lists.trades[firm.trade].section == "C";
    return head + line + std::string(works ? "加工店" : k_ends[random_.below(5)]);
  }

  void code(FirmCore& firm) {
    static constexpr std::string_view k_class[] = {"92", "91", "91", "91", "93", "51", "52"};
    const bool young = split_date(firm.founded).year >= 2016;
    for (;;) {
      std::string body = young ? "MA" : "";
      if (young) body += firm.founded.day % 2 == 0 ? '5' : '4';
      while (body.size() < 8) {
        body += young ? k_body_alphabet[random_.below(31)] : static_cast<char>('0' + random_.below(10));
      }
      if (!bodies_.insert(body).second) continue;
      const std::string area = random_.chance(0.86) ? "440604" : random_.chance(0.8) ? "440600" : "440605";
      const std::string made = credit_code(k_class[firm.kind], area, body);
      std::memcpy(firm.uscc, made.data(), sizeof firm.uscc);
      return;
    }
  }

  // ---- work ----

  void employ(const Weighted& draw) {
    for (Number f = 0; f < made_.firms.size(); ++f) {
      FirmCore& firm = made_.firms[f];
      PersonCore& head = made_.persons[firm.legal_person];
      if (firm.closed.day != 0 || head.employer != k_nobody) continue;
      hire(head, f);
    }
    for (HouseholdCore& household : made_.households) {
      const Number shared = household.collective ? factory(draw) : k_nobody;
      for (Number n = household.first; n < household.first + household.living; ++n) {
        PersonCore& person = made_.persons[n];
        if (person.employer != k_nobody || !works(person, household.collective)) continue;
        if (household.collective) {
          hire(person, shared);
        } else if (random_.chance(0.84)) {
          hire(person, draw.draw(random_));
        } else {
          person.trade = static_cast<std::uint8_t>(made_.lists.trade_draw.draw(random_));
          person.job = random_job(person.trade);
        }
      }
    }
  }

  // Dormitories belong to works, building firms and kitchens.
  Number factory(const Weighted& draw) {
    Number drawn = draw.draw(random_);
    for (int i = 0; i < 40; ++i) {
      const std::string& section = made_.lists.trades[made_.firms[drawn].trade].section;
      if (section == "C" || section == "E" || section == "H") break;
      drawn = draw.draw(random_);
    }
    return drawn;
  }

  bool works(const PersonCore& person, bool collective) {
    const int age = made_.age(person);
    if (age < 16 || age > 69) return false;
    if (collective) return true;
    double share = person.woman ? 0.76 : 0.92;
    if (age < 18) share = 0.06;
    else if (age < 22) share = person.hukou ? 0.25 : 0.72;
    else if (age < 25) share = person.hukou ? 0.6 : 0.86;
    else if (age >= 60) share = person.woman ? 0.08 : 0.2;
    else if (age >= 55) share = person.woman ? 0.24 : 0.66;
    else if (age >= 50) share = person.woman ? 0.45 : 0.82;
    return random_.chance(share);
  }

  std::uint8_t random_job(std::uint8_t trade) {
    const auto count = static_cast<std::uint32_t>(made_.lists.trades[trade].jobs.size());
    return static_cast<std::uint8_t>(std::min(random_.below(count), random_.below(count)));
  }

  void hire(PersonCore& person, Number firm) {
    person.employer = firm;
    person.trade = made_.firms[firm].trade;
    person.job = random_job(person.trade);
    ++made_.firms[firm].staff;
  }

  MadePeople& made_;
  Random random_;
  std::vector<std::string> words_;
  std::vector<Number> homes_, trade_rooms_;
  std::unordered_set<std::string> names_, bodies_;  // asked, never walked
};

}  // namespace

void make_work(MadePeople& made) { Firms(made).make(); }

}  // namespace tiange::town
