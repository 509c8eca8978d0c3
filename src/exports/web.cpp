#include "exports/web.h"

#include <fmt/ranges.h>
#include <sodium.h>

#include <filesystem>

#include "base/budgets.h"
#include "base/log.h"
#include "exports/maker.h"
#include "exports/store.h"
#include "journal/journal.h"

namespace exports::web {

using base::Problem;
using identity::Context;
using registry::Organisation;
using registry::Tier;
using view::Json;

namespace {

[[noreturn]] void not_there() { throw Problem(Problem::Kind::not_found, "problem.not_found"); }

std::size_t plan_of(const Context& ctx) {
  for (std::size_t i = 0; i < ctx.world.frameworks.size(); ++i)
    if (ctx.world.frameworks[i].name == ctx.request.param("framework") &&
        ctx.world.frameworks[i].period == ctx.request.param("period"))
      return i;
  not_there();
}

// A place the seat stands at or above; a stranger's looks like none.
const Organisation& place_of(const Context& ctx, const std::string& code) {
  const auto& registry = ctx.world.registry;
  auto mine = ctx.seat().organisation;
  const auto* place = code.empty() ? registry.find(mine) : registry.by_code(code);
  if (!place || place->tier == Tier::local) not_there();
  if (mine != registry::nation && place->id != mine && place->province != mine) not_there();
  return *place;
}

// What is accepted is told with what was typed.
Problem none_of(const Context& ctx, const char* field, const std::string& typed, const std::string& accepted) {
  return Problem(Problem::Kind::invalid, "exports.not_one_of",
                 {{"field", ctx.say(std::string("exports.field.") + field)}, {"typed", typed}, {"accepted", accepted}});
}

// One field with commas, or a field for each: a form sends its ticks so.
Types types_asked(const Context& ctx, const framework::Framework& plan) {
  const auto& fields = ctx.request.method == "POST" ? ctx.request.form : ctx.request.query;
  std::string text;
  for (auto [at, end] = fields.equal_range("types"); at != end; ++at)
    if (!at->second.empty()) text += (text.empty() ? "" : ",") + base::repair_utf8(at->second);
  auto types = types_of(plan, text);
  if (!types) throw none_of(ctx, "types", text, text_of(plan.bodies));
  return *types;
}

// From the address, or from a form that was sent.
Wish wish_of(const Context& ctx) {
  auto at = plan_of(ctx);
  auto asked = [&](const std::string& name, const char* usual) {
    auto field = ctx.request.method == "POST" ? ctx.request.field(name) : ctx.request.asked(name);
    return base::repair_utf8(field.value_or(usual));
  };
  auto stage = totals::stage_of(asked("stage", "recorded"));
  if (!stage) throw none_of(ctx, "stage", asked("stage", ""), "recorded submitted approved");
  auto format = format_of(asked("format", "xlsx"));
  if (!format) throw none_of(ctx, "format", asked("format", ""), "csv json xlsx");
  auto part = part_of(asked("part", "answers"));
  if (!part) throw none_of(ctx, "part", asked("part", ""), fmt::format("{}", fmt::join(part_codes(), " ")));
  return {&ctx.world.frameworks[at],
          ctx.world.rounds[at].id,
          &place_of(ctx, asked("area", "")),
          *stage,
          *format,
          *part,
          types_asked(ctx, ctx.world.frameworks[at])};
}

std::string name_in(const Context& ctx, const Organisation& place, base::Day day) {
  if (place.tier == Tier::nation) return ctx.say("exports.nation");
  const auto& name = registry::name_on(place, day);
  return ctx.language == base::Language::th || name.name_en.empty() ? name.name_th : name.name_en;
}

Json option(const std::string& code, const std::string& label, bool selected) {
  return {{"code", code}, {"label", label}, {"selected", selected}};
}

// The seat's own place first, then those right below it.
Json areas(const Context& ctx, const framework::Framework& plan, const Organisation& chosen) {
  const auto& registry = ctx.world.registry;
  const auto& mine = place_of(ctx, "");
  Json all = Json::array();
  auto add = [&](const Organisation& place) {
    all.push_back(option(place.code, name_in(ctx, place, plan.period_to), place.id == chosen.id));
  };
  add(mine);
  if (mine.tier == Tier::nation) {
    for (const auto* province : registry.provinces()) add(*province);
  } else {
    std::set<std::int64_t> seen;
    for (const auto* body : registry.locals_under(mine.id))
      if (const auto* district =
              body->district && seen.insert(body->district).second ? registry.find(body->district) : nullptr)
        add(*district);
  }
  return all;
}

std::string address_of(const framework::Framework& plan) { return "/exports/" + plan.name + "/" + plan.period; }

std::string unguessable_name() {
  unsigned char bytes[16];
  randombytes_buf(bytes, sizeof bytes);
  return base::to_hex({reinterpret_cast<char*>(bytes), sizeof bytes});
}

std::string state_of(const store::Job& job) {
  if (job.cancelled_at) return "cancelled";
  if (job.failed_at) return "failed";
  if (job.made_at) return "made";
  return job.tries > 0 ? "making" : "waiting";
}

std::string size_of(std::int64_t bytes) {
  auto megabytes = base::to_decimal(base::Rational{bytes, 1'000'000}, 1);
  return (megabytes ? base::to_grouped(*megabytes, 1) : "") + " MB";
}

Json job_view(const Context& ctx, const framework::Framework& plan, const store::Job& job) {
  const auto* place = ctx.world.registry.find(job.place);
  auto grouped = [](int n) { return base::to_grouped(base::Decimal::whole(n)); };
  std::string state = state_of(job), address = address_of(plan) + "/jobs/" + std::to_string(job.id);
  std::string what = place ? name_in(ctx, *place, plan.period_to) : "";
  what += " · " + ctx.say("exports.counted." + std::string(code_of(job.stage)));
  if (!job.types.empty())
    if (auto types = types_of(plan, job.types)) what += " · " + words_for(ctx, *types);
  if (job.format == "csv") what += " · " + ctx.say("exports.sheet." + job.part);
  return {{"id", job.id},
          {"what", what},
          {"kind", ctx.say("exports." + job.format)},
          {"state", state},
          {"state_label", ctx.say(job.failure == "disk" ? "exports.no_room" : "exports.state." + state)},
          {"asked_at", base::show(job.asked_at, ctx.language)},
          {"under_way", job.is_under_way()},
          {"percent", job.whole ? job.done * 100 / job.whole : 0},
          {"progress",
           job.whole ? ctx.say("exports.progress", {{"done", grouped(job.done)}, {"all", grouped(job.whole)}}) : ""},
          {"href", job.made_at ? address + "/file" : ""},
          {"size", job.made_at ? size_of(job.bytes) : ""},
          {"until", job.made_at ? base::show(base::day_in_bangkok({job.asked_at.ms + kept_ms}), ctx.language) : ""},
          {"cancel_action", job.is_under_way() ? address + "/cancellation" : ""}};
}

constexpr int most_under_way = base::budget::export_jobs;  // of one office

// A file that is gone as soon as nobody holds it open.
std::shared_ptr<const http::File> made_at_once(const Context& ctx, const Wish& wish) {
  namespace fs = std::filesystem;
  struct Passing {
    fs::path path;
    ~Passing() {
      std::error_code ignored;
      fs::remove(path, ignored);
    }
  } passing{fs::path(ctx.world.exports) / ("passing-" + ctx.request.id)};
  try {
    fs::create_directories(ctx.world.exports);
    write(ctx, ctx.tx, wish, passing.path.string());
  } catch (const std::system_error& error) {
    base::log::error("request={} the file could not be made: {}", ctx.request.id, error.what());
    throw Problem(Problem::Kind::busy, "exports.no_room");
  }
  return std::make_shared<const http::File>(passing.path.string());
}

}  // namespace

http::Reply show(Context& ctx) {
  auto at = plan_of(ctx);
  const auto& plan = ctx.world.frameworks[at];
  const auto& chosen = place_of(ctx, base::repair_utf8(ctx.request.asked("area").value_or("")));
  auto stage = ctx.request.asked("stage").value_or("recorded");
  Json stages = Json::array(), parts = Json::array();
  for (auto each : totals::stages) {
    std::string code(code_of(each));
    stages.push_back(option(code, ctx.say("exports.counted." + code), stage == code));
  }
  for (const auto& part : part_codes())
    parts.push_back(option(part, ctx.say("exports.sheet." + part), part == code_of(Part::answers)));
  auto wanted = types_asked(ctx, plan);
  Json types = Json::array();
  for (const auto& type : types_in_order(plan.bodies))
    types.push_back(
        {{"code", type}, {"label", registry::short_type(type, ctx.language)}, {"checked", wanted.contains(type)}});
  Json jobs = Json::array();
  for (const auto& job : store::of_organisation(ctx.tx, ctx.seat().organisation, ctx.world.rounds[at].id))
    jobs.push_back(job_view(ctx, plan, job));
  std::string up = "/follow-up/" + plan.name + "/" + plan.period;
  if (const auto& mine = place_of(ctx, ""); mine.tier == Tier::province) up += "/" + mine.code;
  return ctx.page("exports", Json{{"title", plan.title.in(ctx.language)},
                                  {"action", address_of(plan) + "/jobs"},
                                  {"jobs_href", address_of(plan)},
                                  {"jobs", std::move(jobs)},
                                  {"areas", areas(ctx, plan, chosen)},
                                  {"stages", std::move(stages)},
                                  {"types", std::move(types)},
                                  {"parts", std::move(parts)},
                                  {"up_href", up},
                                  {"as_of", base::show(ctx.now, ctx.language)}});
}

namespace {

http::Reply handed_out(const Context& ctx, const Wish& wish) {
  http::Reply reply;
  reply.type = std::string(type_of(wish.format));
  reply.file = made_at_once(ctx, wish);
  reply.headers.emplace_back("Content-Disposition", "attachment; filename=\"" + name_of(wish) + "\"");
  return reply;
}

}  // namespace

http::Reply file(Context& ctx) { return handed_out(ctx, wish_of(ctx)); }

http::Reply own_table(Context& ctx) {
  auto at = plan_of(ctx);
  const auto* mine = ctx.world.registry.find(ctx.seat().organisation);
  if (!mine) not_there();
  return handed_out(ctx, {&ctx.world.frameworks[at], ctx.world.rounds[at].id, mine});
}

http::Reply ask(Context& ctx) {
  if (ctx.request.field("format").value_or("") == "pdf") {
    const auto& place = place_of(ctx, base::repair_utf8(ctx.request.field("area").value_or("")));
    if (!types_asked(ctx, ctx.world.frameworks[plan_of(ctx)]).empty())
      throw Problem(Problem::Kind::invalid, "exports.paper_of_all");
    if (place.tier == Tier::district) throw Problem(Problem::Kind::invalid, "exports.no_summary");
    auto stage = totals::stage_of(ctx.request.field("stage").value_or("")).value_or(totals::Stage::recorded);
    std::string digits = ctx.request.field("digits").value_or("") == "thai" ? "&digits=thai" : "";
    return http::Reply::redirect(address_of(ctx.world.frameworks[plan_of(ctx)]) + "/summary.pdf?area=" + place.code +
                                 "&stage=" + std::string(code_of(stage)) + digits);
  }
  Wish wish = wish_of(ctx);
  std::string address = address_of(*wish.plan);
  if (wish.place->tier != Tier::nation) {
    std::string query = "?area=" + wish.place->code + "&stage=" + std::string(code_of(wish.stage)) +
                        (wish.types.empty() ? "" : "&types=" + text_of(wish.types)) +
                        "&format=" + std::string(code_of(wish.format)) + "&part=" + std::string(code_of(wish.part));
    return http::Reply::redirect(address + "/file" + query);
  }
  if (ctx.repeated) return http::Reply::redirect(address);
  if (store::under_way(ctx.tx, ctx.seat().organisation) >= most_under_way)
    throw Problem(Problem::Kind::conflict, "exports.too_many", {{"limit", std::to_string(most_under_way)}});
  store::Job job;
  job.round = wish.round, job.place = wish.place->id, job.stage = wish.stage, job.types = text_of(wish.types);
  job.format = code_of(wish.format), job.part = code_of(wish.part),
  job.language = ctx.language == base::Language::en ? "en" : "th";
  job.file = unguessable_name(), job.organisation = ctx.seat().organisation, job.asked_at = ctx.now,
  job.asked_by = ctx.seat().id;
  store::ask(ctx.tx, job);
  journal::write(ctx.tx, 0, ctx.now, ctx.seat().id, "export", wish.place->code, "", name_of(wish));
  return http::Reply::redirect(address);
}

namespace {

std::int64_t number_in(const std::string& text) {
  bool number = !text.empty() && text.size() < 16 && text.find_first_not_of("0123456789") == text.npos;
  return number ? std::stoll(text) : 0;
}

}  // namespace

http::Reply made(Context& ctx) {
  auto at = plan_of(ctx);
  auto job = store::find(ctx.tx, number_in(ctx.request.param("job")), ctx.seat().organisation, ctx.world.rounds[at].id);
  const auto* place = job ? ctx.world.registry.find(job->place) : nullptr;
  auto format = job ? format_of(job->format) : std::nullopt;
  if (!place || !format || !job->made_at) not_there();
  http::Reply reply;
  try {
    reply.file = std::make_shared<const http::File>(path_of(ctx.world, job->file));
  } catch (const std::system_error&) {
    throw Problem(Problem::Kind::conflict,
                  "exports.gone");  // made on another machine, whose folder this one does not see
  }
  reply.type = std::string(type_of(*format));
  Wish wish{&ctx.world.frameworks[at],
            job->round,
            place,
            job->stage,
            *format,
            part_of(job->part).value_or(Part::answers),
            types_of(ctx.world.frameworks[at], job->types).value_or(Types{})};
  reply.headers.emplace_back("Content-Disposition", "attachment; filename=\"" + name_of(wish) + "\"");
  return reply;
}

http::Reply cancel(Context& ctx) {
  auto at = plan_of(ctx);
  auto job = store::find(ctx.tx, number_in(ctx.request.param("job")), ctx.seat().organisation, ctx.world.rounds[at].id);
  if (!job) not_there();
  store::cancel(ctx.tx, job->id, ctx.seat().organisation, ctx.now);
  return http::Reply::redirect(address_of(ctx.world.frameworks[at]));
}

}  // namespace exports::web
