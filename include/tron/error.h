// What goes wrong, as exceptions. Their texts are what `tron` prints.
#pragma once

#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

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

/// Why a design cannot work: its light does not suffice, a part is missing.
struct Infeasible {
  std::string reason;
  double margin = 0;                    ///< how far from feasible, negative = missing
  std::string unit;                     ///< of the margin: "dB", "nm", "bit"
  std::vector<std::string> remedies{};  ///< settings that would each make it work, as text
};

/// A design that cannot work (exit code 3), where there is no other to go on with.
class InfeasibleError : public std::runtime_error {
 public:
  explicit InfeasibleError(Infeasible why) : std::runtime_error(why.reason), why_(std::move(why)) {}
  const Infeasible& why() const { return why_; }

 private:
  Infeasible why_;
};

}  // namespace tron
