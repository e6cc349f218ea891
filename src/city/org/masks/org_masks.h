#pragma once
// The door of the masks for other rooms: masks.h itself is the engine's.

#include "city/org/masks/masks_room.h"
