#pragma once
// Built web pages, read into memory once and compressed once. Files whose name carries a digest
// (assets/index-3f9c1a2b.js) are kept by browsers for a year; everything else is asked for again with its ETag. A path
// without a file and without an extension gets index.html, so that the address of a screen can be reloaded. Only what
// was read at start can be served: no path leads out of the folder.

#include "platform/http/http.h"

namespace tiange::http {

// Serves `folder` under `mount` ("/console"; "" is the root): /console redirects to /console/. Returns how many files were read; 0 when
// the folder is not there (then no route is added).
std::size_t add_static_files(Routes& routes, const std::string& mount, const std::string& folder);
void add_redirect(Routes& routes, const std::string& from, const std::string& to);

std::string_view content_type_of(std::string_view file_name);  // by extension; application/octet-stream

}  // namespace tiange::http
