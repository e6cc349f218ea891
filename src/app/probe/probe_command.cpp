// probe [FOLDER]: sends everything bad that it knows, and what the folder holds, through every route of a served district of
// its own, and judges the answers. Ends with a count; the exit code is 0 when nothing was wrong.

#include <cstdio>
#include <fstream>

#include "app/bench/stage.h"
#include "app/commands.h"
#include "app/probe/walk.h"
#include "base/text.h"

namespace tiange::app {

namespace {

using namespace probe;

// The first address of the district and the areas around it.
Known known_places(District& district) {
  Known known;
  const auto map = district.places().map();
  for (const places::PlaceName& name : map->finder().names()) {
    if (name.kind != "address") continue;
    known["address"] = name.name;
    known["grid"] = name.grid_code;
    json::append_number(known["lng"], name.lng);
    json::append_number(known["lat"], name.lat);
    break;
  }
  known["community"] = known["grid"].substr(0, 12);
  known["town"] = known["grid"].substr(0, 9);
  known["district"] = known["grid"].substr(0, 6);
  known["closing"] = district.items().find("P13-0101")->closing_conditions.front();
  return known;
}

std::map<std::string, std::string> tokens_for(bench::Stage& stage, const Known& known) {
  std::map<std::string, std::string> tokens;
  for (const char* queue : {"${grid}:officer", "${town}-ZJ:handler", "${district}-ZX:seat", "${district}-ZX:acceptor", "${district}-ZX:dispatcher", "${district}-ZX:data_steward", "${district}-ZX:supervisor", "${district}-ZX:telephony", "${district}-BG:office_staff",
                            "${district}-ZX:system_admin", "${district}-ZX:security_admin", "${district}-ZX:audit_admin"}) {
    const std::string name = filled(queue, known);
    tokens[name] = stage.token(name);
  }
  return tokens;
}

// What the server itself noted as broken.
void read_log(const std::string& path, Tally& tally) {
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    if (text::contains(line, "\"level\":\"error\"")) tally.fault("in the log", line);
  }
}

}  // namespace

int probe_command(const Call& call) {
  BadInputs inputs = own_bad_inputs();
  if (!call.rest.empty()) add_folder(inputs, call.rest.front());
  bench::Stage stage(call, 0);
  Known known = known_places(stage.district());
  const auto tokens = tokens_for(stage, known);
  stage.close();
  Tally tally;
  {
    bench::ServerProcess server(stage.settings(), bench::free_port(), 1);
    server.wait_ready();
    try {
      Visitor visitor(server.port(), tokens, "officer001", tally);
      prepare(visitor, known);
      const auto document = json::parse(json::write(visitor.must({"", "GET", "/api/openapi.json"})));
      const std::vector<Operation> operations = read_operations(*document);
      std::printf("%zu 个接口，%zu 个请求体，%zu 条文字，%zu 个文件 / operations, bodies, texts, files\n", operations.size(), inputs.bodies.size(), inputs.texts.size(), inputs.files.size());
      std::fflush(stdout);
      walk_stories(visitor, inputs, known, tally);
      walk(visitor, operations, inputs, known, tally);
    } catch (const std::exception& error) {
      tally.fault("cannot go on", error.what());
    }
  }
  read_log(stage.settings().data + "/server1.log", tally);
  for (const std::string& line : tally.told) std::printf("FAULT %s\n", line.c_str());
  std::printf("probe: %lld asked, %lld accepted, %lld refused, %lld read back, %lld faults\n", static_cast<long long>(tally.asked), static_cast<long long>(tally.accepted),
              static_cast<long long>(tally.refused), static_cast<long long>(tally.compared), static_cast<long long>(tally.faults));
  return tally.faults == 0 ? 0 : 1;
}

}  // namespace tiange::app
