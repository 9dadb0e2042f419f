#include "eventstore/signing/signing_keys.h"

#include "eventstore/bytes/sha256.h"
#include "homeward/programme/v1/signing.pb.h"

namespace homeward::eventstore {

void SigningKeys::Apply(const contract::Event& event, Position position) {
  const auto revoke = [&](const std::string& public_key_hex) -> Key* {
    const auto found = keys_.find(FromHex(public_key_hex));
    if (found == keys_.end()) return nullptr;
    if (found->second.revoked.value == 0) found->second.revoked = position;
    return &found->second;
  };
  if (const auto* registered = event.As<programme::v1::SigningKeyRegistered>()) {
    const std::string public_key = FromHex(registered->public_key());
    keys_.try_emplace(public_key, Key{.unit = registered->unit(), .registered = position});
    if (Key* before = registered->replaces().empty() ? nullptr : revoke(registered->replaces())) {
      before->replaced_by = public_key;
    }
  } else if (const auto* revoked = event.As<programme::v1::SigningKeyRevoked>()) {
    revoke(revoked->public_key());
  } else if (const auto* policy = event.As<programme::v1::SigningPolicySet>()) {
    required_[policy->unit()] = policy->signature_required();
  }
}

const SigningKeys::Key* SigningKeys::Find(std::string_view public_key) const {
  const auto found = keys_.find(public_key);
  return found == keys_.end() ? nullptr : &found->second;
}

bool SigningKeys::Required(std::string_view unit) const {
  if (required_.empty()) return false;
  while (true) {
    if (const auto found = required_.find(unit); found != required_.end()) return found->second;
    const size_t dot = unit.rfind('.');
    if (dot == std::string_view::npos) return false;
    unit = unit.substr(0, dot);
  }
}

}  // namespace homeward::eventstore
