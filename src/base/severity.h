#pragma once

#include <boost/describe.hpp>

namespace tiange {

// How grave a matter is; `works` needs building or planting work and so runs longest.
enum class Severity { urgent, normal, minor, works };
BOOST_DESCRIBE_ENUM(Severity, urgent, normal, minor, works)

}  // namespace tiange
