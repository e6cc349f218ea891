#include "city/flows/flow_trail_rules.h"

#include <algorithm>
#include <charconv>
#include <map>

namespace tiange::flows {

namespace {

constexpr std::size_t k_max_trail_bytes = 32'768;

void append_number(std::string& out, std::int64_t number) {
  char buffer[24];
  out.append(buffer, std::to_chars(buffer, buffer + sizeof buffer, number).ptr);
}

void append_fields(std::string& out, char sign, std::initializer_list<std::int64_t> fields) {
  out += sign;
  bool first = true;
  for (const std::int64_t field : fields) {
    if (!first) out += '.';
    first = false;
    append_number(out, field);
  }
  out += ';';
}

std::int64_t flow_number(bpmn::Index flow) { return flow == bpmn::k_none ? 0 : static_cast<std::int64_t>(flow) + 1; }

// Up to four numbers; false when the entry is not understood.
bool read_fields(std::string_view text, std::size_t count, std::int64_t (&fields)[4]) {
  for (std::size_t i = 0; i < count; ++i) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), fields[i]);
    if (error != std::errc()) return false;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    if (i + 1 < count) {
      if (text.empty() || text.front() != '.') return false;
      text.remove_prefix(1);
    }
  }
  return text.empty();
}

}  // namespace

void extend_trail(std::string& trail, const bpmn::Model& model, std::span<const bpmn::Event> events, Instant started,
                  Instant now) {
  const std::int64_t ms = (now - started).us / 1000;
  std::map<bpmn::NodeId, bpmn::Node> fresh;  // entered in this step and not yet written
  const auto write_entered = [&](const bpmn::Node& node) {
    append_fields(trail, '+', {node.id, node.element, flow_number(node.flow), ms});
  };
  const auto gone = [&](bpmn::NodeId id, bpmn::Index element, char sign) {
    const auto found = fresh.find(id);
    const bool border = model.element(element).waits_aside();
    if (border && sign == 'x') {
      fresh.erase(id);
      return;
    }
    if (border || (found != fresh.end() && sign == '-')) {
      const bpmn::Index flow = found == fresh.end() ? bpmn::k_none : found->second.flow;
      append_fields(trail, '!', {element, flow_number(flow), ms});
    } else {
      if (found != fresh.end()) write_entered(found->second);
      append_fields(trail, sign, {id, ms});
    }
    fresh.erase(id);
  };
  for (const bpmn::Event& event : events) {
    if (const auto* entered = std::get_if<bpmn::ElementEntered>(&event)) {
      if (entered->node.element != 0) fresh.emplace(entered->node.id, entered->node);
    } else if (const auto* left = std::get_if<bpmn::ElementLeft>(&event)) {
      if (left->element != 0) gone(left->node, left->element, '-');
    } else if (const auto* cancelled = std::get_if<bpmn::ElementCancelled>(&event)) {
      if (cancelled->element != 0) gone(cancelled->node, cancelled->element, 'x');
    }
  }
  for (const auto& [id, node] : fresh) {
    if (!model.element(node.element).waits_aside()) write_entered(node);
  }
  if (trail.size() > k_max_trail_bytes) {
    const auto cut = trail.find(';', trail.size() - k_max_trail_bytes);
    trail.erase(0, cut == trail.npos ? 0 : cut + 1);
  }
}

void mark_version(std::string& trail, std::int64_t from, std::int64_t to, const bpmn::Model& model,
                  std::span<const bpmn::Relocation> moves, Instant started, Instant now) {
  const std::int64_t ms = (now - started).us / 1000;
  append_fields(trail, 'v', {from, to, ms});
  for (const bpmn::Relocation& move : moves) {
    if (move.from != move.to) append_fields(trail, 'm', {move.node, model.find(move.to), ms});
  }
}

std::vector<Visit> read_trail(std::string_view trail, std::int64_t version, const ModelOf& model_of, Instant started) {
  std::vector<Visit> visits;
  // What lies before the first change of version belongs to the version it went from.
  bpmn::ModelPtr model;
  if (const auto change = trail.find('v'); change != trail.npos) {
    std::int64_t from = version;
    std::from_chars(trail.data() + change + 1, trail.data() + trail.size(), from);
    model = model_of(from);
  } else {
    model = model_of(version);
  }
  if (!model) return visits;
  std::map<std::int64_t, std::size_t> open;
  const auto moment = [&](std::int64_t ms) { return Instant{started.us + ms * 1000}; };
  const auto add = [&](std::int64_t element, std::int64_t flow, std::int64_t ms) {
    const auto& elements = model->process().elements;
    if (element <= 0 || element >= static_cast<std::int64_t>(elements.size())) return false;
    const bpmn::Element& at = elements[static_cast<std::size_t>(element)];
    Visit visit{at.id, at.name, std::string(bpmn::kind_name(at.kind)), at.stage, "", moment(ms), {}, false};
    if (flow > 0 && flow <= static_cast<std::int64_t>(model->process().flows.size())) {
      visit.flow = model->process().flows[static_cast<std::size_t>(flow - 1)].id;
    }
    visits.push_back(std::move(visit));
    return true;
  };
  while (!trail.empty()) {
    const auto end = trail.find(';');
    const std::string_view entry = trail.substr(0, end);
    trail.remove_prefix(end == trail.npos ? trail.size() : end + 1);
    std::int64_t fields[4] = {};
    if (entry.empty()) continue;
    const std::string_view rest = entry.substr(1);
    if (entry[0] == '+' && read_fields(rest, 4, fields)) {
      if (add(fields[1], fields[2], fields[3])) open[fields[0]] = visits.size() - 1;
    } else if (entry[0] == 'v' && read_fields(rest, 3, fields)) {
      model = model_of(fields[1]);
      if (!model) return visits;
    } else if (entry[0] == 'm' && read_fields(rest, 3, fields)) {
      const auto found = open.find(fields[0]);
      if (found == open.end()) continue;
      const std::size_t before = found->second;
      if (!add(fields[1], 0, fields[2])) continue;
      if (visits.back().element == visits[before].element) {
        visits.pop_back();
        continue;
      }
      visits[before].left = visits.back().entered;
      found->second = visits.size() - 1;
    } else if (entry[0] == '!' && read_fields(rest, 3, fields)) {
      if (add(fields[0], fields[1], fields[2])) visits.back().left = visits.back().entered;
    } else if ((entry[0] == '-' || entry[0] == 'x') && read_fields(rest, 2, fields)) {
      const auto found = open.find(fields[0]);
      if (found == open.end()) continue;
      visits[found->second].left = moment(fields[1]);
      visits[found->second].cancelled = entry[0] == 'x';
      open.erase(found);
    }
  }
  return visits;
}

}  // namespace tiange::flows
