#include "device/library.h"

#include <filesystem>
#include <fstream>
#include <set>

#include <gtest/gtest.h>

#include "base/error.h"
#include "base/testing/source_tree.h"

namespace tron::device {
namespace {

const std::string kData = source_file("data");

DeviceLibrary library(const std::string& overlay = "") {
  return DeviceLibrary::load(kData + "/device", Config::parse(overlay, "overlay.toml"));
}

TEST(DeviceRecords, AreCompleteAndLegal) {
  std::set<std::string_view> kinds;
  for (const DeviceKind& kind : device_kinds()) {
    EXPECT_TRUE(kinds.insert(kind.name).second) << kind.name;
    EXPECT_FALSE(kind.what.empty()) << kind.name;
    EXPECT_FALSE(kind.equations.empty()) << kind.name;
    EXPECT_FALSE(kind.parameters.empty()) << kind.name;
    for (const Equation& e : kind.equations) EXPECT_FALSE(e.text.empty() || e.source.empty()) << kind.name;
    std::set<std::string_view> names;
    for (const ParameterRecord& p : kind.parameters) {
      EXPECT_TRUE(names.insert(p.name).second) << kind.name << '.' << p.name;
      EXPECT_FALSE(p.what.empty()) << kind.name << '.' << p.name;
      EXPECT_LT(p.value_of(p.low), p.value_of(p.high)) << kind.name << '.' << p.name;
      EXPECT_LE(p.value_of(p.low), p.value_of(p.example)) << kind.name << '.' << p.name;
      EXPECT_LE(p.value_of(p.example), p.value_of(p.high)) << kind.name << '.' << p.name;
      EXPECT_EQ(kind.find(p.name), &p);
    }
  }
}

std::string written(const ParameterRecord& p, std::string_view value) {
  return p.plain() ? std::string(value) : '"' + std::string(value) + '"';
}

TEST(DeviceRecords, ExamplesAndLimitsLoad) {
  for (const DeviceKind& kind : device_kinds()) {
    for (const ParameterRecord& p : kind.parameters) {
      for (const std::string_view text : {p.example, p.low, p.high}) {
        const Config table = Config::parse(std::string(p.name) + " = " + written(p, text), "example.toml");
        EXPECT_DOUBLE_EQ(p.read(table), p.value_of(text)) << kind.name << '.' << p.name;
      }
      const Config wrong = Config::parse(std::string(p.name) + " = \"3 furlongs\"", "example.toml");
      EXPECT_THROW(p.read(wrong), InputError) << kind.name << '.' << p.name;
    }
  }
}

TEST(DeviceRecords, AnUnknownKindNamesTheNearest) {
  EXPECT_EQ(device_kind("microring").name, "microring");
  try {
    device_kind("micro-ring");
    FAIL();
  } catch (const InputError& e) {
    EXPECT_NE(e.allowed().find("'microring'"), std::string::npos);
  }
}

bool known_tag(const std::string& tag) {
  return tag.size() == 1 ? std::string("VSCDU").find(tag) != std::string::npos
                         : tag.rfind("R(0.", 0) == 0 && tag.back() == ')';
}

TEST(DeviceData, EveryValueHasASourceAndATag) {
  const DeviceLibrary all = library();
  for (const DeviceKind& kind : device_kinds()) {
    for (const ParameterRecord& p : kind.parameters) {
      const ParameterValue& v = all.parameter(kind.name, p.name);
      EXPECT_FALSE(v.provenance.source.empty()) << kind.name << '.' << p.name;
      EXPECT_TRUE(known_tag(v.provenance.tag)) << kind.name << '.' << p.name << ": " << v.provenance.tag;
      EXPECT_GT(v.place.line, 0);
      EXPECT_FALSE(v.overlaid);
    }
  }
}

TEST(DeviceData, AssumptionSetsLoadAndSaySources) {
  for (const char* name : {"paper", "audited"}) {
    const Config set = Config::read(kData + "/assumptions/" + name + ".toml");
    EXPECT_EQ(set.text("name"), name);
    EXPECT_NO_THROW(DeviceLibrary::load(kData + "/device", set)) << name;
    for (const char* table : {"noise", "link", "tuning"}) {
      const Config part = set.table(table);
      for (const std::string& key : part.keys()) {
        EXPECT_FALSE(part.provenance(key).source.empty()) << name << ' ' << table << '.' << key;
        EXPECT_TRUE(known_tag(part.provenance(key).tag)) << name << ' ' << table << '.' << key;
      }
    }
    const Config devices = set.table("device");
    for (const std::string& kind : devices.keys()) {
      for (const std::string& key : devices.table(kind).keys()) {
        EXPECT_TRUE(known_tag(devices.table(kind).provenance(key).tag)) << name << ' ' << kind << '.' << key;
      }
    }
  }
}

TEST(DeviceLibrary, AnOverlayWinsAndKeepsItsSource) {
  const DeviceLibrary l =
      library("[device.microring]\nquality_factor = { value = 3100, source = \"mine\", tag = \"U\" }");
  EXPECT_EQ(l.microring().quality_factor, 3100);
  EXPECT_TRUE(l.parameter("microring", "quality_factor").overlaid);
  EXPECT_EQ(l.parameter("microring", "quality_factor").provenance.source, "mine");
  EXPECT_EQ(l.parameter("microring", "quality_factor").place.file, "overlay.toml");
  EXPECT_EQ(l.microring().free_spectral_range, nanometres(18));
}

TEST(DeviceLibrary, RefusesWhatNoRecordKnows) {
  for (const char* text :
       {"[device.microring]\nqualty_factor = 8000", "[device.micoring]\nquality_factor = 8000",
        "[device.microring]\nquality_factor = -1", "[device.laser]\nrin = -140",
        "[device.laser]\nrin = \"-140 dB\"", "[device.dac]\nbits = 8.5"}) {
    EXPECT_THROW(library(text), InputError) << text;
  }
  try {
    library("[device.microring]\nqualty_factor = 8000");
    FAIL();
  } catch (const InputError& e) {
    EXPECT_EQ(e.place().line, 2);
    EXPECT_NE(e.allowed().find("quality_factor"), std::string::npos);
  }
  EXPECT_THROW(DeviceLibrary::load("/nowhere", Config::parse("", "none")), InputError);
}

TEST(DeviceLibrary, RefusesKeysThatADataFileShouldNotHave) {
  namespace fs = std::filesystem;
  const fs::path folder = fs::path(testing::TempDir()) / "device_library_test";
  fs::remove_all(folder);
  fs::copy(kData + "/device", folder);
  const Config none = Config::parse("", "none");
  EXPECT_NO_THROW(DeviceLibrary::load(folder.string(), none));
  std::ofstream(folder / "soa.toml", std::ios::app) << "gian = \"3 dB\"\n";
  try {
    DeviceLibrary::load(folder.string(), none);
    FAIL();
  } catch (const InputError& e) {
    EXPECT_NE(e.place().file.find("soa.toml"), std::string::npos);
    EXPECT_NE(e.allowed().find("'gain'"), std::string::npos);
  }
  fs::remove(folder / "soa.toml");
  EXPECT_THROW(DeviceLibrary::load(folder.string(), none), InputError);
  fs::remove_all(folder);
}

TEST(DeviceLibrary, TypedGettersGiveTheDataFilesValues) {
  const DeviceLibrary l = library();
  EXPECT_DOUBLE_EQ(l.microring().extinction_ratio.db, 25);
  EXPECT_DOUBLE_EQ(l.laser().rin.db_per_hz, -140);
  EXPECT_DOUBLE_EQ(l.vcsel().latency.si, 0.07e-9);
  EXPECT_DOUBLE_EQ(l.waveguide().loss.db_per_m, 100);
  EXPECT_DOUBLE_EQ(l.waveguide().nonlinear_limit.si, 30e-3);
  EXPECT_DOUBLE_EQ(l.photodetector().responsivity.si, 1.2);
  EXPECT_DOUBLE_EQ(l.photodetector().power.si, 2.8e-3);
  EXPECT_DOUBLE_EQ(l.soa().gain.db, 10);
  EXPECT_DOUBLE_EQ(l.tia().load.si, 50);
  EXPECT_DOUBLE_EQ(l.tia().power.si, 7.2e-3);
  EXPECT_EQ(l.dac().bits, 8);
  EXPECT_DOUBLE_EQ(l.adc().latency.si, 0.82e-9);
  EXPECT_DOUBLE_EQ(l.eo_tuner().power(nanometres(2)).si, 8e-6);
  EXPECT_DOUBLE_EQ(l.to_tuner().power(nanometres(-9), nanometres(18)).si, 13.75e-3);
  EXPECT_DOUBLE_EQ(l.part("subtractor").latency.si, 719.95e-12);
  EXPECT_DOUBLE_EQ(l.memory("dram").energy_per_byte.si, 31.2e-12);
}

TEST(DeviceLibrary, ResolvedHoldsEveryParameter) {
  const Json json = library("[device.laser]\nwall_plug_efficiency = 0.5").resolved();
  EXPECT_EQ(json.size(), device_kinds().size());
  EXPECT_EQ(json.find("laser")->find("wall_plug_efficiency")->find("value")->as_number(), 0.5);
  EXPECT_EQ(json.find("laser")->find("rin")->find("value")->as_string(), "-140 dB/Hz");
  EXPECT_EQ(json.find("laser")->find("rin")->find("tag")->as_string(), "C");
}

}  // namespace
}  // namespace tron::device
