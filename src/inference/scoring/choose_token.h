#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "rooms.h"

namespace tron::inference {

/// How the next token is chosen from logits. Temperature 0: the most probable one (greedy). Else a token is
/// drawn from softmax(logits / temperature), of which only the `top_k` most probable tokens are kept (0 =
/// all; Fan et al., ACL 2018, section 5.3), and of those the fewest whose probability reaches `top_p`
/// (Holtzman et al., ICLR 2020, section 3.1).
struct TokenChoice {
  double temperature = 0;
  std::size_t top_k = 0;
  double top_p = 1;
  std::uint64_t seed = 1;
  std::string text() const;  ///< "greedy", "drawn at temperature 0.8, top-k 40, top-p 0.9"
};

/// The token for position `position` of text `text_number`. The draw depends on the seed and these two alone,
/// so that texts of different fidelities part only where their probabilities do. Equals go to the lowest id.
std::size_t choose_token(std::span<const float> logits, const TokenChoice& choice, std::uint32_t text_number,
                         std::uint32_t position);

}  // namespace tron::inference
