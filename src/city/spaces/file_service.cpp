// A resident's own files: quota, nodes, copies.
#include <algorithm>
#include <filesystem>

#include "base/text.h"
#include "city/spaces/space_service.h"

namespace tiange::spaces {

UserState SpaceService::user_state(db::Tx& tx, const store::SpaceRecord& space, Instant now) const {
  UserState user;
  user.id = space.subject;
  user.area = space.area;
  user.quota = parts_.rules.quota_mb << 20;
  user.used = space.used;
  user.share = store::share_of(tx, space.subject, local_date(now) + -30);
  for (const StorageNode& node : parts_.rules.nodes) user.on_node.push_back(store::bytes_on(tx, space.subject, node.key));
  return user;
}

std::vector<NodeState> SpaceService::node_states(db::Tx& tx) const {
  std::vector<NodeState> nodes;
  for (const StorageNode& node : parts_.rules.nodes)
    nodes.push_back({node.key, node.capacity_mb << 20, store::used_of(tx, node.key), node.cost, node.area});
  return nodes;
}

Result<std::vector<std::size_t>> SpaceService::places_for(db::Tx& tx, SubjectId subject, std::int64_t bytes, Instant now) const {
  const auto space = store::find_space(tx, subject.value);
  if (!space) return refuse(ErrorCode::space_session_over);
  const SpaceRules& rules = parts_.rules;
  auto chosen = choose_nodes(user_state(tx, *space, now), node_states(tx), bytes, rules.replicas, {rules.alpha, rules.beta, rules.gamma, rules.delta});
  if (chosen.empty()) return refuse(ErrorCode::quota_full);
  return chosen;
}

Result<blobs::BlobView> SpaceService::keep(std::size_t node, const std::string& content, const std::string& name, Instant now) {
  return nodes_.at(node)->put(resident_scope(), now, {content, name, {}});
}

Result<FileView> SpaceService::note_file(db::Tx& tx, SubjectId subject, const blobs::BlobView& blob, const std::string& name,
                                         const std::vector<std::size_t>& nodes, Instant now) {
  auto space = store::find_space(tx, subject.value);
  if (!space) return refuse(ErrorCode::space_session_over);
  // Asked again where it is written down: two files at once may not fill the space twice.
  const UserState user = user_state(tx, *space, now);
  const std::vector<NodeState> states = node_states(tx);
  store::FileRecord row;
  row.subject = subject.value;
  row.id = parts_.ids.next(now);
  row.view = {std::to_string(row.id), name, blob.type, blob.digest, blob.size, {}, now};
  for (const std::size_t node : nodes) {
    if (!priority_of(user, states[node], node, blob.size, {})) return refuse(ErrorCode::quota_full);
    row.view.nodes.push_back(parts_.rules.nodes[node].key);
    store::add_bytes(tx, subject.value, parts_.rules.nodes[node].key, blob.size);
  }
  space->used += blob.size;
  store::put_space(tx, *space);
  store::put_file(tx, row);
  return row.view;
}

Outcome SpaceService::drop_file(db::Tx& tx, SubjectId subject, std::int64_t id) {
  const auto row = store::find_file(tx, subject.value, id);
  auto space = store::find_space(tx, subject.value);
  if (!row || !space) return refuse(ErrorCode::not_found);
  for (const std::string& node : row->view.nodes) store::add_bytes(tx, subject.value, node, -row->view.bytes);
  space->used -= row->view.bytes;
  store::put_space(tx, *space);
  store::drop_file(tx, *row);
  return done();
}

Result<std::pair<std::string, FileView>> SpaceService::file(db::Tx& tx, SubjectId subject, std::int64_t id) const {
  const auto row = store::find_file(tx, subject.value, id);
  if (!row) return refuse(ErrorCode::not_found);
  for (std::size_t node = 0; node < parts_.rules.nodes.size(); ++node) {
    const auto& on = row->view.nodes;
    if (std::find(on.begin(), on.end(), parts_.rules.nodes[node].key) == on.end()) continue;
    const std::string path = nodes_[node]->path_of(row->view.digest);
    if (std::filesystem::exists(path)) return std::pair(path, row->view);
  }
  return refuse(ErrorCode::unavailable);
}

StorageView SpaceService::storage(db::Tx& tx) const {
  StorageView view;
  view.replicas = parts_.rules.replicas;
  view.spaces = store::count_spaces(tx);
  view.quota_bytes = parts_.rules.quota_mb << 20;
  for (const StorageNode& node : parts_.rules.nodes) {
    view.nodes.push_back({node.key, node.zh, node.en, node.area, node.capacity_mb << 20, store::used_of(tx, node.key), store::residents_of(tx, node.key), node.cost});
  }
  return view;
}

}  // namespace tiange::spaces
