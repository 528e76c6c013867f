#include <algorithm>
#include <cstddef>
#include <iterator>
#include <limits>
#include <unordered_set>

#include <nlohmann/json.hpp>

#include "base/files/files.h"
#include "base/text/json.h"

namespace tron::base {

namespace {

constexpr std::size_t kMaxDepth = 200;

/// Walks the text and tells how far the parser has come: its events carry no position of their own.
struct CountingIterator {
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  const char* at = nullptr;
  std::size_t* consumed = nullptr;

  reference operator*() const { return *at; }
  CountingIterator& operator++() {
    ++at, ++*consumed;
    return *this;
  }
  CountingIterator operator++(int) {
    CountingIterator before = *this;
    ++*this;
    return before;
  }
  friend bool operator==(const CountingIterator& a, const CountingIterator& b) { return a.at == b.at; }
};

Place place_at(std::string_view text, const std::string& name, std::size_t offset) {
  const std::string_view before = text.substr(0, std::min(offset, text.size()));
  const std::size_t newline = before.rfind('\n');
  const std::size_t line_start = newline == std::string_view::npos ? 0 : newline + 1;
  return {name, static_cast<int>(std::count(before.begin(), before.end(), '\n')) + 1,
          static_cast<int>(before.size() - line_start) + 1, ""};
}

std::string shortened(const std::string& text) {
  return text.size() <= 160 ? text : text.substr(0, 160) + "...";
}

/// Receives the parser's events and builds the value.
class Builder {
 public:
  Builder(std::string_view text, const std::string& name) : text_(text), name_(name) {}

  // The names and signatures below are those of nlohmann's SAX interface.
  bool null() { return add(Json()); }
  bool boolean(bool v) { return add(Json(v)); }
  bool number_integer(std::int64_t v) { return add(Json(v)); }
  bool number_unsigned(std::uint64_t v) {
    if (v > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()))
      return add(Json(static_cast<double>(v)));
    return add(Json(v));
  }
  bool number_float(double v, const std::string&) { return add(Json(v)); }
  bool string(std::string& v) { return add(Json(std::move(v))); }
  bool binary(nlohmann::json::binary_t&) { return false; }
  bool start_object(std::size_t) { return open(Json::object()); }
  bool end_object() { return close(); }
  bool start_array(std::size_t) { return open(Json::array()); }
  bool end_array() { return close(); }
  bool key(std::string& v);
  bool parse_error(std::size_t position, const std::string& token, const nlohmann::detail::exception& error);

  std::size_t consumed = 0;  ///< bytes that the parser has read
  Json root;

 private:
  struct Level {
    Json value;
    std::string key;
    std::unordered_set<std::string> keys;
  };

  bool open(Json empty) {
    if (levels_.size() >= kMaxDepth)
      throw InputError(place_at(text_, name_, consumed - 1),
                       "nesting deeper than " + std::to_string(kMaxDepth),
                       "at most " + std::to_string(kMaxDepth) + " levels");
    levels_.push_back({std::move(empty), {}, {}});
    return true;
  }

  bool close() {
    Json done = std::move(levels_.back().value);
    levels_.pop_back();
    return add(std::move(done));
  }

  bool add(Json v) {
    if (levels_.empty()) {
      root = std::move(v);
    } else if (Level& top = levels_.back(); top.value.is_array()) {
      top.value.push_back(std::move(v));
    } else {
      top.value.append(std::move(top.key), std::move(v));
    }
    return true;
  }

  std::string_view text_;
  const std::string& name_;
  std::vector<Level> levels_;
};

bool Builder::key(std::string& v) {
  Level& top = levels_.back();
  if (!top.keys.insert(v).second)
    throw InputError(place_at(text_, name_, consumed - 1), "the key \"" + shortened(v) + "\" a second time",
                     "each key once in an object");
  top.key = std::move(v);
  return true;
}

/// "[json.exception.parse_error.101] parse error at line 1, column 2: syntax error while parsing value -
/// unexpected
/// '}'; expected '['" is what the parser says; its middle and its end are what the user needs.
bool Builder::parse_error(std::size_t position, const std::string&,
                          const nlohmann::detail::exception& error) {
  std::string found = error.what();
  const std::string head = found.substr(0, found.find(": "));
  if (head.find("parse error at") != std::string::npos)
    found.erase(0, head.size() + 2);
  else
    found.erase(0, found.find("] ") + 2);
  std::string allowed = error.id == 406 ? "a number within the range of a double" : "valid JSON in UTF-8";
  constexpr std::string_view kExpected = "; expected ";
  if (const std::size_t split = found.rfind(kExpected); split != std::string::npos) {
    allowed = found.substr(split + kExpected.size());
    found.erase(split);
  }
  throw InputError(place_at(text_, name_, position == 0 ? 0 : position - 1), shortened(found), allowed);
}

}  // namespace

Json Json::parse(std::string_view text, const std::string& name) {
  Builder builder(text, name);
  const CountingIterator first{text.data(), &builder.consumed};
  const CountingIterator last{text.data() + text.size(), nullptr};
  nlohmann::json::sax_parse(first, last, &builder);
  return std::move(builder.root);
}

Json Json::read(const std::string& path) {
  return parse(read_file(path), path);
}

}  // namespace tron::base
