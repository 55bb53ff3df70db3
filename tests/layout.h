/* The layout of the public structs on systems of 64 bits: sizes and offsets in bytes.  A line that
 * changes here breaks every program that was built before.  Of private structs only the size and
 * the reserve are listed. */
#ifndef TESTS_LAYOUT_H
#define TESTS_LAYOUT_H

/* clang-format off */
#define LAYOUT(SIZE, FIELD) \
    SIZE(emel_io_stamp, 40) \
        FIELD(emel_io_stamp, device, 0) \
        FIELD(emel_io_stamp, inode, 8) \
        FIELD(emel_io_stamp, size, 16) \
        FIELD(emel_io_stamp, mtime_sec, 24) \
        FIELD(emel_io_stamp, mtime_nsec, 32) \
        FIELD(emel_io_stamp, reserved, 36) \
    SIZE(emel_io_stat, 64) \
        FIELD(emel_io_stat, stamp, 0) \
        FIELD(emel_io_stat, regular, 40) \
        FIELD(emel_io_stat, unreadable, 41) \
        FIELD(emel_io_stat, direct, 42) \
        FIELD(emel_io_stat, reserved, 48) \
    SIZE(emel_io_direct, 8) \
        FIELD(emel_io_direct, memory_alignment, 0) \
        FIELD(emel_io_direct, offset_alignment, 4) \
    SIZE(emel_io_system, 128) \
        FIELD(emel_io_system, context, 0) \
        FIELD(emel_io_system, open, 8) \
        FIELD(emel_io_system, stat, 16) \
        FIELD(emel_io_system, read, 24) \
        FIELD(emel_io_system, close, 32) \
        FIELD(emel_io_system, reopen, 40) \
        FIELD(emel_io_system, reopen_direct, 48) \
        FIELD(emel_io_system, cached, 56) \
        FIELD(emel_io_system, run, 64) \
        FIELD(emel_io_system, processors, 72) \
        FIELD(emel_io_system, random_access, 80) \
        FIELD(emel_io_system, list, 88) \
        FIELD(emel_io_system, reserved, 96) \
    SIZE(emel_io_file, 32) \
        FIELD(emel_io_file, path, 0) \
        FIELD(emel_io_file, fd, 8) \
        FIELD(emel_io_file, borrowed, 12) \
        FIELD(emel_io_file, reopen, 13) \
        FIELD(emel_io_file, stamp, 16) \
        FIELD(emel_io_file, reserved, 24) \
    SIZE(emel_io_part, 56) \
        FIELD(emel_io_part, file_index, 0) \
        FIELD(emel_io_part, reserved, 4) \
        FIELD(emel_io_part, file_offset, 8) \
        FIELD(emel_io_part, file_stride, 16) \
        FIELD(emel_io_part, run_bytes, 24) \
        FIELD(emel_io_part, count, 32) \
        FIELD(emel_io_part, memory_offset, 40) \
        FIELD(emel_io_part, memory_stride, 48) \
    SIZE(emel_io_span, 64) \
        FIELD(emel_io_span, id, 0) \
        FIELD(emel_io_span, file_index, 8) \
        FIELD(emel_io_span, file_offset, 16) \
        FIELD(emel_io_span, byte_size, 24) \
        FIELD(emel_io_span, target, 32) \
        FIELD(emel_io_span, target_bytes, 40) \
        FIELD(emel_io_span, parts, 48) \
        FIELD(emel_io_span, part_count, 56) \
        FIELD(emel_io_span, reserved, 60) \
    SIZE(emel_io_policy, 24) \
        FIELD(emel_io_policy, strategy, 0) \
        FIELD(emel_io_policy, alignment, 4) \
        FIELD(emel_io_policy, options, 8) \
        FIELD(emel_io_policy, reserved, 16) \
    SIZE(emel_io_owner, 32) \
        FIELD(emel_io_owner, context, 0) \
        FIELD(emel_io_owner, allocate, 8) \
        FIELD(emel_io_owner, release, 16) \
        FIELD(emel_io_owner, reserved, 24) \
    SIZE(emel_io_report, 64) \
        FIELD(emel_io_report, wanted_bytes, 0) \
        FIELD(emel_io_report, buffered_bytes, 8) \
        FIELD(emel_io_report, direct_bytes, 16) \
        FIELD(emel_io_report, beyond_bytes, 24) \
        FIELD(emel_io_report, read_calls, 32) \
        FIELD(emel_io_report, workers, 40) \
        FIELD(emel_io_report, reserved, 44) \
    SIZE(emel_io_done_event, 88) \
        FIELD(emel_io_done_event, memory, 0) \
        FIELD(emel_io_done_event, memory_bytes, 8) \
        FIELD(emel_io_done_event, bytes, 16) \
        FIELD(emel_io_done_event, report, 24) \
    SIZE(emel_io_error_event, 144) \
        FIELD(emel_io_error_event, error, 0) \
        FIELD(emel_io_error_event, strategy, 4) \
        FIELD(emel_io_error_event, strategy_error, 8) \
        FIELD(emel_io_error_event, os_error, 12) \
        FIELD(emel_io_error_event, span_index, 16) \
        FIELD(emel_io_error_event, file_index, 20) \
        FIELD(emel_io_error_event, span_id, 24) \
        FIELD(emel_io_error_event, file_offset, 32) \
        FIELD(emel_io_error_event, rule, 40) \
        FIELD(emel_io_error_event, part_index, 44) \
        FIELD(emel_io_error_event, has_value, 48) \
        FIELD(emel_io_error_event, has_limit, 49) \
        FIELD(emel_io_error_event, value, 56) \
        FIELD(emel_io_error_event, limit, 64) \
        FIELD(emel_io_error_event, other_offset, 72) \
        FIELD(emel_io_error_event, report, 80) \
    SIZE(emel_io_progress_event, 24) \
        FIELD(emel_io_progress_event, bytes_done, 0) \
        FIELD(emel_io_progress_event, bytes_total, 8) \
        FIELD(emel_io_progress_event, spans_done, 16) \
        FIELD(emel_io_progress_event, spans_total, 20) \
    SIZE(emel_io_load, 200) \
        FIELD(emel_io_load, files, 0) \
        FIELD(emel_io_load, file_count, 8) \
        FIELD(emel_io_load, spans, 16) \
        FIELD(emel_io_load, span_count, 24) \
        FIELD(emel_io_load, policy, 32) \
        FIELD(emel_io_load, owner, 56) \
        FIELD(emel_io_load, context, 88) \
        FIELD(emel_io_load, on_done, 96) \
        FIELD(emel_io_load, on_error, 104) \
        FIELD(emel_io_load, on_progress, 112) \
        FIELD(emel_io_load, data, 120) \
        FIELD(emel_io_load, work, 128) \
        FIELD(emel_io_load, work_bytes, 136) \
        FIELD(emel_io_load, on_landed, 144) \
        FIELD(emel_io_load, on_withdrawn, 152) \
        FIELD(emel_io_load, part_count, 160) \
        FIELD(emel_io_load, reserved, 164) \
    SIZE(emel_io_strategy, 120) \
        FIELD(emel_io_strategy, kind, 0) \
        FIELD(emel_io_strategy, features, 4) \
        FIELD(emel_io_strategy, name, 8) \
        FIELD(emel_io_strategy, self, 16) \
        FIELD(emel_io_strategy, work_bytes, 24) \
        FIELD(emel_io_strategy, begin, 32) \
        FIELD(emel_io_strategy, step, 40) \
        FIELD(emel_io_strategy, cancel, 48) \
        FIELD(emel_io_strategy, state_name, 56) \
        FIELD(emel_io_strategy, error_name, 64) \
        FIELD(emel_io_strategy, error_text, 72) \
        FIELD(emel_io_strategy, poll_fd, 80) \
        FIELD(emel_io_strategy, reserved, 88) \
    SIZE(emel_io, 1040) \
        FIELD(emel_io, reserved, 976) \
    SIZE(emel_io_read_options, 32) \
        FIELD(emel_io_read_options, step_bytes, 0) \
        FIELD(emel_io_read_options, workers, 8) \
        FIELD(emel_io_read_options, caching, 12) \
        FIELD(emel_io_read_options, reserved, 16) \
    SIZE(emel_io_read, 360) \
        FIELD(emel_io_read, reserved, 296) \
    SIZE(emel_failure, 800) \
        FIELD(emel_failure, source, 0) \
        FIELD(emel_failure, code, 4) \
        FIELD(emel_failure, os_error, 8) \
        FIELD(emel_failure, rule, 12) \
        FIELD(emel_failure, file_offset, 16) \
        FIELD(emel_failure, other_offset, 24) \
        FIELD(emel_failure, value, 32) \
        FIELD(emel_failure, limit, 40) \
        FIELD(emel_failure, name, 48) \
        FIELD(emel_failure, text, 56) \
        FIELD(emel_failure, has_value, 64) \
        FIELD(emel_failure, has_limit, 65) \
        FIELD(emel_failure, has_file, 66) \
        FIELD(emel_failure, has_subject, 67) \
        FIELD(emel_failure, cancelled, 68) \
        FIELD(emel_failure, file, 69) \
        FIELD(emel_failure, subject, 581) \
        FIELD(emel_failure, reserved, 776) \
    SIZE(emel_allocator, 48) \
        FIELD(emel_allocator, context, 0) \
        FIELD(emel_allocator, allocate, 8) \
        FIELD(emel_allocator, release, 16) \
        FIELD(emel_allocator, discard, 24) \
        FIELD(emel_allocator, reserved, 32) \
    SIZE(emel_tensor_record, 56) \
        FIELD(emel_tensor_record, name, 0) \
        FIELD(emel_tensor_record, shape, 8) \
        FIELD(emel_tensor_record, rank, 16) \
        FIELD(emel_tensor_record, dtype, 20) \
        FIELD(emel_tensor_record, file_index, 24) \
        FIELD(emel_tensor_record, reserved, 26) \
        FIELD(emel_tensor_record, part_count, 28) \
        FIELD(emel_tensor_record, file_offset, 32) \
        FIELD(emel_tensor_record, byte_size, 40) \
        FIELD(emel_tensor_record, parts, 48) \
    SIZE(emel_tensor, 48) \
        FIELD(emel_tensor, name, 0) \
        FIELD(emel_tensor, shape, 8) \
        FIELD(emel_tensor, rank, 16) \
        FIELD(emel_tensor, dtype, 20) \
        FIELD(emel_tensor, byte_size, 24) \
        FIELD(emel_tensor, data, 32) \
        FIELD(emel_tensor, residency, 40) \
        FIELD(emel_tensor, placed, 41) \
        FIELD(emel_tensor, pinned, 42) \
        FIELD(emel_tensor, reads, 44) \
    SIZE(emel_storage_options, 72) \
        FIELD(emel_storage_options, files, 0) \
        FIELD(emel_storage_options, file_count, 8) \
        FIELD(emel_storage_options, system, 16) \
        FIELD(emel_storage_options, tensors, 24) \
        FIELD(emel_storage_options, records, 32) \
        FIELD(emel_storage_options, held_bytes_max, 40) \
        FIELD(emel_storage_options, initial_records, 48) \
        FIELD(emel_storage_options, reserved, 56) \
    SIZE(emel_storage, 1656) \
        FIELD(emel_storage, reserved, 1592) \
    SIZE(emel_tensor_target, 16) \
        FIELD(emel_tensor_target, memory, 0) \
        FIELD(emel_tensor_target, bytes, 8) \
    SIZE(emel_storage_request, 152) \
        FIELD(emel_storage_request, tensors, 0) \
        FIELD(emel_storage_request, count, 8) \
        FIELD(emel_storage_request, targets, 16) \
        FIELD(emel_storage_request, policy, 24) \
        FIELD(emel_storage_request, io, 48) \
        FIELD(emel_storage_request, report, 56) \
        FIELD(emel_storage_request, context, 64) \
        FIELD(emel_storage_request, on_progress, 72) \
        FIELD(emel_storage_request, on_tensor, 80) \
        FIELD(emel_storage_request, on_withdrawn, 88) \
        FIELD(emel_storage_request, on_end, 96) \
        FIELD(emel_storage_request, records, 104) \
        FIELD(emel_storage_request, skip_resident, 112) \
        FIELD(emel_storage_request, reserved, 120) \
    SIZE(emel_detached, 80) \
        FIELD(emel_detached, memory, 0) \
        FIELD(emel_detached, bytes, 8) \
        FIELD(emel_detached, allocator, 16) \
        FIELD(emel_detached, reserved, 64) \
    SIZE(emel_storage_statistics, 56) \
        FIELD(emel_storage_statistics, tensors, 0) \
        FIELD(emel_storage_statistics, bound, 4) \
        FIELD(emel_storage_statistics, loading, 8) \
        FIELD(emel_storage_statistics, resident, 12) \
        FIELD(emel_storage_statistics, loads_in_flight, 16) \
        FIELD(emel_storage_statistics, regions, 20) \
        FIELD(emel_storage_statistics, resident_bytes, 24) \
        FIELD(emel_storage_statistics, held_bytes, 32) \
        FIELD(emel_storage_statistics, reserved, 40) \
    SIZE(emel_model_file_options, 40) \
        FIELD(emel_model_file_options, system, 0) \
        FIELD(emel_model_file_options, allocator, 8) \
        FIELD(emel_model_file_options, alone, 16) \
        FIELD(emel_model_file_options, reserved, 24) \
    SIZE(emel_model_source, 40) \
        FIELD(emel_model_source, path, 0) \
        FIELD(emel_model_source, fd, 8) \
        FIELD(emel_model_source, borrowed, 12) \
        FIELD(emel_model_source, reopen, 13) \
        FIELD(emel_model_source, offset, 16) \
        FIELD(emel_model_source, length, 24) \
        FIELD(emel_model_source, reserved, 32) \
    SIZE(emel_metadata, 64) \
        FIELD(emel_metadata, key, 0) \
        FIELD(emel_metadata, type, 8) \
        FIELD(emel_metadata, element_type, 12) \
        FIELD(emel_metadata, count, 16) \
        FIELD(emel_metadata, value, 24) \
        FIELD(emel_metadata, file_index, 32) \
        FIELD(emel_metadata, file_offset, 40) \
        FIELD(emel_metadata, byte_size, 48) \
        FIELD(emel_metadata, reserved, 56) \
    SIZE(emel_metadata_iterator, 248) \
        FIELD(emel_metadata_iterator, reserved, 216) \
    SIZE(emel_metadata_element, 64) \
        FIELD(emel_metadata_element, type, 0) \
        FIELD(emel_metadata_element, element_type, 4) \
        FIELD(emel_metadata_element, depth, 8) \
        FIELD(emel_metadata_element, count, 16) \
        FIELD(emel_metadata_element, value, 24) \
        FIELD(emel_metadata_element, text, 32) \
        FIELD(emel_metadata_element, bytes, 40) \
        FIELD(emel_metadata_element, reserved, 48) \
    SIZE(emel_slice, 24) \
        FIELD(emel_slice, order, 0) \
        FIELD(emel_slice, dimension, 4) \
        FIELD(emel_slice, from, 8) \
        FIELD(emel_slice, to, 16) \
    SIZE(emel_select_piece, 32) \
        FIELD(emel_select_piece, record, 0) \
        FIELD(emel_select_piece, slice, 8) \
    SIZE(emel_partition_piece, 24) \
        FIELD(emel_partition_piece, record, 0) \
        FIELD(emel_partition_piece, reserved, 4) \
        FIELD(emel_partition_piece, offset, 8) \
        FIELD(emel_partition_piece, byte_size, 16) \
    SIZE(emel_model_options, 56) \
        FIELD(emel_model_options, system, 0) \
        FIELD(emel_model_options, tensors, 8) \
        FIELD(emel_model_options, records, 16) \
        FIELD(emel_model_options, held_bytes_max, 24) \
        FIELD(emel_model_options, alone, 32) \
        FIELD(emel_model_options, reserved, 40)
/* clang-format on */

#endif
