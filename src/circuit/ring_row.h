#pragma once

#include <span>
#include <vector>

#include "circuit/wdm_grid.h"
#include "device/microring.h"
#include "rooms.h"

namespace tron::circuit {

/// Powers that channel i's light meets at ring j, row-major [channel][ring].
struct TransmissionMatrix {
  int channels = 0;
  std::vector<double> through, drop;  ///< drop stays empty for all-pass rings
  const double* through_of(int channel) const { return through.data() + channel * channels; }
  const double* drop_of(int channel) const { return drop.data() + channel * channels; }
};

/// Neighbour-induced gains of one channel. Its light leaves as
///   through = pass T_thru,   drop = before + again T_drop + after T_thru^2
/// where T is the channel's own ring. The dropped light runs back along the drop bus, so a ring it passed
/// once on the input bus it passes again; light that rings upstream drop (before) or rings downstream drop
/// (after) joins it. Powers add: the parts travel different lengths, and their beating is left to
/// crosstalk.h's homodyne bound.
struct NeighbourGains {
  double pass = 1, again = 1, before = 0, after = 0;
};

/// NeighbourGains of `channel` from through powers, their squares and drop powers at each ring (drop may be
/// null).
NeighbourGains neighbour_gains_of(int channel, int channels, const double* through,
                                  const double* through_squared, const double* drop);

/// The rings of one bus, ring j's resonance on channel j's wavelength, and how they meet every channel.
class RingRow {
 public:
  RingRow(const WdmGrid& grid, std::vector<RingShape> rings);
  int channels() const { return channels_; }
  const RingShape& ring(int j) const { return rings_[j]; }
  bool drops() const { return rings_[0].drop > 0; }

  /// For detunings given as the half phase p / 2 = pi detuning / FSR of each ring: its sine and cosine.
  void transmissions(std::span<const double> half_sine, std::span<const double> half_cosine,
                     TransmissionMatrix& out) const;
  /// The same from detunings in metres.
  void transmissions(std::span<const double> detuning_m, TransmissionMatrix& out) const;

  /// Light of `channel` minus the resonance of `ring` when that is not tuned, metres.
  double distance_m(int channel, int ring) const { return (channel - ring) * spacing_m_; }

  /// Least and greatest powers of every pair while each ring's detuning runs over [0, range].
  void extremes(double range_m, TransmissionMatrix& least, TransmissionMatrix& greatest) const;

 private:
  int channels_;
  double spacing_m_;
  std::vector<RingShape> rings_;
  std::vector<double> sine_, cosine_;  // of pi distance / FSR, index channel - ring + channels - 1
};

}  // namespace tron::circuit
