/*
 * Drives a CNI IPAM plugin as a container runtime does, one process a call, and measures the calls:
 * from before the process is started until it has ended and its answer is read.
 *
 * Only calls that did what they had to do enter the percentiles and the rate; all others are
 * errors. Prints one line of JSON. Exits 0 when every call went well, 1 when one did not, 64 on
 * wrong usage.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <math.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "answer.h"
#include "call.h"

enum { USAGE = 64, CALLERS_LIMIT = 1024, CALLS_LIMIT = 10000000, ADDRESSES_A_CALL = 16 };

enum mode { ADD, DEL, ADD_DEL, BARE };

static const char *const MODES[] = {"add", "del", "add-del", "true"};

struct options {
    struct plugin plugin;
    enum mode mode;
    int callers;
    uint64_t calls; /* pods, each with two calls in mode add-del */
    uint64_t first;
    int expected_exit;
    long expected_code; /* of the CNI error; -1 when any will do */
    bool distinct;
    const char *addresses;
    double call_limit;
    double time_limit;
};

struct caller {
    pthread_t thread;
    struct outcome outcome;
    struct address *addresses;
    size_t count;
    size_t capacity;
};

static struct options options = {
    .callers = 1, .calls = 1, .expected_code = -1, .call_limit = 60, .time_limit = 600};

static uint64_t deadline;
static atomic_uint_fast64_t next_call;
static atomic_uint_fast64_t errors;
static atomic_uint_fast64_t calls_made;
static atomic_long peak_kib;
/* Nanoseconds of each call that went well, else 0; the ADDs, then the DELs. */
static uint64_t *samples;
static pthread_mutex_t first_error_lock = PTHREAD_MUTEX_INITIALIZER;
static char first_error[2048];

static _Noreturn void wrong_usage(const char *message, const char *value) {
    fprintf(stderr, "drive: %s%s; see drive --help\n", message, value);
    exit(USAGE);
}

static void *allocate(size_t count, size_t size) {
    void *memory = calloc(count > 0 ? count : 1, size);
    if (memory == NULL) {
        fprintf(stderr, "drive: out of memory\n");
        exit(1);
    }
    return memory;
}

static bool is_blank(const char *text) {
    return text[strspn(text, " \t\r\n")] == 0;
}

static bool keep_addresses(struct caller *caller, const struct address *found, int count) {
    if (caller->count + (size_t)count > caller->capacity) {
        size_t capacity = caller->capacity * 2 + 256;
        struct address *larger = realloc(caller->addresses, capacity * sizeof *larger);
        if (larger == NULL) {
            return false;
        }
        caller->addresses = larger;
        caller->capacity = capacity;
    }
    memcpy(caller->addresses + caller->count, found, (size_t)count * sizeof *found);
    caller->count += (size_t)count;
    return true;
}

/* What is wrong with an ended call, or NULL. */
static const char *judge(struct caller *caller, bool is_add) {
    const struct outcome *outcome = &caller->outcome;
    if (outcome->exit_code != options.expected_exit) {
        return outcome->exit_code < 0 ? outcome->reason : "unexpected exit code";
    }
    if (options.mode == BARE) {
        return NULL;
    }
    if (options.expected_exit != 0) {
        return options.expected_code < 0 || answer_has_code(outcome->output, options.expected_code)
                   ? NULL
                   : "unexpected error code";
    }
    if (!is_add) {
        return is_blank(outcome->output) ? NULL : "a DEL answers with nothing";
    }
    struct address found[ADDRESSES_A_CALL];
    int count = answer_addresses(outcome->output, found, ADDRESSES_A_CALL);
    if (count <= 0) {
        return count < 0 ? "an address that is none" : "no address in the answer";
    }
    return keep_addresses(caller, found, count) ? NULL : "out of memory";
}

static void count_error(const struct caller *caller, const char *command, uint64_t pod,
                        const char *reason) {
    const struct outcome *outcome = &caller->outcome;
    atomic_fetch_add(&errors, 1);
    pthread_mutex_lock(&first_error_lock);
    if (first_error[0] == 0) {
        snprintf(first_error, sizeof first_error, "%s pod%" PRIu64 ": %s (exit %d) %.1000s%.400s",
                 command, pod, reason, outcome->exit_code, outcome->output, outcome->complaint);
    }
    pthread_mutex_unlock(&first_error_lock);
}

static uint64_t nanoseconds(double seconds) {
    return (uint64_t)(seconds * 1e9);
}

static void call(struct caller *caller, bool is_add, uint64_t index, int complaints) {
    const char *command = is_add ? "ADD" : "DEL";
    uint64_t pod = options.first + index;
    uint64_t end = now_nanoseconds() + nanoseconds(options.call_limit);
    call_plugin(&options.plugin, command, pod, complaints, end < deadline ? end : deadline,
                &caller->outcome);
    atomic_fetch_add(&calls_made, 1);
    const char *reason = judge(caller, is_add);
    if (reason != NULL) {
        count_error(caller, command, pod, reason);
        return;
    }
    samples[is_add ? index : options.calls + index] = caller->outcome.nanoseconds;
    long before = atomic_load(&peak_kib);
    while (caller->outcome.peak_kib > before &&
           !atomic_compare_exchange_weak(&peak_kib, &before, caller->outcome.peak_kib)) {
    }
}

static void *work(void *argument) {
    struct caller *caller = argument;
    int complaints = open_complaints();
    uint64_t index;
    if (complaints < 0) {
        perror("drive: a file for standard error");
    }
    while (complaints >= 0 && now_nanoseconds() < deadline &&
           (index = atomic_fetch_add(&next_call, 1)) < options.calls) {
        if (options.mode != DEL) {
            call(caller, true, index, complaints);
        }
        if (options.mode == DEL || options.mode == ADD_DEL) {
            call(caller, false, index, complaints);
        }
    }
    return NULL;
}

static int compare_samples(const void *a, const void *b) {
    uint64_t x = *(const uint64_t *)a;
    uint64_t y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

/* Nearest rank, in milliseconds. */
static double percentile(const uint64_t *sorted, size_t count, double share) {
    size_t rank = (size_t)ceil(share * (double)count);
    return (double)sorted[rank > 0 ? rank - 1 : 0] / 1e6;
}

/* Prints the percentiles of the calls that went well, and returns their number. */
static size_t print_percentiles(const uint64_t *from, size_t count) {
    uint64_t *sorted = allocate(count, sizeof *sorted);
    size_t good = 0;
    for (size_t i = 0; i < count; i++) {
        if (from[i] > 0) {
            sorted[good++] = from[i];
        }
    }
    if (good == 0) {
        printf("\"p50\":null,\"p90\":null,\"p99\":null,\"max\":null");
    } else {
        qsort(sorted, good, sizeof *sorted, compare_samples);
        printf("\"p50\":%.3f,\"p90\":%.3f,\"p99\":%.3f,\"max\":%.3f",
               percentile(sorted, good, 0.5), percentile(sorted, good, 0.9),
               percentile(sorted, good, 0.99), percentile(sorted, good, 1));
    }
    free(sorted);
    return good;
}

static size_t count_good(void) {
    size_t good = 0;
    for (size_t i = 0; i < 2 * options.calls; i++) {
        good += samples[i] > 0;
    }
    return good;
}

static void print_text(const char *text) {
    putchar('"');
    for (; *text != 0; text++) {
        unsigned char c = (unsigned char)*text;
        if (c == '"' || c == '\\') {
            printf("\\%c", c);
        } else if (c < ' ') {
            printf("%s", c == '\n' ? "\\n" : " ");
        } else {
            putchar(c);
        }
    }
    putchar('"');
}

static struct address *gather(struct caller *callers, size_t *count) {
    size_t total = 0;
    for (int i = 0; i < options.callers; i++) {
        total += callers[i].count;
    }
    struct address *all = allocate(total, sizeof *all);
    *count = 0;
    for (int i = 0; i < options.callers; i++) {
        if (callers[i].count > 0) {
            memcpy(all + *count, callers[i].addresses, callers[i].count * sizeof *all);
            *count += callers[i].count;
        }
    }
    qsort(all, total, sizeof *all, compare_addresses);
    return all;
}

/* Prints how many addresses came again, and returns their number. */
static size_t print_duplicates(const struct address *sorted, size_t count) {
    char text[INET6_ADDRSTRLEN];
    size_t duplicates = 0;
    const struct address *first = NULL;
    for (size_t i = 1; i < count; i++) {
        if (compare_addresses(&sorted[i - 1], &sorted[i]) == 0) {
            first = first ? first : &sorted[i];
            duplicates++;
        }
    }
    printf(",\"duplicates\":%zu", duplicates);
    if (first != NULL) {
        printf(",\"firstDuplicate\":\"%s\"", address_text(first, text, sizeof text));
    }
    return duplicates;
}

static bool write_addresses(const struct address *addresses, size_t count) {
    char text[INET6_ADDRSTRLEN];
    FILE *file = fopen(options.addresses, "ae");
    bool good = file != NULL;
    for (size_t i = 0; good && i < count; i++) {
        good = fprintf(file, "%s\n", address_text(&addresses[i], text, sizeof text)) > 0;
    }
    good = file != NULL && fclose(file) == 0 && good;
    if (!good) {
        fprintf(stderr, "drive: %s: %s\n", options.addresses, strerror(errno));
    }
    return good;
}

static bool report(struct caller *callers, double seconds) {
    uint64_t wanted = options.calls * (options.mode == ADD_DEL ? 2 : 1);
    uint64_t made = atomic_load(&calls_made);
    size_t good = count_good();
    size_t count;
    struct address *addresses = gather(callers, &count);
    printf("{\"mode\":\"%s\",\"callers\":%d,\"calls\":%" PRIu64 ",\"errors\":%" PRIuFAST64
           ",\"notMade\":%" PRIu64 ",\"seconds\":%.3f,\"perSecond\":%.1f,",
           MODES[options.mode], options.callers, made, atomic_load(&errors), wanted - made, seconds,
           (double)good / seconds);
    print_percentiles(samples, 2 * options.calls);
    if (options.mode == ADD_DEL) {
        printf(",\"add\":{");
        print_percentiles(samples, options.calls);
        printf("},\"del\":{");
        print_percentiles(samples + options.calls, options.calls);
        printf("}");
    }
    size_t duplicates = options.distinct ? print_duplicates(addresses, count) : 0;
    if (options.plugin.peak_memory) {
        printf(",\"peakKiB\":%ld", atomic_load(&peak_kib));
    }
    if (first_error[0] != 0) {
        printf(",\"firstError\":");
        print_text(first_error);
    }
    printf("}\n");
    bool written = options.addresses == NULL || write_addresses(addresses, count);
    free(addresses);
    return written && good == wanted && duplicates == 0;
}

static void help(void) {
    puts("usage: drive --plugin PATH [--config FILE] [options]\n"
         "\n"
         "Runs a CNI IPAM plugin, one process a call, and prints one line of JSON; times in ms.\n"
         "\n"
         "  --plugin PATH         the program to run\n"
         "  --config FILE         the network configuration, given to each call's standard input\n"
         "  --mode MODE           add, del, add-del (both for each pod), or true: any program,\n"
         "                        whose output is not looked at (default add)\n"
         "  --callers N           callers at the same time (default 1)\n"
         "  --calls N             pods to call for, by all callers together (default 1)\n"
         "  --first N             number of the first pod, for a run that continues another\n"
         "  --env NAME=VALUE      one more variable for the plugin; may be repeated\n"
         "  --expect-exit N       the exit code of a good call (default 0)\n"
         "  --expect-code N       the CNI error code of a good call, with --expect-exit\n"
         "  --distinct            an address that comes twice makes the run fail\n"
         "  --addresses FILE      append the addresses to this file, one a line\n"
         "  --peak-memory         trace the calls and tell their largest peak of resident memory;\n"
         "                        one caller, and the times are those of traced processes\n"
         "  --call-limit SECONDS  kill a call that takes longer (default 60)\n"
         "  --time-limit SECONDS  end the run after this time (default 600)");
}

static uint64_t whole(const char *text, uint64_t lowest, uint64_t highest) {
    char *end = NULL;
    errno = 0;
    unsigned long long value = strtoull(text, &end, 10);
    if (errno != 0 || end == text || *end != 0 || *text == '-' || value < lowest ||
        value > highest) {
        wrong_usage("not a number that fits: ", text);
    }
    return value;
}

static double positive(const char *text) {
    char *end = NULL;
    double value = strtod(text, &end);
    if (end == text || *end != 0 || !(value > 0 && value <= 86400)) {
        wrong_usage("not a time in seconds: ", text);
    }
    return value;
}

static enum mode mode_of(const char *text) {
    for (size_t i = 0; i < sizeof MODES / sizeof *MODES; i++) {
        if (strcmp(text, MODES[i]) == 0) {
            return (enum mode)i;
        }
    }
    wrong_usage("no such mode: ", text);
}

static void read_config(const char *path) {
    FILE *file = fopen(path, "re");
    char *text = allocate(OUTPUT_LIMIT + 1, 1);
    size_t length = file ? fread(text, 1, OUTPUT_LIMIT + 1, file) : 0;
    if (file == NULL || ferror(file) || length > OUTPUT_LIMIT) {
        wrong_usage("not a file that can be read and fits into a pipe: ", path);
    }
    fclose(file);
    options.plugin.config = text;
    options.plugin.config_length = length;
}

static void add_variable(const char *pair) {
    if (strchr(pair, '=') == NULL || options.plugin.extras == EXTRA_LIMIT) {
        wrong_usage("not NAME=VALUE, or one too many: ", pair);
    }
    options.plugin.extra[options.plugin.extras++] = pair;
}

static void read_options(int count, char **arguments) {
    static const struct option known[] = {{"plugin", required_argument, NULL, 'p'},
                                          {"config", required_argument, NULL, 'c'},
                                          {"mode", required_argument, NULL, 'm'},
                                          {"callers", required_argument, NULL, 'C'},
                                          {"calls", required_argument, NULL, 'n'},
                                          {"first", required_argument, NULL, 'f'},
                                          {"env", required_argument, NULL, 'e'},
                                          {"expect-exit", required_argument, NULL, 'x'},
                                          {"expect-code", required_argument, NULL, 'X'},
                                          {"distinct", no_argument, NULL, 'd'},
                                          {"addresses", required_argument, NULL, 'a'},
                                          {"peak-memory", no_argument, NULL, 'P'},
                                          {"call-limit", required_argument, NULL, 'l'},
                                          {"time-limit", required_argument, NULL, 'L'},
                                          {"help", no_argument, NULL, 'h'},
                                          {NULL, 0, NULL, 0}};
    int option;
    options.plugin.config = "";
    while ((option = getopt_long(count, arguments, "", known, NULL)) != -1) {
        switch (option) {
        case 'p': options.plugin.path = optarg; break;
        case 'c': read_config(optarg); break;
        case 'm': options.mode = mode_of(optarg); break;
        case 'C': options.callers = (int)whole(optarg, 1, CALLERS_LIMIT); break;
        case 'n': options.calls = whole(optarg, 1, CALLS_LIMIT); break;
        case 'f': options.first = whole(optarg, 0, UINT32_MAX); break;
        case 'e': add_variable(optarg); break;
        case 'x': options.expected_exit = (int)whole(optarg, 0, 255); break;
        case 'X': options.expected_code = (long)whole(optarg, 0, UINT32_MAX); break;
        case 'd': options.distinct = true; break;
        case 'a': options.addresses = optarg; break;
        case 'P': options.plugin.peak_memory = true; break;
        case 'l': options.call_limit = positive(optarg); break;
        case 'L': options.time_limit = positive(optarg); break;
        case 'h': help(); exit(0);
        default: exit(USAGE);
        }
    }
    if (optind < count) {
        wrong_usage("not an option: ", arguments[optind]);
    }
    if (options.plugin.path == NULL) {
        wrong_usage("--plugin is missing", "");
    }
    if (options.distinct && options.mode != ADD) {
        wrong_usage("--distinct is for mode add", "");
    }
    if (options.expected_code >= 0 && options.expected_exit == 0) {
        wrong_usage("--expect-code needs --expect-exit", "");
    }
    if (options.plugin.peak_memory && options.callers > 1) {
        wrong_usage("--peak-memory is for one caller", "");
    }
}

int main(int count, char **arguments) {
    read_options(count, arguments);
    if (options.plugin.peak_memory) {
        sigset_t children;
        sigemptyset(&children);
        sigaddset(&children, SIGCHLD);
        pthread_sigmask(SIG_BLOCK, &children, NULL);
    }
    samples = allocate(2 * options.calls, sizeof *samples);
    struct caller *callers = allocate((size_t)options.callers, sizeof *callers);
    uint64_t started = now_nanoseconds();
    deadline = started + nanoseconds(options.time_limit);
    int running = 0;
    while (running < options.callers &&
           pthread_create(&callers[running].thread, NULL, work, &callers[running]) == 0) {
        running++;
    }
    for (int i = 0; i < running; i++) {
        pthread_join(callers[i].thread, NULL);
    }
    double seconds = (double)(now_nanoseconds() - started) / 1e9;
    if (running < options.callers) {
        fprintf(stderr, "drive: only %d of %d callers could be started\n", running, options.callers);
    }
    bool good = report(callers, seconds);
    return good && running == options.callers ? 0 : 1;
}
