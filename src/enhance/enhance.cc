#include "verger/enhance.h"
