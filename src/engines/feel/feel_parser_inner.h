#pragma once
// Guards of the parser: one level deeper while it lives, and names bound inside end with it.

#include "engines/feel/feel_parser.h"

namespace tiange::feel {

class Parser::Inner {
 public:
  explicit Inner(Parser& parser)
      : parser_(parser), bindings_(parser.bindings_.size()), end_of_range_(parser.end_of_range_) {
    ++parser_.depth_;
  }
  ~Inner() {
    --parser_.depth_;
    parser_.bindings_.resize(bindings_, Binding{});
    parser_.end_of_range_ = end_of_range_;
  }
  Inner(const Inner&) = delete;
  Inner& operator=(const Inner&) = delete;

 private:
  Parser& parser_;
  std::size_t bindings_;
  bool end_of_range_;
};

}  // namespace tiange::feel
