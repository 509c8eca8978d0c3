#include "results/ranking.h"

#include <mutex>
#include <shared_mutex>
#include <unordered_map>

namespace results {

using identity::Voice;
using view::Json;
using view::to_json;

std::string with_unit(const reports::pages::FigureView& view) {
  return view.unit.empty() ? view.shown : view.shown + " " + view.unit;
}

Json figure_json(const Voice& voice, const framework::Indicator& indicator, const Line& line) {
  auto figure = figure_of(indicator, line);
  auto view = reports::pages::figure_view(voice, indicator, figure);
  auto count = sum_of(indicator, line).count;
  auto expected = asked_by(indicator, line);
  view.count_words = coverage(voice, count, expected);
  Json json = to_json(view);
  json["count"] = count, json["expected"] = expected;
  json["small"] = is_small_base(count, expected);
  Json bars = Json::array();
  if (auto bar = bar_of(indicator, figure)) {
    Json one{{"width", bar->value}, {"targets", Json::array()}};
    if (bar->target) one["targets"].push_back({{"x", *bar->target}});
    bars.push_back(std::move(one));
  }
  json["bars"] = std::move(bars);
  json["mark_label"] = voice.say(indicator.mark == framework::Mark::reference ? "reference" : "attested");
  json["attested"] = indicator.mark == framework::Mark::attested;
  return json;
}

namespace {

Json ranked_row(const Voice& voice, const Look& look, const Line& line, const std::string& rank) {
  Json row = figure_json(voice, *look.by, line);
  row["rank"] = rank;
  row["place"] = code_of(line.place), row["name"] = name_of(voice, line.place, look.plan.period_to);
  row["href"] = look.of(line.place).href();
  row["counted"] = line.counted, row["all"] = line.expected;
  row["counted_words"] = coverage(voice, line.counted, line.expected);
  row["picks"] = look.picks;
  row["here"] = line.place.organisation && line.place.organisation == look.place.organisation;
  return row;
}

// Finished lines of the tables: of 334 few show anything new from one look to the next. A line is kept without its
// rank, since one body's answer moves the ranks of many.
class FinishedRows {
 public:
  std::string of(const Voice& voice, const Look& look, const Line& line, const std::string& rank) {
    auto key = look.of(line.place).href() + (voice.language == base::Language::th ? "" : "&en");
    auto figure = figure_of(*look.by, line);
    Shown shown{figure.state, figure.value, sum_of(*look.by, line).count, line.counted, line.expected};
    std::string html;
    {
      std::shared_lock lock(mutex_);
      if (auto at = rows_.find(key); world_ == voice.world.number && at != rows_.end() && at->second.shown == shown)
        html = at->second.html;
    }
    if (html.empty()) {
      html =
          voice.world.templates.render("results_row", voice.language, ranked_row(voice, look, line, rank_stands_here));
      std::unique_lock lock(mutex_);
      if (std::exchange(world_, voice.world.number) != voice.world.number || rows_.size() >= most) rows_.clear();
      rows_[key] = {shown, html};
    }
    if (auto at = html.find(rank_stands_here); at != html.npos)
      html.replace(at, std::char_traits<char>::length(rank_stands_here), rank);
    return html;
  }

 private:
  static constexpr const char* rank_stands_here = "\x1e";  // no page holds this character
  static constexpr std::size_t most = 20'000;              // of about 900 bytes
  struct Shown {
    formula::Value::State state;
    base::Decimal value;
    std::int64_t count = 0;
    int counted = 0, expected = 0;
    bool operator==(const Shown&) const = default;
  };
  struct Row {
    Shown shown;
    std::string html;
  };

  std::shared_mutex mutex_;
  std::uint64_t world_ = 0;
  std::unordered_map<std::string, Row> rows_;
};

FinishedRows& finished_rows() {
  static FinishedRows all;
  return all;
}

// Places in order: the rows of a file or, finished, of a page.
void rank_into(Json& table, const Voice& voice, const Look& look, const std::vector<Line>& lines, bool as_json) {
  Json rows = Json::array();
  std::string finished;
  for (const auto& at : ranked(look, lines)) {
    auto shown = at.rank ? std::to_string(at.rank) : std::string("–");
    if (as_json)
      rows.push_back(ranked_row(voice, look, lines[at.place], shown));
    else
      finished += finished_rows().of(voice, look, lines[at.place], shown);
  }
  if (as_json)
    table["rows"] = std::move(rows);
  else
    table["lines"] = std::move(finished);
}

}  // namespace

Json ranked_table(const Voice& voice, const Look& look, const char* title, const std::vector<Line>& lines,
                  bool as_json) {
  Json table{{"title", voice.say(title)}};
  rank_into(table, voice, look, lines, as_json);
  return table;
}

std::vector<Ranked> ranked(const Look& look, const std::vector<Line>& lines) {
  std::vector<reports::Figure> figures;
  for (const Line& line : lines) figures.push_back(figure_of(*look.by, line));
  return rank(figures);
}

std::optional<SpreadOf> spread_of(const Look& look, const std::vector<Line>& bodies) {
  if (look.by->unit.th != "%") return std::nullopt;
  SpreadOf of;
  for (const Line& body : bodies) {
    auto figure = figure_of(*look.by, body);
    if (figure.state != formula::Value::State::number) continue;
    int step = add(of.all, figure.value);
    if (body.place.organisation == look.place.organisation) of.here = step;
  }
  return of.all.known ? std::optional(of) : std::nullopt;
}

std::string step_label(int step) { return std::to_string(step * 10) + "–" + std::to_string(step * 10 + 10) + " %"; }

}  // namespace results
