#include "base/growth_for_tests.h"

#include "base/budgets.h"
#include "base/problem.h"
#include "http/framing.h"
#include "http/http.h"

namespace http {
namespace {

namespace budget = base::budget;
using base::expect_linear;
using base::repeated;

// As it comes from a slow line: the head is looked at again with every byte.
TEST(Worst, heads_byte_by_byte) {
  for (std::string_view piece : {"X:\r\n", "x", "X: y\r\n"}) {
    SCOPED_TRACE(piece);
    expect_linear(
        budget::head, [&](std::size_t size) { return "GET / HTTP/1.1\r\n" + repeated(piece, size); },
        [](const std::string& bytes) {
          HeadSeen seen;
          for (std::size_t size = 1; size <= bytes.size(); ++size) seen.look(std::string_view(bytes).substr(0, size));
        });
  }
}

TEST(Worst, values_of_headers) {
  for (std::string_view piece : {"a=b; ", ";", "=", "application/json;q=0.1,", "http://", "%00", ","}) {
    SCOPED_TRACE(piece);
    expect_linear(
        budget::head, [&](std::size_t size) { return repeated(piece, size); },
        [](const std::string& value) {
          Request request;
          request.headers = {{"cookie", value}, {"accept", value}};
          request.cookie("saat");
          request.wants_json();
          absolute(value);
          part_of("bytes=" + value, 100);
          percent_decode(value, true);
          percent_encode(value);
        });
  }
}

void read(const char* type, const std::string& body) {
  Request request;
  request.headers = {{"content-type", type}};
  request.body = body;
  try {
    read_form(request);
  } catch (const base::Problem&) {}
}

TEST(Worst, forms) {
  for (std::string_view piece : {"\0", "&", "=", "a", "a&", "%00", "%", "+", "\xFF", "\xE0\xB8", "a=%E0%B8&"}) {
    SCOPED_TRACE(piece);
    expect_linear(
        budget::form,
        [&](std::size_t size) { return "a=" + repeated(piece.empty() ? std::string_view("\0", 1) : piece, size); },
        [](const std::string& body) { read("application/x-www-form-urlencoded", body); });
  }
}

TEST(Worst, json) {
  int n = 0;
  const std::pair<const char*, std::function<std::string(std::size_t)>> bodies[] = {
      {"nested lists", [](std::size_t size) { return "{\"a\":" + repeated("[", size); }},
      {"nested objects", [](std::size_t size) { return repeated("{\"a\":", size); }},
      {"members",
       [&](std::size_t size) {
         std::string out = "{";
         while (out.size() < size) out += "\"" + std::to_string(++n) + "\":0,";
         return out + "\"z\":0}";
       }},
      {"one name", [](std::size_t size) { return "{" + repeated("\"a\":0,", size) + "\"a\":0}"; }},
      {"escapes", [](std::size_t size) { return "{\"a\":\"" + repeated("\\u0e01", size) + "\"}"; }},
      {"digits", [](std::size_t size) { return "{\"a\":" + repeated("1", size) + "}"; }},
      {"blanks", [](std::size_t size) { return repeated(" ", size) + "{}"; }},
      {"NUL", [](std::size_t size) { return "{\"a\":\"" + std::string(size, '\0') + "\"}"; }},
  };
  for (const auto& [name, body] : bodies) {
    SCOPED_TRACE(name);
    expect_linear(budget::form / 2, body, [](const std::string& bytes) { read("application/json", bytes); });
  }
}

TEST(Worst, multipart) {
  const std::string boundary(70, '-'), head = "\r\nContent-Disposition: form-data; ";
  const std::pair<const char*, std::string> pieces[] = {
      {"almost the boundary", "\r\n--" + boundary.substr(1)},
      {"its signs", "-"},
      {"line ends", "\r\n"},
      {"parts without a head", "\r\n--" + boundary},
      {"files", "\r\n--" + boundary + head + "name=\"f\"; filename=\"g\"\r\n\r\nx"},
      {"names", "\r\n--" + boundary + head + "name=\"n\"\r\n\r\nx"},
      {"names within a head", "name=\"\"; xname=\""},
      {"quotes", "\""},
  };
  for (const auto& [name, piece] : pieces) {
    SCOPED_TRACE(name);
    expect_linear(
        budget::import_page,
        [&](std::size_t size) {
          return "--" + boundary + head + "name=\"a\"; " + repeated(piece, size) + "\r\n\r\nx\r\n--" + boundary +
                 "--\r\n";
        },
        [&](const std::string& body) { read(("multipart/form-data; boundary=" + boundary).c_str(), body); });
  }
}

}  // namespace
}  // namespace http
