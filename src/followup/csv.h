#pragma once
#include <initializer_list>
#include <span>
#include <string>

#include "http/http.h"

// A table as a file that spreadsheets open.
namespace followup {

class Csv {
 public:
  void row(std::span<const std::string> cells);
  void row(std::initializer_list<std::string> cells) { row(std::span(cells.begin(), cells.size())); }
  http::Reply reply(const std::string& file_name) &&;

 private:
  std::string text_ = "\xEF\xBB\xBF";  // without it they do not read UTF-8
};

}  // namespace followup
