#pragma once
// The promise every register makes: two different valid identifiers never meet in one subject. Shown every record with
// the subject it was put to, it counts those that broke it; with the truth, also subjects made of different persons.

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace tiange::town {

class IdentityCheck {
 public:
  // `number`: a citizen number or credit code as written; what is not valid says nothing.
  void saw(std::uint64_t subject, std::string_view number);
  // Whom the record is really about, when the truth is known.
  void saw_truth(std::uint64_t subject, std::string_view true_id);

  std::size_t subjects() const { return numbers_.size(); }
  // One sentence for each subject that bears two valid numbers.
  const std::vector<std::string>& faults() const { return faults_; }
  std::size_t mixed() const { return mixed_.size(); }  // subjects made of different persons or firms

 private:
  std::unordered_map<std::uint64_t, std::string> numbers_;
  std::unordered_map<std::uint64_t, std::string> truths_;
  std::unordered_set<std::uint64_t> mixed_;
  std::vector<std::string> faults_;
};

}  // namespace tiange::town
