#include "app/probe/bad_inputs.h"

#include <algorithm>
#include <filesystem>
#include <stdexcept>

#include "app/paths.h"
#include "base/text.h"
#include "platform/files/files.h"

namespace tiange::app::probe {

namespace {

namespace fs = std::filesystem;

std::string repeated(std::string_view piece, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out += piece;
  return out;
}

std::vector<std::string> own_bodies() {
  std::vector<std::string> bodies = {
      "",         "null",     "true",       "0",          "-0",          "\"text\"",    "[]",          "{}",
      "[1,]",     "{\"a\":}", "{a:1}",      "{'a':1}",    "[01]",        "[+1]",        "[.5]",        "[NaN]",
      "[1e999]",  "[-]",      "[\"\\x\"]",  "[\"\\u12\"]", "[\"a",       "[\"\t\"]",    "[tru]",       "]",
      "{\"a\"",   "nul",      "[1]]",       "// c\n[1]",  "[\"\\uD800\"]", "[\"\xE9\"]", "[\"\xC0\xAF\"]", "\xEF\xBB\xBF{}",
      "{\"a\":1,\"a\":2}",    "{\"\":0}",   "<xml/>",     "a=1&b=2",     "\xFF\xFE{\0}\0"};
  bodies.push_back(std::string("{\"content\":\"\0\"}", 15));
  bodies.push_back(repeated("[", 100'000));
  bodies.push_back(repeated("{\"a\":", 20'000));
  bodies.push_back("[" + repeated("9", 5'000) + "]");
  bodies.push_back("{\"content\":\"\\u0000\",\"items\":[{\"name\":\"\\u0000\"}]}");
  return bodies;
}

std::vector<std::string> own_texts() {
  return {" ", "  两端有空格  ", "undefined", "null", "NaN", "0", "-1", "1e1000", "99999999999999999999", "2026-13-45", "0001-01-01T00:00:00Z",
          "9999-12-31T23:59:59+08:00", "'; DROP TABLE cases; --", "\" OR 1=1", "%' AND 1=0 UNION SELECT 1 --", "_%_", "*\"(", "NEAR(a b)",
          "<script>alert(1)</script>", "${7*7}", "{{7*7}}", "%s%n%x", "../../etc/passwd", "..\\..\\", "/", "//", "?a=b&c#d", "%00", "%zz", "+",
          "a\r\nSet-Cookie: b=c", "第一行\n第二行", "\t", "\x01\x1f\x7f", "\\u0000\\", "'\\''", "=1+1", "@SUM(1)", "[object Object]",
          "𠮷野家𪚥", "👩‍👩‍👧‍👦🏳️‍🌈", "\u202E反向\u202C", "\u200B", "\uFEFF", "\uFFFD\uFFFE\uFFFF", "Ṱ̺̺̕o͞ ̷i̲̬͇̪͙n̝̗͕", "﷽", "ＡＢＣ１２３", "ﬀİıſK",
          "e\u0301 é", repeated("长", 5'000), repeated("a", 70'000), repeated("((((", 500), repeated("9", 400)};
}

std::string one_of_bmp_type() { return "BM" + std::string(60, '\0'); }

std::vector<BadFile> own_files() {
  const std::string zip_head = std::string("PK\3\4\x14\0\0\0\x08\0", 10);
  const std::string png_head = "\x89PNG\r\n\x1a\n" + std::string("\0\0\0\rIHDR\x7f\xff\xff\xff\x7f\xff\xff\xff\x08\6\0\0\0", 21);
  const std::string jpeg_exif = std::string("\xFF\xD8\xFF\xE1\xFF\xFF"
                                            "Exif\0\0MM\0*\xFF\xFF\xFF\xFF\xFF\xFF", 22);
  std::vector<BadFile> files = {
      {"empty", "application/octet-stream", ""},
      {"nul.bin", "application/octet-stream", std::string(4096, '\0')},
      {"all_bytes.bin", "application/octet-stream", ""},
      {"cut.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", zip_head},
      {"cut.png", "image/png", png_head},
      {"cut.jpg", "image/jpeg", jpeg_exif},
      {"cut.webp", "image/webp", "RIFF\xFF\xFF\xFF\xFFWEBPVP8 " + std::string(8, '\xFF')},
      {"cut.mp4", "video/mp4", std::string("\0\0\0\x18" "ftypmp42", 12)},
      {"cut.pdf", "application/pdf", "%PDF-1.7\n1 0 obj <<"},
      {"cut.gif", "image/gif", "GIF89a\xFF\xFF\xFF\xFF"},
      {"some.bmp", "image/bmp", one_of_bmp_type()},
      {"script.svg", "image/svg+xml", "<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>"},
      {"open_quote.csv", "text/csv", "序号,内容\r\n1,\"没有结尾"},
      {"title_only.csv", "text/csv", "序号,工单编号,标题,内容\r\n"},
      {"ragged.csv", "text/csv", "内容\n1,2,3,4,5,6\n\n\n,\n\"a\"b\"\n"},
      {"no_title.csv", "text/csv", ",,,\n,,,\n井盖坏了,,,\n"},
      {"twice.csv", "text/csv", "内容,内容,内容\na,b,c\n"},
      {"nul.csv", "text/csv", std::string("内容\na\0b\n", 11)},
      {"latin.csv", "text/csv", "contenu\ncaf\xE9\n"},
      {"gb.csv", "text/csv", "\xC4\xDA\xC8\xDD\n\xBE\xAE\xB8\xC7\xBB\xB5\xC1\xCB\n\x81\n\xFF\xFF\n\x84\x31\xA4\x37\n"},
      {"utf16.csv", "text/csv", std::string("\xFF\xFE\x85\x51\xB9\x5B\n\0a\0\n\0", 12)},
      {"wide.csv", "text/csv", repeated("列,", 20'000) + "\n" + repeated("值,", 20'000) + "\n"},
      {"long.csv", "text/csv", "内容\n" + repeated("长", 300'000) + "\n"},
      {"no_boundary", "multipart/form-data", "--x\r\n\r\n\r\n--x--"},
      {"cut_part", "multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a"},
      {"no_parts", "multipart/form-data; boundary=x", "--x--"},
      {"empty_boundary", "multipart/form-data; boundary=\"\"", "----"},
      {"strange_name", "multipart/form-data; boundary=x",
       "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"../../\\u0000\xFF\xFE.csv\"\r\n\r\n内容\r\nx\r\n--x--\r\n"},
      {"many_parts", "multipart/form-data; boundary=x", repeated("--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nb\r\n", 20'000) + "--x--\r\n"},
      {"strange_type", "text/\"\\", "a"},
  };
  for (int i = 0; i < 256; ++i) files[2].bytes += static_cast<char>(i);
  const std::string entity = "<!DOCTYPE a [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\"><!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;\">]>";
  const std::string bpmn = "http://www.omg.org/spec/BPMN/20100524/MODEL";
  for (const std::string& xml : std::vector<std::string>{
           "", "<", "<a>", "<a></b>", "<?xml version=\"1.0\" encoding=\"UTF-16\"?><a/>", entity + "<definitions>&c;</definitions>",
           "<!DOCTYPE a SYSTEM \"file:///etc/passwd\"><a/>", "<definitions xmlns=\"" + bpmn + "\"/>",
           "<definitions xmlns=\"" + bpmn + "\"><process id=\"\"/></definitions>",
           "<definitions xmlns=\"" + bpmn + "\"><process id=\"p\"><startEvent id=\"a\"/><sequenceFlow id=\"f\" sourceRef=\"a\" targetRef=\"a\"/></process></definitions>",
           "<definitions xmlns=\"" + bpmn + "\"><process id=\"p\"><sequenceFlow id=\"f\" sourceRef=\"x\" targetRef=\"y\"/></process></definitions>",
           repeated("<a>", 50'000), "<definitions xmlns=\"https://www.omg.org/spec/DMN/20191111/MODEL/\" name=\"n\"><decision id=\"d\" name=\"d\"><decisionTable/></decision></definitions>",
           "<definitions xmlns=\"https://www.omg.org/spec/DMN/20191111/MODEL/\" name=\"n\"><decision id=\"d\" name=\"d\"><informationRequirement><requiredDecision href=\"#d\"/></informationRequirement><literalExpression><text>d</text></literalExpression></decision></definitions>",
           "{\"key\":\"k\",\"name_zh\":\"名\",\"name_en\":\"n\",\"fields\":[{\"name\":\"a\",\"kind\":\"text\",\"zh\":\"甲\",\"en\":\"A\",\"visible_when\":\"a = a\"}]}",
           "{\"key\":\"k\",\"name_zh\":\"名\",\"name_en\":\"n\",\"fields\":[{\"name\":\"a\",\"kind\":\"nothing\"}]}"}) {
    files.push_back({"definition", "application/xml", xml});
  }
  for (const std::string& shape : std::vector<std::string>{
           R"({"type":"Polygon","coordinates":[]})", R"({"type":"Polygon","coordinates":[[]]})", R"({"type":"Polygon","coordinates":[[[113,23]]]})",
           R"({"type":"Polygon","coordinates":[[[113,23],[113.1,23.1],[113,23.1],[113.1,23],[113,23]]]})",
           R"({"type":"Polygon","coordinates":[[[1e300,1e300],[-1e300,0],[0,-1e300],[1e300,1e300]]]})",
           R"({"type":"Polygon","coordinates":[[["a",null],[{},[]],[1],[1,2,3,4]]]})", R"({"type":"Point","coordinates":[113,23]})", R"({"type":"MultiPolygon"})",
           R"({"type":"GeometryCollection","geometries":[]})", "null", "7"}) {
    files.push_back({"shape", "application/geo+json", R"({"type":"FeatureCollection","features":[{"type":"Feature","properties":{"code":"440604010001001","level":"grid","name_zh":"甲"},"geometry":)" + shape + "}]}"});
  }
  return files;
}

}  // namespace

BadInputs own_bad_inputs() {
  BadInputs inputs{own_bodies(), own_texts(), own_files(), 0};
  inputs.own_texts = inputs.texts.size();
  return inputs;
}

void add_folder(BadInputs& inputs, const std::string& folder) {
  const std::size_t before = inputs.bodies.size() + inputs.texts.size();
  std::vector<fs::path> paths;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) paths.push_back(entry.path());
  std::sort(paths.begin(), paths.end());
  for (const fs::path& path : paths) {
    if (path.extension() == ".json") {
      inputs.bodies.push_back(read_file(path.string()));
    } else if (path.extension() == ".txt") {
      const std::string all = read_file(path.string());
      for (const std::string_view line : text::split(all, '\n')) {
        if (!line.empty() && text::is_valid_utf8(line) && !text::contains(line, std::string_view("\0", 1))) inputs.texts.emplace_back(line);
      }
    }
  }
  if (inputs.bodies.size() + inputs.texts.size() == before) throw std::runtime_error("没有坏输入文件 / no bad inputs in " + folder);
}

}  // namespace tiange::app::probe
