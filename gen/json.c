/* Generated from spec/json.rl by tools/generate/gen.sh; do not edit: make gen. */

/* JSON as RFC 8259 has it, and nothing more.
 *
 * A byte that no rule names is an error, and its offset is known: there are no
 * recoveries, no extensions and no undecided cases.  What follows from a token is done
 * in src/emel/model/file/json/json.c. */

#include "emel/model/file/json/json.h"

#define AT (json->pushed + (uint64_t)(p - start))

/* Text between escapes is told as it lies there, up to the next or the end of the push. */
#define BEGIN_PART (json->in_string = true, json->run = (const char *)p + 1)
#define END_PART (json->in_string = false)





static const char _json_eof_actions[] = {
	0, 0, 0, 0, 0, 0, 0, 0,
	0, 0, 0, 0, 0, 0, 0, 0,
	0, 0, 0, 0, 0, 0, 0, 0,
	0, 0, 0, 0, 0, 0, 0, 0,
	0, 0, 0, 0, 0, 0, 0, 0,
	0, 0, 0, 0, 0, 0, 0, 0,
	0, 0, 0, 0, 0, 0, 0, 0,
	0, 0, 0, 0, 0, 0, 0, 0,
	0, 0, 0, 0, 0, 0, 0, 0,
	0, 0, 0, 0, 0, 0, 0, 0,
	0, 0, 0, 0, 0, 0, 0, 0,
	0, 0, 0, 0, 0, 0, 0, 0,
	0, 0, 0, 0, 0, 0, 0, 0,
	0, 0, 0, 0, 0, 0, 0, 0,
	0, 0, 0, 0, 0, 0, 0, 0,
	0, 0, 0, 0, 0, 0, 0, 0,
	0, 0, 0, 0, 0, 0, 0, 0,
	0, 0, 0, 0, 0, 0, 0, 0,
	0, 0, 0, 0, 0, 25, 25, 25,
	25, 0, 0
};

static const int json_start = 1;
static const int json_first_final = 148;
static const int json_error = 0;



void emel__json_begin(struct emel__json *json,
                      bool (*take)(void *context, const struct emel__json_token *token),
                      void *context)
{
    *json = (struct emel__json){.take = take, .context = context};

	{
	(    json->state) = json_start;
	(   json->top) = 0;
	}

}

/* `last`: a number that ends with the bytes ends indeed. */
static bool run(struct emel__json *json, const unsigned char *start, size_t count, bool last)
{
    const unsigned char *p = start;
    const unsigned char *const pe = start + count;
    const unsigned char *const eof = last ? pe : 0;


	{
	if ( p == pe )
		goto _test_eof;
	if ( (    json->state) == 0 )
		goto _out;
_resume:
	switch ( (    json->state) ) {
case 1:
	switch( (*p) ) {
		case 13u: goto tr0;
		case 32u: goto tr0;
		case 34u: goto tr2;
		case 45u: goto tr3;
		case 48u: goto tr4;
		case 91u: goto tr6;
		case 102u: goto tr7;
		case 110u: goto tr8;
		case 116u: goto tr9;
		case 123u: goto tr10;
	}
	if ( (*p) > 10u ) {
		if ( 49u <= (*p) && (*p) <= 57u )
			goto tr5;
	} else if ( (*p) >= 9u )
		goto tr0;
	goto tr1;
case 0:
	goto _out;
case 2:
	switch( (*p) ) {
		case 34u: goto tr12;
		case 92u: goto tr13;
		case 224u: goto tr16;
		case 237u: goto tr18;
		case 240u: goto tr19;
		case 244u: goto tr21;
	}
	if ( (*p) < 194u ) {
		if ( (*p) > 31u ) {
			if ( 128u <= (*p) && (*p) <= 193u )
				goto tr14;
		} else
			goto tr1;
	} else if ( (*p) > 223u ) {
		if ( (*p) < 241u ) {
			if ( 225u <= (*p) && (*p) <= 239u )
				goto tr17;
		} else if ( (*p) > 243u ) {
			if ( 245u <= (*p) )
				goto tr14;
		} else
			goto tr20;
	} else
		goto tr15;
	goto tr11;
case 148:
	switch( (*p) ) {
		case 13u: goto tr231;
		case 32u: goto tr231;
	}
	if ( 9u <= (*p) && (*p) <= 10u )
		goto tr231;
	goto tr1;
case 3:
	switch( (*p) ) {
		case 34u: goto tr22;
		case 47u: goto tr22;
		case 92u: goto tr22;
		case 98u: goto tr23;
		case 102u: goto tr24;
		case 110u: goto tr25;
		case 114u: goto tr26;
		case 116u: goto tr27;
		case 117u: goto tr28;
	}
	goto tr1;
case 4:
	switch( (*p) ) {
		case 68u: goto tr30;
		case 100u: goto tr30;
	}
	if ( (*p) < 65u ) {
		if ( 48u <= (*p) && (*p) <= 57u )
			goto tr29;
	} else if ( (*p) > 70u ) {
		if ( 97u <= (*p) && (*p) <= 102u )
			goto tr29;
	} else
		goto tr29;
	goto tr1;
case 5:
	if ( (*p) < 65u ) {
		if ( 48u <= (*p) && (*p) <= 57u )
			goto tr31;
	} else if ( (*p) > 70u ) {
		if ( 97u <= (*p) && (*p) <= 102u )
			goto tr31;
	} else
		goto tr31;
	goto tr1;
case 6:
	if ( (*p) < 65u ) {
		if ( 48u <= (*p) && (*p) <= 57u )
			goto tr32;
	} else if ( (*p) > 70u ) {
		if ( 97u <= (*p) && (*p) <= 102u )
			goto tr32;
	} else
		goto tr32;
	goto tr1;
case 7:
	if ( (*p) < 65u ) {
		if ( 48u <= (*p) && (*p) <= 57u )
			goto tr33;
	} else if ( (*p) > 70u ) {
		if ( 97u <= (*p) && (*p) <= 102u )
			goto tr33;
	} else
		goto tr33;
	goto tr1;
case 8:
	if ( (*p) < 56u ) {
		if ( 48u <= (*p) && (*p) <= 55u )
			goto tr31;
	} else if ( (*p) > 57u ) {
		if ( (*p) > 66u ) {
			if ( 97u <= (*p) && (*p) <= 98u )
				goto tr34;
		} else if ( (*p) >= 65u )
			goto tr34;
	} else
		goto tr34;
	goto tr1;
case 9:
	if ( (*p) < 65u ) {
		if ( 48u <= (*p) && (*p) <= 57u )
			goto tr35;
	} else if ( (*p) > 70u ) {
		if ( 97u <= (*p) && (*p) <= 102u )
			goto tr35;
	} else
		goto tr35;
	goto tr1;
case 10:
	if ( (*p) < 65u ) {
		if ( 48u <= (*p) && (*p) <= 57u )
			goto tr36;
	} else if ( (*p) > 70u ) {
		if ( 97u <= (*p) && (*p) <= 102u )
			goto tr36;
	} else
		goto tr36;
	goto tr1;
case 11:
	if ( (*p) == 92u )
		goto tr37;
	goto tr1;
case 12:
	if ( (*p) == 117u )
		goto tr38;
	goto tr1;
case 13:
	switch( (*p) ) {
		case 68u: goto tr39;
		case 100u: goto tr39;
	}
	goto tr1;
case 14:
	if ( (*p) > 70u ) {
		if ( 99u <= (*p) && (*p) <= 102u )
			goto tr40;
	} else if ( (*p) >= 67u )
		goto tr40;
	goto tr1;
case 15:
	if ( (*p) < 65u ) {
		if ( 48u <= (*p) && (*p) <= 57u )
			goto tr41;
	} else if ( (*p) > 70u ) {
		if ( 97u <= (*p) && (*p) <= 102u )
			goto tr41;
	} else
		goto tr41;
	goto tr1;
case 16:
	if ( (*p) < 65u ) {
		if ( 48u <= (*p) && (*p) <= 57u )
			goto tr42;
	} else if ( (*p) > 70u ) {
		if ( 97u <= (*p) && (*p) <= 102u )
			goto tr42;
	} else
		goto tr42;
	goto tr1;
case 17:
	if ( 128u <= (*p) && (*p) <= 191u )
		goto tr11;
	goto tr14;
case 18:
	if ( 160u <= (*p) && (*p) <= 191u )
		goto tr15;
	goto tr43;
case 19:
	if ( 128u <= (*p) && (*p) <= 191u )
		goto tr15;
	goto tr43;
case 20:
	if ( 128u <= (*p) && (*p) <= 159u )
		goto tr15;
	goto tr43;
case 21:
	if ( 144u <= (*p) && (*p) <= 191u )
		goto tr17;
	goto tr44;
case 22:
	if ( 128u <= (*p) && (*p) <= 191u )
		goto tr17;
	goto tr44;
case 23:
	if ( 128u <= (*p) && (*p) <= 143u )
		goto tr17;
	goto tr44;
case 24:
	if ( (*p) == 48u )
		goto tr45;
	if ( 49u <= (*p) && (*p) <= 57u )
		goto tr46;
	goto tr1;
case 149:
	switch( (*p) ) {
		case 13u: goto tr232;
		case 32u: goto tr232;
		case 46u: goto tr233;
		case 69u: goto tr234;
		case 101u: goto tr234;
	}
	if ( 9u <= (*p) && (*p) <= 10u )
		goto tr232;
	goto tr1;
case 25:
	if ( 48u <= (*p) && (*p) <= 57u )
		goto tr47;
	goto tr1;
case 150:
	switch( (*p) ) {
		case 13u: goto tr232;
		case 32u: goto tr232;
		case 69u: goto tr234;
		case 101u: goto tr234;
	}
	if ( (*p) > 10u ) {
		if ( 48u <= (*p) && (*p) <= 57u )
			goto tr47;
	} else if ( (*p) >= 9u )
		goto tr232;
	goto tr1;
case 26:
	switch( (*p) ) {
		case 43u: goto tr48;
		case 45u: goto tr48;
	}
	if ( 48u <= (*p) && (*p) <= 57u )
		goto tr49;
	goto tr1;
case 27:
	if ( 48u <= (*p) && (*p) <= 57u )
		goto tr49;
	goto tr1;
case 151:
	switch( (*p) ) {
		case 13u: goto tr232;
		case 32u: goto tr232;
	}
	if ( (*p) > 10u ) {
		if ( 48u <= (*p) && (*p) <= 57u )
			goto tr49;
	} else if ( (*p) >= 9u )
		goto tr232;
	goto tr1;
case 152:
	switch( (*p) ) {
		case 13u: goto tr232;
		case 32u: goto tr232;
		case 46u: goto tr233;
		case 69u: goto tr234;
		case 101u: goto tr234;
	}
	if ( (*p) > 10u ) {
		if ( 48u <= (*p) && (*p) <= 57u )
			goto tr46;
	} else if ( (*p) >= 9u )
		goto tr232;
	goto tr1;
case 28:
	if ( (*p) == 97u )
		goto tr50;
	goto tr1;
case 29:
	if ( (*p) == 108u )
		goto tr51;
	goto tr1;
case 30:
	if ( (*p) == 115u )
		goto tr52;
	goto tr1;
case 31:
	if ( (*p) == 101u )
		goto tr53;
	goto tr1;
case 32:
	if ( (*p) == 117u )
		goto tr54;
	goto tr1;
case 33:
	if ( (*p) == 108u )
		goto tr55;
	goto tr1;
case 34:
	if ( (*p) == 108u )
		goto tr56;
	goto tr1;
case 35:
	if ( (*p) == 114u )
		goto tr57;
	goto tr1;
case 36:
	if ( (*p) == 117u )
		goto tr58;
	goto tr1;
case 37:
	if ( (*p) == 101u )
		goto tr59;
	goto tr1;
case 38:
	switch( (*p) ) {
		case 13u: goto tr60;
		case 32u: goto tr60;
		case 34u: goto tr61;
		case 125u: goto tr62;
	}
	if ( 9u <= (*p) && (*p) <= 10u )
		goto tr60;
	goto tr1;
case 39:
	switch( (*p) ) {
		case 34u: goto tr64;
		case 92u: goto tr65;
		case 224u: goto tr68;
		case 237u: goto tr70;
		case 240u: goto tr71;
		case 244u: goto tr73;
	}
	if ( (*p) < 194u ) {
		if ( (*p) > 31u ) {
			if ( 128u <= (*p) && (*p) <= 193u )
				goto tr66;
		} else
			goto tr1;
	} else if ( (*p) > 223u ) {
		if ( (*p) < 241u ) {
			if ( 225u <= (*p) && (*p) <= 239u )
				goto tr69;
		} else if ( (*p) > 243u ) {
			if ( 245u <= (*p) )
				goto tr66;
		} else
			goto tr72;
	} else
		goto tr67;
	goto tr63;
case 40:
	switch( (*p) ) {
		case 13u: goto tr74;
		case 32u: goto tr74;
		case 58u: goto tr75;
	}
	if ( 9u <= (*p) && (*p) <= 10u )
		goto tr74;
	goto tr1;
case 41:
	switch( (*p) ) {
		case 13u: goto tr75;
		case 32u: goto tr75;
		case 34u: goto tr76;
		case 45u: goto tr77;
		case 48u: goto tr78;
		case 91u: goto tr80;
		case 102u: goto tr81;
		case 110u: goto tr82;
		case 116u: goto tr83;
		case 123u: goto tr84;
	}
	if ( (*p) > 10u ) {
		if ( 49u <= (*p) && (*p) <= 57u )
			goto tr79;
	} else if ( (*p) >= 9u )
		goto tr75;
	goto tr1;
case 42:
	switch( (*p) ) {
		case 34u: goto tr86;
		case 92u: goto tr87;
		case 224u: goto tr90;
		case 237u: goto tr92;
		case 240u: goto tr93;
		case 244u: goto tr95;
	}
	if ( (*p) < 194u ) {
		if ( (*p) > 31u ) {
			if ( 128u <= (*p) && (*p) <= 193u )
				goto tr88;
		} else
			goto tr1;
	} else if ( (*p) > 223u ) {
		if ( (*p) < 241u ) {
			if ( 225u <= (*p) && (*p) <= 239u )
				goto tr91;
		} else if ( (*p) > 243u ) {
			if ( 245u <= (*p) )
				goto tr88;
		} else
			goto tr94;
	} else
		goto tr89;
	goto tr85;
case 43:
	switch( (*p) ) {
		case 13u: goto tr96;
		case 32u: goto tr96;
		case 44u: goto tr97;
		case 125u: goto tr62;
	}
	if ( 9u <= (*p) && (*p) <= 10u )
		goto tr96;
	goto tr1;
case 44:
	switch( (*p) ) {
		case 13u: goto tr97;
		case 32u: goto tr97;
		case 34u: goto tr61;
	}
	if ( 9u <= (*p) && (*p) <= 10u )
		goto tr97;
	goto tr1;
case 153:
	goto tr1;
case 45:
	switch( (*p) ) {
		case 34u: goto tr98;
		case 47u: goto tr98;
		case 92u: goto tr98;
		case 98u: goto tr99;
		case 102u: goto tr100;
		case 110u: goto tr101;
		case 114u: goto tr102;
		case 116u: goto tr103;
		case 117u: goto tr104;
	}
	goto tr1;
case 46:
	switch( (*p) ) {
		case 68u: goto tr106;
		case 100u: goto tr106;
	}
	if ( (*p) < 65u ) {
		if ( 48u <= (*p) && (*p) <= 57u )
			goto tr105;
	} else if ( (*p) > 70u ) {
		if ( 97u <= (*p) && (*p) <= 102u )
			goto tr105;
	} else
		goto tr105;
	goto tr1;
case 47:
	if ( (*p) < 65u ) {
		if ( 48u <= (*p) && (*p) <= 57u )
			goto tr107;
	} else if ( (*p) > 70u ) {
		if ( 97u <= (*p) && (*p) <= 102u )
			goto tr107;
	} else
		goto tr107;
	goto tr1;
case 48:
	if ( (*p) < 65u ) {
		if ( 48u <= (*p) && (*p) <= 57u )
			goto tr108;
	} else if ( (*p) > 70u ) {
		if ( 97u <= (*p) && (*p) <= 102u )
			goto tr108;
	} else
		goto tr108;
	goto tr1;
case 49:
	if ( (*p) < 65u ) {
		if ( 48u <= (*p) && (*p) <= 57u )
			goto tr109;
	} else if ( (*p) > 70u ) {
		if ( 97u <= (*p) && (*p) <= 102u )
			goto tr109;
	} else
		goto tr109;
	goto tr1;
case 50:
	if ( (*p) < 56u ) {
		if ( 48u <= (*p) && (*p) <= 55u )
			goto tr107;
	} else if ( (*p) > 57u ) {
		if ( (*p) > 66u ) {
			if ( 97u <= (*p) && (*p) <= 98u )
				goto tr110;
		} else if ( (*p) >= 65u )
			goto tr110;
	} else
		goto tr110;
	goto tr1;
case 51:
	if ( (*p) < 65u ) {
		if ( 48u <= (*p) && (*p) <= 57u )
			goto tr111;
	} else if ( (*p) > 70u ) {
		if ( 97u <= (*p) && (*p) <= 102u )
			goto tr111;
	} else
		goto tr111;
	goto tr1;
case 52:
	if ( (*p) < 65u ) {
		if ( 48u <= (*p) && (*p) <= 57u )
			goto tr112;
	} else if ( (*p) > 70u ) {
		if ( 97u <= (*p) && (*p) <= 102u )
			goto tr112;
	} else
		goto tr112;
	goto tr1;
case 53:
	if ( (*p) == 92u )
		goto tr113;
	goto tr1;
case 54:
	if ( (*p) == 117u )
		goto tr114;
	goto tr1;
case 55:
	switch( (*p) ) {
		case 68u: goto tr115;
		case 100u: goto tr115;
	}
	goto tr1;
case 56:
	if ( (*p) > 70u ) {
		if ( 99u <= (*p) && (*p) <= 102u )
			goto tr116;
	} else if ( (*p) >= 67u )
		goto tr116;
	goto tr1;
case 57:
	if ( (*p) < 65u ) {
		if ( 48u <= (*p) && (*p) <= 57u )
			goto tr117;
	} else if ( (*p) > 70u ) {
		if ( 97u <= (*p) && (*p) <= 102u )
			goto tr117;
	} else
		goto tr117;
	goto tr1;
case 58:
	if ( (*p) < 65u ) {
		if ( 48u <= (*p) && (*p) <= 57u )
			goto tr118;
	} else if ( (*p) > 70u ) {
		if ( 97u <= (*p) && (*p) <= 102u )
			goto tr118;
	} else
		goto tr118;
	goto tr1;
case 59:
	if ( 128u <= (*p) && (*p) <= 191u )
		goto tr85;
	goto tr88;
case 60:
	if ( 160u <= (*p) && (*p) <= 191u )
		goto tr89;
	goto tr119;
case 61:
	if ( 128u <= (*p) && (*p) <= 191u )
		goto tr89;
	goto tr119;
case 62:
	if ( 128u <= (*p) && (*p) <= 159u )
		goto tr89;
	goto tr119;
case 63:
	if ( 144u <= (*p) && (*p) <= 191u )
		goto tr91;
	goto tr120;
case 64:
	if ( 128u <= (*p) && (*p) <= 191u )
		goto tr91;
	goto tr120;
case 65:
	if ( 128u <= (*p) && (*p) <= 143u )
		goto tr91;
	goto tr120;
case 66:
	if ( (*p) == 48u )
		goto tr121;
	if ( 49u <= (*p) && (*p) <= 57u )
		goto tr122;
	goto tr1;
case 67:
	switch( (*p) ) {
		case 13u: goto tr123;
		case 32u: goto tr123;
		case 44u: goto tr124;
		case 46u: goto tr125;
		case 69u: goto tr126;
		case 101u: goto tr126;
		case 125u: goto tr127;
	}
	if ( 9u <= (*p) && (*p) <= 10u )
		goto tr123;
	goto tr1;
case 68:
	if ( 48u <= (*p) && (*p) <= 57u )
		goto tr128;
	goto tr1;
case 69:
	switch( (*p) ) {
		case 13u: goto tr123;
		case 32u: goto tr123;
		case 44u: goto tr124;
		case 69u: goto tr126;
		case 101u: goto tr126;
		case 125u: goto tr127;
	}
	if ( (*p) > 10u ) {
		if ( 48u <= (*p) && (*p) <= 57u )
			goto tr128;
	} else if ( (*p) >= 9u )
		goto tr123;
	goto tr1;
case 70:
	switch( (*p) ) {
		case 43u: goto tr129;
		case 45u: goto tr129;
	}
	if ( 48u <= (*p) && (*p) <= 57u )
		goto tr130;
	goto tr1;
case 71:
	if ( 48u <= (*p) && (*p) <= 57u )
		goto tr130;
	goto tr1;
case 72:
	switch( (*p) ) {
		case 13u: goto tr123;
		case 32u: goto tr123;
		case 44u: goto tr124;
		case 125u: goto tr127;
	}
	if ( (*p) > 10u ) {
		if ( 48u <= (*p) && (*p) <= 57u )
			goto tr130;
	} else if ( (*p) >= 9u )
		goto tr123;
	goto tr1;
case 73:
	switch( (*p) ) {
		case 13u: goto tr123;
		case 32u: goto tr123;
		case 44u: goto tr124;
		case 46u: goto tr125;
		case 69u: goto tr126;
		case 101u: goto tr126;
		case 125u: goto tr127;
	}
	if ( (*p) > 10u ) {
		if ( 48u <= (*p) && (*p) <= 57u )
			goto tr122;
	} else if ( (*p) >= 9u )
		goto tr123;
	goto tr1;
case 74:
	if ( (*p) == 97u )
		goto tr131;
	goto tr1;
case 75:
	if ( (*p) == 108u )
		goto tr132;
	goto tr1;
case 76:
	if ( (*p) == 115u )
		goto tr133;
	goto tr1;
case 77:
	if ( (*p) == 101u )
		goto tr134;
	goto tr1;
case 78:
	if ( (*p) == 117u )
		goto tr135;
	goto tr1;
case 79:
	if ( (*p) == 108u )
		goto tr136;
	goto tr1;
case 80:
	if ( (*p) == 108u )
		goto tr137;
	goto tr1;
case 81:
	if ( (*p) == 114u )
		goto tr138;
	goto tr1;
case 82:
	if ( (*p) == 117u )
		goto tr139;
	goto tr1;
case 83:
	if ( (*p) == 101u )
		goto tr140;
	goto tr1;
case 84:
	switch( (*p) ) {
		case 34u: goto tr141;
		case 47u: goto tr141;
		case 92u: goto tr141;
		case 98u: goto tr142;
		case 102u: goto tr143;
		case 110u: goto tr144;
		case 114u: goto tr145;
		case 116u: goto tr146;
		case 117u: goto tr147;
	}
	goto tr1;
case 85:
	switch( (*p) ) {
		case 68u: goto tr149;
		case 100u: goto tr149;
	}
	if ( (*p) < 65u ) {
		if ( 48u <= (*p) && (*p) <= 57u )
			goto tr148;
	} else if ( (*p) > 70u ) {
		if ( 97u <= (*p) && (*p) <= 102u )
			goto tr148;
	} else
		goto tr148;
	goto tr1;
case 86:
	if ( (*p) < 65u ) {
		if ( 48u <= (*p) && (*p) <= 57u )
			goto tr150;
	} else if ( (*p) > 70u ) {
		if ( 97u <= (*p) && (*p) <= 102u )
			goto tr150;
	} else
		goto tr150;
	goto tr1;
case 87:
	if ( (*p) < 65u ) {
		if ( 48u <= (*p) && (*p) <= 57u )
			goto tr151;
	} else if ( (*p) > 70u ) {
		if ( 97u <= (*p) && (*p) <= 102u )
			goto tr151;
	} else
		goto tr151;
	goto tr1;
case 88:
	if ( (*p) < 65u ) {
		if ( 48u <= (*p) && (*p) <= 57u )
			goto tr152;
	} else if ( (*p) > 70u ) {
		if ( 97u <= (*p) && (*p) <= 102u )
			goto tr152;
	} else
		goto tr152;
	goto tr1;
case 89:
	if ( (*p) < 56u ) {
		if ( 48u <= (*p) && (*p) <= 55u )
			goto tr150;
	} else if ( (*p) > 57u ) {
		if ( (*p) > 66u ) {
			if ( 97u <= (*p) && (*p) <= 98u )
				goto tr153;
		} else if ( (*p) >= 65u )
			goto tr153;
	} else
		goto tr153;
	goto tr1;
case 90:
	if ( (*p) < 65u ) {
		if ( 48u <= (*p) && (*p) <= 57u )
			goto tr154;
	} else if ( (*p) > 70u ) {
		if ( 97u <= (*p) && (*p) <= 102u )
			goto tr154;
	} else
		goto tr154;
	goto tr1;
case 91:
	if ( (*p) < 65u ) {
		if ( 48u <= (*p) && (*p) <= 57u )
			goto tr155;
	} else if ( (*p) > 70u ) {
		if ( 97u <= (*p) && (*p) <= 102u )
			goto tr155;
	} else
		goto tr155;
	goto tr1;
case 92:
	if ( (*p) == 92u )
		goto tr156;
	goto tr1;
case 93:
	if ( (*p) == 117u )
		goto tr157;
	goto tr1;
case 94:
	switch( (*p) ) {
		case 68u: goto tr158;
		case 100u: goto tr158;
	}
	goto tr1;
case 95:
	if ( (*p) > 70u ) {
		if ( 99u <= (*p) && (*p) <= 102u )
			goto tr159;
	} else if ( (*p) >= 67u )
		goto tr159;
	goto tr1;
case 96:
	if ( (*p) < 65u ) {
		if ( 48u <= (*p) && (*p) <= 57u )
			goto tr160;
	} else if ( (*p) > 70u ) {
		if ( 97u <= (*p) && (*p) <= 102u )
			goto tr160;
	} else
		goto tr160;
	goto tr1;
case 97:
	if ( (*p) < 65u ) {
		if ( 48u <= (*p) && (*p) <= 57u )
			goto tr161;
	} else if ( (*p) > 70u ) {
		if ( 97u <= (*p) && (*p) <= 102u )
			goto tr161;
	} else
		goto tr161;
	goto tr1;
case 98:
	if ( 128u <= (*p) && (*p) <= 191u )
		goto tr63;
	goto tr66;
case 99:
	if ( 160u <= (*p) && (*p) <= 191u )
		goto tr67;
	goto tr162;
case 100:
	if ( 128u <= (*p) && (*p) <= 191u )
		goto tr67;
	goto tr162;
case 101:
	if ( 128u <= (*p) && (*p) <= 159u )
		goto tr67;
	goto tr162;
case 102:
	if ( 144u <= (*p) && (*p) <= 191u )
		goto tr69;
	goto tr163;
case 103:
	if ( 128u <= (*p) && (*p) <= 191u )
		goto tr69;
	goto tr163;
case 104:
	if ( 128u <= (*p) && (*p) <= 143u )
		goto tr69;
	goto tr163;
case 105:
	switch( (*p) ) {
		case 13u: goto tr164;
		case 32u: goto tr164;
		case 34u: goto tr165;
		case 45u: goto tr166;
		case 48u: goto tr167;
		case 91u: goto tr169;
		case 93u: goto tr170;
		case 102u: goto tr171;
		case 110u: goto tr172;
		case 116u: goto tr173;
		case 123u: goto tr174;
	}
	if ( (*p) > 10u ) {
		if ( 49u <= (*p) && (*p) <= 57u )
			goto tr168;
	} else if ( (*p) >= 9u )
		goto tr164;
	goto tr1;
case 106:
	switch( (*p) ) {
		case 34u: goto tr176;
		case 92u: goto tr177;
		case 224u: goto tr180;
		case 237u: goto tr182;
		case 240u: goto tr183;
		case 244u: goto tr185;
	}
	if ( (*p) < 194u ) {
		if ( (*p) > 31u ) {
			if ( 128u <= (*p) && (*p) <= 193u )
				goto tr178;
		} else
			goto tr1;
	} else if ( (*p) > 223u ) {
		if ( (*p) < 241u ) {
			if ( 225u <= (*p) && (*p) <= 239u )
				goto tr181;
		} else if ( (*p) > 243u ) {
			if ( 245u <= (*p) )
				goto tr178;
		} else
			goto tr184;
	} else
		goto tr179;
	goto tr175;
case 107:
	switch( (*p) ) {
		case 13u: goto tr186;
		case 32u: goto tr186;
		case 44u: goto tr187;
		case 93u: goto tr170;
	}
	if ( 9u <= (*p) && (*p) <= 10u )
		goto tr186;
	goto tr1;
case 108:
	switch( (*p) ) {
		case 13u: goto tr187;
		case 32u: goto tr187;
		case 34u: goto tr165;
		case 45u: goto tr166;
		case 48u: goto tr167;
		case 91u: goto tr169;
		case 102u: goto tr171;
		case 110u: goto tr172;
		case 116u: goto tr173;
		case 123u: goto tr174;
	}
	if ( (*p) > 10u ) {
		if ( 49u <= (*p) && (*p) <= 57u )
			goto tr168;
	} else if ( (*p) >= 9u )
		goto tr187;
	goto tr1;
case 109:
	if ( (*p) == 48u )
		goto tr188;
	if ( 49u <= (*p) && (*p) <= 57u )
		goto tr189;
	goto tr1;
case 110:
	switch( (*p) ) {
		case 13u: goto tr190;
		case 32u: goto tr190;
		case 44u: goto tr191;
		case 46u: goto tr192;
		case 69u: goto tr193;
		case 93u: goto tr194;
		case 101u: goto tr193;
	}
	if ( 9u <= (*p) && (*p) <= 10u )
		goto tr190;
	goto tr1;
case 111:
	if ( 48u <= (*p) && (*p) <= 57u )
		goto tr195;
	goto tr1;
case 112:
	switch( (*p) ) {
		case 13u: goto tr190;
		case 32u: goto tr190;
		case 44u: goto tr191;
		case 69u: goto tr193;
		case 93u: goto tr194;
		case 101u: goto tr193;
	}
	if ( (*p) > 10u ) {
		if ( 48u <= (*p) && (*p) <= 57u )
			goto tr195;
	} else if ( (*p) >= 9u )
		goto tr190;
	goto tr1;
case 113:
	switch( (*p) ) {
		case 43u: goto tr196;
		case 45u: goto tr196;
	}
	if ( 48u <= (*p) && (*p) <= 57u )
		goto tr197;
	goto tr1;
case 114:
	if ( 48u <= (*p) && (*p) <= 57u )
		goto tr197;
	goto tr1;
case 115:
	switch( (*p) ) {
		case 13u: goto tr190;
		case 32u: goto tr190;
		case 44u: goto tr191;
		case 93u: goto tr194;
	}
	if ( (*p) > 10u ) {
		if ( 48u <= (*p) && (*p) <= 57u )
			goto tr197;
	} else if ( (*p) >= 9u )
		goto tr190;
	goto tr1;
case 154:
	goto tr1;
case 116:
	switch( (*p) ) {
		case 13u: goto tr190;
		case 32u: goto tr190;
		case 44u: goto tr191;
		case 46u: goto tr192;
		case 69u: goto tr193;
		case 93u: goto tr194;
		case 101u: goto tr193;
	}
	if ( (*p) > 10u ) {
		if ( 48u <= (*p) && (*p) <= 57u )
			goto tr189;
	} else if ( (*p) >= 9u )
		goto tr190;
	goto tr1;
case 117:
	if ( (*p) == 97u )
		goto tr198;
	goto tr1;
case 118:
	if ( (*p) == 108u )
		goto tr199;
	goto tr1;
case 119:
	if ( (*p) == 115u )
		goto tr200;
	goto tr1;
case 120:
	if ( (*p) == 101u )
		goto tr201;
	goto tr1;
case 121:
	if ( (*p) == 117u )
		goto tr202;
	goto tr1;
case 122:
	if ( (*p) == 108u )
		goto tr203;
	goto tr1;
case 123:
	if ( (*p) == 108u )
		goto tr204;
	goto tr1;
case 124:
	if ( (*p) == 114u )
		goto tr205;
	goto tr1;
case 125:
	if ( (*p) == 117u )
		goto tr206;
	goto tr1;
case 126:
	if ( (*p) == 101u )
		goto tr207;
	goto tr1;
case 127:
	switch( (*p) ) {
		case 34u: goto tr208;
		case 47u: goto tr208;
		case 92u: goto tr208;
		case 98u: goto tr209;
		case 102u: goto tr210;
		case 110u: goto tr211;
		case 114u: goto tr212;
		case 116u: goto tr213;
		case 117u: goto tr214;
	}
	goto tr1;
case 128:
	switch( (*p) ) {
		case 68u: goto tr216;
		case 100u: goto tr216;
	}
	if ( (*p) < 65u ) {
		if ( 48u <= (*p) && (*p) <= 57u )
			goto tr215;
	} else if ( (*p) > 70u ) {
		if ( 97u <= (*p) && (*p) <= 102u )
			goto tr215;
	} else
		goto tr215;
	goto tr1;
case 129:
	if ( (*p) < 65u ) {
		if ( 48u <= (*p) && (*p) <= 57u )
			goto tr217;
	} else if ( (*p) > 70u ) {
		if ( 97u <= (*p) && (*p) <= 102u )
			goto tr217;
	} else
		goto tr217;
	goto tr1;
case 130:
	if ( (*p) < 65u ) {
		if ( 48u <= (*p) && (*p) <= 57u )
			goto tr218;
	} else if ( (*p) > 70u ) {
		if ( 97u <= (*p) && (*p) <= 102u )
			goto tr218;
	} else
		goto tr218;
	goto tr1;
case 131:
	if ( (*p) < 65u ) {
		if ( 48u <= (*p) && (*p) <= 57u )
			goto tr219;
	} else if ( (*p) > 70u ) {
		if ( 97u <= (*p) && (*p) <= 102u )
			goto tr219;
	} else
		goto tr219;
	goto tr1;
case 132:
	if ( (*p) < 56u ) {
		if ( 48u <= (*p) && (*p) <= 55u )
			goto tr217;
	} else if ( (*p) > 57u ) {
		if ( (*p) > 66u ) {
			if ( 97u <= (*p) && (*p) <= 98u )
				goto tr220;
		} else if ( (*p) >= 65u )
			goto tr220;
	} else
		goto tr220;
	goto tr1;
case 133:
	if ( (*p) < 65u ) {
		if ( 48u <= (*p) && (*p) <= 57u )
			goto tr221;
	} else if ( (*p) > 70u ) {
		if ( 97u <= (*p) && (*p) <= 102u )
			goto tr221;
	} else
		goto tr221;
	goto tr1;
case 134:
	if ( (*p) < 65u ) {
		if ( 48u <= (*p) && (*p) <= 57u )
			goto tr222;
	} else if ( (*p) > 70u ) {
		if ( 97u <= (*p) && (*p) <= 102u )
			goto tr222;
	} else
		goto tr222;
	goto tr1;
case 135:
	if ( (*p) == 92u )
		goto tr223;
	goto tr1;
case 136:
	if ( (*p) == 117u )
		goto tr224;
	goto tr1;
case 137:
	switch( (*p) ) {
		case 68u: goto tr225;
		case 100u: goto tr225;
	}
	goto tr1;
case 138:
	if ( (*p) > 70u ) {
		if ( 99u <= (*p) && (*p) <= 102u )
			goto tr226;
	} else if ( (*p) >= 67u )
		goto tr226;
	goto tr1;
case 139:
	if ( (*p) < 65u ) {
		if ( 48u <= (*p) && (*p) <= 57u )
			goto tr227;
	} else if ( (*p) > 70u ) {
		if ( 97u <= (*p) && (*p) <= 102u )
			goto tr227;
	} else
		goto tr227;
	goto tr1;
case 140:
	if ( (*p) < 65u ) {
		if ( 48u <= (*p) && (*p) <= 57u )
			goto tr228;
	} else if ( (*p) > 70u ) {
		if ( 97u <= (*p) && (*p) <= 102u )
			goto tr228;
	} else
		goto tr228;
	goto tr1;
case 141:
	if ( 128u <= (*p) && (*p) <= 191u )
		goto tr175;
	goto tr178;
case 142:
	if ( 160u <= (*p) && (*p) <= 191u )
		goto tr179;
	goto tr229;
case 143:
	if ( 128u <= (*p) && (*p) <= 191u )
		goto tr179;
	goto tr229;
case 144:
	if ( 128u <= (*p) && (*p) <= 159u )
		goto tr179;
	goto tr229;
case 145:
	if ( 144u <= (*p) && (*p) <= 191u )
		goto tr181;
	goto tr230;
case 146:
	if ( 128u <= (*p) && (*p) <= 191u )
		goto tr181;
	goto tr230;
case 147:
	if ( 128u <= (*p) && (*p) <= 143u )
		goto tr181;
	goto tr230;
	}

	tr1: (    json->state) = 0; goto _again;
	tr0: (    json->state) = 1; goto _again;
	tr11: (    json->state) = 2; goto _again;
	tr2: (    json->state) = 2; goto f0;
	tr14: (    json->state) = 2; goto f7;
	tr22: (    json->state) = 2; goto f8;
	tr23: (    json->state) = 2; goto f9;
	tr24: (    json->state) = 2; goto f10;
	tr25: (    json->state) = 2; goto f11;
	tr26: (    json->state) = 2; goto f12;
	tr27: (    json->state) = 2; goto f13;
	tr33: (    json->state) = 2; goto f15;
	tr42: (    json->state) = 2; goto f17;
	tr13: (    json->state) = 3; goto f6;
	tr28: (    json->state) = 4; goto _again;
	tr29: (    json->state) = 5; goto f14;
	tr31: (    json->state) = 6; goto f14;
	tr32: (    json->state) = 7; goto f14;
	tr30: (    json->state) = 8; goto f14;
	tr34: (    json->state) = 9; goto f14;
	tr35: (    json->state) = 10; goto f14;
	tr36: (    json->state) = 11; goto f16;
	tr37: (    json->state) = 12; goto _again;
	tr38: (    json->state) = 13; goto _again;
	tr39: (    json->state) = 14; goto f14;
	tr40: (    json->state) = 15; goto f14;
	tr41: (    json->state) = 16; goto f14;
	tr15: (    json->state) = 17; goto _again;
	tr43: (    json->state) = 17; goto f7;
	tr16: (    json->state) = 18; goto _again;
	tr17: (    json->state) = 19; goto _again;
	tr44: (    json->state) = 19; goto f7;
	tr18: (    json->state) = 20; goto _again;
	tr19: (    json->state) = 21; goto _again;
	tr20: (    json->state) = 22; goto _again;
	tr21: (    json->state) = 23; goto _again;
	tr3: (    json->state) = 24; goto f1;
	tr233: (    json->state) = 25; goto f25;
	tr234: (    json->state) = 26; goto f25;
	tr48: (    json->state) = 27; goto _again;
	tr7: (    json->state) = 28; goto _again;
	tr50: (    json->state) = 29; goto _again;
	tr51: (    json->state) = 30; goto _again;
	tr52: (    json->state) = 31; goto _again;
	tr8: (    json->state) = 32; goto _again;
	tr54: (    json->state) = 33; goto _again;
	tr55: (    json->state) = 34; goto _again;
	tr9: (    json->state) = 35; goto _again;
	tr57: (    json->state) = 36; goto _again;
	tr58: (    json->state) = 37; goto _again;
	tr60: (    json->state) = 38; goto _again;
	tr63: (    json->state) = 39; goto _again;
	tr66: (    json->state) = 39; goto f7;
	tr141: (    json->state) = 39; goto f8;
	tr142: (    json->state) = 39; goto f9;
	tr143: (    json->state) = 39; goto f10;
	tr144: (    json->state) = 39; goto f11;
	tr145: (    json->state) = 39; goto f12;
	tr146: (    json->state) = 39; goto f13;
	tr152: (    json->state) = 39; goto f15;
	tr161: (    json->state) = 39; goto f17;
	tr61: (    json->state) = 39; goto f22;
	tr74: (    json->state) = 40; goto _again;
	tr64: (    json->state) = 40; goto f5;
	tr75: (    json->state) = 41; goto _again;
	tr85: (    json->state) = 42; goto _again;
	tr76: (    json->state) = 42; goto f0;
	tr88: (    json->state) = 42; goto f7;
	tr98: (    json->state) = 42; goto f8;
	tr99: (    json->state) = 42; goto f9;
	tr100: (    json->state) = 42; goto f10;
	tr101: (    json->state) = 42; goto f11;
	tr102: (    json->state) = 42; goto f12;
	tr103: (    json->state) = 42; goto f13;
	tr109: (    json->state) = 42; goto f15;
	tr118: (    json->state) = 42; goto f17;
	tr96: (    json->state) = 43; goto _again;
	tr80: (    json->state) = 43; goto f3;
	tr84: (    json->state) = 43; goto f4;
	tr86: (    json->state) = 43; goto f5;
	tr134: (    json->state) = 43; goto f19;
	tr137: (    json->state) = 43; goto f20;
	tr140: (    json->state) = 43; goto f21;
	tr123: (    json->state) = 43; goto f24;
	tr97: (    json->state) = 44; goto _again;
	tr124: (    json->state) = 44; goto f24;
	tr87: (    json->state) = 45; goto f6;
	tr104: (    json->state) = 46; goto _again;
	tr105: (    json->state) = 47; goto f14;
	tr107: (    json->state) = 48; goto f14;
	tr108: (    json->state) = 49; goto f14;
	tr106: (    json->state) = 50; goto f14;
	tr110: (    json->state) = 51; goto f14;
	tr111: (    json->state) = 52; goto f14;
	tr112: (    json->state) = 53; goto f16;
	tr113: (    json->state) = 54; goto _again;
	tr114: (    json->state) = 55; goto _again;
	tr115: (    json->state) = 56; goto f14;
	tr116: (    json->state) = 57; goto f14;
	tr117: (    json->state) = 58; goto f14;
	tr89: (    json->state) = 59; goto _again;
	tr119: (    json->state) = 59; goto f7;
	tr90: (    json->state) = 60; goto _again;
	tr91: (    json->state) = 61; goto _again;
	tr120: (    json->state) = 61; goto f7;
	tr92: (    json->state) = 62; goto _again;
	tr93: (    json->state) = 63; goto _again;
	tr94: (    json->state) = 64; goto _again;
	tr95: (    json->state) = 65; goto _again;
	tr77: (    json->state) = 66; goto f1;
	tr78: (    json->state) = 67; goto f2;
	tr121: (    json->state) = 67; goto f18;
	tr125: (    json->state) = 68; goto f25;
	tr128: (    json->state) = 69; goto _again;
	tr126: (    json->state) = 70; goto f25;
	tr129: (    json->state) = 71; goto _again;
	tr130: (    json->state) = 72; goto _again;
	tr79: (    json->state) = 73; goto f2;
	tr122: (    json->state) = 73; goto f18;
	tr81: (    json->state) = 74; goto _again;
	tr131: (    json->state) = 75; goto _again;
	tr132: (    json->state) = 76; goto _again;
	tr133: (    json->state) = 77; goto _again;
	tr82: (    json->state) = 78; goto _again;
	tr135: (    json->state) = 79; goto _again;
	tr136: (    json->state) = 80; goto _again;
	tr83: (    json->state) = 81; goto _again;
	tr138: (    json->state) = 82; goto _again;
	tr139: (    json->state) = 83; goto _again;
	tr65: (    json->state) = 84; goto f6;
	tr147: (    json->state) = 85; goto _again;
	tr148: (    json->state) = 86; goto f14;
	tr150: (    json->state) = 87; goto f14;
	tr151: (    json->state) = 88; goto f14;
	tr149: (    json->state) = 89; goto f14;
	tr153: (    json->state) = 90; goto f14;
	tr154: (    json->state) = 91; goto f14;
	tr155: (    json->state) = 92; goto f16;
	tr156: (    json->state) = 93; goto _again;
	tr157: (    json->state) = 94; goto _again;
	tr158: (    json->state) = 95; goto f14;
	tr159: (    json->state) = 96; goto f14;
	tr160: (    json->state) = 97; goto f14;
	tr67: (    json->state) = 98; goto _again;
	tr162: (    json->state) = 98; goto f7;
	tr68: (    json->state) = 99; goto _again;
	tr69: (    json->state) = 100; goto _again;
	tr163: (    json->state) = 100; goto f7;
	tr70: (    json->state) = 101; goto _again;
	tr71: (    json->state) = 102; goto _again;
	tr72: (    json->state) = 103; goto _again;
	tr73: (    json->state) = 104; goto _again;
	tr164: (    json->state) = 105; goto _again;
	tr175: (    json->state) = 106; goto _again;
	tr165: (    json->state) = 106; goto f0;
	tr178: (    json->state) = 106; goto f7;
	tr208: (    json->state) = 106; goto f8;
	tr209: (    json->state) = 106; goto f9;
	tr210: (    json->state) = 106; goto f10;
	tr211: (    json->state) = 106; goto f11;
	tr212: (    json->state) = 106; goto f12;
	tr213: (    json->state) = 106; goto f13;
	tr219: (    json->state) = 106; goto f15;
	tr228: (    json->state) = 106; goto f17;
	tr186: (    json->state) = 107; goto _again;
	tr169: (    json->state) = 107; goto f3;
	tr174: (    json->state) = 107; goto f4;
	tr176: (    json->state) = 107; goto f5;
	tr201: (    json->state) = 107; goto f19;
	tr204: (    json->state) = 107; goto f20;
	tr207: (    json->state) = 107; goto f21;
	tr190: (    json->state) = 107; goto f24;
	tr187: (    json->state) = 108; goto _again;
	tr191: (    json->state) = 108; goto f24;
	tr166: (    json->state) = 109; goto f1;
	tr167: (    json->state) = 110; goto f2;
	tr188: (    json->state) = 110; goto f18;
	tr192: (    json->state) = 111; goto f25;
	tr195: (    json->state) = 112; goto _again;
	tr193: (    json->state) = 113; goto f25;
	tr196: (    json->state) = 114; goto _again;
	tr197: (    json->state) = 115; goto _again;
	tr168: (    json->state) = 116; goto f2;
	tr189: (    json->state) = 116; goto f18;
	tr171: (    json->state) = 117; goto _again;
	tr198: (    json->state) = 118; goto _again;
	tr199: (    json->state) = 119; goto _again;
	tr200: (    json->state) = 120; goto _again;
	tr172: (    json->state) = 121; goto _again;
	tr202: (    json->state) = 122; goto _again;
	tr203: (    json->state) = 123; goto _again;
	tr173: (    json->state) = 124; goto _again;
	tr205: (    json->state) = 125; goto _again;
	tr206: (    json->state) = 126; goto _again;
	tr177: (    json->state) = 127; goto f6;
	tr214: (    json->state) = 128; goto _again;
	tr215: (    json->state) = 129; goto f14;
	tr217: (    json->state) = 130; goto f14;
	tr218: (    json->state) = 131; goto f14;
	tr216: (    json->state) = 132; goto f14;
	tr220: (    json->state) = 133; goto f14;
	tr221: (    json->state) = 134; goto f14;
	tr222: (    json->state) = 135; goto f16;
	tr223: (    json->state) = 136; goto _again;
	tr224: (    json->state) = 137; goto _again;
	tr225: (    json->state) = 138; goto f14;
	tr226: (    json->state) = 139; goto f14;
	tr227: (    json->state) = 140; goto f14;
	tr179: (    json->state) = 141; goto _again;
	tr229: (    json->state) = 141; goto f7;
	tr180: (    json->state) = 142; goto _again;
	tr181: (    json->state) = 143; goto _again;
	tr230: (    json->state) = 143; goto f7;
	tr182: (    json->state) = 144; goto _again;
	tr183: (    json->state) = 145; goto _again;
	tr184: (    json->state) = 146; goto _again;
	tr185: (    json->state) = 147; goto _again;
	tr231: (    json->state) = 148; goto _again;
	tr6: (    json->state) = 148; goto f3;
	tr10: (    json->state) = 148; goto f4;
	tr12: (    json->state) = 148; goto f5;
	tr53: (    json->state) = 148; goto f19;
	tr56: (    json->state) = 148; goto f20;
	tr59: (    json->state) = 148; goto f21;
	tr232: (    json->state) = 148; goto f24;
	tr4: (    json->state) = 149; goto f2;
	tr45: (    json->state) = 149; goto f18;
	tr47: (    json->state) = 150; goto _again;
	tr49: (    json->state) = 151; goto _again;
	tr5: (    json->state) = 152; goto f2;
	tr46: (    json->state) = 152; goto f18;
	tr62: (    json->state) = 153; goto f23;
	tr127: (    json->state) = 153; goto f26;
	tr170: (    json->state) = 154; goto f27;
	tr194: (    json->state) = 154; goto f28;

f4:
	{ if (!emel__json_may_open(json, AT) ||
                              !emel__json_tell(json, EMEL__JSON_OBJECT, AT)) {p++; goto _out; }
                          {( json->stack)[(   json->top)++] = (    json->state); (    json->state) = 38;goto _again;} }
	goto _again;
f3:
	{ if (!emel__json_may_open(json, AT) ||
                              !emel__json_tell(json, EMEL__JSON_ARRAY, AT)) {p++; goto _out; }
                          {( json->stack)[(   json->top)++] = (    json->state); (    json->state) = 105;goto _again;} }
	goto _again;
f23:
	{ if (!emel__json_tell(json, EMEL__JSON_OBJECT_END, AT)) {p++; goto _out; }
                          {(    json->state) = ( json->stack)[--(   json->top)];goto _again;} }
	goto _again;
f27:
	{ if (!emel__json_tell(json, EMEL__JSON_ARRAY_END, AT)) {p++; goto _out; }
                          {(    json->state) = ( json->stack)[--(   json->top)];goto _again;} }
	goto _again;
f21:
	{ if (!emel__json_tell(json, EMEL__JSON_TRUE, AT - 3)) {p++; goto _out; } }
	goto _again;
f19:
	{ if (!emel__json_tell(json, EMEL__JSON_FALSE, AT - 4)) {p++; goto _out; } }
	goto _again;
f20:
	{ if (!emel__json_tell(json, EMEL__JSON_NULL, AT - 3)) {p++; goto _out; } }
	goto _again;
f6:
	{ END_PART; if (!emel__json_end_part(json, (const char *)p)) {p++; goto _out; } }
	goto _again;
f7:
	{ emel__json_fail(json, EMEL__JSON_NOT_UTF8, AT); {p++; goto _out; } }
	goto _again;
f14:
	{ emel__json_hexadecimal(json, (*p)); }
	goto _again;
f18:
	{ emel__json_digit(json, (*p)); }
	goto _again;
f25:
	{ json->natural = false; }
	goto _again;
f24:
	{ if (!emel__json_tell(json, EMEL__JSON_NUMBER, json->begun)) {p++; goto _out; } }
	goto _again;
f22:
	{ json->is_key = true; }
	{ json->begun = AT; BEGIN_PART; }
	goto _again;
f0:
	{ json->is_key = false; }
	{ json->begun = AT; BEGIN_PART; }
	goto _again;
f5:
	{ END_PART; if (!emel__json_end_part(json, (const char *)p)) {p++; goto _out; } }
	{ if (!emel__json_end_string(json)) {p++; goto _out; } }
	goto _again;
f16:
	{ emel__json_hexadecimal(json, (*p)); }
	{ json->high = json->unit; }
	goto _again;
f2:
	{ json->begun = AT; json->number = 0; json->natural = true; }
	{ emel__json_digit(json, (*p)); }
	goto _again;
f1:
	{ json->begun = AT; json->number = 0; json->natural = true; }
	{ json->natural = false; }
	goto _again;
f26:
	{ if (!emel__json_tell(json, EMEL__JSON_NUMBER, json->begun)) {p++; goto _out; } }
	{ if (!emel__json_tell(json, EMEL__JSON_OBJECT_END, AT)) {p++; goto _out; }
                          {(    json->state) = ( json->stack)[--(   json->top)];goto _again;} }
	goto _again;
f28:
	{ if (!emel__json_tell(json, EMEL__JSON_NUMBER, json->begun)) {p++; goto _out; } }
	{ if (!emel__json_tell(json, EMEL__JSON_ARRAY_END, AT)) {p++; goto _out; }
                          {(    json->state) = ( json->stack)[--(   json->top)];goto _again;} }
	goto _again;
f15:
	{ emel__json_hexadecimal(json, (*p)); }
	{ if (!emel__json_tell_character(json, json->unit)) {p++; goto _out; } }
	{ BEGIN_PART; }
	goto _again;
f17:
	{ emel__json_hexadecimal(json, (*p)); }
	{ if (!emel__json_tell_character(json, 0x10000 + ((json->high & 0x3ff) << 10) +
                                                                  (json->unit & 0x3ff))) {p++; goto _out; } }
	{ BEGIN_PART; }
	goto _again;
f8:
	{ json->unit = (*p); }
	{ if (!emel__json_tell_character(json, json->unit)) {p++; goto _out; } }
	{ BEGIN_PART; }
	goto _again;
f9:
	{ json->unit = '\b'; }
	{ if (!emel__json_tell_character(json, json->unit)) {p++; goto _out; } }
	{ BEGIN_PART; }
	goto _again;
f10:
	{ json->unit = '\f'; }
	{ if (!emel__json_tell_character(json, json->unit)) {p++; goto _out; } }
	{ BEGIN_PART; }
	goto _again;
f11:
	{ json->unit = '\n'; }
	{ if (!emel__json_tell_character(json, json->unit)) {p++; goto _out; } }
	{ BEGIN_PART; }
	goto _again;
f12:
	{ json->unit = '\r'; }
	{ if (!emel__json_tell_character(json, json->unit)) {p++; goto _out; } }
	{ BEGIN_PART; }
	goto _again;
f13:
	{ json->unit = '\t'; }
	{ if (!emel__json_tell_character(json, json->unit)) {p++; goto _out; } }
	{ BEGIN_PART; }
	goto _again;

_again:
	if ( (    json->state) == 0 )
		goto _out;
	if ( ++p != pe )
		goto _resume;
	_test_eof: {}
	if ( p == eof )
	{
	switch ( _json_eof_actions[(    json->state)] ) {
	case 25:
	{ if (!emel__json_tell(json, EMEL__JSON_NUMBER, json->begun)) {p++; goto _out; } }
	break;
	}
	}

	_out: {}
	}


    if (json->error != EMEL__JSON_NONE)
        return false;
    if (json->state == json_error || (last && json->state < json_first_final))
        return emel__json_fail(json, EMEL__JSON_SYNTAX, AT);
    json->pushed += count;
    return true;
}

bool emel__json_push(struct emel__json *json, const void *bytes, size_t count)
{
    const char *text = bytes;

    if (json->error != EMEL__JSON_NONE)
        return false;
    json->run = text; /* if a string goes on, here it does */
    return run(json, bytes, count, false) &&
           (!json->in_string || emel__json_end_part(json, text + count));
}

bool emel__json_finish(struct emel__json *json)
{
    static const unsigned char nothing[1];

    return json->error == EMEL__JSON_NONE && run(json, nothing, 0, true);
}
