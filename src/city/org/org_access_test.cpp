// Signing in, sessions, lockout, passwords, second factor, tokens, freshness across instances.
#include "city/org/org_test_city.h"

namespace tiange::org {
namespace {

const std::string k_wrong = R"({"account":"officer0","password":"wrong"})";
const std::string k_right = R"({"account":"officer0","password":"Right-Horse-9"})";

TEST(FirstStart, makes_three_administrators_whose_secrets_must_be_changed) {
  in_each_city([](TestCity& city) {
    const auto issued = city.room.first_start("440604", city.now).value();
    ASSERT_EQ(issued.size(), 3u);
    EXPECT_TRUE(city.room.first_start("440604", city.now).value().empty()) << "only once";
    Browser browser;
    const Answer in = city.ask(browser, "POST", "/session",
                               R"({"account":"admin","password":")" + issued[0].secret + "\"}");
    ASSERT_EQ(in.status, 200) << in.text;
    EXPECT_EQ(in.at("must_change_secret"), "true");
    EXPECT_EQ(city.ask(browser, "GET", "/org/units").at("code"), "must_change_secret");
    EXPECT_EQ(city.ask(browser, "GET", "/session").at("must_change_secret"), "true");
    const Answer changed = city.ask(browser, "POST", "/session/password",
                                    R"({"old":")" + issued[0].secret + R"(","new":"Brave-New-2026"})");
    ASSERT_EQ(changed.status, 200) << changed.text;
    EXPECT_EQ(city.ask(browser, "GET", "/org/units").status, 200) << "the same session goes on";
    Browser again;
    EXPECT_EQ(city.ask(again, "POST", "/session", R"({"account":"admin","password":")" + issued[0].secret + "\"}").status, 401)
        << "a one-time secret works once";
  });
}

TEST(SignIn, says_who_one_is) {
  in_each_city([](TestCity& city) {
    Browser browser = city.as("陈一");
    const Answer me = city.ask(browser, "GET", "/session");
    ASSERT_EQ(me.status, 200);
    EXPECT_EQ(me.at("name"), "陈一");
    EXPECT_EQ(me.at("level"), "grid");
    EXPECT_EQ(me.at("home_area.code"), "440604010001001");
    EXPECT_EQ(me.at("home_area.name_zh"), "澜石社区第一网格");
    EXPECT_EQ(me.at("posts.0.duty_zh"), "网格员");
    EXPECT_EQ(me.at("queues.0"), "440604010001001:officer");
    EXPECT_NE(me.text.find("cases.report"), std::string::npos);
    EXPECT_EQ(me.text.find("org.manage"), std::string::npos);
  });
}

TEST(SignIn, answers_alike_to_wrong_passwords_and_unknown_names) {
  in_each_city([](TestCity& city) {
    city.set_password(city.people.at("陈一").account_id);
    Browser browser;
    const Answer wrong = city.ask(browser, "POST", "/session", k_wrong);
    const Answer unknown = city.ask(browser, "POST", "/session", R"({"account":"nobody","password":"wrong"})");
    EXPECT_EQ(wrong.status, 401);
    EXPECT_EQ(unknown.status, 401);
    EXPECT_EQ(wrong.at("code"), unknown.at("code"));
    EXPECT_EQ(wrong.at("detail"), unknown.at("detail"));
    EXPECT_TRUE(browser.token.empty());
  });
}

TEST(SignIn, an_account_without_a_secret_lets_nobody_in) {
  in_each_city([](TestCity& city) {
    Browser browser;
    EXPECT_EQ(city.ask(browser, "POST", "/session", R"({"account":"officer0","password":""})").status, 401);
  });
}

TEST(Lockout, locks_known_and_unknown_names_after_five_failures_and_opens_after_a_quarter) {
  in_each_city([](TestCity& city) {
    city.set_password(city.people.at("陈一").account_id);
    Browser browser;
    const std::string ghost = R"({"account":"ghost","password":"wrong"})";
    for (const std::string& body : {k_wrong, ghost}) {
      for (int i = 1; i <= 4; ++i) EXPECT_EQ(city.ask(browser, "POST", "/session", body).status, 401) << i;
      EXPECT_EQ(city.ask(browser, "POST", "/session", body).status, 423);
    }
    EXPECT_EQ(city.ask(browser, "POST", "/session", k_right).status, 423) << "even with the right password";
    city.now = city.now + minutes(15);
    EXPECT_EQ(city.ask(browser, "POST", "/session", k_right).status, 200);
  });
}

TEST(Lockout, a_success_forgives) {
  in_each_city([](TestCity& city) {
    city.set_password(city.people.at("陈一").account_id);
    for (int round = 0; round < 2; ++round) {
      Browser browser;
      for (int i = 1; i <= 4; ++i) EXPECT_EQ(city.ask(browser, "POST", "/session", k_wrong).status, 401);
      EXPECT_EQ(city.ask(browser, "POST", "/session", k_right).status, 200) << round;
    }
  });
}

TEST(Sessions, end_when_idle_when_old_and_when_signed_out) {
  in_each_city([](TestCity& city) {
    Browser idle = city.as("陈一");
    city.now = city.now + minutes(29);
    EXPECT_EQ(city.ask(idle, "GET", "/session").status, 200);
    city.now = city.now + minutes(29);
    EXPECT_EQ(city.ask(idle, "GET", "/session").status, 200) << "each request counts";
    city.now = city.now + minutes(30);
    EXPECT_EQ(city.ask(idle, "GET", "/session").at("code"), "session_ended");

    Browser busy = city.as("陈一");
    for (int i = 0; i < 12 * 3 - 1; ++i) {
      city.now = city.now + minutes(20);
      ASSERT_EQ(city.ask(busy, "GET", "/session").status, 200) << i;
    }
    city.now = city.now + minutes(20);
    EXPECT_EQ(city.ask(busy, "GET", "/session").status, 401) << "twelve hours are the end";

    Browser out = city.as("陈一");
    Browser copy = out;
    EXPECT_EQ(city.ask(out, "DELETE", "/session").status, 200);
    EXPECT_TRUE(out.token.empty());
    EXPECT_EQ(city.ask(copy, "GET", "/session").status, 401);
  });
}

TEST(Sessions, one_session_ends_the_others_when_the_policy_says_so) {
  in_each_city([](TestCity& city) {
    auto admins = city.administrators();
    Browser first = city.as("陈一");
    Browser second = city.sign_in("officer0");
    EXPECT_EQ(city.ask(first, "GET", "/session").status, 200);
    ASSERT_EQ(city.ask(admins["security"], "PUT", "/org/policy", R"({"one_session":true})").status, 200);
    Browser third = city.sign_in("officer0");
    EXPECT_EQ(city.ask(first, "GET", "/session").status, 401);
    EXPECT_EQ(city.ask(second, "GET", "/session").status, 401);
    EXPECT_EQ(city.ask(third, "GET", "/session").status, 200);
  });
}

TEST(Sessions, writes_need_the_token_of_the_page) {
  in_each_city([](TestCity& city) {
    Browser browser = city.as("陈一");
    const std::string right = browser.csrf;
    const std::string english = R"({"language":"en"})";
    browser.csrf = "";
    EXPECT_EQ(city.ask(browser, "PUT", "/session/language", english).at("code"), "csrf");
    browser.csrf = "forged";
    EXPECT_EQ(city.ask(browser, "PUT", "/session/language", english).at("code"), "csrf");
    EXPECT_EQ(city.ask(browser, "GET", "/session").status, 200) << "reading needs none";
    browser.csrf = right;
    EXPECT_EQ(city.ask(browser, "PUT", "/session/language", english).status, 200);
    EXPECT_EQ(city.ask(browser, "GET", "/session").at("language"), "en");
  });
}

TEST(Sessions, tokens_are_kept_as_digests_only) {
  in_each_city([](TestCity& city) {
    Browser browser = city.as("陈一");
    int rows = 0;
    city.db.run_read([&](db::Tx& tx) {
      tx.each("SELECT token_hash FROM org_sessions", {}, [&](const db::Row& row) {
        ++rows;
        EXPECT_EQ(row.text(0), hex(sha256(browser.token)));
        return true;
      });
    });
    EXPECT_EQ(rows, 1);
  });
}

TEST(Passwords, refuse_the_weak_the_old_and_the_thief) {
  in_each_city([](TestCity& city) {
    Browser browser = city.as("陈一");
    const auto change = [&](const std::string& old, const std::string& fresh) {
      return city.ask(browser, "POST", "/session/password", R"({"old":")" + old + R"(","new":")" + fresh + "\"}");
    };
    EXPECT_EQ(change("Right-Horse-9", "short").at("code"), "weak_password");
    EXPECT_EQ(change("not-this-one", "Brave-New-2026").at("fields.0.path"), "old");
    EXPECT_EQ(change("Right-Horse-9", "Right-Horse-9").at("fields.0.path"), "new") << "the same again";
    std::string last = "Right-Horse-9";
    for (int i = 1; i <= 4; ++i) {
      const std::string next = "Brave-New-202" + std::to_string(i);
      ASSERT_EQ(change(last, next).status, 200);
      last = next;
      city.now = city.now + minutes(1);
    }
    EXPECT_EQ(change(last, "Right-Horse-9").status, 422) << "the fifth last";
    ASSERT_EQ(change(last, "Brave-New-2025").status, 200);
    EXPECT_EQ(change("Brave-New-2025", "Right-Horse-9").status, 200) << "the sixth last";
  });
}

TEST(Passwords, a_change_ends_the_other_sessions) {
  in_each_city([](TestCity& city) {
    Browser thief = city.as("陈一");
    Browser owner = city.sign_in("officer0");
    ASSERT_EQ(city.ask(owner, "POST", "/session/password", R"({"old":"Right-Horse-9","new":"Brave-New-2026"})").status, 200);
    EXPECT_EQ(city.ask(thief, "GET", "/session").status, 401);
    EXPECT_EQ(city.ask(owner, "GET", "/session").status, 200);
  });
}

TEST(SecondFactor, is_asked_for_and_each_code_works_once) {
  in_each_city([](TestCity& city) {
    Browser browser = city.as("陈一");
    const std::string secret = city.ask(browser, "POST", "/session/totp/start").at("secret");
    const auto code = [&](int off) { return crypto::totp_code(secret, city.now.us / 30'000'000 + off); };
    EXPECT_EQ(city.ask(browser, "POST", "/session/totp/confirm", R"({"code":"000000x"})").status, 422);
    ASSERT_EQ(city.ask(browser, "POST", "/session/totp/confirm", R"({"code":")" + code(0) + "\"}").status, 200);
    EXPECT_EQ(city.ask(browser, "GET", "/session").at("second_factor"), "true");

    Browser fresh;
    const Answer half = city.ask(fresh, "POST", "/session", k_right);
    EXPECT_EQ(half.at("second_factor_needed"), "true");
    EXPECT_TRUE(fresh.token.empty());
    const auto with_code = [&](const std::string& given) {
      return city.ask(fresh, "POST", "/session", R"({"account":"officer0","password":"Right-Horse-9","code":")" + given + "\"}");
    };
    EXPECT_EQ(with_code(code(0)).status, 401) << "used to confirm";
    EXPECT_EQ(with_code("123456").status, 401);
    city.now = city.now + seconds(30);
    const std::string present = code(0);
    EXPECT_EQ(with_code(present).status, 200);
    EXPECT_EQ(with_code(present).status, 401) << "replayed";
    EXPECT_EQ(city.ask(fresh, "DELETE", "/session/totp").status, 200);
    EXPECT_EQ(city.ask(fresh, "POST", "/session", k_right).at("second_factor_needed"), "false");
  });
}

TEST(Tokens, let_programs_in_until_revoked) {
  in_each_city([](TestCity& city) {
    Browser owner = city.as("孙派遣");
    const std::string until = format_iso(city.now + days(30));
    const Answer issued = city.ask(owner, "POST", "/session/tokens", R"({"purpose":"测试","until":")" + until + "\"}");
    ASSERT_EQ(issued.status, 201) << issued.text;
    EXPECT_EQ(city.ask(owner, "POST", "/session/tokens",
                       R"({"purpose":"测试","until":")" + format_iso(city.now + days(367)) + "\"}").at("fields.0.path"), "until");
    Browser program;
    program.headers = {{"authorization", "Bearer " + issued.at("token")}};
    city.now = city.now + hours(20);
    EXPECT_EQ(city.ask(program, "GET", "/org/units?limit=1").status, 200) << "no idle limit";
    EXPECT_EQ(city.ask(program, "PUT", "/session/language", R"({"language":"en"})").status, 200) << "no page, no CSRF";
    owner = city.sign_in("dispatcher5");
    const std::string id = city.ask(owner, "GET", "/session/tokens").at("items.0.id");
    EXPECT_EQ(city.ask(owner, "DELETE", "/session/tokens/" + id).status, 200);
    EXPECT_EQ(city.ask(program, "GET", "/org/units?limit=1").status, 401);
  });
}

TEST(Tokens, end_at_their_time) {
  in_each_city([](TestCity& city) {
    const AccountId account = city.people.at("孙派遣").account_id;
    const std::string token = city.room.issue_token(account, "bench", city.now + days(1), city.now).value();
    Browser program;
    program.headers = {{"authorization", "Bearer " + token}};
    EXPECT_EQ(city.ask(program, "GET", "/org/units?limit=1").status, 200);
    city.now = city.now + days(1);
    EXPECT_EQ(city.ask(program, "GET", "/org/units?limit=1").status, 401);
    EXPECT_FALSE(city.room.issue_token(account, "bench", city.now, city.now).ok());
  });
}

TEST(DemoSwitcher, works_only_in_a_demonstration_and_only_from_this_machine) {
  in_each_city([](TestCity& city) {
    Browser here;
    here.loopback = true;
    EXPECT_EQ(city.ask(here, "GET", "/org/demo-roles").status, 404) << "not a demonstration";
    city.write([&](db::Tx& tx) { city.room.mark_demo(tx); });
    const Answer roles = city.ask(here, "GET", "/org/demo-roles");
    ASSERT_EQ(roles.status, 200);
    EXPECT_EQ(roles.items(), 6u) << "one for each duty: " << roles.text;
    EXPECT_EQ(roles.at("items.0.account"), "officer0");
    EXPECT_EQ(roles.at("items.0.level"), "grid");

    Browser away;
    EXPECT_EQ(city.ask(away, "GET", "/org/demo-roles").status, 404);
    EXPECT_EQ(city.ask(away, "POST", "/org/demo-session", R"({"account":"officer0"})").status, 404);
    Browser proxied = here;
    proxied.headers = {{"x-forwarded-for", "8.8.8.8"}};
    EXPECT_EQ(city.ask(proxied, "POST", "/org/demo-session", R"({"account":"officer0"})").status, 404);

    ASSERT_EQ(city.ask(here, "POST", "/org/demo-session", R"({"account":"officer0"})").status, 200);
    EXPECT_EQ(city.ask(here, "GET", "/session").at("name"), "陈一");
    EXPECT_EQ(city.ask(here, "GET", "/session").at("demo"), "true");
    NewPerson synthetic;
    synthetic.id = PersonId{901};
    synthetic.name = "程审计";
    synthetic.unit = "440604-ZX";
    synthetic.account_id = AccountId{902};
    synthetic.account = "audit_admin001";
    synthetic.posts.push_back({PostId{903}, "440604-ZX", "audit_admin", {}});
    city.write([&](db::Tx& tx) {
      Batch batch;
      batch.people.push_back(synthetic);
      city.room.load(tx, batch, city.now);
    });
    EXPECT_EQ(city.room.first_start("440604", city.now).value().size(), 3u) << "nobody could administrate yet";
    EXPECT_EQ(city.ask(here, "POST", "/org/demo-session", R"({"account":"audit"})").status, 404)
        << "administrators with a secret sign in with it";
    const std::string offered = city.ask(here, "GET", "/org/demo-roles").text;
    EXPECT_NE(offered.find("audit_admin001"), std::string::npos) << offered;
    EXPECT_EQ(offered.find("system_admin"), std::string::npos) << offered;
    EXPECT_EQ(city.ask(here, "POST", "/org/demo-session", R"({"account":"audit_admin001"})").status, 200);
    EXPECT_EQ(city.ask(here, "GET", "/org/audit?limit=1").status, 200);
  });
}

TEST(Freshness, another_instance_follows_within_the_time_set) {
  in_each_city([](TestCity& city) {
    IdSource ids(2);
    OrgRoom other(city.db, ids, TestCity::options());
    Browser browser = city.as("陈一");
    const std::string token = browser.token;
    const auto let_in = [&](Instant moment) {
      http::Request request;
      request.now = moment;
      request.path = "/api/v1/org/units";
      request.headers = {{"cookie", "tiange_session=" + token}};
      return other.authenticate(request).ok() && request.signed_in;
    };
    EXPECT_TRUE(let_in(city.now));
    EXPECT_EQ(city.ask(browser, "DELETE", "/session").status, 200);
    EXPECT_TRUE(let_in(city.now + seconds(1))) << "not yet looked";
    EXPECT_FALSE(let_in(city.now + seconds(3)));
  });
}

TEST(Freshness, being_seen_by_another_instance_keeps_a_session_alive) {
  in_each_city([](TestCity& city) {
    IdSource ids(2);
    OrgRoom other(city.db, ids, TestCity::options());
    Browser browser = city.as("陈一");
    const auto ask_other = [&] {
      http::Request request;
      request.now = city.now;
      request.path = "/api/v1/session";
      request.headers = {{"cookie", "tiange_session=" + browser.token}};
      return other.authenticate(request).ok() && request.signed_in;
    };
    EXPECT_TRUE(ask_other());
    for (int i = 0; i < 4; ++i) {
      city.now = city.now + minutes(20);
      ASSERT_EQ(city.ask(browser, "GET", "/session").status, 200);
    }
    EXPECT_TRUE(ask_other()) << "80 minutes since it saw the session itself";
  });
}

}  // namespace
}  // namespace tiange::org
