#include "network/hugging_face/config/special_tokens.h"

#include <fmt/format.h>

namespace tron::network {
namespace {

int id_of(const JsonFields& fields, const std::string& key, const Json& value, std::size_t vocabulary) {
  const bool legal = value.is_integer() && value.as_integer() >= -1 &&
                     value.as_integer() < static_cast<std::int64_t>(vocabulary);
  if (!legal) {
    fields.fail(key, shown(value), fmt::format("an id below the vocabulary's {} words, or null", vocabulary));
  }
  return static_cast<int>(value.as_integer());
}

}  // namespace

void read_special_tokens(const JsonFields& fields, std::size_t vocabulary, SpecialTokens& special) {
  const auto read = [&](const char* key, int& id) {
    if (const Json* value = fields.find(key)) id = id_of(fields, key, *value, vocabulary);
  };
  read("bos_token_id", special.begin);
  read("pad_token_id", special.pad);
  read("decoder_start_token_id", special.start);
  const Json* end = fields.find("eos_token_id");
  if (!end) return;
  special.end.clear();
  const Json::Array ids = end->is_array() ? end->as_array() : Json::Array{*end};
  for (const Json& value : ids) {
    const int id = id_of(fields, "eos_token_id", value, vocabulary);
    if (id >= 0) special.end.push_back(id);
  }
}

}  // namespace tron::network
