#include "verger/sample.h"
