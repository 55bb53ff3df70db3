/* Its own program, since it puts other steps in the place of the real ones. */
#include "chart/explore.h"

#include <stdlib.h>

int main(void)
{
    SRunner *runner = srunner_create(io_read_chart_suite());
    int failed;

    srunner_add_suite(runner, model_tensor_chart_suite());
    srunner_run_all(runner, CK_NORMAL);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
