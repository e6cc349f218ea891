#include "engines/finder/finder.h"

#include <algorithm>
#include <charconv>

#include "engines/finder/finder_inside.h"

namespace tiange::finder {

namespace {

constexpr std::size_t k_most_limit = 1000;
constexpr std::size_t k_few = 2'000;   // so many are looked at one by one rather than narrowed further
constexpr std::size_t k_many = 6'000;  // of more only the best are looked at, until the page is full

using Ranges = std::vector<std::pair<Number, Number>>;

// One word of a question against what is held.
class Asked {
 public:
  Asked(const Inside& in, const Word& word, const Question& question)
      : in_(in), word_(word), sorts_(question.sorts), whole_sorts_(question.whole_sorts) {
    for (const Form& form : word.forms) {
      if (!lists_of(form, At::anywhere)) continue;
      forms_.push_back(&form);
      held_sorts_ |= bit(form.sort);
      estimate_ += in.lists.count(found_[0]);
    }
    if (word.letters.empty()) return;
    spelling_.emplace(word.letters);
    held_sorts_ |= sorts_ & (bit(Sort::name) | bit(Sort::firm));
    read_sounds();
  }
  const Word& word() const { return word_; }
  std::size_t estimate() const { return estimate_; }

  // At least the documents where the word fits so; of `whole` and `start` all that fit better or so.
  const Bits& set(At at) {
    std::optional<Bits>& made = sets_[static_cast<std::size_t>(at)];
    if (made) return *made;
    made.emplace(in_.documents());
    for (const Form* form : forms_) {
      if (lists_of(*form, at)) add_common(*made);
    }
    const Fit least = at == At::whole ? Fit::whole : at == At::start ? Fit::beginning : Fit::inside;
    for (const auto& [sound, fit] : fitting_) {
      if (fit > least) continue;
      for (std::uint32_t i = first_of(sound); i < in_.sounds.document_ends[sound]; ++i) made->set(in_.sounds.documents[i]);
    }
    if (!spelling_) return *made;
    for (const std::uint16_t syllable : spelling_->enough()) {
      const std::uint32_t list = in_.lists.find(syllable_key(syllable, at));
      if (list != Lists::k_missing) in_.lists.add_to(list, *made);
    }
    return *made;
  }

  Fit fit(Number document, Sort* where = nullptr) const {
    Fit best = Fit::none;
    for (const std::uint32_t entry : in_.entries_of(document)) {
      const auto sort = static_cast<Sort>(entry >> k_sort_shift);
      if ((held_sorts_ & bit(sort)) == 0) continue;
      const std::uint32_t number = entry & k_value_mask;
      const Values& all = in_.values[entry >> k_sort_shift];
      Fit one = Fit::none;
      if (spelled(sort) && all.sounds[number] != k_no_sound) {
        const std::uint32_t sound = all.sounds[number];
        one = spelled_fit(sort, in_.sounds.of(sound), in_.sounds.other_first[sound]);
      }
      for (const Form* form : forms_) {
        if (form->sort != sort) continue;
        one = std::min(one, written_fit(sort, all.text(number), all.core_at(number), all.core_size(number), form->text));
      }
      note(one, sort, best, where);
      if (best == Fit::whole) break;
    }
    return best;
  }

  Fit fit(const Changed& document, Sort* where = nullptr) const {
    Fit best = Fit::none;
    for (std::size_t i = 0; i < document.values.size(); ++i) {
      const auto& [sort, value] = document.values[i];
      Fit one = Fit::none;
      if (spelled(sort)) one = spelled_fit(sort, document.sounds[i].syllables, document.sounds[i].other_first);
      for (const Form& form : word_.forms) {
        if (form.sort == sort) one = std::min(one, written_fit(sort, value.text, value.core_at, value.core_size, form.text));
      }
      note(one, sort, best, where);
      if (best == Fit::whole) break;
    }
    return best;
  }

 private:
  bool spelled(Sort sort) const {
    return spelling_.has_value() && (sort == Sort::name || sort == Sort::firm) && (sorts_ & bit(sort)) != 0;
  }
  bool whole_only(Sort sort) const { return (whole_sorts_ & bit(sort)) != 0; }
  Fit spelled_fit(Sort sort, std::span<const std::uint16_t> syllables, std::uint16_t other_first) const {
    if (whole_only(sort)) return spelling_->spells(syllables, other_first) ? Fit::whole : Fit::none;
    return spelling_->fit(syllables, other_first);
  }
  Fit written_fit(Sort sort, std::string_view value, std::uint16_t core_at, std::uint16_t core_size, std::string_view word) const {
    const Fit fit = fit_of(sort, value, core_at, core_size, word);
    if (!whole_only(sort) || fit == Fit::none || word == value) return fit;
    constexpr std::size_t k_character = 3;  // bytes of a Chinese one
    const bool first = sort == Sort::name && word.size() == k_character && value.starts_with(word);
    return first ? Fit::beginning : Fit::none;
  }
  static void note(Fit one, Sort sort, Fit& best, Sort* where) {
    if (one >= best) return;
    best = one;
    if (where != nullptr) *where = sort;
  }
  std::uint32_t first_of(std::uint32_t sound) const { return sound == 0 ? 0 : in_.sounds.document_ends[sound - 1]; }

  // Sounds that need more than one syllable; those that need one have lists.
  void read_sounds() {
    const Sounds& all = in_.sounds;
    if (all.pairs.empty()) return;
    const unsigned first = spelling_->first_initial();
    for (unsigned next = 1; next < 27; ++next) {
      if ((spelling_->next_initials() >> next & 1) == 0) continue;
      const unsigned pair = first * 27 + next;
      for (std::uint32_t i = all.pair_ends[pair - 1]; i < all.pair_ends[pair]; ++i) {
        const std::uint32_t sound = all.pairs[i];
        const Fit fit = spelling_->fit(all.of(sound), all.other_first[sound]);
        if (fit == Fit::none) continue;
        fitting_.emplace_back(sound, fit);
        estimate_ += all.document_ends[sound] - first_of(sound);
      }
    }
    for (const std::uint16_t syllable : spelling_->enough()) {
      const std::uint32_t list = in_.lists.find(syllable_key(syllable, At::anywhere));
      if (list != Lists::k_missing) estimate_ += in_.lists.count(list);
    }
  }

  // The lists of the form's runs of characters, shortest first; false when one of them is missing.
  bool lists_of(const Form& form, At at) {
    form_keys(form, at, keys_);
    found_.clear();
    for (const std::uint64_t key : keys_) {
      const std::uint32_t list = in_.lists.find(key);
      if (list == Lists::k_missing) return false;
      found_.push_back(list);
    }
    std::sort(found_.begin(), found_.end(),
              [&](std::uint32_t a, std::uint32_t b) { return in_.lists.count(a) < in_.lists.count(b); });
    return !found_.empty();
  }

  void add_common(Bits& into) {
    if (found_.size() == 1 || in_.lists.count(found_[0]) <= k_few) {
      in_.lists.add_to(found_[0], into);
      return;
    }
    Bits common(in_.documents()), spare(in_.documents());
    in_.lists.add_to(found_[0], common);
    for (std::size_t i = 1; i < found_.size(); ++i) {
      in_.lists.keep_in(found_[i], common, spare);
      if (common.count(k_few) <= k_few) break;
    }
    into |= common;
  }

  const Inside& in_;
  const Word& word_;
  std::uint32_t sorts_;
  std::uint32_t whole_sorts_;
  std::uint32_t held_sorts_ = 0;          // where the base can have the word
  std::vector<const Form*> forms_;        // those the base can have
  std::size_t estimate_ = 0;
  std::optional<Spelling> spelling_;
  std::vector<std::pair<std::uint32_t, Fit>> fitting_;  // sounds
  std::array<std::optional<Bits>, 3> sets_;
  std::vector<std::uint64_t> keys_;
  std::vector<std::uint32_t> found_;
};

struct Place {  // in the order of answers
  std::uint32_t fits = 0;
  bool far = false;
  std::uint8_t kind = 0;
  std::int64_t id = 0;
  std::string_view grid;
  Number document = 0;
  const Changed* changed = nullptr;

  friend bool operator<(const Place& a, const Place& b) {
    return std::tie(a.fits, a.far, a.kind, a.grid, a.id) < std::tie(b.fits, b.far, b.kind, b.grid, b.id);
  }
};

std::string write_cursor(const Place& place) {
  return std::to_string(place.fits) + '.' + (place.far ? '1' : '0') + '.' + std::to_string(place.kind) + '.' +
         std::to_string(place.id) + '.' + std::string(place.grid);
}

std::optional<Place> read_cursor(std::string_view text) {
  std::int64_t numbers[4] = {};
  for (std::int64_t& number : numbers) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end == text.data() + text.size() || *end != '.') return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()) + 1);
  }
  Place place;
  if (numbers[0] < 0 || numbers[0] > 1'000'000 || numbers[2] < 0 || numbers[2] > 31) return std::nullopt;
  place.fits = static_cast<std::uint32_t>(numbers[0]);
  place.far = numbers[1] != 0;
  place.kind = static_cast<std::uint8_t>(numbers[2]);
  place.id = numbers[3];
  place.grid = text;
  return place;
}

class Search {
 public:
  Search(const Inside& in, const Question& question) : in_(in), question_(question) {
    limit_ = std::clamp<std::size_t>(question.limit, 1, k_most_limit);
    after_ = read_cursor(question.after);
  }

  Answer run() {
    Answer answer;
    words_ = read_words(question_.text, question_.sorts, answer.ignored);
    if (words_.empty() || question_.areas.empty()) return answer;
    asked_.reserve(words_.size());
    for (const Word& word : words_) asked_.emplace_back(in_, word, question_);
    for (std::size_t i = 0; i < asked_.size(); ++i) by_rarity_.push_back(i);
    std::sort(by_rarity_.begin(), by_rarity_.end(), [&](std::size_t a, std::size_t b) {
      return std::pair(asked_[a].estimate(), a) < std::pair(asked_[b].estimate(), b);
    });
    find_ranges();
    if (!near_.empty() || !far_.empty()) look_in_base();
    look_in_changed();
    fill(answer);
    return answer;
  }

 private:
  bool wanted(std::uint8_t kind) const { return (question_.kinds >> kind & 1) != 0; }
  bool near(std::string_view grid) const { return !question_.near.empty() && grid.starts_with(question_.near); }
  bool seen(std::string_view grid) const {
    return std::any_of(question_.areas.begin(), question_.areas.end(), [&](const std::string& a) { return grid.starts_with(a); });
  }

  void find_ranges() {
    for (std::uint8_t kind = 0; kind < 32; ++kind) {
      if (!wanted(kind) || in_.kind_starts[kind] == in_.kind_starts[kind + 1U]) continue;
      Ranges all;
      for (const std::string& area : question_.areas) all.push_back(in_.range(kind, area));
      std::sort(all.begin(), all.end());
      const auto [near_low, near_high] = question_.near.empty() ? std::pair<Number, Number>{0, 0} : in_.range(kind, question_.near);
      Number done = 0;
      for (auto [low, high] : all) {
        low = std::max(low, done);
        if (low >= high) continue;
        done = high;
        allowed_.emplace_back(low, high);
        const Number a = std::clamp(near_low, low, high), b = std::clamp(near_high, low, high);
        if (a < b) near_.emplace_back(a, b);
        if (low < std::min(a, b)) far_.emplace_back(low, std::min(a, b));
        if (std::max(a, b) < high) far_.emplace_back(std::max(a, b), high);
      }
    }
  }

  // Fits of all words as one number, less is better; nothing when a word does not fit.
  template <class Document>
  std::optional<std::uint32_t> fits(const Document& document) const {
    std::array<std::uint32_t, k_most_words> each{};
    for (const std::size_t i : by_rarity_) {
      const Fit fit = asked_[i].fit(document);
      if (fit == Fit::none) return std::nullopt;
      each[i] = static_cast<std::uint32_t>(fit);
    }
    std::uint32_t all = 0;
    for (std::size_t i = 0; i < asked_.size(); ++i) all = all * 3 + each[i];
    return all;
  }

  Place place_of(Number document, std::uint32_t fits) const {
    const std::string_view grid = in_.grid_of(document);
    return {fits, !near(grid), in_.kind_of(document), in_.ids[document], grid, document, nullptr};
  }
  void take(const Place& place) {
    if (!after_ || *after_ < place) places_.push_back(place);
  }

  void look_in_base() {
    Bits common = in_.living;
    common.keep(allowed_);
    std::size_t count = 0;
    for (const std::size_t i : by_rarity_) {
      if (asked_[i].estimate() == 0) return;
      common &= asked_[i].set(At::anywhere);
      count = common.count(k_many);
      if (count <= k_few) break;
    }
    if (count > k_many) return look_in_order(common);
    for (const auto& [low, high] : allowed_) {
      for (Number n = common.next(low, high); n < high; n = common.next(n + 1, high)) {
        if (const auto all = fits(n)) take(place_of(n, *all));
      }
    }
  }

  // So many that the page fills early: best fits first, each narrowed to where they can be.
  void look_in_order(const Bits& common) {
    std::uint32_t end = 1;
    for (std::size_t i = 0; i < asked_.size(); ++i) end *= 3;
    for (std::uint32_t wanted = after_ ? after_->fits : 0; wanted < end && places_.size() <= limit_; ++wanted) {
      Bits narrow = common;
      bool possible = true;
      std::uint32_t rest = wanted;
      for (std::size_t i = asked_.size(); i-- > 0 && possible; rest /= 3) {
        if (rest % 3 == 2) continue;
        const Bits& set = asked_[i].set(rest % 3 == 0 ? At::whole : At::start);
        possible = !set.empty();
        if (possible) narrow &= set;
      }
      if (!possible) continue;
      look_through(narrow, near_, wanted);
      look_through(narrow, far_, wanted);
    }
  }

  void look_through(const Bits& bits, const Ranges& ranges, std::uint32_t wanted) {
    for (const auto& [low, high] : ranges) {
      for (Number n = bits.next(low, high); n < high; n = bits.next(n + 1, high)) {
        if (places_.size() > limit_) return;
        if (const auto all = fits(n); all && *all == wanted) take(place_of(n, *all));
      }
    }
  }

  void look_in_changed() {
    for (const auto& [key, one] : in_.changed) {
      if (!wanted(key.first) || !seen(one.grid)) continue;
      if (const auto all = fits(one)) take({*all, !near(one.grid), key.first, key.second, one.grid, 0, &one});
    }
  }

  void fill(Answer& answer) {
    const std::size_t shown = std::min(limit_, places_.size());
    const std::size_t sorted = std::min(limit_ + 1, places_.size());
    std::partial_sort(places_.begin(), places_.begin() + static_cast<std::ptrdiff_t>(sorted), places_.end());
    for (std::size_t i = 0; i < shown; ++i) {
      const Place& place = places_[i];
      Hit hit{place.kind, place.id, std::string(place.grid), {}};
      for (const Asked& asked : asked_) {
        Reason reason{asked.word().said, Sort::name, Fit::none};
        reason.fit = place.changed != nullptr ? asked.fit(*place.changed, &reason.sort) : asked.fit(place.document, &reason.sort);
        hit.reasons.push_back(std::move(reason));
      }
      answer.hits.push_back(std::move(hit));
    }
    if (places_.size() > shown) answer.more = write_cursor(places_[shown - 1]);
  }

  const Inside& in_;
  const Question& question_;
  std::size_t limit_ = 0;
  std::optional<Place> after_;
  std::vector<Word> words_;
  std::vector<Asked> asked_;              // in the order of words
  std::vector<std::size_t> by_rarity_;
  Ranges allowed_, near_, far_;
  std::vector<Place> places_;
};

}  // namespace

Answer Finder::find(const Question& question) const { return Search(*inside_, question).run(); }

}  // namespace tiange::finder
