#include "city/spaces/space_rules.h"

#include <algorithm>

#include "base/digest.h"
#include "base/text.h"
#include "city/spaces/spaces.h"
#include "platform/crypto/crypto.h"

namespace tiange::spaces {

namespace {

constexpr std::string_view k_format = "tiange.certificate/1";
constexpr std::string_view k_open = "{\"body\":";
constexpr std::string_view k_between = ",\"signature\":";
constexpr std::string_view k_close = "}\n";

struct CertificateSignature {
  std::string suite, public_key, fingerprint, value;
};
BOOST_DESCRIBE_STRUCT(CertificateSignature, (), (suite, public_key, fingerprint, value))

std::string assembled(std::string_view body, const CertificateSignature& signature) {
  return std::string(k_open) + std::string(body) + std::string(k_between) + json::write(signature) + std::string(k_close);
}

Refusal broken(const char* zh, const char* en) { return refuse(ErrorCode::bad_file, zh, en); }

std::string_view value_of(const Values& values, std::string_view field) {
  const auto found = std::find_if(values.begin(), values.end(), [&](const auto& one) { return one.first == field; });
  return found == values.end() ? std::string_view() : std::string_view(found->second);
}

double best_priority(const UserState& user, const std::vector<NodeState>& nodes, std::int64_t bytes, const AllocationWeights& weights) {
  double best = -1e9;
  for (std::size_t j = 0; j < nodes.size(); ++j) best = std::max(best, priority_of(user, nodes[j], j, bytes, weights).value_or(-1e9));
  return best;
}

}  // namespace

std::optional<double> priority_of(const UserState& user, const NodeState& node, std::size_t place, std::int64_t bytes, const AllocationWeights& weights) {
  if (bytes < 0 || node.capacity <= 0 || node.used + bytes > node.capacity) return std::nullopt;
  if (user.quota <= 0 || user.used + bytes > user.quota) return std::nullopt;
  if (!node.area.empty() && !user.area.starts_with(node.area)) return std::nullopt;
  const double free = static_cast<double>(node.capacity - node.used) / static_cast<double>(node.capacity);
  const double filled = static_cast<double>(user.used) / static_cast<double>(user.quota);
  const bool fresh = place >= user.on_node.size() || user.on_node[place] == 0;
  return weights.alpha * free + weights.beta * (1 - filled) + weights.gamma * user.share - weights.delta * (fresh ? node.cost : 0);
}

std::vector<std::size_t> choose_nodes(const UserState& user, const std::vector<NodeState>& nodes, std::int64_t bytes, int replicas,
                                      const AllocationWeights& weights) {
  std::vector<std::pair<double, std::size_t>> fit;
  for (std::size_t j = 0; j < nodes.size(); ++j) {
    if (const auto priority = priority_of(user, nodes[j], j, bytes, weights)) fit.emplace_back(-*priority, j);
  }
  std::sort(fit.begin(), fit.end());
  std::vector<std::size_t> chosen;
  for (const auto& [priority, node] : fit) {
    if (static_cast<int>(chosen.size()) < std::max(replicas, 1)) chosen.push_back(node);
  }
  return chosen;
}

std::vector<Placed> allocate(std::vector<UserState>& users, std::vector<NodeState>& nodes, const std::vector<ExtentAsk>& requests, int replicas,
                             const AllocationWeights& weights) {
  std::vector<std::size_t> order(requests.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::vector<double> best(requests.size());
  for (std::size_t i = 0; i < requests.size(); ++i) best[i] = best_priority(users[requests[i].user], nodes, requests[i].bytes, weights);
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    if (best[a] != best[b]) return best[a] > best[b];
    const std::int64_t left = users[requests[a].user].id, right = users[requests[b].user].id;
    return left != right ? left < right : a < b;
  });
  std::vector<Placed> placed(requests.size());
  for (const std::size_t i : order) {
    UserState& user = users[requests[i].user];
    user.on_node.resize(nodes.size());
    placed[i] = {i, choose_nodes(user, nodes, requests[i].bytes, replicas, weights)};
    if (placed[i].nodes.empty()) continue;
    user.used += requests[i].bytes;
    for (const std::size_t node : placed[i].nodes) {
      nodes[node].used += requests[i].bytes;
      user.on_node[node] += requests[i].bytes;
    }
  }
  return placed;
}

std::string filled(std::string_view text, const Values& values) {
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t close = text[i] == '{' ? text.find('}', i) : text.npos;
    if (close == text.npos) {
      out += text[i++];
      continue;
    }
    out += value_of(values, text.substr(i + 1, close - i - 1));
    i = close + 1;
  }
  return out;
}

Outcome may_certify(const CertificateKind& kind, const Values& values) {
  for (const std::string& field : kind.fields) {
    if (value_of(values, field).empty()) return refuse(ErrorCode::certificate_not_given, "缺少：" + field, "missing: " + field);
  }
  if (!value_of(values, "died").empty()) return refuse(ErrorCode::certificate_not_given);
  if (!kind.field.empty() && value_of(values, kind.field) != kind.value) return refuse(ErrorCode::certificate_not_given);
  return done();
}

std::string sign_certificate(const CertificateBody& body, const crypto::Signer& signer) {
  const std::string text = json::write(body);
  return assembled(text, {std::string(crypto::suite_name(signer.suite())), base64url(signer.public_key()), signer.fingerprint(), base64url(signer.sign(text))});
}

Result<CertificateReport> verify_certificate(std::string_view file) {
  const std::size_t between = file.rfind(k_between);
  if (!file.starts_with(k_open) || !file.ends_with(k_close) || between == file.npos || between < k_open.size())
    return broken("不是天格出具的证明文件，或文件不完整", "no certificate of Tiange, or not whole");
  const std::string_view body_text = file.substr(k_open.size(), between - k_open.size());
  const std::size_t from = between + k_between.size();
  if (from + k_close.size() > file.size()) return broken("签名部分无法识别", "the signature cannot be read");
  const auto signature = json::read<CertificateSignature>(file.substr(from, file.size() - k_close.size() - from));
  // Written again it must come out the same: not one byte more or otherwise.
  if (!signature.ok() || assembled(body_text, *signature) != file) return broken("签名部分无法识别", "the signature cannot be read");
  const auto suite = crypto::suite_from(signature->suite);
  const auto key = crypto::unbase64url(signature->public_key);
  const auto value = crypto::unbase64url(signature->value);
  const bool whole = suite && key && value && base64url(*key) == signature->public_key && base64url(*value) == signature->value;
  if (!whole || crypto::key_fingerprint(*key) != signature->fingerprint) return broken("签名部分无法识别", "the signature cannot be read");
  if (!crypto::verify_signature(*suite, *key, body_text, *value)) return broken("签名不符：内容被改动", "the signature does not hold: the content was changed");
  TIANGE_TRY(CertificateBody body, json::read<CertificateBody>(body_text));
  if (body.format != k_format) return broken("文件格式不是 tiange.certificate/1", "the format is not tiange.certificate/1");
  return CertificateReport{std::move(body), signature->suite, signature->fingerprint};
}

}  // namespace tiange::spaces
