#include "city/cases/channels/adapters/adapter_table.h"

namespace tiange::cases {

namespace {

// 社区网格系统 Names its grids by their code, and says what its officer has done already.
class CommunityGrid final : public ChannelAdapter {
 public:
  std::string_view name() const override { return "community_grid"; }

 protected:
  Outcome finish(const ChannelMapping&, const json::Value& root, ForeignMessage& message) const override {
    if (message.kind != ForeignKind::fresh) return done();
    const std::string grid = message.report.place.grid_code;
    if (!grid.empty() && (grid.size() != 15 || grid.find_first_not_of("0123456789") != grid.npos)) {
      return refuse(ErrorCode::not_understood, "网格编码应为 15 位数字：" + grid, "the code of a grid has 15 digits: " + grid);
    }
    const std::string tried = text_at(root, "done_already");
    if (!tried.empty()) message.report.content += "\n网格员已先行处置：" + tried;
    if (message.moment && !message.report.occurred) message.report.occurred = message.moment;
    return done();
  }
};

}  // namespace

const ChannelAdapter& community_grid_adapter() {
  static const CommunityGrid adapter;
  return adapter;
}

}  // namespace tiange::cases
