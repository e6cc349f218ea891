#pragma once
// Matters at every desk of a made district, so that whoever is new finds work there: applications in each state with their
// lamps, grants that wait for a decision, vouchers and a statement for a second person, money to come back, a bank file to be
// approved, objections and repairs of credit, recommendations of posts.
//
// What the registers alone decide is done when the district is made. What needs matches, payments or scores follows while it is
// served, a few seconds after they are there, once: where such a matter exists already, nothing is added.

#include <optional>
#include <string>
#include <vector>

#include "app/opening/opening_calls.h"
#include "city/registers/subjects/subjects.h"
#include "platform/db/db.h"

namespace tiange::app {

// Everything outlives it; routes are complete.
struct OpeningParts {
  db::Db& db;
  org::Org& org;
  registers::Subjects& subjects;
  const http::Routes& routes;
  std::string district;
  std::string data_folder;
};

class Opening {
 public:
  explicit Opening(const OpeningParts& parts) : parts_(parts), calls_(parts.routes, parts.org) {}

  // Of a district that is being made, once its registers are there. Outside transactions.
  void make(Instant now);
  // While it is served; a step at a time, outside transactions. Nothing where the district is none that was made.
  void tend(Instant now);

 private:
  // Somebody of the registers who may enter the own space.
  struct Resident {
    registers::SubjectId id;
    std::string name, id_card, grid;
    json::Value facts;
    int age = 0;
    std::string key;  // of the space, when entered
    Instant until;    // of the key
  };
  struct Firm {
    registers::SubjectId id;
    std::string name, uscc;
    json::Value facts;
    std::size_t legal = 0;  // of residents_
  };

  void learn(Instant now);
  void forget();
  bool enter(Resident& who, Instant at);
  Caller resident(Resident& who, Instant at);

  // opening_services.cpp
  void applications(Instant now, bool of_firms);
  std::string apply_for(const struct OpeningMatter& row, Resident& who, const std::string& firm, Instant sent);
  void follow(const struct OpeningMatter& row, const std::string& unit, const std::string& id, Resident& who, Instant now);
  std::string a_file(Resident& who, const std::string& firm, const std::string& name, Instant at);

  // opening_benefits.cpp
  void confirmations(Instant now);
  void vouchers(Instant now);
  void settle(Instant now);
  void decisions(Instant now);

  // opening_desks.cpp: true when there is nothing more to do
  bool firms(Instant now);
  bool money(Instant now);
  bool refusal(Instant now);
  bool credit(Instant now);
  bool work(Instant now);

  OpeningParts parts_;
  OpeningCalls calls_;
  std::vector<Resident> residents_;
  std::vector<Firm> firms_;
  std::size_t next_ = 0;   // the resident whose turn it is
  unsigned open_ = 0b11111;  // which of firms, money, refusal, credit, work are still to be done
  Instant begun_;
};

// Morning and afternoon of the `back`-th day before: offices are open then.
Instant opening_moment(Instant now, int back, int minute);

}  // namespace tiange::app
