#pragma once

#include <cstddef>
#include <string>

#include "base/text/json_fields.h"
#include "network/hugging_face/config/network_config.h"
#include "rooms.h"

namespace tron::network {

// Sizes far above any published network; what lies beyond is a broken file.
inline constexpr std::size_t kWidthLimit = 65'536, kLayerLimit = 1'000, kFeedForwardLimit = 1'000'000;
inline constexpr std::size_t kVocabularyLimit = 10'000'000, kPositionLimit = 1'000'000, kTypeLimit = 1'000;
/// Where positions are computed from config.json alone, which must not ask for much memory.
inline constexpr std::size_t kComputedPositionLimit = 65'536, kHeadDepthLimit = 8'192;

/// Each reads the keys of its families into `config`; InputError names the key.
void read_vit(const JsonFields& fields, NetworkConfig& config);
void read_bert(const JsonFields& fields, NetworkConfig& config);
void read_roberta(const JsonFields& fields, NetworkConfig& config);
void read_distilbert(const JsonFields& fields, NetworkConfig& config);
void read_albert(const JsonFields& fields, NetworkConfig& config);
void read_gpt2(const JsonFields& fields, NetworkConfig& config);
void read_opt(const JsonFields& fields, NetworkConfig& config);
void read_llama(const JsonFields& fields, NetworkConfig& config);
void read_mistral(const JsonFields& fields, NetworkConfig& config);
void read_qwen2(const JsonFields& fields, NetworkConfig& config);
void read_marian(const JsonFields& fields, NetworkConfig& config);
void read_bart(const JsonFields& fields, NetworkConfig& config);
void read_t5(const JsonFields& fields, NetworkConfig& config);

/// The names under which a family's config.json gives the sizes that all have.
struct SizeKeys {
  const char *width, *layers, *heads, *feed_forward, *activation;
  const char* default_activation;  ///< nullptr: the key must be there
};
/// Those sizes; heads must divide the width.
void read_sizes(const JsonFields& fields, const SizeKeys& keys, NetworkConfig& config);
/// An activation by Hugging Face's name for it.
Op activation_named(const JsonFields& fields, const std::string& key, const std::string& name);
/// InputError unless `key` is missing or `only`; `why` says what that means.
void expect_flag(const JsonFields& fields, const std::string& key, bool only, const std::string& why);

}  // namespace tron::network
