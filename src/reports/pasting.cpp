// What is pasted from a sheet: one request, one transaction, all of it or nothing, with what became of every cell.
#include "base/budgets.h"
#include "reports/opening.h"
#include "reports/paste.h"
#include "reports/saved.h"
#include "reports/store.h"
#include "reports/web.h"

namespace reports::web {

using base::Problem;
using identity::Context;
using view::Json;

namespace {

constexpr std::size_t most_cells = base::budget::pasted_cells;

// The versions the page showed: "U2.1:3 U2.2:0".
std::map<std::string, int, std::less<>> versions_seen(const Context& ctx) {
  std::map<std::string, int, std::less<>> seen;
  const auto said = ctx.request.field("seen").value_or("");
  for (auto one : base::split(said, ' ')) {
    auto colon = one.rfind(':');
    if (colon == one.npos) continue;
    auto digits = std::string(one.substr(colon + 1));
    bool version = !digits.empty() && digits.size() < 9 && digits.find_first_not_of("0123456789") == digits.npos;
    seen[std::string(one.substr(0, colon))] = version ? std::stoi(digits) : -1;
  }
  return seen;
}

std::vector<std::string> words_for_not_applicable(const Context& ctx) {
  std::vector<std::string> words{"n/a", "N/A"};
  for (auto language : {base::Language::th, base::Language::en})
    for (const char* key : {"state.not_applicable", "report.not_applicable"})
      words.push_back(ctx.world.words.say(language, key, {}));
  return words;
}

// What would become of a value: empty when it changes nothing, else whether it may.
enum class Fate { taken, unchanged, misfit };
Fate fate_of(const Draft& draft, const framework::Question& question, Given& given,
             const std::map<std::string, int, std::less<>>& seen, Placed& placed) {
  const Answer& answer = draft.answers[question.slot];
  Answer next = answer;
  take(question, given, next);
  if (same_as_typed(question, next, answer)) return Fate::unchanged;
  auto at = seen.find(question.code);
  given.seen = at == seen.end() ? 0 : at->second;
  if (given.seen != answer.version) placed.fault = "paste.stale";
  if (!is_open_for(draft.report, question.code)) placed.fault = "paste.closed";
  return placed.fault.empty() ? Fate::taken : Fate::misfit;
}

Json undo_of(const Answer& before, const framework::Question& question, int version) {
  return {{"code", question.code},
          {"version", version},
          {"typed", before.typed},
          {"unit", before.unit},
          {"not_applicable", before.not_applicable}};
}

struct Told {
  std::string outcome, why;
};

Json cell_view(const Context& ctx, const Where& where, const Placed& placed, const Told& told) {
  const auto* question = placed.question < 0 ? nullptr : &where.plan.questions[placed.question];
  return {{"row", placed.cell.row},
          {"column", placed.cell.column},
          {"text", placed.cell.text},
          {"question", question ? question->code : ""},
          {"label", question ? question->label.in(ctx.language) : ""},
          {"outcome", told.outcome},
          {"why", told.why}};
}

http::Reply refuse(const Context& ctx, const Where& where, const Placement& placement, Json more) {
  Json body = std::move(more);
  auto& cells = body["cells"] = Json::array();
  for (const Placed& placed : placement.cells)
    cells.push_back(placed.fault.empty()
                        ? cell_view(ctx, where, placed, {"not_taken", ""})
                        : cell_view(ctx, where, placed, {"refused", ctx.say(placed.fault, placed.arguments)}));
  body["status"] = 409, body["type"] = "about:blank", body["title"] = body["detail"],
  body["request_id"] = ctx.request.id;
  http::Reply reply;
  reply.status = 409;
  reply.type = "application/problem+json";
  reply.body = body.dump();
  return reply;
}

// After the commit: what is kept now of all questions of the section, for each may have been revealed or hidden.
http::Reply reply_of(const Context& ctx, const Where& where, Draft draft, std::vector<Finding> findings,
                     std::vector<const framework::Question*> put, Json more) {
  auto moved = moved_slots(draft.counted, draft.picture);
  http::Reply reply;
  reply.type = "application/json";
  reply.finish = [voice = identity::Voice(ctx), opened = pages::as_opened(where, std::move(draft), std::move(findings)),
                  put = std::move(put), moved = std::move(moved), more = std::move(more)](http::Reply& r) {
    auto saved = pages::saved_view(voice, opened, put, moved);
    saved.update(more);
    r.body = saved.dump();
  };
  return reply;
}

const framework::Question& question_named(const Where& where, const std::string& code) {
  const auto* question = where.plan.find(code);
  if (!question || question->indicator < 0 || !where.body.is_asked(*question))
    throw Problem(Problem::Kind::not_found, "problem.unknown_question");
  return *question;
}

// The layout that fits; where both do and differ, neither: nullopt, and a person says which.
std::optional<Placement> layout_that_fits(const Context& ctx, const Where& where, const Answers& answers,
                                          const framework::Question& start,
                                          const std::vector<std::vector<Cell>>& rows) {
  auto in = [&](Layout layout) {
    return place(where.plan, where.body, answers, start, rows, layout, words_for_not_applicable(ctx));
  };
  auto wanted = ctx.request.field("layout").value_or("");
  if (wanted == "every") return in(Layout::every);
  if (wanted == "asked") return in(Layout::asked);
  auto every = in(Layout::every), asked = in(Layout::asked);
  if (!every.misfits && !asked.misfits && !same_places(every, asked)) return std::nullopt;
  return every.misfits <= asked.misfits ? every : asked;
}

}  // namespace

http::Reply paste(Context& ctx) {
  Where where = where_of(ctx);
  require_own(ctx, where);
  const auto& start = question_named(where, ctx.request.field("at").value_or(""));
  auto rows = cells_of(ctx.request.field("text").value_or(""));
  std::size_t count = 0;
  for (const auto& row : rows) count += row.size();
  if (count == 0) throw Problem(Problem::Kind::invalid, "paste.empty");
  if (count > most_cells)
    throw Problem(Problem::Kind::invalid, "paste.too_many",
                  {{"n", std::to_string(count)}, {"limit", std::to_string(most_cells)}});
  expect_draft(ctx, where);
  if (!ctx.repeated) require_window(ctx, where);
  Draft draft = open_draft(ctx.tx, where, ctx.seat(), ctx.now);
  auto placement = layout_that_fits(ctx, where, draft.answers, start, rows);
  if (!placement)
    return refuse(ctx, where, {}, {{"detail", ctx.say("paste.two_ways")}, {"layouts", {"every", "asked"}}});
  const auto seen = versions_seen(ctx);
  std::vector<Fate> fates;
  for (Placed& placed : placement->cells) {
    fates.push_back(Fate::unchanged);
    if (!placed.is_value() || !placed.fault.empty() || ctx.repeated) continue;
    fates.back() = fate_of(draft, where.plan.questions[placed.question], placed.given, seen, placed);
    placement->misfits += fates.back() == Fate::misfit;
  }
  if (placement->misfits)
    return refuse(ctx, where, *placement,
                  {{"detail", ctx.say("paste.nothing", {{"n", std::to_string(placement->misfits)}})}});

  Json cells = Json::array(), undo = Json::array();
  std::vector<const framework::Question*> put_there;
  int taken = 0, unchanged = 0, passed = 0, unused = 0;
  for (std::size_t i = 0; i < placement->cells.size(); ++i) {
    const Placed& placed = placement->cells[i];
    Told told{"passed_over", ctx.say("paste.empty_cell")};
    if (placed.question < 0 && !base::trim(placed.cell.text).empty()) {
      told = {"unused", ctx.say("paste.beside")}, ++unused;
    } else if (!placed.is_value()) {
      ++passed;
    } else {
      const auto& question = where.plan.questions[placed.question];
      put_there.push_back(&question);
      if (fates[i] == Fate::taken) {
        Answer before = draft.answers[question.slot];
        if (put(ctx.tx, draft, question, placed.given, ctx.seat(), ctx.now) != Outcome::put)
          throw Problem(Problem::Kind::conflict, "paste.stale");
        undo.push_back(undo_of(before, question, draft.answers[question.slot].version));
        told = {"taken", ""}, ++taken;
      } else {
        told = {"unchanged", ""}, ++unchanged;
      }
    }
    cells.push_back(cell_view(ctx, where, placed, told));
  }
  if (draft.wrote()) ctx.moved.insert(draft.report.province);
  auto findings = close_draft(ctx.tx, where, draft, ctx.now);
  Json more = {{"cells", std::move(cells)},
               {"taken", taken},
               {"unchanged", unchanged},
               {"passed_over", passed},
               {"unused", unused},
               {"summary", ctx.say("paste.summary", {{"taken", std::to_string(taken)},
                                                     {"unchanged", std::to_string(unchanged)},
                                                     {"passed", std::to_string(passed)},
                                                     {"unused", std::to_string(unused)}})},
               {"undo", undo.empty() ? "" : undo.dump()}};
  return reply_of(ctx, where, std::move(draft), std::move(findings), std::move(put_there), std::move(more));
}

// What a paste put goes back to what stood there before, unless somebody has been at one of them since: then nothing
// does. Each goes back as a save of its own kind, with a version of its own: history keeps both.
http::Reply take_back_paste(Context& ctx) {
  Where where = where_of(ctx);
  require_own(ctx, where);
  expect_draft(ctx, where);
  if (!ctx.repeated) require_window(ctx, where);
  Draft draft = open_draft(ctx.tx, where, ctx.seat(), ctx.now);
  auto undo = Json::parse(ctx.request.field("undo").value_or(""), nullptr, false);
  if (!undo.is_array() || undo.empty() || undo.size() > most_cells)
    throw Problem(Problem::Kind::invalid, "paste.nothing_to_take_back");
  std::vector<std::pair<const framework::Question*, Given>> back;
  std::string stale;
  for (const auto& one : undo) {
    Given given;
    std::string code;
    try {
      code = one.at("code").get<std::string>(), given.seen = one.at("version").get<int>();
      given.typed = one.at("typed").get<std::string>(), given.unit = one.at("unit").get<std::string>();
      given.not_applicable = one.at("not_applicable").get<bool>();
    } catch (const Json::exception&) {
      throw Problem(Problem::Kind::invalid, "paste.nothing_to_take_back");
    }
    const auto& question = question_named(where, code);
    if (draft.answers[question.slot].version != given.seen) stale += (stale.empty() ? "" : ", ") + code;
    back.emplace_back(&question, std::move(given));
  }
  if (!stale.empty() && !ctx.repeated)
    throw Problem(Problem::Kind::conflict, "paste.changed_since", {{"codes", stale}});
  std::vector<const framework::Question*> put_there;
  for (const auto& [question, given] : back) {
    if (!ctx.repeated) put(ctx.tx, draft, *question, given, ctx.seat(), ctx.now);
    put_there.push_back(question);
  }
  if (draft.wrote()) ctx.moved.insert(draft.report.province);
  auto findings = close_draft(ctx.tx, where, draft, ctx.now);
  Json more = {{"summary", ctx.say("paste.taken_back", {{"n", std::to_string(back.size())}})}};
  return reply_of(ctx, where, std::move(draft), std::move(findings), std::move(put_there), std::move(more));
}

}  // namespace reports::web
