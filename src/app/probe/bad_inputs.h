#pragma once
// What the world sends by mistake or by malice: broken JSON, strange texts, broken files. A set of our own, and whatever a
// folder holds besides: *.json are bodies, every line of a *.txt is a text.

#include <string>
#include <vector>

namespace tiange::app::probe {

struct BadFile {
  std::string name;
  std::string type;   // Content-Type
  std::string bytes;
};

struct BadInputs {
  std::vector<std::string> bodies;  // sent as they are, most of them no JSON
  std::vector<std::string> texts;   // valid UTF-8 without NUL, to be put where a text may stand
  std::vector<BadFile> files;
  std::size_t own_texts = 0;  // the first of them go into every field; of the others every operation gets each once
};

BadInputs own_bad_inputs();
// Throws std::runtime_error when the folder holds nothing of the kind.
void add_folder(BadInputs& inputs, const std::string& folder);

}  // namespace tiange::app::probe
