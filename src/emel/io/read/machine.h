/* The steps of read/copy, one a state of spec/io_read.rl.
 *
 * A step does one bounded piece of work and answers what happened, never what to
 * do next.  Steps with one outcome only return void: the chart names their answer.
 * A step that fails leaves where and why in read->failure. */
#ifndef EMEL_IO_READ_MACHINE_H
#define EMEL_IO_READ_MACHINE_H

#include "emel/io/read.h"
#include "emel/io/read/events.h"

enum emel__io_read_event emel__io_read_check(struct emel_io_read *read);
enum emel__io_read_event emel__io_read_open(struct emel_io_read *read);
enum emel__io_read_event emel__io_read_inspect(struct emel_io_read *read);
enum emel__io_read_event emel__io_read_allocate(struct emel_io_read *read);
enum emel__io_read_event emel__io_read_transfer(struct emel_io_read *read);
enum emel__io_read_event emel__io_read_confirm(struct emel_io_read *read);
void emel__io_read_close(struct emel_io_read *read);
void emel__io_read_release(struct emel_io_read *read); /* idempotent */
void emel__io_read_publish_done(struct emel_io_read *read);
void emel__io_read_publish_error(struct emel_io_read *read);

/* Between two steps of the transfer: calls on_landed and on_progress.  False asks for a cancel. */
bool emel__io_read_report_progress(struct emel_io_read *read);

/* The generated machine.  `start` puts it in ready; `dispatch` reads the one pending
 * event, moves, and runs the step of the state it moved into. */
void emel__io_read_start(struct emel_io_read *read);
void emel__io_read_dispatch(struct emel_io_read *read);

#endif
