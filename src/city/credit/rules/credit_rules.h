#pragma once
// The scoring as neighbours read it: the definition and the machine that reads conditions over firms.

#include "city/credit/rules/credit_form.h"
#include "city/credit/rules/credit_model.h"
