#include "explore/task_farm/fingerprint.h"

#include <span>

#include <fmt/format.h>

#include "base/files/files.h"
#include "explore/space/space.h"

namespace tron::explore {
namespace {

__extension__ using Word = unsigned __int128;

/// FNV-1a, 128 bits (Fowler, Noll, Vo; draft-eastlake-fnv): tells spaces apart, against nobody's malice.
class Hash {
 public:
  void bytes(std::span<const unsigned char> data) {
    for (unsigned char byte : data) state_ = (state_ ^ byte) * kPrime;
  }
  /// With its length, so that "a", "bc" is another sequence than "ab", "c".
  void text(std::string_view text) {
    number(static_cast<double>(text.size()));
    bytes({reinterpret_cast<const unsigned char*>(text.data()), text.size()});
  }
  void texts(const std::vector<std::string>& texts) {
    number(static_cast<double>(texts.size()));
    for (const std::string& one : texts) text(one);
  }
  void number(double value) {
    const std::string digits = fmt::format("{};", value);
    bytes({reinterpret_cast<const unsigned char*>(digits.data()), digits.size()});
  }
  std::string hex() const {
    return fmt::format("{:016x}{:016x}", static_cast<std::uint64_t>(state_ >> 64),
                       static_cast<std::uint64_t>(state_));
  }

 private:
  static constexpr Word kPrime = (Word{1} << 88) + 0x13b;
  Word state_ = (Word{0x6c62272e07bb0142} << 64) + 0x62b821756295c58d;
};

void hash_choices(Hash& hash, const Space& space) {
  hash.number(static_cast<double>(space.batch));
  hash.number(static_cast<double>(space.sequence));
  for (const SpaceParameter& parameter : space.parameters) {
    hash.text(parameter.name);
    hash.texts(parameter.paths);
    hash.texts(parameter.values);
  }
  for (const Objective& objective : space.objectives) hash.text(record_of(objective.metric).name);
  for (const Constraint& constraint : space.constraints) {
    hash.text(record_of(constraint.metric).name);
    hash.number(constraint.at_least);
    hash.number(constraint.at_most);
  }
  hash.number(static_cast<double>(space.search.method));
  hash.number(static_cast<double>(space.search.population));
  hash.number(static_cast<double>(space.search.seed));
  hash.number(static_cast<double>(space.stages.samples));
  hash.number(static_cast<double>(space.stages.chips));
}

/// The contents of every description, network and data file.
void state_inputs(WorkStatement& statement, const Space& space) {
  statement.chip(space.chip);
  statement.assumptions(space.assumptions);
  for (const std::string& set : space.also_feasible) statement.assumptions(set);
  statement.devices();
  for (const SpaceNetwork& one : space.networks) {
    statement.network(one.network, one.data.empty() ? NetworkNeed::shapes : NetworkNeed::weights);
    if (!one.data.empty()) statement.data(one.data);
  }
}

}  // namespace

std::string Space::fingerprint() const {
  WorkStatement inputs;
  state_inputs(inputs, *this);
  inputs.throw_trouble();
  Hash hash;
  hash_choices(hash, *this);
  for (const SpaceNetwork& one : networks) hash.text(one.name);
  hash.text(inputs.text());
  return hash.hex();
}

WorkStatement statement_of_space(const std::string& name_or_file, const std::string& program) {
  WorkStatement statement;
  statement.program(program);
  statement.say("command", "", "explore");
  try {
    statement.file("space", find_description("space", name_or_file));
    state_inputs(statement, load_space(name_or_file));
  } catch (const InputError& error) {
    statement.trouble("space's description", error);
  }
  return statement;
}

}  // namespace tron::explore
