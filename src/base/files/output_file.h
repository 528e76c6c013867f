#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"
#include "base/files/files_read.h"
#include "rooms.h"

namespace tron::base {

/// Where an output goes once its links are followed.
struct OutputPlace {
  enum class Kind {
    file,    ///< a regular file, or nothing yet: replaced as a whole
    stream,  ///< a pipe or terminal, or what this program's standard output is: takes what is written to it
  };
  Kind kind = Kind::file;
  std::string target;                  ///< of a file: in an existing folder, and no link itself
  std::optional<FileIdentity> itself;  ///< what stands there
  FileIdentity folder;                 ///< of a file
  std::string name;                    ///< of a file, in that folder

  /// Whether writing one would write the other, now or once both are made.
  bool same_as(const OutputPlace& other) const;
};

/// Follows the links of `path`, the last of which may lead to a file that is still to be made. InputError,
/// with `asked_by` as its place, for what no output can be: a folder, a device, a file or folder that may not
/// be written, a folder that does not exist, a name that is too long, a circle of links.
OutputPlace output_place(const Place& asked_by, const std::string& path);

/// Makes a file in the target's folder, writes a page into it and removes it: what only trying tells (no
/// room, a read-only or virtual file system) is an InputError as well. Streams are not touched.
void try_output(const Place& asked_by, const OutputPlace& place);

/// Ends what write_file() (base/files/files.h) began: for the handler of a signal that ends the program.
void remove_unfinished_output() noexcept;

}  // namespace tron::base
