/* Logistic regression; see logistic.h. */
#include "rubric/logistic.h"

#include "base/memory.h"

#include <linear.h>
#include <stdlib.h>

static void silent(const char *text)
{
    (void)text;
}

static bool has_both(const struct logistic_data *data)
{
    size_t positive = 0;
    for (size_t i = 0; i < data->count; i++)
        positive += data->labels[i];
    return positive > 0 && positive < data->count;
}

/* liblinear's sparse rows: the features that are there, numbered from 1, the
 * bias, and an end. All lie in one piece. */
static struct feature_node *make_nodes(const struct logistic_data *data,
                                       struct feature_node **rows)
{
    size_t room = data->count * (data->features + 2);
    struct feature_node *nodes = memory_new(room, sizeof *nodes);
    struct feature_node *next = nodes;
    for (size_t i = 0; i < data->count; i++) {
        rows[i] = next;
        for (size_t j = 0; j < data->features; j++)
            if (data->rows[i][j])
                *next++ = (struct feature_node){(int)j + 1, 1};
        *next++ = (struct feature_node){(int)data->features + 1, 1};
        *next++ = (struct feature_node){-1, 0};
    }
    return nodes;
}

static void take_weights(const struct model *model, size_t features,
                         double *weights)
{
    /* liblinear's weights speak for the label it met first. */
    double sign = model->label[0] > 0 ? 1 : -1;
    for (size_t i = 0; i <= features; i++)
        weights[i] = sign * model->w[i];
}

bool logistic_fit(const struct logistic_data *data, double cost,
                  double *weights)
{
    if (!has_both(data)) return false;
    double *labels = memory_new(data->count, sizeof *labels);
    struct feature_node **rows = memory_new(data->count, sizeof *rows);
    struct feature_node *nodes = make_nodes(data, rows);
    for (size_t i = 0; i < data->count; i++)
        labels[i] = data->labels[i] ? 1 : -1;
    struct problem problem = {.l = (int)data->count,
                              .n = (int)data->features + 1,
                              .y = labels,
                              .x = rows,
                              .bias = 1};
    struct parameter parameter = {
        .solver_type = L2R_LR, .eps = 0.001, .C = cost};
    set_print_string_function(silent);
    struct model *model = train(&problem, &parameter);
    take_weights(model, data->features, weights);
    free_and_destroy_model(&model);
    free(nodes);
    free(rows);
    free(labels);
    return true;
}
