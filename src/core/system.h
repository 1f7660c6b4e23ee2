// What the engine needs to know of the machine and the process it runs in.
#pragma once

#include <cstdint>
#include <string>

namespace verger {

/// The largest resident set of this process so far, in bytes (VmHWM of /proc/self/status; 0 when not told).
int64_t PeakRssBytes();

/// "AMD EPYC 9B14" as /proc/cpuinfo names the processor; "unknown" when not told.
std::string CpuName();

/// The folder that holds libverger (or the program it is linked into).
std::string LibraryDirectory();

/// $VERGER_CACHE, else $XDG_CACHE_HOME/verger, else $HOME/.cache/verger, else "" (no place is known).
std::string CacheDirectory();

/// Seconds since some fixed moment, never going back.
double MonotonicSeconds();

/// Now, as "2026-11-24T12:00:00Z".
std::string UtcTimestamp();

}  // namespace verger
