#pragma once
// One person, firm or house found by any fragment of what is known of it: name, pinyin or its initials, citizen number,
// telephone, address, firm, credit code, plate. Everything is held in memory; no I/O, no clock, no threads.
//
//   Builder builder;
//   builder.add({kind, id, "440604010001001", fields});
//   Finder finder = builder.finish();
//   Question question;
//   question.text = "陈 同华路 13";
//   question.areas = scope.areas;
//   Answer answer = finder.find(question);
//
// Words, parted by white space or commas, must all be found, each in any field, in any order:
//   - Chinese characters inside names (one is enough), names of firms and addresses (two at least); what a firm's name
//     and the word have of place and legal form may be left out;
//   - letters, two at least, as pinyin: each syllable whole or cut short, initials included, from any character of the
//     name on: 李晓明 by lixiaoming, lxm, lixm, xiaom; also as letters inside names, firms and addresses;
//   - digits and letters inside citizen numbers (15 digits find the 18), telephones, credit codes and plates, three at
//     least; inside firms and addresses two at least.
// Words that can be looked for nowhere are told in `ignored`.
//
// Order: how the word that says most fits (whole field, beginning, inside), then the next word; equal ones those near
// first, then by kind, grid, id. What a word says is reckoned from its characters alone, so that neither the order nor
// the end of a page depends on what the caller may not see. Beginning means: of the field, of a firm's own name behind its
// place, or a whole number in an address.
//
// Fields of `whole_sorts` are found by their whole value and by nothing less: a number in full, a name in all its
// characters or all its letters. A name is also found by its first character, which masks leave to be seen. So nobody
// learns a value piece by piece from what is found, in which order, or how much of it.
//
// Reading is safe from many threads; put and remove need the finder alone.

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/function_ref.h"

namespace tiange::finder {

enum class Sort : std::uint8_t { name, firm, id_card, phone, credit_code, plate, address };
constexpr std::size_t k_sorts = 7;
constexpr std::uint32_t bit(Sort sort) { return 1U << static_cast<unsigned>(sort); }
constexpr std::uint32_t k_all_sorts = (1U << k_sorts) - 1;

struct Field {
  Sort sort = Sort::name;
  std::string_view text;
};

struct Document {
  std::uint8_t kind = 0;  // 0 … 31, of the caller's own meaning
  std::int64_t id = 0;    // unique within the kind
  std::string_view grid;  // area code; empty: seen only by those who see everything
  std::span<const Field> fields;
};

struct Question {
  std::string text;
  std::vector<std::string> areas;           // code prefixes the caller may see; none sees nothing, "" everything
  std::string near;                         // those of this area first; empty: nowhere
  std::uint32_t kinds = ~0U;                // bit of each kind wanted
  std::uint32_t sorts = k_all_sorts;        // fields the caller may search by
  std::uint32_t whole_sorts = 0;            // of these, what can be found by whole values alone: see below
  std::size_t limit = 20;                   // at most 1000
  std::string after;                        // `more` of the page before; a text that is none of ours gives the first page
};

enum class Fit : std::uint8_t { whole, beginning, inside, none };

struct Reason {  // where the best fit of a word is; one for each word used
  std::string word;
  Sort sort = Sort::name;
  Fit fit = Fit::inside;
};

struct Hit {
  std::uint8_t kind = 0;
  std::int64_t id = 0;
  std::string grid;
  std::vector<Reason> reasons;
};

struct Answer {
  std::vector<Hit> hits;
  std::string more;  // empty: this was the last page
  std::vector<std::string> ignored;
};

constexpr std::size_t k_most_words = 5;  // further ones are ignored

struct Inside;

class Finder {
 public:
  Finder();  // empty
  Finder(Finder&&) noexcept;
  Finder& operator=(Finder&&) noexcept;
  ~Finder();

  Answer find(const Question& question) const;

  // Adds or replaces the document of that kind and id.
  void put(const Document& document);
  // False when there was none.
  bool remove(std::uint8_t kind, std::int64_t id);

  std::size_t size() const;
  // Documents put since the build. They are looked through one by one: fold when they are more than some ten thousand.
  std::size_t changed() const;
  // The same documents, built anew. This one can be asked meanwhile.
  Finder folded() const;
  std::size_t memory_bytes() const;

  // The bytes of everything, piece by piece, for this machine's kind of processor.
  void save(FunctionRef<void(std::string_view)> write) const;
  // Nothing when the bytes are not those of a whole snapshot of this version.
  static std::optional<Finder> restore(std::string_view bytes);

 private:
  friend class Builder;
  explicit Finder(std::unique_ptr<Inside> inside);
  std::unique_ptr<Inside> inside_;
};

// Quickest when documents come in order of grid. Of several with the same kind and id the last counts.
class Builder {
 public:
  Builder();
  ~Builder();
  void add(const Document& document);
  Finder finish();

 private:
  friend class Finder;
  struct Making;
  std::unique_ptr<Making> making_;
};

}  // namespace tiange::finder
