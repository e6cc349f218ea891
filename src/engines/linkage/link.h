#pragma once
// Which records of one or several tables are the same thing. Without labels: columns are understood from their values,
// weights learned from the records themselves.
//
//   Linked linked = link(tables, options, in_order);
//   linked.cluster_of[record]   // records with the same number are one
//
// Records are numbered through all tables in order. Two records with different valid identifiers (citizen ID, credit
// code) never share a cluster. The engine starts no thread: the caller does the pieces.

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engines/linkage/model.h"

namespace tiange::linkage {

struct LinkOptions {
  std::vector<std::optional<std::size_t>> ids;  // by table: the column that numbers its rows, not compared; missing: guessed
  std::vector<FieldPlan> fields;                // empty: guessed
  double threshold = 0.5;                       // chance from which two are taken to be the same
  double possible = 0.1;                        // from which a person should look
  std::optional<bool> one_to_one;               // of two tables: each row has at most one partner; missing: found out
};

struct LinkedPair {
  std::uint32_t a = 0, b = 0;  // records
  double bits = 0, chance = 0;
};

struct LinkStatistics {
  std::size_t records = 0, units = 0, candidates = 0, clusters = 0;
  std::size_t identifier_conflicts = 0;  // merges refused because two valid identifiers differ
  bool first_repeats = false, second_repeats = false;  // of two tables: several rows may be one thing
};

struct Linked {
  std::vector<std::uint32_t> cluster_of;  // by record
  // Of two tables without identifiers: rows of the first with rows of the second. Else all pairs inside clusters are meant
  // and these are the ones that were compared.
  std::vector<LinkedPair> pairs;
  std::vector<LinkedPair> possible;
  bool across = false;  // pairs run between two tables only
  Model model;
  LinkStatistics statistics;
  std::shared_ptr<const Joined> joined;
};

Linked link(std::span<const Table> tables, const LinkOptions& options, Pieces pieces);

// Why two records are (not) the same, field by field.
struct Reason {
  std::string field;
  Kind kind = Kind::text;
  int level = 0;
  LevelName said;
  double bits = 0;
  std::string a, b;  // the values as they stand in the tables
};
std::vector<Reason> explain(const Linked& linked, std::uint32_t a, std::uint32_t b);

}  // namespace tiange::linkage
