// CIE L*a*b* to sRGB, as Pillow converts mode "LAB".
#pragma once

#include <cstdint>

namespace verger {

/// Converts one pixel: L* from 0 to 255, a* and b* plus 128. Equals Little CMS 2 with its built-in Lab and sRGB
/// profiles, perceptual intent, no flags. Thread-safe.
void LabToRgb(const uint8_t lab[3], uint8_t rgb[3]);

}  // namespace verger
