#pragma once
// Full text of a few thousand documents, held in memory: found by what they say, best first, in Chinese and English.
//
//   TextIndex index;
//   index.put({id, title, words, body});
//   index.find("台风 停课", 10);        // ranked hits
//   fragment(body, "台风 停课", 40);     // the place that says most of it, with marks
//
// Chinese is indexed by pairs of characters, so that no dictionary is needed and "医保卡" finds "社保医保 卡"; runs of Latin
// letters and digits are one word each. Full width is halved, letters are lowered. Ranking is BM25 over three weighted
// fields. Copies are independent; no locks, one writer at a time.

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace tiange::textual {

class TextIndex {
 public:
  struct Document {
    std::int64_t id = 0;
    std::string_view title;  // counts four times
    std::string_view words;  // what it is known by; counts three times
    std::string_view body;
  };
  struct Hit {
    std::int64_t id = 0;
    double score = 0;
    double share = 0;  // of what was asked, by weight, 0–1
  };

  // Replaces the document of that id.
  void put(const Document& document);
  void remove(std::int64_t id);
  std::size_t size() const { return lengths_.size(); }
  // Best first. What holds less than `least_share` of what was asked is left out.
  std::vector<Hit> find(std::string_view query, std::size_t most, double least_share = 0.34) const;

 private:
  struct Posting {
    std::int64_t id;
    float weight;
  };
  std::unordered_map<std::string, std::vector<Posting>> postings_;
  std::unordered_map<std::int64_t, double> lengths_;
  std::unordered_map<std::int64_t, std::vector<std::string>> grams_of_;
  double total_length_ = 0;
};

// What a text is indexed by: pairs of characters, single characters that stand alone, words of letters and digits.
std::vector<std::string> index_grams(std::string_view text);

struct Mark {
  std::uint32_t start = 0;  // code points
  std::uint32_t length = 0;
};
struct Fragment {
  std::string text;  // with … where something was left out
  std::vector<Mark> marks;
};
// The part of `text`, at most `most` code points, that says most of the query; the beginning when it says nothing of it.
Fragment fragment(std::string_view text, std::string_view query, std::size_t most);

}  // namespace tiange::textual
