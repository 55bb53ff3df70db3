/* Generated from spec/json.rl by tools/generate/gen.sh; do not edit: make gen. */

/* JSON as RFC 8259 has it, and nothing more.
 *
 * A byte that no rule names is an error, and its offset is known: there are no
 * recoveries, no extensions and no undecided cases.  What follows from a token is done
 * in src/emel/model/file/json/json.c. */

#include "emel/model/file/json/json.h"

#ifdef __GNUC__ /* a state falls through to the next one in Ragel's -G2 */
#pragma GCC diagnostic ignored "-Wimplicit-fallthrough"
#endif

#define AT (json->pushed + (uint64_t)(p - start))

/* Text between escapes is passed on as it is, up to the next escape or the end of the push. */
#define BEGIN_PART (json->in_string = true, json->run = (const char *)p + 1)
#define END_PART (json->in_string = false)

/* `take` returned false. */
#define STOP emel__json_fail(json, EMEL__JSON_STOPPED, json->token.offset)

/* Bytes of a string that stand for themselves; the machine stays in the same state. */
static const unsigned char plain[256] = {
    [0x20] = 1, 1, 0 /* " */, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
    [0x30] = 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
    [0x40] = 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
    [0x50] = 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0 /* \ */, 1, 1, 1,
    [0x60] = 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
    [0x70] = 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
};

#define EACH(byte) (UINT64_C(0x0101010101010101) * (byte))

/* Eight bytes, the first of them in the lowest bits. */
static uint64_t eight_bytes(const unsigned char *at)
{
    return at[0] | (uint64_t)at[1] << 8 | (uint64_t)at[2] << 16 | (uint64_t)at[3] << 24 |
           (uint64_t)at[4] << 32 | (uint64_t)at[5] << 40 | (uint64_t)at[6] << 48 |
           (uint64_t)at[7] << 56;
}

/* The highest bit of the first byte that is not plain, and of some bytes behind it; 0: all of the
 * eight are plain. */
static uint64_t not_plain(uint64_t eight)
{
    return (eight | (eight - EACH(0x20u)) | ((eight ^ EACH('"')) - EACH(1u)) |
            ((eight ^ EACH('\\')) - EACH(1u))) &
           EACH(0x80u);
}

/* How many bytes are before the first whose highest bit is set. */
static unsigned bytes_before(uint64_t highest_bits)
{
    const uint64_t below = (highest_bits & (~highest_bits + 1)) - 1;

    return (unsigned)(((below & EACH(1u)) * EACH(1u)) >> 56) - 1;
}

/* The last of the plain bytes behind p; p itself if there are none. */
static const unsigned char *skip_plain(const unsigned char *p, const unsigned char *pe)
{
    for (; pe - p > 8; p += 8) {
        const uint64_t bits = not_plain(eight_bytes(p + 1));

        if (bits != 0)
            return p + bytes_before(bits);
    }
    while (p + 1 < pe && plain[p[1]])
        p++;
    return p;
}

static bool is_digit(unsigned char byte)
{
    return byte >= '0' && byte <= '9';
}

#define DIGITS_MAX 19 /* as many cannot overflow */

/* Adds the digits from p on to the number, and returns the last of them. */
static const unsigned char *take_digits(struct emel__json *json, const unsigned char *p,
                                        const unsigned char *pe)
{
    const unsigned char *const end =
        json->token.number != 0 ? p : pe - p > DIGITS_MAX ? p + DIGITS_MAX : pe;
    uint64_t number = json->token.number;

    for (; p < end && is_digit(*p); p++)
        number = number * 10 + (uint64_t)(*p - '0');
    json->token.number = number;
    if (p == end) {
        for (; p < pe && is_digit(*p); p++)
            emel__json_digit(json, *p);
    }
    return p - 1;
}





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
	goto _resume;

_again:
	switch ( (    json->state) ) {
		case 1: goto st1;
		case 0: goto st0;
		case 2: goto st2;
		case 148: goto st148;
		case 3: goto st3;
		case 4: goto st4;
		case 5: goto st5;
		case 6: goto st6;
		case 7: goto st7;
		case 8: goto st8;
		case 9: goto st9;
		case 10: goto st10;
		case 11: goto st11;
		case 12: goto st12;
		case 13: goto st13;
		case 14: goto st14;
		case 15: goto st15;
		case 16: goto st16;
		case 17: goto st17;
		case 18: goto st18;
		case 19: goto st19;
		case 20: goto st20;
		case 21: goto st21;
		case 22: goto st22;
		case 23: goto st23;
		case 24: goto st24;
		case 149: goto st149;
		case 25: goto st25;
		case 150: goto st150;
		case 26: goto st26;
		case 27: goto st27;
		case 151: goto st151;
		case 152: goto st152;
		case 28: goto st28;
		case 29: goto st29;
		case 30: goto st30;
		case 31: goto st31;
		case 32: goto st32;
		case 33: goto st33;
		case 34: goto st34;
		case 35: goto st35;
		case 36: goto st36;
		case 37: goto st37;
		case 38: goto st38;
		case 39: goto st39;
		case 40: goto st40;
		case 41: goto st41;
		case 42: goto st42;
		case 43: goto st43;
		case 44: goto st44;
		case 153: goto st153;
		case 45: goto st45;
		case 46: goto st46;
		case 47: goto st47;
		case 48: goto st48;
		case 49: goto st49;
		case 50: goto st50;
		case 51: goto st51;
		case 52: goto st52;
		case 53: goto st53;
		case 54: goto st54;
		case 55: goto st55;
		case 56: goto st56;
		case 57: goto st57;
		case 58: goto st58;
		case 59: goto st59;
		case 60: goto st60;
		case 61: goto st61;
		case 62: goto st62;
		case 63: goto st63;
		case 64: goto st64;
		case 65: goto st65;
		case 66: goto st66;
		case 67: goto st67;
		case 68: goto st68;
		case 69: goto st69;
		case 70: goto st70;
		case 71: goto st71;
		case 72: goto st72;
		case 73: goto st73;
		case 74: goto st74;
		case 75: goto st75;
		case 76: goto st76;
		case 77: goto st77;
		case 78: goto st78;
		case 79: goto st79;
		case 80: goto st80;
		case 81: goto st81;
		case 82: goto st82;
		case 83: goto st83;
		case 84: goto st84;
		case 85: goto st85;
		case 86: goto st86;
		case 87: goto st87;
		case 88: goto st88;
		case 89: goto st89;
		case 90: goto st90;
		case 91: goto st91;
		case 92: goto st92;
		case 93: goto st93;
		case 94: goto st94;
		case 95: goto st95;
		case 96: goto st96;
		case 97: goto st97;
		case 98: goto st98;
		case 99: goto st99;
		case 100: goto st100;
		case 101: goto st101;
		case 102: goto st102;
		case 103: goto st103;
		case 104: goto st104;
		case 105: goto st105;
		case 106: goto st106;
		case 107: goto st107;
		case 108: goto st108;
		case 109: goto st109;
		case 110: goto st110;
		case 111: goto st111;
		case 112: goto st112;
		case 113: goto st113;
		case 114: goto st114;
		case 115: goto st115;
		case 154: goto st154;
		case 116: goto st116;
		case 117: goto st117;
		case 118: goto st118;
		case 119: goto st119;
		case 120: goto st120;
		case 121: goto st121;
		case 122: goto st122;
		case 123: goto st123;
		case 124: goto st124;
		case 125: goto st125;
		case 126: goto st126;
		case 127: goto st127;
		case 128: goto st128;
		case 129: goto st129;
		case 130: goto st130;
		case 131: goto st131;
		case 132: goto st132;
		case 133: goto st133;
		case 134: goto st134;
		case 135: goto st135;
		case 136: goto st136;
		case 137: goto st137;
		case 138: goto st138;
		case 139: goto st139;
		case 140: goto st140;
		case 141: goto st141;
		case 142: goto st142;
		case 143: goto st143;
		case 144: goto st144;
		case 145: goto st145;
		case 146: goto st146;
		case 147: goto st147;
	default: break;
	}

	if ( ++p == pe )
		goto _test_eof;
_resume:
	switch ( (    json->state) )
	{
st1:
	if ( ++p == pe )
		goto _test_eof1;
case 1:
	switch( (*p) ) {
		case 13u: goto st1;
		case 32u: goto st1;
		case 34u: goto tr2;
		case 45u: goto tr3;
		case 48u: goto tr4;
		case 91u: goto tr6;
		case 102u: goto st28;
		case 110u: goto st32;
		case 116u: goto st35;
		case 123u: goto tr10;
	}
	if ( (*p) > 10u ) {
		if ( 49u <= (*p) && (*p) <= 57u )
			goto tr5;
	} else if ( (*p) >= 9u )
		goto st1;
	goto st0;
st0:
(    json->state) = 0;
	goto _out;
tr2:
	{ json->is_key = false; }
	{ json->begun = AT; BEGIN_PART; p = skip_plain(p, pe); }
	goto st2;
tr14:
	{ emel__json_fail(json, EMEL__JSON_NOT_UTF8, AT); {p++; (    json->state) = 2; goto _out;} }
	goto st2;
tr22:
	{ json->unit = (*p); }
	{ if (!emel__json_character(json, json->unit)) { STOP; {p++; (    json->state) = 2; goto _out;} } }
	{ BEGIN_PART; p = skip_plain(p, pe); }
	goto st2;
tr23:
	{ json->unit = '\b'; }
	{ if (!emel__json_character(json, json->unit)) { STOP; {p++; (    json->state) = 2; goto _out;} } }
	{ BEGIN_PART; p = skip_plain(p, pe); }
	goto st2;
tr24:
	{ json->unit = '\f'; }
	{ if (!emel__json_character(json, json->unit)) { STOP; {p++; (    json->state) = 2; goto _out;} } }
	{ BEGIN_PART; p = skip_plain(p, pe); }
	goto st2;
tr25:
	{ json->unit = '\n'; }
	{ if (!emel__json_character(json, json->unit)) { STOP; {p++; (    json->state) = 2; goto _out;} } }
	{ BEGIN_PART; p = skip_plain(p, pe); }
	goto st2;
tr26:
	{ json->unit = '\r'; }
	{ if (!emel__json_character(json, json->unit)) { STOP; {p++; (    json->state) = 2; goto _out;} } }
	{ BEGIN_PART; p = skip_plain(p, pe); }
	goto st2;
tr27:
	{ json->unit = '\t'; }
	{ if (!emel__json_character(json, json->unit)) { STOP; {p++; (    json->state) = 2; goto _out;} } }
	{ BEGIN_PART; p = skip_plain(p, pe); }
	goto st2;
tr33:
	{ emel__json_hexadecimal(json, (*p)); }
	{ if (!emel__json_character(json, json->unit)) { STOP; {p++; (    json->state) = 2; goto _out;} } }
	{ BEGIN_PART; p = skip_plain(p, pe); }
	goto st2;
tr42:
	{ emel__json_hexadecimal(json, (*p)); }
	{ if (!emel__json_character(json, 0x10000 + ((json->high & 0x3ff) << 10) +
                                                                  (json->unit & 0x3ff))) { STOP; {p++; (    json->state) = 2; goto _out;} } }
	{ BEGIN_PART; p = skip_plain(p, pe); }
	goto st2;
st2:
	if ( ++p == pe )
		goto _test_eof2;
case 2:
	switch( (*p) ) {
		case 34u: goto tr12;
		case 92u: goto tr13;
		case 224u: goto st18;
		case 237u: goto st20;
		case 240u: goto st21;
		case 244u: goto st23;
	}
	if ( (*p) < 194u ) {
		if ( (*p) > 31u ) {
			if ( 128u <= (*p) && (*p) <= 193u )
				goto tr14;
		} else
			goto st0;
	} else if ( (*p) > 223u ) {
		if ( (*p) < 241u ) {
			if ( 225u <= (*p) && (*p) <= 239u )
				goto st19;
		} else if ( (*p) > 243u ) {
			if ( 245u <= (*p) )
				goto tr14;
		} else
			goto st22;
	} else
		goto st17;
	goto st2;
tr6:
	{ if (!emel__json_may_open(json, AT)) {p++; (    json->state) = 148; goto _out;}
                          if (!emel__json_token(json, EMEL__JSON_ARRAY, AT)) { STOP; {p++; (    json->state) = 148; goto _out;} }
                          {( json->stack)[(   json->top)++] = 148;goto st105;} }
	goto st148;
tr10:
	{ if (!emel__json_may_open(json, AT)) {p++; (    json->state) = 148; goto _out;}
                          if (!emel__json_token(json, EMEL__JSON_OBJECT, AT)) { STOP; {p++; (    json->state) = 148; goto _out;} }
                          {( json->stack)[(   json->top)++] = 148;goto st38;} }
	goto st148;
tr12:
	{ END_PART; if (!emel__json_end_string(json, (const char *)p)) { STOP; {p++; (    json->state) = 148; goto _out;} } }
	goto st148;
tr53:
	{ if (!emel__json_token(json, EMEL__JSON_FALSE, AT - 4)) { STOP; {p++; (    json->state) = 148; goto _out;} } }
	goto st148;
tr56:
	{ if (!emel__json_token(json, EMEL__JSON_NULL, AT - 3)) { STOP; {p++; (    json->state) = 148; goto _out;} } }
	goto st148;
tr59:
	{ if (!emel__json_token(json, EMEL__JSON_TRUE, AT - 3)) { STOP; {p++; (    json->state) = 148; goto _out;} } }
	goto st148;
tr232:
	{ if (!emel__json_token(json, EMEL__JSON_NUMBER, json->begun)) { STOP; {p++; (    json->state) = 148; goto _out;} } }
	goto st148;
st148:
	if ( ++p == pe )
		goto _test_eof148;
case 148:
	switch( (*p) ) {
		case 13u: goto st148;
		case 32u: goto st148;
	}
	if ( 9u <= (*p) && (*p) <= 10u )
		goto st148;
	goto st0;
tr13:
	{ END_PART; if (!emel__json_end_part(json, (const char *)p)) { STOP; {p++; (    json->state) = 3; goto _out;} } }
	goto st3;
st3:
	if ( ++p == pe )
		goto _test_eof3;
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
		case 117u: goto st4;
	}
	goto st0;
st4:
	if ( ++p == pe )
		goto _test_eof4;
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
	goto st0;
tr29:
	{ emel__json_hexadecimal(json, (*p)); }
	goto st5;
st5:
	if ( ++p == pe )
		goto _test_eof5;
case 5:
	if ( (*p) < 65u ) {
		if ( 48u <= (*p) && (*p) <= 57u )
			goto tr31;
	} else if ( (*p) > 70u ) {
		if ( 97u <= (*p) && (*p) <= 102u )
			goto tr31;
	} else
		goto tr31;
	goto st0;
tr31:
	{ emel__json_hexadecimal(json, (*p)); }
	goto st6;
st6:
	if ( ++p == pe )
		goto _test_eof6;
case 6:
	if ( (*p) < 65u ) {
		if ( 48u <= (*p) && (*p) <= 57u )
			goto tr32;
	} else if ( (*p) > 70u ) {
		if ( 97u <= (*p) && (*p) <= 102u )
			goto tr32;
	} else
		goto tr32;
	goto st0;
tr32:
	{ emel__json_hexadecimal(json, (*p)); }
	goto st7;
st7:
	if ( ++p == pe )
		goto _test_eof7;
case 7:
	if ( (*p) < 65u ) {
		if ( 48u <= (*p) && (*p) <= 57u )
			goto tr33;
	} else if ( (*p) > 70u ) {
		if ( 97u <= (*p) && (*p) <= 102u )
			goto tr33;
	} else
		goto tr33;
	goto st0;
tr30:
	{ emel__json_hexadecimal(json, (*p)); }
	goto st8;
st8:
	if ( ++p == pe )
		goto _test_eof8;
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
	goto st0;
tr34:
	{ emel__json_hexadecimal(json, (*p)); }
	goto st9;
st9:
	if ( ++p == pe )
		goto _test_eof9;
case 9:
	if ( (*p) < 65u ) {
		if ( 48u <= (*p) && (*p) <= 57u )
			goto tr35;
	} else if ( (*p) > 70u ) {
		if ( 97u <= (*p) && (*p) <= 102u )
			goto tr35;
	} else
		goto tr35;
	goto st0;
tr35:
	{ emel__json_hexadecimal(json, (*p)); }
	goto st10;
st10:
	if ( ++p == pe )
		goto _test_eof10;
case 10:
	if ( (*p) < 65u ) {
		if ( 48u <= (*p) && (*p) <= 57u )
			goto tr36;
	} else if ( (*p) > 70u ) {
		if ( 97u <= (*p) && (*p) <= 102u )
			goto tr36;
	} else
		goto tr36;
	goto st0;
tr36:
	{ emel__json_hexadecimal(json, (*p)); }
	{ json->high = json->unit; }
	goto st11;
st11:
	if ( ++p == pe )
		goto _test_eof11;
case 11:
	if ( (*p) == 92u )
		goto st12;
	goto st0;
st12:
	if ( ++p == pe )
		goto _test_eof12;
case 12:
	if ( (*p) == 117u )
		goto st13;
	goto st0;
st13:
	if ( ++p == pe )
		goto _test_eof13;
case 13:
	switch( (*p) ) {
		case 68u: goto tr39;
		case 100u: goto tr39;
	}
	goto st0;
tr39:
	{ emel__json_hexadecimal(json, (*p)); }
	goto st14;
st14:
	if ( ++p == pe )
		goto _test_eof14;
case 14:
	if ( (*p) > 70u ) {
		if ( 99u <= (*p) && (*p) <= 102u )
			goto tr40;
	} else if ( (*p) >= 67u )
		goto tr40;
	goto st0;
tr40:
	{ emel__json_hexadecimal(json, (*p)); }
	goto st15;
st15:
	if ( ++p == pe )
		goto _test_eof15;
case 15:
	if ( (*p) < 65u ) {
		if ( 48u <= (*p) && (*p) <= 57u )
			goto tr41;
	} else if ( (*p) > 70u ) {
		if ( 97u <= (*p) && (*p) <= 102u )
			goto tr41;
	} else
		goto tr41;
	goto st0;
tr41:
	{ emel__json_hexadecimal(json, (*p)); }
	goto st16;
st16:
	if ( ++p == pe )
		goto _test_eof16;
case 16:
	if ( (*p) < 65u ) {
		if ( 48u <= (*p) && (*p) <= 57u )
			goto tr42;
	} else if ( (*p) > 70u ) {
		if ( 97u <= (*p) && (*p) <= 102u )
			goto tr42;
	} else
		goto tr42;
	goto st0;
tr43:
	{ emel__json_fail(json, EMEL__JSON_NOT_UTF8, AT); {p++; (    json->state) = 17; goto _out;} }
	goto st17;
st17:
	if ( ++p == pe )
		goto _test_eof17;
case 17:
	if ( 128u <= (*p) && (*p) <= 191u )
		goto st2;
	goto tr14;
st18:
	if ( ++p == pe )
		goto _test_eof18;
case 18:
	if ( 160u <= (*p) && (*p) <= 191u )
		goto st17;
	goto tr43;
tr44:
	{ emel__json_fail(json, EMEL__JSON_NOT_UTF8, AT); {p++; (    json->state) = 19; goto _out;} }
	goto st19;
st19:
	if ( ++p == pe )
		goto _test_eof19;
case 19:
	if ( 128u <= (*p) && (*p) <= 191u )
		goto st17;
	goto tr43;
st20:
	if ( ++p == pe )
		goto _test_eof20;
case 20:
	if ( 128u <= (*p) && (*p) <= 159u )
		goto st17;
	goto tr43;
st21:
	if ( ++p == pe )
		goto _test_eof21;
case 21:
	if ( 144u <= (*p) && (*p) <= 191u )
		goto st19;
	goto tr44;
st22:
	if ( ++p == pe )
		goto _test_eof22;
case 22:
	if ( 128u <= (*p) && (*p) <= 191u )
		goto st19;
	goto tr44;
st23:
	if ( ++p == pe )
		goto _test_eof23;
case 23:
	if ( 128u <= (*p) && (*p) <= 143u )
		goto st19;
	goto tr44;
tr3:
	{ json->begun = AT; json->token.number = 0; json->token.natural = true; }
	{ json->token.natural = false; }
	goto st24;
st24:
	if ( ++p == pe )
		goto _test_eof24;
case 24:
	if ( (*p) == 48u )
		goto st149;
	if ( 49u <= (*p) && (*p) <= 57u )
		goto tr46;
	goto st0;
tr4:
	{ json->begun = AT; json->token.number = 0; json->token.natural = true; }
	goto st149;
st149:
	if ( ++p == pe )
		goto _test_eof149;
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
	goto st0;
tr233:
	{ json->token.natural = false; }
	goto st25;
st25:
	if ( ++p == pe )
		goto _test_eof25;
case 25:
	if ( 48u <= (*p) && (*p) <= 57u )
		goto st150;
	goto st0;
st150:
	if ( ++p == pe )
		goto _test_eof150;
case 150:
	switch( (*p) ) {
		case 13u: goto tr232;
		case 32u: goto tr232;
		case 69u: goto tr234;
		case 101u: goto tr234;
	}
	if ( (*p) > 10u ) {
		if ( 48u <= (*p) && (*p) <= 57u )
			goto st150;
	} else if ( (*p) >= 9u )
		goto tr232;
	goto st0;
tr234:
	{ json->token.natural = false; }
	goto st26;
st26:
	if ( ++p == pe )
		goto _test_eof26;
case 26:
	switch( (*p) ) {
		case 43u: goto st27;
		case 45u: goto st27;
	}
	if ( 48u <= (*p) && (*p) <= 57u )
		goto st151;
	goto st0;
st27:
	if ( ++p == pe )
		goto _test_eof27;
case 27:
	if ( 48u <= (*p) && (*p) <= 57u )
		goto st151;
	goto st0;
st151:
	if ( ++p == pe )
		goto _test_eof151;
case 151:
	switch( (*p) ) {
		case 13u: goto tr232;
		case 32u: goto tr232;
	}
	if ( (*p) > 10u ) {
		if ( 48u <= (*p) && (*p) <= 57u )
			goto st151;
	} else if ( (*p) >= 9u )
		goto tr232;
	goto st0;
tr5:
	{ json->begun = AT; json->token.number = 0; json->token.natural = true; }
	{ p = take_digits(json, p, pe); }
	goto st152;
tr46:
	{ p = take_digits(json, p, pe); }
	goto st152;
st152:
	if ( ++p == pe )
		goto _test_eof152;
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
	goto st0;
st28:
	if ( ++p == pe )
		goto _test_eof28;
case 28:
	if ( (*p) == 97u )
		goto st29;
	goto st0;
st29:
	if ( ++p == pe )
		goto _test_eof29;
case 29:
	if ( (*p) == 108u )
		goto st30;
	goto st0;
st30:
	if ( ++p == pe )
		goto _test_eof30;
case 30:
	if ( (*p) == 115u )
		goto st31;
	goto st0;
st31:
	if ( ++p == pe )
		goto _test_eof31;
case 31:
	if ( (*p) == 101u )
		goto tr53;
	goto st0;
st32:
	if ( ++p == pe )
		goto _test_eof32;
case 32:
	if ( (*p) == 117u )
		goto st33;
	goto st0;
st33:
	if ( ++p == pe )
		goto _test_eof33;
case 33:
	if ( (*p) == 108u )
		goto st34;
	goto st0;
st34:
	if ( ++p == pe )
		goto _test_eof34;
case 34:
	if ( (*p) == 108u )
		goto tr56;
	goto st0;
st35:
	if ( ++p == pe )
		goto _test_eof35;
case 35:
	if ( (*p) == 114u )
		goto st36;
	goto st0;
st36:
	if ( ++p == pe )
		goto _test_eof36;
case 36:
	if ( (*p) == 117u )
		goto st37;
	goto st0;
st37:
	if ( ++p == pe )
		goto _test_eof37;
case 37:
	if ( (*p) == 101u )
		goto tr59;
	goto st0;
st38:
	if ( ++p == pe )
		goto _test_eof38;
case 38:
	switch( (*p) ) {
		case 13u: goto st38;
		case 32u: goto st38;
		case 34u: goto tr61;
		case 125u: goto tr62;
	}
	if ( 9u <= (*p) && (*p) <= 10u )
		goto st38;
	goto st0;
tr66:
	{ emel__json_fail(json, EMEL__JSON_NOT_UTF8, AT); {p++; (    json->state) = 39; goto _out;} }
	goto st39;
tr141:
	{ json->unit = (*p); }
	{ if (!emel__json_character(json, json->unit)) { STOP; {p++; (    json->state) = 39; goto _out;} } }
	{ BEGIN_PART; p = skip_plain(p, pe); }
	goto st39;
tr142:
	{ json->unit = '\b'; }
	{ if (!emel__json_character(json, json->unit)) { STOP; {p++; (    json->state) = 39; goto _out;} } }
	{ BEGIN_PART; p = skip_plain(p, pe); }
	goto st39;
tr143:
	{ json->unit = '\f'; }
	{ if (!emel__json_character(json, json->unit)) { STOP; {p++; (    json->state) = 39; goto _out;} } }
	{ BEGIN_PART; p = skip_plain(p, pe); }
	goto st39;
tr144:
	{ json->unit = '\n'; }
	{ if (!emel__json_character(json, json->unit)) { STOP; {p++; (    json->state) = 39; goto _out;} } }
	{ BEGIN_PART; p = skip_plain(p, pe); }
	goto st39;
tr145:
	{ json->unit = '\r'; }
	{ if (!emel__json_character(json, json->unit)) { STOP; {p++; (    json->state) = 39; goto _out;} } }
	{ BEGIN_PART; p = skip_plain(p, pe); }
	goto st39;
tr146:
	{ json->unit = '\t'; }
	{ if (!emel__json_character(json, json->unit)) { STOP; {p++; (    json->state) = 39; goto _out;} } }
	{ BEGIN_PART; p = skip_plain(p, pe); }
	goto st39;
tr152:
	{ emel__json_hexadecimal(json, (*p)); }
	{ if (!emel__json_character(json, json->unit)) { STOP; {p++; (    json->state) = 39; goto _out;} } }
	{ BEGIN_PART; p = skip_plain(p, pe); }
	goto st39;
tr161:
	{ emel__json_hexadecimal(json, (*p)); }
	{ if (!emel__json_character(json, 0x10000 + ((json->high & 0x3ff) << 10) +
                                                                  (json->unit & 0x3ff))) { STOP; {p++; (    json->state) = 39; goto _out;} } }
	{ BEGIN_PART; p = skip_plain(p, pe); }
	goto st39;
tr61:
	{ json->is_key = true; }
	{ json->begun = AT; BEGIN_PART; p = skip_plain(p, pe); }
	goto st39;
st39:
	if ( ++p == pe )
		goto _test_eof39;
case 39:
	switch( (*p) ) {
		case 34u: goto tr64;
		case 92u: goto tr65;
		case 224u: goto st99;
		case 237u: goto st101;
		case 240u: goto st102;
		case 244u: goto st104;
	}
	if ( (*p) < 194u ) {
		if ( (*p) > 31u ) {
			if ( 128u <= (*p) && (*p) <= 193u )
				goto tr66;
		} else
			goto st0;
	} else if ( (*p) > 223u ) {
		if ( (*p) < 241u ) {
			if ( 225u <= (*p) && (*p) <= 239u )
				goto st100;
		} else if ( (*p) > 243u ) {
			if ( 245u <= (*p) )
				goto tr66;
		} else
			goto st103;
	} else
		goto st98;
	goto st39;
tr64:
	{ END_PART; if (!emel__json_end_string(json, (const char *)p)) { STOP; {p++; (    json->state) = 40; goto _out;} } }
	goto st40;
st40:
	if ( ++p == pe )
		goto _test_eof40;
case 40:
	switch( (*p) ) {
		case 13u: goto st40;
		case 32u: goto st40;
		case 58u: goto st41;
	}
	if ( 9u <= (*p) && (*p) <= 10u )
		goto st40;
	goto st0;
st41:
	if ( ++p == pe )
		goto _test_eof41;
case 41:
	switch( (*p) ) {
		case 13u: goto st41;
		case 32u: goto st41;
		case 34u: goto tr76;
		case 45u: goto tr77;
		case 48u: goto tr78;
		case 91u: goto tr80;
		case 102u: goto st74;
		case 110u: goto st78;
		case 116u: goto st81;
		case 123u: goto tr84;
	}
	if ( (*p) > 10u ) {
		if ( 49u <= (*p) && (*p) <= 57u )
			goto tr79;
	} else if ( (*p) >= 9u )
		goto st41;
	goto st0;
tr76:
	{ json->is_key = false; }
	{ json->begun = AT; BEGIN_PART; p = skip_plain(p, pe); }
	goto st42;
tr88:
	{ emel__json_fail(json, EMEL__JSON_NOT_UTF8, AT); {p++; (    json->state) = 42; goto _out;} }
	goto st42;
tr98:
	{ json->unit = (*p); }
	{ if (!emel__json_character(json, json->unit)) { STOP; {p++; (    json->state) = 42; goto _out;} } }
	{ BEGIN_PART; p = skip_plain(p, pe); }
	goto st42;
tr99:
	{ json->unit = '\b'; }
	{ if (!emel__json_character(json, json->unit)) { STOP; {p++; (    json->state) = 42; goto _out;} } }
	{ BEGIN_PART; p = skip_plain(p, pe); }
	goto st42;
tr100:
	{ json->unit = '\f'; }
	{ if (!emel__json_character(json, json->unit)) { STOP; {p++; (    json->state) = 42; goto _out;} } }
	{ BEGIN_PART; p = skip_plain(p, pe); }
	goto st42;
tr101:
	{ json->unit = '\n'; }
	{ if (!emel__json_character(json, json->unit)) { STOP; {p++; (    json->state) = 42; goto _out;} } }
	{ BEGIN_PART; p = skip_plain(p, pe); }
	goto st42;
tr102:
	{ json->unit = '\r'; }
	{ if (!emel__json_character(json, json->unit)) { STOP; {p++; (    json->state) = 42; goto _out;} } }
	{ BEGIN_PART; p = skip_plain(p, pe); }
	goto st42;
tr103:
	{ json->unit = '\t'; }
	{ if (!emel__json_character(json, json->unit)) { STOP; {p++; (    json->state) = 42; goto _out;} } }
	{ BEGIN_PART; p = skip_plain(p, pe); }
	goto st42;
tr109:
	{ emel__json_hexadecimal(json, (*p)); }
	{ if (!emel__json_character(json, json->unit)) { STOP; {p++; (    json->state) = 42; goto _out;} } }
	{ BEGIN_PART; p = skip_plain(p, pe); }
	goto st42;
tr118:
	{ emel__json_hexadecimal(json, (*p)); }
	{ if (!emel__json_character(json, 0x10000 + ((json->high & 0x3ff) << 10) +
                                                                  (json->unit & 0x3ff))) { STOP; {p++; (    json->state) = 42; goto _out;} } }
	{ BEGIN_PART; p = skip_plain(p, pe); }
	goto st42;
st42:
	if ( ++p == pe )
		goto _test_eof42;
case 42:
	switch( (*p) ) {
		case 34u: goto tr86;
		case 92u: goto tr87;
		case 224u: goto st60;
		case 237u: goto st62;
		case 240u: goto st63;
		case 244u: goto st65;
	}
	if ( (*p) < 194u ) {
		if ( (*p) > 31u ) {
			if ( 128u <= (*p) && (*p) <= 193u )
				goto tr88;
		} else
			goto st0;
	} else if ( (*p) > 223u ) {
		if ( (*p) < 241u ) {
			if ( 225u <= (*p) && (*p) <= 239u )
				goto st61;
		} else if ( (*p) > 243u ) {
			if ( 245u <= (*p) )
				goto tr88;
		} else
			goto st64;
	} else
		goto st59;
	goto st42;
tr80:
	{ if (!emel__json_may_open(json, AT)) {p++; (    json->state) = 43; goto _out;}
                          if (!emel__json_token(json, EMEL__JSON_ARRAY, AT)) { STOP; {p++; (    json->state) = 43; goto _out;} }
                          {( json->stack)[(   json->top)++] = 43;goto st105;} }
	goto st43;
tr84:
	{ if (!emel__json_may_open(json, AT)) {p++; (    json->state) = 43; goto _out;}
                          if (!emel__json_token(json, EMEL__JSON_OBJECT, AT)) { STOP; {p++; (    json->state) = 43; goto _out;} }
                          {( json->stack)[(   json->top)++] = 43;goto st38;} }
	goto st43;
tr86:
	{ END_PART; if (!emel__json_end_string(json, (const char *)p)) { STOP; {p++; (    json->state) = 43; goto _out;} } }
	goto st43;
tr134:
	{ if (!emel__json_token(json, EMEL__JSON_FALSE, AT - 4)) { STOP; {p++; (    json->state) = 43; goto _out;} } }
	goto st43;
tr137:
	{ if (!emel__json_token(json, EMEL__JSON_NULL, AT - 3)) { STOP; {p++; (    json->state) = 43; goto _out;} } }
	goto st43;
tr140:
	{ if (!emel__json_token(json, EMEL__JSON_TRUE, AT - 3)) { STOP; {p++; (    json->state) = 43; goto _out;} } }
	goto st43;
tr123:
	{ if (!emel__json_token(json, EMEL__JSON_NUMBER, json->begun)) { STOP; {p++; (    json->state) = 43; goto _out;} } }
	goto st43;
st43:
	if ( ++p == pe )
		goto _test_eof43;
case 43:
	switch( (*p) ) {
		case 13u: goto st43;
		case 32u: goto st43;
		case 44u: goto st44;
		case 125u: goto tr62;
	}
	if ( 9u <= (*p) && (*p) <= 10u )
		goto st43;
	goto st0;
tr124:
	{ if (!emel__json_token(json, EMEL__JSON_NUMBER, json->begun)) { STOP; {p++; (    json->state) = 44; goto _out;} } }
	goto st44;
st44:
	if ( ++p == pe )
		goto _test_eof44;
case 44:
	switch( (*p) ) {
		case 13u: goto st44;
		case 32u: goto st44;
		case 34u: goto tr61;
	}
	if ( 9u <= (*p) && (*p) <= 10u )
		goto st44;
	goto st0;
tr62:
	{ if (!emel__json_token(json, EMEL__JSON_OBJECT_END, AT)) { STOP; {p++; (    json->state) = 153; goto _out;} }
                          {(    json->state) = ( json->stack)[--(   json->top)];goto _again;} }
	goto st153;
tr127:
	{ if (!emel__json_token(json, EMEL__JSON_NUMBER, json->begun)) { STOP; {p++; (    json->state) = 153; goto _out;} } }
	{ if (!emel__json_token(json, EMEL__JSON_OBJECT_END, AT)) { STOP; {p++; (    json->state) = 153; goto _out;} }
                          {(    json->state) = ( json->stack)[--(   json->top)];goto _again;} }
	goto st153;
st153:
	if ( ++p == pe )
		goto _test_eof153;
case 153:
	goto st0;
tr87:
	{ END_PART; if (!emel__json_end_part(json, (const char *)p)) { STOP; {p++; (    json->state) = 45; goto _out;} } }
	goto st45;
st45:
	if ( ++p == pe )
		goto _test_eof45;
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
		case 117u: goto st46;
	}
	goto st0;
st46:
	if ( ++p == pe )
		goto _test_eof46;
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
	goto st0;
tr105:
	{ emel__json_hexadecimal(json, (*p)); }
	goto st47;
st47:
	if ( ++p == pe )
		goto _test_eof47;
case 47:
	if ( (*p) < 65u ) {
		if ( 48u <= (*p) && (*p) <= 57u )
			goto tr107;
	} else if ( (*p) > 70u ) {
		if ( 97u <= (*p) && (*p) <= 102u )
			goto tr107;
	} else
		goto tr107;
	goto st0;
tr107:
	{ emel__json_hexadecimal(json, (*p)); }
	goto st48;
st48:
	if ( ++p == pe )
		goto _test_eof48;
case 48:
	if ( (*p) < 65u ) {
		if ( 48u <= (*p) && (*p) <= 57u )
			goto tr108;
	} else if ( (*p) > 70u ) {
		if ( 97u <= (*p) && (*p) <= 102u )
			goto tr108;
	} else
		goto tr108;
	goto st0;
tr108:
	{ emel__json_hexadecimal(json, (*p)); }
	goto st49;
st49:
	if ( ++p == pe )
		goto _test_eof49;
case 49:
	if ( (*p) < 65u ) {
		if ( 48u <= (*p) && (*p) <= 57u )
			goto tr109;
	} else if ( (*p) > 70u ) {
		if ( 97u <= (*p) && (*p) <= 102u )
			goto tr109;
	} else
		goto tr109;
	goto st0;
tr106:
	{ emel__json_hexadecimal(json, (*p)); }
	goto st50;
st50:
	if ( ++p == pe )
		goto _test_eof50;
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
	goto st0;
tr110:
	{ emel__json_hexadecimal(json, (*p)); }
	goto st51;
st51:
	if ( ++p == pe )
		goto _test_eof51;
case 51:
	if ( (*p) < 65u ) {
		if ( 48u <= (*p) && (*p) <= 57u )
			goto tr111;
	} else if ( (*p) > 70u ) {
		if ( 97u <= (*p) && (*p) <= 102u )
			goto tr111;
	} else
		goto tr111;
	goto st0;
tr111:
	{ emel__json_hexadecimal(json, (*p)); }
	goto st52;
st52:
	if ( ++p == pe )
		goto _test_eof52;
case 52:
	if ( (*p) < 65u ) {
		if ( 48u <= (*p) && (*p) <= 57u )
			goto tr112;
	} else if ( (*p) > 70u ) {
		if ( 97u <= (*p) && (*p) <= 102u )
			goto tr112;
	} else
		goto tr112;
	goto st0;
tr112:
	{ emel__json_hexadecimal(json, (*p)); }
	{ json->high = json->unit; }
	goto st53;
st53:
	if ( ++p == pe )
		goto _test_eof53;
case 53:
	if ( (*p) == 92u )
		goto st54;
	goto st0;
st54:
	if ( ++p == pe )
		goto _test_eof54;
case 54:
	if ( (*p) == 117u )
		goto st55;
	goto st0;
st55:
	if ( ++p == pe )
		goto _test_eof55;
case 55:
	switch( (*p) ) {
		case 68u: goto tr115;
		case 100u: goto tr115;
	}
	goto st0;
tr115:
	{ emel__json_hexadecimal(json, (*p)); }
	goto st56;
st56:
	if ( ++p == pe )
		goto _test_eof56;
case 56:
	if ( (*p) > 70u ) {
		if ( 99u <= (*p) && (*p) <= 102u )
			goto tr116;
	} else if ( (*p) >= 67u )
		goto tr116;
	goto st0;
tr116:
	{ emel__json_hexadecimal(json, (*p)); }
	goto st57;
st57:
	if ( ++p == pe )
		goto _test_eof57;
case 57:
	if ( (*p) < 65u ) {
		if ( 48u <= (*p) && (*p) <= 57u )
			goto tr117;
	} else if ( (*p) > 70u ) {
		if ( 97u <= (*p) && (*p) <= 102u )
			goto tr117;
	} else
		goto tr117;
	goto st0;
tr117:
	{ emel__json_hexadecimal(json, (*p)); }
	goto st58;
st58:
	if ( ++p == pe )
		goto _test_eof58;
case 58:
	if ( (*p) < 65u ) {
		if ( 48u <= (*p) && (*p) <= 57u )
			goto tr118;
	} else if ( (*p) > 70u ) {
		if ( 97u <= (*p) && (*p) <= 102u )
			goto tr118;
	} else
		goto tr118;
	goto st0;
tr119:
	{ emel__json_fail(json, EMEL__JSON_NOT_UTF8, AT); {p++; (    json->state) = 59; goto _out;} }
	goto st59;
st59:
	if ( ++p == pe )
		goto _test_eof59;
case 59:
	if ( 128u <= (*p) && (*p) <= 191u )
		goto st42;
	goto tr88;
st60:
	if ( ++p == pe )
		goto _test_eof60;
case 60:
	if ( 160u <= (*p) && (*p) <= 191u )
		goto st59;
	goto tr119;
tr120:
	{ emel__json_fail(json, EMEL__JSON_NOT_UTF8, AT); {p++; (    json->state) = 61; goto _out;} }
	goto st61;
st61:
	if ( ++p == pe )
		goto _test_eof61;
case 61:
	if ( 128u <= (*p) && (*p) <= 191u )
		goto st59;
	goto tr119;
st62:
	if ( ++p == pe )
		goto _test_eof62;
case 62:
	if ( 128u <= (*p) && (*p) <= 159u )
		goto st59;
	goto tr119;
st63:
	if ( ++p == pe )
		goto _test_eof63;
case 63:
	if ( 144u <= (*p) && (*p) <= 191u )
		goto st61;
	goto tr120;
st64:
	if ( ++p == pe )
		goto _test_eof64;
case 64:
	if ( 128u <= (*p) && (*p) <= 191u )
		goto st61;
	goto tr120;
st65:
	if ( ++p == pe )
		goto _test_eof65;
case 65:
	if ( 128u <= (*p) && (*p) <= 143u )
		goto st61;
	goto tr120;
tr77:
	{ json->begun = AT; json->token.number = 0; json->token.natural = true; }
	{ json->token.natural = false; }
	goto st66;
st66:
	if ( ++p == pe )
		goto _test_eof66;
case 66:
	if ( (*p) == 48u )
		goto st67;
	if ( 49u <= (*p) && (*p) <= 57u )
		goto tr122;
	goto st0;
tr78:
	{ json->begun = AT; json->token.number = 0; json->token.natural = true; }
	goto st67;
st67:
	if ( ++p == pe )
		goto _test_eof67;
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
	goto st0;
tr125:
	{ json->token.natural = false; }
	goto st68;
st68:
	if ( ++p == pe )
		goto _test_eof68;
case 68:
	if ( 48u <= (*p) && (*p) <= 57u )
		goto st69;
	goto st0;
st69:
	if ( ++p == pe )
		goto _test_eof69;
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
			goto st69;
	} else if ( (*p) >= 9u )
		goto tr123;
	goto st0;
tr126:
	{ json->token.natural = false; }
	goto st70;
st70:
	if ( ++p == pe )
		goto _test_eof70;
case 70:
	switch( (*p) ) {
		case 43u: goto st71;
		case 45u: goto st71;
	}
	if ( 48u <= (*p) && (*p) <= 57u )
		goto st72;
	goto st0;
st71:
	if ( ++p == pe )
		goto _test_eof71;
case 71:
	if ( 48u <= (*p) && (*p) <= 57u )
		goto st72;
	goto st0;
st72:
	if ( ++p == pe )
		goto _test_eof72;
case 72:
	switch( (*p) ) {
		case 13u: goto tr123;
		case 32u: goto tr123;
		case 44u: goto tr124;
		case 125u: goto tr127;
	}
	if ( (*p) > 10u ) {
		if ( 48u <= (*p) && (*p) <= 57u )
			goto st72;
	} else if ( (*p) >= 9u )
		goto tr123;
	goto st0;
tr79:
	{ json->begun = AT; json->token.number = 0; json->token.natural = true; }
	{ p = take_digits(json, p, pe); }
	goto st73;
tr122:
	{ p = take_digits(json, p, pe); }
	goto st73;
st73:
	if ( ++p == pe )
		goto _test_eof73;
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
	goto st0;
st74:
	if ( ++p == pe )
		goto _test_eof74;
case 74:
	if ( (*p) == 97u )
		goto st75;
	goto st0;
st75:
	if ( ++p == pe )
		goto _test_eof75;
case 75:
	if ( (*p) == 108u )
		goto st76;
	goto st0;
st76:
	if ( ++p == pe )
		goto _test_eof76;
case 76:
	if ( (*p) == 115u )
		goto st77;
	goto st0;
st77:
	if ( ++p == pe )
		goto _test_eof77;
case 77:
	if ( (*p) == 101u )
		goto tr134;
	goto st0;
st78:
	if ( ++p == pe )
		goto _test_eof78;
case 78:
	if ( (*p) == 117u )
		goto st79;
	goto st0;
st79:
	if ( ++p == pe )
		goto _test_eof79;
case 79:
	if ( (*p) == 108u )
		goto st80;
	goto st0;
st80:
	if ( ++p == pe )
		goto _test_eof80;
case 80:
	if ( (*p) == 108u )
		goto tr137;
	goto st0;
st81:
	if ( ++p == pe )
		goto _test_eof81;
case 81:
	if ( (*p) == 114u )
		goto st82;
	goto st0;
st82:
	if ( ++p == pe )
		goto _test_eof82;
case 82:
	if ( (*p) == 117u )
		goto st83;
	goto st0;
st83:
	if ( ++p == pe )
		goto _test_eof83;
case 83:
	if ( (*p) == 101u )
		goto tr140;
	goto st0;
tr65:
	{ END_PART; if (!emel__json_end_part(json, (const char *)p)) { STOP; {p++; (    json->state) = 84; goto _out;} } }
	goto st84;
st84:
	if ( ++p == pe )
		goto _test_eof84;
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
		case 117u: goto st85;
	}
	goto st0;
st85:
	if ( ++p == pe )
		goto _test_eof85;
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
	goto st0;
tr148:
	{ emel__json_hexadecimal(json, (*p)); }
	goto st86;
st86:
	if ( ++p == pe )
		goto _test_eof86;
case 86:
	if ( (*p) < 65u ) {
		if ( 48u <= (*p) && (*p) <= 57u )
			goto tr150;
	} else if ( (*p) > 70u ) {
		if ( 97u <= (*p) && (*p) <= 102u )
			goto tr150;
	} else
		goto tr150;
	goto st0;
tr150:
	{ emel__json_hexadecimal(json, (*p)); }
	goto st87;
st87:
	if ( ++p == pe )
		goto _test_eof87;
case 87:
	if ( (*p) < 65u ) {
		if ( 48u <= (*p) && (*p) <= 57u )
			goto tr151;
	} else if ( (*p) > 70u ) {
		if ( 97u <= (*p) && (*p) <= 102u )
			goto tr151;
	} else
		goto tr151;
	goto st0;
tr151:
	{ emel__json_hexadecimal(json, (*p)); }
	goto st88;
st88:
	if ( ++p == pe )
		goto _test_eof88;
case 88:
	if ( (*p) < 65u ) {
		if ( 48u <= (*p) && (*p) <= 57u )
			goto tr152;
	} else if ( (*p) > 70u ) {
		if ( 97u <= (*p) && (*p) <= 102u )
			goto tr152;
	} else
		goto tr152;
	goto st0;
tr149:
	{ emel__json_hexadecimal(json, (*p)); }
	goto st89;
st89:
	if ( ++p == pe )
		goto _test_eof89;
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
	goto st0;
tr153:
	{ emel__json_hexadecimal(json, (*p)); }
	goto st90;
st90:
	if ( ++p == pe )
		goto _test_eof90;
case 90:
	if ( (*p) < 65u ) {
		if ( 48u <= (*p) && (*p) <= 57u )
			goto tr154;
	} else if ( (*p) > 70u ) {
		if ( 97u <= (*p) && (*p) <= 102u )
			goto tr154;
	} else
		goto tr154;
	goto st0;
tr154:
	{ emel__json_hexadecimal(json, (*p)); }
	goto st91;
st91:
	if ( ++p == pe )
		goto _test_eof91;
case 91:
	if ( (*p) < 65u ) {
		if ( 48u <= (*p) && (*p) <= 57u )
			goto tr155;
	} else if ( (*p) > 70u ) {
		if ( 97u <= (*p) && (*p) <= 102u )
			goto tr155;
	} else
		goto tr155;
	goto st0;
tr155:
	{ emel__json_hexadecimal(json, (*p)); }
	{ json->high = json->unit; }
	goto st92;
st92:
	if ( ++p == pe )
		goto _test_eof92;
case 92:
	if ( (*p) == 92u )
		goto st93;
	goto st0;
st93:
	if ( ++p == pe )
		goto _test_eof93;
case 93:
	if ( (*p) == 117u )
		goto st94;
	goto st0;
st94:
	if ( ++p == pe )
		goto _test_eof94;
case 94:
	switch( (*p) ) {
		case 68u: goto tr158;
		case 100u: goto tr158;
	}
	goto st0;
tr158:
	{ emel__json_hexadecimal(json, (*p)); }
	goto st95;
st95:
	if ( ++p == pe )
		goto _test_eof95;
case 95:
	if ( (*p) > 70u ) {
		if ( 99u <= (*p) && (*p) <= 102u )
			goto tr159;
	} else if ( (*p) >= 67u )
		goto tr159;
	goto st0;
tr159:
	{ emel__json_hexadecimal(json, (*p)); }
	goto st96;
st96:
	if ( ++p == pe )
		goto _test_eof96;
case 96:
	if ( (*p) < 65u ) {
		if ( 48u <= (*p) && (*p) <= 57u )
			goto tr160;
	} else if ( (*p) > 70u ) {
		if ( 97u <= (*p) && (*p) <= 102u )
			goto tr160;
	} else
		goto tr160;
	goto st0;
tr160:
	{ emel__json_hexadecimal(json, (*p)); }
	goto st97;
st97:
	if ( ++p == pe )
		goto _test_eof97;
case 97:
	if ( (*p) < 65u ) {
		if ( 48u <= (*p) && (*p) <= 57u )
			goto tr161;
	} else if ( (*p) > 70u ) {
		if ( 97u <= (*p) && (*p) <= 102u )
			goto tr161;
	} else
		goto tr161;
	goto st0;
tr162:
	{ emel__json_fail(json, EMEL__JSON_NOT_UTF8, AT); {p++; (    json->state) = 98; goto _out;} }
	goto st98;
st98:
	if ( ++p == pe )
		goto _test_eof98;
case 98:
	if ( 128u <= (*p) && (*p) <= 191u )
		goto st39;
	goto tr66;
st99:
	if ( ++p == pe )
		goto _test_eof99;
case 99:
	if ( 160u <= (*p) && (*p) <= 191u )
		goto st98;
	goto tr162;
tr163:
	{ emel__json_fail(json, EMEL__JSON_NOT_UTF8, AT); {p++; (    json->state) = 100; goto _out;} }
	goto st100;
st100:
	if ( ++p == pe )
		goto _test_eof100;
case 100:
	if ( 128u <= (*p) && (*p) <= 191u )
		goto st98;
	goto tr162;
st101:
	if ( ++p == pe )
		goto _test_eof101;
case 101:
	if ( 128u <= (*p) && (*p) <= 159u )
		goto st98;
	goto tr162;
st102:
	if ( ++p == pe )
		goto _test_eof102;
case 102:
	if ( 144u <= (*p) && (*p) <= 191u )
		goto st100;
	goto tr163;
st103:
	if ( ++p == pe )
		goto _test_eof103;
case 103:
	if ( 128u <= (*p) && (*p) <= 191u )
		goto st100;
	goto tr163;
st104:
	if ( ++p == pe )
		goto _test_eof104;
case 104:
	if ( 128u <= (*p) && (*p) <= 143u )
		goto st100;
	goto tr163;
st105:
	if ( ++p == pe )
		goto _test_eof105;
case 105:
	switch( (*p) ) {
		case 13u: goto st105;
		case 32u: goto st105;
		case 34u: goto tr165;
		case 45u: goto tr166;
		case 48u: goto tr167;
		case 91u: goto tr169;
		case 93u: goto tr170;
		case 102u: goto st117;
		case 110u: goto st121;
		case 116u: goto st124;
		case 123u: goto tr174;
	}
	if ( (*p) > 10u ) {
		if ( 49u <= (*p) && (*p) <= 57u )
			goto tr168;
	} else if ( (*p) >= 9u )
		goto st105;
	goto st0;
tr165:
	{ json->is_key = false; }
	{ json->begun = AT; BEGIN_PART; p = skip_plain(p, pe); }
	goto st106;
tr178:
	{ emel__json_fail(json, EMEL__JSON_NOT_UTF8, AT); {p++; (    json->state) = 106; goto _out;} }
	goto st106;
tr208:
	{ json->unit = (*p); }
	{ if (!emel__json_character(json, json->unit)) { STOP; {p++; (    json->state) = 106; goto _out;} } }
	{ BEGIN_PART; p = skip_plain(p, pe); }
	goto st106;
tr209:
	{ json->unit = '\b'; }
	{ if (!emel__json_character(json, json->unit)) { STOP; {p++; (    json->state) = 106; goto _out;} } }
	{ BEGIN_PART; p = skip_plain(p, pe); }
	goto st106;
tr210:
	{ json->unit = '\f'; }
	{ if (!emel__json_character(json, json->unit)) { STOP; {p++; (    json->state) = 106; goto _out;} } }
	{ BEGIN_PART; p = skip_plain(p, pe); }
	goto st106;
tr211:
	{ json->unit = '\n'; }
	{ if (!emel__json_character(json, json->unit)) { STOP; {p++; (    json->state) = 106; goto _out;} } }
	{ BEGIN_PART; p = skip_plain(p, pe); }
	goto st106;
tr212:
	{ json->unit = '\r'; }
	{ if (!emel__json_character(json, json->unit)) { STOP; {p++; (    json->state) = 106; goto _out;} } }
	{ BEGIN_PART; p = skip_plain(p, pe); }
	goto st106;
tr213:
	{ json->unit = '\t'; }
	{ if (!emel__json_character(json, json->unit)) { STOP; {p++; (    json->state) = 106; goto _out;} } }
	{ BEGIN_PART; p = skip_plain(p, pe); }
	goto st106;
tr219:
	{ emel__json_hexadecimal(json, (*p)); }
	{ if (!emel__json_character(json, json->unit)) { STOP; {p++; (    json->state) = 106; goto _out;} } }
	{ BEGIN_PART; p = skip_plain(p, pe); }
	goto st106;
tr228:
	{ emel__json_hexadecimal(json, (*p)); }
	{ if (!emel__json_character(json, 0x10000 + ((json->high & 0x3ff) << 10) +
                                                                  (json->unit & 0x3ff))) { STOP; {p++; (    json->state) = 106; goto _out;} } }
	{ BEGIN_PART; p = skip_plain(p, pe); }
	goto st106;
st106:
	if ( ++p == pe )
		goto _test_eof106;
case 106:
	switch( (*p) ) {
		case 34u: goto tr176;
		case 92u: goto tr177;
		case 224u: goto st142;
		case 237u: goto st144;
		case 240u: goto st145;
		case 244u: goto st147;
	}
	if ( (*p) < 194u ) {
		if ( (*p) > 31u ) {
			if ( 128u <= (*p) && (*p) <= 193u )
				goto tr178;
		} else
			goto st0;
	} else if ( (*p) > 223u ) {
		if ( (*p) < 241u ) {
			if ( 225u <= (*p) && (*p) <= 239u )
				goto st143;
		} else if ( (*p) > 243u ) {
			if ( 245u <= (*p) )
				goto tr178;
		} else
			goto st146;
	} else
		goto st141;
	goto st106;
tr169:
	{ if (!emel__json_may_open(json, AT)) {p++; (    json->state) = 107; goto _out;}
                          if (!emel__json_token(json, EMEL__JSON_ARRAY, AT)) { STOP; {p++; (    json->state) = 107; goto _out;} }
                          {( json->stack)[(   json->top)++] = 107;goto st105;} }
	goto st107;
tr174:
	{ if (!emel__json_may_open(json, AT)) {p++; (    json->state) = 107; goto _out;}
                          if (!emel__json_token(json, EMEL__JSON_OBJECT, AT)) { STOP; {p++; (    json->state) = 107; goto _out;} }
                          {( json->stack)[(   json->top)++] = 107;goto st38;} }
	goto st107;
tr176:
	{ END_PART; if (!emel__json_end_string(json, (const char *)p)) { STOP; {p++; (    json->state) = 107; goto _out;} } }
	goto st107;
tr201:
	{ if (!emel__json_token(json, EMEL__JSON_FALSE, AT - 4)) { STOP; {p++; (    json->state) = 107; goto _out;} } }
	goto st107;
tr204:
	{ if (!emel__json_token(json, EMEL__JSON_NULL, AT - 3)) { STOP; {p++; (    json->state) = 107; goto _out;} } }
	goto st107;
tr207:
	{ if (!emel__json_token(json, EMEL__JSON_TRUE, AT - 3)) { STOP; {p++; (    json->state) = 107; goto _out;} } }
	goto st107;
tr190:
	{ if (!emel__json_token(json, EMEL__JSON_NUMBER, json->begun)) { STOP; {p++; (    json->state) = 107; goto _out;} } }
	goto st107;
st107:
	if ( ++p == pe )
		goto _test_eof107;
case 107:
	switch( (*p) ) {
		case 13u: goto st107;
		case 32u: goto st107;
		case 44u: goto st108;
		case 93u: goto tr170;
	}
	if ( 9u <= (*p) && (*p) <= 10u )
		goto st107;
	goto st0;
tr191:
	{ if (!emel__json_token(json, EMEL__JSON_NUMBER, json->begun)) { STOP; {p++; (    json->state) = 108; goto _out;} } }
	goto st108;
st108:
	if ( ++p == pe )
		goto _test_eof108;
case 108:
	switch( (*p) ) {
		case 13u: goto st108;
		case 32u: goto st108;
		case 34u: goto tr165;
		case 45u: goto tr166;
		case 48u: goto tr167;
		case 91u: goto tr169;
		case 102u: goto st117;
		case 110u: goto st121;
		case 116u: goto st124;
		case 123u: goto tr174;
	}
	if ( (*p) > 10u ) {
		if ( 49u <= (*p) && (*p) <= 57u )
			goto tr168;
	} else if ( (*p) >= 9u )
		goto st108;
	goto st0;
tr166:
	{ json->begun = AT; json->token.number = 0; json->token.natural = true; }
	{ json->token.natural = false; }
	goto st109;
st109:
	if ( ++p == pe )
		goto _test_eof109;
case 109:
	if ( (*p) == 48u )
		goto st110;
	if ( 49u <= (*p) && (*p) <= 57u )
		goto tr189;
	goto st0;
tr167:
	{ json->begun = AT; json->token.number = 0; json->token.natural = true; }
	goto st110;
st110:
	if ( ++p == pe )
		goto _test_eof110;
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
	goto st0;
tr192:
	{ json->token.natural = false; }
	goto st111;
st111:
	if ( ++p == pe )
		goto _test_eof111;
case 111:
	if ( 48u <= (*p) && (*p) <= 57u )
		goto st112;
	goto st0;
st112:
	if ( ++p == pe )
		goto _test_eof112;
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
			goto st112;
	} else if ( (*p) >= 9u )
		goto tr190;
	goto st0;
tr193:
	{ json->token.natural = false; }
	goto st113;
st113:
	if ( ++p == pe )
		goto _test_eof113;
case 113:
	switch( (*p) ) {
		case 43u: goto st114;
		case 45u: goto st114;
	}
	if ( 48u <= (*p) && (*p) <= 57u )
		goto st115;
	goto st0;
st114:
	if ( ++p == pe )
		goto _test_eof114;
case 114:
	if ( 48u <= (*p) && (*p) <= 57u )
		goto st115;
	goto st0;
st115:
	if ( ++p == pe )
		goto _test_eof115;
case 115:
	switch( (*p) ) {
		case 13u: goto tr190;
		case 32u: goto tr190;
		case 44u: goto tr191;
		case 93u: goto tr194;
	}
	if ( (*p) > 10u ) {
		if ( 48u <= (*p) && (*p) <= 57u )
			goto st115;
	} else if ( (*p) >= 9u )
		goto tr190;
	goto st0;
tr170:
	{ if (!emel__json_token(json, EMEL__JSON_ARRAY_END, AT)) { STOP; {p++; (    json->state) = 154; goto _out;} }
                          {(    json->state) = ( json->stack)[--(   json->top)];goto _again;} }
	goto st154;
tr194:
	{ if (!emel__json_token(json, EMEL__JSON_NUMBER, json->begun)) { STOP; {p++; (    json->state) = 154; goto _out;} } }
	{ if (!emel__json_token(json, EMEL__JSON_ARRAY_END, AT)) { STOP; {p++; (    json->state) = 154; goto _out;} }
                          {(    json->state) = ( json->stack)[--(   json->top)];goto _again;} }
	goto st154;
st154:
	if ( ++p == pe )
		goto _test_eof154;
case 154:
	goto st0;
tr168:
	{ json->begun = AT; json->token.number = 0; json->token.natural = true; }
	{ p = take_digits(json, p, pe); }
	goto st116;
tr189:
	{ p = take_digits(json, p, pe); }
	goto st116;
st116:
	if ( ++p == pe )
		goto _test_eof116;
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
	goto st0;
st117:
	if ( ++p == pe )
		goto _test_eof117;
case 117:
	if ( (*p) == 97u )
		goto st118;
	goto st0;
st118:
	if ( ++p == pe )
		goto _test_eof118;
case 118:
	if ( (*p) == 108u )
		goto st119;
	goto st0;
st119:
	if ( ++p == pe )
		goto _test_eof119;
case 119:
	if ( (*p) == 115u )
		goto st120;
	goto st0;
st120:
	if ( ++p == pe )
		goto _test_eof120;
case 120:
	if ( (*p) == 101u )
		goto tr201;
	goto st0;
st121:
	if ( ++p == pe )
		goto _test_eof121;
case 121:
	if ( (*p) == 117u )
		goto st122;
	goto st0;
st122:
	if ( ++p == pe )
		goto _test_eof122;
case 122:
	if ( (*p) == 108u )
		goto st123;
	goto st0;
st123:
	if ( ++p == pe )
		goto _test_eof123;
case 123:
	if ( (*p) == 108u )
		goto tr204;
	goto st0;
st124:
	if ( ++p == pe )
		goto _test_eof124;
case 124:
	if ( (*p) == 114u )
		goto st125;
	goto st0;
st125:
	if ( ++p == pe )
		goto _test_eof125;
case 125:
	if ( (*p) == 117u )
		goto st126;
	goto st0;
st126:
	if ( ++p == pe )
		goto _test_eof126;
case 126:
	if ( (*p) == 101u )
		goto tr207;
	goto st0;
tr177:
	{ END_PART; if (!emel__json_end_part(json, (const char *)p)) { STOP; {p++; (    json->state) = 127; goto _out;} } }
	goto st127;
st127:
	if ( ++p == pe )
		goto _test_eof127;
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
		case 117u: goto st128;
	}
	goto st0;
st128:
	if ( ++p == pe )
		goto _test_eof128;
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
	goto st0;
tr215:
	{ emel__json_hexadecimal(json, (*p)); }
	goto st129;
st129:
	if ( ++p == pe )
		goto _test_eof129;
case 129:
	if ( (*p) < 65u ) {
		if ( 48u <= (*p) && (*p) <= 57u )
			goto tr217;
	} else if ( (*p) > 70u ) {
		if ( 97u <= (*p) && (*p) <= 102u )
			goto tr217;
	} else
		goto tr217;
	goto st0;
tr217:
	{ emel__json_hexadecimal(json, (*p)); }
	goto st130;
st130:
	if ( ++p == pe )
		goto _test_eof130;
case 130:
	if ( (*p) < 65u ) {
		if ( 48u <= (*p) && (*p) <= 57u )
			goto tr218;
	} else if ( (*p) > 70u ) {
		if ( 97u <= (*p) && (*p) <= 102u )
			goto tr218;
	} else
		goto tr218;
	goto st0;
tr218:
	{ emel__json_hexadecimal(json, (*p)); }
	goto st131;
st131:
	if ( ++p == pe )
		goto _test_eof131;
case 131:
	if ( (*p) < 65u ) {
		if ( 48u <= (*p) && (*p) <= 57u )
			goto tr219;
	} else if ( (*p) > 70u ) {
		if ( 97u <= (*p) && (*p) <= 102u )
			goto tr219;
	} else
		goto tr219;
	goto st0;
tr216:
	{ emel__json_hexadecimal(json, (*p)); }
	goto st132;
st132:
	if ( ++p == pe )
		goto _test_eof132;
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
	goto st0;
tr220:
	{ emel__json_hexadecimal(json, (*p)); }
	goto st133;
st133:
	if ( ++p == pe )
		goto _test_eof133;
case 133:
	if ( (*p) < 65u ) {
		if ( 48u <= (*p) && (*p) <= 57u )
			goto tr221;
	} else if ( (*p) > 70u ) {
		if ( 97u <= (*p) && (*p) <= 102u )
			goto tr221;
	} else
		goto tr221;
	goto st0;
tr221:
	{ emel__json_hexadecimal(json, (*p)); }
	goto st134;
st134:
	if ( ++p == pe )
		goto _test_eof134;
case 134:
	if ( (*p) < 65u ) {
		if ( 48u <= (*p) && (*p) <= 57u )
			goto tr222;
	} else if ( (*p) > 70u ) {
		if ( 97u <= (*p) && (*p) <= 102u )
			goto tr222;
	} else
		goto tr222;
	goto st0;
tr222:
	{ emel__json_hexadecimal(json, (*p)); }
	{ json->high = json->unit; }
	goto st135;
st135:
	if ( ++p == pe )
		goto _test_eof135;
case 135:
	if ( (*p) == 92u )
		goto st136;
	goto st0;
st136:
	if ( ++p == pe )
		goto _test_eof136;
case 136:
	if ( (*p) == 117u )
		goto st137;
	goto st0;
st137:
	if ( ++p == pe )
		goto _test_eof137;
case 137:
	switch( (*p) ) {
		case 68u: goto tr225;
		case 100u: goto tr225;
	}
	goto st0;
tr225:
	{ emel__json_hexadecimal(json, (*p)); }
	goto st138;
st138:
	if ( ++p == pe )
		goto _test_eof138;
case 138:
	if ( (*p) > 70u ) {
		if ( 99u <= (*p) && (*p) <= 102u )
			goto tr226;
	} else if ( (*p) >= 67u )
		goto tr226;
	goto st0;
tr226:
	{ emel__json_hexadecimal(json, (*p)); }
	goto st139;
st139:
	if ( ++p == pe )
		goto _test_eof139;
case 139:
	if ( (*p) < 65u ) {
		if ( 48u <= (*p) && (*p) <= 57u )
			goto tr227;
	} else if ( (*p) > 70u ) {
		if ( 97u <= (*p) && (*p) <= 102u )
			goto tr227;
	} else
		goto tr227;
	goto st0;
tr227:
	{ emel__json_hexadecimal(json, (*p)); }
	goto st140;
st140:
	if ( ++p == pe )
		goto _test_eof140;
case 140:
	if ( (*p) < 65u ) {
		if ( 48u <= (*p) && (*p) <= 57u )
			goto tr228;
	} else if ( (*p) > 70u ) {
		if ( 97u <= (*p) && (*p) <= 102u )
			goto tr228;
	} else
		goto tr228;
	goto st0;
tr229:
	{ emel__json_fail(json, EMEL__JSON_NOT_UTF8, AT); {p++; (    json->state) = 141; goto _out;} }
	goto st141;
st141:
	if ( ++p == pe )
		goto _test_eof141;
case 141:
	if ( 128u <= (*p) && (*p) <= 191u )
		goto st106;
	goto tr178;
st142:
	if ( ++p == pe )
		goto _test_eof142;
case 142:
	if ( 160u <= (*p) && (*p) <= 191u )
		goto st141;
	goto tr229;
tr230:
	{ emel__json_fail(json, EMEL__JSON_NOT_UTF8, AT); {p++; (    json->state) = 143; goto _out;} }
	goto st143;
st143:
	if ( ++p == pe )
		goto _test_eof143;
case 143:
	if ( 128u <= (*p) && (*p) <= 191u )
		goto st141;
	goto tr229;
st144:
	if ( ++p == pe )
		goto _test_eof144;
case 144:
	if ( 128u <= (*p) && (*p) <= 159u )
		goto st141;
	goto tr229;
st145:
	if ( ++p == pe )
		goto _test_eof145;
case 145:
	if ( 144u <= (*p) && (*p) <= 191u )
		goto st143;
	goto tr230;
st146:
	if ( ++p == pe )
		goto _test_eof146;
case 146:
	if ( 128u <= (*p) && (*p) <= 191u )
		goto st143;
	goto tr230;
st147:
	if ( ++p == pe )
		goto _test_eof147;
case 147:
	if ( 128u <= (*p) && (*p) <= 143u )
		goto st143;
	goto tr230;
	}
	_test_eof1: (    json->state) = 1; goto _test_eof;
	_test_eof2: (    json->state) = 2; goto _test_eof;
	_test_eof148: (    json->state) = 148; goto _test_eof;
	_test_eof3: (    json->state) = 3; goto _test_eof;
	_test_eof4: (    json->state) = 4; goto _test_eof;
	_test_eof5: (    json->state) = 5; goto _test_eof;
	_test_eof6: (    json->state) = 6; goto _test_eof;
	_test_eof7: (    json->state) = 7; goto _test_eof;
	_test_eof8: (    json->state) = 8; goto _test_eof;
	_test_eof9: (    json->state) = 9; goto _test_eof;
	_test_eof10: (    json->state) = 10; goto _test_eof;
	_test_eof11: (    json->state) = 11; goto _test_eof;
	_test_eof12: (    json->state) = 12; goto _test_eof;
	_test_eof13: (    json->state) = 13; goto _test_eof;
	_test_eof14: (    json->state) = 14; goto _test_eof;
	_test_eof15: (    json->state) = 15; goto _test_eof;
	_test_eof16: (    json->state) = 16; goto _test_eof;
	_test_eof17: (    json->state) = 17; goto _test_eof;
	_test_eof18: (    json->state) = 18; goto _test_eof;
	_test_eof19: (    json->state) = 19; goto _test_eof;
	_test_eof20: (    json->state) = 20; goto _test_eof;
	_test_eof21: (    json->state) = 21; goto _test_eof;
	_test_eof22: (    json->state) = 22; goto _test_eof;
	_test_eof23: (    json->state) = 23; goto _test_eof;
	_test_eof24: (    json->state) = 24; goto _test_eof;
	_test_eof149: (    json->state) = 149; goto _test_eof;
	_test_eof25: (    json->state) = 25; goto _test_eof;
	_test_eof150: (    json->state) = 150; goto _test_eof;
	_test_eof26: (    json->state) = 26; goto _test_eof;
	_test_eof27: (    json->state) = 27; goto _test_eof;
	_test_eof151: (    json->state) = 151; goto _test_eof;
	_test_eof152: (    json->state) = 152; goto _test_eof;
	_test_eof28: (    json->state) = 28; goto _test_eof;
	_test_eof29: (    json->state) = 29; goto _test_eof;
	_test_eof30: (    json->state) = 30; goto _test_eof;
	_test_eof31: (    json->state) = 31; goto _test_eof;
	_test_eof32: (    json->state) = 32; goto _test_eof;
	_test_eof33: (    json->state) = 33; goto _test_eof;
	_test_eof34: (    json->state) = 34; goto _test_eof;
	_test_eof35: (    json->state) = 35; goto _test_eof;
	_test_eof36: (    json->state) = 36; goto _test_eof;
	_test_eof37: (    json->state) = 37; goto _test_eof;
	_test_eof38: (    json->state) = 38; goto _test_eof;
	_test_eof39: (    json->state) = 39; goto _test_eof;
	_test_eof40: (    json->state) = 40; goto _test_eof;
	_test_eof41: (    json->state) = 41; goto _test_eof;
	_test_eof42: (    json->state) = 42; goto _test_eof;
	_test_eof43: (    json->state) = 43; goto _test_eof;
	_test_eof44: (    json->state) = 44; goto _test_eof;
	_test_eof153: (    json->state) = 153; goto _test_eof;
	_test_eof45: (    json->state) = 45; goto _test_eof;
	_test_eof46: (    json->state) = 46; goto _test_eof;
	_test_eof47: (    json->state) = 47; goto _test_eof;
	_test_eof48: (    json->state) = 48; goto _test_eof;
	_test_eof49: (    json->state) = 49; goto _test_eof;
	_test_eof50: (    json->state) = 50; goto _test_eof;
	_test_eof51: (    json->state) = 51; goto _test_eof;
	_test_eof52: (    json->state) = 52; goto _test_eof;
	_test_eof53: (    json->state) = 53; goto _test_eof;
	_test_eof54: (    json->state) = 54; goto _test_eof;
	_test_eof55: (    json->state) = 55; goto _test_eof;
	_test_eof56: (    json->state) = 56; goto _test_eof;
	_test_eof57: (    json->state) = 57; goto _test_eof;
	_test_eof58: (    json->state) = 58; goto _test_eof;
	_test_eof59: (    json->state) = 59; goto _test_eof;
	_test_eof60: (    json->state) = 60; goto _test_eof;
	_test_eof61: (    json->state) = 61; goto _test_eof;
	_test_eof62: (    json->state) = 62; goto _test_eof;
	_test_eof63: (    json->state) = 63; goto _test_eof;
	_test_eof64: (    json->state) = 64; goto _test_eof;
	_test_eof65: (    json->state) = 65; goto _test_eof;
	_test_eof66: (    json->state) = 66; goto _test_eof;
	_test_eof67: (    json->state) = 67; goto _test_eof;
	_test_eof68: (    json->state) = 68; goto _test_eof;
	_test_eof69: (    json->state) = 69; goto _test_eof;
	_test_eof70: (    json->state) = 70; goto _test_eof;
	_test_eof71: (    json->state) = 71; goto _test_eof;
	_test_eof72: (    json->state) = 72; goto _test_eof;
	_test_eof73: (    json->state) = 73; goto _test_eof;
	_test_eof74: (    json->state) = 74; goto _test_eof;
	_test_eof75: (    json->state) = 75; goto _test_eof;
	_test_eof76: (    json->state) = 76; goto _test_eof;
	_test_eof77: (    json->state) = 77; goto _test_eof;
	_test_eof78: (    json->state) = 78; goto _test_eof;
	_test_eof79: (    json->state) = 79; goto _test_eof;
	_test_eof80: (    json->state) = 80; goto _test_eof;
	_test_eof81: (    json->state) = 81; goto _test_eof;
	_test_eof82: (    json->state) = 82; goto _test_eof;
	_test_eof83: (    json->state) = 83; goto _test_eof;
	_test_eof84: (    json->state) = 84; goto _test_eof;
	_test_eof85: (    json->state) = 85; goto _test_eof;
	_test_eof86: (    json->state) = 86; goto _test_eof;
	_test_eof87: (    json->state) = 87; goto _test_eof;
	_test_eof88: (    json->state) = 88; goto _test_eof;
	_test_eof89: (    json->state) = 89; goto _test_eof;
	_test_eof90: (    json->state) = 90; goto _test_eof;
	_test_eof91: (    json->state) = 91; goto _test_eof;
	_test_eof92: (    json->state) = 92; goto _test_eof;
	_test_eof93: (    json->state) = 93; goto _test_eof;
	_test_eof94: (    json->state) = 94; goto _test_eof;
	_test_eof95: (    json->state) = 95; goto _test_eof;
	_test_eof96: (    json->state) = 96; goto _test_eof;
	_test_eof97: (    json->state) = 97; goto _test_eof;
	_test_eof98: (    json->state) = 98; goto _test_eof;
	_test_eof99: (    json->state) = 99; goto _test_eof;
	_test_eof100: (    json->state) = 100; goto _test_eof;
	_test_eof101: (    json->state) = 101; goto _test_eof;
	_test_eof102: (    json->state) = 102; goto _test_eof;
	_test_eof103: (    json->state) = 103; goto _test_eof;
	_test_eof104: (    json->state) = 104; goto _test_eof;
	_test_eof105: (    json->state) = 105; goto _test_eof;
	_test_eof106: (    json->state) = 106; goto _test_eof;
	_test_eof107: (    json->state) = 107; goto _test_eof;
	_test_eof108: (    json->state) = 108; goto _test_eof;
	_test_eof109: (    json->state) = 109; goto _test_eof;
	_test_eof110: (    json->state) = 110; goto _test_eof;
	_test_eof111: (    json->state) = 111; goto _test_eof;
	_test_eof112: (    json->state) = 112; goto _test_eof;
	_test_eof113: (    json->state) = 113; goto _test_eof;
	_test_eof114: (    json->state) = 114; goto _test_eof;
	_test_eof115: (    json->state) = 115; goto _test_eof;
	_test_eof154: (    json->state) = 154; goto _test_eof;
	_test_eof116: (    json->state) = 116; goto _test_eof;
	_test_eof117: (    json->state) = 117; goto _test_eof;
	_test_eof118: (    json->state) = 118; goto _test_eof;
	_test_eof119: (    json->state) = 119; goto _test_eof;
	_test_eof120: (    json->state) = 120; goto _test_eof;
	_test_eof121: (    json->state) = 121; goto _test_eof;
	_test_eof122: (    json->state) = 122; goto _test_eof;
	_test_eof123: (    json->state) = 123; goto _test_eof;
	_test_eof124: (    json->state) = 124; goto _test_eof;
	_test_eof125: (    json->state) = 125; goto _test_eof;
	_test_eof126: (    json->state) = 126; goto _test_eof;
	_test_eof127: (    json->state) = 127; goto _test_eof;
	_test_eof128: (    json->state) = 128; goto _test_eof;
	_test_eof129: (    json->state) = 129; goto _test_eof;
	_test_eof130: (    json->state) = 130; goto _test_eof;
	_test_eof131: (    json->state) = 131; goto _test_eof;
	_test_eof132: (    json->state) = 132; goto _test_eof;
	_test_eof133: (    json->state) = 133; goto _test_eof;
	_test_eof134: (    json->state) = 134; goto _test_eof;
	_test_eof135: (    json->state) = 135; goto _test_eof;
	_test_eof136: (    json->state) = 136; goto _test_eof;
	_test_eof137: (    json->state) = 137; goto _test_eof;
	_test_eof138: (    json->state) = 138; goto _test_eof;
	_test_eof139: (    json->state) = 139; goto _test_eof;
	_test_eof140: (    json->state) = 140; goto _test_eof;
	_test_eof141: (    json->state) = 141; goto _test_eof;
	_test_eof142: (    json->state) = 142; goto _test_eof;
	_test_eof143: (    json->state) = 143; goto _test_eof;
	_test_eof144: (    json->state) = 144; goto _test_eof;
	_test_eof145: (    json->state) = 145; goto _test_eof;
	_test_eof146: (    json->state) = 146; goto _test_eof;
	_test_eof147: (    json->state) = 147; goto _test_eof;

	_test_eof: {}
	if ( p == eof )
	{
	switch ( (    json->state) ) {
	case 149:
	case 150:
	case 151:
	case 152:
	{ if (!emel__json_token(json, EMEL__JSON_NUMBER, json->begun)) { STOP; {p++; (    json->state) = 0; goto _out;} } }
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
    if (!run(json, bytes, count, false))
        return false;
    return !json->in_string || emel__json_end_part(json, text + count) || STOP;
}

bool emel__json_finish(struct emel__json *json)
{
    static const unsigned char nothing[1];

    return json->error == EMEL__JSON_NONE && run(json, nothing, 0, true);
}
