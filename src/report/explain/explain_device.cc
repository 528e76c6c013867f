#include "report/explain/explain_device.h"

#include <vector>

#include <fmt/format.h>

#include "base/text/text_table.h"
#include "report/draw/text_layout.h"

namespace tron::report {
namespace {

std::string parameter_table(const DeviceKind& kind, const DeviceLibrary& library) {
  TextTable table({"parameter", "value", "tag", "allowed", "what it is"});
  for (const ParameterRecord& parameter : kind.parameters) {
    const ParameterValue& value = library.parameter(kind.name, parameter.name);
    table.row({std::string(parameter.name) + (value.overlaid ? " *" : ""), value.text, value.provenance.tag,
               fmt::format("{} to {}", parameter.low, parameter.high), std::string(parameter.what)});
  }
  return table.text(2);
}

/// Each source once, with the parameters that it gives.
std::string source_lines(const DeviceKind& kind, const DeviceLibrary& library) {
  std::vector<std::pair<std::string, std::string>> sources;
  for (const ParameterRecord& parameter : kind.parameters) {
    const std::string& source = library.parameter(kind.name, parameter.name).provenance.source;
    const std::string name(parameter.name);
    bool known = false;
    for (auto& [text, parameters] : sources) {
      if (text != source) continue;
      parameters += ", " + name;
      known = true;
    }
    if (!known) sources.emplace_back(source, name);
  }
  std::string out;
  for (const auto& [source, parameters] : sources)
    out += wrap_text(fmt::format("{}: {}", parameters, source));
  return out;
}

}  // namespace

std::string tag_legend() {
  return wrap_text(
      "Tags: V read in the paper named; S read in a sibling paper of TRON's group; C read in another group's "
      "paper or "
      "code; D derived from tagged values; R(x) remembered, with confidence x; U unknown, a choice of this "
      "project; "
      "user: set on the command line.");
}

std::string equation_lines(const std::vector<Equation>& equations) {
  std::string out;
  for (const Equation& equation : equations) {
    out += wrap_text(std::string(equation.text)) + wrap_text(std::string(equation.source), 6);
  }
  return out;
}

std::string device_list() {
  TextTable table({"device", "what it is"});
  for (const DeviceKind& kind : device_kinds()) table.row({std::string(kind.name), std::string(kind.what)});
  return table.text(2);
}

std::string device_page(const DeviceKind& kind, const DeviceLibrary& library,
                        const std::string& assumptions) {
  std::string out = heading(std::string(kind.name)) + wrap_text(std::string(kind.what)) + "\n";
  const std::string set =
      assumptions.empty() ? "as in data/device" : "under the " + assumptions + " assumptions";
  out += heading("Parameters, " + set) + parameter_table(kind, library);
  if (!assumptions.empty()) out += "  * given by the assumption set\n";
  out += "\n" + heading("Sources") + source_lines(kind, library) + tag_legend();
  if (!kind.equations.empty()) out += "\n" + heading("Equations") + equation_lines(kind.equations);
  return out;
}

}  // namespace tron::report
