#include "cli/outputs.h"

#include <algorithm>
#include <filesystem>

#include <fmt/format.h>
#include <unistd.h>

#include "base/error.h"
#include "base/files/files.h"

namespace tron::cli {
namespace {

namespace fs = std::filesystem;

/// What SQLite puts beside a database, depending on how it keeps its journal.
constexpr const char* kBeside[] = {"-journal", "-wal", "-shm"};

Place by(const std::string& option) {
  return {"command line", 0, 0, option};
}

/// The file of the program's own data that `file` is. Whether this command reads it does not matter: nobody
/// means a result to take its place.
std::optional<std::string> own_data(const FileIdentity& file) {
  std::error_code none;
  for (fs::recursive_directory_iterator entry(data_folder(), none), end; !none && entry != end;
       entry.increment(none)) {
    if (identity_at(entry->path().string()) == file) return entry->path().string();
  }
  return std::nullopt;
}

/// Place of a store's file: SQLite follows its link, but makes nothing behind one that leads nowhere.
OutputPlace store_place(const std::string& option, const std::string& path) {
  std::error_code none;
  if (fs::is_symlink(path, none) && !fs::exists(path, none)) {
    throw InputError(by(option), "'" + path + "', a link to nothing",
                     "a store of tron explore, or a new file");
  }
  OutputPlace place = output_place(by(option), path);
  if (place.kind == OutputPlace::Kind::stream) {
    throw InputError(by(option), "'" + path + "', no regular file", "a store of tron explore, or a new file");
  }
  return place;
}

}  // namespace

void Outputs::add(const std::string& option, const std::string& path) {
  if (path.empty()) return;
  OutputPlace place = output_place(by(option), path);
  admit({option, path, std::move(place), ""});
  try_output(by(option), outputs_.back().place);
}

void Outputs::add_store(const std::string& option, const std::string& path) {
  if (path.empty()) return;
  const OutputPlace place = store_place(option, path);
  for (const char* beside : kBeside) {
    const std::string file = place.target + beside;
    admit({option, path, output_place(by(option), file), beside});
  }
  admit({option, path, place, ""});
  try_output(by(option), place);
}

void Outputs::keep_store(const std::string& option, const std::string& path) {
  std::error_code none;
  const fs::path target = fs::canonical(path, none);
  if (none) return;  // its reader says what is wrong with it
  for (const char* beside : {"", kBeside[0], kBeside[1], kBeside[2]}) {
    OutputPlace place;
    place.target = target.string() + beside;
    place.itself = identity_at(place.target);
    place.folder = identity_at(target.parent_path().string()).value_or(FileIdentity{});
    place.name = target.filename().string() + beside;
    for (const Output& output : outputs_) {
      if (!output.place.same_as(place)) continue;
      throw InputError(by(output.option), fmt::format("'{}', the file of {} '{}'", output.path, option, path),
                       "a file of its own for every option");
    }
  }
}

void Outputs::admit(Output output) {
  for (const Output& other : outputs_) {
    if (!output.place.same_as(other.place) || (other.option == output.option)) continue;
    const std::string beside = other.beside.empty() ? output.beside : other.beside;
    throw InputError(by(output.option),
                     fmt::format("'{}', the file of {} '{}'{}", output.path, other.option, other.path,
                                 beside.empty() ? "" : " (its " + beside + " file)"),
                     "a file of its own for every option");
  }
  outputs_.push_back(std::move(output));
}

void Outputs::hold_against_inputs(const Output& output) const {
  if (output.place.kind == OutputPlace::Kind::stream) return;
  const auto file = identity_at(output.place.target);
  if (!file) return;
  const auto refuse = [&](const std::string& other, const char* what) {
    const std::string beside = output.beside.empty() ? "" : " with its " + output.beside + " file";
    throw InputError(by(output.option),
                     fmt::format("'{}'{}, which is {}, {}", output.path, beside, other, what),
                     "a file that holds no input");
  };
  if (const auto read = read_.path_of(*file)) refuse(*read, "a file that the command reads");
  if (const auto own = own_data(*file)) refuse(*own, "a file of the program's data");
}

void Outputs::hold_against_inputs() const {
  for (const Output& output : outputs_) hold_against_inputs(output);
}

bool Outputs::wanted(const std::string& option) const {
  return std::any_of(outputs_.begin(), outputs_.end(), [&](const Output& o) { return o.option == option; });
}

void Outputs::write(const std::string& option, std::string_view content) const {
  for (const Output& output : outputs_) {
    if (output.option != option) continue;
    hold_against_inputs(output);
    write_file(output.path, content);
  }
}

}  // namespace tron::cli
