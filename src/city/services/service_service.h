#pragma once

#include <memory>

#include "city/services/applying_rules.h"
#include "city/services/service_store.h"
#include "city/services/services.h"
#include "platform/blobs/blobs.h"

namespace tiange::services {

using registers::SubjectId;

// Who applies, for whom.
struct Applicant {
  SubjectId person, subject;
  registers::Kind kind = registers::Kind::person;
  std::string area;
  std::string name;   // masked, with the office where it is for a firm
};

class ServiceService : public Services {
 public:
  explicit ServiceService(ServiceParts parts) : parts_(std::move(parts)), blobs_(parts_.db, parts_.files_folder) {}

  Outcome lay(db::Tx& tx, std::string_view matters_json, Instant now) override;
  void listen() override;
  void add_routes(http::Routes& routes, const http::Recorder& record) override;

  // ---- the guide ----
  MatterList matters(db::Tx& tx, const Scope& scope, std::string_view kind, std::string_view words, bool closed_too, Instant now) const;
  Result<MatterPage> matter(db::Tx& tx, std::string_view key, Instant now) const;
  Result<MatterPage> keep(db::Tx& tx, const Scope& scope, std::string_view key, const MatterIn& in, Instant now);

  // ---- an applicant ----
  Result<Applicant> applicant(db::Tx& tx, std::string_view key, std::string_view firm, Instant now) const;
  Result<ServicePlan> plan(db::Tx& tx, const Applicant& who, std::string_view key, Instant now);
  Result<ApplicationPage> apply_for(db::Tx& tx, const Applicant& who, const ApplyIn& in, Instant now);
  Result<ApplicationPage> supplement_of(db::Tx& tx, std::string_view key, std::int64_t id, const SupplementIn& in, Instant now);
  Result<ApplicationPage> withdraw_of(db::Tx& tx, std::string_view key, std::int64_t id, Instant now);
  Result<ApplicationPage> own_page(db::Tx& tx, std::string_view key, std::int64_t id, Instant now);
  ApplicationList own_list(db::Tx& tx, const Applicant& who, std::int64_t after, Instant now) const;

  // ---- files: where there is room, the bytes, the record ----
  Outcome room_for_file(db::Tx& tx, const Applicant& who) const;
  Result<blobs::BlobView> keep_bytes(const std::string& content, const std::string& name, Instant now);
  ServiceFile note_file(db::Tx& tx, const Applicant& who, const blobs::BlobView& blob, const std::string& name, Instant now);

  // ---- the desk ----
  Result<ApplicationList> list(db::Tx& tx, const Scope& scope, const store::ApplicationAsk& ask, Instant now) const;
  Result<ApplicationPage> page(db::Tx& tx, const Scope& scope, std::int64_t id, Instant now);
  Result<ApplicationPage> open(db::Tx& tx, const Scope& scope, std::int64_t id, std::string_view purpose, Instant now);
  Result<ApplicationProof> proof(db::Tx& tx, const Scope& scope, std::int64_t id, std::string_view purpose, Instant now);
  Result<std::pair<std::string, ServiceFile>> desk_file(db::Tx& tx, const Scope& scope, std::int64_t id, std::int64_t file, Instant now);
  Result<ApplicationPage> answer(db::Tx& tx, const Scope& scope, std::int64_t id, std::string_view act, const ServiceAnswerIn& in, Instant now);

  const ServiceParts& parts() const { return parts_; }

 private:
  Holdings holdings(db::Tx& tx, const Applicant& who, Instant now) const;
  Result<std::vector<GivenFile>> given_files(db::Tx& tx, const Application& one, const std::vector<FormFileIn>& files) const;
  void carry(db::Tx& tx, Application& one, const ApplicationEvent& event, bool first);
  // Whoever applied hears that it came in, is wanted more, or is settled.
  void say(db::Tx& tx, const Application& one, const ApplicationEvent& event);
  Outcome sms_moved(db::Tx& tx, const std::string& body);
  Result<Application> own(db::Tx& tx, std::string_view key, std::int64_t id, Applicant& who, Instant now) const;
  Result<Application> at_desk(db::Tx& tx, const Scope& scope, std::int64_t id) const;
  bool concerns(const Scope& scope, std::string_view unit) const;
  // The units of the district whose line the caller works in.
  std::vector<std::string> lines_of(const Scope& scope) const;
  std::string title_of(db::Tx& tx, const Application& one) const;
  void fill_row(db::Tx& tx, const Scope& scope, const Application& one, ApplicationRow& row, Instant now) const;
  ApplicationPage page_of(db::Tx& tx, const Scope& scope, const Application& one, bool masked, Instant now) const;
  ApplicationPage own_page_of(db::Tx& tx, const Application& one, Instant now) const;
  void accept_files(db::Tx& tx, const Application& one, const Matter& matter);

  ServiceParts parts_;
  blobs::BlobStore blobs_;
};

void add_public_routes(http::Routes& routes, ServiceService& room);
void add_desk_routes(http::Routes& routes, ServiceService& room, const http::Recorder& record);

}  // namespace tiange::services
