/* One call of a CNI plugin: one process, its environment, standard input and captured output. */
#ifndef HEREABOUTS_BENCH_CALL_H
#define HEREABOUTS_BENCH_CALL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { OUTPUT_LIMIT = 64 * 1024, EXTRA_LIMIT = 32, REASON_LIMIT = 512 };

/* What is the same for all calls of a run. */
struct plugin {
    const char *path;
    const char *config;
    size_t config_length;
    const char *extra[EXTRA_LIMIT];
    size_t extras;
    bool peak_memory;
};

/* What came of one call. */
struct outcome {
    int exit_code; /* -1 unless the process ended by itself */
    uint64_t nanoseconds;
    long peak_kib; /* VmHWM, 0 unless it was asked for */
    char reason[REASON_LIMIT]; /* why there is no exit code; empty when there is one */
    size_t output_length;
    char output[OUTPUT_LIMIT + 1]; /* standard output, terminated by 0 */
    char complaint[REASON_LIMIT];  /* the beginning of standard error */
};

/* Nanoseconds of the monotonic clock. */
uint64_t now_nanoseconds(void);

/*
 * A file that takes the standard error of one caller's calls, one after the other; -1 when the
 * system has none to give.
 */
int open_complaints(void);

/*
 * Runs the plugin once, for the pod with this number, until it has ended and its output is read.
 * At the deadline (monotonic) the process is killed and the call has failed. The child is always
 * reaped.
 */
void call_plugin(const struct plugin *plugin, const char *command, uint64_t pod, int complaints,
                 uint64_t deadline, struct outcome *outcome);

#endif
