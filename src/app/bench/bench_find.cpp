// find: persons, firms and rooms of the synthetic district found by fragments of many kinds; how long building, changing,
// a snapshot and each kind of question take, and what it holds.

#include <sys/resource.h>

#include <algorithm>
#include <ctime>
#include <map>
#include <random>

#include "app/bench/bench.h"
#include "app/paths.h"
#include "app/peopling/people_files.h"
#include "app/seed.h"
#include "base/text.h"
#include "engines/finder/finder.h"
#include "platform/observe/system_clock.h"
#include "town/people/people_made.h"

namespace tiange::app::bench {

namespace {

using finder::Sort;

enum FindKind : std::uint8_t { person_kind, firm_kind, room_kind };

double cpu_ms() {
  timespec t{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) * 1e3 + static_cast<double>(t.tv_nsec) / 1e6;
}

double now_ms() { return static_cast<double>(observe::steady_us()) / 1e3; }

// The fields of one subject; the texts belong to the value they were taken from.
class Fields {
 public:
  finder::Document of(const town::Resident& p) {
    fields_.clear();
    add(Sort::name, p.name);
    add(Sort::id_card, p.id_card);
    add(Sort::phone, p.phone);
    add(Sort::plate, p.plate);
    add(Sort::address, p.live_address);
    if (p.hukou_address != p.live_address) add(Sort::address, p.hukou_address);
    return {person_kind, std::int64_t{p.number}, p.grid, fields_};
  }
  finder::Document of(const town::Firm& f) {
    fields_.clear();
    add(Sort::firm, f.name);
    add(Sort::credit_code, f.uscc);
    add(Sort::phone, f.phone);
    add(Sort::address, f.address);
    return {firm_kind, std::int64_t{f.number}, f.grid, fields_};
  }
  finder::Document of(const town::Room& r) {
    fields_.clear();
    add(Sort::address, r.address);
    return {room_kind, std::int64_t{r.number}, r.grid, fields_};
  }

 private:
  void add(Sort sort, std::string_view text) {
    if (!text.empty()) fields_.push_back({sort, text});
  }
  std::vector<finder::Field> fields_;
};

std::string characters(std::string_view text, std::size_t from, std::size_t count) {
  std::string out;
  const auto points = text::code_points(text);
  for (std::size_t i = from; i < points.size() && i < from + count; ++i) text::append_code_point(out, points[i]);
  return out;
}

// 锦华路12号 of a whole address, without the district and street offices before it and the building behind.
std::string road_of(std::string_view address) {
  std::size_t at = std::string_view::npos;
  for (const std::string_view mark : {"社区", "村委会", "街道", "镇", "禅城区"}) {
    at = address.find(mark);
    if (at != address.npos) return characters(address.substr(at + mark.size()), 0, 6);
  }
  return characters(address, 0, 6);
}

struct FindQuestion {
  const char* kind;
  finder::Question question;
};

class FindAsking {
 public:
  explicit FindAsking(const town::Population& people) : people_(people) {}

  FindQuestion next(int n) {
    people_.person(static_cast<town::Number>(random_() % people_.persons()), person_);
    people_.firm(static_cast<town::Number>(random_() % people_.firms()), firm_);
    people_.room(static_cast<town::Number>(random_() % people_.rooms()), room_);
    FindQuestion out{"", {}};
    out.question.areas = {"440604"};
    out.question.near = person_.grid.substr(0, 12);
    out.question.text = text_of(n % k_kinds, out);
    return out;
  }
  static constexpr int k_kinds = 32;

 private:
  std::string pick(std::initializer_list<const char*> all) { return *(all.begin() + random_() % all.size()); }
  std::string digits(const std::string& of, std::size_t least) {
    const std::size_t size = std::min(of.size(), least + random_() % 3);
    return of.substr(random_() % (of.size() - size + 1), size);
  }
  std::string phone() const { return person_.phone.empty() ? "14012345678" : person_.phone; }
  std::string surname() const { return characters(person_.name, 0, 1); }

  std::string text_of(int kind, FindQuestion& q) {
    finder::Question& question = q.question;
    switch (kind) {
      case 0: q.kind = "name"; return person_.name;
      case 1: q.kind = "surname"; return surname();
      case 2: q.kind = "common_surname_of_a_grid"; question.areas = {person_.grid}; return pick({"陈", "李", "梁", "黄"});
      case 3: q.kind = "given_name"; return characters(person_.name, 1, 2);
      case 4: q.kind = "one_character"; return characters(person_.name, 1, 1);
      case 5: q.kind = "pinyin"; return pick({"chenwei", "lixiaoming", "huangjianhua", "liangmeiling", "zhangyong", "wangfang"});
      case 6: q.kind = "pinyin_surname"; return pick({"chen", "li", "liang", "huang", "zhang", "ou"});
      case 7: q.kind = "initials_two"; return pick({"lx", "cw", "zh", "xm", "lj", "wy"});
      case 8: q.kind = "initials_three"; return pick({"lxm", "cjh", "zyl", "hmx", "lwq", "wxy"});
      case 9: q.kind = "pinyin_inside"; return pick({"xiaom", "jianh", "meil", "weiq", "guoq"});
      case 10: q.kind = "id_whole"; return person_.id_card;
      case 11: q.kind = "id_15"; return person_.id_card.substr(0, 6) + person_.id_card.substr(8, 9);
      case 12: q.kind = "id_fragment_short"; return digits(person_.id_card, 3);
      case 13: q.kind = "id_fragment_long"; return digits(person_.id_card, 6);
      case 14: q.kind = "id_birth"; return person_.id_card.substr(6, 8);
      case 15: q.kind = "id_of_the_district"; return pick({"440", "4406", "44060", "440604", "0604", "440602"});
      case 16: q.kind = "phone_whole"; return phone();
      case 17: q.kind = "phone_beginning"; return phone().substr(0, 3 + random_() % 3);
      case 18: q.kind = "phone_end"; return phone().substr(7);
      case 19: q.kind = "phone_fragment_short"; return digits(phone(), 3);
      case 20: q.kind = "address_road"; return road_of(room_.address);
      case 21: q.kind = "address_road_and_number"; return road_of(room_.address) + " " + room_.door;
      case 22: q.kind = "address_common"; return pick({"佛山", "佛山市", "禅城区", "广东省", "石湾", "街道", "社区", "单元"});
      case 23: q.kind = "address_towns_that_seldom_meet"; return pick({"石湾 祖庙", "张槎 祖庙", "南庄 祖庙", "石湾 南庄"});
      case 24: q.kind = "address_whole"; return room_.address;
      case 25: q.kind = "firm_inside"; return characters(firm_.name, 3 + random_() % 4, 4);
      case 26: q.kind = "firm_abridged"; return "佛山" + characters(firm_.name, 6, 4);
      case 27: q.kind = "firm_common"; question.kinds = 1U << firm_kind; return pick({"有限公司", "五金", "陶瓷", "商行", "贸易", "餐饮"});
      case 28: q.kind = "credit_code_fragment"; return digits(firm_.uscc, 4);
      case 29: q.kind = "plate"; return person_.plate.empty() ? "粤E1" : person_.plate.substr(0, 3 + random_() % 4 + 2);
      case 30: q.kind = "surname_road_number"; return surname() + " " + road_of(person_.live_address) + " " + std::to_string(10 + random_() % 40);
      default: q.kind = "pinyin_and_digits"; return pick({"chen", "li", "huang", "lxm"}) + " " + digits(phone(), 3 + random_() % 2);
    }
  }

  const town::Population& people_;
  town::Resident person_;
  town::Firm firm_;
  town::Room room_;
  std::mt19937_64 random_{20261122};
};

double share_of(std::vector<double> values, double share) {
  if (values.empty()) return 0;
  const auto at = values.begin() + static_cast<std::ptrdiff_t>(share * static_cast<double>(values.size() - 1));
  std::nth_element(values.begin(), at, values.end());
  return *at;
}

double resident_mb() {
  std::FILE* file = std::fopen("/proc/self/statm", "r");
  long size = 0, resident = 0;
  if (file != nullptr && std::fscanf(file, "%ld %ld", &size, &resident) != 2) resident = 0;
  if (file != nullptr) std::fclose(file);
  return static_cast<double>(resident) * 4096 / 1e6;
}

finder::Finder build(const town::Population& people, Figures& figures) {
  // What making the population's rows costs is taken off.
  Fields fields;
  std::size_t bytes = 0;
  const auto each = [&](auto visit) {
    people.each_person([&](const town::Resident& p) { visit(fields.of(p)); });
    people.each_firm([&](const town::Firm& f) { visit(fields.of(f)); });
    people.each_room([&](const town::Room& r) { visit(fields.of(r)); });
  };
  const double start = now_ms(), cpu_start = cpu_ms();
  each([&](const finder::Document& document) { bytes += document.fields.size(); });
  const double made = now_ms(), cpu_made = cpu_ms();
  finder::Builder builder;
  each([&](const finder::Document& document) { builder.add(document); });
  finder::Finder out = builder.finish();
  const double built = now_ms();
  figures.add("fields", static_cast<double>(bytes));
  figures.add("build_s", ((built - made) - (made - start)) / 1e3);
  figures.add("build_cpu_s", ((cpu_ms() - cpu_made) - (cpu_made - cpu_start)) / 1e3);
  return out;
}

void measure_changes(const town::Population& people, finder::Finder& finder, Figures& figures) {
  std::vector<double> took;
  Fields fields;
  town::Resident person;
  for (town::Number n = 0; n < std::min<town::Number>(1000, people.persons()); ++n) {
    people.person(n * 131 % people.persons(), person);
    person.phone = "14000" + std::to_string(100'000 + n);
    const finder::Document document = fields.of(person);
    const double from = now_ms();
    finder.put(document);
    took.push_back(now_ms() - from);
  }
  figures.add("put_p50_ms", share_of(took, 0.5));
  figures.add("put_p99_ms", share_of(took, 0.99));
}

void measure_questions(const town::Population& people, const finder::Finder& finder, int rounds, const std::string& prefix,
                       Figures& figures) {
  FindAsking asking(people);
  std::map<std::string, std::vector<double>> by_kind;
  std::vector<double> all, all_cpu;
  std::map<std::string, std::vector<double>> cpu_by_kind;
  std::size_t shown = 0;
  for (int n = 0; n < rounds * FindAsking::k_kinds; ++n) {
    const FindQuestion q = asking.next(n);
    const double from = now_ms(), cpu_from = cpu_ms();
    const finder::Answer answer = finder.find(q.question);
    all.push_back(now_ms() - from);
    all_cpu.push_back(cpu_ms() - cpu_from);
    cpu_by_kind[q.kind].push_back(all_cpu.back());
    by_kind[q.kind].push_back(all.back());
    shown += answer.hits.size();
  }
  figures.add(prefix + "questions", static_cast<double>(all.size()));
  figures.add(prefix + "hits_shown", static_cast<double>(shown));
  figures.add(prefix + "p50_ms", share_of(all, 0.5));
  figures.add(prefix + "p99_ms", share_of(all, 0.99));
  figures.add(prefix + "longest_ms", share_of(all, 1));
  figures.add(prefix + "p99_cpu_ms", share_of(all_cpu, 0.99));
  if (!prefix.empty()) return;
  for (const auto& [kind, values] : by_kind) {
    figures.add("p50_ms." + kind, share_of(values, 0.5));
    figures.add("p99_ms." + kind, share_of(values, 0.99));
    figures.add("p99_cpu_ms." + kind, share_of(cpu_by_kind[kind], 0.99));
  }
}

}  // namespace

int find(const Call& call) {
  const auto scale = text::to_double(call.flag("--scale", "1")).value_or(1);
  const int rounds = static_cast<int>(text::to_int(call.flag("--rounds", "100")).value_or(100));
  const Paths paths = paths_of(call.settings);
  auto district = town::make_district(read_sources(paths.definitions), 440604);
  check(district.ok() ? done() : Outcome(district.refusal()));
  auto people = town::Population::make(*district, read_people_sources(paths.definitions), {.scale = scale});
  check(people.ok() ? done() : Outcome(people.refusal()));
  Figures figures;
  figures.add("scale", scale);
  figures.add("persons", static_cast<double>(people->persons()));
  figures.add("firms", static_cast<double>(people->firms()));
  figures.add("rooms", static_cast<double>(people->rooms()));
  const double before_mb = resident_mb();
  finder::Finder finder = build(*people, figures);
  figures.add("memory_mb", static_cast<double>(finder.memory_bytes()) / 1e6);
  figures.add("resident_grew_mb", resident_mb() - before_mb);
  measure_questions(*people, finder, rounds, "", figures);
  std::string bytes;
  double from = now_ms();
  finder.save([&](std::string_view piece) { bytes += piece; });
  figures.add("snapshot_mb", static_cast<double>(bytes.size()) / 1e6);
  figures.add("save_s", (now_ms() - from) / 1e3);
  from = now_ms();
  const auto back = finder::Finder::restore(bytes);
  figures.add("restore_s", (now_ms() - from) / 1e3);
  figures.add("restored", back.has_value() ? static_cast<double>(back->size()) : 0);
  measure_changes(*people, finder, figures);
  measure_questions(*people, finder, std::max(1, rounds / 10), "with_changes.", figures);
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  figures.add("peak_memory_mb", static_cast<double>(usage.ru_maxrss) / 1024);
  figures.add("limited_by", std::string("one core and memory latency"));
  figures.print(call.has("--json"));
  return back.has_value() ? 0 : 1;
}

}  // namespace tiange::app::bench
