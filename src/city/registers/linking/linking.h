#pragma once
// Live linkage of the registers: whose a record is, decided from all it says, at once and whatever the order in which
// records come. Records with the same valid identifier are one subject, records with different ones never; what is
// probable joins, what is possible is laid before people, whose decision stands until they take it back.
//
//   auto linking = registers::open_linking({db, ids, subjects, places});
//   subjects.use_linker(linking->linker());      // persons and firms; other kinds as before
//   linking->add_routes(routes, record);
//
// Routes below /api/v1/registers; P registers.people, F registers.fields.
//   P GET  /matches?state=open|same|different|over&kind=person|firm&after=&limit=   MatchList, newest first
//   P GET  /matches?record=<source>/<key>                                           MatchList of one record, any state
//   P GET  /matches/{id}                                                            MatchView: both sides and the reasons
//   F POST /matches/{id}/decide                                                     MatchDecisionIn -> MatchView
//   F POST /matches/{id}/undo                                                       MatchUndoIn -> MatchView
//   P GET  /matches/records?subject=                                                MatchRecords of one subject
//   F POST /matches/split                                                           MatchSplitIn -> MatchRecords
//
// Values shown are masked whatever the caller may see elsewhere; the levels of agreement say what masks hide.

#include <memory>
#include <span>

#include "city/places/places.h"
#include "city/registers/linking/match_views.h"
#include "city/registers/subjects/subjects.h"

namespace tiange::registers {

struct LinkingParts {
  db::Db& db;
  IdSource& ids;
  Subjects& subjects;
  const places::Places& places;
};

class Linking {
 public:
  virtual ~Linking() = default;
  virtual std::shared_ptr<Linker> linker() = 0;
  virtual void add_routes(http::Routes& routes, const http::Recorder& record) = 0;
};

std::span<const db::Migration> linking_migrations();
std::unique_ptr<Linking> open_linking(LinkingParts parts);

}  // namespace tiange::registers
