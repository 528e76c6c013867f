#pragma once

#include <string>

#include "network/graph.h"
#include "network/hugging_face/config/network_config.h"
#include "rooms.h"

namespace tron::network {

/// The image a ViT or DeiT wants. Sizes come from config.json; scale, mean and standard deviation from
/// `folder`/preprocessor_config.json (do_rescale, rescale_factor, do_normalize, image_mean, image_std), or,
/// where that is missing, from Hugging Face's defaults for ViT: 1/255, 0.5, 0.5. A list of one value serves
/// every channel.
ImageFormat read_image_format(const std::string& folder, const NetworkConfig& config);

}  // namespace tron::network
