#pragma once
// Functions that a decision model defines: boxed function definitions, business knowledge, decision services.

#include <memory>
#include <string>
#include <vector>

#include "engines/dmn/dmn_model.h"

namespace tiange::dmn {

// Places named arguments in the order of the parameters; shared by all three.
class ModelFunction : public feel::Function {
 public:
  std::size_t arity() const override { return parameters().size(); }
  feel::Value call_named(feel::Machine& machine, std::span<const std::string> names,
                         std::span<const feel::Value> arguments) const override;
  std::shared_ptr<const feel::Type> type() const override;

 protected:
  virtual const std::vector<feel::Parameter>& parameters() const = 0;
  // The arguments as the parameters want them; false when one does not fit.
  bool fit(std::span<const feel::Value> arguments, std::vector<feel::Entry>& fitted) const;
};

// A function written in a box, with the scope it was written in.
class BoxedFunction final : public ModelFunction {
 public:
  BoxedFunction(std::shared_ptr<const ModelData> model, const Boxed& definition, feel::Value scope,
                std::string own_name = {})
      : model_(std::move(model)), definition_(definition), scope_(std::move(scope)), own_name_(std::move(own_name)) {
    depth = static_cast<std::uint16_t>(scope_.depth() + 1);
  }
  feel::Value call(feel::Machine& machine, std::span<const feel::Value> arguments) const override;

 protected:
  const std::vector<feel::Parameter>& parameters() const override { return definition_.parameters; }

 private:
  std::shared_ptr<const ModelData> model_;
  const Boxed& definition_;
  feel::Value scope_;
  std::string own_name_;  // under which it sees itself
};

class KnowledgeFunction final : public ModelFunction {
 public:
  KnowledgeFunction(std::shared_ptr<const ModelData> model, std::size_t index)
      : model_(std::move(model)), knowledge_(model_->knowledge[index]) {}
  std::string_view name() const override { return knowledge_.info.name; }
  feel::Value call(feel::Machine& machine, std::span<const feel::Value> arguments) const override;

 protected:
  const std::vector<feel::Parameter>& parameters() const override { return knowledge_.function->parameters; }

 private:
  std::shared_ptr<const ModelData> model_;
  const Knowledge& knowledge_;
};

class ServiceFunction final : public ModelFunction {
 public:
  ServiceFunction(std::shared_ptr<const ModelData> model, std::size_t index);
  std::string_view name() const override { return model_->services[index_].info.name; }
  feel::Value call(feel::Machine& machine, std::span<const feel::Value> arguments) const override;

 protected:
  const std::vector<feel::Parameter>& parameters() const override { return parameters_; }

 private:
  std::shared_ptr<const ModelData> model_;
  std::size_t index_;
  std::vector<feel::Parameter> parameters_;  // input data, then input decisions
};

}  // namespace tiange::dmn
