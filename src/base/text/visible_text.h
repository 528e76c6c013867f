#pragma once

#include <ostream>
#include <streambuf>
#include <string>
#include <string_view>

#include "rooms.h"

namespace tron::base {

/// Whether a terminal would obey the character instead of showing it: the control characters C0, DEL and C1,
/// line and paragraph separators, and what reverses the direction of text (Unicode 15, UAX #9; "Trojan
/// Source", Boucher and Anderson 2021). Noncharacters count too, which XML does not allow.
bool is_control(char32_t c);

/// The text with control characters as "\x1b" and "\u202e", and bytes that are no UTF-8 as "\xff".
std::string visible_line(std::string_view text);
/// The same with line ends and tabs as they are.
std::string visible_lines(std::string_view text);

/// What a program says to a person, on its way to the terminal: everything that is written to it goes on as
/// visible_lines(), so that no name in a file or a store can steer the terminal.
class VisibleStream : public std::ostream {
 public:
  /// Keeps a reference to where the text goes.
  explicit VisibleStream(std::ostream& to);
  ~VisibleStream() override;

 private:
  class Buffer : public std::streambuf {
   public:
    explicit Buffer(std::ostream& to) : to_(to) {}

   protected:
    int_type overflow(int_type c) override;
    std::streamsize xsputn(const char* text, std::streamsize size) override;
    int sync() override;

   private:
    /// All but the beginning of a character whose other bytes are still to come.
    void pass_on_whole_characters();

    std::ostream& to_;
    std::string held_;
  };
  Buffer buffer_;
};

}  // namespace tron::base
