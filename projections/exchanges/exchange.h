// An exchange: a sender's half and a receiver's half, shown as one state.
//
// Each Derive… is a pure function of facts, governance and as_at: no clock, no positions. pathways: 2.1 and 2.2.
#ifndef HOMEWARD_PROJECTIONS_EXCHANGES_EXCHANGE_H_
#define HOMEWARD_PROJECTIONS_EXCHANGES_EXCHANGE_H_

#include <string>
#include <string_view>
#include <vector>

#include "homeward/coordination/v1/views.pb.h"
#include "projections/clocks/clock.h"
#include "projections/facts/half.h"
#include "projections/facts/history.h"
#include "projections/governance/governance.h"

namespace homeward::projections {

// The date asked about and the rules in force. as_at_us 0: no date; then nothing is late.
struct Frame {
  Micros as_at_us = 0;
  const Governance* governance = nullptr;  // never null
  bool anybody = false;                    // whoever answers is addressed: for lists, which know of no successors
};

// Units of one side, and whether they may read what the exchange carries.
struct Exchange {
  coordination::v1::Exchange shown;
  History history;                     // facts of the exchange; entries are made of them
  std::vector<std::string> senders;    // units that wrote the sender's half
  std::vector<std::string> receivers;  // the addressed unit and units that wrote the receiver's half lawfully
  bool open_to_receiver = false;       // verdict ok: opens the person's timeline to the receiver
  bool closed_to_receiver = false;     // came in error, or its consent is gone: the receiver reads no more of it
  bool hidden_domain = false;          // about a service user
  std::vector<Clock> clocks;           // that run or ran in it
};

// `facts`: of the subject "referral:<id>"; `about`: of the persons named in it, for consents.
Exchange DeriveReferral(const std::string& id, const Facts& facts, const Facts& about, const Frame& frame);
// `about`: of the person, for later offers.
Exchange DeriveHandover(const std::string& id, const Facts& facts, const Facts& about, const Frame& frame);
// `about`: of the person, for a paper that came without an answer to the request.
Exchange DeriveVerification(const std::string& id, const Facts& facts, const Facts& about, const Frame& frame);
// A tip passed on to another body; no state where it never was.
Exchange DeriveTipTransfer(const std::string& tip_id, const Facts& facts, const Frame& frame);
// Every passing of a case's file from unit to unit, oldest first.
std::vector<Exchange> DeriveFileTransfers(const std::string& case_id, const Facts& facts, const Frame& frame);

}  // namespace homeward::projections

#endif  // HOMEWARD_PROJECTIONS_EXCHANGES_EXCHANGE_H_
