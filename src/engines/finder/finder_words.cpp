#include "engines/finder/finder_words.h"

#include <algorithm>
#include <bit>
#include <iterator>

#include "base/text.h"
#include "engines/linkage/values/chinese_names.h"
#include "engines/linkage/values/han.h"
#include "engines/linkage/values/numbers.h"

namespace tiange::finder {

namespace {

constexpr std::size_t k_longest_word = 64;      // characters
constexpr std::size_t k_longest_value = 400;    // characters
constexpr std::size_t k_longest_whole = 12;     // characters of values that have a list of their own
constexpr std::size_t k_longest_sound = 8;

// Whether whole values of this length have a list of their own. Numbers as long as all of their sort need none: what is
// that long is found by its parts.
bool has_whole_list(Sort sort, std::size_t points) {
  switch (sort) {
    case Sort::id_card:
    case Sort::credit_code: return points != 18;
    case Sort::phone: return points != 11 && points != 12;
    case Sort::plate: return points != 7 && points != 8;
    default: return points <= k_longest_whole;
  }
}

bool is_digit(char32_t c) { return c >= '0' && c <= '9'; }
bool is_letter(char32_t c) { return c >= 'a' && c <= 'z'; }
bool is_number(Sort sort) {
  return sort == Sort::id_card || sort == Sort::phone || sort == Sort::credit_code || sort == Sort::plate;
}

char32_t next_point(std::string_view text, std::size_t& at) {
  const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
  const char32_t lead = byte(at);
  if (lead < 0x80) return at += 1, lead;
  if (lead < 0xE0) return at += 2, (lead & 0x1F) << 6 | (byte(at - 1) & 0x3F);
  if (lead < 0xF0) return at += 3, (lead & 0x0F) << 12 | (byte(at - 2) & 0x3F) << 6 | (byte(at - 1) & 0x3F);
  return at += 4, (lead & 0x07) << 18 | (byte(at - 3) & 0x3F) << 12 | (byte(at - 2) & 0x3F) << 6 | (byte(at - 1) & 0x3F);
}

// Characters that say nothing inside a value of the sort.
bool is_idle(Sort sort, char32_t c) {
  if (c <= ' ' || c == 0x3000 || c == 0xA0 || c == 0xFEFF) return true;
  if (c == '(' || c == ')' || c == '[' || c == ']' || c == U'【' || c == U'】') return true;
  if (is_number(sort)) return c == '-' || c == '+' || c == '.' || c == U'·' || c == U'•' || c == '/';
  return c == ',' || c == U'、' || c == U'。';
}

void fold(Sort sort, std::string_view raw, std::string& into) {
  into.clear();
  std::size_t points = 0;
  for (std::size_t at = 0; at < raw.size() && points < k_longest_value;) {
    char32_t c = next_point(raw, at);
    if (c >= 0x80) {
      if (c >= 0xFF01 && c <= 0xFF5E) c -= 0xFEE0;
      if (linkage::is_han(c)) {
        c = linkage::simplified(c);
      } else if (c >= 0xC0 && c < 0x180) {
        std::string one;
        text::append_code_point(one, c);
        const auto plain = linkage::folded_points(one);
        if (!plain.empty()) c = plain[0];
      }
    }
    if (c >= 'A' && c <= 'Z') c += 32;
    if (c >= 0x2010 && c <= 0x2015) c = '-';
    if (is_idle(sort, c)) continue;
    text::append_code_point(into, c);
    ++points;
  }
}

// The part of a firm's name behind its place and before its legal form, as bytes of the text.
void find_core(Value& value) {
  value.core_at = value.core_size = 0;
  const std::string core = linkage::organisation_core(value.text);
  const std::size_t at = core.empty() ? std::string::npos : value.text.find(core);
  if (at == std::string::npos) return;
  value.core_at = static_cast<std::uint16_t>(at);
  value.core_size = static_cast<std::uint16_t>(core.size());
}

std::uint64_t key_of(Sort sort, At at, std::uint64_t payload) {
  const auto place = static_cast<std::uint64_t>(sort) * 4 + static_cast<std::uint64_t>(at) + 1;
  return place << 48 | (payload & 0xFFFFFFFFFFFFULL);
}

std::uint64_t text_hash(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325ULL;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
  return hash ^ hash >> 32;
}

std::size_t gram_size(Sort sort) { return is_number(sort) ? 3 : 2; }

// Marks single characters apart from pairs.
constexpr std::uint64_t k_single = 0xFFFF00000000ULL;

// Calls visit(payload, byte where it begins) for each run of `size` characters.
template <class Visit>
void each_gram(std::string_view text, std::size_t size, Visit visit) {
  std::uint64_t window = 0;
  std::array<std::size_t, 3> starts{};
  std::size_t points = 0;
  const std::uint64_t mask = size == 3 ? 0xFFFFFFFFFFFFULL : 0xFFFFFFFFULL;
  for (std::size_t at = 0; at < text.size();) {
    starts[points % 3] = at;
    window = (window << 16 | (next_point(text, at) & 0xFFFF)) & mask;
    if (++points >= size) visit(window, starts[(points - size) % 3]);
  }
}

// Digits of an address: runs of three as well as pairs, and whole numbers, since few pairs of digits are rare. Whole ones
// count as beginnings, as do the first digits of the text.
constexpr std::uint64_t k_whole_number = 0xFFFE00000000ULL;

std::uint64_t number_payload(std::string_view digits) { return k_whole_number | (text_hash(digits) & 0xFFFFFFFFULL); }

void number_keys(std::string_view text, std::vector<std::uint64_t>& into) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    std::size_t end = at;
    while (end < text.size() && is_digit(static_cast<unsigned char>(text[end]))) ++end;
    if (end == at) continue;
    const std::string_view run = text.substr(at, end - at);
    each_gram(run, 3, [&](std::uint64_t gram, std::size_t) { into.push_back(key_of(Sort::address, At::anywhere, gram)); });
    for (std::size_t n = at == 0 ? 1 : run.size(); n <= run.size(); ++n) {
      into.push_back(key_of(Sort::address, At::start, number_payload(run.substr(0, n))));
    }
    at = end;
  }
}

void add_form(Word& word, std::uint32_t sorts, Sort sort, std::string text) {
  if ((sorts & bit(sort)) == 0) return;
  for (const Form& form : word.forms) {
    if (form.sort == sort && form.text == text) return;
  }
  word.forms.push_back({sort, std::move(text)});
}

std::string packed(Sort sort, std::string_view text) {
  std::string out;
  fold(sort, text, out);
  return out;
}

void number_forms(Word& word, std::uint32_t sorts) {
  const std::string plain = packed(Sort::phone, word.said);
  const auto points = text::code_points(plain);
  if (points.size() < 3) return;
  std::size_t digits = 0, letters = 0;
  for (const char32_t c : points) {
    digits += is_digit(c) ? 1 : 0;
    letters += is_letter(c) ? 1 : 0;
  }
  const bool card = digits == points.size() || (digits + 1 == points.size() && points.back() == 'x');
  if (card) add_form(word, sorts, Sort::id_card, plain);
  if (card && points.size() == 15) add_form(word, sorts, Sort::id_card, packed(Sort::id_card, linkage::normal_id_card(plain)));
  if (digits == points.size()) {
    add_form(word, sorts, Sort::phone, plain);
    if (digits == 13 && plain.starts_with("86")) add_form(word, sorts, Sort::phone, plain.substr(2));
  }
  if (digits + letters == points.size()) add_form(word, sorts, Sort::credit_code, plain);
  const bool plate = digits + letters == points.size() ||
                     (digits + letters + 1 == points.size() && linkage::is_han(points[0]));
  if (plate && points.size() <= 8) add_form(word, sorts, Sort::plate, plain);
}

Word read_word(std::u32string_view points, std::uint32_t sorts) {
  Word word;
  word.said = linkage::to_utf8(points);
  std::size_t han = 0, digits = 0, letters = 0;
  for (const char32_t c : points) {
    if (linkage::is_han(c)) ++han;
    if (is_digit(c)) ++digits;
    if (is_letter(c)) {
      ++letters;
      word.letters.push_back(c == 'v' ? 'u' : static_cast<char>(c));
    }
  }
  word.weight = static_cast<int>(han * 8 + digits * 3 + letters * 2);
  const bool spelled = letters >= 2 && han == 0 && digits == 0 && (sorts & (bit(Sort::name) | bit(Sort::firm))) != 0;
  if (!spelled || letters > k_longest_spelling) word.letters.clear();
  const std::string plain = packed(Sort::address, word.said);
  const std::size_t length = text::length(plain);
  if (digits == 0 && (han > 0 || letters >= 2)) add_form(word, sorts, Sort::name, plain);
  if (length >= 2 && han + digits + letters >= 2) {
    add_form(word, sorts, Sort::firm, plain);
    const std::string core = han > 0 ? linkage::organisation_core(plain) : plain;
    if (text::length(core) >= 2) add_form(word, sorts, Sort::firm, core);
    add_form(word, sorts, Sort::address, plain);
  }
  number_forms(word, sorts);
  return word;
}

}  // namespace

void normalize(Sort sort, std::string_view raw, Value& into) {
  into.core_at = into.core_size = 0;
  fold(sort, raw, into.text);
  if (sort == Sort::id_card && into.text.size() == 15) {
    const std::string grown = linkage::normal_id_card(into.text);
    if (grown.size() == 18) fold(sort, grown, into.text);
  }
  if (sort == Sort::phone && into.text.size() == 13 && into.text.starts_with("86")) into.text.erase(0, 2);
  if (sort == Sort::firm) find_core(into);
}

void sound_of(Sort sort, const Value& value, Sound& into) {
  into.syllables.clear();
  into.other_first = 0;
  if (sort != Sort::name && sort != Sort::firm) return;
  std::string_view text = value.text;
  if (sort == Sort::firm && value.core_size > 0) text = text.substr(value.core_at, value.core_size);
  std::u32string points;
  for (std::size_t at = 0; at < text.size() && points.size() < k_longest_sound;) points.push_back(next_point(text, at));
  if (sort == Sort::name) {
    into.syllables = linkage::name_syllables(points);
    if (!points.empty() && linkage::syllable(points[0]) != into.syllables[0]) into.other_first = linkage::syllable(points[0]);
  } else {
    for (const char32_t c : points) into.syllables.push_back(linkage::syllable(c));
  }
}

Spelling::Spelling(std::string_view letters) : letters_(letters.substr(0, k_longest_spelling)) {
  std::vector<std::string> texts;
  for (std::uint16_t n = 0; n == 0 || !linkage::syllable_text(n).empty(); ++n) {
    std::replace_copy(linkage::syllable_text(n).begin(), linkage::syllable_text(n).end(), std::back_inserter(texts.emplace_back()), 'v', 'u');
  }
  syllables_ = texts.size();
  steps_.resize(letters_.size() * syllables_);
  for (std::size_t at = 0; at < letters_.size(); ++at) {
    for (std::size_t s = 0; s < syllables_; ++s) {
      const std::string& text = texts[s];
      Steps& into = steps_[at * syllables_ + s];
      for (std::size_t n = 1; n <= text.size() && at + n <= letters_.size() && text[n - 1] == letters_[at + n - 1]; ++n) {
        into.any |= Read{1} << (at + n);
        if (n == 1 || n == text.size() || (n == 2 && text[1] == 'h')) into.neat |= Read{1} << (at + n);
        if (at > 0) continue;
        if (n < letters_.size()) next_initials_ |= 1U << static_cast<unsigned>(letters_[n] - 'a' + 1);
        if (n == letters_.size()) enough_.push_back(static_cast<std::uint16_t>(s));
      }
    }
  }
}

unsigned Spelling::initial_of(std::uint16_t syllable) {
  const std::string_view text = linkage::syllable_text(syllable);
  return text.empty() ? 0U : static_cast<unsigned>(text[0] == 'v' ? 'u' - 'a' + 1 : text[0] - 'a' + 1);
}

unsigned Spelling::first_initial() const { return static_cast<unsigned>(letters_[0] - 'a' + 1); }

Fit Spelling::fit(std::span<const std::uint16_t> syllables, std::uint16_t other_first) const {
  const Read all = Read{1} << letters_.size();
  for (std::size_t from = 0; from < syllables.size(); ++from) {
    Steps read = steps(0, syllables[from]);
    if (from == 0) {
      read.any |= steps(0, other_first).any;
      read.neat |= steps(0, other_first).neat;
    }
    bool done = (read.any & all) != 0;
    bool whole = syllables.size() == 1 && (read.neat & all) != 0;
    for (std::size_t i = from + 1; i < syllables.size() && read.any != 0 && !(done && from > 0); ++i) {
      Steps further;
      for (Read left = read.any & (all - 1); left != 0; left &= left - 1) {
        const auto at = static_cast<std::size_t>(std::countr_zero(left));
        const Steps& one = steps(at, syllables[i]);
        further.any |= one.any;
        if ((read.neat >> at & 1) != 0) further.neat |= one.neat;
      }
      read = further;
      done = done || (read.any & all) != 0;
      whole = i + 1 == syllables.size() && (read.neat & all) != 0;
    }
    if (done) return from > 0 ? Fit::inside : whole ? Fit::whole : Fit::beginning;
  }
  return Fit::none;
}

bool Spelling::spells(std::span<const std::uint16_t> syllables, std::uint16_t other_first) const {
  const auto reads = [&](std::uint16_t first) {
    std::string_view left = letters_;
    for (std::size_t i = 0; i < syllables.size(); ++i) {
      const std::string_view text = linkage::syllable_text(i == 0 ? first : syllables[i]);
      if (text.empty() || left.size() < text.size()) return false;
      for (std::size_t n = 0; n < text.size(); ++n) {
        if (left[n] != (text[n] == 'v' ? 'u' : text[n])) return false;
      }
      left.remove_prefix(text.size());
    }
    return left.empty();
  };
  if (syllables.size() < 2) return false;
  return reads(syllables[0]) || (other_first != 0 && reads(other_first));
}

std::vector<Word> read_words(std::string_view text, std::uint32_t sorts, std::vector<std::string>& ignored) {
  std::vector<Word> words;
  const std::u32string points = linkage::folded_points(text);
  std::u32string one;
  const auto flush = [&] {
    if (one.empty()) return;
    Word word = read_word(std::u32string_view(one).substr(0, k_longest_word), sorts);
    const bool twice = std::any_of(words.begin(), words.end(), [&](const Word& w) { return w.said == word.said; });
    if ((word.forms.empty() && word.letters.empty()) || words.size() == k_most_words) {
      ignored.push_back(word.said);
    } else if (!twice) {
      words.push_back(std::move(word));
    }
    one.clear();
  };
  for (const char32_t c : points) {
    if (c == ' ' || c == ',' || c == ';' || c == U'、' || c == U'。') {
      flush();
    } else {
      one.push_back(c);
    }
  }
  flush();
  std::stable_sort(words.begin(), words.end(), [](const Word& a, const Word& b) { return a.weight > b.weight; });
  return words;
}

Fit fit_of(Sort sort, std::string_view value, std::uint16_t core_at, std::uint16_t core_size, std::string_view word) {
  if (word.size() > value.size()) return Fit::none;
  if (word == value) return Fit::whole;
  std::size_t at = value.find(word);
  if (at == value.npos) return Fit::none;
  if (sort == Sort::firm && core_size > 0 && word.size() == core_size && value.substr(core_at, core_size) == word) {
    return Fit::whole;
  }
  if (at == 0) return Fit::beginning;
  if (sort == Sort::firm && core_size > 0) {
    return value.substr(core_at).starts_with(word) ? Fit::beginning : Fit::inside;
  }
  if (sort != Sort::address || !std::all_of(word.begin(), word.end(), [](char c) { return is_digit(c); })) return Fit::inside;
  const auto digit = [&](std::size_t i) { return i < value.size() && is_digit(value[i]); };
  for (; at != value.npos; at = value.find(word, at + 1)) {
    if ((at == 0 || !digit(at - 1)) && !digit(at + word.size())) return Fit::beginning;
  }
  return Fit::inside;
}

void value_keys(Sort sort, const Value& value, std::vector<std::uint64_t>& into) {
  into.clear();
  const std::string_view text = value.text;
  const std::size_t size = gram_size(sort);
  const bool core = sort == Sort::firm && value.core_size > 0 && value.core_at > 0;
  each_gram(text, size, [&](std::uint64_t gram, std::size_t at) {
    into.push_back(key_of(sort, At::anywhere, gram));
    if (at == 0 || (core && at == value.core_at)) into.push_back(key_of(sort, At::start, gram));
  });
  if (sort == Sort::address) number_keys(text, into);
  std::size_t points = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t start = at;
    const char32_t c = next_point(text, at);
    ++points;
    if (sort != Sort::name) continue;
    const std::uint64_t single = k_single | (c & 0xFFFF);
    into.push_back(key_of(sort, At::anywhere, single));
    if (start == 0) into.push_back(key_of(sort, At::start, single));
  }
  if (!text.empty() && has_whole_list(sort, points)) {
    into.push_back(key_of(sort, At::whole, text_hash(text)));
  }
  if (sort == Sort::firm && value.core_size > 0) {
    const std::string_view own = text.substr(value.core_at, value.core_size);
    if (has_whole_list(sort, text::length(own))) into.push_back(key_of(sort, At::whole, text_hash(own)));
  }
}

std::uint64_t syllable_key(std::uint16_t syllable, At at) {
  return (k_sorts * 4 + static_cast<std::uint64_t>(at) + 1) << 48 | syllable;
}

void sound_keys(std::span<const std::uint16_t> syllables, std::uint16_t other_first, std::vector<std::uint64_t>& into) {
  into.clear();
  const auto add = [&](std::uint16_t syllable, bool first) {
    if (syllable == 0) return;
    into.push_back(syllable_key(syllable, At::anywhere));
    if (first) into.push_back(syllable_key(syllable, At::start));
    if (first && syllables.size() == 1) into.push_back(syllable_key(syllable, At::whole));
  };
  for (std::size_t i = 0; i < syllables.size(); ++i) add(syllables[i], i == 0);
  add(other_first, true);
}

void form_keys(const Form& form, At at, std::vector<std::uint64_t>& into) {
  into.clear();
  const std::size_t points = text::length(form.text);
  const std::size_t size = gram_size(form.sort);
  // A whole value that has no list of its own is among those that begin with it.
  if (at == At::whole && has_whole_list(form.sort, points)) {
    into.push_back(key_of(form.sort, At::whole, text_hash(form.text)));
    return;
  }
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  const bool number = form.sort == Sort::address && std::all_of(form.text.begin(), form.text.end(), digit);
  if (number && at == At::start) {
    into.push_back(key_of(form.sort, At::start, number_payload(form.text)));
    return;
  }
  const bool start = at != At::anywhere;
  if (points == 1 && form.sort == Sort::name) {
    std::size_t from = 0;
    const std::uint64_t single = k_single | (next_point(form.text, from) & 0xFFFF);
    into.push_back(key_of(form.sort, start ? At::start : At::anywhere, single));
    return;
  }
  if (number && points > 2) {
    each_gram(form.text, 3, [&](std::uint64_t gram, std::size_t) { into.push_back(key_of(form.sort, At::anywhere, gram)); });
  }
  each_gram(form.text, size, [&](std::uint64_t gram, std::size_t byte) {
    into.push_back(key_of(form.sort, start && byte == 0 ? At::start : At::anywhere, gram));
  });
}

}  // namespace tiange::finder
