#include "base/config/config.h"
#include "base/config/config_node.h"

namespace tron::base {
namespace {

constexpr const char* kScalar = "a number, true, false, or text in quotes";

std::string written(const Config::Node& node) {
  if (node.is_table() || node.is_list()) throw InputError(node.at().place, node.describe(), kScalar);
  const auto* text = std::get_if<std::string>(&node.value);
  return text != nullptr ? *text : node.describe();
}

}  // namespace

std::string Config::setting(std::string_view key) const {
  return written(leaf(key, kScalar));
}

std::vector<std::string> Config::settings(std::string_view key) const {
  constexpr const char* allowed = "a list of numbers or of texts in quotes";
  const Node& node = leaf(key, allowed);
  if (!node.is_list()) throw InputError(node.at().place, node.describe(), allowed);
  std::vector<std::string> out;
  for (const auto& item : std::get<Node::List>(node.value)) out.push_back(written(*item));
  return out;
}

}  // namespace tron::base
