#include "verger/featurize.h"
