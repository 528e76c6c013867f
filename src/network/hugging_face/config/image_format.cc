#include "network/hugging_face/config/image_format.h"

#include <filesystem>
#include <vector>

#include <fmt/format.h>

#include "base/text/json_fields.h"

namespace tron::network {
namespace {

std::vector<float> per_channel(const JsonFields& fields, const std::string& key, std::size_t channels,
                               double low, double fallback) {
  if (!fields.has(key)) return std::vector<float>(channels, static_cast<float>(fallback));
  std::vector<double> values = fields.numbers(key, low, 1e6);
  if (values.size() == 1) values.resize(channels, values[0]);
  if (values.size() != channels) {
    fields.fail(key, fmt::format("{} values", values.size()),
                fmt::format("one, or one for each of {} channels", channels));
  }
  return {values.begin(), values.end()};
}

}  // namespace

ImageFormat read_image_format(const std::string& folder, const NetworkConfig& config) {
  const std::string path = folder + "/preprocessor_config.json";
  const Json json = std::filesystem::exists(path) ? Json::read(path) : Json::object();
  const JsonFields fields(json, path);
  ImageFormat format;
  format.channels = static_cast<int>(config.channels);
  format.height = static_cast<int>(config.image_height);
  format.width = static_cast<int>(config.image_width);
  format.patch = static_cast<int>(config.patch);
  const bool rescale = fields.flag("do_rescale", true), normalise = fields.flag("do_normalize", true);
  const double factor = fields.number("rescale_factor", 1e-9, 1e9, 1.0 / 255);
  format.rescale = rescale ? static_cast<float>(factor) : 1.0F;
  format.mean = per_channel(fields, "image_mean", config.channels, -1e6, 0.5);
  format.std = per_channel(fields, "image_std", config.channels, 1e-6, 0.5);
  if (!normalise) {
    format.mean.assign(config.channels, 0.0F);
    format.std.assign(config.channels, 1.0F);
  }
  return format;
}

}  // namespace tron::network
