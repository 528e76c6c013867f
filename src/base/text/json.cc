#include "base/text/json.h"

#include <cmath>

#include <fmt/format.h>

#include "base/text/utf8.h"

namespace tron::base {

/// The variant's own copy, as GCC 12 compiles it, destroys what was never made where memory runs out in an
/// alternative.
Json::Json(const Json& other) {
  if (other.is_array()) {
    Array copy;
    copy.reserve(other.as_array().size());
    for (const Json& one : other.as_array()) copy.push_back(one);
    value_ = std::move(copy);
  } else if (other.is_object()) {
    Object copy;
    copy.reserve(other.as_object().size());
    for (const auto& [key, member] : other.as_object()) copy.emplace_back(key, member);
    value_ = std::move(copy);
  } else if (other.is_string()) {
    value_ = std::string(other.as_string());
  } else if (other.is_bool()) {
    value_ = other.as_bool();
  } else if (other.is_integer()) {
    value_ = other.as_integer();
  } else if (other.is_number()) {
    value_ = other.as_number();
  }
}

const Json* Json::find(std::string_view key) const {
  if (!is_object()) return nullptr;
  for (const auto& [name, value] : as_object())
    if (name == key) return &value;
  return nullptr;
}

Json& Json::operator[](std::string_view key) {
  if (is_null()) value_ = Object{};
  auto& members = std::get<Object>(value_);
  for (auto& [name, value] : members)
    if (name == key) return value;
  return members.emplace_back(std::string(key), Json()).second;
}

void Json::push_back(Json v) {
  if (is_null()) value_ = Array{};
  std::get<Array>(value_).push_back(std::move(v));
}

std::size_t Json::size() const {
  if (is_array()) return as_array().size();
  return is_object() ? as_object().size() : 0;
}

namespace {

class Writer {
 public:
  explicit Writer(int indent) : indent_(indent) {}

  void write(const Json& v) {
    if (v.is_null()) {
      out_ += "null";
    } else if (v.is_bool()) {
      out_ += v.as_bool() ? "true" : "false";
    } else if (v.is_integer()) {
      out_ += fmt::format("{}", v.as_integer());
    } else if (v.is_number()) {
      number(v.as_number());
    } else if (v.is_string()) {
      string(v.as_string());
    } else if (v.is_array()) {
      list('[', ']', v.as_array(), [this](const Json& item) { write(item); });
    } else {
      list('{', '}', v.as_object(), [this](const auto& member) {
        string(member.first);
        out_ += indent_ > 0 ? ": " : ":";
        write(member.second);
      });
    }
  }

  std::string take() { return std::move(out_); }

 private:
  void number(double v) {
    if (!std::isfinite(v)) {
      out_ += "null";
      return;
    }
    const std::string text = fmt::format("{}", v);
    out_ += text;
    if (text.find_first_of(".e") == std::string::npos) out_ += ".0";
  }

  void string(std::string_view text) {
    out_ += '"';
    while (!text.empty()) {
      const CodePoint c = next_code_point(text);
      if (!c.valid) {
        out_ += "\xEF\xBF\xBD";
      } else if (c.value == '"' || c.value == '\\') {
        out_ += '\\';
        out_ += text[0];
      } else if (c.value == '\n') {
        out_ += "\\n";
      } else if (c.value == '\t') {
        out_ += "\\t";
      } else if (c.value < 0x20 || c.value == 0x7F) {
        out_ += fmt::format("\\u{:04x}", static_cast<unsigned>(c.value));
      } else {
        out_ += text.substr(0, c.length);
      }
      text.remove_prefix(c.length);
    }
    out_ += '"';
  }

  void new_line() {
    if (indent_ > 0) out_ += '\n' + std::string(static_cast<std::size_t>(indent_ * depth_), ' ');
  }

  template <class Items, class Each>
  void list(char open, char close, const Items& items, const Each& each) {
    out_ += open;
    ++depth_;
    for (std::size_t i = 0; i < items.size(); ++i) {
      if (i > 0) out_ += ',';
      new_line();
      each(items[i]);
    }
    --depth_;
    if (!items.empty()) new_line();
    out_ += close;
  }

  int indent_, depth_ = 0;
  std::string out_;
};

}  // namespace

std::string Json::dump(int indent) const {
  Writer writer(indent);
  writer.write(*this);
  return writer.take();
}

}  // namespace tron::base
