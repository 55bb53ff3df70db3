/* A model opened, loaded and closed: all of it in trouble, from the first byte of its header. */
#include <stdlib.h>

#include "faults/storing.h"

struct model_level {
    const struct scenario *scenario;
    struct storing storing;
    struct emel_io_system system;
    struct emel_allocator tensors, records;
};

static void *enter(const struct scenario *scenario, struct trouble *trouble)
{
    struct model_level *self = calloc(1, sizeof *self);

    self->scenario = scenario;
    self->system = trouble_system(trouble, scenario->mandatory_only);
    storing_enter(&self->storing, scenario, trouble);
    self->tensors = storing_tensors(&self->storing);
    self->records = storing_records(&self->storing);
    return self;
}

static const char *leave(void *context)
{
    free(context);
    return NULL;
}

static struct emel_model *open_model(struct model_level *self, struct emel_failure *why)
{
    struct trouble *trouble = self->storing.trouble;
    struct emel_model *model;

    trouble->early = true;
    model = emel_model_open(trouble->disk->files[self->scenario->opened].path,
                            &(struct emel_model_options){
                                .system = &self->system,
                                .tensors = &self->tensors,
                                .records = &self->records,
                            },
                            why);
    trouble->early = false;
    return model;
}

static const char *attempt(void *context, struct outcome *outcome)
{
    struct model_level *self = context;
    const char *mistake = NULL, *left;
    struct emel_failure why;
    struct emel_model *model;

    *outcome = (struct outcome){ .published = 1 };
    model = open_model(self, &why);
    if (model)
        mistake =
            storing_load(&self->storing, emel_model_get_storage(model), self->scenario, outcome);
    else
        storing_tell(&self->storing, NULL, &why, outcome);
    emel_model_close(model);
    left = storing_check_empty(&self->storing);
    return mistake ? mistake : left;
}

const struct level level_model = { .enter = enter, .attempt = attempt, .leave = leave };
