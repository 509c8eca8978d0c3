#include "http/http.h"

#include <arpa/inet.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/budgets.h"
#include "base/problem.h"
#include "base/text.h"

namespace http {

using base::Problem;

namespace {

// What handlers read is always UTF-8 without NUL: broken bytes become U+FFFD, the rest stays as typed.
std::string clean(std::string text) {
  return base::is_utf8(text) && text.find('\0') == text.npos ? std::move(text) : base::repair_utf8(text);
}

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

void add_field(Request& request, std::string name, std::string value) {
  if (request.form.size() >= base::budget::fields) throw Problem(Problem::Kind::too_large, "problem.too_large");
  request.form.emplace(clean(std::move(name)), clean(std::move(value)));
}

void read_urlencoded(Request& request) {
  for (auto pair : base::split(request.body, '&')) {
    if (pair.empty()) continue;
    auto equals = pair.find('=');
    add_field(request, percent_decode(pair.substr(0, equals), true),
              equals == pair.npos ? "" : percent_decode(pair.substr(equals + 1), true));
  }
}

void read_json(Request& request) {
  auto body = nlohmann::json::parse(clean(request.body), nullptr, false);
  if (!body.is_object()) throw Problem(Problem::Kind::invalid, "problem.invalid");
  for (auto& [name, value] : body.items()) {
    if (value.is_structured()) throw Problem(Problem::Kind::invalid, "problem.invalid");
    if (value.is_null()) continue;
    add_field(request, name, value.is_string() ? value.get<std::string>() : value.dump());
  }
}

// The value of `name` inside a header such as: form-data; name="login"
std::string_view attribute(std::string_view header, std::string_view name) {
  std::string opening = std::string(name) + "=\"";
  for (auto at = header.find(opening); at != header.npos; at = header.find(opening, at + 1)) {
    if (at > 0 && header[at - 1] != ' ' && header[at - 1] != ';') continue;  // "filename" ends in "name"
    auto value = header.substr(at + opening.size());
    return value.substr(0, value.find('"'));
  }
  return {};
}

void read_multipart(Request& request, std::string_view type) {
  auto at = type.find("boundary=");
  if (at == type.npos) throw Problem(Problem::Kind::invalid, "problem.invalid");
  auto boundary = type.substr(at + 9);
  boundary = boundary.substr(0, boundary.find(';'));
  if (boundary.size() >= 2 && boundary.front() == '"') boundary = boundary.substr(1, boundary.size() - 2);
  constexpr std::size_t longest_boundary = 70;  // RFC 2046; it is looked for at every byte
  if (boundary.empty() || boundary.size() > longest_boundary) throw Problem(Problem::Kind::invalid, "problem.invalid");
  std::string line = "--" + std::string(boundary);
  std::string_view rest = request.body;
  auto start = rest.find(line);
  while (start != rest.npos) {
    rest.remove_prefix(start + line.size());
    if (rest.starts_with("--")) return;
    auto head_end = rest.find("\r\n\r\n"), end = rest.find("\r\n" + line);
    if (head_end == rest.npos || end == rest.npos || head_end + 4 > end) break;
    const auto head = rest.substr(0, head_end), part = rest.substr(head_end + 4, end - head_end - 4);
    const auto name = attribute(head, "name");
    if (!name.empty() && head.find("filename=") != head.npos) {
      // A field for files that nobody chose one for comes with no name and no bytes.
      if (auto file = attribute(head, "filename"); !file.empty() || !part.empty())
        request.files.emplace(clean(std::string(name)), Upload{clean(std::string(file)), std::string(part)});
    } else if (!name.empty()) {
      add_field(request, std::string(name), std::string(part));
    }
    start = end + 2;
  }
  throw Problem(Problem::Kind::invalid, "problem.invalid");
}

// How much the Accept header wants `type`, and where it says so; -1 when it does not name it.
double quality(std::string_view accept, std::string_view type, std::size_t& position) {
  position = accept.find(type);
  if (position == accept.npos) return -1;
  auto range = accept.substr(position);
  range = range.substr(0, range.find(','));
  auto q = range.find("q=");
  return q == range.npos ? 1 : std::strtod(std::string(range.substr(q + 2)).c_str(), nullptr);
}

}  // namespace

std::string_view Request::header(std::string_view lower_case_name) const {
  for (const auto& [name, value] : headers)
    if (name == lower_case_name) return value;
  return {};
}

std::optional<std::string> Request::field(const std::string& name) const {
  auto at = form.find(name);
  return at == form.end() ? std::nullopt : std::optional(at->second);
}

std::optional<std::string> Request::asked(const std::string& name) const {
  auto at = query.find(name);
  return at == query.end() ? std::nullopt : std::optional(at->second);
}

std::string Request::cookie(std::string_view name) const {
  for (const auto& [header_name, value] : headers) {
    if (header_name != "cookie") continue;
    for (auto pair : base::split(value, ';')) {
      pair = base::trim(pair);
      auto equals = pair.find('=');
      if (equals != pair.npos && pair.substr(0, equals) == name) return std::string(pair.substr(equals + 1));
    }
  }
  return {};
}

bool Request::wants_json() const {
  auto accept = header("accept");
  std::size_t json_at = 0, html_at = 0;
  double json = quality(accept, "application/json", json_at), html = quality(accept, "text/html", html_at);
  return json > 0 && (json > html || (json == html && json_at < html_at));
}

Reply Reply::redirect(std::string to) {
  Reply reply;
  reply.status = 303;
  reply.headers.emplace_back("Location", std::move(to));
  return reply;
}

void read_form(Request& request) {
  if (request.body.empty()) return;
  auto type = request.header("content-type");
  if (type.starts_with("application/x-www-form-urlencoded"))
    read_urlencoded(request);
  else if (type.starts_with("application/json"))
    read_json(request);
  else if (type.starts_with("multipart/form-data"))
    read_multipart(request, type);
  else
    throw Problem(Problem::Kind::invalid, "problem.invalid");
}

std::string network_of(std::string_view address) {
  constexpr std::size_t longest = 64;
  std::string whole(address.substr(0, longest));
  in6_addr bytes{};
  if (inet_pton(AF_INET6, whole.c_str(), &bytes) != 1) return whole;
  if (IN6_IS_ADDR_V4MAPPED(&bytes)) {
    char text[INET_ADDRSTRLEN];
    return inet_ntop(AF_INET, bytes.s6_addr + 12, text, sizeof text) ? text : whole;
  }
  std::fill(bytes.s6_addr + 8, bytes.s6_addr + 16, 0);
  char text[INET6_ADDRSTRLEN];
  return inet_ntop(AF_INET6, &bytes, text, sizeof text) ? std::string(text) + "/64" : whole;
}

std::string percent_encode(std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF", safe = "-._~/";
  std::string out;
  for (unsigned char c : text) {
    if (std::isalnum(c) || safe.find(char(c)) != safe.npos)
      out += char(c);
    else
      (out += '%') += {digits[c >> 4], digits[c & 15]};
  }
  return out;
}

std::string percent_decode(std::string_view text, bool plus_is_space) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size() && hex_value(text[i + 1]) >= 0 && hex_value(text[i + 2]) >= 0) {
      out += char(hex_value(text[i + 1]) * 16 + hex_value(text[i + 2]));
      i += 2;
    } else {
      out += plus_is_space && text[i] == '+' ? ' ' : text[i];
    }
  }
  return out;
}

}  // namespace http
