// DMN files from arbitrary bytes: read and written back, checked, changed and evaluated. Nothing may crash, leak or run
// on; what was read comes back byte for byte, and what an edit gave can be read again.

#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "engines/dmn/document/dmn_document.h"

namespace {

using namespace tiange;

const feel::Value& sample() {
  using feel::Value;
  static const Value context = feel::ContextBuilder()
                                   .set("x", Value::number(5))
                                   .set("item", Value::string("a"))
                                   .set("list", Value::list({Value::number(1), Value::string("a"), Value()}))
                                   .build();
  return context;
}

void evaluate(const dmn::Model& model) {
  dmn::EvaluateOptions options;
  options.environment.max_steps = 50'000;
  for (const dmn::ElementInfo& decision : model.decisions()) {
    const auto outcome = dmn::evaluate_decision(model, decision.id, sample(), options);
    if (outcome.ok()) outcome->words();
  }
  for (const dmn::ElementInfo& service : model.services()) {
    if (!dmn::evaluate_service(model, service.id, sample(), options).ok()) std::abort();
  }
}

// The first table, wherever it is, changed in every way.
void edit(const dmn::Document& document, const dmn::Model& model) {
  using Kind = dmn::TableEdit::Kind;
  for (const dmn::ElementInfo& decision : model.decisions()) {
    for (const Kind kind : {Kind::input_entry, Kind::output_entry, Kind::annotation, Kind::description, Kind::add_rule,
                            Kind::remove_rule, Kind::move_rule, Kind::hit_policy}) {
      const dmn::TableEdit one{kind, decision.id, 1, 1, 2, kind == Kind::hit_policy ? "COLLECT SUM" : "5"};
      const auto edited = dmn::edit_document(document, std::span(&one, 1));
      if (edited.ok() && !dmn::read_document(dmn::write_document(*edited)).ok()) std::abort();
    }
    return;
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto document = dmn::read_document(text);
  if (!document.ok()) return 0;
  const auto again = dmn::read_document(dmn::write_document(*document));
  if (!again.ok() || dmn::write_document(*again) != dmn::write_document(*document)) std::abort();
  dmn::check_document(*document);
  const auto model = dmn::parse_model(*document, {}, dmn::Reading::lenient);
  if (!model.ok()) return 0;
  evaluate(*model);
  edit(*document, *model);
  return 0;
}
