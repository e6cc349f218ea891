#pragma once
// The use cases of the room. Each loads what it needs, asks the rules, lets the process go on, and saves, in the
// caller's transaction.

#include <mutex>
#include <shared_mutex>
#include <unordered_map>

#include "city/cases/case_flow.h"
#include "city/cases/case_store.h"
#include "city/flows/office/office.h"

namespace tiange::cases {

// Items as the rules see them, made once per version of an item.
class ItemBook {
 public:
  explicit ItemBook(const items::Items& items) : items_(items) {}
  // Null when the code is empty or unknown; version 0 is the current one.
  std::shared_ptr<const ItemFacts> find(const std::string& code, int version = 0);
  std::shared_ptr<const items::Item> item(const std::string& code, int version = 0) const;
  // Of the version in force at a place; null when none is.
  std::shared_ptr<const ItemFacts> in_force(const std::string& code, std::string_view place);

 private:
  struct Entry {
    std::shared_ptr<const items::Item> item;  // keeps the address from being used again
    std::shared_ptr<const ItemFacts> facts;
  };
  const items::Items& items_;
  std::shared_mutex lock_;
  std::unordered_map<const items::Item*, Entry> entries_;
};

// Human numbers such as 禅20261121-000123, without a row that every report must lock: an instance reserves blocks of a
// day's numbers and hands them out from memory. Numbers are unique and ascend within an instance; gaps are normal.
class CaseNumbers {
 public:
  CaseNumbers(std::string prefix, const CaseStore& store) : prefix_(std::move(prefix)), store_(store) {}

  // May reserve a block in this transaction; the rest of the block is used once the transaction has committed.
  std::string next(db::Tx& tx, Instant now);
  std::string format(std::int64_t day, std::int64_t sequence) const;
  // What a clerk may have typed for a number: in full, or only its last digits (then one per day of the last year).
  std::vector<std::string> candidates(std::string_view typed, Instant now) const;

 private:
  struct Block {
    std::int64_t next = 0;
    std::int64_t end = 0;
  };
  struct State {
    std::mutex lock;
    std::int64_t day = -1;
    std::vector<Block> blocks;
    std::int64_t left = 0;
    std::int64_t since_reserving = 0;  // numbers handed out since the last reservation was begun
  };
  std::string prefix_;
  const CaseStore& store_;
  std::shared_ptr<State> state_ = std::make_shared<State>();
};

// Nineteen digits: district (6), date (8), sequence of the day (5). The national layout is not published; this one is
// the district's own. Empty when the sequence has more than five digits.
std::string code_of_number(std::string_view district, std::string_view number);

// What is left in the hand of whoever changed a case: kept with the Idempotency-Key, and the whole answer for callers
// that prefer a minimal one (RFC 7240).
struct Receipt {
  static constexpr bool k_json_defaults = true;
  std::string ref;  // CaseRef::text()
  std::string number;
  Status status = Status::pending_accept;
  std::int64_t version = 0;
  std::string query_code;  // of a report
};
BOOST_DESCRIBE_STRUCT(Receipt, (), (ref, number, status, version, query_code))

class CaseService final : public Cases {
 public:
  explicit CaseService(CasesParts parts);

  Result<CaseView> report(db::Tx& tx, const Scope& scope, const ReportInput& input, Instant now) override;
  Result<CaseRef> register_case(db::Tx& tx, const Scope& scope, const ReportInput& input, Instant now,
                                const Elsewhere& elsewhere) override;
  Result<CaseView> act(db::Tx& tx, const Scope& scope, CaseRef ref, Action action, const ActInput& input,
                       std::optional<std::int64_t> version, Instant now) override;
  Outcome act_only(db::Tx& tx, const Scope& scope, CaseRef ref, Action action, const ActInput& input,
                   std::optional<std::int64_t> version, Instant now) override;
  Outcome merge(db::Tx& tx, const Scope& scope, CaseRef one, CaseRef leading, const std::string& text,
                Instant now) override;
  Outcome may_unmerge(db::Tx& tx, const Scope& scope, CaseRef one, Instant now) override;
  Outcome unmerge(db::Tx& tx, const Scope& scope, CaseRef one, const std::string& text, Instant now) override;
  Outcome link(db::Tx& tx, const Scope& scope, CaseRef one, CaseRef other, const std::string& how,
               const std::string& text, Instant now) override;
  Outcome remark(db::Tx& tx, const Scope& scope, CaseRef one, const std::string& kind, const Words& said,
                 const std::string& text, Instant now) override;
  Outcome raise(db::Tx& tx, const Scope& scope, CaseRef one, Severity severity, const std::string& text,
                Instant now) override;
  Result<CaseView> view(db::Tx& tx, const Scope& scope, CaseRef ref, Instant now) override;
  Result<CaseRef> find_number(db::Tx& tx, const Scope& scope, std::string_view number) override;
  Result<CaseList> list(db::Tx& tx, const Scope& scope, const ListQuery& query, Instant now) override;
  Result<std::vector<HistoryEntry>> history(db::Tx& tx, const Scope& scope, CaseRef ref) override;
  Result<HistoryCheck> check_history(db::Tx& tx, const Scope& scope, CaseRef ref) override;
  Result<Inbox> inbox(db::Tx& tx, const Scope& scope, InboxGroup group, const std::string& queue,
                      const std::string& after, Instant now) override;
  Outcome read_task(db::Tx& tx, const Scope& scope, CaseRef ref, Instant now) override;
  Result<ReadList> reads(db::Tx& tx, const Scope& scope, CaseRef ref) override;
  Result<HandOverView> held_by(db::Tx& tx, const Scope& scope, PersonId person, Instant now) override;
  Result<HandOverView> hand_over_all(db::Tx& tx, const Scope& scope, const HandOverInput& input, Instant now) override;
  bool may_see_evidence(db::Tx& tx, const Scope& scope, std::string_view digest) override;
  Outcome record_evidence_look(const Scope& scope, std::string_view digest, bool small, Instant now) override;
  Result<Progress> progress(db::Tx& tx, std::string_view number, std::string_view query_code, Instant now) override;
  Result<Progress> progress_of(db::Tx& tx, CaseRef ref, Instant now) override;
  Outcome each_count(db::Tx& tx, const Scope& scope, std::string_view area, std::int64_t from_day, std::int64_t to_day,
                     const std::function<void(const CountRow&)>& visit) override;
  Result<Tally> tally(db::Tx& tx, const Scope& scope, const std::string& area, Instant from, Instant to) override;
  Outcome each_open_point(db::Tx& tx, const Scope& scope, std::string_view area, Instant now,
                          const std::function<void(const CaseRow&, double, double)>& visit) override;
  int sweep(Instant now) override;
  Outcome with_host(db::Tx& tx, flows::Subject subject, PersonId by, const Words& note, Instant now,
                    const std::function<Outcome(flows::Host&)>& act) override;
  std::string number_of(db::Tx& tx, flows::Subject subject) override;
  std::string person_name(PersonId person, Instant now) override { return directory(now)->person_name(person); }
  std::unique_ptr<PastRows> prepare(std::span<const PastCase> cases) override;
  void write(db::Tx& tx, const PastRows& rows) override;
  void add_routes(http::Routes& routes) override;

  // The same acts without reading the case back.
  Result<Receipt> report_briefly(db::Tx& tx, const Scope& scope, const ReportInput& input, Instant now);
  Result<Receipt> act_briefly(db::Tx& tx, const Scope& scope, CaseRef ref, Action action, const ActInput& input,
                               std::optional<std::int64_t> version, Instant now);
  // The case as the doer sees it after either of them.
  Result<CaseView> view_after(db::Tx& tx, const Scope& scope, const Receipt& receipt, Instant now);
  // What somebody who may see a case may also see of who reported it, with the look recorded.
  Result<ReporterView> reveal(db::Tx& tx, const Scope& scope, CaseRef ref, const std::vector<std::string>& fields,
                              const std::string& purpose, Instant now);
  // That the scope's owner looked at `what` of a confidential case: page, history, process, why or evidence.
  Outcome record_view(db::Tx& tx, const Scope& scope, CaseRef ref, std::string_view what, Instant now);
  // Whom the act may go to, by a part of their name.
  Result<ReceiverList> receivers(db::Tx& tx, const Scope& scope, CaseRef ref, Action action, std::string_view name,
                                 Instant now) const;
  bool is_confidential(db::Tx& tx, const Scope& scope, CaseRef ref);
  // Streams every row of a list as table cells, header first, in pages.
  Outcome each_row(const Scope& scope, ListQuery query, Instant now, const std::function<bool(const CaseRow&)>& visit);
  // answers_text of a row of such a list.
  std::string answers_of(const Scope& scope, const CaseRow& row, Instant now);

  const CasesParts& parts() const { return parts_; }
  const CaseStore& store() const { return store_; }
  ItemBook& items() { return items_; }
  std::shared_ptr<const org::Directory> directory(Instant now) const { return parts_.org.directory(now); }
  // Where a matter at this place would belong; empty: it cannot be told.
  std::string grid_of(const Place& place) const;

 private:
  // report
  struct Intake;
  struct Made {
    CaseRecord record;
    std::string query_code;
  };
  // Item, unit and urgency for a case that waits to be located, accepted or dispatched, each with its reasons.
  Suggestions suggestions_for(db::Tx& tx, const CaseRecord& record, const org::Directory& names, Instant now);
  Result<Made> make(db::Tx& tx, const Scope& scope, const ReportInput& input, Instant now, const Elsewhere& elsewhere = {});
  Result<Intake> check_input(db::Tx& tx, const Scope& scope, const ReportInput& input, Instant now);
  Outcome find_place(const Scope& scope, const ReportInput& input, Intake& intake,
                     std::vector<FieldError>& errors) const;

  // act
  Result<CaseRecord> perform(db::Tx& tx, const Scope& scope, CaseRef ref, Action action, const ActInput& input,
                             std::optional<std::int64_t> version, Instant now);
  Result<Command> command_of(Action action, const ActInput& input, Instant now) const;
  // What a command names beside the case: people, units, a limit.
  Outcome name_targets(const ActInput& input, Command& command, Instant now) const;
  // Why a person may not have the case's task handed to them: out of scope, or without that permission.
  std::optional<FieldError> unfit(const CaseFile& file, PersonId person, Permission asked, const char* field,
                                  Instant now) const;
  // Whether those it hands the task or a part to may work on it.
  Outcome receivers_fit(const CaseFile& file, const Command& command, Instant now) const;
  // What it names of the process: the step to jump to, the answers to a drawn step's form.
  Outcome name_step(db::Tx& tx, const CaseRecord& record, const ActInput& input, Command& command, Instant now);
  // The answers to the item's form that come with an act.
  Outcome keep_answers(db::Tx& tx, CaseRecord& record, const Command& command, const ActInput& input,
                       Decision& decision, Instant now);
  Outcome not_opened_yet(db::Tx& tx, const CaseRecord& record, PersonId by) const;
  // When nobody added behind is left to answer: the act that was held takes effect, or comes back.
  Result<CaseRecord> settle_held(db::Tx& tx, CaseRecord record, Instant now);
  // Begins or ends something in an ad-hoc sub-process.
  Outcome move_inside(db::Tx& tx, const CaseRecord& record, const Decision& decision, CaseFlow& flow, PersonId by,
                      Instant now) const;
  Outcome go_on_elsewhere(db::Tx& tx, const CaseRecord& record, CaseFlow& flow, Instant now) const;
  Result<std::vector<CaseEvent>> move(db::Tx& tx, const CaseRecord& record, Decision decision, PersonId by,
                                      Instant now);

  // merged, parted, linked
  Outcome take(db::Tx& tx, const Scope& scope, CaseRecord& record, Decision decision, Instant now);
  void note_tie(db::Tx& tx, CaseRecord& record, const CaseEvent& event);
  // What the reporter of a merged case reads: the leading one's progress. Of split ones a line each.
  void follow_ties(db::Tx& tx, const CaseRecord& record, Progress& progress, Instant now);

  // both
  struct Saving {
    std::optional<Counted> counted_before;  // nothing: the case is new
    std::vector<CaseEvent> events;
  };
  // Applies the events, continues the history, and stores everything that hangs on the case.
  Outcome save(db::Tx& tx, const Scope& scope, CaseRecord& record, const Saving& saving);
  Outcome save_evidence(db::Tx& tx, const Scope& scope, const CaseRecord& record, std::int64_t first_seq,
                        std::span<const CaseEvent> events);
  void publish(db::Tx& tx, const CaseRecord& record, std::span<const CaseEvent> events, std::string_view queue_before);
  void tell(db::Tx& tx, const CaseRecord& record, bool board, std::string_view queue_before);

  // The caller's own work, or that of a person of their areas with the permission.
  Outcome may_hand_over(const Scope& scope, PersonId person, Instant now) const;
  Outcome take_over(db::Tx& tx, const Scope& scope, const flows::Task& task, const HandOverInput& input,
                    const std::string& to_name, Instant now);
  void refine_offers(db::Tx& tx, const CaseRecord& record, PersonId reader, CaseView& view) const;
  void refine_inside(db::Tx& tx, const CaseRecord& record, CaseView& view) const;
  CaseView full_view(db::Tx& tx, const Scope& scope, const CaseRecord& record, Instant now);

  // sweep
  bool fire(const flows::DueTimer& timer, Instant now);
  bool look_at(CaseRef ref, Instant now);

  CasesParts parts_;
  CaseStore store_;
  office::Office office_;
  CaseNumbers numbers_;
  ItemBook items_;
  IdSource past_ids_{255};  // of cases made with moments of the past; no running instance uses this node
};

// The task the case waits in.
flows::TaskRef task_of(const CaseRecord& record);

// Whether and how the scope's owner stands to a case, for the rules.
Doer doer_of(const Scope& scope, const CaseFile& file);
Facts facts_for(const CasesParts& parts, const Scope& scope, const CaseFile& file, const ItemFacts* item, Instant now);

// case_view.cpp
LinkedCase linked_row(const ListedCase& listed, Instant now);
CaseRow row_of(const CasesParts& parts, const org::Directory& directory, const ListedCase& listed, Language language,
               Instant now);
// One of the item's closing conditions in English where that is known, else as it is. The item may be null.
std::string condition_en(const items::Item* item, std::string_view condition);
// What follows from the record itself, without a further look into the database.
CaseView base_view(const CasesParts& parts, const org::Directory& directory, const Scope& scope,
                   const CaseRecord& record, const items::Item* item, const ItemFacts* facts, Instant now);

// case_look_routes.cpp
void add_look_routes(CaseService& service, http::Routes& routes);
// Handles a request for `what` of the case in its path by fn(tx, ref). That a confidential case was looked at is
// recorded before the answer leaves.
template <class Fn>
auto with_look(CaseService& service, std::string_view what, Fn fn) {
  return [&service, what, fn](const http::Request& request)
             -> decltype(fn(request, std::declval<db::Tx&>(), std::declval<CaseRef>())) {
    TIANGE_TRY(const CaseRef ref, CaseRef::parse(request.param("ref")));
    bool confidential = false;
    auto answer = service.parts().db.read([&](db::Tx& tx) {
      confidential = service.is_confidential(tx, request.scope, ref);
      return fn(request, tx, ref);
    });
    if (answer.ok() && confidential)
      TIANGE_CHECK_OK(service.parts().db.write(request.scope, [&](db::Tx& tx) {
        return service.record_view(tx, request.scope, ref, what, request.now);
      }));
    return answer;
  };
}
// case_why_routes.cpp
void add_why_routes(CaseService& service, http::Routes& routes);

// case_form.cpp
// The text of what a case keeps of `extra`, which is not null: answers with key and version of the form they fit.
// Refused with every wrong answer as "extra.<field>". The area chooses the version of the form.
Result<std::string> kept_extra(const CasesParts& parts, db::Tx& tx, const ReportInput& input, std::string_view area,
                               Instant now);
// The same for answers to the form of an item, given with a later act.
// Why an item cannot be chosen for a case at a place; nothing when it can.
std::optional<FieldError> item_fault(const CasesParts& parts, std::string_view code, std::string_view place);
Result<std::string> kept_answers(const CasesParts& parts, db::Tx& tx, std::string_view item_code,
                                 std::string_view area, const json::Value& given, Instant now);
bool takes_answers(Action action);
// The answers of a case in one cell of an export: "水深：12 厘米；姓名：李**". Names, addresses and long numbers are masked.
std::string answers_text(const CasesParts& parts, db::Tx& tx, const std::string& extra, Instant created,
                         Language language, Instant now);
// Fills view.form from view.extra.
void show_form(const CasesParts& parts, db::Tx& tx, CaseView& view, Instant now);

// Whose work waits in a queue: 石湾镇街道智慧社会治理中心 · 镇街调度.
Words queue_words(const CasesParts& parts, const org::Directory& directory, std::string_view queue);
TaskView task_view(const CasesParts& parts, const org::Directory& directory, const Scope& scope,
                   const CaseRecord& record, Instant now);
TaskView part_view(const CasesParts& parts, const org::Directory& directory, const Scope& scope,
                   const CaseRecord& record, const office::Part& part, Instant now);
std::vector<StepView> steps_of(const CaseFile& file, Instant created);
std::vector<FormField> form_of(Action action, const org::Directory& directory, const CaseFile& file,
                               const items::Item* item, Instant now);
inline std::string said_in(const Words& words, Language language) { return language == Language::zh ? words.zh : words.en; }
std::string masked_name(std::string_view name);
std::string masked_phone(std::string_view phone);
std::string query_code_digest(std::string_view number, std::string_view code);

}  // namespace tiange::cases
