// A stage that looks into its sibling: must not compile as part of src/enhance.
#include "load/glob.h"
