#pragma once
// The door of the pure side of the exchange: files as rows, rows as fields, rules over them.

#include "city/exchange/rows/row_mapping.h"
#include "city/exchange/rows/row_reader.h"
#include "city/exchange/rows/row_rules.h"
#include "city/exchange/rows/row_types.h"
