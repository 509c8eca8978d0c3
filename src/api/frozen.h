#pragma once
#include <functional>

#include "api/reply.h"
#include "releases/rules.h"

// Reading the frozen tables row by row, and where a page of them ends.
namespace api {

// Where a row stands: of which table, at which position, and the how-manieth of what is made of it.
struct At {
  int table = 0, position = 0, item = 0;
  auto operator<=>(const At&) const = default;
};
std::optional<At> at_in(const std::string& text);  // "0.120.0"

// A page while it fills: takes what comes after its beginning, and one more, to know whether there is another page.
class Filled {
 public:
  Filled(const std::string& after, int limit);
  void put(const At& at, Json json);
  bool is_full() const { return more_; }
  At begins() const { return begins_; }  // before the first row of all: {-1}
  std::string ends_after() const;        // "": there is no more
  Json items = Json::array();

 private:
  At begins_{-1}, last_;
  int limit_;
  bool more_ = false;
};

// Which places. Empty: all.
struct Wanted {
  std::string place, tier, province, district, indicator;
  bool areas() const;  // may there be rows of areas
  bool bodies() const;
};
Wanted wanted_of(const identity::Context& ctx, const std::vector<std::string>& tiers);
std::string_view tier_of(const releases::Row& row);  // by its code

// One table of a release.
struct Frozen {
  Frozen(const identity::Context& ctx, const Released& of, releases::Part part);
  using See = std::function<void(const releases::Row& row, Filled& filled)>;
  // Rows of the wanted places in order, from where the page begins until it is full; `table` is this one's number.
  void each(const Wanted& wanted, Filled& filled, int table, const See& see) const;

  const identity::Context& ctx;
  const releases::Release& release;
  releases::Part part;
  exports::Sheet sheet;

 private:
  std::vector<releases::Row> some(const Wanted& wanted, int after, int most) const;
};

// A row's cells by the codes of their columns; a column that a release does not have is empty.
struct Line {
  const exports::Sheet& sheet;
  exports::Cells cells;
  exports::Cell cell(std::string_view column) const;
  std::string text(std::string_view column) const { return cell(column).text; }
  Json decimal(std::string_view column) const;        // "72.58" or null
  std::int64_t whole(std::string_view column) const;  // a count
};

}  // namespace api
