#include "imports/web.h"

#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

#include <set>

#include "base/log.h"
#include "base/text.h"
#include "imports/imports.h"
#include "imports/workbook.h"
#include "journal/journal.h"

namespace imports::web {

using base::Problem;
using identity::Context;
using view::Json;

namespace {

constexpr std::size_t most_shown = 500;  // changes; all of them are counted

Into into_of(const Context& ctx) {
  const auto& world = ctx.world;
  for (std::size_t i = 0; i < world.frameworks.size(); ++i)
    if (const auto& plan = world.frameworks[i];
        plan.name == ctx.request.param("framework") && plan.period == ctx.request.param("period"))
      return {plan, world.rounds[i].id, ctx.seat()};
  throw Problem(Problem::Kind::not_found, "problem.not_found");
}

std::string address_of(const Into& into) { return "/imports/" + into.plan.name + "/" + into.plan.period; }

// Where one came from: the own report, the own province, the nation.
std::string up_from(const Context& ctx, const Into& into) {
  const auto* mine = ctx.world.registry.find(ctx.seat().organisation);
  const std::string plan = into.plan.name + "/" + into.plan.period;
  if (mine && mine->tier == registry::Tier::local) return "/reports/" + plan + "/" + mine->code + "/review";
  return "/follow-up/" + plan + (mine && mine->tier == registry::Tier::province ? "/" + mine->code : "");
}

Json page_for(const Context& ctx, const Into& into) {
  return {{"title", into.plan.title.in(ctx.language)},
          {"action", address_of(into)},
          {"table_href", address_of(into) + "/table.xlsx"},
          {"up_href", up_from(ctx, into)}};
}

std::string grouped(std::size_t n) { return base::to_grouped(base::Decimal::whole(std::int64_t(n))); }

std::string name_of(const Context& ctx, const Into& into, const std::string& code) {
  const auto* body = ctx.world.registry.by_code(code);
  return body ? registry::short_name(*body, into.plan.period_to, ctx.language) : "";
}

// Of a question; what else stands in that column has no name but its own.
std::string label_of(const Context& ctx, const Into& into, const std::string& column) {
  const auto* question = into.plan.find(column);
  return question ? question->label.in(ctx.language) : "";
}

// Workbooks are read from files: one in memory, which is gone with whoever reads it, however they end.
class Arriving {
 public:
  Arriving(const Context& ctx, const std::string& bytes) : file_(memfd_create("arriving", MFD_CLOEXEC)) {
    std::size_t written = 0;
    while (file_ >= 0 && written < bytes.size()) {
      const auto some = ::write(file_, bytes.data() + written, bytes.size() - written);
      if (some <= 0) break;
      written += std::size_t(some);
    }
    if (file_ >= 0 && written == bytes.size()) return;
    if (file_ >= 0) ::close(file_);
    base::log::error("request={} the arriving file could not be kept", ctx.request.id);
    throw Problem(Problem::Kind::busy, "exports.no_room");
  }
  ~Arriving() { ::close(file_); }
  Arriving(const Arriving&) = delete;
  Arriving& operator=(const Arriving&) = delete;
  std::string path() const { return "/proc/self/fd/" + std::to_string(file_); }

 private:
  int file_;
};

// ── what was decided, on its way through the browser and back. It says no more than a form may: every part is read,
// checked against the seat and put with the version it was decided upon.
constexpr std::pair<const char*, std::optional<std::string> reports::Given::*> parts[] = {
    {"typed", &reports::Given::typed},   {"unit", &reports::Given::unit},     {"reason", &reports::Given::reason},
    {"source", &reports::Given::source}, {"remark", &reports::Given::remark},
};

std::string packed(const std::vector<Decided>& all) {
  Json bodies = Json::array();
  for (const auto& decided : all) {
    Json body{{"body", decided.body->code}, {"answers", Json::array()}, {"reasons", Json::object()}};
    for (const auto& [question, given] : decided.answers) {
      Json answer{{"question", question->code}, {"seen", given.seen}};
      for (const auto& [name, part] : parts)
        if (given.*part) answer[name] = base::repair_utf8(*(given.*part));
      if (given.not_applicable) answer["not_applicable"] = *given.not_applicable;
      body["answers"].push_back(std::move(answer));
    }
    for (const auto& [finding, reason] : decided.reasons)
      body["reasons"][finding] = {{"text", reason.text}, {"seen", reason.seen.value_or("")}};
    bodies.push_back(std::move(body));
  }
  return bodies.dump();
}

[[noreturn]] void no_sense() { throw Problem(Problem::Kind::invalid, "imports.lost"); }

std::vector<Decided> unpacked(const Context& ctx, const Into& into, const std::string& text) {
  const auto bodies = Json::parse(text, nullptr, false);
  if (!bodies.is_array() || bodies.empty()) no_sense();
  std::vector<Decided> all;
  std::set<std::int64_t> seen;
  try {
    for (const auto& body : bodies) {
      Decided decided;
      decided.body = ctx.world.registry.by_code(body.at("body").get<std::string>());
      if (!decided.body || !seen.insert(decided.body->id).second ||
          !into.plan.bodies.contains(registry::type_on(*decided.body, into.plan.period_to)) ||
          !ctx.world.registry.stands_under(*decided.body, ctx.seat().organisation))
        throw Problem(Problem::Kind::not_found, "problem.not_found");
      const auto asked = reports::body_for(*decided.body, into.plan);
      for (const auto& answer : body.at("answers")) {
        const auto* question = into.plan.find(answer.at("question").get<std::string>());
        if (!question || !asked.is_asked(*question)) no_sense();
        reports::Given given;
        given.seen = answer.at("seen").get<int>();
        for (const auto& [name, part] : parts)
          if (answer.contains(name)) given.*part = answer.at(name).get<std::string>();
        if (answer.contains("not_applicable")) given.not_applicable = answer.at("not_applicable").get<bool>();
        decided.answers.emplace_back(question, std::move(given));
      }
      for (const auto& [finding, reason] : body.at("reasons").items()) {
        if (!reports::asks_for_a_reason(into.plan, finding)) no_sense();
        decided.reasons.emplace_back(
            finding, reports::GivenReason{reason.at("text").get<std::string>(), reason.at("seen").get<std::string>()});
      }
      all.push_back(std::move(decided));
    }
  } catch (const Json::exception&) {
    no_sense();
  }
  return all;
}

Json said_of(const Context& ctx, const Into& into, const std::vector<Fault>& faults) {
  Json all = Json::array();
  for (const auto& fault : faults)
    all.push_back({{"cell", fault.cell},
                   {"body", fault.body},
                   {"name", name_of(ctx, into, fault.body)},
                   {"column", fault.column == "code" ? "" : fault.column},
                   {"label", label_of(ctx, into, fault.column)},
                   {"message", fault.said}});
  return all;
}

}  // namespace

http::Reply show(Context& ctx) { return ctx.page("import", page_for(ctx, into_of(ctx))); }

http::Reply look(Context& ctx) {
  const Into into = into_of(ctx);
  auto page = page_for(ctx, into);
  auto file = ctx.request.files.find("file");
  const auto bytes = file != ctx.request.files.end() ? file->second.bytes : ctx.request.field("file").value_or("");
  if (bytes.empty()) throw Problem(Problem::Kind::invalid, "imports.none_chosen");
  Outcome outcome;
  try {
    Arriving arriving(ctx, bytes);
    outcome = imports::look(ctx, ctx.tx, into, {arriving.path()});
  } catch (const Unreadable& unreadable) {
    throw Problem(Problem::Kind::invalid, unreadable.key);
  }
  page["file_name"] = file == ctx.request.files.end() ? "" : file->second.name;
  page["looked"] = true;
  page["summary"] = ctx.say("imports.summary", {{"rows", grouped(std::size_t(outcome.rows))},
                                                {"answers", grouped(std::size_t(outcome.answers))},
                                                {"reports", grouped(std::size_t(outcome.reports))},
                                                {"taken", ctx.say("imports.would_take")},
                                                {"unchanged", grouped(std::size_t(outcome.unchanged))},
                                                {"refused", grouped(std::size_t(outcome.refused))},
                                                {"passed", grouped(std::size_t(outcome.passed_over))}});
  page["faults"] = said_of(ctx, into, outcome.faults), page["notes"] = said_of(ctx, into, outcome.notes);
  const auto more_faults = std::size_t(outcome.refused) - outcome.faults.size();
  page["more_faults"] = more_faults ? ctx.say("imports.more_faults", {{"n", grouped(more_faults)}}) : "";
  Json changes = Json::array();
  for (const auto& change : outcome.changes) {
    if (changes.size() == most_shown) break;
    changes.push_back({{"body", change.body},
                       {"name", name_of(ctx, into, change.body)},
                       {"column", change.column},
                       {"label", label_of(ctx, into, change.column)},
                       {"before", change.before},
                       {"after", change.after}});
  }
  const auto more = outcome.changes.size() - changes.size();
  page["more_changes"] = more ? ctx.say("imports.more_changes", {{"n", grouped(more)}}) : "";
  page["changes"] = std::move(changes);
  page["fits"] = outcome.refused == 0;
  page["nothing"] = outcome.refused == 0 && outcome.decided.empty();
  page["decided"] = outcome.refused == 0 && !outcome.decided.empty() ? packed(outcome.decided) : "";
  page["confirm_action"] = address_of(into) + "/confirmation";
  return ctx.page("import", std::move(page), outcome.refused == 0 ? 200 : 422);
}

http::Reply confirm(Context& ctx) {
  const Into into = into_of(ctx);
  const auto all = unpacked(ctx, into, ctx.request.field("decided").value_or(""));
  std::size_t answers = 0;
  for (const auto& decided : all) {
    answers += decided.answers.size() + decided.reasons.size();
    if (ctx.repeated) continue;
    if (!write(ctx, ctx.tx, into, decided))
      throw Problem(Problem::Kind::conflict, "imports.moved",
                    {{"name", name_of(ctx, into, decided.body->code)}, {"code", decided.body->code}});
    ctx.moved.insert(decided.body->province);
  }
  const auto done = ctx.say("imports.done", {{"answers", grouped(answers)}, {"reports", grouped(all.size())}});
  if (!ctx.repeated)
    journal::write(ctx.tx, 0, ctx.now, ctx.seat().id, "import", into.plan.name + " " + into.plan.period, "", done);
  auto page = page_for(ctx, into);
  page["done"] = done;
  return ctx.page("import", std::move(page));
}

}  // namespace imports::web
