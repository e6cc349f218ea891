// Units, people, posts, accounts, roles, delegation, rosters, audit: who may, what changes, what is written down.
#include "city/org/org_test_city.h"

namespace tiange::org {
namespace {

std::string post_json(const std::string& unit, const std::string& duty) {
  return R"({"unit":")" + unit + R"(","duty":")" + duty + "\"}";
}

std::string person_json(const std::string& name, const std::string& unit) {
  return R"({"name":")" + name + R"(","phone":"0757-1234","unit":")" + unit + "\"}";
}

// --- directory ---

TEST(Directory, finds_units_by_code_and_walks_up_to_the_department) {
  in_each_city([](TestCity& city) {
    const auto directory = city.room.directory(city.now);
    ASSERT_TRUE(directory->unit("440604010-CG"));
    EXPECT_EQ(directory->unit("440604010-CG")->kind, "branch");
    EXPECT_EQ(directory->unit_for("440604010001003", "CG")->code, "440604010-CG");
    EXPECT_EQ(directory->unit_for("440604010001003", "ZZ")->code, "440604010001-ZZ");
    EXPECT_EQ(directory->unit_for("440604010", "BG")->code, "440604-BG") << "no branch in towns";
    EXPECT_EQ(directory->unit_for("440604010", "XX"), nullptr);
    EXPECT_EQ(directory->unit_name("440604-CG").zh, "禅城区城市管理和综合执法局");
    EXPECT_EQ(directory->unit_name("nowhere").zh, "nowhere");
    EXPECT_EQ(directory->duty_name("officer").en, "Grid officer");
    EXPECT_EQ(directory->person_name(city.people.at("陈一").id), "陈一");
    EXPECT_EQ(directory->unit_of(city.people.at("陈一").id), "440604010001-ZZ");
    EXPECT_GT(directory->units().size(), 200u);
    const auto stations = directory->units_below("440604010-ZX");
    EXPECT_GT(stations.size(), 30u);
    for (const UnitInfo* station : stations) EXPECT_TRUE(station->area_code.starts_with("440604010")) << station->code;
  });
}

TEST(Directory, knows_who_holds_each_queue) {
  in_each_city([](TestCity& city) {
    EXPECT_EQ(city.holders("440604010001002:officer"), std::vector<std::string>{"陈一"});
    EXPECT_EQ(city.holders("440604010001-ZZ:station_head"), std::vector<std::string>{"王站长"});
    EXPECT_EQ(city.holders("440604010-CG:handler"), std::vector<std::string>{"周城管"});
    EXPECT_EQ(city.holders("440604-ZX:dispatcher"), std::vector<std::string>{"孙派遣"});
    EXPECT_TRUE(city.holders("440604011-CG:handler").empty());
    EXPECT_TRUE(city.holders("").empty());
  });
}

// What a scope lists as its queues and whom the directory names for a queue must be one truth.
void expect_one_truth(TestCity& city) {
  const auto directory = city.room.directory(city.now);
  for (const auto& [name, person] : city.people) {
    for (const std::string& queue : city.scope(name).queues) {
      const auto holders = directory->holders(queue, city.now);
      EXPECT_TRUE(std::any_of(holders.begin(), holders.end(), [&](const Holder& h) { return h.person == person.id; }))
          << name << " " << queue;
    }
  }
  for (const char* grid : {"440604010001001", "440604010001002", "440604010001003", "440604011001001"}) {
    const std::string queue = std::string(grid) + ":officer";
    for (const Holder& holder : directory->holders(queue, city.now))
      EXPECT_TRUE(city.scope(holder.name).has_queue(queue)) << holder.name << " " << queue;
  }
}

TEST(Roster, a_leave_hands_the_queue_to_the_cover_then_back) {
  in_each_city([](TestCity& city) {
    Browser head = city.as("王站长");
    const std::string queue = "440604010001001:officer";
    const auto arrange = [&](const std::string& more) {
      return city.ask(head, "PUT", "/org/roster", R"({"grid":"440604010001001")" + more + "}");
    };
    expect_one_truth(city);
    const std::string leave = R"(,"leave_from":")" + format_iso(city.now + hours(1)) + R"(","leave_until":")" +
                              format_iso(city.now + hours(9)) + "\"";
    ASSERT_EQ(arrange(leave + R"(,"cover":")" + city.people["王站长"].id.text() + R"(","backup":")" +
                      city.people["李二"].id.text() + "\"").status, 200);
    EXPECT_EQ(city.holders(queue), std::vector<std::string>{"陈一"});
    city.now = city.now + hours(2);
    head = city.sign_in("station_head2");
    EXPECT_EQ(city.holders(queue), std::vector<std::string>{"王站长"}) << "the cover, by time alone";
    EXPECT_FALSE(city.scope("陈一").has_queue(queue));
    EXPECT_TRUE(city.scope("陈一").covers("440604010001001"));
    expect_one_truth(city);
    ASSERT_EQ(arrange(leave + R"(,"backup":")" + city.people["李二"].id.text() + "\"").status, 200);
    EXPECT_EQ(city.holders(queue), std::vector<std::string>{"李二"}) << "no cover: the backup";
    EXPECT_TRUE(city.scope("李二").covers("440604010001001"));
    ASSERT_EQ(arrange(leave).status, 200);
    EXPECT_EQ(city.holders(queue), std::vector<std::string>{"王站长"}) << "nobody named: the station head";
    expect_one_truth(city);
    city.now = city.now + hours(8);
    EXPECT_EQ(city.holders(queue), std::vector<std::string>{"陈一"});
    expect_one_truth(city);
  });
}

TEST(Roster, a_session_follows_the_leave_without_signing_in_again) {
  in_each_city([](TestCity& city) {
    Browser head = city.as("王站长");
    Browser officer = city.as("陈一");
    EXPECT_EQ(city.ask(officer, "GET", "/session").at("queues.0"), "440604010001001:officer");
    ASSERT_EQ(city.ask(head, "PUT", "/org/roster", R"({"grid":"440604010001001","leave_from":")" +
                           format_iso(city.now + minutes(5)) + "\"}").status, 200);
    EXPECT_EQ(city.ask(officer, "GET", "/session").at("queues.0"), "440604010001001:officer");
    city.now = city.now + minutes(5);
    EXPECT_EQ(city.ask(officer, "GET", "/session").at("queues.0"), "440604010001002:officer");
  });
}

TEST(Roster, moves_a_grid_to_another_officer) {
  in_each_city([](TestCity& city) {
    Browser head = city.as("王站长");
    const auto give = [&](const std::string& name) {
      return city.ask(head, "PUT", "/org/roster",
                      R"({"grid":"440604010001002","officer":")" + city.people.at(name).id.text() + "\"}");
    };
    EXPECT_EQ(give("周城管").at("fields.0.path"), "officer") << "belongs to the town, outside the station head's area";
    EXPECT_EQ(give("王站长").status, 422) << "no officer";
    ASSERT_EQ(give("李二").status, 200);
    EXPECT_EQ(city.holders("440604010001002:officer"), std::vector<std::string>{"李二"});
    EXPECT_EQ(city.holders("440604010001001:officer"), std::vector<std::string>{"陈一"});
    const Answer matrix = city.ask(head, "GET", "/org/duty-matrix");
    EXPECT_EQ(matrix.items(), 3u);
    EXPECT_EQ(matrix.at("items.1.officers.0.name"), "李二");
    EXPECT_EQ(matrix.at("items.1.station_heads.0.name"), "王站长");
    EXPECT_EQ(matrix.at("items.0.grid_zh"), "澜石社区第一网格");
    EXPECT_EQ(city.ask(head, "PUT", "/org/roster", R"({"grid":"440604011001001"})").status, 404) << "another town's";
  });
}

// --- units and people within the scope ---

TEST(People, a_towns_administrator_sees_and_maintains_the_own_town_only) {
  in_each_city([](TestCity& city) {
    Browser town = city.as("钱管理");
    const Answer list = city.ask(town, "GET", "/org/people");
    EXPECT_EQ(list.items(), 6u);
    EXPECT_TRUE(list.lists("name", "陈一"));
    EXPECT_FALSE(list.lists("name", "张槎格员"));
    EXPECT_FALSE(list.lists("name", "孙派遣")) << "the district's";
    const std::string other = city.people.at("张槎格员").id.text();
    EXPECT_EQ(city.ask(town, "GET", "/org/people/" + other).status, 404);
    EXPECT_EQ(city.ask(town, "PUT", "/org/people/" + other, person_json("改名", "440604011001-ZZ")).status, 404);
    EXPECT_EQ(city.ask(town, "POST", "/org/people/" + other + "/posts", post_json("440604010-CG", "handler")).status, 404);
    EXPECT_EQ(city.ask(town, "POST", "/org/people", person_json("新人", "440604011-ZX")).status, 404);
    const Answer made = city.ask(town, "POST", "/org/people", person_json("新人", "440604010003-ZZ"));
    ASSERT_EQ(made.status, 200) << made.text;
    EXPECT_EQ(made.at("unit_zh"), city.room.directory(city.now)->unit_name("440604010003-ZZ").zh);
    EXPECT_EQ(city.ask(town, "GET", "/org/people?q=新").items(), 1u);
    EXPECT_EQ(city.ask(town, "GET", "/org/people?q=%").items(), 0u) << "a percent sign is a character";
  });
}

TEST(People, pages_are_complete_and_do_not_repeat) {
  in_each_city([](TestCity& city) {
    Browser town = city.as("钱管理");
    std::set<std::string> seen;
    std::string after;
    int pages = 0;
    do {
      const Answer page = city.ask(town, "GET", "/org/people?limit=2&after=" + after);
      for (std::size_t i = 0; i < page.items(); ++i)
        EXPECT_TRUE(seen.insert(page.at("items." + std::to_string(i) + ".id")).second);
      after = page.at("next");
      ++pages;
    } while (!after.empty() && pages < 10);
    EXPECT_EQ(seen.size(), 6u);
    EXPECT_EQ(pages, 3);
    EXPECT_EQ(city.ask(town, "GET", "/org/people?after=nonsense").status, 422);
  });
}

TEST(People, changes_name_every_fault_and_refuse_stale_versions) {
  in_each_city([](TestCity& city) {
    Browser town = city.as("钱管理");
    const Answer bad = city.ask(town, "POST", "/org/people", R"({"name":" ","phone":"abc","unit":"440604010-CG"})");
    EXPECT_EQ(bad.status, 422);
    EXPECT_EQ(bad.at("fields.0.path"), "name");
    EXPECT_EQ(bad.at("fields.1.path"), "phone");
    const std::string id = city.people.at("陈一").id.text();
    town.headers = {{"if-match", "\"1\""}};
    EXPECT_EQ(city.ask(town, "PUT", "/org/people/" + id, person_json("陈壹", "440604010001-ZZ")).at("version"), "2");
    EXPECT_EQ(city.ask(town, "PUT", "/org/people/" + id, person_json("陈贰", "440604010001-ZZ")).status, 412);
    EXPECT_EQ(city.room.directory(city.now)->person_name(city.people.at("陈一").id), "陈壹");
  });
}

TEST(Units, are_added_changed_and_counted) {
  in_each_city([](TestCity& city) {
    Browser town = city.as("钱管理");
    const std::string unit = R"({"area_code":"440604010","line":"SL","kind":"branch","name_zh":"石湾水利所","name_en":"Shiwan Water","parent":"440604-ZJ"})";
    ASSERT_EQ(city.ask(town, "POST", "/org/units", unit).at("code"), "440604010-SL");
    EXPECT_EQ(city.ask(town, "POST", "/org/units", unit).at("code"), "already_taken");
    EXPECT_EQ(city.ask(town, "GET", "/org/units/440604010-SL").at("name_zh"), "石湾水利所");
    EXPECT_EQ(city.ask(town, "PUT", "/org/units/440604010-SL",
                       R"({"kind":"branch","name_zh":"石湾水利管理所","name_en":"Shiwan Water","parent":"440604010-SL"})").status, 422);
    EXPECT_EQ(city.ask(town, "PUT", "/org/units/440604010-SL",
                       R"({"kind":"branch","name_zh":"石湾水利管理所","name_en":"Shiwan Water","parent":"440604-ZJ"})").at("version"), "2");
    EXPECT_EQ(city.ask(town, "PUT", "/org/units/440604011-CG",
                       R"({"kind":"branch","name_zh":"x","name_en":"x","parent":""})").status, 404);
    EXPECT_EQ(city.ask(town, "POST", "/org/units", R"({"area_code":"12","line":"?","kind":"","name_zh":"x","name_en":"x"})").at("fields.2.path"), "kind");
    EXPECT_EQ(city.ask(town, "GET", "/org/units/440604010001-ZZ").at("people"), "3");
    const Answer branches = city.ask(town, "GET", "/org/units?area=440604010&kind=branch&limit=5");
    EXPECT_EQ(branches.items(), 5u);
    EXPECT_EQ(branches.at("total"), "14");
    EXPECT_EQ(city.ask(town, "GET", "/org/units?area=440604010&kind=branch&limit=50&after=" + branches.at("next")).items(), 9u);
  });
}

// --- posts, accounts, administrators ---

TEST(Posts, give_and_take_power_at_once) {
  in_each_city([](TestCity& city) {
    Browser town = city.as("钱管理");
    Browser handler = city.as("周城管");
    const std::string id = city.people.at("周城管").id.text();
    EXPECT_EQ(city.ask(handler, "GET", "/session").text.find("cases.dispatch"), std::string::npos);
    const Answer post = city.ask(town, "POST", "/org/people/" + id + "/posts", post_json("440604010-ZX", "town_command"));
    ASSERT_EQ(post.status, 200) << post.text;
    EXPECT_NE(city.ask(handler, "GET", "/session").text.find("cases.dispatch"), std::string::npos);
    EXPECT_TRUE(city.scope("周城管").has_queue("440604010-ZX:town_command"));
    ASSERT_EQ(city.ask(town, "DELETE", "/org/posts/" + post.at("post_id")).status, 200);
    EXPECT_EQ(city.ask(handler, "GET", "/session").text.find("cases.dispatch"), std::string::npos);
    EXPECT_EQ(city.ask(town, "POST", "/org/people/" + id + "/posts", post_json("440604010-ZX", "dispatcher")).status, 422)
        << "a district duty";
    EXPECT_EQ(city.ask(town, "POST", "/org/people/" + city.people.at("钱管理").id.text() + "/posts",
                       post_json("440604010-ZX", "town_command")).at("code"), "not_for_yourself");
  });
}

TEST(Posts, begin_and_end_by_time_alone) {
  in_each_city([](TestCity& city) {
    Browser town = city.as("钱管理");
    const std::string id = city.people.at("周城管").id.text();
    ASSERT_EQ(city.ask(town, "POST", "/org/people/" + id + "/posts",
                       R"({"unit":"440604010-ZX","duty":"town_command","from":")" + format_iso(city.now + days(1)) +
                           R"(","until":")" + format_iso(city.now + days(2)) + "\"}").status, 200);
    const std::string queue = "440604010-ZX:town_command";
    EXPECT_FALSE(city.scope("周城管").has_queue(queue));
    city.now = city.now + days(1);
    EXPECT_TRUE(city.scope("周城管").has_queue(queue));
    EXPECT_EQ(city.holders(queue), (std::vector<std::string>{"赵调度", "周城管"}));
    city.now = city.now + days(1);
    EXPECT_FALSE(city.scope("周城管").has_queue(queue));
  });
}

TEST(Accounts, are_opened_reset_and_locked) {
  in_each_city([](TestCity& city) {
    Browser town = city.as("钱管理");
    const std::string person = city.ask(town, "POST", "/org/people", person_json("新人", "440604010-CG")).at("id");
    const auto open = [&](const std::string& name) {
      return city.ask(town, "POST", "/org/accounts", R"({"person_id":")" + person + R"(","account":")" + name + "\"}");
    };
    EXPECT_EQ(open("Bad Name").status, 422);
    EXPECT_EQ(open("officer0").at("code"), "already_taken");
    const Answer opened = open("xinren");
    ASSERT_EQ(opened.status, 201) << opened.text;
    Browser fresh = city.sign_in("xinren", opened.at("one_time_secret"));
    const std::string id = city.ask(fresh, "GET", "/session").at("account_id");
    ASSERT_EQ(city.ask(town, "POST", "/org/accounts/" + id + "/lock").status, 200);
    EXPECT_EQ(city.ask(fresh, "GET", "/session").status, 401);
    const std::string again = R"({"account":"xinren","password":")" + opened.at("one_time_secret") + "\"}";
    EXPECT_EQ(city.ask(fresh, "POST", "/session", again).status, 423);
    ASSERT_EQ(city.ask(town, "POST", "/org/accounts/" + id + "/unlock").status, 200);
    EXPECT_EQ(city.ask(fresh, "POST", "/session", again).status, 200);
    const Answer reset = city.ask(town, "POST", "/org/accounts/" + id + "/reset");
    ASSERT_EQ(reset.status, 201);
    EXPECT_EQ(city.ask(fresh, "GET", "/session").status, 401);
    EXPECT_EQ(city.ask(fresh, "POST", "/session", again).status, 401);
    city.now = city.now + hours(72);
    EXPECT_EQ(city.ask(fresh, "POST", "/session", R"({"account":"xinren","password":")" + reset.at("one_time_secret") + "\"}").status, 401)
        << "one-time secrets run out";
    town = city.sign_in("town_admin4");
    EXPECT_EQ(city.ask(town, "POST", "/org/accounts/" + city.people.at("张槎格员").account_id.text() + "/reset").status, 404);
  });
}

TEST(Administrators, hold_separate_powers) {
  in_each_city([](TestCity& city) {
    auto admins = city.administrators();
    struct Given {
      const char* path;
      const char* who;  // the one who may
    } table[] = {{"/org/audit", "audit"}, {"/org/administrators", "security"}, {"/org/people", "admin"}};
    for (const auto& given : table) {
      for (auto& [name, browser] : admins)
        EXPECT_EQ(city.ask(browser, "GET", given.path).status, name == given.who ? 200 : 403) << given.path << " " << name;
    }
    const std::string id = city.room.account_named("security").value().text();
    EXPECT_EQ(city.ask(admins["admin"], "POST", "/org/accounts/" + id + "/reset").at("code"), "powers_separate")
        << "who resets a secret holds the power";
    const std::string officer = city.people.at("陈一").id.text();
    EXPECT_EQ(city.ask(admins["admin"], "POST", "/org/people/" + officer + "/posts", post_json("440604-ZX", "audit_admin")).at("code"),
              "powers_separate");
  });
}

TEST(Administrators, are_appointed_by_the_security_administrator_one_power_each) {
  in_each_city([](TestCity& city) {
    auto admins = city.administrators();
    Browser& security = admins["security"];
    const auto appoint = [&](const std::string& account, const std::string& duty) {
      return city.ask(security, "POST", "/org/administrators", R"({"account":")" + account + R"(","duty":")" + duty + "\"}");
    };
    EXPECT_EQ(appoint("admin", "audit_admin").at("code"), "powers_separate");
    EXPECT_EQ(appoint("security", "security_admin").at("code"), "not_for_yourself");
    EXPECT_EQ(appoint("dispatcher5", "dispatcher").status, 422);
    const Answer made = appoint("dispatcher5", "audit_admin");
    ASSERT_EQ(made.status, 200) << made.text;
    Browser auditor = city.as("孙派遣");
    EXPECT_EQ(city.ask(auditor, "GET", "/org/audit").status, 200);
    ASSERT_EQ(city.ask(security, "DELETE", "/org/administrators/" + made.at("post_id")).status, 200);
    EXPECT_EQ(city.ask(auditor, "GET", "/org/audit").status, 403);
  });
}

TEST(Roles, change_what_a_duty_may_and_stay_separate) {
  in_each_city([](TestCity& city) {
    auto admins = city.administrators();
    Browser officer = city.as("陈一");
    Browser& security = admins["security"];
    EXPECT_EQ(city.ask(officer, "GET", "/session").text.find("cases.close"), std::string::npos);
    ASSERT_EQ(city.ask(security, "PUT", "/org/roles/officer", R"({"permissions":["cases.view","cases.close"]})").status, 200);
    const Answer me = city.ask(officer, "GET", "/session");
    EXPECT_NE(me.text.find("cases.close"), std::string::npos);
    EXPECT_EQ(me.text.find("cases.report"), std::string::npos);
    EXPECT_EQ(city.ask(security, "PUT", "/org/roles/officer", R"({"permissions":["org.audit"]})").at("code"), "powers_separate");
    EXPECT_EQ(city.ask(security, "PUT", "/org/roles/officer", R"({"permissions":["fly"]})").status, 422);
    EXPECT_EQ(city.ask(security, "PUT", "/org/roles/pilot", R"({"permissions":[]})").status, 404);
    EXPECT_EQ(city.ask(security, "PUT", "/org/roles/security_admin", R"({"permissions":["org.roles","cases.view"]})").at("code"),
              "not_for_yourself");
    EXPECT_EQ(city.ask(security, "PUT", "/org/policy", R"({"lock_minutes":1})").status, 422);
    // What was edited outlives the next start.
    city.write([&](db::Tx& tx) { city.room.seed(tx, TIANGE_SOURCE_DIR "/data", city.now).value(); });
    EXPECT_TRUE(city.scope("陈一").may(Permission::cases_close));
  });
}

// --- delegation ---

TEST(Delegation, lends_a_post_for_a_time) {
  in_each_city([](TestCity& city) {
    Browser command = city.as("赵调度");
    const std::string post = city.people.at("赵调度").posts[0].id.text();
    const auto lend = [&](const std::string& to, Instant until, const std::string& reason) {
      return city.ask(command, "POST", "/org/delegations",
                      R"({"post_id":")" + post + R"(","to_person":")" + city.people.at(to).id.text() + R"(","from":")" +
                          format_iso(city.now) + R"(","until":")" + format_iso(until) + R"(","reason":")" + reason + "\"}");
    };
    EXPECT_EQ(lend("周城管", city.now + days(91), "出差").status, 422) << "too long";
    EXPECT_EQ(lend("周城管", city.now + days(1), " ").at("fields.0.path"), "reason");
    EXPECT_EQ(lend("赵调度", city.now + days(1), "出差").status, 422) << "to oneself";
    const Answer lent = lend("周城管", city.now + days(1), "出差");
    ASSERT_EQ(lent.status, 200) << lent.text;
    EXPECT_EQ(lent.at("state"), "active");
    Browser handler = city.as("周城管");
    const Answer me = city.ask(handler, "GET", "/session");
    EXPECT_EQ(me.at("posts.1.delegated_from"), "赵调度");
    EXPECT_TRUE(city.scope("周城管").has_queue("440604010-ZX:town_command"));
    EXPECT_TRUE(city.scope("周城管").may(Permission::cases_approve));
    EXPECT_EQ(city.holders("440604010-ZX:town_command"), (std::vector<std::string>{"赵调度", "周城管"}));
    EXPECT_EQ(city.ask(handler, "GET", "/org/delegations").items(), 1u);
    Browser stranger = city.as("张槎格员");
    EXPECT_EQ(city.ask(stranger, "GET", "/org/delegations").items(), 0u);
    EXPECT_EQ(city.ask(stranger, "DELETE", "/org/delegations/" + lent.at("id")).status, 404);
    city.now = city.now + days(1);
    EXPECT_FALSE(city.scope("周城管").has_queue("440604010-ZX:town_command")) << "over by time alone";
  });
}

TEST(Delegation, is_taken_back_and_only_lends_what_one_holds) {
  in_each_city([](TestCity& city) {
    auto admins = city.administrators();
    Browser command = city.as("赵调度");
    const auto lend = [&](Browser& browser, PostId post, PersonId to) {
      return city.ask(browser, "POST", "/org/delegations",
                      R"({"post_id":")" + post.text() + R"(","to_person":")" + to.text() + R"(","from":")" +
                          format_iso(city.now) + R"(","until":")" + format_iso(city.now + days(1)) + R"(","reason":"轮休"})");
    };
    const PostId mine = city.people.at("赵调度").posts[0].id;
    const PostId others = city.people.at("孙派遣").posts[0].id;
    EXPECT_EQ(lend(command, others, city.people.at("周城管").id).at("code"), "post_not_held");
    const Answer lent = lend(command, mine, city.people.at("周城管").id);
    ASSERT_EQ(city.ask(command, "DELETE", "/org/delegations/" + lent.at("id")).status, 200);
    EXPECT_FALSE(city.scope("周城管").has_queue("440604010-ZX:town_command"));
    EXPECT_EQ(city.ask(command, "GET", "/org/delegations").at("items.0.state"), "taken_back");
    const Answer list = city.ask(admins["security"], "GET", "/org/administrators");
    const PostId system_post{text::to_int(list.at("items.0.post_id")).value()};
    EXPECT_EQ(list.at("items.0.duty"), "system_admin");
    EXPECT_EQ(lend(admins["admin"], system_post, city.people.at("周城管").id).at("code"), "powers_separate");
    const PersonId auditor{text::to_int(city.ask(admins["audit"], "GET", "/session").at("person_id")).value()};
    EXPECT_EQ(lend(command, mine, auditor).at("code"), "powers_separate");
  });
}

// --- audit ---

TEST(Audit, writes_down_who_did_what_and_only_the_audit_administrator_reads_it) {
  in_each_city([](TestCity& city) {
    auto admins = city.administrators();
    Browser browser;
    city.ask(browser, "POST", "/session", R"({"account":"officer0","password":"wrong"})");
    Browser town = city.as("钱管理");
    city.ask(town, "POST", "/org/people", person_json("新人", "440604010-CG"));
    city.ask(town, "DELETE", "/session");
    EXPECT_EQ(city.ask(admins["admin"], "GET", "/org/audit").status, 403);
    Browser& auditor = admins["audit"];
    const Answer list = city.ask(auditor, "GET", "/org/audit");
    EXPECT_EQ(list.at("items.0.kind"), "sign_out");
    EXPECT_EQ(list.at("items.0.who"), "钱管理");
    EXPECT_EQ(list.at("items.0.remote"), "10.0.0.9");
    EXPECT_EQ(list.at("items.0.request_id"), "r" + std::to_string(city.requests - 2));
    EXPECT_EQ(list.at("items.1.kind"), "person_added");
    EXPECT_EQ(list.at("items.1.detail_zh"), "新增人员：新人");
    EXPECT_TRUE(list.lists("kind", "sign_in"));
    const Answer failed = city.ask(auditor, "GET", "/org/audit?kind=sign_in_failed");
    ASSERT_EQ(failed.items(), 1u);
    EXPECT_EQ(failed.at("items.0.subject"), "officer0");
    EXPECT_EQ(failed.at("items.0.result"), "refused");
    EXPECT_EQ(city.ask(auditor, "GET", "/org/audit?who=钱管理").items(), 3u);
    const Answer csv = city.ask(auditor, "GET", "/org/audit/export?kind=person_added");
    EXPECT_NE(csv.text.find("新增人员：新人"), std::string::npos);
    EXPECT_EQ(csv.text.find("sign_out"), std::string::npos);
  });
}

TEST(Audit, pages_backwards_across_days) {
  in_each_city([](TestCity& city) {
    auto admins = city.administrators();
    for (int day = 0; day < 3; ++day) {
      city.as("陈一");
      city.now = city.now + days(1);
    }
    Browser auditor = city.sign_in("audit");
    const std::string all = city.ask(auditor, "GET", "/org/audit?limit=500").text;
    std::vector<std::string> ids;
    std::string after;
    do {
      const Answer page = city.ask(auditor, "GET", "/org/audit?limit=2&after=" + after);
      for (std::size_t i = 0; i < page.items(); ++i) ids.push_back(page.at("items." + std::to_string(i) + ".id"));
      after = page.at("next");
    } while (!after.empty() && ids.size() < 100);
    const Answer whole = city.ask(auditor, "GET", "/org/audit?limit=500");
    ASSERT_EQ(ids.size(), whole.items());
    for (std::size_t i = 0; i < ids.size(); ++i) EXPECT_EQ(ids[i], whole.at("items." + std::to_string(i) + ".id"));
  });
}

TEST(Audit, the_chain_shows_every_forgery) {
  struct Given {
    const char* what;
    const char* sql;
  };
  const Given table[] = {
      {"a changed word", "UPDATE org_audit SET who = 'x' WHERE seq = 2"},
      {"a removed entry", "DELETE FROM org_audit WHERE seq = 2"},
      {"a cut end", "DELETE FROM org_audit WHERE seq = (SELECT MAX(entries) FROM org_audit_days)"},
      {"a forged hash", "UPDATE org_audit SET hash = previous WHERE seq = 3"},
  };
  for (const Given& given : table) {
    in_each_city([&](TestCity& city) {
      auto admins = city.administrators();
      Browser& auditor = admins["audit"];
      const Answer before = city.ask(auditor, "GET", "/org/audit/check");
      EXPECT_EQ(before.at("intact"), "true") << before.text;
      EXPECT_GE(std::stoi(before.at("entries")), 5);
      city.write([&](db::Tx& tx) { ASSERT_GE(tx.run(given.sql, {}), 1) << given.what; });
      const Answer after = city.ask(auditor, "GET", "/org/audit/check");
      EXPECT_EQ(after.at("intact"), "false") << given.what;
      EXPECT_NE(after.at("broken_at"), "") << given.what;
    });
  }
}

TEST(Audit, an_entry_rewritten_with_a_fitting_hash_breaks_the_next) {
  in_each_city([](TestCity& city) {
    auto admins = city.administrators();
    city.write([&](db::Tx& tx) {
      store::AuditEntry forged;
      store::each_audit(tx, {}, [&](const store::AuditEntry& entry) {
        forged = entry;
        return entry.seq != 2;
      });
      forged.who = "别人";
      ASSERT_EQ(tx.run("UPDATE org_audit SET who = ?, hash = ? WHERE part_key = ? AND seq = 2",
                       {forged.who, store::audit_hash(forged), forged.day}), 1);
    });
    EXPECT_TRUE(city.ask(admins["audit"], "GET", "/org/audit/check").at("broken_at").ends_with("#3"));
  });
}

// --- nothing is open by mistake ---

TEST(Routes, without_signing_in_only_signing_in_is_open) {
  in_each_city([](TestCity& city) {
    std::vector<std::string> open;
    for (const http::Route& route : city.routes.all()) {
      if (route.permission == Permission::open_to_all) open.push_back(route.pattern);
    }
    EXPECT_EQ(open, (std::vector<std::string>{"/api/v1/session", "/api/v1/org/demo-roles", "/api/v1/org/demo-session"}));
    Browser nobody;
    EXPECT_EQ(city.ask(nobody, "GET", "/session").at("code"), "not_signed_in");
    EXPECT_EQ(city.ask(nobody, "GET", "/org/people").at("code"), "not_signed_in");
    nobody.token = "made-up";
    EXPECT_EQ(city.ask(nobody, "GET", "/org/people").at("code"), "session_ended");
  });
}

TEST(Routes, bad_input_is_refused_not_broken) {
  in_each_city([](TestCity& city) {
    Browser town = city.as("钱管理");
    for (const char* body : {"", "[]", "null", "{\"name\":1}", "{", "{\"name\":\"\\u0000\"}"}) {
      for (const char* path : {"/session", "/session/password", "/org/people", "/org/accounts", "/org/units", "/org/delegations"}) {
        Browser copy = town;
        const int status = city.ask(copy, "POST", path, body).status;
        EXPECT_GE(status, 400) << path << " " << body;
        EXPECT_LT(status, 500) << path << " " << body;
      }
    }
    for (const char* path : {"/org/people/0", "/org/people/-1", "/org/people/abc", "/org/people/99999999999999999999"})
      EXPECT_EQ(city.ask(town, "GET", path).status, 404) << path;
  });
}

TEST(Commands, PowersAreLentForAWhileAndActsSaySo) {
  in_each_city([](TestCity& city) {
    Browser giver = city.as("赵调度"), receiver = city.as("王站长"), officer = city.as("陈一");
    const std::string to = city.people.at("王站长").id.text();
    const auto body = [&](const std::string& powers, const std::string& area, const std::string& who) {
      return R"({"to_person":")" + who + R"(","powers":[)" + powers + R"(],"areas":[")" + area + R"("],"from":")" + format_iso(city.now) + R"(","until":")" +
             format_iso(city.now + minutes(9)) + R"(","reason":"外出开会"})";
    };
    EXPECT_EQ(city.ask(giver, "POST", "/org/commands", body("\"cases.jump\"", "440604", to)).status, 422) << "larger than one's own";
    EXPECT_EQ(city.ask(officer, "POST", "/org/commands", body("\"cases.jump\"", "440604010001001", to)).status, 422) << "not held";
    const Answer lent = city.ask(giver, "POST", "/org/commands", body("\"cases.jump\",\"cases.approve\"", "440604010", to));
    ASSERT_EQ(lent.status, 200) << lent.text;
    const std::string id = lent.at("id");
    EXPECT_EQ(lent.at("state"), "active");

    receiver.command = id;
    const Answer me = city.ask(receiver, "GET", "/session");
    EXPECT_EQ(me.at("acting_for"), "赵调度");
    EXPECT_EQ(me.at("name"), "王站长（受赵调度委托）");
    EXPECT_NE(me.text.find("cases.jump"), std::string::npos);
    EXPECT_EQ(me.text.find("org.roster"), std::string::npos) << "one's own powers are left aside";
    const Answer on = city.ask(receiver, "POST", "/org/commands", body("\"cases.approve\"", "440604010", city.people.at("陈一").id.text()));
    EXPECT_EQ(on.status, 409) << "never lent on: " << on.text;
    officer.command = id;
    EXPECT_EQ(city.ask(officer, "GET", "/session").at("acting_for"), "") << "somebody else's command";
    EXPECT_EQ(city.ask(officer, "GET", "/org/commands").status, 403);

    receiver.command.clear();
    EXPECT_TRUE(city.ask(receiver, "GET", "/org/commands").lists("id", id));
    EXPECT_EQ(city.ask(giver, "DELETE", "/org/commands/" + id).status, 200);
    receiver.command = id;
    EXPECT_EQ(city.ask(receiver, "GET", "/org/commands").status, 403) << "taken back";
    EXPECT_EQ(city.ask(receiver, "GET", "/session").status, 200);
    receiver.command.clear();
    const Answer again = city.ask(giver, "POST", "/org/commands", body("\"cases.approve\"", "440604010", to));
    city.now = city.now + minutes(9);
    receiver.command = again.at("id");
    EXPECT_EQ(city.ask(receiver, "GET", "/org/commands").status, 403) << "over";
  });
}

TEST(Commands, AdministratorsNeitherLendNorTake) {
  in_each_city([](TestCity& city) {
    auto administrators = city.administrators();
    Browser giver = city.as("赵调度");
    const auto body = [&](const std::string& powers, PersonId to) {
      return R"({"to_person":")" + to.text() + R"(","powers":[")" + powers + R"("],"areas":["440604010"],"from":")" + format_iso(city.now) +
             R"(","until":")" + format_iso(city.now + hours(2)) + R"(","reason":"x"})";
    };
    const auto snapshot = city.room.snapshot(city.now);
    Browser& system = administrators.begin()->second;
    const PersonId admin = *snapshot->person_of(city.room.account_named(administrators.begin()->first).value());
    EXPECT_EQ(city.ask(giver, "POST", "/org/commands", body("cases.approve", admin)).status, 409);
    EXPECT_EQ(city.ask(system, "POST", "/org/commands", body("org.view", city.people.at("陈一").id)).status, 409);
  });
}

}  // namespace
}  // namespace tiange::org
