#include "app/opening/opening.h"

#include <algorithm>
#include <filesystem>
#include <map>

#include "platform/observe/log.h"
#include "platform/observe/system_clock.h"

namespace tiange::app {

namespace {

constexpr std::size_t k_most_residents = 20'000;
constexpr std::size_t k_most_firms = 5'000;
constexpr std::int64_t k_made_subjects = 5'000;  // a district that was made with its people
constexpr int k_minutes_of_a_key = 25;
constexpr int k_give_up_minutes = 20;

int age_of(const std::string& born, Date today) {
  const auto day = parse_date(born);
  return day.ok() ? (today - *day) / 365 : -1;
}

}  // namespace

Instant opening_moment(Instant now, int back, int minute) {
  constexpr std::int64_t k_minute_us = 60'000'000;
  return local_instant(local_date(now) + -back, (9 * 60 + 10 + minute) * k_minute_us);
}

// Those with a card, living here; firms whose legal person is among them.
void Opening::learn(Instant now) {
  std::map<std::string, std::size_t> by_card;
  parts_.db.run_read([&](db::Tx& tx) {
    residents_.clear(), firms_.clear(), by_card.clear();
    parts_.subjects.each(tx, system_scope(), registers::Kind::person, parts_.district, [&](const registers::GoldenRow& row) {
      auto golden = json::parse(row.golden);
      if (row.grid.size() != 15 || !golden.ok() || !golden->text_or("died").empty() || golden->text_or("id_card").size() != 18) return true;
      Resident one;
      one.id = row.id;
      one.name = golden->text_or("name");
      one.id_card = golden->text_or("id_card");
      one.grid = row.grid;
      one.age = age_of(golden->text_or("born"), local_date(now));
      one.facts = *std::move(golden);
      by_card[one.id_card] = residents_.size();
      residents_.push_back(std::move(one));
      return residents_.size() < k_most_residents;
    });
    parts_.subjects.each(tx, system_scope(), registers::Kind::firm, parts_.district, [&](const registers::GoldenRow& row) {
      auto golden = json::parse(row.golden);
      if (!golden.ok() || golden->text_or("status", "1") != "1") return true;
      const auto legal = by_card.find(golden->text_or("legal_person_id"));
      if (legal == by_card.end()) return true;
      firms_.push_back({row.id, golden->text_or("name"), golden->text_or("uscc"), *golden, legal->second});
      return firms_.size() < k_most_firms;
    });
  });
}

bool Opening::enter(Resident& who, Instant at) {
  const Caller window{parts_.district + "-ZX:acceptor", 0, ""};
  const auto opened = calls_.post(window, "/api/v1/spaces/open", {{"id_card", who.id_card}, {"name", who.name}, {"consents", true}}, at);
  if (!opened) return false;
  const auto entered = calls_.post({}, "/api/v1/public/space/enter", {{"id_card", who.id_card}, {"code", opened->text_or("code")}}, at);
  if (!entered) return false;
  who.key = entered->text_or("token");
  who.until = at + minutes(k_minutes_of_a_key);
  return true;
}

Caller Opening::resident(Resident& who, Instant at) {
  const bool valid = !who.key.empty() && at < who.until && at >= who.until - minutes(k_minutes_of_a_key);
  if (!valid) (void)enter(who, at);
  return {"", 0, who.key};
}

void Opening::make(Instant now) {
  const std::int64_t started = observe::steady_us();
  learn(now);
  if (residents_.empty()) return;
  applications(now, false);
  confirmations(now);
  vouchers(now);
  forget();
  observe::log_info("opening_made", {{"took_ms", std::to_string((observe::steady_us() - started) / 1000)}});
}

void Opening::forget() {
  residents_.clear(), firms_.clear();
  std::error_code gone;
  std::filesystem::remove(parts_.data_folder + "/opening.pdf", gone);
}

void Opening::tend(Instant now) {
  if (!open_) return;
  if (!begun_) {
    begun_ = now;
    bool made = parts_.org.is_demo(now);
    if (made) parts_.db.run_read([&](db::Tx& tx) { made = parts_.subjects.count(tx) >= k_made_subjects; });
    if (!made) open_ = 0;
  }
  bool (Opening::*const steps[])(Instant) = {
      &Opening::firms, &Opening::money, &Opening::refusal, &Opening::credit, &Opening::work};
  for (unsigned i = 0; i < std::size(steps); ++i) {
    if ((open_ >> i & 1u) && (this->*steps[i])(now)) open_ &= ~(1u << i);
  }
  if (now - begun_ > minutes(k_give_up_minutes)) open_ = 0;
  if (!open_) forget();
}

}  // namespace tiange::app
