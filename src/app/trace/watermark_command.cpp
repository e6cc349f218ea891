// watermark FILE: whose export a CSV or XLSX was.

#include <cstdio>

#include "app/commands.h"
#include "app/paths.h"
#include "app/spaces/mask_home.h"

namespace tiange::app {

int watermark_command(const Call& call) {
  if (call.rest.empty()) {
    std::fprintf(stderr, "用法：tiange watermark 文件 [--data 数据目录]\nusage: tiange watermark FILE [--data FOLDER]\n");
    return 2;
  }
  const Paths paths = paths_of(call.settings);
  const auto db = db::open({.url = paths.db_url, .readers = 1, .writers = 1});
  const auto view = masks::trace_file(*db, mask_key(paths.data), call.rest.front());
  if (!view.ok()) {
    std::fprintf(stderr, "%s\n%s\n", view.refusal().zh.c_str(), view.refusal().en.c_str());
    return 2;
  }
  std::printf("行 rows %lld，已下载的导出 exports %lld\n", static_cast<long long>(view->rows), static_cast<long long>(view->exports));
  const bool found = !view->matches.empty() && view->matches.front().certain;
  std::printf("%s\n", found ? "找到 / FOUND" : "没有可靠结果 / nothing certain");
  for (const masks::TraceMatch& match : view->matches) {
    std::printf("  %s  %s  %s %s  →  %s  %s  certainty %.1f (%lld/%lld choices, %lld/%lld pairs)\n", match.certain ? "*" : " ",
                match.id.c_str(), match.name.c_str(), match.unit.c_str(), match.receiver.c_str(), match.title.c_str(), match.score.certainty,
                static_cast<long long>(match.score.agree), static_cast<long long>(match.score.choices),
                static_cast<long long>(match.score.pairs_agree), static_cast<long long>(match.score.pairs));
  }
  return found ? 0 : 1;
}

}  // namespace tiange::app
