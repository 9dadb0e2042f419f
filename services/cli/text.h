// The contract's bridge over Debian's Abseil, under short names.
#ifndef HOMEWARD_SERVICES_CLI_TEXT_H_
#define HOMEWARD_SERVICES_CLI_TEXT_H_

#include "proto/contract/text.h"

namespace homeward::cli {

using contract::Cat;
using contract::View;

}  // namespace homeward::cli

#endif  // HOMEWARD_SERVICES_CLI_TEXT_H_
