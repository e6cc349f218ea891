#include "platform/live/live.h"

#include <gtest/gtest.h>

#include "platform/db/test_db.h"
#include "platform/http/test_server.h"

namespace tiange::live {
namespace {

TEST(Audience, FitsTheScope) {
  Scope scope;
  scope.account = {7};
  scope.areas = {"440604010"};
  scope.units = {"440604010-CG"};
  scope.queues = {"440604010:dispatch"};
  scope.permissions.set(static_cast<std::size_t>(Permission::cases_view));
  EXPECT_TRUE(is_for({}, scope));
  EXPECT_TRUE(is_for({.area = "440604010003"}, scope));
  EXPECT_FALSE(is_for({.area = "440604011"}, scope));
  EXPECT_TRUE(is_for({.area = "440604011", .account = {7}}, scope));
  EXPECT_TRUE(is_for({.unit = "440604010-CG"}, scope));
  EXPECT_TRUE(is_for({.queue = "440604010:dispatch"}, scope));
  EXPECT_FALSE(is_for({.account = {8}}, scope));
  EXPECT_TRUE(is_for({.area = "440604010003", .permission = "cases.view"}, scope));
  EXPECT_FALSE(is_for({.area = "440604010003", .permission = "org.audit"}, scope));
  EXPECT_FALSE(is_for({.permission = "no.such"}, scope));
  EXPECT_FALSE(is_for({.area = "440604010003"}, Scope{}));
}

// One instance: database, hub, server.
struct Instance {
  Instance(const std::string& url, int node, Options options = {})
      : db(db::open({.url = url, .readers = 2, .writers = 2})), routes(*db), ids(node) {
    db->migrate(live_migrations());
    options.node = node;
    options.poll_ms = 20;
    hub = std::make_unique<Hub>(*db, clock, ids, options);
    hub->add_route(routes);
    hub->start();
    server = std::make_unique<http::TestServer>(routes);
  }
  void publish(const std::string& topic, const std::string& text, const Audience& audience = {}) {
    db->run_write(system_scope(), [&](db::Tx& tx) {
      hub->publish(tx, topic, audience, "\"" + text + "\"");
      return true;
    });
  }

  std::unique_ptr<db::Db> db;
  http::Routes routes;
  observe::SystemClock clock;
  IdSource ids;
  std::unique_ptr<Hub> hub;
  std::unique_ptr<http::TestServer> server;
};

struct Screen {
  Screen(Instance& instance, const std::string& query = "", const std::string& last_id = "")
      : client(instance.server->port()) {
    const std::size_t before = instance.hub->listeners();
    client.send("GET /api/v1/live" + query + " HTTP/1.1\r\nHost: x\r\nX-Account: 7\r\n" +
                (last_id.empty() ? "" : "Last-Event-ID: " + last_id + "\r\n") + "\r\n");
    EXPECT_NE(client.receive_until("\r\n\r\n").find("text/event-stream"), std::string::npos);
    EXPECT_NE(client.receive_until("retry: 3000\n\n"), "");
    while (instance.hub->listeners() == before) std::this_thread::yield();
  }
  // The next event as "topic data"; its id in last_id.
  std::string next() {
    while (true) {
      const std::string id = client.receive_until("\n");
      if (id.empty()) return "closed";
      if (id.find("event: reset") != std::string::npos) return "reset";
      if (id.rfind("id: ", 0) != 0) continue;  // chunk sizes, heartbeats, blank lines
      last_id = id.substr(4, id.size() - 5);
      const std::string topic = client.receive_until("\n").substr(7);
      const std::string data = client.receive_until("\n").substr(6);
      return topic.substr(0, topic.size() - 1) + " " + data.substr(0, data.size() - 1);
    }
  }
  net::RawClient client;
  std::string last_id;
};

TEST(Live, TellsWhatWasCommittedToThoseItIsFor) {
  db::for_each_url([](const std::string& url) {
    Instance instance(url, 1);
    Screen all(instance);
    Screen inbox(instance, "?topics=inbox,x");
    instance.publish("cases", "one");
    instance.publish("inbox", "for another", {.account = {8}});
    instance.db->run_write(system_scope(), [&](db::Tx& tx) {
      instance.hub->publish(tx, "cases", {}, "\"rolled back\"");
      return false;
    });
    instance.publish("inbox", "two", {.account = {7}});
    EXPECT_EQ(all.next(), "cases \"one\"");
    EXPECT_EQ(all.next(), "inbox \"two\"");
    EXPECT_EQ(inbox.next(), "inbox \"two\"");
  });
}

TEST(Live, TellsWhatWasMissed) {
  db::for_each_url([](const std::string& url) {
    Instance instance(url, 1, {.remembered = 5});
    std::string last_id;
    {
      Screen screen(instance);
      instance.publish("cases", "0");
      EXPECT_EQ(screen.next(), "cases \"0\"");
      last_id = screen.last_id;
    }
    Screen watch(instance);
    for (int i = 1; i <= 3; ++i) instance.publish("cases", std::to_string(i));
    for (int i = 1; i <= 3; ++i) EXPECT_EQ(watch.next(), "cases \"" + std::to_string(i) + "\"");
    Screen back(instance, "", last_id);
    for (int i = 1; i <= 3; ++i) EXPECT_EQ(back.next(), "cases \"" + std::to_string(i) + "\"");
    for (int i = 4; i <= 9; ++i) instance.publish("cases", std::to_string(i));
    for (int i = 4; i <= 9; ++i) EXPECT_EQ(watch.next(), "cases \"" + std::to_string(i) + "\"");
    Screen late(instance, "", last_id);
    EXPECT_EQ(late.next(), "reset");
    instance.publish("cases", "10");
    EXPECT_EQ(late.next(), "cases \"10\"");
  });
}

TEST(Live, ReachesTheScreensOfOtherInstances) {
  const std::string server = db::test_pg_url();
  if (server.empty()) return;  // SQLite has one instance
  const db::TestSchema schema(server);
  Instance first(schema.url(), 1);
  Instance second(schema.url(), 2);
  Screen here(first);
  Screen there(second);
  for (int i = 0; i < 50; ++i) (i % 2 ? first : second).publish("cases", std::to_string(i));
  std::set<std::string> at_here;
  std::set<std::string> at_there;
  for (int i = 0; i < 50; ++i) {
    at_here.insert(here.next());
    at_there.insert(there.next());
  }
  EXPECT_EQ(at_here.size(), 50u);
  EXPECT_EQ(at_there.size(), 50u);
  // What was said just before an orderly end is not lost.
  first.publish("cases", "last words");
  first.hub->stop();
  EXPECT_EQ(there.next(), "cases \"last words\"");
}

TEST(Live, LimitsScreensPerAccountAndLetsThemGo) {
  const db::TestFolder folder;
  Instance instance("sqlite:" + folder.file("test.db"), 1, {.heartbeat_ms = 20, .most_per_account = 2});
  {
    Screen first(instance);
    Screen second(instance);
    EXPECT_EQ(instance.server->ask("GET", "/api/v1/live", "", {{"X-Account", "7"}}).status, 429);
    EXPECT_EQ(instance.server->ask("GET", "/api/v1/live").status, 401);
  }
  while (instance.hub->listeners() > 0) std::this_thread::yield();
  Screen again(instance);
  instance.hub->stop();
  EXPECT_EQ(again.next(), "closed");
}

}  // namespace
}  // namespace tiange::live
