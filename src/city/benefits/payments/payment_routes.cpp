// Payments, bank files and channels over HTTP.

#include "base/digest.h"
#include "base/text.h"
#include "city/benefits/payments/payment_service.h"

namespace tiange::benefits {

namespace {

using http::Method;
using http::Request;

constexpr std::size_t k_file_body = 32 << 20;

std::string base() { return "/api/v1/benefits/money"; }

}  // namespace

void PaymentService::add_routes(http::Routes& routes, const http::Recorder& record) {
  add_files(routes, record);  // before /payments/{id}
  add_payment_routes(routes, record);
  add_batch_routes(routes, record);
  add_book_routes(routes, record);
  add_day_routes(routes, record);
  add_recovery_routes(routes, record);
  add_channel_routes(routes, record);
}

void PaymentService::add_payment_routes(http::Routes& routes, const http::Recorder& record) {
  const std::string all = base() + "/payments", one = all + "/{id}";
  routes.query<MoneySummary>(base() + "/summary", Permission::benefits_money_view, "资金概况", "Payments at a glance",
                             [this](const Request& r) -> Result<MoneySummary> {
                               return parts_.db.read([&](db::Tx& tx) { return summary(tx, r.scope, r.now); });
                             });
  routes.query<PaymentList>(
      all, Permission::benefits_money_view, "支付", "Payments, accounts masked",
      [this](const Request& r) -> Result<PaymentList> { return parts_.db.read([&](db::Tx& tx) { return list(tx, r.scope, r); }); },
      {"state", "policy", "payee", "q", "after", "limit"});
  routes.query<PaymentPage>(one, Permission::benefits_money_view, "支付详情", "A payment with what the bank said and its entries",
                            [this](const Request& r) -> Result<PaymentPage> {
                              return parts_.db.read([&](db::Tx& tx) { return page(tx, r.scope, r.param("id")); });
                            });
  routes.command<MoneyOrderIn, PaymentView>(
      Method::post, all, Permission::benefits_money_pay, "登记单笔支付", "Order a payment by hand, for a second person to approve",
      [this, record](const Request& r, db::Tx& tx, const MoneyOrderIn& in) -> Result<PaymentView> {
        TIANGE_TRY(PaymentView view, propose(tx, r.scope, in, r.now));
        record(tx, r, "benefits.payment_proposed", view.id, {"登记单笔支付：" + in.reason, "ordered a payment by hand: " + in.reason});
        return view;
      });
  routes.command<MoneyReasonIn, PaymentView>(
      Method::post, one + "/cancel", Permission::benefits_money_pay, "取消支付", "Cancel a payment that has not gone out",
      [this, record](const Request& r, db::Tx& tx, const MoneyReasonIn& in) -> Result<PaymentView> {
        TIANGE_TRY(const std::string reason, reason_of(in.reason));
        TIANGE_TRY(const Payment payment, seen(tx, r.scope, r.param("id")));
        TIANGE_CHECK_OK(cancel(tx, payment.id, {reason, reason}, r.now));
        tx.settle();
        record(tx, r, "benefits.payment_cancelled", payment.id.text(), {"取消支付：" + reason, "cancelled a payment: " + reason});
        return find(tx, r.scope, payment.id);
      });
  routes.command<PayAccountIn, PaymentView>(
      Method::post, one + "/account", Permission::benefits_money_pay, "登记收款账户", "Record the account of a payee",
      [this, record](const Request& r, db::Tx& tx, const PayAccountIn& in) -> Result<PaymentView> {
        TIANGE_TRY(const Payment payment, seen(tx, r.scope, r.param("id")));
        TIANGE_CHECK_OK(set_account(tx, {payment.payee}, in, r.scope.name, r.now));
        tx.settle();
        record(tx, r, "benefits.account_recorded", payment.id.text(), {"登记收款账户", "recorded the account of a payee"});
        return find(tx, r.scope, payment.id);
      });
  routes.command<MoneyVerdictIn, PaymentView>(
      Method::post, one + "/verdict", Permission::benefits_money_pay, "认定实际到账", "Say what of a held payment really arrived",
      [this, record](const Request& r, db::Tx& tx, const MoneyVerdictIn& in) -> Result<PaymentView> {
        TIANGE_TRY(PaymentView view, give_verdict(tx, r.scope, r.param("id"), in));
        record(tx, r, "benefits.payment_verdict", view.id, {"认定实际到账：" + in.reason, "said what arrived: " + in.reason});
        return view;
      });
  routes.command<MoneyDecisionIn, PaymentView>(
      Method::post, one + "/decide", Permission::benefits_money_approve, "复核支付", "Decide about what another proposed",
      [this, record](const Request& r, db::Tx& tx, const MoneyDecisionIn& in) -> Result<PaymentView> {
        TIANGE_TRY(PaymentView view, decide(tx, r.scope, r.param("id"), in, r.now));
        record(tx, r, "benefits.payment_decided", view.id, {in.agree ? "复核同意" : "复核不同意：" + in.reason, in.agree ? "agreed" : "did not agree: " + in.reason});
        return view;
      });
}

void PaymentService::add_batch_routes(http::Routes& routes, const http::Recorder& record) {
  const std::string all = base() + "/batches", one = all + "/{id}";
  routes.query<MoneyBatchList>(
      all, Permission::benefits_money_view, "代发批次", "Bank files",
      [this](const Request& r) -> Result<MoneyBatchList> {
        TIANGE_CHECK_OK(desk_only(r.scope));
        return parts_.db.read([&](db::Tx& tx) -> Result<MoneyBatchList> {
          constexpr std::size_t k_page = 50;
          MoneyBatchList out;
          for (const store::Batch& b : store::batches(tx, text::to_int(r.query_value("after")).value_or(0), k_page)) out.items.push_back(shown(tx, r.scope, b));
          if (out.items.size() == k_page) out.next = out.items.back().id;
          return out;
        });
      },
      {"after"});
  routes.query<MoneyBatchView>(one, Permission::benefits_money_view, "一个代发批次", "One bank file",
                               [this](const Request& r) -> Result<MoneyBatchView> {
                                 return parts_.db.read([&](db::Tx& tx) -> Result<MoneyBatchView> {
                                   TIANGE_TRY(const store::Batch batch, seen_batch(tx, r.scope, r.param("id")));
                                   return shown(tx, r.scope, batch);
                                 });
                               });
  routes.command<MoneyBatchIn, MoneyBatchView>(
      Method::post, all, Permission::benefits_money_pay, "编制代发批次", "Make a bank file of what is ready",
      [this, record](const Request& r, db::Tx& tx, const MoneyBatchIn& in) -> Result<MoneyBatchView> {
        TIANGE_TRY(MoneyBatchView view, make_batch(tx, r.scope, in, r.now));
        record(tx, r, "benefits.batch_made", view.id, {"编制代发批次 " + std::to_string(view.count) + " 笔", "made a bank file of " + std::to_string(view.count)});
        return view;
      });
  routes.command<MoneyReasonIn, MoneyBatchView>(
      Method::post, one + "/withdraw", Permission::benefits_money_pay, "撤回代发批次", "Withdraw a bank file that was not approved",
      [this, record](const Request& r, db::Tx& tx, const MoneyReasonIn& in) -> Result<MoneyBatchView> {
        TIANGE_TRY(MoneyBatchView view, withdraw_batch(tx, r.scope, r.param("id"), in.reason, r.now));
        record(tx, r, "benefits.batch_withdrawn", view.id, {"撤回代发批次：" + in.reason, "withdrew a bank file: " + in.reason});
        return view;
      });
  routes.command<MoneyDecisionIn, MoneyBatchView>(
      Method::post, one + "/decide", Permission::benefits_money_approve, "复核代发批次", "Approve a bank file that another made",
      [this, record](const Request& r, db::Tx& tx, const MoneyDecisionIn& in) -> Result<MoneyBatchView> {
        TIANGE_TRY(MoneyBatchView view, decide_batch(tx, r.scope, r.param("id"), in, r.now));
        record(tx, r, "benefits.batch_decided", view.id, {in.agree ? "复核同意，送银行" : "复核不同意：" + in.reason, in.agree ? "approved, goes to the bank" : "not approved: " + in.reason});
        return view;
      });
  routes.command<MoneyReturnIn, MoneyReturnView>(
      Method::post, one + "/returns", Permission::benefits_money_pay, "读入银行回盘", "Read the bank's return file in",
      [this, record](const Request& r, db::Tx& tx, const MoneyReturnIn& in) -> Result<MoneyReturnView> {
        TIANGE_TRY(MoneyReturnView view, take_return(tx, r.scope, r.param("id"), in.content, r.now));
        record(tx, r, "benefits.return_read", view.batch.id, {"读入银行回盘 " + std::to_string(view.lines) + " 行", "read a return file of " + std::to_string(view.lines) + " lines"});
        return view;
      }).max_body = k_file_body;
  http::Route file{Method::get, one + "/file", Permission::benefits_money_pay, "下载代发文件", "The bank file; recorded"};
  file.handle = [this, record](Request& request) {
    const auto read = parts_.db.write(request.scope, [&](db::Tx& tx) -> Result<std::string> {
      TIANGE_TRY(const store::Batch batch, seen_batch(tx, request.scope, request.param("id")));
      TIANGE_TRY(std::string opened, sent_file(tx, batch));
      record(tx, request, "benefits.batch_file_taken", std::to_string(batch.id), {"下载代发文件", "took the bank file"});
      return opened;
    });
    if (!read.ok()) return http::problem(read.refusal(), request.scope);
    http::Response response;
    response.content_type = "text/plain; charset=utf-8";
    response.with("Content-Disposition", "attachment; filename=\"TGPAY-" + std::string(request.param("id")) + ".txt\"");
    response.body = *read;
    return response;
  };
  routes.raw(std::move(file));
}

void PaymentService::add_channel_routes(http::Routes& routes, const http::Recorder& record) {
  const std::string all = base() + "/channels", one = all + "/{code}";
  routes.query<MoneyChannelList>(all, Permission::benefits_money_view, "支付渠道", "Channels that payments go by",
                                 [this](const Request& r) -> Result<MoneyChannelList> {
                                   TIANGE_CHECK_OK(desk_only(r.scope));
                                   return parts_.db.read([&](db::Tx& tx) -> Result<MoneyChannelList> {
                                     MoneyChannelList out;
                                     for (const store::PayChannel& c : store::channels(tx)) out.items.push_back(shown(c));
                                     return out;
                                   });
                                 });
  routes.command<MoneyChannelIn, MoneyChannelView>(
      Method::put, one, Permission::benefits_money_budget, "设置支付渠道", "Set up a channel",
      [this, record](const Request& r, db::Tx& tx, const MoneyChannelIn& in) -> Result<MoneyChannelView> {
        TIANGE_TRY(MoneyChannelView view, put_channel(tx, r.scope, r.param("code"), in));
        record(tx, r, "benefits.channel_set", view.code, {"设置支付渠道：" + view.zh, "set up a channel: " + view.en});
        return view;
      });
  routes.command<MoneySimulatedIn, MoneySimulatedView>(
      Method::post, one + "/simulated", Permission::benefits_money_pay, "模拟银行动作（试用）", "What a simulated bank is told to do, for trials",
      [this, record](const Request& r, db::Tx& tx, const MoneySimulatedIn& in) -> Result<MoneySimulatedView> {
        TIANGE_TRY(MoneySimulatedView view, simulate(tx, r.scope, r.param("code"), in, r.now));
        record(tx, r, "benefits.bank_simulated", std::string(r.param("code")), {"模拟银行动作：" + in.act, "told the simulated bank: " + in.act});
        return view;
      }).max_body = k_file_body;
  http::Route back{Method::post, base() + "/callbacks/{channel}", Permission::open_to_all, "银行回调", "The bank's call-back, signed"};
  back.in = http::schema_of<pay::SaidAnswer>();
  back.out = http::schema_of<MoneyTaken>();
  back.handle = [this](Request& request) {
    const auto taken = call_back(request.param("channel"), request);
    if (!taken.ok()) return http::problem(taken.refusal(), request.scope);
    return http::json_response(json::write(*taken));
  };
  routes.raw(std::move(back));
}

}  // namespace tiange::benefits
