#include "eventstore/views_db/sorted_file.h"

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
  rocksdb::IngestExternalFileOptions options;
  options.move_files = true;
  options.failed_move_fall_back_to_copy = false;
  options.write_global_seqno = false;  // no write into a finished file
  return db.IngestExternalFile(family, {path}, options);
}

}  // namespace homeward::eventstore
