#include "registry/registry.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include <filesystem>
#include <map>

#include "base/embedded.h"
#include "base/text.h"
#include "registry/thai_order.h"

namespace registry {
namespace {

using base::Language;
using testing::ElementsAre;

base::Day day(std::string_view iso) { return base::parse_iso_day(iso).value(); }
const base::Day end_of_2567 = day("2024-09-30");
const base::Day of_2022 = day("2022-08-31");
const base::Day of_2026 = day("2026-06-01");

// The registry is filled once: every test only reads it.
struct Country {
  std::filesystem::path file;
  std::unique_ptr<db::Database> database;
  std::optional<Registry> registry;

  Country() {
    file = std::filesystem::temp_directory_path() / ("registry_test_" + std::to_string(::getpid()) + ".db");
    remove_files();
    database = db::open(file.string());
    db::migrate(*database);
    database->write_now([](db::Tx& tx) { fill(tx); });
    database->read([&](db::Tx& tx) { registry.emplace(load(tx)); });
  }
  ~Country() {
    database.reset();
    remove_files();
  }
  void remove_files() {
    for (const char* end : {"", "-wal", "-shm"}) std::filesystem::remove(file.string() + end);
  }
};

Country& country() {
  static Country made;
  return made;
}
const Registry& all() { return *country().registry; }

const Organisation& body(std::string_view code) {
  const Organisation* found = all().by_code(code);
  if (!found) throw std::runtime_error("no body " + std::string(code));
  return *found;
}

std::vector<std::string> names(const std::vector<const Organisation*>& bodies) {
  std::vector<std::string> found;
  for (const Organisation* o : bodies) found.push_back(full_name(*o, end_of_2567, Language::th));
  return found;
}
std::vector<std::string> found(std::string_view typed, std::size_t most = 5) {
  return names(all().search(typed, most));
}
std::string first(std::string_view typed) {
  auto bodies = all().search(typed, 1);
  return bodies.empty() ? "" : bodies[0]->code;
}

TEST(Fill, counts_bodies_by_type_as_the_department_did) {
  std::map<std::string, int> count;
  for (const Organisation* o : all().locals_under(nation)) ++count[name_on(*o, of_2022).type];
  const std::map<std::string, int> expected{{"PAO", 76},   {"CITY", 30}, {"TOWN", 195}, {"SUBDISTRICT_MUNI", 2247},
                                            {"SAO", 5300}, {"BMA", 1},   {"PATTAYA", 1}};
  EXPECT_EQ(count, expected);
}

TEST(Fill, puts_the_nation_provinces_and_districts) {
  EXPECT_EQ(all().find(nation)->code, "TH");
  EXPECT_EQ(all().provinces().size(), 77u);
  int districts = 0;
  for (std::int64_t id = 1; const Organisation* o = all().find(id); ++id) {
    districts += o->tier == Tier::district;
  }
  EXPECT_EQ(districts, 928);
  EXPECT_EQ(body("56").region, "ภาคเหนือ");
}

TEST(Fill, does_nothing_the_second_time) {
  country().database->write_now([](db::Tx& tx) { fill(tx); });
  country().database->read([](db::Tx& tx) { EXPECT_EQ(load(tx).locals_under(nation).size(), 7850u); });
}

TEST(Fill, keeps_the_unknown_apart_from_nought) {
  EXPECT_FALSE(body("05550201").population);
  EXPECT_TRUE(body("05550201").names.size() == 1);
  EXPECT_FALSE(body("01100001").villages);
  EXPECT_EQ(body("01100001").population, 5527994);
}

TEST(Fill, gives_provisional_codes_to_bangkok_and_pattaya) {
  EXPECT_EQ(full_name(body("01100001"), of_2022, Language::th), "กรุงเทพมหานคร");
  EXPECT_EQ(full_name(body("07200499"), of_2022, Language::th), "เมืองพัทยา");
}

// Every one of the changes, against a list made by others.
TEST(RegistryChanges, lead_to_the_list_of_2026) {
  std::map<std::string, std::pair<std::string, std::string>> expected;
  const auto text = base::embedded("data/registry/laos_2026.csv");
  ASSERT_TRUE(text);
  bool header = true;
  for (std::string_view line : base::split(*text, '\n')) {
    auto fields = base::split(line, ',');
    if (!header && fields.size() > 3) {
      expected["0" + std::string(fields[0])] = {std::string(fields[3]), std::string(fields[1])};
    }
    header = false;
  }
  ASSERT_EQ(expected.size(), 7849u);
  int changed = 0;
  std::vector<std::string> ended;
  for (const Organisation* o : all().locals_under(nation)) {
    changed += o->names.size() > 1 || o->names.back().to <= of_2026;
    auto one = expected.find(o->code);
    if (one == expected.end()) {
      ended.push_back(o->code);
      EXPECT_LE(o->names.back().to, of_2026) << o->code;
      continue;
    }
    const Name& name = name_on(*o, of_2026);
    EXPECT_EQ(name.type, one->second.first) << o->code;
    EXPECT_EQ(name.name_th, one->second.second) << o->code;
    EXPECT_GT(name.to, of_2026) << o->code;
  }
  EXPECT_EQ(changed, 331);
  EXPECT_THAT(ended, ElementsAre("05310103"));
}

TEST(RegistryChanges, none_touches_what_a_body_was_in_fiscal_year_2567) {
  for (const Organisation* o : all().locals_under(nation)) {
    EXPECT_EQ(&name_on(*o, end_of_2567), &o->names.front()) << o->code;
  }
}

TEST(RegistryChanges, count_from_the_day_that_is_known) {
  const Organisation& o = body("06210205");
  EXPECT_EQ(full_name(o, day("2025-11-27"), Language::th), "องค์การบริหารส่วนตำบลสำนักท้อน");
  EXPECT_EQ(full_name(o, day("2025-11-28"), Language::th), "เทศบาลตำบลชากหมาก");
  EXPECT_EQ(short_name(o, day("2025-11-28"), Language::th), "ทต.ชากหมาก");
}

TEST(RegistryChanges, count_from_the_start_of_the_fiscal_year_when_only_that_is_known) {
  const Organisation& o = body("05220109");
  EXPECT_EQ(name_on(o, day("2025-09-30")).type, "SUBDISTRICT_MUNI");
  EXPECT_EQ(name_on(o, day("2025-10-01")).type, "TOWN");
  EXPECT_EQ(full_name(o, day("2025-10-01"), Language::en), "Ko Khwang Town Municipality");
}

TEST(RegistryChanges, a_merged_body_keeps_its_last_name) {
  const Organisation& o = body("05310103");
  ASSERT_EQ(o.names.size(), 1u);
  EXPECT_EQ(o.names[0].to, day("2025-10-01"));
  EXPECT_EQ(full_name(o, of_2026, Language::th), "เทศบาลตำบลอิสาณ");
  EXPECT_EQ(type_on(o, day("2025-09-30")), "SUBDISTRICT_MUNI");
  EXPECT_EQ(type_on(o, day("2025-10-01")), "") << "there is no such body any more";
}

TEST(Names, are_written_as_each_kind_of_body_writes_them) {
  EXPECT_EQ(full_name(body("56"), of_2022, Language::th), "สำนักงานส่งเสริมการปกครองท้องถิ่นจังหวัดพะเยา");
  EXPECT_EQ(short_name(body("56"), of_2022, Language::th), "สถจ.พะเยา");
  EXPECT_EQ(full_name(body("10"), of_2022, Language::th), "กรุงเทพมหานคร");
  EXPECT_EQ(full_name(body("5601"), of_2022, Language::th), "อำเภอเมืองพะเยา");
  EXPECT_EQ(full_name(body("1001"), of_2022, Language::th), "เขตพระนคร");
  EXPECT_EQ(full_name(body("02110101"), of_2022, Language::th), "องค์การบริหารส่วนจังหวัดสมุทรปราการ");
  EXPECT_EQ(full_name(body("02110101"), of_2022, Language::en), "Samut Prakan Provincial Administrative Organization");
  EXPECT_EQ(short_name(body("02110101"), of_2022, Language::th), "อบจ.สมุทรปราการ");
  EXPECT_EQ(full_name(body("01100001"), of_2022, Language::en), "Bangkok Metropolitan Administration");
  EXPECT_EQ(full_name(body("07200499"), of_2022, Language::en), "Pattaya City");
  EXPECT_EQ(full_name(*all().find(nation), of_2022, Language::th), "กรมส่งเสริมการปกครองท้องถิ่น");
}

TEST(Names, without_an_english_form_are_shown_in_thai) {
  EXPECT_EQ(full_name(body("06210205"), of_2026, Language::en), "เทศบาลตำบลชากหมาก");
}

TEST(Places, know_who_stands_under_them) {
  const Organisation& maesai = body("06560115");
  const Organisation& phayao = body("56");
  EXPECT_TRUE(all().stands_under(maesai, phayao.id));
  EXPECT_TRUE(all().stands_under(maesai, body("5601").id));
  EXPECT_TRUE(all().stands_under(maesai, nation));
  EXPECT_TRUE(all().stands_under(maesai, maesai.id));
  EXPECT_FALSE(all().stands_under(maesai, body("57").id));
  EXPECT_FALSE(all().stands_under(maesai, body("5602").id));
  EXPECT_FALSE(all().stands_under(body("01100001"), 0));
  EXPECT_FALSE(all().stands_under(phayao, maesai.id));
  EXPECT_EQ(all().locals_under(body("11").id).size(), 49u);
  EXPECT_TRUE(all().locals_under(maesai.id).empty());
}

TEST(Places, are_found_by_code_of_seven_or_eight_digits) {
  EXPECT_EQ(all().by_code("6560115"), all().by_code("06560115"));
  EXPECT_NE(all().by_code("06560115"), nullptr);
  EXPECT_EQ(all().by_code("99999999"), nullptr);
  EXPECT_EQ(all().by_code(""), nullptr);
}

TEST(Order, is_that_of_a_thai_dictionary) {
  ThaiOrder order;
  const std::vector<std::string> sorted{"กระบี่",    "เกาะขวาง", "แกลง",   "ขอนแก่น", "เขาย้อย", "โคกพระ",
                                        "เชียงใหม่", "ท่าข้าม",    "ไทรงาม", "แพร่",    "แม่ใส",   "เลย"};
  for (std::size_t i = 1; i < sorted.size(); ++i) {
    EXPECT_LT(order.key(sorted[i - 1]), order.key(sorted[i])) << sorted[i];
  }
  EXPECT_EQ(order.key("แม่ใส"), order.key("แม่ใส"));
  EXPECT_EQ(order.key(std::string(600, 'x')).find('\0'), order.key(std::string(600, 'x')).size() - 1);
}

TEST(Order, rules_the_list_of_provinces) {
  std::vector<std::string> listed;
  for (const Organisation* o : all().provinces()) listed.push_back(o->names[0].name_th);
  listed.resize(4);
  EXPECT_THAT(listed, ElementsAre("กระบี่", "กรุงเทพมหานคร", "กาญจนบุรี", "กาฬสินธุ์"));
  EXPECT_EQ(all().provinces().back()->names[0].name_th, "อุบลราชธานี");
}

TEST(Search, understands_every_way_to_write_a_name) {
  const std::string code = first("เทศบาลตำบลท่าข้าม");
  ASSERT_EQ(name_on(body(code), of_2022).name_th, "ท่าข้าม");
  for (const char* typed : {"ทต ท่าข้าม", "ทต.ท่าข้าม", "ทต. ท่าข้าม", "ทตท่าข้าม", " เทศบาลตำบล ท่าข้าม "}) {
    EXPECT_EQ(first(typed), code) << typed;
  }
  for (const char* typed :
       {"อบต แม่ใส", "อบต.แม่ใส พะเยา", "อบต.แม่ใส จ.พะเยา", "แม่ใส จังหวัดพะเยา", "แม่ใส อ.เมืองพะเยา", "แม่ใส phayao",
        "mae sai phayao", "Mae Sai Phayao", "06560115", "6560115", "๐๖๕๖๐๑๑๕", "๖๕๖๐๑๑๕"}) {
    EXPECT_EQ(first(typed), "06560115") << typed;
  }
}

TEST(Search, finds_english_names) {
  for (const Organisation* o : all().search("tha kham", 3)) {
    EXPECT_EQ(name_on(*o, of_2022).name_th, "ท่าข้าม") << o->code;
  }
  EXPECT_EQ(all().search("tha kham", 3).size(), 3u);
}

TEST(Search, puts_the_whole_name_before_its_beginning_before_its_middle) {
  auto bodies = all().search("พะเยา", 50);
  ASSERT_GE(bodies.size(), 4u);
  int last = 0;
  for (const Organisation* o : bodies) {
    const std::string& name = o->names.back().name_th;
    const int rank = name == "พะเยา" ? 0 : name.starts_with("พะเยา") ? 1 : 2;
    EXPECT_GE(rank, last) << name;
    last = rank;
  }
  EXPECT_EQ(bodies[0]->names.back().name_th, "พะเยา");
  EXPECT_EQ(last, 2);
}

TEST(Search, orders_equals_as_a_dictionary_does) {
  ThaiOrder order;
  std::string last;
  auto bodies = all().search("อบต.แม่", 40);
  ASSERT_EQ(bodies.size(), 40u);
  for (const Organisation* o : bodies) {
    std::string key = order.key(o->names.back().name_th);
    EXPECT_LE(last, key) << o->names.back().name_th;
    last = key;
  }
}

TEST(Search, finds_provinces_and_districts) {
  EXPECT_EQ(first("จังหวัดพะเยา"), "56");
  EXPECT_EQ(first("จ.พะเยา"), "56");
  EXPECT_EQ(first("สถจ.พะเยา"), "56");
  EXPECT_EQ(first("56"), "56");
  EXPECT_EQ(first("อำเภอเมืองพะเยา"), "5601");
  EXPECT_EQ(first("เขตพระนคร"), "1001");
  EXPECT_EQ(first("กทม"), "01100001");
}

TEST(Search, finds_a_body_by_the_name_it_used_to_have) {
  EXPECT_EQ(first("อบต.สำนักท้อน"), "06210205");
  EXPECT_EQ(first("ทต.ชากหมาก"), "06210205");
}

TEST(Search, prefers_the_name_of_today) {
  // One body is called so; another was, before it became a municipality of a new name.
  auto bodies = all().search("พรหมพิราม", 20);
  std::size_t now = 99, before = 99;
  for (std::size_t i = 0; i < bodies.size(); ++i) {
    if (bodies[i]->code == "06650603")
      before = i;
    else if (bodies[i]->names.back().name_th == "พรหมพิราม")
      now = std::min(now, i);
  }
  ASSERT_NE(before, 99u);
  ASSERT_NE(now, 99u);
  EXPECT_LT(now, before);
}

TEST(Search, sees_through_what_the_screen_does_not_show) {
  EXPECT_EQ(first("ทต.ท่าข้า\u200bม"), first("ทต.ท่าข้าม"));
  EXPECT_EQ(first("อบต.สํานักท้อน"), "06210205");  // the vowel am typed as two characters
}

TEST(Search, finds_water_however_its_vowel_and_tone_were_typed) {
  auto as_written = found("น้ำพอง", 20);
  ASSERT_FALSE(as_written.empty());
  for (auto typed : {"นํ้าพอง", "น้ําพอง", "นำ้พอง"}) EXPECT_EQ(found(typed, 20), as_written) << typed;
}

TEST(Search, takes_the_whole_address_as_letters_write_it) {
  for (auto typed : {"องค์การบริหารส่วนตำบลแม่ใส อำเภอเมืองพะเยา จังหวัดพะเยา", "อบต.แม่ใส อ.เมืองพะเยา จ.พะเยา",
                     "องค์การบริหารส่วนตำบลแม่ใสอำเภอเมืองพะเยาจังหวัดพะเยา", "อบต.แม่ใส ต.แม่ใส อ.เมือง จ.พะเยา",
                     "แม่ใส อำเภอเมืองพะเยา จังหวัดพะเยา", "แม่ใส เมือง พะเยา"})
    EXPECT_EQ(found(typed), std::vector<std::string>{"องค์การบริหารส่วนตำบลแม่ใส"}) << typed;
  EXPECT_TRUE(found("อบต.แม่ใส อ.เมืองพะเยา จ.เชียงใหม่").empty()) << "every place named counts";
  EXPECT_TRUE(found("อบต.แม่ใส อำเภอพะเยา").empty()) << "Phayao is a province";
}

// The department's open list writes the type a body has now into its code; here it keeps the one it was first given.
TEST(Codes, of_other_lists_lead_to_the_same_body) {
  EXPECT_EQ(body("05810407").code, "06810407");
  EXPECT_EQ(body("5810407").code, "06810407") << "the leading nought lost";
  EXPECT_EQ(first("05810407"), "06810407");
  EXPECT_EQ(first("5810407"), "06810407");
  EXPECT_EQ(name_on(body("03200408"), end_of_2567).type, "PATTAYA");
  const auto text = base::embedded("data/registry/code_aliases.csv");
  ASSERT_TRUE(text);
  int rows = 0;
  for (auto line : base::split(*text, '\n')) {
    if (line.empty() || ++rows == 1) continue;
    auto fields = base::split(line, ',');
    EXPECT_EQ(body(fields[0]).code, fields[1]) << "and none is another body's own code";
    EXPECT_EQ(body(fields[1]).code, fields[1]);
  }
  EXPECT_EQ(rows, 39);
}

TEST(Search, takes_whatever_is_typed) {
  EXPECT_TRUE(found("").empty());
  EXPECT_TRUE(found("   ").empty());
  EXPECT_TRUE(found("...").empty());
  EXPECT_TRUE(found("ไม่มีที่ไหนชื่อนี้").empty());
  EXPECT_TRUE(found(std::string(100'000, 'x')).empty());
  EXPECT_TRUE(found("\xff\xfe\x80").empty());
  EXPECT_TRUE(found("%' OR 1=1").empty());
  EXPECT_TRUE(found("แม่ใส", 0).empty());
  EXPECT_EQ(found("อบต", 7).size(), 7u);
  found("ก ข ค ง จ ฉ ช ซ ฌ ญ");
}

}  // namespace
}  // namespace registry
