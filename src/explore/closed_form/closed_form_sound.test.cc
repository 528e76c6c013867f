// Nothing that a setting can change is missed: every value of the description varies.

#include <algorithm>
#include <map>
#include <random>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "chip/chip.h"
#include "explore/closed_form/closed_form_for_test.h"

namespace tron::explore {
namespace {

struct Leaf {
  std::string path;
  Json value;
};

void collect(const Json& node, const std::string& path, std::vector<Leaf>& out) {
  if (!node.is_object()) {
    out.push_back({path, node});
  } else if (const Json* value = node.find("value"); value && node.find("source")) {
    out.push_back({path, *value});
  } else {
    for (const auto& [name, member] : node.as_object())
      collect(member, path.empty() ? name : path + "." + name, out);
  }
}

const std::map<std::string, std::string>& other_words() {
  static const std::map<std::string, std::string> words = {
      {"two_arm", "add_drop"},
      {"per_symbol", "static"},
      {"static", "none"},
      {"none", "static"},
      {"tron", "classic"},
      {"per_channel", "per_tensor"},
      {"coherent", "digital"},
      {"microring", "digital"},
      {"table", "soa"},
      {"gated", "always"},
      {"always", "busy"},
      {"busy", "always"},
      {"weights", "automatic"},
      {"enob", "sensitivity"},
      {"sensitivity", "levels"},
      {"element", "always"},
      {"input", "symbol"},
      {"conversion", "output"},
      {"update", "mac"},
      {"drive", "correction"},
      {"correction", "0.1 nm"},
      {"query", "value"},
      {"scores", "context"},
      {"residual", "activation"},
      {"dac", "adc"},
      {"adc", "dac"},
      {"tia", "photodetector"},
      {"photodetector", "tia"},
      {"laser", "vcsel"},
      {"vcsel", "soa"},
      {"lookup_table", "adder"},
      {"comparator", "divider"},
      {"sram", "register_file"},
      {"dram", "hbm"},
      {"link", "5 GHz"},
      {"tuning", "1 ns"},
      {"norm.kind = microring", "residual.kind = coherent"},
      {"activation.kind = soa", "activation.kind = table"}};
  return words;
}

std::string quoted(const std::string& text) {
  return '"' + text + '"';
}

/// The number at the front of "1.1 nm" changed a little; nothing for other texts.
std::string other_quantity(const std::string& text) {
  std::size_t end = 0;
  double number = 0;
  try {
    number = std::stod(text, &end);
  } catch (const std::exception&) {
    return "";
  }
  if (end == text.size() || text[end] != ' ') return "";
  return quoted(std::to_string(number == 0 ? 1 : number * 0.875) + text.substr(end));
}

/// Another value for a leaf as --set takes it, legal or not.
std::string another(const Json& value) {
  if (value.is_bool()) return value.as_bool() ? "false" : "true";
  if (value.is_integer()) return std::to_string(value.as_integer() > 1 ? value.as_integer() - 1 : 2);
  if (value.is_number()) return std::to_string(value.as_number() == 0 ? 0.25 : value.as_number() * 0.75);
  if (value.is_array()) {
    Json shorter = Json::array();
    for (std::size_t i = 1; i < value.size(); ++i) shorter.push_back(value.as_array()[i]);
    return shorter.dump(0);
  }
  if (!value.is_string()) return "";
  const std::string& text = value.as_string();
  if (const auto word = other_words().find(text); word != other_words().end()) return quoted(word->second);
  if (const std::string quantity = other_quantity(text); !quantity.empty()) return quantity;
  return quoted("2 * (" + text + ")");  // an expression
}

/// Every leaf that may be varied, with the value that it has and another.
std::vector<SpaceParameter> parameters_of(const std::string& chip, const std::string& assumptions) {
  const Feasible<Chip> loaded = load_chip(chip, assumptions, {});
  std::vector<Leaf> leaves;
  collect(loaded->resolved, "", leaves);
  std::vector<SpaceParameter> out;
  const ChipDescription description(chip, assumptions);
  for (const Leaf& leaf : leaves) {
    const std::string other = another(leaf.value);
    if (other.empty()) continue;
    try {
      description.load({leaf.path + "=" + other});
    } catch (const InputError&) {
      continue;
    }
    out.push_back({leaf.path, {leaf.path}, {leaf.value.dump(0), other}});
  }
  return out;
}

/// Spaces of a dozen leaves and the sizes, each leaf in one of them; random points of each.
void check_all_leaves(const std::string& chip, const std::string& assumptions,
                      const std::vector<SpaceParameter>& sizes, std::uint64_t seed, std::size_t points) {
  std::vector<SpaceParameter> leaves = parameters_of(chip, assumptions);
  ASSERT_GT(leaves.size(), 60u);
  std::mt19937_64 random(seed);
  std::shuffle(leaves.begin(), leaves.end(), random);
  const std::vector<Graph> graphs = load_graphs(space_of(chip, assumptions, {}));
  constexpr std::size_t kTogether = 12;
  for (std::size_t from = 0; from < leaves.size(); from += kTogether) {
    std::vector<SpaceParameter> parameters = sizes;
    for (std::size_t i = from; i < std::min(leaves.size(), from + kTogether); ++i) {
      // Where a size is among the leaves, the leaf alone varies it.
      std::erase_if(parameters, [&](const SpaceParameter& p) { return p.paths == leaves[i].paths; });
      parameters.push_back(leaves[i]);
    }
    const Space space = space_of(chip, assumptions, parameters);
    const ClosedForm fast(space, graphs);
    for (std::size_t p = 0; p < points; ++p) {
      expect_as_in_full(space, graphs, fast, random() % space.size());
      if (testing::Test::HasFatalFailure()) return;
    }
  }
}

const std::vector<SpaceParameter>& tron_sizes() {
  static const std::vector<SpaceParameter> sizes = {{"heads", {"sizes.heads"}, {"3", "4"}},
                                                    {"rows", {"sizes.attention_rows"}, {"8", "16"}},
                                                    {"ff rows", {"sizes.feed_forward_rows"}, {"32", "48"}}};
  return sizes;
}

TEST(ClosedForm, NoValueOfTronIsMissedUnderTheAuditedSet) {
  check_all_leaves("tron", "audited", tron_sizes(), 1, 24);
}

TEST(ClosedForm, NoValueOfTronIsMissedUnderThePaperSet) {
  check_all_leaves("tron", "paper", tron_sizes(), 2, 24);
}

TEST(ClosedForm, NoValueOfOtherChipsIsMissed) {
  check_all_leaves("lt-dptc-base-4bit", "lightening", {}, 3, 16);
  check_all_leaves("lt-mrr-bank-8bit", "audited", {}, 4, 16);
  check_all_leaves("crosslight", "audited", {}, 5, 16);
  check_all_leaves("systolic", "paper", {}, 6, 16);
}

RC_GTEST_PROP(ClosedForm, RandomSpacesAreEvaluatedAsInFull, (std::uint64_t seed)) {
  static const std::vector<SpaceParameter> leaves = parameters_of("tron", "audited");
  static const std::vector<Graph> graphs = load_graphs(space_of("tron", "audited", {}));
  std::mt19937_64 random(seed);
  std::vector<SpaceParameter> parameters = {tron_sizes()[seed % 3]};
  while (parameters.size() < 4) {
    const SpaceParameter& one = leaves[random() % leaves.size()];
    const bool twice = std::any_of(parameters.begin(), parameters.end(),
                                   [&](const SpaceParameter& p) { return p.paths == one.paths; });
    if (!twice) parameters.push_back(one);
  }
  const Space space = space_of("tron", random() % 2 ? "audited" : "paper", parameters);
  const ClosedForm fast(space, graphs);
  for (int p = 0; p < 4; ++p) expect_as_in_full(space, graphs, fast, random() % space.size());
  RC_ASSERT(!testing::Test::HasFatalFailure());
}

}  // namespace
}  // namespace tron::explore
