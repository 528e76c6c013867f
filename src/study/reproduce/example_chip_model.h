#pragma once

#include <map>
#include <string>

#include "rooms.h"
#include "study/reproduce/reproduce_model.h"

namespace tron::study::examples {

/// A chip by closed form, for tests: 1e12 operations/s at 1 W over `speed.factor` and `power.factor`, with
/// the parameters as Chip::resolved has them. Networks: ops 1e9 x sequence each.
class ToyChip : public ChipModel {
 public:
  ModelAnswer simulate(const ModelRequest& request) const override {
    std::map<std::string, double> p = {
        {"speed.factor", 1}, {"power.factor", 1}, {"speed.unknown", 3}, {"speed.idle", 0}};
    if (request.assumptions == "audited")
      p["speed.factor"] = 0.25, p["power.factor"] = 10, p["speed.idle"] = 1;
    for (const std::string& setting : request.settings) {
      const std::size_t equals = setting.find('=');
      const std::string value = setting.substr(equals + 1);
      p.at(setting.substr(0, equals)) = value == "true" ? 1 : value == "false" ? 0 : std::stod(value);
    }
    if (p["speed.unknown"] > 5) return {std::nullopt, "too many rings"};
    ModelPoint point;
    point.sequence = request.sequence;
    point.batch = request.batch;
    const double ops = 1e9 * static_cast<double>(request.sequence);
    point.throughput_ops_per_s = 1e12 * p["speed.factor"] * p["speed.unknown"] / 3;
    point.inferences_per_s = point.throughput_ops_per_s / ops;
    point.power_w = p["power.factor"];
    point.energy_per_op_j = point.power_w / point.throughput_ops_per_s;
    point.energy_per_inference_j = point.energy_per_op_j * ops;
    point.epb_j_per_bit = point.energy_per_op_j / 8;
    point.area_m2 = 1e-4;
    point.peak_ops_per_s = 2e12;
    point.peak_power_w = 2 * point.power_w;
    point.energy_by_device = {{"laser", 0.75}, {"adc", 0.25}};
    point.time_spent = "query works 80 % of the time";
    return {point, ""};
  }

  Json resolved(const std::string& assumptions) const override {
    const bool audited = assumptions == "audited";
    const auto parameter = [](Json value, const char* tag) {
      return Json(Json::Object{{"value", std::move(value)}, {"source", "a test"}, {"tag", tag}});
    };
    Json speed = Json::object(), power = Json::object(), out = Json::object();
    speed.append("factor", parameter(audited ? 0.25 : 1.0, "C"));
    speed.append("unknown", parameter(3, "U"));
    speed.append("idle", parameter(audited, "S"));
    power.append("factor", parameter(audited ? 10 : 1, "R(0.5)"));
    out.append("name", "Toy");
    out.append("speed", std::move(speed));
    out.append("power", std::move(power));
    return out;
  }
};

}  // namespace tron::study::examples
