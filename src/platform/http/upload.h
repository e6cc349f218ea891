#pragma once
// What an upload route received: multipart/form-data (RFC 7578), or one file as the raw body. The bytes stay in the
// file they were spooled to and are mapped into memory, so that a part of any size is a view.

#include "platform/http/http.h"

namespace tiange::http {

struct Part {
  std::string name;          // of the form field; "file" for a raw body
  std::string file_name;     // last component only, "" when it is no file
  std::string content_type;  // as claimed
  std::string_view content;  // valid as long as the Upload
};

class Upload {
 public:
  // Refuses with bad_request what is not well formed, unsupported_type what is neither form nor file. A raw body takes
  // its name from the header X-File-Name (percent-encoded UTF-8).
  static Result<Upload> open(const Request& request);
  Upload(Upload&& other) noexcept;
  Upload& operator=(Upload&& other) noexcept;
  ~Upload();

  const std::vector<Part>& parts() const { return parts_; }
  const Part* file() const;                        // the first part with a file name, or nullptr
  std::string field(std::string_view name) const;  // a text field, "" when absent

 private:
  Upload() = default;
  Outcome split(std::string_view boundary);
  Outcome add_part(std::string_view head, std::string_view content);

  const char* mapped_ = nullptr;
  std::size_t size_ = 0;
  std::vector<Part> parts_;
};

// attachment; filename="…"; filename*=UTF-8''… , safe for any name.
std::string content_disposition(std::string_view kind, std::string_view file_name);

}  // namespace tiange::http
