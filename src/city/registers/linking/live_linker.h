#pragma once
// The linker of persons and firms, and the way back from people's decisions to subjects.

#include <mutex>
#include <set>

#include "city/registers/linking/link_rules.h"
#include "city/registers/linking/linking.h"
#include "city/registers/linking/match_store.h"

namespace tiange::registers {

class LiveLinker final : public Linker {
 public:
  LiveLinker(Subjects& subjects, IdSource& ids, std::shared_ptr<Linker> others)
      : subjects_(subjects), ids_(ids), others_(std::move(others)) {}

  void decide(db::Tx& tx, std::span<const KeptRecord> records, std::span<LinkAnswer> answers, Instant now) override;
  void settled(db::Tx& tx, std::span<const KeptRecord> records, Instant now) override;

  // Groups of the records of these subjects anew, by decisions in force; records go where their group is.
  Outcome regroup(db::Tx& tx, const std::set<std::int64_t>& subjects, const Words& reason, std::string_view by, Instant now);

  // Decisions in force about these records, by ordered pairs.
  using Decisions = std::map<std::pair<std::string, std::string>, linkage::Decision>;
  static Decisions decisions(db::Tx& tx, std::span<const std::string> records);

 private:
  struct Batch;
  void gather(db::Tx& tx, Batch& batch) const;
  // What the subjects near these components hold already, and what people decided about any of it.
  void read_neighbours(db::Tx& tx, Batch& batch, std::span<const std::vector<std::size_t>* const> components) const;
  void settle_component(db::Tx& tx, Batch& batch, const std::vector<std::size_t>& members, std::span<LinkAnswer> answers, Instant now);
  bool plainly(const Batch& batch, const std::vector<std::size_t>& members, std::span<LinkAnswer> answers) const;
  void note_possible(db::Tx& tx, Kind kind, std::span<const linkage::LivePair> pairs, Instant now);

  Subjects& subjects_;
  IdSource& ids_;
  std::shared_ptr<Linker> others_;
  std::mutex pending_mutex_;
  std::set<std::int64_t> pending_;  // subjects that a record has brought together or apart
};

}  // namespace tiange::registers
