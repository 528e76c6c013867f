#include "device/converter.h"

namespace tron::device {

Decibel ideal_snr(int bits) {
  return {6.02 * bits + 1.76};
}

double effective_bits(Decibel snr) {
  return (snr.db - 1.76) / 6.02;
}

}  // namespace tron::device
