#include <algorithm>
#include <utility>

#include "tokenizer/steps/text_steps.h"
#include "tokenizer/unicode/byte_to_unicode.h"
#include "tokenizer/unicode/unicode_text.h"

namespace tron::tokenizer {
namespace {

constexpr const char* kMark = "\xE2\x96\x81";

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  std::size_t at = text.find(from), done = 0;
  if (at == std::string::npos) return;
  std::string out;
  for (; at != std::string::npos; at = text.find(from, done)) {
    out += std::string_view(text).substr(done, at - done);
    out += to;
    done = at + from.size();
  }
  text = out + text.substr(done);
}

/// English blanks that the splitting into words put in.
void clean_up(std::string& text) {
  constexpr std::pair<const char*, const char*> kBlanks[] = {
      {" .", "."},   {" ?", "?"},           {" !", "!"},   {" ,", ","},     {" ' ", "'"},   {" n't", "n't"},
      {" 'm", "'m"}, {" do not", " don't"}, {" 's", "'s"}, {" 've", "'ve"}, {" 're", "'re"}};
  for (const auto& [from, to] : kBlanks) replace_all(text, from, to);
}

Decoder read_word_piece(const JsonAt& at) {
  return
      [prefix = at.text("prefix", "##"), clean = at.flag("cleanup", true)](std::vector<std::string>& pieces) {
        for (std::size_t i = 0; i < pieces.size(); ++i) {
          if (i > 0 && !prefix.empty() && pieces[i].starts_with(prefix)) {
            pieces[i].erase(0, prefix.size());
          } else if (i > 0) {
            pieces[i].insert(0, " ");
          }
          if (clean) clean_up(pieces[i]);
        }
      };
}

/// All pieces at once: a character's bytes may lie in several.
void unicode_to_bytes(std::vector<std::string>& pieces) {
  std::string bytes;
  for (const std::string& piece : pieces) bytes += bytes_of_unicode(piece).value_or(piece);
  pieces = {lossy_utf8(bytes)};
}

bool read_prefix(const JsonAt& at) {
  const auto scheme = at.find("prepend_scheme");
  return scheme ? scheme->text() != "never" : at.flag("add_prefix_space", true);
}

Decoder read_metaspace(const JsonAt& at) {
  return [mark = at.text("replacement", kMark), prefix = read_prefix(at)](std::vector<std::string>& pieces) {
    if (mark.empty()) return;
    for (std::size_t i = 0; i < pieces.size(); ++i) replace_all(pieces[i], mark, i == 0 && prefix ? "" : " ");
  };
}

/// The byte of "<0x41>", or -1.
int byte_of(const std::string& piece) {
  if (piece.size() != 6 || !piece.starts_with("<0x") || piece.back() != '>') return -1;
  int byte = 0;
  for (const char c : piece.substr(3, 2)) {
    const std::string_view digits = "0123456789ABCDEFabcdef";
    const std::size_t digit = digits.find(c);
    if (digit == std::string_view::npos) return -1;
    byte = 16 * byte + static_cast<int>(digit < 16 ? digit : digit - 6);
  }
  return byte;
}

/// Runs of byte pieces become characters, or one U+FFFD a byte where they are none.
void bytes_to_text(std::vector<std::string>& pieces) {
  std::vector<std::string> out;
  std::string run;
  const auto end_run = [&] {
    if (run.empty()) return;
    if (first_invalid_utf8(run) == std::string_view::npos) {
      out.push_back(run);
    } else {
      out.insert(out.end(), run.size(), "\xEF\xBF\xBD");
    }
    run.clear();
  };
  for (std::string& piece : pieces) {
    const int byte = byte_of(piece);
    if (byte >= 0) {
      run += static_cast<char>(byte);
    } else {
      end_run();
      out.push_back(std::move(piece));
    }
  }
  end_run();
  pieces = std::move(out);
}

void fuse(std::vector<std::string>& pieces) {
  std::string text;
  for (const std::string& piece : pieces) text += piece;
  pieces = {std::move(text)};
}

Decoder read_strip(const JsonAt& at) {
  const std::string content = at.at("content").text();
  if (content.empty() || character_length(content) != content.size()) {
    at.at("content").fail("\"" + content + "\"", "one character");
  }
  const auto start = at.at("start").integer(0, 1'000'000), stop = at.at("stop").integer(0, 1'000'000);
  return [content, start, stop](std::vector<std::string>& pieces) {
    for (std::string& piece : pieces) {
      std::string_view rest = piece;
      for (auto i = start; i > 0 && rest.starts_with(content); --i) rest.remove_prefix(content.size());
      for (auto i = stop; i > 0 && rest.ends_with(content); --i) rest.remove_suffix(content.size());
      piece = std::string(rest);
    }
  };
}

Decoder read_replace(const JsonAt& at) {
  return [find = read_pattern(at.at("pattern")),
          content = at.at("content").text()](std::vector<std::string>& pieces) {
    for (std::string& piece : pieces) piece = replaced(piece, find, content);
  };
}

Decoder read_bpe(const JsonAt& at) {
  return [suffix = at.text("suffix", "</w>")](std::vector<std::string>& pieces) {
    if (suffix.empty()) return;
    for (std::size_t i = 0; i < pieces.size(); ++i) {
      replace_all(pieces[i], suffix, i + 1 == pieces.size() ? "" : " ");
    }
  };
}

Decoder read_sequence(const JsonAt& at) {
  const JsonAt list = at.at("decoders");
  std::vector<Decoder> steps;
  for (std::size_t i = 0; i < list.list().size(); ++i) steps.push_back(read_decoder(list.item(i)));
  return [steps](std::vector<std::string>& pieces) {
    for (const Decoder& step : steps) step(pieces);
  };
}

}  // namespace

Decoder read_decoder(const JsonAt& at) {
  switch (at.kind({"Sequence", "WordPiece", "ByteLevel", "Metaspace", "ByteFallback", "Fuse", "Strip",
                   "Replace", "BPEDecoder"})) {
    case 0:
      return read_sequence(at);
    case 1:
      return read_word_piece(at);
    case 2:
      return unicode_to_bytes;
    case 3:
      return read_metaspace(at);
    case 4:
      return bytes_to_text;
    case 5:
      return fuse;
    case 6:
      return read_strip(at);
    case 7:
      return read_replace(at);
    default:
      return read_bpe(at);
  }
}

}  // namespace tron::tokenizer
