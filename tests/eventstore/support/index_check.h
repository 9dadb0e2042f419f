// The index held against the log itself, which is read from the beginning.
#ifndef HOMEWARD_TESTS_EVENTSTORE_SUPPORT_INDEX_CHECK_H_
#define HOMEWARD_TESTS_EVENTSTORE_SUPPORT_INDEX_CHECK_H_

#include "eventstore/store.h"

namespace homeward::eventstore {

// Expects that everything the store can be asked for by other than position is what its log says, no more and no less.
void ExpectIndexIsTheLog(const Store& store);

}  // namespace homeward::eventstore

#endif  // HOMEWARD_TESTS_EVENTSTORE_SUPPORT_INDEX_CHECK_H_
