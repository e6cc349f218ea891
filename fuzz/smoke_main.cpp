// Where there is no libFuzzer: runs a fuzzer over seed files and simple changes of them. Usage: name_smoke SEED…

#include <cstdint>
#include <cstdio>
#include <fstream>
#include <random>
#include <sstream>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

void feed(const std::string& bytes) {
  LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
}

// Cuts, doubles, and overwrites parts.
std::string changed(std::string bytes, std::mt19937& random) {
  for (int change = 1 + static_cast<int>(random() % 4); change > 0 && !bytes.empty(); --change) {
    const std::size_t at = random() % bytes.size();
    const std::size_t length = 1 + random() % std::min<std::size_t>(bytes.size() - at, 1 + random() % 40);
    switch (random() % 4) {
      case 0:
        bytes.erase(at, length);
        break;
      case 1:
        bytes.insert(random() % bytes.size(), bytes.substr(at, length));
        break;
      case 2:
        bytes[at] = static_cast<char>(random());
        break;
      default:
        bytes.replace(at, length, bytes.substr(random() % bytes.size(), length));
    }
  }
  return bytes;
}

}  // namespace

int main(int count, char** names) {
  std::mt19937 random(20260101);
  feed("");
  int runs = 1;
  for (int i = 1; i < count; ++i) {
    std::ifstream file(names[i], std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    const std::string seed = text.str();
    if (seed.empty()) {
      std::fprintf(stderr, "no seed %s\n", names[i]);
      return 1;
    }
    feed(seed);
    for (int k = 0; k < 400; ++k, ++runs) feed(changed(seed, random));
  }
  std::printf("%d inputs\n", runs);
  return 0;
}
