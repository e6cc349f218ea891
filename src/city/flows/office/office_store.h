#pragma once
// All SQL of office acts.

#include <optional>
#include <string>
#include <vector>

#include "city/flows/office/office.h"

namespace tiange::office {

// A row beside the task, with its process, element and subject.
void insert_part(db::Tx& tx, const flows::TaskRef& task, const Part& part);
void update_part(db::Tx& tx, const flows::TaskRef& task, const Part& part);
void end_parts(db::Tx& tx, const flows::TaskRef& task, Instant now);

std::optional<std::string> find_marks(db::Tx& tx, const flows::TaskRef& task);
void put_marks(db::Tx& tx, const flows::TaskRef& task, const std::string& marks);

void insert_read(db::Tx& tx, const flows::TaskRef& task, const Read& read);
std::vector<Read> find_reads(db::Tx& tx, const flows::TaskRef& task);
std::vector<flows::TaskRef> find_read(db::Tx& tx, PersonId person, std::span<const flows::TaskRef> tasks);

}  // namespace tiange::office
