#include "verger/load.h"
