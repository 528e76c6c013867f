#include "network/hugging_face/config/network_config.h"

#include <charconv>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/error.h"
#include "base/text/json_fields.h"
#include "network/hugging_face/config/config_readers.h"
#include "network/hugging_face/config/special_tokens.h"
#include "network/hugging_face/family.h"

namespace tron::network {
namespace {

constexpr std::size_t kLabelLimit = 1'000'000;

const Family& family_of(const JsonFields& fields) {
  const std::string type = fields.text("model_type");
  if (const Family* family = find_family(type)) return *family;
  std::vector<std::string> names;
  for (const Family& family : families()) names.emplace_back(family.model_type);
  const std::string near = nearest_name(type, names);
  fields.fail(
      "model_type", fmt::format("'{}'", type),
      fmt::format("{}{}", fmt::join(names, ", "), near.empty() ? "" : "; did you mean '" + near + "'?"));
}

Head head_of(const JsonFields& fields, const Family& family) {
  const Json* list = fields.find("architectures");
  if (!list) return family.architectures.front().head;
  const bool one = list->is_array() && list->size() == 1 && list->as_array()[0].is_string();
  std::vector<std::string> names;
  for (const Architecture& known : family.architectures) {
    if (one && list->as_array()[0].as_string() == known.name) return known.head;
    names.push_back(fmt::format("[\"{}\"]", known.name));
  }
  std::string allowed = fmt::format("{}", fmt::join(names, ", "));
  if (one && list->as_array()[0].as_string() == "DeiTForImageClassificationWithTeacher") {
    allowed += " (this one averages two heads; export it with the class head alone)";
  }
  fields.fail("architectures", shown(*list), allowed);
}

std::vector<std::string> named_labels(const JsonFields& fields, const Json& table) {
  const std::string allowed = "names under the keys \"0\", \"1\", ... without a hole";
  if (!table.is_object() || table.size() == 0 || table.size() > kLabelLimit) {
    fields.fail("id2label", shown(table), allowed);
  }
  std::vector<std::string> labels(table.size());
  std::vector<bool> seen(table.size());
  for (const auto& [key, value] : table.as_object()) {
    std::size_t index = 0;
    const auto [end, error] = std::from_chars(key.data(), key.data() + key.size(), index);
    const bool number = error == std::errc() && end == key.data() + key.size();
    if (!number || index >= labels.size() || seen[index]) {
      fields.fail("id2label", fmt::format("key \"{}\" among {} labels", key, labels.size()), allowed);
    }
    if (!value.is_string()) fields.fail("id2label", shown(value), allowed);
    seen[index] = true;
    labels[index] = value.as_string();
  }
  return labels;
}

std::vector<std::string> labels_of(const JsonFields& fields) {
  std::vector<std::string> labels;
  if (const Json* table = fields.find("id2label")) {
    labels = named_labels(fields, *table);
    const std::size_t count = fields.size("num_labels", 1, kLabelLimit, labels.size());
    if (count != labels.size()) {
      fields.fail("num_labels", fmt::format("{}", count), fmt::format("{}, as id2label has", labels.size()));
    }
    return labels;
  }
  // Hugging Face leaves both keys out for its default of two classes.
  const std::size_t count = fields.size("num_labels", 1, kLabelLimit, 2);
  for (std::size_t i = 0; i < count; ++i) labels.push_back(fmt::format("LABEL_{}", i));
  return labels;
}

}  // namespace

Output output_of(Head head) {
  switch (head) {
    case Head::classifier:
      return Output::classes;
    case Head::embedding:
      return Output::embedding;
    case Head::masked_words:
      return Output::rows;
    case Head::next_words:
      return Output::next_tokens;
  }
  return Output::rows;
}

NetworkConfig network_config(const Json& json, const std::string& file) {
  const JsonFields fields(json, file);
  NetworkConfig config;
  const Family& family = family_of(fields);
  config.family = family.model_type;
  config.head = head_of(fields, family);
  if (config.head == Head::classifier) config.labels = labels_of(fields);
  family.read(fields, config);
  if (config.vocabulary > 0) read_special_tokens(fields, config.vocabulary, config.special);
  return config;
}

NetworkConfig parse_network_config(std::string_view text, const std::string& name) {
  return network_config(Json::parse(text, name), name);
}

}  // namespace tron::network
