#include <memory>
#include <utility>

#include "tokenizer/steps/text_steps.h"
#include "tokenizer/unicode/byte_to_unicode.h"
#include "tokenizer/unicode/charsmap.h"
#include "tokenizer/unicode/hugging_face_unicode.h"
#include "tokenizer/unicode/unicode_text.h"

namespace tron::tokenizer {
namespace {

Normalizer form(NormalForm form) {
  return [form](const std::string& text) { return hugging_face::normal_form(text, form); };
}

template <class Keep>
std::string filtered(std::string_view text, const Keep& keep) {
  std::string out;
  for (const std::int32_t code : code_points(text)) {
    if (keep(code)) append_utf8(out, code);
  }
  return out;
}

Normalizer read_sequence(const JsonAt& at) {
  const JsonAt list = at.at("normalizers");
  std::vector<Normalizer> steps;
  for (std::size_t i = 0; i < list.list().size(); ++i) steps.push_back(read_normalizer(list.item(i)));
  return [steps](std::string text) {
    for (const Normalizer& step : steps) text = step(std::move(text));
    return text;
  };
}

struct BertOptions {
  bool clean = true, ideographs = true, strip_accents = true, lower_case = true;
};

std::string bert_cleaned(std::string_view text, const BertOptions& options) {
  std::string out;
  for (const std::int32_t code : code_points(text)) {
    const bool line = code == '\t' || code == '\n' || code == '\r';
    if (options.clean && (code == 0 || code == 0xFFFD || (!line && hugging_face::is_control(code)))) continue;
    if (options.clean && is_white_space(code)) {
      out += ' ';
    } else if (options.ideographs && hugging_face::is_ideograph(code)) {
      out += ' ', append_utf8(out, code), out += ' ';
    } else {
      append_utf8(out, code);
    }
  }
  return out;
}

Normalizer read_bert(const JsonAt& at) {
  BertOptions options;
  options.clean = at.flag("clean_text", true);
  options.ideographs = at.flag("handle_chinese_chars", true);
  options.lower_case = at.flag("lowercase", true);
  options.strip_accents = at.flag("strip_accents", options.lower_case);
  return [options](const std::string& text) {
    std::string out = bert_cleaned(text, options);
    if (options.strip_accents) {
      out = filtered(hugging_face::normal_form(out, NormalForm::kNfd),
                     [](std::int32_t c) { return !hugging_face::is_nonspacing_mark(c); });
    }
    return options.lower_case ? lower_case(out) : out;
  };
}

Normalizer read_strip(const JsonAt& at) {
  const bool left = at.flag("strip_left", true), right = at.flag("strip_right", true);
  return [left, right](const std::string& text) {
    const Codepoints codes = code_points(text);
    std::size_t begin = 0, end = codes.size();
    while (left && begin < end && is_white_space(codes[begin])) ++begin;
    while (right && end > begin && is_white_space(codes[end - 1])) --end;
    return utf8(Codepoints(codes.begin() + static_cast<std::ptrdiff_t>(begin),
                           codes.begin() + static_cast<std::ptrdiff_t>(end)));
  };
}

Normalizer read_replace(const JsonAt& at) {
  return [find = read_pattern(at.at("pattern")), content = at.at("content").text()](const std::string& text) {
    return replaced(text, find, content);
  };
}

Normalizer read_prepend(const JsonAt& at) {
  return [prefix = at.at("prepend").text()](const std::string& text) {
    return text.empty() ? text : prefix + text;
  };
}

Normalizer read_precompiled(const JsonAt& at) {
  const JsonAt blob = at.at("precompiled_charsmap");
  const std::optional<std::string> bytes = decode_base64(blob.text());
  if (!bytes) blob.fail("a text that is no base64", "base64 with padding");
  const auto map = std::make_shared<const Charsmap>(*bytes, blob.place());
  return [map](const std::string& text) { return map->apply(text); };
}

/// The cleaning that came to SentencePiece from neural machine translation.
Normalizer nmt() {
  return [](const std::string& text) {
    std::string out;
    for (const std::int32_t c : code_points(text)) {
      const bool dropped =
          (c >= 1 && c <= 8) || c == 0x0B || (c >= 0x0E && c <= 0x1F) || c == 0x7F || c == 0x8F || c == 0x9F;
      const bool blank = c == 0x09 || c == 0x0A || c == 0x0C || c == 0x0D || c == 0x1680 ||
                         (c >= 0x200B && c <= 0x200F) || c == 0x2028 || c == 0x2029 || c == 0x2581 ||
                         c == 0xFEFF || c == 0xFFFD;
      if (blank) {
        out += ' ';
      } else if (!dropped) {
        append_utf8(out, c);
      }
    }
    return out;
  };
}

}  // namespace

Normalizer read_normalizer(const JsonAt& at) {
  const std::vector<std::string> kinds = {
      "Sequence",       "NFC",   "NFD",     "NFKC",    "NFKD",        "Lowercase", "StripAccents",
      "BertNormalizer", "Strip", "Replace", "Prepend", "Precompiled", "Nmt",       "ByteLevel"};
  switch (at.kind(kinds)) {
    case 0:
      return read_sequence(at);
    case 1:
      return form(NormalForm::kNfc);
    case 2:
      return form(NormalForm::kNfd);
    case 3:
      return form(NormalForm::kNfkc);
    case 4:
      return form(NormalForm::kNfkd);
    case 5:
      return [](const std::string& text) { return lower_case(text); };
    case 6:
      return [](const std::string& text) {
        return filtered(text, [](auto c) { return !hugging_face::is_mark(c); });
      };
    case 7:
      return read_bert(at);
    case 8:
      return read_strip(at);
    case 9:
      return read_replace(at);
    case 10:
      return read_prepend(at);
    case 11:
      return read_precompiled(at);
    case 12:
      return nmt();
    default:
      return [](const std::string& text) { return unicode_of_bytes(text); };
  }
}

}  // namespace tron::tokenizer
