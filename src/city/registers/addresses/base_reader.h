#pragma once
// Texts of a batch read against what the tree knows of bases: which estate a road number is, in which villages a lane lies.

#include "city/registers/addresses/address_store.h"

namespace tiange::registers {

struct ReadText {
  AddressParts parts;
  std::vector<AddressStep> steps;
  bool sure = true;
};

class BaseReader {
 public:
  explicit BaseReader(const AddressesParts& house) : house_(house) {}

  // As it is known; bases are not called by name.
  std::vector<ReadText> read(db::Tx& tx, std::span<const AddressText> texts) const { return read_all(tx, texts, false); }
  // The same with what the texts themselves tell, which is kept; names that mean something else from now on wait to be read
  // anew.
  std::vector<ReadText> learn(db::Tx& tx, std::span<const AddressText> texts) const { return read_all(tx, texts, true); }
  // The bases that texts of the name may have meant before.
  std::vector<std::int64_t> bases_meant(db::Tx& tx, const ReadAnew& one) const;

 private:
  struct Village {
    Within core;  // of a town without a village
    std::string town, name;  // as they are called
  };
  struct Batch;

  std::vector<ReadText> read_all(db::Tx& tx, std::span<const AddressText> texts, bool add) const;
  bool is_ours(const AddressParts& parts) const;
  void add_told(Batch& batch, const AddressText& text, const AddressParts& parts) const;
  std::string town_called(Batch& batch, const std::string& core) const;
  bool is_slip(Batch& batch, const Within& told) const;
  void learn_withins(db::Tx& tx, Batch& batch) const;
  void learn_estates(db::Tx& tx, Batch& batch) const;
  void settle(Batch& batch, ReadText& one, const Within& told) const;
  const std::vector<Village>& towns(Batch& batch) const;
  const std::vector<Village>& villages(Batch& batch) const;
  std::string shown(Batch& batch, const Within& within, const std::string& base) const;

  const AddressesParts& house_;
};

}  // namespace tiange::registers
