/* Explores the residency of a tensor: every event in every situation that can come
 * about, beside the rules of emel/model/tensor.h in plain words. */
#include "chart/explore.h"
#include "emel/model/tensor/residency.h"
#include "model_tensor_chart.h"

#include <stdio.h>

/* What is true of a tensor. */
struct tensor {
    int state;
    bool bound, loading, resident, evicted;
};

static struct tensor reached[MODEL_TENSOR_STATES];
static unsigned count;
static bool taken[MODEL_TENSOR_STATES][MODEL_TENSOR_EVENTS];

static bool allowed(const struct tensor *tensor, unsigned event)
{
    switch (event) {
    case MODEL_TENSOR_BIND: return !tensor->bound;
    case MODEL_TENSOR_UNBIND: return tensor->bound && !tensor->loading && !tensor->resident;
    case MODEL_TENSOR_LOAD: return tensor->bound && !tensor->loading && !tensor->resident;
    case MODEL_TENSOR_EVICT: return tensor->resident;
    case MODEL_TENSOR_LOADED: return tensor->loading;
    case MODEL_TENSOR_FAILED: return tensor->loading;
    default: return false;
    }
}

/* A failed load leaves the tensor as it was: it forgets nothing but the loading. */
static struct tensor after(struct tensor tensor, unsigned event, int state)
{
    tensor.state = state;
    switch (event) {
    case MODEL_TENSOR_BIND: tensor.bound = true; break;
    case MODEL_TENSOR_UNBIND: tensor.bound = tensor.evicted = false; break;
    case MODEL_TENSOR_LOAD: tensor.loading = true; break;
    case MODEL_TENSOR_EVICT:
        tensor.resident = false;
        tensor.evicted = true;
        break;
    case MODEL_TENSOR_LOADED:
        tensor.loading = tensor.evicted = false;
        tensor.resident = true;
        break;
    case MODEL_TENSOR_FAILED: tensor.loading = false; break;
    }
    return tensor;
}

static int state_of(const struct tensor *tensor)
{
    if (!tensor->bound)
        return MODEL_TENSOR_STATE_UNBOUND;
    if (tensor->resident)
        return MODEL_TENSOR_STATE_RESIDENT;
    if (tensor->loading)
        return tensor->evicted ? MODEL_TENSOR_STATE_RELOADING : MODEL_TENSOR_STATE_LOADING;
    return tensor->evicted ? MODEL_TENSOR_STATE_EVICTED : MODEL_TENSOR_STATE_BOUND;
}

static void visit(struct tensor tensor)
{
    static const char *const names[] = { MODEL_TENSOR_STATE_NAMES };

    ck_assert_msg(tensor.state == state_of(&tensor), "the tensor is %s, and should be %s",
                  names[tensor.state], names[state_of(&tensor)]);
    for (unsigned i = 0; i < count; i++)
        if (reached[i].state == tensor.state)
            return;
    reached[count++] = tensor;
}

static struct emel__model_tensor_input take(int state, unsigned event)
{
    struct emel__model_tensor_input turn = { .event = (unsigned char)event,
                                             .state = state,
                                             .refused = true };

    emel__model_tensor_dispatch(&turn);
    return turn;
}

static void explore(void)
{
    struct emel__model_tensor_input turn = { .event = MODEL_TENSOR_NONE };

    emel__model_tensor_start(&turn);
    visit((struct tensor){ .state = turn.state });
    for (unsigned i = 0; i < count; i++)
        for (unsigned event = 0; event < 256; event++) {
            turn = take(reached[i].state, event);
            if (event < MODEL_TENSOR_EVENTS)
                taken[reached[i].state][event] = true;
            ck_assert_int_eq(turn.refused, !allowed(&reached[i], event));
            if (turn.refused)
                ck_assert_int_eq(turn.state, reached[i].state);
            else
                visit(after(reached[i], event, turn.state));
        }
}

START_TEST(a_tensor_is_always_in_the_state_that_says_what_is_true_of_it)
{
    explore();
    ck_assert_uint_eq(count, MODEL_TENSOR_STATES);
}
END_TEST

START_TEST(every_pair_of_the_generated_list_is_taken_as_listed)
{
    static const struct {
        int from;
        unsigned event;
        int to;
        bool refused;
    } pairs[] = {
#define PAIR(from_, event_, to_, refused_) { from_, event_, to_, refused_ },
        MODEL_TENSOR_TRANSITIONS(PAIR)
#undef PAIR
    };

    explore();
    for (unsigned i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        const struct emel__model_tensor_input turn = take(pairs[i].from, pairs[i].event);

        ck_assert(taken[pairs[i].from][pairs[i].event]);
        ck_assert_int_eq(turn.state, pairs[i].to);
        ck_assert_int_eq(turn.refused, pairs[i].refused);
    }
    printf("model_tensor: %u situations, %zu of %zu pairs of state and event\n", count,
           sizeof pairs / sizeof *pairs, sizeof pairs / sizeof *pairs);
}
END_TEST

Suite *model_tensor_chart_suite(void)
{
    Suite *suite = suite_create("the chart of a tensor");
    TCase *tests = tcase_create("explored to the last situation");

    tcase_add_test(tests, a_tensor_is_always_in_the_state_that_says_what_is_true_of_it);
    tcase_add_test(tests, every_pair_of_the_generated_list_is_taken_as_listed);
    suite_add_tcase(suite, tests);
    return suite;
}
