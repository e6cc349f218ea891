#include "city/cases/intake/import_meanings.h"

#include <gtest/gtest.h>

#include "base/time.h"
#include "city/cases/intake/import_columns.h"

namespace tiange::cases {
namespace {

// The shape of a request table of another city: opened, target, closed, a flag, a queue, six channels.
const std::vector<std::string> k_titles = {"case_enquiry_id", "open_dt", "sla_target_dt", "closed_dt", "on_time", "case_status", "closure_reason", "case_title",
                                           "type", "queue", "location", "latitude", "longitude", "source", "closed_photo"};

TEST(ImportMeanings, ARequestTableOfAnotherCityIsKnownByItsTitles) {
  const ImportMapping mapping = suggest_mapping(k_titles);
  const ImportMapping expected = {{"number", 0}, {"reported", 1}, {"target", 2}, {"closed_at", 3}, {"on_time", 4}, {"status", 5},  {"result", 6},
                                  {"title", 7},  {"category", 8}, {"queue", 9},  {"spot", 10},     {"lat", 11},    {"lng", 12},    {"channel", 13}};
  EXPECT_EQ(mapping, expected);
}

TEST(ImportMeanings, ValuesMeanWhatThePlanSaysElseWhatTheirWordsSay) {
  ImportPlan plan;
  plan.values["channel"]["Employee Generated"] = "other";
  EXPECT_EQ(meaning_of(plan, "channel", "Employee Generated"), "other");
  EXPECT_EQ(meaning_of(plan, "channel", "City Worker App"), "grid");
  EXPECT_EQ(meaning_of(plan, "channel", "Constituent Call"), "hotline");
  EXPECT_EQ(meaning_of(plan, "channel", "Citizens Connect App"), "web");
  EXPECT_EQ(meaning_of(plan, "channel", "Self Service"), "web");
  EXPECT_EQ(meaning_of(plan, "channel", "信访件"), "petition");
  EXPECT_EQ(meaning_of(plan, "on_time", "ONTIME"), "yes");
  EXPECT_EQ(meaning_of(plan, "on_time", "OVERDUE"), "no");
  EXPECT_EQ(meaning_of(plan, "on_time", "未超期"), "yes");
  EXPECT_EQ(meaning_of(plan, "on_time", "否"), "no");
  EXPECT_EQ(meaning_of(plan, "status", "未办结"), "open");
  EXPECT_EQ(meaning_of(plan, "status", "Closed"), "closed");
  EXPECT_EQ(meaning_of(plan, "status", "转办"), "");
  EXPECT_EQ(meaning_of(plan, "satisfied", "基本满意"), "satisfied");
  plan.values["channel"]["Twitter"] = "";
  EXPECT_EQ(meaning_of(plan, "channel", "Twitter"), "");  // left out by the clerk
  for (const std::string& field : fields_with_meanings()) {
    for (const Meaning& meaning : meanings_of(field)) EXPECT_FALSE(meaning.zh.empty() || meaning.en.empty()) << field << meaning.value;
  }
}

TEST(ImportMeanings, DatesWithTheYearLastAreTurned) {
  EXPECT_EQ(year_first("03/05/2026 09:05:00 PM", DateOrder::month_first), "2026-03-05 21:05:00");
  EXPECT_EQ(year_first("03/05/2026 12:05 AM", DateOrder::month_first), "2026-03-05 00:05");
  EXPECT_EQ(year_first("03/05/2026", DateOrder::day_first), "2026-05-03");
  EXPECT_EQ(year_first("31/05/2026 8:00", DateOrder::month_first), "2026-05-31 8:00");
  for (const char* other : {"2026-03-05 09:05:00", "2026/3/5 9:05", "昨天", "", "3/5", "03/05/26"}) EXPECT_EQ(year_first(other, DateOrder::month_first), other);
}

TEST(ImportMeanings, LimitFlagAndChannelAreReadFromARow) {
  ImportPlan plan{suggest_mapping(k_titles), {}, {}};
  plan.values["category"]["Pothole"] = "P13-0101";
  std::vector<FieldError> wrong;
  std::vector<std::string> cells = {"101", "2023-01-05 10:22:00", "2023-01-06 10:22:00", "2023-01-07 08:00:00", "OVERDUE", "Closed", "Fixed", "Pothole at 1 Main St",
                                    "Pothole", "PWDx_District 03", "1 Main St", "42.3", "-71.1", "Constituent Call", ""};
  ImportedRow row = read_import_row(cells, plan, k_titles, wrong);
  EXPECT_TRUE(wrong.empty());
  EXPECT_TRUE(row.closed);
  EXPECT_EQ(row.item, "P13-0101");
  EXPECT_EQ(row.channel, "hotline");
  EXPECT_EQ(row.queue, "PWDx_District 03");
  EXPECT_EQ(format_local(row.due.value()), "2023-01-06 10:22");
  EXPECT_EQ(row.on_time, std::optional(false));
  cells[2].clear();
  cells[4].clear();
  row = read_import_row(cells, plan, k_titles, wrong);
  EXPECT_EQ(row.due, std::optional(Instant{}));
  EXPECT_FALSE(row.on_time.has_value());
}

}  // namespace
}  // namespace tiange::cases
