#pragma once

#include <string>
#include <vector>

#include "rooms.h"
#include "timing/events/simulate.h"

namespace tron::timing {

/// A product under the roofs of the chip (Williams, Waterman and Patterson, CACM 52(4), 65, 2009). One
/// operation is half a multiply-accumulate.
struct RooflinePoint {
  int step = 0;
  std::string name, pool;
  int layer = -1, repeats = 1;      ///< first layer that does this, and how many do
  double ops = 0;                   ///< of one repetition
  double intensity = 0;             ///< ops a byte of main memory; 0: no byte comes from there
  double buffer_intensity = 0;      ///< ops a byte of the buffer's busiest port; 0: no byte
  double attained_ops_per_s = 0;    ///< ops over the time from the first programming to the last result; what
                                    ///< was brought before that may lift it above a memory's roof
  double attainable_ops_per_s = 0;  ///< lowest of the pool's, main memory's and the buffer's roof
  std::string bounded_by;           ///< "arrays", "main memory", "buffer"
  double tile_fill = 0;             ///< ops over those that full tiles would do in the same symbols
  double programming_share = 0;     ///< of the pool's time that programming takes, if nothing hides it
};

struct PoolRoof {
  std::string pool;
  double ops_per_s = 0;
};

struct Roofline {
  double peak_ops_per_s = 0;  ///< all pools together
  std::vector<PoolRoof> pools;
  double main_memory_bytes_per_s = 0;  ///< 0: none, or never limits
  double buffer_bytes_per_s = 0;       ///< of one port; 0: none, or never limits
  std::vector<RooflinePoint> points;   ///< the products of the schedule, one per run and block
};

Roofline roofline(const Program& program, const Schedule& schedule, const Timeline& timeline,
                  const Machine& machine);

/// True if a pool takes probabilities, which may need fewer symbols (ArrayPool::unsigned_passes).
bool streams_probabilities(const Machine& machine, int pool);

/// 2 x multiply-accumulates a second with full tiles, nothing but streaming, and the fewest passes that any
/// of the pool's products needs.
double peak_ops_per_s(const Machine& machine, int pool);
double peak_ops_per_s(const Machine& machine);

}  // namespace tron::timing
