#include "eventstore/views_db/sorted_file.h"

#include "eventstore/rocks/take_in.h"
#include "rocksdb/sst_file_writer.h"

namespace homeward::eventstore {

rocksdb::Status TakeInSorted(rocksdb::DB& db, rocksdb::ColumnFamilyHandle* family, const std::string& path,
                             const std::vector<RowChange>& changes) {
  rocksdb::SstFileWriter writer(rocksdb::EnvOptions(), db.GetOptions(family), family, /*invalidate_page_cache=*/false);
  rocksdb::Status status = writer.Open(path);
  for (const RowChange& change : changes) {
    if (!status.ok()) return status;
    status = change.deleted ? writer.Delete(change.key) : writer.Put(change.key, change.value);
  }
  if (status.ok()) status = writer.Finish();
  if (status.ok()) status = db.Flush({}, family);
  if (!status.ok()) return status;
  return db.IngestExternalFile(family, {path}, TakeInOptions());
}

}  // namespace homeward::eventstore
