#include "explore/task_farm/work_statement.h"

#include <algorithm>
#include <array>
#include <filesystem>

#include <fmt/format.h>
#include <gnu/libc-version.h>

#include "base/config/config.h"
#include "base/files/file_digest.h"
#include "base/files/files.h"
#include "base/version.h"
#include "dataset/input_files.h"

namespace tron::explore {
namespace {

namespace fs = std::filesystem;

/// Runs `action`; the InputError it ends with, if it does.
template <class Action>
std::optional<InputError> error_of(const Action& action) {
  try {
    action();
    return {};
  } catch (const InputError& error) {
    return error;
  }
}

/// "network file a/config.json" of "network file config.json" at "a/config.json".
std::string titled(const std::string& what, const std::string& where) {
  if (where.empty()) return what;
  const std::size_t blank = what.rfind(' ');
  const bool twice = blank != std::string::npos && where.ends_with(what.substr(blank + 1));
  return (twice ? what.substr(0, blank) : what) + " " + where;
}

}  // namespace

void WorkStatement::say(const std::string& what, const std::string& where, const std::string& value) {
  add({what, where, value});
}

void WorkStatement::add(Item item) {
  // Two networks may have files of one name.
  const std::string what = item.what;
  for (int i = 2; find(item.what) != nullptr; ++i) item.what = fmt::format("{} ({})", what, i);
  items_.push_back(std::move(item));
}

void WorkStatement::say_bad(const std::string& what, const std::string& where, const InputError& error) {
  if (!trouble_) trouble_ = error;
  // The place is `where` already, unless it is a line of it or another file.
  Place place = error.place();
  if (place.file == where) place.file.clear();
  const std::string at = place.line > 0 ? fmt::format("line {}: ", place.line) : "";
  const std::string of = place.file.empty() ? place.item : place.text();
  add({what, where, (place.file.empty() ? at : "") + (of.empty() ? "" : of + ": ") + error.found(), true});
}

void WorkStatement::file(const std::string& what, const std::string& path, std::uint64_t counts) {
  const auto error = error_of([&] { say(what, path, digest_of_file(path, counts).text()); });
  if (error) say_bad(what, path, *error);
}

void WorkStatement::trouble(const std::string& what, const InputError& error) {
  say_bad(what, error.place().file, error);
}

void WorkStatement::program(const std::string& path) {
  std::string build = "bytes that cannot be read";
  error_of([&] { build = digest_of_file(path).text(); });
  say("program", path, fmt::format("tron {}, {}", version(), build));
  say("C library", "", gnu_get_libc_version());
}

void WorkStatement::description(const char* room, const std::string& name) {
  // A ring of likenesses is the loader's to refuse.
  constexpr int kLongest = 8;
  std::string next = name;
  const auto error = error_of([&] {
    for (int i = 0; i <= kLongest && !next.empty(); ++i) {
      const std::string path = find_description(room, next);
      file(i == 0 ? std::string(room) : fmt::format("{} it is like", room), path);
      const Config root = Config::read(path);
      next = root.has("like") ? root.text("like") : "";
    }
  });
  if (error) trouble(fmt::format("{} {}", room, next), *error);
}

void WorkStatement::chip(const std::string& name) {
  description("chip", name);
}

void WorkStatement::assumptions(const std::string& name) {
  description("assumptions", name);
}

void WorkStatement::devices() {
  const auto error = error_of([&] {
    for (const InputFile& one : network_files(data_folder() + "/device", NetworkNeed::weights))
      file("device " + one.name, one.path);
  });
  if (error) trouble("device library", *error);
}

void WorkStatement::network(const std::string& name, NetworkNeed need) {
  const auto error = error_of([&] {
    const std::string where = find_network(name, need);
    for (const InputFile& one : network_files(where, need))
      file("network file " + one.name, one.path, one.counts);
    if (!fs::exists(where)) file("network", where);
  });
  if (error) trouble("network " + name, *error);
}

void WorkStatement::data(const std::string& path) {
  const auto error = error_of([&] {
    const std::vector<InputFile> files = data_files(path);
    for (const InputFile& one : files) file("data file " + one.name, one.path);
    if (files.empty()) say("data", path, "no images");
  });
  if (error) trouble("data", *error);
}

void WorkStatement::throw_trouble() const {
  if (trouble_) throw *trouble_;
}

const WorkStatement::Item* WorkStatement::find(const std::string& what) const {
  const auto at =
      std::find_if(items_.begin(), items_.end(), [&](const Item& one) { return one.what == what; });
  return at == items_.end() ? nullptr : &*at;
}

const WorkStatement::Item* WorkStatement::unlike(const WorkStatement& other, bool bad) const {
  for (const Item& one : items_) {
    const Item* const same = other.find(one.what);
    if (one.bad >= bad && (same == nullptr || same->value != one.value)) return &one;
  }
  return nullptr;
}

void WorkStatement::check_same(const std::string& here, const WorkStatement& other,
                               const std::string& there) const {
  const auto refuse = [](const Item& item, const std::string& rank, const Item* found,
                         const std::string& other_rank, const Item* there_is) {
    const auto text = [](const Item* one) { return one != nullptr ? one->value : "nothing of the kind"; };
    throw InputError(Place{rank, 0, 0, titled(item.what, item.where)}, text(found),
                     fmt::format("the same on every rank; {} has {}", other_rank, text(there_is)));
  };
  // What cannot be read says most.
  for (const bool bad : {true, false}) {
    if (const Item* const theirs = other.unlike(*this, bad))
      refuse(*theirs, there, theirs, here, find(theirs->what));
    if (const Item* const mine = unlike(other, bad)) {
      const Item* const theirs = other.find(mine->what);
      bad ? refuse(*mine, here, mine, there, theirs) : refuse(*mine, there, theirs, here, mine);
    }
  }
}

std::string WorkStatement::text() const {
  std::string out;
  for (const Item& one : items_) out += fmt::format("{}\n{}\n", one.what, one.value);
  return out;
}

std::string WorkStatement::bytes() const {
  std::string out;
  for (const Item& one : items_) {
    for (const std::string& part : {one.what, one.where, one.value, std::string(one.bad ? "bad" : "")}) {
      out += part.c_str();
      out += '\0';
    }
  }
  return out;
}

std::optional<WorkStatement> WorkStatement::of(std::string_view bytes) {
  WorkStatement out;
  while (!bytes.empty()) {
    std::array<std::string, 4> parts;
    for (std::string& part : parts) {
      const std::size_t end = bytes.find('\0');
      if (end == std::string_view::npos) return {};
      part = bytes.substr(0, end);
      bytes.remove_prefix(end + 1);
    }
    out.items_.push_back({parts[0], parts[1], parts[2], parts[3] == "bad"});
  }
  if (out.items_.empty()) return {};
  return out;
}

}  // namespace tron::explore
