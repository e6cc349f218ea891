// tidy ROOT: reads the sources below ROOT and prints each breach of the house rules; exit 1 when there is one.

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "tidy.h"

namespace {

std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream all;
  all << file.rdbuf();
  return std::move(all).str();
}

bool wanted(const std::filesystem::path& path) {
  const std::string ending = path.extension().string();
  return ending == ".h" || ending == ".cpp" || ending == ".ts" || ending == ".vue";
}

}  // namespace

int main(int argc, char** argv) {
  const std::filesystem::path root = argc > 1 ? argv[1] : ".";
  std::vector<tidy::Source> sources;
  for (const char* top : {"src", "web", "bench", "fuzz"}) {
    if (!std::filesystem::exists(root / top)) continue;
    for (auto it = std::filesystem::recursive_directory_iterator(root / top); it != std::filesystem::recursive_directory_iterator(); ++it) {
      const std::string name = it->path().filename().string();
      if (it->is_directory() && (name == "node_modules" || name == "dist")) it.disable_recursion_pending();
      const bool generated = name == "schema.d.ts";
      if (it->is_regular_file() && wanted(it->path()) && !generated)
        sources.push_back({std::filesystem::relative(it->path(), root).string(), read_file(it->path())});
    }
  }
  const auto findings = tidy::check(sources, tidy::read_parts(read_file(root / "src/CMakeLists.txt")));
  for (const tidy::Finding& f : findings) std::printf("%s:%d: %s\n", f.path.c_str(), f.line, f.what.c_str());
  std::printf("tidy: %zu files, %zu findings\n", sources.size(), findings.size());
  return findings.empty() ? 0 : 1;
}
