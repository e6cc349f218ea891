#include "engines/linkage/clusters.h"

#include <algorithm>
#include <cmath>

#include "engines/linkage/values/address_parser.h"
#include "engines/linkage/values/chinese_names.h"
#include "engines/linkage/values/strings.h"

namespace tiange::linkage {

namespace {

constexpr double k_decided = 1e9, k_identified = 1e6;

bool is_name(Kind kind) { return kind == Kind::chinese_name || kind == Kind::name || kind == Kind::organisation; }
// A Chinese name by its sounds, a firm by what is its own in its name.
std::uint64_t name_key(Kind kind, const Prepared& value) {
  if (kind == Kind::organisation) return hash_text(value.core, 300);
  if (kind != Kind::chinese_name) return hash_text(value.text, 301);
  std::uint64_t key = 302;
  for (const std::uint16_t sound : name_syllables(std::u32string(value.parts.begin(), value.parts.end()))) key = hash_mix(key, sound);
  return key;
}

// A day, a telephone, a room (by its road and by its estate) or, where none is said, a house.
void place_keys(Kind kind, const Prepared& value, std::vector<std::uint64_t>& out) {
  if (kind != Kind::address) return out.push_back(hash_text(value.text, static_cast<std::uint64_t>(kind)));
  const auto part = [&](AddressPart p) { return static_cast<std::uint64_t>(value.parts[static_cast<std::size_t>(p)]); };
  const std::uint64_t inner = hash_mix(part(AddressPart::building), part(AddressPart::room));
  if (part(AddressPart::road) != 0 && part(AddressPart::number) != 0) {
    out.push_back(hash_mix(hash_mix(part(AddressPart::road), part(AddressPart::number)), inner));
  }
  if (part(AddressPart::estate) != 0 && (part(AddressPart::building) != 0 || part(AddressPart::room) != 0)) {
    out.push_back(hash_mix(part(AddressPart::estate), inner));
  }
  if (part(AddressPart::road) == 0 && part(AddressPart::estate) == 0) out.push_back(hash_text(value.text, 400));
}

bool goes_with_name(Kind kind) { return kind == Kind::date || kind == Kind::address || kind == Kind::phone; }

}  // namespace

LiveRecord make_live(const LiveRules& rules, std::string key, std::span<const std::string_view> values) {
  LiveRecord out;
  out.key = std::move(key);
  out.values.resize(rules.plans.size());
  // A family shares a telephone and a room, a village its names: only a name with one of them tells.
  std::vector<std::uint64_t> names, beside;
  for (std::size_t f = 0; f < rules.plans.size() && f < values.size(); ++f) {
    const Kind kind = rules.plans[f].kind;
    if (kind == Kind::text || kind == Kind::marks) continue;
    out.values[f] = prepare(kind, values[f]);
    if (!out.values[f]) continue;
    const Prepared& value = *out.values[f];
    if (is_identifier(kind)) {
      if (value.valid) out.identities.push_back(hash_text(value.text, static_cast<std::uint64_t>(kind)));
      // The end of an ID card (birth, number, check) or a credit code is hardly anybody else's.
      if (value.text.size() == 18) out.keys.push_back(hash_text(std::string_view(value.text).substr(6), 100 + static_cast<std::uint64_t>(kind)));
      continue;
    }
    if (is_name(kind)) names.push_back(name_key(kind, value));
    if (goes_with_name(kind)) place_keys(kind, value, beside);
    if (kind == Kind::organisation) out.keys.push_back(names.back());
    if (kind == Kind::code) out.keys.push_back(hash_text(value.text, 200));
  }
  for (const std::uint64_t x : names) {
    for (const std::uint64_t y : beside) out.keys.push_back(hash_mix(x, y));
  }
  std::sort(out.keys.begin(), out.keys.end());
  out.keys.erase(std::unique(out.keys.begin(), out.keys.end()), out.keys.end());
  return out;
}

double live_bits(const LiveRules& rules, const LiveRecord& a, const LiveRecord& b, std::vector<LiveReason>* reasons) {
  double sum = rules.prior_bits;
  double address = -100;
  std::size_t address_at = 0;
  for (std::size_t f = 0; f < rules.plans.size(); ++f) {
    const Kind kind = rules.plans[f].kind;
    LiveReason reason{rules.plans[f].name, kind};
    if (a.values[f] && b.values[f]) {
      reason.level = compare(kind, *a.values[f], *b.values[f]);
      reason.bits = rules.model.fields[f].bits[static_cast<std::size_t>(reason.level)];
      // Several addresses of one person tell the same thing: the best counts.
      if (kind == Kind::address) {
        if (reason.bits <= address) reason.bits = 0;
        else if (address > -100) {
          sum -= address;
          if (reasons != nullptr) (*reasons)[address_at].bits = 0;
        }
        if (reason.bits != 0) {
          address = reason.bits;
          address_at = f;
        }
      }
      sum += reason.bits;
    }
    if (reasons != nullptr) reasons->push_back(std::move(reason));
  }
  return sum;
}

IdentityWord identity_word(const LiveRules& rules, const LiveRecord& a, const LiveRecord& b) {
  IdentityWord word = IdentityWord::nothing;
  for (std::size_t f = 0; f < rules.plans.size(); ++f) {
    if (!is_identifier(rules.plans[f].kind) || !a.values[f] || !b.values[f]) continue;
    if (!a.values[f]->valid || !b.values[f]->valid) continue;
    if (a.values[f]->text != b.values[f]->text) return IdentityWord::different;
    word = IdentityWord::same;
  }
  return word;
}

Settled settle(const LiveRules& rules, std::span<const LiveRecord* const> given, DecisionOf decided) {
  std::vector<std::uint32_t> order(given.size());
  for (std::uint32_t i = 0; i < order.size(); ++i) order[i] = i;
  std::sort(order.begin(), order.end(), [&](auto x, auto y) { return given[x]->key < given[y]->key; });
  const auto at = [&](std::uint32_t i) -> const LiveRecord& { return *given[order[i]]; };
  const auto score = [&](std::uint32_t a, std::uint32_t b) {
    const auto said = decided(at(a).key, at(b).key);
    if (said) return *said == Decision::same ? k_decided : -k_decided;
    const IdentityWord word = identity_word(rules, at(a), at(b));
    if (word != IdentityWord::nothing) return word == IdentityWord::same ? k_identified : -k_identified;
    return live_bits(rules, at(a), at(b)) - rules.join_bits;
  };
  const auto contradict = [&](std::uint32_t a, std::uint32_t b) {
    return identity_word(rules, at(a), at(b)) == IdentityWord::different || decided(at(a).key, at(b).key) == Decision::different;
  };
  const auto n = static_cast<std::uint32_t>(given.size());
  std::vector<ScoredPair> pairs;
  std::vector<LivePair> possible;
  for (std::uint32_t i = 0; i < n; ++i) {
    for (std::uint32_t k = i + 1; k < n; ++k) pairs.push_back({i, k, score(i, k)});
  }
  const Clustering groups = cluster(n, pairs, {score, contradict, 0, 256});
  Settled out;
  out.group_of.resize(n);
  for (std::uint32_t i = 0; i < n; ++i) out.group_of[order[i]] = groups.group_of[i];
  for (const ScoredPair& pair : pairs) {
    const double bits = pair.score + rules.join_bits;
    const bool open = bits >= rules.possible_bits && pair.score < k_identified && groups.group_of[pair.a] != groups.group_of[pair.b];
    if (open && !decided(at(pair.a).key, at(pair.b).key)) out.possible.push_back({at(pair.a).key, at(pair.b).key, bits});
  }
  return out;
}

bool Clusters::worth_comparing(const Item& a, const Item& b) const {
  if (decisions_.contains(ordered(a.record.key, b.record.key))) return true;
  if (identity_word(rules_, a.record, b.record) == IdentityWord::same) return true;
  for (std::size_t i = 0, k = 0; i < a.record.keys.size() && k < b.record.keys.size();) {
    if (a.record.keys[i] < b.record.keys[k]) {
      ++i;
    } else if (b.record.keys[k] < a.record.keys[i]) {
      ++k;
    } else {
      const auto bucket = buckets_.find(a.record.keys[i]);
      if (bucket != buckets_.end() && bucket->second.size() <= rules_.largest_bucket) return live_bits(rules_, a.record, b.record) >= rules_.possible_bits;
      ++i, ++k;
    }
  }
  return false;
}

void Clusters::meet(const std::string& a, const std::string& b) {
  items_.at(a).near.insert(b);
  items_.at(b).near.insert(a);
}

void Clusters::part(const std::string& a, const std::string& b) {
  items_.at(a).near.erase(b);
  items_.at(b).near.erase(a);
}

void Clusters::check(const std::string& a, const std::string& b) {
  if (a == b) return;
  const auto x = items_.find(a), y = items_.find(b);
  if (x == items_.end() || y == items_.end()) return;
  if (worth_comparing(x->second, y->second)) meet(a, b);
  else part(a, b);
}

// A bucket that grows past its limit loses its say, one that shrinks back regains it: its pairs are looked at anew.
void Clusters::enter(Item& item) {
  const std::string& key = item.record.key;
  std::set<std::pair<std::string, std::string>> again;
  for (const std::uint64_t k : item.record.keys) {
    auto& bucket = buckets_[k];
    bucket.insert(key);
    if (bucket.size() <= rules_.largest_bucket) {
      for (const std::string& other : bucket) again.insert(ordered(key, other));
    } else if (bucket.size() == rules_.largest_bucket + 1) {
      for (const std::string& x : bucket) {
        for (const std::string& y : bucket) again.insert(ordered(x, y));
      }
    }
  }
  for (const std::uint64_t k : item.record.identities) {
    auto& bucket = identified_[k];
    for (const std::string& other : bucket) again.insert(ordered(key, other));
    bucket.insert(key);
  }
  for (const auto& [pair, decision] : decisions_) {
    if (pair.first == key || pair.second == key) again.insert(pair);
  }
  std::set<std::string> touched{key};
  for (const auto& [x, y] : again) {
    check(x, y);
    touched.insert(x);
    touched.insert(y);
  }
  settle_around(std::move(touched));
}

void Clusters::leave(Item& item) {
  const std::string key = item.record.key;
  std::set<std::string> touched = item.near;
  for (const std::string& other : std::set<std::string>(item.near)) part(key, other);
  std::set<std::pair<std::string, std::string>> again;
  for (const std::uint64_t k : item.record.keys) {
    auto& bucket = buckets_[k];
    bucket.erase(key);
    if (bucket.size() == rules_.largest_bucket) {
      for (const std::string& x : bucket) {
        for (const std::string& y : bucket) again.insert(ordered(x, y));
      }
    }
    if (bucket.empty()) buckets_.erase(k);
  }
  for (const std::uint64_t k : item.record.identities) {
    auto& bucket = identified_[k];
    bucket.erase(key);
    if (bucket.empty()) identified_.erase(k);
  }
  if (const auto old = component_of_.find(key); old != component_of_.end()) {
    for (const std::string& other : components_[old->second]) touched.insert(other);
  }
  touched.insert(key);
  items_.erase(key);
  for (const auto& [x, y] : again) {
    check(x, y);
    touched.insert(x);
    touched.insert(y);
  }
  settle_around(std::move(touched));
}

// Components (records tied by pairs worth comparing) that hold a touched record are settled anew.
void Clusters::settle_around(std::set<std::string> touched) {
  for (const std::string& key : std::set<std::string>(touched)) {
    const auto old = component_of_.find(key);
    if (old == component_of_.end()) continue;
    for (const std::string& member : components_[old->second]) touched.insert(member);
  }
  for (const std::string& key : touched) {
    const auto old = component_of_.find(key);
    if (old == component_of_.end()) continue;
    const std::string name = old->second;
    for (const std::string& member : components_[name]) {
      const auto item = items_.find(member);
      if (item != items_.end()) clusters_.erase(item->second.cluster);
      clusters_.erase(member);
      component_of_.erase(member);
    }
    components_.erase(name);
    possible_.erase(name);
  }
  std::set<std::string> seen;
  for (const std::string& start : touched) {
    if (!items_.contains(start) || seen.contains(start)) continue;
    std::set<std::string> component{start};
    std::vector<std::string> open{start};
    while (!open.empty()) {
      const std::string key = open.back();
      open.pop_back();
      for (const std::string& other : items_.at(key).near) {
        if (component.insert(other).second) open.push_back(other);
      }
    }
    seen.insert(component.begin(), component.end());
    std::vector<const LiveRecord*> records;
    std::vector<std::string> keys(component.begin(), component.end());
    for (const std::string& key : keys) records.push_back(&items_.at(key).record);
    const Settled settled = settle(rules_, records, [&](const std::string& a, const std::string& b) -> std::optional<Decision> {
      const auto found = decisions_.find(ordered(a, b));
      return found == decisions_.end() ? std::nullopt : std::optional(found->second);
    });
    std::map<std::uint32_t, std::string> first;
    for (std::size_t i = 0; i < keys.size(); ++i) {
      const auto [at, fresh] = first.try_emplace(settled.group_of[i], keys[i]);
      if (fresh) clusters_[at->second].clear();
      items_.at(keys[i]).cluster = at->second;
      clusters_[at->second].insert(keys[i]);
      component_of_[keys[i]] = keys.front();
    }
    possible_[keys.front()] = settled.possible;
    components_[keys.front()] = std::move(component);
  }
}

void Clusters::put(std::string key, std::span<const std::string_view> values) {
  if (items_.contains(key)) remove(key);
  Item item{make_live(rules_, key, values), {}, key};
  enter(items_.emplace(std::move(key), std::move(item)).first->second);
}

void Clusters::remove(const std::string& key) {
  const auto found = items_.find(key);
  if (found != items_.end()) leave(found->second);
}

void Clusters::decide(const std::string& a, const std::string& b, Decision decision) {
  decisions_[ordered(a, b)] = decision;
  check(a, b);
  settle_around({a, b});
}

void Clusters::take_back(const std::string& a, const std::string& b) {
  decisions_.erase(ordered(a, b));
  check(a, b);
  settle_around({a, b});
}

std::vector<std::string> Clusters::members(const std::string& key) const {
  const auto item = items_.find(key);
  if (item == items_.end()) return {};
  const auto& all = clusters_.at(item->second.cluster);
  return {all.begin(), all.end()};
}

std::vector<std::vector<std::string>> Clusters::all() const {
  std::vector<std::vector<std::string>> out;
  for (const auto& [first, members] : clusters_) out.emplace_back(members.begin(), members.end());
  return out;
}

std::vector<LivePair> Clusters::possible() const {
  std::vector<LivePair> out;
  for (const auto& [name, pairs] : possible_) out.insert(out.end(), pairs.begin(), pairs.end());
  std::sort(out.begin(), out.end(), [](const LivePair& x, const LivePair& y) { return x.a != y.a ? x.a < y.a : x.b < y.b; });
  return out;
}

std::vector<LiveReason> Clusters::explain(const std::string& a, const std::string& b) const {
  std::vector<LiveReason> out;
  const auto x = items_.find(a), y = items_.find(b);
  if (x != items_.end() && y != items_.end()) live_bits(rules_, x->second.record, y->second.record, &out);
  return out;
}

}  // namespace tiange::linkage
