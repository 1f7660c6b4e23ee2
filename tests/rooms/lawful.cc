// What a stage may see: itself, core, and their public headers.
#include "core/parallel.h"
#include "enhance/decode.h"
#include "verger/enhance.h"
#include "verger/error.h"
