// Files both ways: web pages out, uploads in.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "platform/db/test_db.h"
#include "platform/net/compress.h"
#include "platform/http/static_files.h"
#include "platform/http/test_server.h"
#include "platform/http/upload.h"

namespace tiange::http {
namespace {

class FilesTest : public testing::Test {
 protected:
  FilesTest() : db_(db::open({.url = "sqlite:" + folder_.file("test.db")})), routes_(*db_) {}

  void write(const std::string& path, const std::string& text) {
    const std::filesystem::path whole = folder_.file("web/" + path);
    std::filesystem::create_directories(whole.parent_path());
    std::ofstream(whole) << text;
  }

  db::TestFolder folder_;
  std::unique_ptr<db::Db> db_;
  Routes routes_;
};

TEST_F(FilesTest, ServesABuiltFolder) {
  write("index.html", "<!doctype html>" + std::string(5000, ' '));
  write("assets/index-3f9c1a2b.js", "let a = 1;");
  write("assets/plain.css", "b{}");
  write("assets/index-3f9c1a2b.js.map", "{}");
  std::ofstream(folder_.file("secret.txt")) << "secret";
  EXPECT_EQ(add_static_files(routes_, "/console", folder_.file("web")), 3u);
  EXPECT_EQ(add_static_files(routes_, "/none", folder_.file("nowhere")), 0u);
  TestServer server(routes_);

  const auto redirect = server.ask("GET", "/console");
  EXPECT_EQ(redirect.status, 302);
  EXPECT_EQ(redirect.header("location"), "/console/");
  const auto index = server.ask("GET", "/console/", "", {{"Accept-Encoding", "gzip"}});
  EXPECT_EQ(index.header("content-type"), "text/html; charset=utf-8");
  EXPECT_EQ(index.header("cache-control"), "no-cache");
  EXPECT_EQ(index.header("content-encoding"), "gzip");
  EXPECT_EQ(net::gunzip(index.body, 10'000).size(), 5015u);
  EXPECT_EQ(server.ask("GET", "/console/cases/7", "").body.size(), 5015u);
  EXPECT_EQ(server.ask("GET", "/console/", "", {{"If-None-Match", index.header("etag")}}).status, 304);
  const auto script = server.ask("GET", "/console/assets/index-3f9c1a2b.js");
  EXPECT_EQ(script.body, "let a = 1;");
  EXPECT_EQ(script.header("content-type"), "text/javascript; charset=utf-8");
  EXPECT_EQ(script.header("cache-control"), "public, max-age=31536000, immutable");
  EXPECT_EQ(server.ask("GET", "/console/assets/plain.css").header("cache-control"), "no-cache");
  EXPECT_EQ(server.ask("GET", "/console/assets/index-3f9c1a2b.js.map").status, 404);
  for (const char* path : {"/console/../secret.txt", "/console/%2e%2e/secret.txt", "/console/..%2fsecret.txt",
                           "/console//../secret.txt", "/console/..%5csecret.txt", "/../secret.txt"}) {
    EXPECT_EQ(server.ask("GET", path).status, 404) << path;
  }
}

TEST_F(FilesTest, ServesTheRootWithoutHidingTheInterface) {
  write("index.html", "<!doctype html>");
  add_static_files(routes_, "", folder_.file("web"));
  Route route{Method::get, "/api/v1/here", Permission::open_to_all, "在", "Here"};
  route.handle = [](Request&) { return json_response("1"); };
  Route there = route;
  there.method = Method::post;
  there.pattern = "/api/v1/there";
  routes_.raw(std::move(route));
  routes_.raw(std::move(there));
  TestServer server(routes_);
  EXPECT_EQ(server.ask("GET", "/").body, "<!doctype html>");
  EXPECT_EQ(server.ask("GET", "/cases/7").body, "<!doctype html>");
  EXPECT_EQ(server.ask("GET", "/cases/440604010014001.456036761378750472").body, "<!doctype html>");
  EXPECT_EQ(server.ask("GET", "/assets/gone.js").status, 404);
  EXPECT_EQ(server.ask("GET", "/api/v1/here").body, "1");
  EXPECT_EQ(server.ask("GET", "/api/v1/nowhere").status, 404);
  EXPECT_EQ(server.ask("POST", "/api/v1/nowhere").status, 404);
  EXPECT_EQ(server.ask("POST", "/api/v1/here").status, 405);
  EXPECT_EQ(server.ask("GET", "/api/v1/there").status, 405);
}

// Answers what arrived: file name, claimed type, size, and the field "note".
void add_upload_route(Routes& routes) {
  Route route{Method::post, "/api/v1/upload", Permission::signed_in, "上传", "Upload"};
  route.upload = true;
  route.max_body = 3 << 20;
  route.handle = [](Request& request) {
    const auto upload = Upload::open(request);
    if (!upload.ok()) return problem(upload.refusal(), request.scope);
    const Part* file = upload->file();
    if (!file) return json_response("\"no file\"");
    std::string out;
    json::append_escaped(out, file->file_name + "|" + file->content_type + "|" + std::to_string(file->content.size()) +
                                  "|" + upload->field("note"));
    EXPECT_TRUE(std::filesystem::exists(request.upload_path));
    EXPECT_TRUE(request.body.empty());
    return json_response(out);
  };
  routes.raw(std::move(route));
}

const std::string k_form =
    "--XX\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\n井盖破损\r\n"
    "--XX\r\nContent-Disposition: form-data; name=\"photo\"; filename=\"C:\\\\tmp\\\\a%22b;照片.jpg\"\r\n"
    "Content-Type: image/jpeg\r\n\r\n\xff\xd8 not XX --XX\n\r\n\r\n--XX\r\n"
    "Content-Disposition: form-data; name=\"empty\"\r\n\r\n\r\n--XX--\r\n";

TEST_F(FilesTest, ReadsForms) {
  add_upload_route(routes_);
  TestServer server(routes_);
  const net::Headers headers = {{"X-Account", "7"}, {"Content-Type", "multipart/form-data; boundary=XX"}};
  const auto answer = server.ask("POST", "/api/v1/upload", k_form, headers);
  EXPECT_EQ(json::parse(answer.body)->as_string(), "a\"b;照片.jpg|image/jpeg|17|井盖破损");
  // Cut anywhere, a form is refused, never misread.
  for (std::size_t n = 1; n + 4 < k_form.size(); ++n) {
    EXPECT_EQ(server.ask("POST", "/api/v1/upload", k_form.substr(0, n), headers).status, 400) << n;
  }
}

TEST_F(FilesTest, ReadsRawFilesAndLimitsThem) {
  add_upload_route(routes_);
  TestServer server(routes_);
  net::Headers headers = {{"X-Account", "7"}, {"Content-Type", "image/png"}, {"X-File-Name", "%E4%BA%95.png"}};
  const auto answer = server.ask("POST", "/api/v1/upload", std::string(2 << 20, '\xff'), headers);
  EXPECT_EQ(json::parse(answer.body)->as_string(), "井.png|image/png|2097152|");
  EXPECT_EQ(server.ask("POST", "/api/v1/upload", std::string(4 << 20, 'x'), headers).status, 413);
  EXPECT_EQ(server.ask("POST", "/api/v1/upload", "a=b", {{"X-Account", "7"},
                                                         {"Content-Type", "application/x-www-form-urlencoded"}})
                .status,
            415);
}

TEST_F(FilesTest, RefusesAccessBeforeTheBodyArrives) {
  add_upload_route(routes_);
  TestServer server(routes_);
  net::RawClient client(server.port());
  client.send("POST /api/v1/upload HTTP/1.1\r\nHost: x\r\nContent-Length: 2000000\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(client.receive().status, 401);
  net::RawClient known(server.port());
  known.send("POST /api/v1/upload HTTP/1.1\r\nHost: x\r\nX-Account: 7\r\nContent-Type: a/b\r\nContent-Length: 3\r\n"
             "Expect: 100-continue\r\n\r\n");
  EXPECT_EQ(known.receive_until("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
  known.send("abc");
  EXPECT_EQ(known.receive().body, "\"file|a/b|3|\"");
}

TEST_F(FilesTest, LeavesNoSpoolBehind) {
  add_upload_route(routes_);
  ServerOptions options;
  options.listen.spool_folder = folder_.file("spool");
  TestServer server(routes_, options);
  const net::Headers headers = {{"X-Account", "7"}, {"Content-Type", "a/b"}};
  EXPECT_EQ(server.ask("POST", "/api/v1/upload", "abc", headers).status, 200);
  EXPECT_EQ(server.ask("POST", "/api/v1/upload", std::string(4 << 20, 'x'), headers).status, 413);
  {
    net::RawClient leaves(server.port());
    leaves.send("POST /api/v1/upload HTTP/1.1\r\nHost: x\r\nX-Account: 7\r\nContent-Length: 100\r\n\r\nhalf");
  }
  server.stop();
  EXPECT_TRUE(std::filesystem::is_empty(folder_.file("spool")));
}

TEST(ContentDisposition, IsSafeForAnyName) {
  EXPECT_EQ(content_disposition("attachment", "井\"\r\n.jpg"),
            "attachment; filename=\"______.jpg\"; filename*=UTF-8''%E4%BA%95%22%0D%0A.jpg");
}

}  // namespace
}  // namespace tiange::http
