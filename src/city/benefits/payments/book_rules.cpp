#include "city/benefits/payments/book_rules.h"

namespace tiange::benefits {

Words account_words(Account account) {
  switch (account) {
    case Account::funding: return {"财政拨入", "Funding"};
    case Account::free: return {"可用预算", "Free"};
    case Account::committed: return {"已占用", "Committed"};
    case Account::in_transit: return {"在途", "In transit"};
    case Account::paid: return {"已付", "Paid"};
    case Account::receivable: return {"应追回", "Receivable"};
    case Account::written_off: return {"已核销", "Written off"};
  }
  return {};
}

Sides sides_of(Reason reason) {
  switch (reason) {
    case Reason::appropriated: return {Account::free, Account::funding};
    case Reason::withdrawn: return {Account::funding, Account::free};
    case Reason::committed: return {Account::committed, Account::free};
    case Reason::released: return {Account::free, Account::committed};
    case Reason::sent: return {Account::in_transit, Account::committed};
    case Reason::settled: return {Account::paid, Account::in_transit};
    case Reason::refused: return {Account::committed, Account::in_transit};
    case Reason::came_back: return {Account::committed, Account::paid};
    case Reason::excess: return {Account::receivable, Account::free};
    case Reason::set_off: return {Account::paid, Account::committed};
    case Reason::claimed: return {Account::receivable, Account::paid};
    case Reason::recovered: return {Account::free, Account::receivable};
    case Reason::wrote_off: return {Account::written_off, Account::receivable};
  }
  return {Account::free, Account::free};
}

void add_to(Turnovers& turnovers, const std::string& policy, std::int64_t year, Reason reason, std::int64_t amount_fen) {
  const Sides sides = sides_of(reason);
  turnovers[{policy, year, sides.debit}].debit += amount_fen;
  turnovers[{policy, year, sides.credit}].credit += amount_fen;
}

}  // namespace tiange::benefits
