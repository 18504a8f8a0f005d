#include "base/prometheus.hpp"

#include <gtest/gtest.h>

namespace parlor::prometheus {
namespace {

TEST(Prometheus, writes_help_type_and_value_of_each_metric)
{
    Writer writer;

    writer.counter("parlor_joins_total", "Joins.", 3);
    writer.gauge("parlor_load", "Load.", 0.5);

    EXPECT_EQ(writer.take(),
              "# HELP parlor_joins_total Joins.\n# TYPE parlor_joins_total counter\nparlor_joins_total 3\n"
              "# HELP parlor_load Load.\n# TYPE parlor_load gauge\nparlor_load 0.500000\n");
}

TEST(Prometheus, keeps_samples_of_one_metric_together_and_escapes_label_values)
{
    Writer writer;

    writer.head("parlor_shard_tasks", "Tasks.", "gauge");
    writer.sample("parlor_shard_tasks", "shard", "a\"b\\c\nd", 1);

    EXPECT_EQ(writer.take(), "# HELP parlor_shard_tasks Tasks.\n# TYPE parlor_shard_tasks "
                             "gauge\nparlor_shard_tasks{shard=\"a\\\"b\\\\c\\nd\"} 1\n");
}

} // namespace
} // namespace parlor::prometheus
