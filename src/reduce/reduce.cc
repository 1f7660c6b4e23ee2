#include "verger/reduce.h"
