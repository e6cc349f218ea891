#pragma once
// From the XML tree to a model. Names of everything are gathered first, because FEEL names may hold spaces: an
// expression can only be read when it is known which names may occur in it.

#include <map>
#include <string>
#include <vector>

#include "engines/dmn/dmn_model.h"
#include "engines/dmn/dmn_xml.h"

namespace tiange::dmn {

class ModelReader {
 public:
  ModelReader(const XmlNode& root, const std::vector<Model>& imports) : root_(root), imports_(imports) {}

  std::shared_ptr<const ModelData> read();

 private:
  using Names = std::vector<std::string>;

  // What stands around an expression.
  struct Place {
    std::string element;  // name, for messages
    Names names;          // in scope
  };

  // model_reader.cpp
  void read_imports();
  void gather_members(const XmlNode& node);
  void read_elements();
  void read_requirements();
  void read_logic();
  ElementInfo info_of(const XmlNode& node) const;
  std::vector<Reference> requirements(const XmlNode& node, ElementInfo& info);
  std::optional<Reference> find(std::string_view href, const XmlNode& from);
  std::optional<Reference> find_in(const ModelData& model, std::string_view id) const;
  Names names_of(const std::vector<Reference>& references) const;
  void problem(const XmlNode& at, const std::string& element, const std::string& zh, const std::string& en);

  // read_types.cpp
  void read_types();
  feel::TypePtr type_named(std::string_view reference);
  feel::TypePtr type_of_variable(const XmlNode& node);
  feel::TypePtr define(const std::string& name);
  feel::TypePtr component_type(const XmlNode& node);
  void fill(const XmlNode& node, feel::Type& type);
  void fill_function(const XmlNode& node, feel::Type& type);
  void fill_constraints(const XmlNode& node, feel::Type& type, bool collection);

  // read_boxed.cpp
  BoxedPtr logic_of(const XmlNode& node, const Place& place);
  BoxedPtr boxed(const XmlNode& node, const Place& place);
  BoxedPtr boxed_child(const XmlNode& node, std::string_view name, const Place& place);
  void read_context(const XmlNode& node, Boxed& to, Place place);
  void read_invocation(const XmlNode& node, Boxed& to, const Place& place);
  void read_relation(const XmlNode& node, Boxed& to, const Place& place);
  void read_function(const XmlNode& node, Boxed& to, Place place);
  void read_loop(const XmlNode& node, Boxed& to, const Place& place);
  std::optional<feel::Expression> expression(const XmlNode& at, std::string_view text, const Place& place);
  std::optional<feel::UnaryTests> tests(const XmlNode& at, std::string_view text, const Place& place);
  feel::Names feel_names(const Place& place) const;
  void check_names(const XmlNode& at, const std::vector<std::string>& used, const Place& place);

  // read_table.cpp
  std::unique_ptr<Table> read_table(const XmlNode& node, const Place& place);
  void read_table_columns(const XmlNode& node, Table& table, const Place& place);
  void read_rule(const XmlNode& node, Table& table, const Place& place);

  const XmlNode& root_;
  const std::vector<Model>& imports_;
  std::shared_ptr<ModelData> model_;
  std::map<std::string, const XmlNode*> type_nodes_;
  std::map<std::string, std::shared_ptr<feel::Type>> types_;
  std::vector<std::string> resolving_;  // types being read, to see circles
};

}  // namespace tiange::dmn
