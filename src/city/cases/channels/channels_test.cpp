// One contract for every adapter that ships: in, in again, more, states, out in order, failure and retry, what is unknown.
#include <gtest/gtest.h>

#include <filesystem>
#include <set>

#include "base/text.h"
#include "city/cases/case_test_kit.h"
#include "city/cases/channels/channel_rules.h"
#include "city/cases/channels/channel_service.h"
#include "city/cases/channels/client_key_service.h"
#include "city/cases/channels/hook_service.h"

namespace tiange::cases {
namespace {

class HandClock final : public tiange::Clock {
 public:
  Instant now() const override { return moment; }
  Instant moment;
};

class Mail final : public Courier {
 public:
  Result<OutwardAnswer> call(const OutwardCall& call) override {
    calls.push_back(call);
    if (fail > 0) {
      --fail;
      return OutwardAnswer{503, "later"};
    }
    return OutwardAnswer{200, answer};
  }
  Outcome check(std::string_view) override { return done(); }
  std::vector<OutwardCall> calls;
  int fail = 0;
  std::string answer = "{}";
};

std::vector<db::Migration> schema() {
  std::vector<db::Migration> all;
  for (const auto& room : {http::http_migrations(), jobs::migrations(), flows::migrations(), office::migrations(), migrations(), channel_migrations()})
    all.insert(all.end(), room.begin(), room.end());
  return all;
}

class Station {
 public:
  explicit Station(db::Db& db)
      : world(db),
        ids(7),
        jobs(db, clock, ids),
        parts{.db = db,
              .clock = clock,
              .ids = ids,
              .cases = *world.service,
              .org = world.org,
              .jobs = jobs,
              .courier = mail,
              .sealer = std::make_shared<const crypto::Sealer>(std::string(32, 'k')),
              .keep_file = [](const Scope&, std::string_view content, const std::string&, Instant) -> Result<std::string> {
                return hex(sha256(content));
              },
              .district = "440604",
              .source = "urn:tiange:440604",
              .mailbox_folder = folder.path() + "/mailbox",
              .first_mappings = mappings()},
        service(parts),
        hooks(parts),
        keys(parts) {
    clock.moment = world.now;
    jobs.handle("channels.deliver", [this](const jobs::Job& job) { return service.deliver(*parse_id(job.payload)); });
    jobs.handle("channels.webhook", [this](const jobs::Job& job) { return hooks.deliver(*parse_id(job.payload)); });
    write([&](db::Tx& tx) -> Outcome {
      service.seed(tx, clock.moment);
      return done();
    });
  }

  static std::vector<std::pair<std::string, std::string>> mappings() {
    std::vector<std::pair<std::string, std::string>> all;
    for (const auto& file : std::filesystem::directory_iterator(std::string(TIANGE_SOURCE_DIR) + "/data/channels"))
      all.emplace_back(file.path().stem().string(), data_text("channels/" + file.path().filename().string()));
    std::sort(all.begin(), all.end());
    return all;
  }

  template <class F>
  void write(F&& fn) {
    const Outcome outcome = world.db.write(system_scope(), std::forward<F>(fn));
    ASSERT_TRUE(outcome.ok()) << outcome.refusal().en;
  }
  void switch_on(const std::string& key, const std::string& suite = "sha256") {
    write([&](db::Tx& tx) -> Outcome {
      store::SystemRow row = *store::find_system(tx, key);
      row.enabled = true;
      row.url = "https://peer.example/in";
      row.suite = suite;
      row.secret = service.seal("secret-of-" + key, "channel:" + key);
      store::save_system(tx, row, row.version);
      return done();
    });
    service.forget_state();
  }
  Result<ReceiveAnswer> post(const std::string& key, const std::string& body, const std::string& suite = "sha256") {
    const std::string timestamp = std::to_string(clock.moment.us / 1'000'000);
    return service.receive_signed(key, timestamp, signature_of(suite, "secret-of-" + key, timestamp, body), body, clock.moment);
  }
  KnownSystem system(const std::string& key) {
    return world.db.read([&](db::Tx& tx) { return service.known(tx, key); }).value();
  }
  CaseRef ref(const std::string& number) {
    return world.db.read([&](db::Tx& tx) { return world.service->find_number(tx, system_scope(), number); }).value();
  }
  store::LinkRow link(const std::string& number, const std::string& key) {
    store::LinkRow row;
    const CaseRef subject = ref(number);
    world.db.run_read([&](db::Tx& tx) { row = store::find_link(tx, subject, key).value(); });
    return row;
  }
  void happened(const std::string& number, const char* type = "case.dispatched") {
    const CaseRef subject = ref(number);
    const CaseView view = world.view(system_scope(), subject.text());
    json::Value body{json::Object{}};
    body.set("area", view.area_code);
    body.set("number", number);
    write([&](db::Tx& tx) -> Outcome {
      const db::Event event{.id = ++events, .type = type, .part_key = subject.part_key, .subject = subject.text(), .body = json::write(body), .happened = clock.moment};
      TIANGE_CHECK_OK(service.on_case_event(tx, event));
      return hooks.on_case_event(tx, event);
    });
  }
  void run() {
    service.deliver_due(clock.moment);
    hooks.deliver_due(clock.moment);
    jobs.run_due();
  }
  void later(Span span) {
    clock.moment = clock.moment + span;
    world.now = clock.moment;
  }
  std::vector<store::OutRow> queue(const std::string& key) {
    std::vector<store::OutRow> rows;
    world.db.run_read([&](db::Tx& tx) { rows = store::list_out(tx, key, "", 0, 100); });
    return rows;
  }
  std::size_t cases() { return world.list(system_scope(), {}).items.size(); }

  db::TestFolder folder;
  World world;
  HandClock clock;
  IdSource ids;
  jobs::Jobs jobs;
  Mail mail;
  ChannelParts parts;
  ChannelService service;
  HookService hooks;
  ClientKeyService keys;
  std::int64_t events = 0;
};

// A message in the platform's own shape, made with the help of its mapping.
std::string message(const ChannelMapping& mapping, const std::string& id, const std::string& number, const std::string& meaning,
                    const std::vector<std::pair<std::string, std::string>>& more) {
  if (mapping.adapter == "mailbox") {
    const std::string subject = meaning == "update" ? "Re: [" + number + "]" : "路面积水";
    return "From: =?GBK?B?wO7FrsqT?= <li@example.cn>\nMessage-ID: <" + id + ">\nSubject: " + subject +
           "\nContent-Type: text/plain; charset=utf-8\n\n澜石市场门口路面积水\n";
  }
  json::Value root{json::Object{}};
  const auto put = [&](const std::string& field, const std::string& value) {
    const auto path = mapping.fields.find(field);
    if (path != mapping.fields.end()) set_at(root, path->second, value);
  };
  put("message_id", id);
  put("number", number);
  for (const auto& [word, type] : mapping.types) {
    if (type == meaning) put("type", word);
  }
  put("moment", "2026-11-02 09:05:00");
  for (const auto& [field, value] : more) put(field, value);
  return json::write(root);
}

std::string fresh(const ChannelMapping& mapping, const std::string& id, const std::string& number) {
  return message(mapping, id, number, "new", {{"title", "路面积水"}, {"content", "澜石市场门口路面积水，电动车难以通行"}, {"place", "澜石市场"}});
}

void with_station(const std::function<void(Station&)>& test) {
  db::for_each_backend(schema(), [&](db::Db& db) {
    Station station(db);
    test(station);
  });
}

TEST(Adapters, EveryMappingIsReadAndEveryAdapterHasOne) {
  std::set<std::string> used;
  for (const auto& [key, text] : Station::mappings()) {
    const auto mapping = read_mapping(text);
    ASSERT_TRUE(mapping.ok()) << key << " " << (mapping.refusal().fields.empty() ? mapping.refusal().en : mapping.refusal().fields[0].path);
    used.insert(mapping->adapter);
    EXPECT_FALSE(mapping->name_en.empty()) << key;
  }
  for (const ChannelAdapter* adapter : all_adapters()) EXPECT_TRUE(used.count(std::string(adapter->name()))) << adapter->name();
}

TEST(Adapters, AMatterComesInOnceHoweverOftenItIsSent) {
  with_station([](Station& s) {
    for (const auto& [key, text] : Station::mappings()) {
      SCOPED_TRACE(key);
      s.switch_on(key);
      const ChannelMapping mapping = s.system(key).mapping;
      const std::size_t before = s.cases();
      const auto first = s.post(key, fresh(mapping, "m1@" + key, "N-1"));
      ASSERT_TRUE(first.ok()) << first.refusal().en;
      ASSERT_EQ(first->messages.size(), 1u);
      EXPECT_EQ(first->messages[0].outcome, "taken") << first->messages[0].reason_en;
      ASSERT_FALSE(first->number.empty());
      const CaseView view = s.world.view(system_scope(), s.ref(first->number).text());
      EXPECT_EQ(view.channel, mapping.channel);
      EXPECT_NE(view.content.find("积水"), std::string::npos);
      EXPECT_EQ(view.confidential, mapping.confidential);
      const auto again = s.post(key, fresh(mapping, "m1@" + key, "N-1"));
      EXPECT_EQ(again->number, first->number);
      if (mapping.adapter != "mailbox") {
        const auto other_id = s.post(key, fresh(mapping, "m2@" + key, "N-1"));
        EXPECT_EQ(other_id->messages[0].outcome, "again");
        EXPECT_EQ(other_id->number, first->number);
      }
      EXPECT_EQ(s.cases(), before + 1);
    }
  });
}

TEST(Adapters, MoreAboutAMatterGoesIntoItsHistory) {
  with_station([](Station& s) {
    for (const auto& [key, text] : Station::mappings()) {
      SCOPED_TRACE(key);
      s.switch_on(key);
      const ChannelMapping mapping = s.system(key).mapping;
      const auto first = s.post(key, fresh(mapping, "m1@" + key, "N-1"));
      const std::string number = mapping.adapter == "mailbox" ? first->number : "N-1";
      const auto more = s.post(key, message(mapping, "m2@" + key, number, "update", {{"text", "澜石市场积水已过膝"}}));
      ASSERT_TRUE(more.ok());
      EXPECT_EQ(more->messages[0].outcome, "taken") << more->messages[0].reason_en;
      EXPECT_EQ(more->number, first->number);
      const auto history = s.world.history(s.ref(first->number).text());
      EXPECT_NE(history.back().zh.find("澜石市场"), std::string::npos) << history.back().zh;
      EXPECT_NE(history.back().zh.find(mapping.name_zh), std::string::npos) << history.back().zh;
      const auto lost = s.post(key, message(mapping, "m3@" + key, "禅20261122-999999", "update", {{"text", "?"}}));
      EXPECT_EQ(lost->messages[0].outcome, "held");
    }
  });
}

TEST(Adapters, TheirStatesAreShownAndUnknownOnesAreHeldUntilTheMappingKnowsThem) {
  with_station([](Station& s) {
    for (const auto& [key, text] : Station::mappings()) {
      SCOPED_TRACE(key);
      s.switch_on(key);
      const ChannelMapping mapping = s.system(key).mapping;
      if (mapping.states_in.empty()) continue;
      const auto first = s.post(key, fresh(mapping, "m1", "N-1"));
      const std::string word = mapping.states_in.rbegin()->first;
      const auto state = s.post(key, message(mapping, "m2", "N-1", "state", {{"state", word}, {"moment", "2026-11-02 10:05:00"}}));
      EXPECT_EQ(state->messages[0].outcome, "taken") << state->messages[0].reason_en;
      EXPECT_EQ(s.link(first->number, key).state, word);
      const auto strange = s.post(key, message(mapping, "m3", "N-1", "state", {{"state", "没见过"}, {"moment", "2026-11-02 11:05:00"}}));
      ASSERT_EQ(strange->messages[0].outcome, "held");
      EXPECT_NE(strange->messages[0].reason_zh.find("没见过"), std::string::npos);
      EXPECT_EQ(s.link(first->number, key).state, word) << "what is not understood changes nothing";
      s.write([&](db::Tx& tx) -> Outcome {
        store::SystemRow row = *store::find_system(tx, key);
        ChannelMapping mended = mapping;
        mended.states_in["没见过"] = {"办理中", "Being handled", ForeignMeaning::handling};
        row.mapping = json::write(mended);
        const std::int64_t version = row.version++;
        EXPECT_TRUE(store::save_system(tx, row, version));
        return done();
      });
      std::int64_t id = 0;
      s.world.db.run_read([&](db::Tx& tx) { id = store::find_received(tx, key, "m3")->id; });
      const auto retried = s.service.retry_held(id, s.clock.moment);
      ASSERT_TRUE(retried.ok()) << retried.refusal().en;
      EXPECT_EQ(retried->outcome, "taken");
      EXPECT_EQ(s.link(first->number, key).state, "没见过");
    }
  });
}

TEST(Adapters, WhatBecomesOfAMatterIsToldInOrderAgainUntilItArrivesAndOnce) {
  with_station([](Station& s) {
    for (const auto& [key, text] : Station::mappings()) {
      SCOPED_TRACE(key);
      s.switch_on(key);
      const ChannelMapping mapping = s.system(key).mapping;
      if (mapping.states_out.empty()) continue;
      const auto first = s.post(key, fresh(mapping, "m1", "N-1"));
      s.mail.calls.clear();
      s.mail.fail = 2;
      s.happened(first->number, "case.reported");
      const CaseRef ref = s.ref(first->number);
      s.write([&](db::Tx& tx) -> Outcome {
        ActInput input;
        input.text = "不属于受理范围";
        return s.world.service->act_only(tx, system_scope(), ref, Action::reject, input, std::nullopt, s.clock.moment);
      });
      s.happened(first->number, "case.rejected");
      ASSERT_EQ(s.queue(key).size(), 2u);
      s.run();
      EXPECT_EQ(s.mail.calls.size(), 1u) << "the second waits for the first";
      s.run();
      EXPECT_EQ(s.mail.calls.size(), 1u) << "not before its time";
      for (int i = 0; i < 6; ++i) {
        s.later(minutes(2));
        s.run();
      }
      ASSERT_EQ(s.mail.calls.size(), 4u) << "two failures, then each once";
      EXPECT_EQ(s.mail.calls[0].body, s.mail.calls[2].body);
      EXPECT_NE(s.mail.calls[3].body.find(mapping.states_out.at("not_accepted").code), std::string::npos) << s.mail.calls[3].body;
      EXPECT_NE(s.mail.calls[3].body.find("N-1"), std::string::npos);
      for (const auto& row : s.queue(key)) EXPECT_EQ(row.status, "sent");
      std::string id[2];
      for (int i = 0; i < 2; ++i) {
        for (const auto& [name, value] : s.mail.calls[2 + i].headers) {
          if (name == "X-Tiange-Message-Id") id[i] = value;
        }
      }
      EXPECT_NE(id[0], id[1]);
      s.happened(first->number, "case.rejected");
      EXPECT_EQ(s.queue(key).size(), 2u) << "the same state is not told twice";
    }
  });
}

TEST(Adapters, ADuplicateIsClosedForThemWithTheCaseWhereTheMatterGoesOn) {
  with_station([](Station& s) {
    for (const auto& [key, text] : Station::mappings()) {
      SCOPED_TRACE(key);
      s.switch_on(key);
      const ChannelMapping mapping = s.system(key).mapping;
      if (mapping.states_out.empty()) continue;
      const auto main = s.post(key, fresh(mapping, "m1", "N-1"));
      const auto twin = s.post(key, fresh(mapping, "m2", "N-2"));
      s.happened(twin->number, "case.reported");
      const CaseRef one = s.ref(twin->number), leading = s.ref(main->number);
      s.write([&](db::Tx& tx) { return s.world.service->merge(tx, system_scope(), one, leading, "同一处", s.clock.moment); });
      s.happened(twin->number, "case.merged");
      s.happened(twin->number, "case.merged");
      const auto queue = s.queue(key);
      ASSERT_EQ(queue.size(), 2u) << "what it was at first and that it is closed, once";
      const std::string& body = queue[0].case_number == twin->number && queue[0].state_zh == mapping.states_out.at("closed").zh ? queue[0].body : queue[1].body;
      EXPECT_NE(body.find(mapping.states_out.at("closed").code), std::string::npos) << body;
      EXPECT_NE(body.find("N-2"), std::string::npos) << body;
      const auto told = json::parse(body).value();
      const auto path = std::find_if(mapping.out.begin(), mapping.out.end(), [](const auto& one) { return one.second == "main_number"; });
      ASSERT_NE(path, mapping.out.end());
      EXPECT_EQ(text_at(told, path->first), main->number);
      const auto words = std::find_if(mapping.out.begin(), mapping.out.end(), [](const auto& one) { return one.second == "text"; });
      EXPECT_NE(text_at(told, words->first).find(main->number), std::string::npos) << body;
      EXPECT_EQ(queue[queue[0].body == body].body.find("main"), std::string::npos) << "nothing of it on other messages";
    }
  });
}

TEST(Connections, WhatFailsTooOftenIsADeadLetterThatHoldsTheRestUntilSomebodyActs) {
  with_station([](Station& s) {
    s.switch_on("city_12345");
    const auto first = s.post("city_12345", fresh(s.system("city_12345").mapping, "m1", "N-1"));
    s.happened(first->number);
    s.mail.fail = 100;
    for (int i = 0; i < 12; ++i) {
      s.run();
      s.later(hours(2));
    }
    ASSERT_EQ(s.queue("city_12345").size(), 1u);
    store::OutRow row = s.queue("city_12345")[0];
    EXPECT_EQ(row.status, "dead");
    EXPECT_EQ(row.attempts, k_most_attempts);
    EXPECT_EQ(s.mail.calls.size(), static_cast<std::size_t>(k_most_attempts));
    EXPECT_NE(row.error.find("503"), std::string::npos);
    s.mail.fail = 0;
    s.write([&](db::Tx& tx) -> Outcome {
      row.status = "waiting";
      row.next = s.clock.moment;
      store::save_out(tx, row);
      return done();
    });
    s.run();
    EXPECT_EQ(s.queue("city_12345")[0].status, "sent");
  });
}

TEST(Connections, ASignatureHoldsForItsContentItsMinuteAndItsSuite) {
  with_station([](Station& s) {
    s.switch_on("petition", "sm3");
    const std::string body = fresh(s.system("petition").mapping, "m1", "N-1");
    EXPECT_TRUE(s.post("petition", body, "sm3").ok());
    EXPECT_EQ(s.post("petition", body, "sha256").refusal().code, ErrorCode::bad_signature);
    const std::string then = std::to_string(s.clock.moment.us / 1'000'000);
    const std::string signature = signature_of("sm3", "secret-of-petition", then, body);
    const auto post = [&](const std::string& timestamp, const std::string& sent) {
      return s.service.receive_signed("petition", timestamp, signature, sent, s.clock.moment);
    };
    EXPECT_FALSE(post(then, body + " ").ok());
    EXPECT_FALSE(post("", body).ok());
    EXPECT_FALSE(post(std::to_string(s.clock.moment.us / 1'000'000 + 1), body).ok());
    s.later(minutes(6));
    EXPECT_EQ(post(then, body).refusal().code, ErrorCode::bad_signature) << "too old";
    EXPECT_EQ(s.service.receive_signed("nobody", then, signature, body, s.clock.moment).refusal().code, ErrorCode::not_found);
  });
}

TEST(Connections, PetitionsKeepTheirOwnClocksBesideOurs) {
  with_station([](Station& s) {
    s.switch_on("petition");
    const ChannelMapping mapping = s.system("petition").mapping;
    const auto first = s.post("petition", fresh(mapping, "m1", "N-1"));
    const auto clocks = [&] { return *json::read<std::vector<ForeignClock>>(s.link(first->number, "petition").clocks); };
    ASSERT_EQ(clocks().size(), 2u);
    EXPECT_EQ(format_local(clocks()[0].due), "2026-11-17 09:05");
    EXPECT_EQ(format_local(clocks()[1].due), "2027-01-01 09:05");
    s.post("petition", message(mapping, "m2", "N-1", "state", {{"state", "已受理"}, {"moment", "2026-11-03 09:00"}})).value();
    EXPECT_TRUE(clocks()[0].ended);
    EXPECT_FALSE(clocks()[1].ended);
    json::Value more = json::parse(message(mapping, "m3", "N-1", "update", {{"text", "批准延期 30 日"}, {"extended", "true"}})).value();
    s.post("petition", json::write(more)).value();
    EXPECT_EQ(format_local(clocks()[1].due), "2027-01-31 09:05");
    EXPECT_EQ(s.post("petition", message(mapping, "m4", "N-2", "new", {{"content", "x"}, {"moment", ""}}))->messages[0].outcome, "held")
        << "without its day of registration";
  });
}

TEST(Connections, WhenTheTwoSidesDisagreeItIsSaidUntilSomebodyHasLooked) {
  with_station([](Station& s) {
    s.switch_on("city_12345");
    const ChannelMapping mapping = s.system("city_12345").mapping;
    const auto first = s.post("city_12345", fresh(mapping, "m1", "N-1"));
    s.post("city_12345", message(mapping, "m2", "N-1", "state", {{"state", "06"}, {"moment", "2026-11-02 10:00"}})).value();
    EXPECT_EQ(s.link(first->number, "city_12345").conflict, "closed:open");
    EXPECT_FALSE(conflict_words("closed:open").zh.empty());
    const CaseRef ref = s.ref(first->number);
    s.write([&](db::Tx& tx) { return s.service.settle_conflict(tx, s.world.dispatcher, ref, "city_12345", "已与市平台核对，仍需办理", s.clock.moment); });
    EXPECT_EQ(s.link(first->number, "city_12345").conflict, "");
    EXPECT_EQ(s.queue("city_12345").size(), 1u) << "our state is told once more";
    const auto late = s.post("city_12345", message(mapping, "m3", "N-1", "state", {{"state", "03"}, {"moment", "2026-11-02 09:30"}}));
    EXPECT_EQ(late->messages[0].outcome, "taken");
    EXPECT_EQ(s.link(first->number, "city_12345").state, "06") << "a late one does not turn the clock back";
  });
}

TEST(Connections, ACaseIsGivenToAnotherPlatformAndItsStatesComeBack) {
  with_station([](Station& s) {
    s.switch_on("sister_district");
    const auto made = s.world.report(s.world.seat, s.world.input("STALL"));
    ASSERT_TRUE(made.ok());
    s.mail.answer = "{\"number\":\"S-77\"}";
    const CaseRef ref = s.ref(made->number);
    s.write([&](db::Tx& tx) { return s.service.hand_over(tx, s.world.dispatcher, ref, "sister_district", {"请协查跨界摊点"}, s.clock.moment); });
    s.run();
    ASSERT_EQ(s.mail.calls.size(), 1u);
    EXPECT_NE(s.mail.calls[0].body.find("\"type\":\"task\""), std::string::npos) << s.mail.calls[0].body;
    EXPECT_NE(s.mail.calls[0].body.find("垃圾"), std::string::npos);
    EXPECT_EQ(s.link(made->number, "sister_district").number, "S-77");
    const ChannelMapping mapping = s.system("sister_district").mapping;
    s.post("sister_district", message(mapping, "b1", "S-77", "state", {{"state", "closed"}, {"text", "已联合清理"}})).value();
    EXPECT_EQ(s.link(made->number, "sister_district").state, "closed");
    EXPECT_EQ(s.link(made->number, "sister_district").conflict, "") << "they did what they were asked";
    const Outcome twice = s.world.db.write(system_scope(), [&](db::Tx& tx) {
      return s.service.hand_over(tx, s.world.dispatcher, ref, "sister_district", {}, s.clock.moment);
    });
    EXPECT_EQ(twice.refusal().code, ErrorCode::already_taken);
  });
}

TEST(Webhooks, AnEventIsDeliveredOnceSignedAndPausesWhatKeepsFailing) {
  with_station([](Station& s) {
    HookMade made;
    s.write([&](db::Tx& tx) -> Outcome {
      TIANGE_TRY(made, s.hooks.make(tx, s.world.dispatcher, {.name = "数据中台", .url = "https://peer.example/h", .events = {"case.closed"}}, s.clock.moment));
      return done();
    });
    const auto seen = s.world.report(s.world.seat, s.world.input("STALL"));
    s.happened(seen->number, "case.reported");
    s.happened(seen->number, "case.closed");
    s.run();
    s.run();
    ASSERT_EQ(s.mail.calls.size(), 1u) << "only what was asked for, once";
    const OutwardCall call = s.mail.calls[0];
    const auto event = json::parse(call.body).value();
    EXPECT_EQ(event.text_or("specversion"), "1.0");
    EXPECT_EQ(event.text_or("type"), "tiange.case.closed");
    EXPECT_EQ(event.text_or("source"), "urn:tiange:440604");
    std::map<std::string, std::string> headers(call.headers.begin(), call.headers.end());
    EXPECT_EQ(headers["Content-Type"], "application/cloudevents+json; charset=utf-8");
    EXPECT_EQ(headers["X-Tiange-Signature"], signature_of("sha256", made.secret, headers["X-Tiange-Timestamp"], call.body));
    EXPECT_EQ(headers["X-Tiange-Message-Id"], event.text_or("id"));
    s.mail.fail = 1'000;
    for (int i = 0; i < 5; ++i) s.happened(seen->number, "case.closed");
    for (int i = 0; i < 20; ++i) {
      s.run();
      s.later(hours(2));
    }
    HookList list;
    s.world.db.run_read([&](db::Tx& tx) { list = s.hooks.list(tx); });
    EXPECT_FALSE(list.items[0].active);
    EXPECT_FALSE(list.items[0].paused_zh.empty());
  });
}

TEST(Webhooks, OfAMergedCaseTheyAreToldWhereItGoesOn) {
  with_station([](Station& s) {
    s.write([&](db::Tx& tx) -> Outcome {
      TIANGE_CHECK_OK(s.hooks.make(tx, s.world.dispatcher, {.name = "数据中台", .url = "https://peer.example/h", .events = {"case.merged"}}, s.clock.moment));
      return done();
    });
    const auto main = s.world.report(s.world.seat, s.world.input("STALL"));
    const auto twin = s.world.report(s.world.seat, s.world.input("STALL"));
    const CaseRef one = s.ref(twin->number), leading = s.ref(main->number);
    s.write([&](db::Tx& tx) { return s.world.service->merge(tx, system_scope(), one, leading, "", s.clock.moment); });
    s.happened(twin->number, "case.merged");
    s.run();
    ASSERT_EQ(s.mail.calls.size(), 1u);
    const auto event = json::parse(s.mail.calls[0].body).value();
    EXPECT_EQ(event.text_or("type"), "tiange.case.merged");
    EXPECT_EQ(event.text_or("subject"), twin->number);
    const json::Value* into = event.find("data")->find("into");
    ASSERT_NE(into, nullptr);
    EXPECT_EQ(into->text_or("number"), main->number);
    EXPECT_EQ(into->text_or("ref"), main->ref);
  });
}

TEST(Webhooks, NothingOfConfidentialCasesGoesOut) {
  with_station([](Station& s) {
    s.write([&](db::Tx& tx) -> Outcome {
      TIANGE_CHECK_OK(s.hooks.make(tx, s.world.dispatcher, {.name = "x", .url = "https://peer.example/h", .events = {"case.closed"}}, s.clock.moment));
      return done();
    });
    ReportInput secret = s.world.input("STALL");
    secret.reporter.confidential = true;
    const auto made = s.world.db.write(system_scope(), [&](db::Tx& tx) { return s.world.service->report(tx, system_scope(), secret, s.world.now); });
    s.happened(made->number, "case.closed");
    s.run();
    EXPECT_TRUE(s.mail.calls.empty());
  });
}

TEST(ClientKeys, AreKnownByTheirDigestKeepTheirPaceAndAreRotated) {
  with_station([](Station& s) {
    KeyMade made, next;
    s.write([&](db::Tx& tx) -> Outcome {
      TIANGE_TRY(made, s.keys.make(tx, s.world.dispatcher, {.name = "随手拍", .per_minute = 2}, s.clock.moment));
      return done();
    });
    int wait = 0;
    const auto check = [&](const std::string& secret) {
      return s.world.db.read([&](db::Tx& tx) { return s.keys.check(tx, secret, s.clock.moment, wait); });
    };
    EXPECT_EQ(check(made.secret)->name, "随手拍");
    EXPECT_TRUE(check(made.secret).ok());
    EXPECT_EQ(check(made.secret).refusal().code, ErrorCode::too_many);
    EXPECT_EQ(wait, 30);
    EXPECT_EQ(check("nobody").refusal().code, ErrorCode::bad_credentials);
    EXPECT_EQ(wait, 0);
    s.write([&](db::Tx& tx) -> Outcome {
      TIANGE_TRY(next, s.keys.rotate(tx, *parse_id(made.key.id), s.clock.moment));
      return done();
    });
    s.later(minutes(5));
    EXPECT_TRUE(check(next.secret).ok());
    EXPECT_TRUE(check(made.secret).ok()) << "both hold for a day";
    s.later(days(2));
    EXPECT_FALSE(check(made.secret).ok());
    EXPECT_TRUE(check(next.secret).ok());
  });
}

}  // namespace
}  // namespace tiange::cases
