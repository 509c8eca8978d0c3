// The last steps of a report: look through, certify and send, the receipt, taking back.
#include <qrencode.h>

#include <memory>

#include "journal/journal.h"
#include "reports/opening.h"
#include "reports/store.h"
#include "reports/web.h"

namespace reports::web {

using base::Problem;
using identity::Context;
using view::to_json;

namespace {

bool is_sealed_now(const Context& ctx, const Where& where) {
  auto report = store::find(ctx.tx, where.round, where.body.organisation->id, ctx.seat());
  return report && is_sealed(report->stage);
}

// A QR code as an SVG path: dark modules on a quiet zone of four.
std::string qr_svg(const std::string& text) {
  std::unique_ptr<QRcode, void (*)(QRcode*)> code(QRcode_encodeString8bit(text.c_str(), 0, QR_ECLEVEL_M), QRcode_free);
  if (!code) return {};
  std::string path;
  for (int y = 0; y < code->width; ++y)
    for (int x = 0; x < code->width; ++x)
      if (code->data[y * code->width + x] & 1)
        path += "M" + std::to_string(x + 4) + " " + std::to_string(y + 4) + "h1v1h-1z";
  std::string size = std::to_string(code->width + 8);
  return "<svg class=\"qr\" role=\"img\" aria-label=\"QR\" viewBox=\"0 0 " + size + " " + size +
         "\" shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h" + size + "v" + size + "h-" + size +
         "z\"/><path d=\"" + path + "\"/></svg>";
}

// An office was faster: by whom and when, so that the body knows whom to ask.
void require_not_certified(const Context& ctx, const Where& where) {
  auto report = store::find(ctx.tx, where.round, where.body.organisation->id, ctx.seat());
  if (!report || report->stage <= Stage::submitted) return;
  journal::Entry last;
  for (const auto& entry : journal::of(ctx.tx, report->id))
    if (entry.act == "verify" || entry.act == "approve" || entry.act == "accept") last = entry;
  auto who = identity::seat_by_id(ctx.tx, last.seat);
  const auto* office = who ? ctx.world.registry.find(who->organisation) : nullptr;
  throw Problem(
      Problem::Kind::conflict, "report.certified_by",
      {{"name", who ? who->person_name : ""},
       {"at", base::show(last.at, ctx.language)},
       {"organisation", office ? registry::full_name(*office, base::day_in_bangkok(ctx.now), ctx.language) : ""}});
}

std::string origin_of(const Context& ctx) {
  std::string host(ctx.request.header("host"));
  if (host.empty() ||
      host.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-:[]") != host.npos)
    return {};
  return (ctx.world.secure_cookies ? "https://" : "http://") + host;
}

}  // namespace

http::Reply review(Context& ctx) {
  Where where = where_of(ctx);
  auto opened = open_for_reading(ctx, where);
  view::Json page = to_json(head_of(ctx, opened, ""));
  Obstacles obstacles = obstacles_of(where, opened.answers);
  auto list = [&](const std::vector<Finding>& findings) {
    view::Json out = view::Json::array();
    for (const Finding& f : findings) {
      out.push_back(to_json(pages::finding_view(ctx, opened, f)));
      out.back()["label"] = where.plan.questions[f.question].label.in(ctx.language);
    }
    return out;
  };
  page["blocking"] = list(obstacles.blocking);
  page["asking"] = list(obstacles.asking);
  auto& missing = page["missing"] = view::Json::array();
  for (int slot : obstacles.missing) {
    Finding at;
    at.question = slot;
    const auto& question = where.plan.questions[slot];
    missing.push_back({{"code", question.code},
                       {"label", question.label.in(ctx.language)},
                       {"href", pages::finding_view(ctx, opened, at).href}});
  }
  page["report_sections"] = view::Json::array();
  for (const auto& section : where.plan.sections) {
    view::Json indicators = view::Json::array();
    for (int number : section.indicators) {
      auto indicator = pages::indicator_view(ctx, opened, where.plan.indicators[number]);
      if (indicator.asked) indicators.push_back(to_json(indicator));
    }
    page["report_sections"].push_back(
        {{"label", section.label.in(ctx.language)}, {"indicators", std::move(indicators)}});
  }
  bool editable = page["editable"];
  page["can_submit"] = editable && obstacles.none();
  // What is certified is what was read here: `seen` comes back with the certification.
  page["seen"] = opened.report.id ? seal_now(ctx.tx, where, opened.report.id) : "";
  page["statement"] = ctx.say("review.statement", {{"body", page["body_name"].get<std::string>()}});
  page["action"] = pages::address_of(where) + "/submission";
  if (const auto* province = ctx.world.registry.find(where.body.organisation->province);
      province && identity::may(ctx.seat(), identity::May::follow_province))
    page["up_href"] = "/follow-up/" + where.plan.name + "/" + where.plan.period + "/" + province->code;
  return ctx.page("review", std::move(page));
}

http::Reply submit(Context& ctx) {
  Where where = where_of(ctx);
  require_own(ctx, where);
  if (ctx.repeated && is_sealed_now(ctx, where)) return http::Reply::redirect(pages::address_of(where) + "/receipt");
  require_window(ctx, where);
  if (ctx.request.field("certify").value_or("").empty())
    throw Problem(Problem::Kind::invalid, "submission.not_certified");
  reports::submit(ctx.tx, where, ctx.seat(), ctx.now, ctx.request.field("seen").value_or(""));
  ctx.moved.insert(where.body.organisation->province);
  ctx.moved.insert(where.body.organisation->id);
  return http::Reply::redirect(pages::address_of(where) + "/receipt");
}

http::Reply withdraw(Context& ctx) {
  Where where = where_of(ctx);
  require_own(ctx, where);
  if (ctx.repeated && !is_sealed_now(ctx, where)) return http::Reply::redirect(pages::address_of(where));
  require_not_certified(ctx, where);
  require_window(ctx, where);
  reports::withdraw(ctx.tx, where, ctx.seat(), ctx.now);
  ctx.moved.insert(where.body.organisation->province);
  ctx.moved.insert(where.body.organisation->id);
  return http::Reply::redirect(pages::address_of(where));
}

http::Reply receipt(Context& ctx) {
  Where where = where_of(ctx);
  auto report = store::find(ctx.tx, where.round, where.body.organisation->id, ctx.seat());
  auto sent = report ? store::submissions_of(ctx.tx, report->id) : std::vector<Submission>{};
  if (sent.empty() || sent.front().withdrawn_at) throw Problem(Problem::Kind::not_found, "receipt.none");
  const Submission& latest = sent.front();
  auto person = identity::seat_by_id(ctx.tx, latest.seat);
  std::string verify = "/receipts?code=" + latest.code;
  auto window = window_over(ctx, where).window;
  bool own = ctx.seat().organisation == where.body.organisation->id;
  return ctx.page(
      "receipt",
      view::Json{
          {"number", latest.number},
          {"code", latest.code},
          {"at", base::show(latest.at, ctx.language)},
          {"body_name", registry::full_name(*where.body.organisation, where.plan.period_to, ctx.language)},
          {"body_code", where.body.organisation->code},
          {"title", where.plan.title.in(ctx.language)},
          {"person_name", person ? person->person_name : ""},
          {"content_hash", latest.content_hash},
          {"revision", std::to_string(latest.revision)},
          {"verify_href", verify},
          {"qr_svg", qr_svg(origin_of(ctx) + verify)},
          {"may_withdraw", own && report->stage == Stage::submitted &&
                               identity::may(ctx.seat(), identity::May::submit_report) && window.is_open(ctx.now)},
          {"withdraw_action", pages::address_of(where) + "/withdrawal"},
          {"report_href", pages::address_of(where) + "/review"},
          {"pdf_href", pages::address_of(where) + "/report.pdf"}});
}

http::Reply check_receipt(Context& ctx) {
  std::string code;
  for (char c : base::repair_utf8(ctx.request.asked("code").value_or("")))
    if (c != ' ') code += char(c >= 'a' && c <= 'z' ? c - 32 : c);
  view::Json page = {{"code", code.substr(0, 40)}, {"searched", !code.empty()}, {"genuine", false}};
  if (auto found = store::by_receipt_code(ctx.tx, code)) {
    const auto* body = ctx.world.registry.find(found->organisation);
    for (std::size_t i = 0; i < ctx.world.rounds.size() && body; ++i) {
      if (ctx.world.rounds[i].id != found->round) continue;
      const auto& plan = ctx.world.frameworks[i];
      page["genuine"] = true;
      page["withdrawn"] = found->submission.withdrawn_at.has_value();
      page["number"] = found->submission.number;
      page["at"] = base::show(found->submission.at, ctx.language);
      page["body_name"] = registry::full_name(*body, plan.period_to, ctx.language);
      page["title"] = plan.title.in(ctx.language);
      page["revision"] = std::to_string(found->submission.revision);
      // The sealed answers: as long as the report is submitted they must still hash to the receipt.
      page["intact"] = found->submission.withdrawn_at ||
                       is_intact(ctx.tx, {plan, found->round, body_for(*body, plan)}, found->submission);
      // Sealed in the order of a plan that this database never saw: it cannot be held against what is stored.
      page["older"] = !page["intact"].get<bool>() && Seal(found->submission.seal) == Seal::plans_order &&
                      !calendar::find_revision(ctx.tx, found->round, found->submission.revision);
    }
  }
  return ctx.page("receipt_check", std::move(page));
}

}  // namespace reports::web
