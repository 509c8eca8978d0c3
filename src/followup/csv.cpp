#include "followup/csv.h"

#include <utility>

#include "followup/rules.h"

namespace followup {

void Csv::row(std::span<const std::string> cells) {
  bool first = true;
  for (const auto& cell : cells) {
    if (!std::exchange(first, false)) text_ += ',';
    text_ += csv_cell(cell);
  }
  text_ += "\r\n";
}

http::Reply Csv::reply(const std::string& file_name) && {
  http::Reply reply;
  reply.type = "text/csv; charset=utf-8";
  reply.headers.emplace_back("Content-Disposition", "attachment; filename=\"" + file_name + "\"");
  reply.body = std::move(text_);
  return reply;
}

}  // namespace followup
