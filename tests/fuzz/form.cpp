#include <nlohmann/json.hpp>

#include "base/problem.h"
#include "base/text.h"
#include "fuzz.h"
#include "http/http.h"

namespace fuzz {

namespace {

using Fields = std::multimap<std::string, std::string>;

http::Request of(std::string type, std::string body) {
  http::Request request;
  request.headers = {{"content-type", std::move(type)}};
  request.body = std::move(body);
  return request;
}

// nullopt: refused.
std::optional<http::Request> read(std::string type, std::string body) {
  auto request = of(std::move(type), std::move(body));
  try {
    http::read_form(request);
  } catch (const base::Problem&) {
    return std::nullopt;
  }
  for (const auto& [name, value] : request.form)
    for (const auto* text : {&name, &value})
      hold(base::is_utf8(*text) && text->find('\0') == text->npos, "handlers read UTF-8 without NUL");
  return request;
}

std::string encoded(const Fields& fields) {
  std::string out;
  for (const auto& [name, value] : fields) out += http::percent_encode(name) + "=" + http::percent_encode(value) + "&";
  return out;
}

void hold_alike(std::string type, std::string body, const Fields& fields) {
  const auto again = read(std::move(type), std::move(body));
  hold(again && again->form == fields, "written again the fields are read alike");
}

}  // namespace

void form(std::string_view bytes) {
  const auto text = std::string(bytes);
  if (const auto request = read("application/x-www-form-urlencoded", text))
    hold_alike("application/x-www-form-urlencoded", encoded(request->form), request->form);
  if (const auto request = read("application/json", text)) {
    auto object = nlohmann::json::object();
    for (const auto& [name, value] : request->form) object[name] = value;
    hold_alike("application/json", object.dump(), request->form);
    hold_alike("application/x-www-form-urlencoded", encoded(request->form), request->form);
  }
  auto headers = of(text, "");
  headers.headers = {{"cookie", text}, {"accept", text}};
  headers.cookie("saat");
  headers.wants_json();
}

// The first line is what stands behind "multipart/form-data" in the header; the rest the body.
void multipart(std::string_view bytes) {
  const auto end = std::min(bytes.find('\n'), bytes.size());
  const auto body = std::string(bytes.substr(std::min(end + 1, bytes.size())));
  const auto request = read("multipart/form-data" + std::string(bytes.substr(0, end)), body);
  if (!request) return;
  for (const auto& [name, file] : request->files) {
    hold(base::is_utf8(name) && base::is_utf8(file.name), "names are UTF-8");
    hold(body.find(file.bytes) != body.npos, "a file's bytes are of the body");
  }
  const std::string boundary = "0123456789abcdef-not-in-there";
  if (body.find(boundary) != body.npos) return;
  std::string again;
  for (const auto& [name, value] : request->form) {
    if (name.find('"') != name.npos || name.find("\r\n\r\n") != name.npos || name.find("filename=") != name.npos)
      return;
    again += "--" + boundary + "\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n";
  }
  for (const auto& [name, file] : request->files) {
    if (name.find("\r\n\r\n") != name.npos || file.name.find("\r\n\r\n") != file.name.npos) return;
    if (name.find("name=\"") != name.npos || file.name.find("name=\"") != file.name.npos) return;
    again += "--" + boundary + "\r\nContent-Disposition: form-data; name=\"" + name + "\"; filename=\"" + file.name +
             "\"\r\n\r\n" + file.bytes + "\r\n";
  }
  if (again.empty()) return;
  const auto read_again = read("multipart/form-data; boundary=" + boundary, again + "--" + boundary + "--\r\n");
  hold(read_again && read_again->form == request->form, "written again the fields are read alike");
  hold(read_again->files.size() == request->files.size(), "and the files");
  for (const auto& [name, file] : request->files)
    hold(read_again->files.at(name).bytes == file.bytes, "with the same bytes");
}

}  // namespace fuzz
