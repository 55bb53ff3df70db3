/* Generated from spec/model_tensor.rl by tools/generate/gen.sh; do not edit: make gen. */

/* The residency of one tensor.
 *
 * The storage puts an event to the byte that holds a tensor's state; what a state
 * does not name is refused and changes nothing.  The states do no work of their
 * own: what follows from a transition is done by src/emel/model/tensor/. */

#include "emel/model/tensor/residency.h"
#include "model_tensor_chart.h"





static const char _model_tensor_to_state_actions[] = {
	1, 3, 4, 5, 6, 7
};

static const int model_tensor_start = 0;



/* Ragel gives -1 when no state leads to its error state. */
_Static_assert(-1 == -1, "an event is left unanswered");

void emel__model_tensor_start(struct emel__model_tensor_input *input)
{

	{
	( input->state) = model_tensor_start;
	}

}

void emel__model_tensor_dispatch(struct emel__model_tensor_input *input)
{
    unsigned taken = 0;
    const unsigned budget = 1;

    input->refused = false;

	{
	if ( (  taken) == ( budget) )
		goto _test_eof;
_resume:
	switch ( ( input->state) ) {
case 0:
	if ( (   input->event) == 1u )
		goto tr1;
	goto tr0;
case 1:
	switch( (   input->event) ) {
		case 2u: goto tr3;
		case 3u: goto tr4;
	}
	goto tr2;
case 2:
	switch( (   input->event) ) {
		case 5u: goto tr6;
		case 6u: goto tr1;
	}
	goto tr5;
case 3:
	if ( (   input->event) == 4u )
		goto tr8;
	goto tr7;
case 4:
	switch( (   input->event) ) {
		case 2u: goto tr3;
		case 3u: goto tr10;
	}
	goto tr9;
case 5:
	switch( (   input->event) ) {
		case 5u: goto tr6;
		case 6u: goto tr8;
	}
	goto tr11;
	}

	tr3: ( input->state) = 0; goto _again;
	tr0: ( input->state) = 0; goto f1;
	tr1: ( input->state) = 1; goto _again;
	tr2: ( input->state) = 1; goto f1;
	tr4: ( input->state) = 2; goto _again;
	tr5: ( input->state) = 2; goto f1;
	tr6: ( input->state) = 3; goto _again;
	tr7: ( input->state) = 3; goto f1;
	tr8: ( input->state) = 4; goto _again;
	tr9: ( input->state) = 4; goto f1;
	tr10: ( input->state) = 5; goto _again;
	tr11: ( input->state) = 5; goto f1;

f1:
	{ input->refused = true; {(  taken)++; goto _out; } }
	goto _again;

_again:
	switch ( _model_tensor_to_state_actions[( input->state)] ) {
	case 1:
	{ }
	break;
	case 3:
	{ }
	break;
	case 4:
	{ }
	break;
	case 5:
	{ }
	break;
	case 6:
	{ }
	break;
	case 7:
	{ }
	break;
	}

	if ( ++(  taken) != ( budget) )
		goto _resume;
	_test_eof: {}
	_out: {}
	}

}
