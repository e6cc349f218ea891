// Budgets, books, days, differences and recoveries over HTTP; files of them.

#include <algorithm>

#include "base/text.h"
#include "city/benefits/payments/payment_service.h"
#include "platform/sheets/routes/sheet_routes.h"

namespace tiange::benefits {

namespace {

using http::Method;
using http::Request;

std::string base() { return "/api/v1/benefits/money"; }

Result<Date> day_of(std::string_view text, Instant now) {
  if (text.empty()) return local_date(now);
  const auto day = parse_date(text);
  if (!day.ok()) return refuse_fields(ErrorCode::bad_input, {{"day", "日期写作 2026-11-22", "Write a day as 2026-11-22"}});
  return *day;
}

std::string plain_yuan(std::int64_t fen) {
  const std::string cents = std::to_string((fen < 0 ? -fen : fen) % 100);
  return (fen < 0 ? "-" : "") + std::to_string((fen < 0 ? -fen : fen) / 100) + "." + (cents.size() == 1 ? "0" + cents : cents);
}

using Say = std::initializer_list<Words>;
std::vector<std::string> say(Language language, Say words) {
  std::vector<std::string> out;
  for (const Words& one : words) out.push_back(language == Language::zh ? one.zh : one.en);
  return out;
}

}  // namespace

void PaymentService::add_book_routes(http::Routes& routes, const http::Recorder& record) {
  routes.query<MoneyBudgetList>(
      base() + "/budgets", Permission::benefits_money_view, "预算", "Budgets of policies",
      [this](const Request& r) -> Result<MoneyBudgetList> {
        TIANGE_CHECK_OK(desk_only(r.scope));
        return parts_.db.read([&](db::Tx& tx) -> Result<MoneyBudgetList> {
          MoneyBudgetList out;
          for (const store::Budget& b : store::budgets(tx, text::to_int(r.query_value("year")).value_or(0))) out.items.push_back(shown(tx, b));
          return out;
        });
      },
      {"year"});
  routes.command<MoneyBudgetIn, MoneyBudgetView>(
      Method::put, base() + "/budgets", Permission::benefits_money_budget, "设定预算", "Set the budget of a policy and year",
      [this, record](const Request& r, db::Tx& tx, const MoneyBudgetIn& in) -> Result<MoneyBudgetView> {
        TIANGE_TRY(MoneyBudgetView view, set_budget(tx, r.scope, in, r.now));
        record(tx, r, "benefits.budget_set", in.policy, {"设定预算 " + plain_yuan(in.amount_fen) + " 元：" + in.reason, "set a budget of " + plain_yuan(in.amount_fen) + " yuan: " + in.reason});
        return view;
      });
  routes.query<MoneyBalance>(
      base() + "/books", Permission::benefits_money_view, "账簿", "Trial balance at the end of a day",
      [this](const Request& r) -> Result<MoneyBalance> {
        TIANGE_TRY(const Date day, day_of(r.query_value("day"), r.now));
        return parts_.db.read([&](db::Tx& tx) { return balance(tx, r.scope, day, r.query_value("policy")); });
      },
      {"day", "policy"});
  routes.query<MoneyDayList>(base() + "/days", Permission::benefits_money_view, "日终", "Days with movements",
                             [this](const Request& r) -> Result<MoneyDayList> {
                               TIANGE_CHECK_OK(desk_only(r.scope));
                               return parts_.db.read([&](db::Tx& tx) -> Result<MoneyDayList> {
                                 MoneyDayList out;
                                 for (const Date day : store::days_with_entries(tx, 60)) out.items.push_back(shown_day(tx, day));
                                 return out;
                               });
                             });
}

void PaymentService::add_day_routes(http::Routes& routes, const http::Recorder& record) {
  http::Route statement{Method::post, base() + "/days/{day}/statement", Permission::benefits_money_reconcile, "核对银行对账单", "Compare the bank's statement of a day"};
  statement.in = http::schema_of<MoneyStatementIn>();
  statement.out = http::schema_of<MoneyStatementView>();
  statement.max_body = 64 << 20;
  statement.writes = true;
  statement.handle = [this, &routes, record](Request& request) -> http::Response {
    // The bank is asked outside of the transaction.
    const auto given = [&]() -> Result<BankStatement> {
      TIANGE_TRY(const MoneyStatementIn in, json::read<MoneyStatementIn>(request.body.empty() ? "{}" : request.body));
      TIANGE_TRY(const Date day, day_of(request.param("day"), request.now));
      return read_statement(request.scope, day, in, request.now);
    }();
    if (!given.ok()) return http::problem(given.refusal(), request.scope);
    return routes.run_command(request, [&](db::Tx& tx) -> Result<std::string> {
      TIANGE_TRY(const MoneyStatementView view, compare(tx, *given, request.now));
      record(tx, request, "benefits.statement_read", view.day, {"核对银行对账单：" + view.channel, "compared the bank's statement: " + view.channel});
      return json::write(view);
    });
  };
  routes.raw(std::move(statement));
  routes.command<MoneyReasonIn, MoneyDayView>(
      Method::post, base() + "/days/{day}/close", Permission::benefits_money_reconcile, "日终", "Close a day",
      [this, record](const Request& r, db::Tx& tx, const MoneyReasonIn& in) -> Result<MoneyDayView> {
        TIANGE_TRY(const Date day, day_of(r.param("day"), r.now));
        TIANGE_TRY(MoneyDayView view, close(tx, r.scope, day, in.reason, r.now));
        record(tx, r, "benefits.day_closed", view.day, {"日终 " + view.day, "closed " + view.day});
        return view;
      });
  routes.query<MoneyDifferenceList>(
      base() + "/differences", Permission::benefits_money_view, "对账差异", "Differences between the bank and us",
      [this](const Request& r) -> Result<MoneyDifferenceList> {
        TIANGE_CHECK_OK(desk_only(r.scope));
        std::optional<Date> day;
        if (!r.query_value("day").empty()) {
          TIANGE_TRY(day, day_of(r.query_value("day"), r.now));
        }
        return parts_.db.read([&](db::Tx& tx) -> Result<MoneyDifferenceList> {
          constexpr std::size_t k_page = 50;
          MoneyDifferenceList out;
          for (const store::Difference& d : store::differences(tx, r.query_value("state") != "resolved", day, text::to_int(r.query_value("after")).value_or(0), k_page))
            out.items.push_back(shown(d));
          if (out.items.size() == k_page) out.next = out.items.back().id;
          return out;
        });
      },
      {"state", "day", "after"});
  routes.command<MoneyReasonIn, MoneyDifferenceView>(
      Method::post, base() + "/differences/{id}/resolve", Permission::benefits_money_reconcile, "处理对账差异", "Resolve a difference, with the reason",
      [this, record](const Request& r, db::Tx& tx, const MoneyReasonIn& in) -> Result<MoneyDifferenceView> {
        TIANGE_TRY(MoneyDifferenceView view, resolve(tx, r.scope, r.param("id"), in.reason, r.now));
        record(tx, r, "benefits.difference_resolved", view.id, {"处理对账差异：" + in.reason, "resolved a difference: " + in.reason});
        return view;
      });
}

void PaymentService::add_recovery_routes(http::Routes& routes, const http::Recorder& record) {
  const std::string all = base() + "/recoveries", one = all + "/{id}";
  routes.query<MoneyRecoveryList>(
      all, Permission::benefits_money_view, "追回", "Recoveries",
      [this](const Request& r) -> Result<MoneyRecoveryList> {
        std::optional<store::RecoveryState> state;
        if (!r.query_value("state").empty()) state = json::enum_from<store::RecoveryState>(r.query_value("state"));
        return parts_.db.read([&](db::Tx& tx) -> Result<MoneyRecoveryList> {
          constexpr std::size_t k_page = 50;
          MoneyRecoveryList out;
          const auto rows = store::recoveries(tx, r.scope, state, text::to_int(r.query_value("payee")).value_or(0), text::to_int(r.query_value("after")).value_or(0), k_page);
          for (const store::Recovery& v : rows) out.items.push_back(shown(tx, r.scope, v, r.now));
          if (rows.size() == k_page) out.next = std::to_string(rows.back().id.id);
          return out;
        });
      },
      {"state", "payee", "after"});
  routes.command<MoneyRecoveryIn, MoneyRecoveryView>(
      Method::post, all, Permission::benefits_money_recover, "登记追回", "Record what must come back",
      [this, record](const Request& r, db::Tx& tx, const MoneyRecoveryIn& in) -> Result<MoneyRecoveryView> {
        TIANGE_TRY(const std::string reason, reason_of(in.reason));
        const auto payee = parse_typed_id<registers::SubjectTag>(in.payee);
        if (!payee.ok() || parts_.name_of(tx, r.scope, *payee).empty())
          return refuse_fields(ErrorCode::bad_input, {{"payee", "辖区内没有这个收款人", "There is no such payee in your area"}});
        if (!r.scope.covers(in.town)) return refuse(ErrorCode::out_of_scope);
        TIANGE_TRY(const RecoveryId id, recover(tx, {in.key, *payee, in.policy, in.town, in.amount_fen, in.months, {reason, reason}}, r.now));
        record(tx, r, "benefits.recovery_made", id.text(), {"登记追回：" + reason, "recorded a recovery: " + reason});
        TIANGE_TRY(const store::Recovery made, seen_recovery(tx, r.scope, id.text()));
        return shown(tx, r.scope, made, r.now);
      });
  routes.command<MoneyReceiptIn, MoneyRecoveryView>(
      Method::post, one + "/receive", Permission::benefits_money_recover, "登记追回到账", "Record what came back",
      [this, record](const Request& r, db::Tx& tx, const MoneyReceiptIn& in) -> Result<MoneyRecoveryView> {
        TIANGE_TRY(MoneyRecoveryView view, receive(tx, r.scope, r.param("id"), in, r.now));
        record(tx, r, "benefits.recovery_received", view.id, {"追回到账 " + plain_yuan(in.amount_fen) + " 元", "received " + plain_yuan(in.amount_fen) + " yuan"});
        return view;
      });
  routes.command<MoneyOffsetIn, MoneyRecoveryView>(
      Method::post, one + "/offset", Permission::benefits_money_recover, "抵扣后续支付", "Set off against a later payment, with a note",
      [this, record](const Request& r, db::Tx& tx, const MoneyOffsetIn& in) -> Result<MoneyRecoveryView> {
        TIANGE_TRY(MoneyRecoveryView view, offset(tx, r.scope, r.param("id"), in, r.now));
        record(tx, r, "benefits.recovery_offset", view.id, {"抵扣后续支付：" + in.note, "set off against a payment: " + in.note});
        return view;
      });
  routes.command<MoneyReasonIn, MoneyRecoveryView>(
      Method::post, one + "/write_off", Permission::benefits_money_recover, "申请核销", "Ask for a write-off",
      [this, record](const Request& r, db::Tx& tx, const MoneyReasonIn& in) -> Result<MoneyRecoveryView> {
        TIANGE_TRY(MoneyRecoveryView view, ask_write_off(tx, r.scope, r.param("id"), in.reason, r.now));
        record(tx, r, "benefits.write_off_asked", view.id, {"申请核销：" + in.reason, "asked for a write-off: " + in.reason});
        return view;
      });
  routes.command<MoneyDecisionIn, MoneyRecoveryView>(
      Method::post, one + "/decide", Permission::benefits_money_write_off, "复核核销", "Decide about a write-off that another asked for",
      [this, record](const Request& r, db::Tx& tx, const MoneyDecisionIn& in) -> Result<MoneyRecoveryView> {
        TIANGE_TRY(MoneyRecoveryView view, decide_write_off(tx, r.scope, r.param("id"), in, r.now));
        record(tx, r, "benefits.write_off_decided", view.id, {in.agree ? "同意核销" : "不同意核销：" + in.reason, in.agree ? "agreed to the write-off" : "refused the write-off: " + in.reason});
        return view;
      });
}

void PaymentService::add_files(http::Routes& routes, const http::Recorder& record) {
  using Write = std::function<Outcome(db::Tx&, const Request&, sheets::Writer*)>;  // without a writer: whether it may be read
  const auto add = [&](const std::string& path, const char* name, std::vector<std::string> params, const Words& words, const Write& write) {
    http::Route route{Method::get, base() + path, Permission::benefits_money_export, words.zh, words.en};
    route.query_params = std::move(params);
    route.handle = [this, record, name, words, write](Request& request) {
      const std::string purpose(text::trim(request.query_value("purpose")));
      if (purpose.empty()) return http::problem(refuse(ErrorCode::purpose_needed), request.scope);
      const auto may = parts_.db.write(request.scope, [&](db::Tx& tx) -> Outcome {
        TIANGE_CHECK_OK(write(tx, request, nullptr));
        record(tx, request, "benefits.exported", name, {words.zh + "，目的：" + purpose, words.en + ", for: " + purpose});
        return done();
      });
      if (!may.ok()) return http::problem(may.refusal(), request.scope);
      return sheets::answer(request, {name}, [this, write, request](std::unique_ptr<sheets::Writer> writer) {
        parts_.db.run_read([&](db::Tx& tx) { (void)write(tx, request, writer.get()); });
        writer->finish();
      });
    };
    routes.raw(std::move(route));
  };
  add("/books/file", "books", {"day", "format", "purpose"}, {"导出账簿", "Export of the books"},
      [this](db::Tx& tx, const Request& r, sheets::Writer* writer) -> Outcome {
        TIANGE_TRY(const Date day, day_of(r.query_value("day"), r.now));
        TIANGE_TRY(const MoneyBalance all, balance(tx, r.scope, day, ""));
        if (!writer) return done();
        const bool zh = r.scope.language == Language::zh;
        writer->row(say(r.scope.language, {{"政策", "Policy"}, {"年度", "Year"}, {"科目", "Account"}, {"当日借方（元）", "Debit of the day (yuan)"},
                                           {"当日贷方（元）", "Credit of the day (yuan)"}, {"累计借方（元）", "Debit (yuan)"}, {"累计贷方（元）", "Credit (yuan)"}, {"余额（元）", "Balance (yuan)"}}));
        for (const MoneyBalanceRow& row : all.rows)
          writer->row({zh ? row.policy_zh : row.policy_en, std::to_string(row.year), zh ? row.zh : row.en, plain_yuan(row.debit_day_fen), plain_yuan(row.credit_day_fen),
                       plain_yuan(row.debit_fen), plain_yuan(row.credit_fen), plain_yuan(row.balance_fen)});
        writer->row({zh ? "合计" : "Total", "", "", "", "", plain_yuan(all.debit_fen), plain_yuan(all.credit_fen), plain_yuan(all.debit_fen - all.credit_fen)});
        return done();
      });
  add("/payments/file", "payments", {"state", "policy", "format", "purpose"}, {"导出支付清单", "Export of payments, masked"},
      [this](db::Tx& tx, const Request& r, sheets::Writer* writer) -> Outcome {
        store::PaymentAsk ask;
        if (!r.query_value("state").empty()) ask.state = json::enum_from<PaymentState>(r.query_value("state"));
        ask.policy = std::string(r.query_value("policy"));
        ask.limit = 1'000;
        if (!writer) return done();
        const bool zh = r.scope.language == Language::zh;
        writer->row(say(r.scope.language, {{"支付编号", "Key"}, {"收款人", "Payee"}, {"政策", "Policy"}, {"金额（元）", "Amount (yuan)"}, {"状态", "State"}, {"账户", "Account"},
                                           {"享受日期", "Ordered"}, {"到账时间", "Settled"}, {"银行流水", "Bank's number"}}));
        for (;;) {
          const auto rows = store::list(tx, r.scope, ask);
          for (const Payment& p : rows) {
            const PaymentView v = shown(tx, r.scope, p);
            writer->row({v.key, v.payee_name, zh ? v.policy_zh : v.policy_en, plain_yuan(v.amount_fen), zh ? v.state_zh : v.state_en,
                         v.account ? v.account->number : "", format_local(v.ordered), v.settled ? format_local_seconds(*v.settled) : "", v.bank_number});
          }
          if (rows.size() < ask.limit) return done();
          ask.before = rows.back().id.id;
        }
      });
}

std::unique_ptr<Payments> open_payments(PaymentParts parts) {
  auto service = std::make_unique<PaymentService>(std::move(parts));
  service->add_jobs();
  return service;
}

}  // namespace tiange::benefits
