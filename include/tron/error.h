// What goes wrong, as exceptions. Their texts are what `tron` prints.
#pragma once

#include <stdexcept>
#include <string>

namespace tron {

/// Where a user's input is at fault: a file, a position in it where one is known, and the thing itself.
struct Place {
  std::string file;  ///< path as the user gave it, or "command line"
  int line = 0;      ///< from 1; 0 = unknown
  int column = 0;    ///< from 1; 0 = unknown
  std::string item;  ///< "tensor 'vit.layernorm.weight'", "array.rows", "--batch"; may be empty

  /// "file:line:column: item", leaving out what is unknown.
  std::string text() const;
};

/// Wrong input or usage (exit code 2 of the program). The message names the place, what was found and what is
/// allowed.
class InputError : public std::runtime_error {
 public:
  InputError(Place place, std::string found, std::string allowed);
  const Place& place() const { return place_; }
  const std::string& found() const { return found_; }
  const std::string& allowed() const { return allowed_; }

 private:
  Place place_;
  std::string found_, allowed_;
};

/// The work itself failed: a disk is full, a file vanished (exit code 1).
class RunError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// A design that cannot work: its light does not suffice, a part is missing (exit code 3).
class InfeasibleError : public std::runtime_error {
 public:
  InfeasibleError(const std::string& reason, double margin, std::string unit)
      : std::runtime_error(reason), margin_(margin), unit_(std::move(unit)) {}
  double margin() const { return margin_; }          ///< how far from feasible, negative = missing
  const std::string& unit() const { return unit_; }  ///< of the margin: "dB", "nm", "bit"

 private:
  double margin_;
  std::string unit_;
};

}  // namespace tron
