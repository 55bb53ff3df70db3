/* Generated from spec/io_read.rl by tools/generate/gen.sh; do not edit: make gen. */

/* The life of one read/copy load.
 *
 * A state is a piece of work in hand.  Moving into it runs its step, once: a C
 * function in src/emel/io/read/ that does one bounded piece of work and answers
 * with one event, the next symbol read here.  A machine at rest has done its
 * state's step and holds the answer pending. */

#include "emel/io/read/machine.h"
#include "io_read_chart.h"

#define STEP(event_) (read->event = (unsigned char)(event_))





static const char _io_read_to_state_actions[] = {
	1, 3, 5, 6, 7, 8, 9, 10,
	11, 12, 13, 14
};

static const int io_read_start = 0;



/* Ragel gives -1 when no state leads to its error state. */
_Static_assert(-1 == -1, "an event is left unanswered");

void emel__io_read_start(struct emel_io_read *read)
{

	{
	( read->state) = io_read_start;
	}

}

void emel__io_read_dispatch(struct emel_io_read *read)
{
    unsigned taken = 0;
    const unsigned budget = 1;

    read->refused = false;

	{
	if ( (  taken) == ( budget) )
		goto _test_eof;
_resume:
	switch ( ( read->state) ) {
case 0:
	if ( (   read->event) == 1u )
		goto tr1;
	goto tr0;
case 1:
	if ( (   read->event) == 4u )
		goto tr4;
	if ( 2u <= (   read->event) && (   read->event) <= 6u )
		goto tr3;
	goto tr2;
case 2:
	if ( (   read->event) == 24u )
		goto tr6;
	goto tr5;
case 3:
	switch( (   read->event) ) {
		case 7u: goto tr9;
		case 8u: goto tr8;
	}
	if ( 2u <= (   read->event) && (   read->event) <= 3u )
		goto tr8;
	goto tr7;
case 4:
	if ( (   read->event) == 22u )
		goto tr11;
	goto tr10;
case 5:
	switch( (   read->event) ) {
		case 9u: goto tr4;
		case 10u: goto tr13;
	}
	if ( (   read->event) > 3u ) {
		if ( 11u <= (   read->event) && (   read->event) <= 14u )
			goto tr8;
	} else if ( (   read->event) >= 2u )
		goto tr8;
	goto tr12;
case 6:
	switch( (   read->event) ) {
		case 15u: goto tr16;
		case 16u: goto tr8;
	}
	if ( 2u <= (   read->event) && (   read->event) <= 3u )
		goto tr15;
	goto tr14;
case 7:
	if ( (   read->event) == 23u )
		goto tr18;
	goto tr17;
case 8:
	switch( (   read->event) ) {
		case 17u: goto tr16;
		case 18u: goto tr20;
	}
	if ( (   read->event) > 3u ) {
		if ( 19u <= (   read->event) && (   read->event) <= 20u )
			goto tr15;
	} else if ( (   read->event) >= 2u )
		goto tr15;
	goto tr19;
case 9:
	switch( (   read->event) ) {
		case 9u: goto tr20;
		case 11u: goto tr15;
		case 14u: goto tr15;
		case 21u: goto tr22;
	}
	if ( 2u <= (   read->event) && (   read->event) <= 3u )
		goto tr15;
	goto tr21;
case 10:
	if ( (   read->event) == 22u )
		goto tr24;
	goto tr23;
case 11:
	if ( (   read->event) == 24u )
		goto tr6;
	goto tr25;
	}

	tr6: ( read->state) = 0; goto _again;
	tr0: ( read->state) = 0; goto f1;
	tr1: ( read->state) = 1; goto _again;
	tr2: ( read->state) = 1; goto f1;
	tr11: ( read->state) = 2; goto _again;
	tr5: ( read->state) = 2; goto f1;
	tr3: ( read->state) = 2; goto f3;
	tr4: ( read->state) = 3; goto _again;
	tr7: ( read->state) = 3; goto f1;
	tr18: ( read->state) = 4; goto _again;
	tr10: ( read->state) = 4; goto f1;
	tr8: ( read->state) = 4; goto f3;
	tr9: ( read->state) = 5; goto _again;
	tr12: ( read->state) = 5; goto f1;
	tr13: ( read->state) = 6; goto _again;
	tr14: ( read->state) = 6; goto f1;
	tr17: ( read->state) = 7; goto f1;
	tr15: ( read->state) = 7; goto f3;
	tr16: ( read->state) = 8; goto _again;
	tr19: ( read->state) = 8; goto f1;
	tr20: ( read->state) = 9; goto _again;
	tr21: ( read->state) = 9; goto f1;
	tr22: ( read->state) = 10; goto _again;
	tr23: ( read->state) = 10; goto f1;
	tr24: ( read->state) = 11; goto _again;
	tr25: ( read->state) = 11; goto f1;

f3:
	{ read->cause = read->event; }
	goto _again;
f1:
	{ read->refused = true; {(  taken)++; goto _out; } }
	goto _again;

_again:
	switch ( _io_read_to_state_actions[( read->state)] ) {
	case 1:
	{ STEP(IO_READ_NONE); }
	break;
	case 3:
	{ STEP(emel__io_read_check(read)); }
	break;
	case 6:
	{ STEP(emel__io_read_open(read)); }
	break;
	case 8:
	{ STEP(emel__io_read_inspect(read)); }
	break;
	case 9:
	{ STEP(emel__io_read_allocate(read)); }
	break;
	case 11:
	{ STEP(emel__io_read_transfer(read)); }
	break;
	case 12:
	{ STEP(emel__io_read_confirm(read)); }
	break;
	case 13:
	{ emel__io_read_close(read); STEP(IO_READ_CLOSED); }
	break;
	case 14:
	{ emel__io_read_publish_done(read); STEP(IO_READ_PUBLISHED); }
	break;
	case 10:
	{ emel__io_read_release(read); STEP(IO_READ_RELEASED); }
	break;
	case 7:
	{ emel__io_read_close(read); STEP(IO_READ_CLOSED); }
	break;
	case 5:
	{ emel__io_read_publish_error(read); STEP(IO_READ_PUBLISHED); }
	break;
	}

	if ( ++(  taken) != ( budget) )
		goto _resume;
	_test_eof: {}
	_out: {}
	}

}
