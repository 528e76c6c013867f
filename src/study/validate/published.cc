#include "study/validate/published.h"

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "study/reproduce/baseline.h"

namespace tron::study {
namespace {

constexpr double kMost = 1e30;

template <std::size_t N>
std::vector<std::string> words(const char* const (&names)[N]) {
  return {std::begin(names), std::end(names)};
}

void require_provenance(const Config& table, const std::string& key) {
  const Provenance from = table.provenance(key);
  if (from.source.empty() || from.tag.empty())
    throw InputError(table.place(key), "a number without source or tag", "{ value =, source =, tag = }");
}

Published number(const Config& table, const std::string& key) {
  require_provenance(table, key);
  return {table.number(key, -kMost, kMost), table.provenance(key)};
}

/// `tolerance` in the row's unit, or `tolerance_share` of the published value.
Published tolerance_of(const Config& table, double published) {
  if (table.has("tolerance") == table.has("tolerance_share"))
    throw InputError(table.place("published"), "a figure that should be equal, with no tolerance or two",
                     "tolerance or tolerance_share");
  const bool share = table.has("tolerance_share");
  Published out = number(table, share ? "tolerance_share" : "tolerance");
  if (share) out.value *= std::abs(published);
  if (!(out.value > 0))
    throw InputError(table.place(share ? "tolerance_share" : "tolerance"), "nothing", "above 0");
  return out;
}

/// Numbers of [setting] say where they are from; names and lists of changes need not.
void check_settings(const Config& setting) {
  for (const std::string& key : setting.keys()) {
    if (setting.is_list(key)) continue;
    const bool word = setting.is_text(key) && setting.text(key).find_first_of("0123456789") != 0 &&
                      !setting.text(key).starts_with("-");
    if (!word) require_provenance(setting, key);
  }
}

PublishedRow read_row(const Config& table, const std::string& name) {
  PublishedRow out;
  out.own = table.table_or_empty("setting");
  out.name = name;
  out.quantity = table.text("quantity");
  out.unit = table.text("unit");
  out.relation = table.has("relation")
                     ? static_cast<Relation>(table.choice("relation", words(kRelationNames)))
                     : Relation::equal;
  out.origin = static_cast<Origin>(table.choice("origin", words(kOriginNames)));
  out.published = number(table, "published");
  if (!legal_tag(out.published.provenance.tag))
    throw InputError(table.place("published"), "the tag \"" + out.published.provenance.tag + "\"",
                     "V1, V2, D, A or R(0) to R(1)");
  if (table.has("uncertainty")) out.uncertainty = table.number("uncertainty", 0, kMost);
  if (out.relation == Relation::equal) out.tolerance = tolerance_of(table, out.published.value);
  if (out.relation != Relation::not_modelled) out.model = table.text("model");
  if (out.relation == Relation::not_modelled || table.has("differs")) out.differs = table.text("differs");
  return out;
}

}  // namespace

PublishedGroup read_published(const Config& file, const std::string& id) {
  PublishedGroup out;
  out.file = file;
  out.setting = file.table_or_empty("setting");
  out.id = id;
  out.name = file.text("name");
  out.about = file.text("about");
  check_settings(out.setting);
  const Config rows = file.table("row");
  for (const std::string& name : rows.keys()) out.rows.push_back(read_row(rows.table(name), name));
  if (out.rows.empty()) throw InputError(file.place("row"), "no row", "tables [row.NAME]");
  return out;
}

std::vector<PublishedGroup> load_published(const std::string& folder) {
  std::vector<std::pair<std::int64_t, PublishedGroup>> found;
  std::error_code none;
  for (const auto& entry : std::filesystem::directory_iterator(folder, none)) {
    if (entry.path().extension() != ".toml") continue;
    const Config file = Config::read(entry.path().string());
    const std::int64_t order = file.integer("order", 1, 1000);
    found.emplace_back(order, read_published(file, entry.path().stem().string()));
  }
  if (found.empty())
    throw InputError(Place{folder, 0, 0, ""}, "no description of published figures", "*.toml files");
  std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) {
    return a.first != b.first ? a.first < b.first : a.second.id < b.second.id;
  });
  std::vector<PublishedGroup> out;
  out.reserve(found.size());
  for (auto& [order, group] : found) out.push_back(std::move(group));
  return out;
}

}  // namespace tron::study
