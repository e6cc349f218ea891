#pragma once
// A blocking HTTP/1.1 client of a few lines, for tests: it sends exactly the bytes it is given.

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tiange::net {

struct RawAnswer {
  int status = 0;  // 0: the connection ended without an answer
  std::vector<std::pair<std::string, std::string>> headers;  // names in lower case
  std::string body;                                          // chunks joined
  std::string header(std::string_view lower_name) const;
};

class RawClient {
 public:
  explicit RawClient(int port);
  ~RawClient();
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;

  void send(std::string_view bytes);
  RawAnswer receive(bool head_only = false);       // one whole answer
  std::string receive_until(std::string_view mark);  // raw bytes up to and with the mark; "" when it never comes
  void end_sending();
  bool closed_by_peer();  // waits until the peer closes, at most ten seconds

  // Adds Host and, with a body, Content-Length and Content-Type: application/json unless given.
  RawAnswer request(std::string_view method, std::string_view target, std::string_view body = "",
                    const std::vector<std::pair<std::string, std::string>>& headers = {});

 private:
  bool fill();
  int socket_ = -1;
  std::string in_;
};

}  // namespace tiange::net
