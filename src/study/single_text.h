#pragma once

#include <string>

#include "dataset/dataset.h"
#include "dataset/text_encoder.h"
#include "rooms.h"
#include "study/infer_report.h"

namespace tron::study {

/// One text as data without a label; a language model predicts each of its tokens from those before.
/// InputError for networks that read no text, and for an encoder-decoder, which needs a translation too.
Dataset single_text(const std::string& text, const Graph& graph, const TextEncoder& encoder);

/// The likeliest answers to it: classes, or the words that may follow. Results must have kept their logits.
SingleText answers_to(const std::string& text, const Dataset& data, const InferReport& report,
                      const Graph& graph, const TextEncoder& encoder);

}  // namespace tron::study
