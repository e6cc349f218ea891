#pragma once
// The outside judge: runs folders of the DMN Technology Compatibility Kit (models beside *-test-*.xml files of cases
// and expected results). The caller reads the files. Numbers agree within 1e-8, as in the kit's own runners; a case is
// passed when all of its result nodes are as expected.

#include <map>
#include <string>
#include <vector>

#include "base/result.h"

namespace tiange::dmn {

struct TckFolder {
  std::string name;                          // for example compliance-level-3/0001-filter
  std::map<std::string, std::string> files;  // name, content
};

struct TckFailure {
  std::string folder;
  std::string file;
  std::string case_id;
  std::string node;
  std::string reason;
};

struct TckReport {
  int passed = 0;
  int total = 0;
  std::map<std::string, std::pair<int, int>> folders;  // passed and total by folder
  std::vector<TckFailure> failures;
};

TckReport run_tck(const std::vector<TckFolder>& folders);

}  // namespace tiange::dmn
