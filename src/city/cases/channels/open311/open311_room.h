#pragma once
// The parts of the room, one file each: what is read, what is filed.

#include <mutex>

#include "city/cases/channels/open311/open311.h"
#include "city/cases/channels/open311/open311_store.h"
#include "city/cases/channels/open311/open311_text.h"

namespace tiange::cases::open311 {

enum class Form { json, xml };

// How an answer fails: an HTTP status and what is wrong.
struct Fault {
  int status = 400;
  std::vector<std::string> what;
  int retry_after_s = 0;
};

Form form_of(const http::Request& request);  // by the ending of the path, else by Accept; JSON when nothing is said
http::Response answer(const json::Value& value, std::string_view root, Form form, int status = 200);
http::Response failed(const Fault& fault, Form form);
Fault fault_of(const Refusal& refusal, Language language);
// "…/services/E13-0506.xml" -> "E13-0506"
std::string without_ending(std::string_view last);

json::Value request_value(const RequestRow& row, const items::Items& items, const std::string& base, Language language);
json::Value update_value(const UpdateRow& row, const std::string& base);

// Reads the query of a list of requests; refuses with the names of what is wrong.
struct ListWanted {
  Wanted rows;
  std::optional<double> lng, lat, radius_m;
  std::int64_t page = 1;
  std::int64_t page_size = 1'000;
};
Result<ListWanted> read_list(const http::Request& request, Instant now);

class Room final : public Open311 {
 public:
  explicit Room(Open311Parts parts) : parts_(std::move(parts)) {}
  void add_routes(http::Routes& routes) override;
  Outcome on_case_event(db::Tx& tx, const db::Event& event) override;

 private:
  using Handler = http::Response (Room::*)(http::Request&);
  void add(http::Routes& routes, http::Method method, std::vector<std::string> patterns, const char* zh, const char* en, Handler handler,
           bool upload = false, std::vector<std::string> query = {});

  http::Response discovery(http::Request& request);
  http::Response services(http::Request& request);
  http::Response service(http::Request& request);
  http::Response requests(http::Request& request);
  http::Response request(http::Request& request);
  http::Response token(http::Request& request);
  http::Response updates(http::Request& request);
  http::Response media(http::Request& request);
  http::Response file_request(http::Request& request);
  http::Response file_update(http::Request& request);

  std::string base_of(const http::Request& request) const;
  std::optional<Fault> wrong_jurisdiction(std::string_view given) const;
  Result<forms::Form> form_of_item(const items::Item& item, Instant now);
  // The fields of a posted form, whatever its encoding, and its photo when it holds one.
  struct Posted {
    Fields fields;
    std::string photo;
    std::string photo_name;
  };
  Result<Posted> posted(http::Request& request) const;
  // Stores the photo that came along; its digest, "" without one. False with `fault` when it is no photo.
  bool keep_photo(const Posted& in, Instant now, std::string& digest, Fault& fault);
  std::optional<ClientKey> client_of(const Fields& fields, const http::Request& request, Fault& fault);
  Result<ReportInput> report_of(const Fields& fields, const items::Item& item, Instant now);
  Result<std::string> file(db::Tx& tx, const http::Request& request, const Fields& fields, const ClientKey& client,
                           const ReportInput& report);
  http::Response post_answer(http::Request& request, const std::function<Result<std::string>(db::Tx&)>& act, std::string_view root, Form form);

  const Open311Parts parts_;
  http::Routes* routes_ = nullptr;
  std::mutex lock_;
  Instant looked_;
  bool any_ = false;
};

}  // namespace tiange::cases::open311
