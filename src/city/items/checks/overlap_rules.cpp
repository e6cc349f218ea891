#include "city/items/checks/overlap_rules.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <set>
#include <unordered_map>

#include "base/text.h"
#include "engines/text/grams.h"

namespace tiange::items {

namespace {

constexpr double k_longest_to_shortest = 2.0;  // "灭火器" lies in many sentences and says little of them

// The checks of one kind of object, as sets of runs of two and three characters.
class Alikes {
 public:
  Alikes(std::vector<const Check*> checks, double likeness) : checks_(std::move(checks)), least_(likeness) {
    parent_.resize(checks_.size());
    std::iota(parent_.begin(), parent_.end(), 0);
    for (const Check* check : checks_) grams_.push_back(grams_of(check->content));
    join_same();
    find_links();
  }

  // Each at most once: first who has most like it, then what is left.
  std::vector<std::vector<int>> groups() {
    std::vector<int> heads;
    for (int i = 0; i < size(); ++i) {
      if (root(i) == i) heads.push_back(i);
    }
    std::stable_sort(heads.begin(), heads.end(), [&](int a, int b) { return links_[at(a)].size() > links_[at(b)].size(); });
    std::vector<int> leader(checks_.size(), -1);
    for (const int head : heads) {
      if (leader[at(head)] >= 0) continue;
      leader[at(head)] = head;
      for (const int other : links_[at(head)]) {
        if (leader[at(other)] < 0) leader[at(other)] = head;
      }
    }
    std::map<int, std::vector<int>> by_leader;
    for (int i = 0; i < size(); ++i) by_leader[leader[at(root(i))]].push_back(i);
    std::vector<std::vector<int>> groups;
    for (auto& [head, members] : by_leader) groups.push_back(std::move(members));
    return groups;
  }

  double likeness(int a, int b) const {
    const auto& left = grams_[at(a)];
    const auto& right = grams_[at(b)];
    if (left.empty() || right.empty()) return 0;
    std::size_t common = 0;
    for (auto l = left.begin(), r = right.begin(); l != left.end() && r != right.end();) {
      if (*l == *r) ++common, ++l, ++r;
      else if (*l < *r) ++l;
      else ++r;
    }
    return static_cast<double>(common) / static_cast<double>(std::min(left.size(), right.size()));
  }

 private:
  static std::size_t at(int i) { return static_cast<std::size_t>(i); }
  int size() const { return static_cast<int>(checks_.size()); }

  std::vector<int> grams_of(const std::string& content) {
    std::vector<int> ids;
    for (const auto& [gram, count] : textual::count_grams(essence(content))) {
      if (text::length(gram) < 2) continue;
      ids.push_back(gram_ids_.try_emplace(gram, static_cast<int>(gram_ids_.size())).first->second);
    }
    std::sort(ids.begin(), ids.end());
    return ids;
  }

  int root(int i) {
    while (parent_[at(i)] != i) i = parent_[at(i)] = parent_[at(parent_[at(i)])];
    return i;
  }
  void join(int a, int b) {
    const int left = root(a);
    const int right = root(b);
    parent_[at(std::max(left, right))] = std::min(left, right);
  }

  // What fills the same field, or says the same to the letter, is one.
  void join_same() {
    std::map<std::string, int> fields;
    std::map<std::vector<int>, int> texts;
    for (int i = 0; i < size(); ++i) {
      const std::string& field = checks_[at(i)]->field;
      if (!field.empty()) join(i, fields.try_emplace(field, i).first->second);
      if (!grams_[at(i)].empty()) join(i, texts.try_emplace(grams_[at(i)], i).first->second);
    }
  }

  bool alike(int a, int b, int common) const {
    const std::size_t shorter = std::min(grams_[at(a)].size(), grams_[at(b)].size());
    const std::size_t longer = std::max(grams_[at(a)].size(), grams_[at(b)].size());
    if (static_cast<double>(longer) > k_longest_to_shortest * static_cast<double>(shorter)) return false;
    const std::string& power = checks_[at(a)]->power;
    const bool same_power = !power.empty() && power == checks_[at(b)]->power;
    return static_cast<double>(common) >= (same_power ? least_ / 2 : least_) * static_cast<double>(shorter);
  }

  // Runs in common are counted along the index; texts that are the same are looked at once.
  void find_links() {
    links_.resize(checks_.size());
    std::vector<std::vector<int>> postings(gram_ids_.size());
    std::vector<int> common(checks_.size(), 0);
    std::vector<int> touched;
    std::set<std::vector<int>> seen;
    for (int i = 0; i < size(); ++i) {
      if (!seen.insert(grams_[at(i)]).second) continue;
      for (const int gram : grams_[at(i)]) {
        for (const int other : postings[at(gram)]) {
          if (common[at(other)]++ == 0) touched.push_back(other);
        }
        postings[at(gram)].push_back(i);
      }
      for (const int other : touched) {
        if (alike(i, other, common[at(other)])) link(root(i), root(other));
        common[at(other)] = 0;
      }
      touched.clear();
    }
    for (auto& others : links_) {
      std::sort(others.begin(), others.end());
      others.erase(std::unique(others.begin(), others.end()), others.end());
    }
  }
  void link(int a, int b) {
    if (a == b) return;
    links_[at(a)].push_back(b);
    links_[at(b)].push_back(a);
  }

  std::vector<const Check*> checks_;
  const double least_;
  std::unordered_map<std::string, int> gram_ids_;
  std::vector<std::vector<int>> grams_;  // sorted
  std::vector<int> parent_;
  std::vector<std::vector<int>> links_;  // of roots
};

Alike reason(const std::vector<const Check*>& members) {
  const auto all_same = [&](auto member) {
    return std::all_of(members.begin(), members.end(),
                       [&](const Check* one) { return !(one->*member).empty() && one->*member == members.front()->*member; });
  };
  if (all_same(&Check::field)) return Alike::field;
  return all_same(&Check::power) ? Alike::power : Alike::content;
}

// The line that comes most often, of those the one with most checks in the group.
std::string lead_of(const std::vector<const Check*>& members) {
  std::map<std::string, std::pair<std::int64_t, int>> lines;
  for (const Check* one : members) {
    auto& [visits, count] = lines[one->line];
    visits = std::max(visits, one->visits_year);
    ++count;
  }
  return std::max_element(lines.begin(), lines.end(), [](const auto& a, const auto& b) { return a.second < b.second; })->first;
}

const Merge* merge_of(const std::vector<const Check*>& members, std::span<const Merge> merges) {
  for (const Merge& merge : merges) {
    const auto holds = [&](const Check* one) {
      return std::find(merge.codes.begin(), merge.codes.end(), one->code) != merge.codes.end();
    };
    if (std::all_of(members.begin(), members.end(), holds)) return &merge;
  }
  return nullptr;
}

OverlapGroup group_of(const Alikes& alikes, const std::vector<int>& places, const std::vector<const Check*>& checks,
                      std::span<const Merge> merges) {
  constexpr std::size_t k_most_compared = 200;
  OverlapGroup group;
  std::vector<const Check*> members;
  std::set<std::string> lines;
  std::int64_t most = 0;
  for (const int place : places) {
    const Check* check = checks[static_cast<std::size_t>(place)];
    members.push_back(check);
    lines.insert(check->line);
    group.checks.push_back(*check);
    group.key += (group.key.empty() ? "" : " ") + check->code;
    group.asked_year += check->visits_year;
    most = std::max(most, check->visits_year);
  }
  group.object = members.front()->object;
  group.lines.assign(lines.begin(), lines.end());
  group.alike = reason(members);
  group.lead_line = lead_of(members);
  group.after_year = most;
  // The content that the others are most alike to.
  const std::size_t compared = std::min(places.size(), k_most_compared);
  std::size_t best = 0;
  double best_sum = -1;
  for (std::size_t i = 0; i < compared; ++i) {
    double sum = 0;
    for (std::size_t j = 0; j < compared; ++j) sum += i == j ? 0 : alikes.likeness(places[i], places[j]);
    if (sum > best_sum) best_sum = sum, best = i;
  }
  group.question = members[best]->content;
  group.question_en = members[best]->content_en;
  group.likeness = 1;
  for (std::size_t j = 0; j < compared; ++j) group.likeness = std::min(group.likeness, alikes.likeness(places[best], places[j]));
  if (const Merge* merge = merge_of(members, merges)) group.merged = *merge;
  return group;
}

// Visits of all lines to one object, when the checks of `groups` are asked by their lead alone.
std::int64_t visits(const std::vector<const Check*>& checks, const std::vector<OverlapGroup>& groups) {
  std::map<std::string, std::string> lead_of_check;
  std::map<std::string, std::int64_t> by_line;
  for (const OverlapGroup& group : groups) {
    for (const Check& check : group.checks) lead_of_check[check.code] = group.lead_line;
    by_line[group.lead_line] = std::max(by_line[group.lead_line], group.after_year);
  }
  for (const Check* check : checks) {
    const auto lead = lead_of_check.find(check->code);
    if (lead != lead_of_check.end() && lead->second != check->line) continue;
    by_line[check->line] = std::max(by_line[check->line], check->visits_year);
  }
  std::int64_t sum = 0;
  for (const auto& [line, count] : by_line) sum += count;
  return sum;
}

OverlapFigures figures_of(ObjectKind kind, const std::vector<const Check*>& checks, const std::vector<OverlapGroup>& groups) {
  OverlapFigures f;
  f.object = json::enum_name(kind);
  std::set<std::string> lines;
  for (const Check* check : checks) {
    ++f.checks;
    f.samples += check->sample ? 1 : 0;
    f.asked_year += check->visits_year;
    lines.insert(check->line);
  }
  f.lines = static_cast<std::int64_t>(lines.size());
  f.asked_after = f.asked_year;
  for (const OverlapGroup& group : groups) {
    f.repeated += static_cast<std::int64_t>(group.checks.size());
    f.asked_after -= group.asked_year - group.after_year;
    if (!group.merged) continue;
    ++f.merged_groups;
    f.saved_by_merges += group.asked_year - group.after_year;
  }
  f.visits_year = visits(checks, {});
  f.visits_after = visits(checks, groups);
  if (f.checks) f.share = static_cast<double>(f.repeated) / static_cast<double>(f.checks);
  return f;
}

void add_up(OverlapFigures& total, const OverlapFigures& more) {
  total.checks += more.checks;
  total.repeated += more.repeated;
  total.samples += more.samples;
  total.asked_year += more.asked_year;
  total.asked_after += more.asked_after;
  total.visits_year += more.visits_year;
  total.visits_after += more.visits_after;
  total.merged_groups += more.merged_groups;
  total.saved_by_merges += more.saved_by_merges;
}

}  // namespace

std::string essence(std::string_view content) {
  static constexpr std::string_view k_said_by_all[] = {"是否", "有无", "检查", "查看", "核查", "核对", "情况", "店内", "门店",
                                                       "商铺", "场所", "经营者", "店铺"};
  std::string out(content);
  for (const std::string_view word : k_said_by_all) out = text::replace_all(out, word, "，");
  return out;
}

OverlapReport overlaps(std::span<const Check> checks, std::span<const Merge> merges, double likeness) {
  OverlapReport report;
  report.likeness = std::clamp(likeness, k_least_alike, 1.0);
  std::map<ObjectKind, std::vector<const Check*>> kinds;
  std::set<std::string> lines;
  for (const Check& check : checks) {
    if (!check.active) continue;
    kinds[check.object].push_back(&check);
    lines.insert(check.line);
  }
  for (const auto& [kind, of_kind] : kinds) {
    Alikes alikes(of_kind, report.likeness);
    std::vector<OverlapGroup> groups;
    for (const std::vector<int>& places : alikes.groups()) {
      if (places.size() < 2) continue;
      OverlapGroup group = group_of(alikes, places, of_kind, merges);
      if (group.lines.size() > 1) groups.push_back(std::move(group));
    }
    report.figures.push_back(figures_of(kind, of_kind, groups));
    add_up(report.total, report.figures.back());
    std::move(groups.begin(), groups.end(), std::back_inserter(report.groups));
  }
  report.total.lines = static_cast<std::int64_t>(lines.size());
  if (report.total.checks)
    report.total.share = static_cast<double>(report.total.repeated) / static_cast<double>(report.total.checks);
  std::stable_sort(report.groups.begin(), report.groups.end(), [](const OverlapGroup& a, const OverlapGroup& b) {
    return a.asked_year - a.after_year > b.asked_year - b.after_year;
  });
  return report;
}

}  // namespace tiange::items
