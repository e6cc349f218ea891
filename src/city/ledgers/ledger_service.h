#pragma once
// The ledgers at work.

#include "city/ledgers/kind_rules.h"
#include "city/ledgers/ledger_store.h"

namespace tiange::ledgers {

using registers::GoldenRow;
using registers::SubjectId;

class LedgerService final : public Ledgers {
 public:
  explicit LedgerService(LedgerParts parts);

  Outcome lay(db::Tx& tx, std::string_view kinds_csv, Instant now) override;
  Result<OrderView> order(db::Tx& tx, const Scope& scope, const OrderIn& in, Instant now) override;
  Result<OrderView> decide(db::Tx& tx, const Scope& scope, std::string_view id, const DecideIn& in, Instant now) override;
  Outcome may_read(db::Tx& tx, const Scope& scope, std::string_view village, std::string_view kind, Instant now) const override;
  Result<WatchView> watch(db::Tx& tx, const Scope& scope, const WatchIn& in, Instant now) override;
  Result<TaskList> give_tasks(db::Tx& tx, const Scope& scope, const TaskIn& in, Instant now) override;
  void refresh(std::string_view village, Instant now) override;
  void sweep(Instant now) override;
  void add_routes(http::Routes& routes, const http::Recorder& record) override;

  // kinds and orders
  Result<DataKind> put_kind(db::Tx& tx, const Scope& scope, std::string_view code, const DataKind& in, Instant now);
  Result<KindList> kinds(db::Tx& tx, const Scope& scope, std::string_view village, Instant now) const;
  Result<OrderList> orders(db::Tx& tx, const Scope& scope, std::string_view village, std::string_view state, Instant now) const;
  OrderList asked(db::Tx& tx, const Scope& scope, std::string_view state, Instant now) const;
  Result<OrderView> renew(db::Tx& tx, const Scope& scope, std::string_view id, const RenewIn& in, Instant now);
  Result<OrderView> give_back(db::Tx& tx, const Scope& scope, std::string_view id, const NoteIn& in, Instant now);

  // villages and lines
  VillageList villages(db::Tx& tx, const Scope& scope, Instant now) const;
  Result<VillageView> village(db::Tx& tx, const Scope& scope, std::string_view code, Instant now) const;
  struct LineAsk {
    std::string village, kind, grid, q, after;
    std::size_t limit = 50;
  };
  Result<LineList> lines(db::Tx& tx, const Scope& scope, const LineAsk& ask, Instant now);
  Result<LineView> line(db::Tx& tx, const Scope& scope, std::string_view ref, std::string_view village, std::string_view kind, Instant now);
  Result<registers::ProposalView> edit(db::Tx& tx, const Scope& scope, const EditIn& in, Instant now);
  Result<registers::ProposalList> edits(db::Tx& tx, const Scope& scope, std::string_view village) const;
  Result<LedgerUseList> uses(db::Tx& tx, const Scope& scope, std::string_view village, std::string_view after) const;
  Result<PhonePack> phone(db::Tx& tx, const Scope& scope, std::string_view grid, std::int64_t hours, std::string_view purpose, Instant now);

  // watch lists
  Result<WatchList> watches(db::Tx& tx, const Scope& scope, std::string_view village, Instant now) const;
  Result<WatchView> change_watch(db::Tx& tx, const Scope& scope, std::string_view id, const WatchIn& in, Instant now);
  Result<WatchView> end_watch(db::Tx& tx, const Scope& scope, std::string_view id, Instant now);
  Result<WatchView> see_watch(db::Tx& tx, const Scope& scope, std::string_view id, Instant now);
  Result<MemberList> members(db::Tx& tx, const Scope& scope, std::string_view id, std::string_view side, std::string_view after, Instant now);

  // tasks
  struct TaskAsk {
    std::string village, state, after;
    bool mine = false;
  };
  Result<TaskList> tasks(db::Tx& tx, const Scope& scope, const TaskAsk& ask, Instant now) const;
  Result<TaskView> finish(db::Tx& tx, const Scope& scope, std::string_view id, const FinishIn& in, Instant now);
  Result<TaskView> withdraw(db::Tx& tx, const Scope& scope, std::string_view id, const NoteIn& in, Instant now);

 private:
  using Catalogue = std::shared_ptr<const FieldCatalogue>;
  // A kind that may be read, and the purpose under which.
  struct Readable {
    DataKind kind;
    std::string purpose;
  };
  struct Found {
    SubjectId id;
    std::string grid;
    json::Value golden;
  };
  // What one condition of a village asks; kept while rows are visited.
  using Hit = FunctionRef<bool(const GoldenRow&, const json::Value& golden)>;

  bool works_in(const Scope& scope, std::string_view village) const;
  Outcome sees(const Scope& scope, std::string_view village) const;
  Outcome leads(const Scope& scope, std::string_view village) const;
  bool is_offered(const DataKind& kind, const FieldCatalogue& catalogue) const;
  Result<Readable> readable(db::Tx& tx, const Scope& scope, std::string_view village, std::string_view kind, Instant now) const;
  bool on_order(db::Tx& tx, std::string_view village, const DataKind& kind, Instant now) const;
  std::string owner_unit(const DataKind& kind, const FieldCatalogue& catalogue) const;
  OrderView view_of(db::Tx& tx, const Scope& scope, const store::OrderRecord& row, Instant now) const;
  Result<store::OrderRecord> own_order(db::Tx& tx, const Scope& scope, std::string_view id) const;
  std::vector<FieldError> term_faults(const DataKind& kind, std::string_view until, Instant now) const;

  Residents residents(db::Tx& tx, const Scope& scope, std::string_view village) const;
  Outcome each_match(db::Tx& tx, const Scope& scope, const DataKind& kind, const std::string& further, std::string_view village,
                     std::string_view area, Instant now, Hit hit) const;
  Outcome each_match_of(db::Tx& tx, const Scope& scope, const DataKind& kind, std::string_view village, std::span<const SubjectId> ids,
                        Instant now, Hit hit) const;
  std::vector<SubjectId> with_key(db::Tx& tx, const Scope& scope, const DataKind& kind, std::string_view q) const;
  std::vector<ColumnView> columns_of(const DataKind& kind, const FieldCatalogue& catalogue) const;
  LineRow row_of(const Scope& scope, const DataKind& kind, const FieldCatalogue& catalogue, SubjectId id, std::string_view grid,
                 const json::Value& golden, std::string_view purpose, Instant now) const;
  Result<Found> found(db::Tx& tx, const Scope& scope, const DataKind& kind, std::string_view village, std::string_view ref, Instant now) const;
  void used(db::Tx& tx, const Scope& scope, std::string_view village, std::string_view act, std::string_view kind, std::string_view purpose,
            std::size_t rows, Instant now);

  WatchView view_of(db::Tx& tx, const Scope& scope, const store::WatchRecord& row, Instant now) const;
  Result<store::WatchRecord> seen_watch(db::Tx& tx, const Scope& scope, std::string_view id) const;
  std::vector<FieldError> watch_faults(const DataKind& kind, const WatchIn& in) const;
  void wake(db::Tx& tx, std::string_view village, Instant now);
  std::map<std::int64_t, std::string> matching(db::Tx& tx, const DataKind& kind, const store::WatchRecord& watch, Instant now) const;
  struct MemberChange {
    store::Member member;
    bool known = false, came = false;
  };
  bool refresh_once(std::string_view village, Instant now);
  static std::vector<MemberChange> changes_of(const store::WatchRecord& watch, const std::map<std::int64_t, std::string>& in,
                                              std::vector<store::Member> members, Instant now);
  bool settle(const store::WatchRecord& watch, const std::vector<MemberChange>& changes, Instant now);
  void remind(db::Tx& tx, const store::WatchRecord& watch, std::int64_t subject, std::string_view grid, Instant now);

  TaskView view_of(db::Tx& tx, const Scope& scope, const store::TaskRecord& row, Instant now) const;
  Result<store::TaskRecord> worked_task(db::Tx& tx, const Scope& scope, std::string_view id) const;

  void add_order_routes(http::Routes& routes, const http::Recorder& record);
  void add_line_routes(http::Routes& routes, const http::Recorder& record);
  void add_watch_routes(http::Routes& routes, const http::Recorder& record);
  void add_task_routes(http::Routes& routes, const http::Recorder& record);

  LedgerParts parts_;
};

bool reads_zh(const Scope& scope);
Words kind_title(db::Tx& tx, std::string_view code);

}  // namespace tiange::ledgers
