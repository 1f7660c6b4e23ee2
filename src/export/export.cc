#include "verger/export.h"
