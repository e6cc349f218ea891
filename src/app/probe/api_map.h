#pragma once
// The operations of the program as its own OpenAPI description gives them, and bodies made from their schemas.

#include <string>
#include <vector>

#include "base/json.h"

namespace tiange::app::probe {

struct Operation {
  std::string method;  // "POST"
  std::string path;    // "/api/v1/cases/{ref}"
  std::vector<std::string> path_params;
  std::vector<std::string> query_params;
  json::Value body;     // schema with its references resolved; null when there is none
  bool upload = false;
  std::string name() const { return method + " " + path; }
};
std::vector<Operation> read_operations(const json::Value& document);

// "[]" stands for the first of an array.
using FieldPath = std::vector<std::string>;
struct Field {
  FieldPath path;
  bool text = false;  // a string of any kind
  bool free = false;  // not a date, an id or a choice
  std::string shown() const;
};
// The leaves of a schema.
std::vector<Field> fields_of(const json::Value& schema);
// A body with every member, each as plain as can be.
json::Value plain_body(const json::Value& schema);
// The body with something else at a field; objects and arrays on the way are made.
json::Value with_field(const json::Value& body, const FieldPath& path, const json::Value& value);

}  // namespace tiange::app::probe
