#pragma once
// A value made ready for comparing, by what kind of thing it is, and the levels of agreement two such values can have.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tiange::linkage {

enum class Kind : std::uint8_t {
  ignored, id_card, credit_code, phone, date, year, number, code, chinese_name, name, organisation, address, category, text, marks
};
std::string_view kind_word(Kind kind);  // "id_card" …, as configurations write it
std::optional<Kind> kind_of_word(std::string_view word);

// Level 0: one of the two says nothing. 1: they differ. The highest of the kind: they are the same.
int highest_level(Kind kind);
struct LevelName {
  std::string_view zh, en;
};
LevelName level_name(Kind kind, int level);
// What agreement is worth before anything is learned: P(level | same) and P(level | different).
struct Odds {
  double same = 0, different = 0;
};
Odds usual_odds(Kind kind, int level);

struct Prepared {
  std::string text;                   // folded and brought to the normal form of its kind
  std::string core;                   // of an organisation
  std::vector<std::uint32_t> parts;   // code points of a name; parts of an address; numbers of words, ascending
  double number = 0;                  // of a number, year, or day as yyyymmdd
  bool valid = false;                 // an identifier whose check digit is right
};
bool is_identifier(Kind kind);

// Numbers for words and how much each tells: log2 of how rare it is. Filled while preparing, then only read.
class Words {
 public:
  virtual ~Words() = default;
  virtual std::uint32_t number(std::string_view word) = 0;
  virtual double weight(std::uint32_t word) const = 0;
  virtual std::string_view word(std::uint32_t number) const = 0;
};

// Empty where the text says nothing ("", "-", "无", "n/a"). `words` is needed for texts and marks only.
std::optional<Prepared> prepare(Kind kind, std::string_view text, Words* words = nullptr);

int compare(Kind kind, const Prepared& a, const Prepared& b, const Words* words = nullptr);
// How alike two texts are by the words they share, rare ones counting more, misspelt ones counting a little less.
double alike(const Prepared& a, const Prepared& b, const Words& words);

// The words of a text: Latin and digits in runs, Chinese two characters at a time.
std::vector<std::string> words_of(std::string_view folded);
// Numbers of models and parts in a text: letters with digits, 4 characters at least, without - / and dots.
std::vector<std::string> marks_of(std::string_view folded);

}  // namespace tiange::linkage
