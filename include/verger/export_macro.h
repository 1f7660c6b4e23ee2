#pragma once

/// Symbols of the public interface; everything else in libverger is hidden.
#define VERGER_EXPORT __attribute__((visibility("default")))
