#include <zlib.h>

#include "http/http.h"

namespace http {

namespace {

constexpr std::size_t least_to_compress = 1024;

bool compresses(std::string_view type) {
  return type.starts_with("text/") || type.starts_with("application/json") ||
         type.starts_with("application/problem+json") || type.starts_with("image/svg");
}

std::string gzip(std::string_view text) {
  z_stream stream{};
  constexpr int gzip_window = 15 + 16;
  // Level 3: two thirds of the time that 4 takes for a long table, and a twentieth more bytes.
  if (deflateInit2(&stream, 3, Z_DEFLATED, gzip_window, 8, Z_DEFAULT_STRATEGY) != Z_OK) return {};
  std::string out(deflateBound(&stream, text.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = uInt(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = uInt(out.size());
  bool whole = deflate(&stream, Z_FINISH) == Z_STREAM_END;
  out.resize(whole ? stream.total_out : 0);
  deflateEnd(&stream);
  return out;
}

bool says(const Reply& reply, std::string_view header, std::string_view what) {
  for (const auto& [name, value] : reply.headers)
    if (name == header && value.find(what) != value.npos) return true;
  return false;
}

}  // namespace

void compress(Reply& reply) {
  if (reply.body.size() < least_to_compress || !compresses(reply.type) || says(reply, "Content-Encoding", "")) return;
  if (!says(reply, "Vary", "Accept-Encoding")) reply.headers.emplace_back("Vary", "Accept-Encoding");
  auto smaller = gzip(reply.body);
  if (smaller.empty()) return;
  reply.body = std::move(smaller);
  reply.headers.emplace_back("Content-Encoding", "gzip");
  // A strong tag is of the bytes that travel (RFC 9110, 8.8.3.3): compressed they are others.
  for (auto& [name, value] : reply.headers)
    if (name == "ETag" && value.starts_with('"')) value.insert(value.size() - 1, "-gzip");
}

}  // namespace http
