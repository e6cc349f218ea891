#pragma once
// Pure rules of spaces: where a file is kept, what a certificate says, how it is signed and read again.

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "city/spaces/space_views.h"
#include "base/result.h"
#include "platform/crypto/signer.h"

namespace tiange::spaces {

// ---- storage ----
// After the published description of allocating personal data spaces over nodes by priority, with a formula of our own:
//   p(i,j) = α·free_j/cap_j + β·(1 − used_i/quota_i) + γ·share_i − δ·(cost_j when user i has nothing on node j yet)
// A user's next extent goes to the node of highest p that has room; users are served in order of their best p.

struct NodeState {
  std::string key;
  std::int64_t capacity = 0, used = 0;  // bytes
  double cost = 0;
  std::string area;  // residence rule; empty: everybody
};
struct UserState {
  std::int64_t id = 0;
  std::string area;
  std::int64_t quota = 0;
  std::vector<std::int64_t> on_node;  // bytes, one for each node
  std::int64_t used = 0;              // bytes of the user's files, counted once whatever the replicas
  double share = 0;                   // of the accesses of the last 30 days, 0–1
};
struct AllocationWeights {
  double alpha = 0.4, beta = 0.3, gamma = 0.2, delta = 0.1;
};

// Nothing when the node may not hold more of this user.
std::optional<double> priority_of(const UserState& user, const NodeState& node, std::size_t place, std::int64_t bytes, const AllocationWeights& weights);
// The nodes for a file of the user, best first, as many as `replicas` asks for and there are; empty: quota or nodes are full.
std::vector<std::size_t> choose_nodes(const UserState& user, const std::vector<NodeState>& nodes, std::int64_t bytes, int replicas,
                                      const AllocationWeights& weights);
struct ExtentAsk {
  std::size_t user = 0;
  std::int64_t bytes = 0;
};
struct Placed {
  std::size_t request = 0;
  std::vector<std::size_t> nodes;  // empty: nowhere
};
// Many at once: the order of serving is that of each user's best priority, the user's id breaking ties. Users and nodes
// are brought up to date.
std::vector<Placed> allocate(std::vector<UserState>& users, std::vector<NodeState>& nodes, const std::vector<ExtentAsk>& requests, int replicas,
                             const AllocationWeights& weights);

// ---- certificates ----

using Values = std::vector<std::pair<std::string, std::string>>;
std::string filled(std::string_view text, const Values& values);
// Refuses certificate_not_given with the field that is missing.
Outcome may_certify(const CertificateKind& kind, const Values& values);

std::string sign_certificate(const CertificateBody& body, const crypto::Signer& signer);

}  // namespace tiange::spaces
