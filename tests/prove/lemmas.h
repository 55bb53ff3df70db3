/* Facts about multiples, for harnesses that need them: other proofs they slow down.  Proved in
 * lemmas.c. */
#ifndef PROVE_LEMMAS_H
#define PROVE_LEMMAS_H

/*@ lemma quotient: \forall integer a, m; a >= 0 && m > 0 && a % m == 0 ==> a == a / m * m; */
/*@ lemma multiple: \forall integer k, m; m > 0 ==> k * m % m == 0; */
/*@ lemma sum_of_multiples: \forall integer a, b, m;
  @     a >= 0 && b >= 0 && m > 0 && a % m == 0 && b % m == 0 ==> (a + b) % m == 0; */
/*@ lemma whole: \forall integer a, m; a >= 0 && m > 0 ==> (a - a % m) % m == 0; */
/*@ lemma next_multiple: \forall integer a, m;
  @     a >= 0 && m > 0 ==> (a - a % m + m) % m == 0; */
#endif
