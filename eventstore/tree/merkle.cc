#include "eventstore/tree/merkle.h"

#include "eventstore/bytes/sha256.h"

namespace homeward::eventstore {

Hash LeafHash(std::string_view entry) { return Sha256().Byte(0x00).Raw(entry).Finish(); }

Hash NodeHash(const Hash& left, const Hash& right) { return Sha256().Byte(0x01).Raw(left).Raw(right).Finish(); }

Hash EmptyRoot() { return Sha256().Finish(); }

}  // namespace homeward::eventstore
