#pragma once
// Orders the steps of each use case of owner searches and safe-making.

#include <deque>
#include <mutex>
#include <unordered_map>
#include <unordered_set>

#include "city/cases/owners/owner_store.h"

namespace tiange::owners {

using cases::CaseRef;

class OwnerService final : public Owners {
 public:
  explicit OwnerService(OwnersParts parts) : parts_(std::move(parts)) {}

  void listen(db::Outbox& outbox) override;
  void add_routes(http::Routes& routes, const http::Recorder& record) override;
  int sweep(Instant now) override;
  int watch(Instant now) override;
  Outcome lay_rules(db::Tx& tx, std::string_view json, Instant now) override;

  Result<OwnerPanel> panel(db::Tx& tx, const Scope& scope, CaseRef ref, Instant now) override;
  Outcome tie(db::Tx& tx, const Scope& scope, CaseRef ref, const std::string& part, Instant now) override;
  Result<SearchView> search(db::Tx& tx, const Scope& scope, CaseRef ref, const SearchIn& in, Instant now) override;
  Result<SearchView> answer(db::Tx& tx, const Scope& scope, std::string_view id, const AnswerIn& in, Instant now) override;
  Result<SearchView> withdraw_search(db::Tx& tx, const Scope& scope, std::string_view id, const TextIn& in, Instant now) override;
  Result<OrderView> order(db::Tx& tx, const Scope& scope, CaseRef ref, const OrderIn& in, Instant now) override;
  Result<OrderView> make_safe(db::Tx& tx, const Scope& scope, std::string_view id, const DoneIn& in, Instant now) override;
  Result<OrderView> cancel(db::Tx& tx, const Scope& scope, std::string_view id, const TextIn& in, Instant now) override;
  Result<OrderView> book(db::Tx& tx, const Scope& scope, std::string_view id, const BookIn& in, Instant now) override;
  Result<OrderView> reverse(db::Tx& tx, const Scope& scope, std::string_view id, const ReverseIn& in, Instant now) override;
  Result<DecisionView> decide(db::Tx& tx, const Scope& scope, const DecisionIn& in, Instant now) override;
  Result<DecisionView> withdraw_decision(db::Tx& tx, const Scope& scope, std::string_view id, const TextIn& in, Instant now) override;
  bool may_see_photo(db::Tx& tx, const Scope& scope, std::string_view digest) const override;
  Outcome look_at(db::Tx& tx, CaseRef ref, Instant now) override;
  Outcome assign(db::Tx& tx, CaseRef ref, Instant now) override;

 private:
  // What a case says about its part.
  struct Matter {
    CaseRef ref;
    cases::CaseView view;
    std::optional<store::Kept<store::Tie>> tie;
    std::optional<registers::Part> part;
    std::optional<registers::PartKind> kind;  // of the part, else of the item
    Subject subject;
  };
  struct Danger {
    std::string level = "none";
    std::string severity;
    bool make_safe = false;
    std::string limit;
    Words why;
  };

  Result<Matter> matter(db::Tx& tx, const Scope& scope, CaseRef ref, Instant now);
  OwnerRules rules(db::Tx& tx) const;
  std::string default_unit(const org::Directory& units, const OwnerRules& rules, const Subject& subject,
                           const std::optional<registers::PartKind>& kind) const;
  std::string fallback_unit(const org::Directory& units, const OwnerRules& rules, std::string_view area) const;
  std::vector<std::string> asked_units(const org::Directory& units, const OwnerRules& rules, const Matter& matter) const;

  KnownOwner known_owner(db::Tx& tx, const Matter& matter, const OwnerRules& rules, Instant now);
  Outcome learn_owner(db::Tx& tx, const Scope& scope, Matter& matter, const OwnerRules& rules, Instant now);
  Outcome keep_tie(db::Tx& tx, Matter& matter, const store::Tie& tie, Instant now);
  // What the table "danger" is asked with.
  struct DangerFacts {
    std::string kind, kind_name, item, part_state, severity, words, area;
  };
  Result<Danger> danger_of(db::Tx& tx, const DangerFacts& facts, Instant now);
  Outcome face_danger(db::Tx& tx, Matter& matter, const OwnerRules& rules, Instant now);
  void ask_to_assign(db::Tx& tx, CaseRef ref, Instant now);

  Result<store::Kept<Search>> load_search(db::Tx& tx, const Scope& scope, std::string_view id);
  Outcome finish_search(db::Tx& tx, const Scope& scope, Search& search, std::int64_t version, Instant now);
  Outcome conclude_search(db::Tx& tx, const Scope& scope, Search& search, const Conclusion& conclusion, Instant now);
  Result<OwnerDecision> keep_decision(db::Tx& tx, const Scope& scope, OwnerDecision decision, Instant now);
  void tell_asked(db::Tx& tx, const Search& search, Instant now);
  void tell_ordered(db::Tx& tx, const Order& order, Instant now);
  Outcome tell_part(db::Tx& tx, const Scope& scope, const OwnerDecision& decision, const Words& said, Instant now);

  Result<Order> make_order(db::Tx& tx, const Scope& scope, const Matter& matter, const OwnerRules& rules, const std::string& danger,
                           const std::string& limit, const Words& why, const std::string& text, Instant now);
  Result<store::Kept<Order>> load_order(db::Tx& tx, const Scope& scope, std::string_view id);
  Outcome save_order(db::Tx& tx, const Order& order, std::int64_t version);
  Outcome add_booking(db::Tx& tx, const Scope& scope, const store::Kept<Order>& kept, Entry entry, Instant now);
  Outcome owner_of_orders(db::Tx& tx, CaseRef ref, const registers::Party& owner);

  SearchView search_view(db::Tx& tx, const Scope& scope, const store::Kept<Search>& kept, Instant now) const;
  OrderView order_view(db::Tx& tx, const Scope& scope, const store::Kept<Order>& kept, bool whole, Instant now) const;
  DecisionView decision_view(db::Tx& tx, const Scope& scope, const OwnerDecision& decision, Instant now) const;
  PartCases part_cases(db::Tx& tx, const Scope& scope, std::string_view part, Instant now);
  BalanceList balances(db::Tx& tx, const Scope& scope, std::string_view area, Instant now) const;
  Words kind_words(db::Tx& tx, const std::string& kind) const;

  void add_case_routes(http::Routes& routes);
  void add_search_routes(http::Routes& routes);
  void add_order_routes(http::Routes& routes);
  void add_decision_routes(http::Routes& routes, const http::Recorder& record);
  void add_file_routes(http::Routes& routes, const http::Recorder& record);
  using KindPtr = std::shared_ptr<const registers::PartKind>;
  KindPtr kind_about(std::string_view item) const;
  void learn_kinds(std::vector<registers::PartKind> kinds);
  bool looked_at(CaseId id) const;
  void remember(CaseId id);
  void forget(CaseId id);
  bool kinds_are_old(Instant now) const;
  bool asks_for_owner(db::Tx& tx, const db::Event& event);
  bool stands_out(db::Tx& tx, const store::Glance& one, const registers::PartKind& kind, Instant now);

  OwnersParts parts_;
  db::Outbox* outbox_ = nullptr;  // from listen on
  mutable std::mutex watch_lock_;
  std::unordered_map<std::string, KindPtr> kinds_;        // by item
  Instant kinds_read_;
  std::unordered_map<std::string, Instant> seen_until_;   // by item; of the watching thread alone
  std::unordered_set<std::int64_t> looked_at_;            // cases, the newest
  std::deque<std::int64_t> looked_order_;
};

// The same person, able to do what the house does in their name.
Scope house_for(const Scope& scope);
std::string number_of(const char* prefix, std::int64_t id, Instant now);
// A refusal unless the person wrote why.
Outcome need_text(const std::string& text, const char* path = "text");

}  // namespace tiange::owners
