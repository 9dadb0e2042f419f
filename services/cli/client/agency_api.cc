#include "services/cli/client/agency_api.h"

#include <future>
#include <memory>

#include "google/protobuf/descriptor.h"
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

// LastSourceSequence with one field set.
grpc::Status AskForLast(const Connection& connection, const AgencyApi& api, const char* field, const std::string& value,
                        std::unique_ptr<Message>* response) {
  std::unique_ptr<Message> request(api.last_sequence_request->New());
  request->GetReflection()->SetString(request.get(), Field(*request, field), value);
  const grpc::ByteBuffer request_bytes = ToBytes(*request);
  grpc::ByteBuffer response_bytes;
  grpc::ClientContext context;
  connection.Prepare(&context);
  std::promise<grpc::Status> done;
  grpc::GenericStub stub(connection.channel());
  stub.UnaryCall(&context, api.last_sequence_method, grpc::StubOptions(), &request_bytes, &response_bytes,
                 [&done](grpc::Status status) { done.set_value(std::move(status)); });
  const grpc::Status status = done.get_future().get();
  if (!status.ok()) return status;
  grpc::Slice slice;
  response->reset(api.last_sequence_response->New());
  if (!response_bytes.DumpToSingleSlice(&slice).ok() ||
      !(*response)->ParseFromArray(slice.begin(), static_cast<int>(slice.size()))) {
    return grpc::Status(grpc::StatusCode::INTERNAL, "the answer could not be read");
  }
  return grpc::Status::OK;
}

}  // namespace

absl::StatusOr<AgencyApi> FindAgencyApi(const std::string& role) {
  const contract::AgencyContract* agency = contract::Contract::Get().FindAgencyByRole(role);
  if (agency == nullptr) return absl::InvalidArgumentError(Cat("'", role, "' is no agency that publishes"));
  const google::protobuf::ServiceDescriptor* service = agency->descriptor->file()->service(0);
  const MethodDescriptor* publish = service->FindMethodByName("Publish");
  const MethodDescriptor* last = service->FindMethodByName("LastSourceSequence");
  AgencyApi api;
  api.role = role;
  api.agency = agency->agency;
  api.publish_method = Path(publish);
  api.last_sequence_method = Path(last);
  api.publish_request = Prototype(publish->input_type());
  api.last_sequence_request = Prototype(last->input_type());
  api.last_sequence_response = Prototype(last->output_type());
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

}  // namespace homeward::cli
