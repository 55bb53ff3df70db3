/* The driver and the generated machine of spec/io_read.rl, over steps that may answer anything,
 * in loads that may go on for ever.  Unlike the exploration in tests/chart nothing is counted
 * down: the state space is covered by abstraction. */
#include "emel/io/read/read.c"
#include "io_read.c"

static struct {
    unsigned char begun, published; /* of the load under way */
    unsigned char files, memory;    /* held for it */
} world;

/* Any of the 256 symbols; those without a name are looked at as one. */
static enum emel__io_read_event any_event(void)
{
    unsigned event = any_of(IO_READ_EVENTS), other = any_of(256);

    if (other >= IO_READ_EVENTS)
        return (enum emel__io_read_event)other;
    //@ split event;
    return (enum emel__io_read_event)event;
}

static enum emel__io_read_event any_step(void)
{
    /*@ assert no_step_outside_a_load: world.begun == 1 && world.published == 0; */
    return any_event();
}

enum emel__io_read_event emel__io_read_check(struct emel_io_read *read)
{
    (void)read;
    /*@ assert nothing_is_left_of_the_last_load: world.files == 0 && world.memory == 0; */
    return any_step();
}

enum emel__io_read_event emel__io_read_open(struct emel_io_read *read)
{
    (void)read;
    world.files = 1;
    return any_step();
}

enum emel__io_read_event emel__io_read_inspect(struct emel_io_read *read)
{
    (void)read;
    return any_step();
}

/* Only who says that there is no memory has none. */
enum emel__io_read_event emel__io_read_allocate(struct emel_io_read *read)
{
    const enum emel__io_read_event event = any_step();

    (void)read;
    /*@ assert asked_once: world.memory == 0; */
    world.memory = event != IO_READ_ALLOCATION_FAILED;
    return event;
}

enum emel__io_read_event emel__io_read_transfer(struct emel_io_read *read)
{
    (void)read;
    /*@ assert memory_is_there: world.memory == 1; */
    return any_step();
}

enum emel__io_read_event emel__io_read_confirm(struct emel_io_read *read)
{
    (void)read;
    return any_step();
}

void emel__io_read_close(struct emel_io_read *read)
{
    (void)read;
    world.files = 0;
}

void emel__io_read_release(struct emel_io_read *read)
{
    (void)read;
    world.memory = 0;
}

void emel__io_read_publish_done(struct emel_io_read *read)
{
    (void)read;
    /*@ assert once: world.begun == 1 && world.published == 0; */
    /*@ assert files_are_closed: world.files == 0; */
    /*@ assert memory_is_handed_over: world.memory == 1; */
    world.memory = 0;
    world.published = 1;
}

void emel__io_read_publish_error(struct emel_io_read *read)
{
    (void)read;
    /*@ assert once: world.begun == 1 && world.published == 0; */
    /*@ assert nothing_is_held: world.files == 0 && world.memory == 0; */
    world.published = 1;
}

bool emel__io_read_report_progress(struct emel_io_read *read)
{
    (void)read;
    return any_of(2);
}

const char *emel_io_read_error_name(uint32_t error)
{
    (void)error;
    return "";
}

const char *emel_io_read_error_text(uint32_t error)
{
    (void)error;
    return "";
}

size_t emel__io_read_work_bytes(const void *self, const struct emel_io_load *load)
{
    (void)self, (void)load;
    return 0;
}

static unsigned named(unsigned event)
{
    return event < IO_READ_EVENTS ? event : IO_READ_EVENTS;
}

/* What must be true whenever no call is under way. */
static void look(const struct emel_io_read *read, enum emel_io_status status, int state,
                 unsigned event)
{
    const unsigned now = named(read->event);

    if (status == EMEL_IO_REFUSED) {
        /*@ assert refused_changes_nothing: read->state == state && now == event; */
    }
    /*@ assert not_inside_a_call: !read->running; */
    /*@ assert at_rest: read->event == IO_READ_NONE ==> read->state == IO_READ_STATE_READY; */
    if (status == EMEL_IO_ENDED) {
        /*@ assert published_once: world.begun == 1 && world.published == 1; */
        /*@ assert free_for_the_next_load: read->event == IO_READ_NONE; */
        /*@ assert nothing_held: world.files == 0 && world.memory == 0; */
        world.begun = world.published = 0;
    } else if (read->event == IO_READ_NONE) {
        /*@ assert nothing_begun: world.begun == 0; */
        /*@ assert nothing_kept: world.files == 0 && world.memory == 0; */
    } else {
        /*@ assert still_under_way: world.begun == 1 && world.published == 0; */
    }
}

/* Begins, steps and cancels without end. */
void driver_of_reads(void)
{
    static struct emel_io_read read;
    static struct emel_io_system system;
    static struct emel_io_load load;
    enum emel_io_status status;

    (void)emel_io_read_init(&read, &system);
    while (any_of(2)) {
        const int state = read.state;
        const unsigned event = named(read.event);

        //@ split state;
        //@ split event;
        switch (any_of(3)) {
        case 0:
            if (read.event == IO_READ_NONE)
                world.begun = 1;
            status = begin(&read, &load);
            break;
        case 1: status = step(&read); break;
        default: status = cancel(&read); break;
        }
        look(&read, status, state, event);
    }
    //@ check reached: \false;
}
