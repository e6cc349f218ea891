#pragma once
// Clusters that live: records come, change and go one at a time, people decide about pairs, and after each step the
// clusters are the same as if everything had been put in at once, in any order.
//
//   Clusters clusters({.plans = {...}, .model = Model::usual(plans)});
//   clusters.put("police/1", values);
//   clusters.members("police/1");
//
// Records with the same valid identifier are one, records with different ones never; a decision of people goes before
// everything but that. What is told of a pair depends on its two records alone, so nothing hangs on the order.

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "engines/linkage/clustering.h"
#include "engines/linkage/model.h"

namespace tiange::linkage {

struct LiveRules {
  std::vector<FieldPlan> plans;  // name and kind; texts with words are not for living clusters
  Model model;
  double prior_bits = -20;    // that two records are the same before anything is compared: one in a million
  double join_bits = 5;       // bits with the prior from which two records are one
  double possible_bits = -1;  // from which people should look
  std::size_t largest_bucket = 64;  // a key that more records share says nothing
};

struct LiveRecord {
  std::string key;
  std::vector<std::optional<Prepared>> values;  // by field
  std::vector<std::uint64_t> keys;
  std::vector<std::uint64_t> identities;  // valid identifiers
};

LiveRecord make_live(const LiveRules& rules, std::string key, std::span<const std::string_view> values);

// Why two records are (not) one.
struct LiveReason {
  std::string field;
  Kind kind = Kind::text;
  int level = 0;
  double bits = 0;
};
double live_bits(const LiveRules& rules, const LiveRecord& a, const LiveRecord& b, std::vector<LiveReason>* reasons = nullptr);
// Both carry a valid identifier of a kind, and not the same (different), or the same.
enum class IdentityWord { nothing, same, different };
IdentityWord identity_word(const LiveRules& rules, const LiveRecord& a, const LiveRecord& b);

enum class Decision : std::int8_t { same, different };
using DecisionOf = FunctionRef<std::optional<Decision>(const std::string& a, const std::string& b)>;

struct LivePair {
  std::string a, b;  // a < b
  double bits = 0;   // with the prior
  friend bool operator==(const LivePair&, const LivePair&) = default;
};
struct Settled {
  std::vector<std::uint32_t> group_of;  // by record
  std::vector<LivePair> possible;       // pairs that people should look at: not together, not decided
};
// Groups of records that may belong together. The answer does not depend on their order.
Settled settle(const LiveRules& rules, std::span<const LiveRecord* const> records, DecisionOf decided);

class Clusters {
 public:
  explicit Clusters(LiveRules rules) : rules_(std::move(rules)) {}

  // A record that is there is replaced.
  void put(std::string key, std::span<const std::string_view> values);
  void remove(const std::string& key);
  // Holds until taken back; also for records that are not there (yet).
  void decide(const std::string& a, const std::string& b, Decision decision);
  void take_back(const std::string& a, const std::string& b);

  // All records of a record's cluster, ascending; empty when it is not there.
  std::vector<std::string> members(const std::string& key) const;
  std::vector<std::vector<std::string>> all() const;  // each ascending, by first member
  std::vector<LivePair> possible() const;             // ascending
  std::vector<LiveReason> explain(const std::string& a, const std::string& b) const;

 private:
  struct Item {
    LiveRecord record;
    std::set<std::string> near;   // records it is worth comparing with
    std::string cluster;          // its first member
  };
  using Pair = std::pair<std::string, std::string>;
  static Pair ordered(const std::string& a, const std::string& b) { return a < b ? Pair(a, b) : Pair(b, a); }
  bool worth_comparing(const Item& a, const Item& b) const;
  void meet(const std::string& a, const std::string& b);
  void part(const std::string& a, const std::string& b);
  void check(const std::string& a, const std::string& b);
  void enter(Item& item);
  void leave(Item& item);
  void settle_around(std::set<std::string> touched);

  LiveRules rules_;
  std::map<std::string, Item> items_;
  std::unordered_map<std::uint64_t, std::set<std::string>> buckets_;
  std::unordered_map<std::uint64_t, std::set<std::string>> identified_;
  std::map<std::string, std::set<std::string>> clusters_;  // first member -> all
  std::map<std::string, std::vector<LivePair>> possible_;  // first record of the component that was settled -> pairs
  std::map<std::string, std::set<std::string>> components_;
  std::map<std::string, std::string> component_of_;
  std::map<Pair, Decision> decisions_;
};

}  // namespace tiange::linkage
