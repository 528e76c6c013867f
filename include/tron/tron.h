// The whole library: end-to-end simulation of transformers on silicon-photonic accelerators.
#pragma once

#include "tron/chip.h"
#include "tron/control.h"
#include "tron/error.h"
#include "tron/explain.h"
#include "tron/explore.h"
#include "tron/network.h"
#include "tron/ranks.h"
#include "tron/report.h"
#include "tron/reproduce.h"
#include "tron/session.h"
#include "tron/setup.h"
#include "tron/validate.h"
#include "tron/yield.h"
