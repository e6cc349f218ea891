#pragma once

#include <vector>

#include "engines/dmn/dmn.h"
#include "engines/dmn/dmn_xml.h"

namespace tiange::dmn {

// What the standard asks of a document beyond its expressions: ids used once, tables whole, diagrams of what there is.
// Findings are added.
void check_structure(const XmlNode& root, std::vector<Finding>& findings);

}  // namespace tiange::dmn
