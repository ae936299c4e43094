// SPDX-License-Identifier: MIT
#pragma once

#include "analysis/analyse.hpp"

namespace ruascope {

// What the store's facts of DNS, as they stood at the end of the filter's window, and the administrator's
// file of networks tell. Asks the store for as long as it is used.
Knowledge knowledge_of(Sqlite& store, const Filter& filter, const AnalysisOptions& options);

// The organizational domains alone; empty where the store knows nothing of DNS.
Names::FindOrganization walked_organizations(Sqlite& store, const Filter& filter);

}  // namespace ruascope
