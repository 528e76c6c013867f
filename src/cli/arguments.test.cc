#include "cli/arguments.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"

namespace tron::cli {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

template <class Call>
std::string message_of(Call call) {
  try {
    call();
  } catch (const InputError& error) {
    return error.what();
  }
  return "no error";
}

TEST(Arguments, ReadsWholeNumbers) {
  EXPECT_EQ(parse_count("--samples", "100", 0, 1000), 100);
  EXPECT_EQ(parse_count("--seed", "-3", -5, 5), -3);
}

TEST(Arguments, RefusesWhatIsNoWholeNumber) {
  for (const char* text : {"", "ten", "1.5", "10 ", "1e3", "1001", "-1", "99999999999999999999"}) {
    EXPECT_EQ(
        message_of([&] { parse_count("--samples", text, 0, 1000); }),
        std::string("command line: --samples: found '") + text + "'; allowed: a whole number from 0 to 1000");
  }
}

TEST(Arguments, ReadsLists) {
  EXPECT_THAT(parse_list("--assumptions", "paper"), ElementsAre("paper"));
  EXPECT_THAT(parse_list("--assumptions", "paper,audited"), ElementsAre("paper", "audited"));
  for (const char* text : {"", ",", "a,", ",a", "a,,b"}) {
    EXPECT_THAT(message_of([&] { parse_list("--assumptions", text); }), HasSubstr("an empty entry"));
  }
  EXPECT_THAT(message_of([] { parse_list("--assumptions", "a,b,a"); }), HasSubstr("found 'a' twice"));
}

TEST(Arguments, ReadsFidelities) {
  EXPECT_THAT(parse_fidelities("--fidelity", "device,digital"), ElementsAre("device", "digital"));
}

TEST(Arguments, NamesTheNearestFidelity) {
  EXPECT_EQ(
      message_of([] { parse_fidelities("--fidelity", "digital,photnic"); }),
      "command line: --fidelity: found 'photnic'; allowed: digital, quantized, photonic, moments, device; "
      "nearest is photonic");
}

TEST(Arguments, QuotesForTheShell) {
  EXPECT_EQ(quoted_command_line({"tron", "infer", "--set", "array.rows=8"}), "tron infer --set array.rows=8");
  EXPECT_EQ(quoted_command_line({"tron", "a b", "it's", ""}), "tron 'a b' 'it'\\''s' ''");
}

}  // namespace
}  // namespace tron::cli
