#pragma once
// What a firm's own door shows and takes.

#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/time.h"
#include "city/benefits/grants/grants.h"
#include "city/credit/credit.h"

namespace tiange::firms {

struct MyFirm {
  static constexpr bool k_json_defaults = true;
  std::string ref, name, uscc;
  std::string role;              // legal | agent
  std::optional<Instant> until;  // of an agent
  std::int64_t unread = 0;       // offers that nobody has read
};
BOOST_DESCRIBE_STRUCT(MyFirm, (), (ref, name, uscc, role, until, unread))
struct MyFirmList {
  std::vector<MyFirm> items;
};
BOOST_DESCRIBE_STRUCT(MyFirmList, (), (items))

struct FirmFact {
  std::string field, zh, en, value, shown_zh, shown_en, source_zh, source_en;
  std::optional<Instant> observed;
};
BOOST_DESCRIBE_STRUCT(FirmFact, (), (field, zh, en, value, shown_zh, shown_en, source_zh, source_en, observed))
// What the firm was told of by itself: a policy matched it.
struct FirmNotice {
  std::string grant, zh, en, words_zh, words_en, state, state_zh, state_en;
  Instant told;
  std::optional<Instant> read;
  bool needs_confirm = false;
};
BOOST_DESCRIBE_STRUCT(FirmNotice, (), (grant, zh, en, words_zh, words_en, state, state_zh, state_en, told, read, needs_confirm))
struct FirmAgent {
  static constexpr bool k_json_defaults = true;
  std::string id, name;  // masked
  std::string appointed_by;
  std::string state;     // in_force | over | taken_back
  Instant from, until;
  std::optional<Instant> ended;
};
BOOST_DESCRIBE_STRUCT(FirmAgent, (), (id, name, appointed_by, state, from, until, ended))
struct FirmLook {
  Instant looked;
  std::string name, act, purpose;
};
BOOST_DESCRIBE_STRUCT(FirmLook, (), (looked, name, act, purpose))

struct FirmPage : MyFirm {
  std::vector<FirmFact> facts;
  std::vector<FirmNotice> notices;  // newest first
  grants::MyBenefits benefits;
  std::vector<FirmAgent> agents;    // for the legal person
  std::vector<FirmLook> looks;      // who looked at the firm, newest first; for the legal person
};
BOOST_DESCRIBE_STRUCT(FirmPage, (MyFirm), (facts, notices, benefits, agents, looks))

struct FirmTakeIn {
  static constexpr bool k_json_defaults = true;
  std::string policy;
};
BOOST_DESCRIBE_STRUCT(FirmTakeIn, (), (policy))
struct FirmAgentIn {
  static constexpr bool k_json_defaults = true;
  std::string name, id_card;
  int days = 0;  // 1–366
};
BOOST_DESCRIBE_STRUCT(FirmAgentIn, (), (name, id_card, days))
struct FirmAgentList {
  std::vector<FirmAgent> items;
};
BOOST_DESCRIBE_STRUCT(FirmAgentList, (), (items))

}  // namespace tiange::firms
