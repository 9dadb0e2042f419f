#include "services/cli/client/agency_api.h"

#include <future>
#include <memory>
#include <utility>

#include "google/protobuf/descriptor.h"
#include "google/protobuf/reflection.h"
#include "grpcpp/generic/generic_stub.h"
#include "proto/contract/contract.h"
#include "services/cli/text.h"

namespace homeward::cli {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::Message;
using google::protobuf::MethodDescriptor;

const Message* Prototype(const Descriptor* descriptor) {
  return google::protobuf::MessageFactory::generated_factory()->GetPrototype(descriptor);
}

std::string Path(const MethodDescriptor* method) {
  return Cat("/", method->service()->full_name(), "/", method->name());
}

grpc::ByteBuffer ToBytes(const Message& message) {
  const grpc::Slice slice(message.SerializeAsString());
  return grpc::ByteBuffer(&slice, 1);
}

const google::protobuf::FieldDescriptor* Field(const Message& message, const char* name) {
  return message.GetDescriptor()->FindFieldByName(name);
}

// A unary call by its path. Blocks.
grpc::Status Call(const Connection& connection, const std::string& method, const Message& request, Message* response) {
  const grpc::ByteBuffer request_bytes = ToBytes(request);
  grpc::ByteBuffer response_bytes;
  grpc::ClientContext context;
  connection.Prepare(&context);
  std::promise<grpc::Status> done;
  grpc::GenericStub stub(connection.channel());
  stub.UnaryCall(&context, method, grpc::StubOptions(), &request_bytes, &response_bytes,
                 [&done](grpc::Status status) { done.set_value(std::move(status)); });
  const grpc::Status status = done.get_future().get();
  if (!status.ok()) return status;
  grpc::Slice slice;
  if (!response_bytes.DumpToSingleSlice(&slice).ok() ||
      !response->ParseFromArray(slice.begin(), static_cast<int>(slice.size()))) {
    return grpc::Status(grpc::StatusCode::INTERNAL, "the answer could not be read");
  }
  return grpc::Status::OK;
}

// LastSourceSequence with one field set.
grpc::Status AskForLast(const Connection& connection, const AgencyApi& api, const char* field, const std::string& value,
                        std::unique_ptr<Message>* response) {
  std::unique_ptr<Message> request(api.last_sequence_request->New());
  request->GetReflection()->SetString(request.get(), Field(*request, field), value);
  response->reset(api.last_sequence_response->New());
  return Call(connection, api.last_sequence_method, *request, response->get());
}

}  // namespace

absl::StatusOr<AgencyApi> FindAgencyApi(const std::string& role) {
  const contract::AgencyContract* agency = contract::Contract::Get().FindAgencyByRole(role);
  if (agency == nullptr) return absl::InvalidArgumentError(Cat("'", role, "' is no agency that publishes"));
  const google::protobuf::ServiceDescriptor* service = agency->descriptor->file()->service(0);
  const MethodDescriptor* publish = service->FindMethodByName("Publish");
  const MethodDescriptor* publish_batch = service->FindMethodByName("PublishBatch");
  const MethodDescriptor* last = service->FindMethodByName("LastSourceSequence");
  const MethodDescriptor* mint = service->FindMethodByName("MintPersonIds");
  AgencyApi api;
  api.role = role;
  api.agency = agency->agency;
  api.publish_method = Path(publish);
  api.publish_batch_method = Path(publish_batch);
  api.last_sequence_method = Path(last);
  api.mint_method = Path(mint);
  api.publish_request = Prototype(publish->input_type());
  api.last_sequence_request = Prototype(last->input_type());
  api.last_sequence_response = Prototype(last->output_type());
  api.mint_request = Prototype(mint->input_type());
  api.mint_response = Prototype(mint->output_type());
  return api;
}

grpc::Status LastSourceSequence(const Connection& connection, const AgencyApi& api, const std::string& source,
                                uint64_t* sequence) {
  std::unique_ptr<Message> response;
  const grpc::Status status = AskForLast(connection, api, "source", source, &response);
  if (!status.ok()) return status;
  *sequence = response->GetReflection()->GetUInt64(*response, Field(*response, "source_sequence"));
  return grpc::Status::OK;
}

grpc::Status LastSigned(const Connection& connection, const AgencyApi& api, const std::string& unit,
                        std::optional<record::v1::SignedBatch>* batch, uint64_t* position) {
  std::unique_ptr<Message> response;
  const grpc::Status status = AskForLast(connection, api, "signing_unit", unit, &response);
  if (!status.ok()) return status;
  batch->reset();
  const google::protobuf::Reflection& reflection = *response->GetReflection();
  const google::protobuf::FieldDescriptor* last = Field(*response, "last_signed");
  if (reflection.HasField(*response, last)) {
    *batch = static_cast<const record::v1::SignedBatch&>(reflection.GetMessage(*response, last));
  }
  *position = reflection.GetUInt64(*response, Field(*response, "position"));
  return grpc::Status::OK;
}

grpc::Status MintPersonIds(const Connection& connection, const AgencyApi& api, int count,
                           std::vector<std::string>* ids) {
  std::unique_ptr<Message> request(api.mint_request->New());
  request->GetReflection()->SetUInt32(request.get(), Field(*request, "count"), static_cast<uint32_t>(count));
  std::unique_ptr<Message> response(api.mint_response->New());
  const grpc::Status status = Call(connection, api.mint_method, *request, response.get());
  if (!status.ok()) return status;
  const auto minted = response->GetReflection()->GetRepeatedFieldRef<std::string>(*response, Field(*response, "ids"));
  ids->assign(minted.begin(), minted.end());
  return grpc::Status::OK;
}

grpc::Status PublishOne(const Connection& connection, const AgencyApi& api, const Message& request,
                        common::v1::BatchAnswer* answer) {
  return Call(connection, api.publish_batch_method, request, answer);
}

}  // namespace homeward::cli
