#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "rooms.h"

namespace tron::cli {

// Values of command-line options from their text. Each throws InputError with the option as its item.

/// A whole number in [low, high].
std::int64_t parse_count(const std::string& option, const std::string& text, std::int64_t low,
                         std::int64_t high);

/// A finite number in [low, high].
double parse_number(const std::string& option, const std::string& text, double low, double high);

/// A comma list without empty or repeated entries.
std::vector<std::string> parse_list(const std::string& option, const std::string& text);

/// A comma list of fidelities; the error names the nearest.
std::vector<std::string> parse_fidelities(const std::string& option, const std::string& text);

/// Token ids between blanks; none for an empty text.
std::vector<int> parse_ids(const std::string& option, const std::string& text);

/// `word` where it is not one of `legal`: the error lists them and names the nearest.
[[noreturn]] void refuse_word(const std::string& option, const std::string& word,
                              const std::vector<std::string>& legal);

/// The arguments as they can be pasted into a shell.
std::string quoted_command_line(const std::vector<std::string>& arguments);

}  // namespace tron::cli
