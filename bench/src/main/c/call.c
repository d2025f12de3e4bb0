#define _GNU_SOURCE
#include "call.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { VARIABLES = 8, TEXT = 384 };

struct environment {
    char text[VARIABLES][TEXT];
    char *pointers[VARIABLES + EXTRA_LIMIT + 1];
};

struct pipes {
    int input[2];
    int output[2];
};

uint64_t now_nanoseconds(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

int open_complaints(void) {
    return memfd_create("stderr", MFD_CLOEXEC);
}

static void fail(struct outcome *outcome, const char *what) {
    outcome->exit_code = -1;
    snprintf(outcome->reason, sizeof outcome->reason, "%s: %s", what, strerror(errno));
}

static void fill_environment(struct environment *environment, const struct plugin *plugin,
                             const char *command, uint64_t pod) {
    const char *path = getenv("PATH");
    size_t count = 0;
    snprintf(environment->text[count++], TEXT, "PATH=%s", path ? path : "/usr/bin:/bin");
    snprintf(environment->text[count++], TEXT, "CNI_COMMAND=%s", command);
    snprintf(environment->text[count++], TEXT, "CNI_CONTAINERID=%064" PRIx64, pod);
    snprintf(environment->text[count++], TEXT, "CNI_NETNS=/some/where");
    snprintf(environment->text[count++], TEXT, "CNI_IFNAME=net1");
    snprintf(environment->text[count++], TEXT, "CNI_PATH=/opt/cni/bin");
    snprintf(environment->text[count++], TEXT,
             "CNI_ARGS=IgnoreUnknown=1;K8S_POD_NAMESPACE=bench;K8S_POD_NAME=pod%" PRIu64
             ";K8S_POD_INFRA_CONTAINER_ID=%064" PRIx64
             ";K8S_POD_UID=00000000-0000-4000-8000-%012" PRIx64,
             pod, pod, pod);
    for (size_t i = 0; i < count; i++) {
        environment->pointers[i] = environment->text[i];
    }
    for (size_t i = 0; i < plugin->extras; i++) {
        environment->pointers[count++] = (char *)plugin->extra[i];
    }
    environment->pointers[count] = NULL;
}

static void close_if_open(int *descriptor) {
    if (*descriptor >= 0) {
        close(*descriptor);
        *descriptor = -1;
    }
}

static void close_pipes(struct pipes *pipes) {
    close_if_open(&pipes->input[0]);
    close_if_open(&pipes->input[1]);
    close_if_open(&pipes->output[0]);
    close_if_open(&pipes->output[1]);
}

/* Makes the pipes and puts the whole configuration into the first one, which must hold it. */
static bool open_pipes(struct pipes *pipes, const struct plugin *plugin, struct outcome *outcome) {
    *pipes = (struct pipes){{-1, -1}, {-1, -1}};
    if (pipe2(pipes->input, O_CLOEXEC) != 0 || pipe2(pipes->output, O_CLOEXEC) != 0) {
        fail(outcome, "pipe");
        return false;
    }
    fcntl(pipes->input[1], F_SETFL, O_NONBLOCK);
    fcntl(pipes->output[0], F_SETFL, O_NONBLOCK);
    ssize_t written = write(pipes->input[1], plugin->config, plugin->config_length);
    if (written != (ssize_t)plugin->config_length) {
        errno = written < 0 ? errno : EMSGSIZE;
        fail(outcome, "the configuration does not fit into a pipe");
        return false;
    }
    close_if_open(&pipes->input[1]);
    return true;
}

static pid_t spawn(const struct plugin *plugin, const struct pipes *pipes, int complaints,
                   struct environment *environment, struct outcome *outcome) {
    char *arguments[] = {(char *)plugin->path, NULL};
    posix_spawn_file_actions_t actions;
    pid_t child = -1;
    int error = posix_spawn_file_actions_init(&actions);
    if (error == 0) {
        error = posix_spawn_file_actions_adddup2(&actions, pipes->input[0], STDIN_FILENO);
        error = error ? error
                      : posix_spawn_file_actions_adddup2(&actions, pipes->output[1], STDOUT_FILENO);
        error = error ? error : posix_spawn_file_actions_adddup2(&actions, complaints, STDERR_FILENO);
        error = error ? error
                      : posix_spawn(&child, plugin->path, &actions, NULL, arguments,
                                    environment->pointers);
        posix_spawn_file_actions_destroy(&actions);
    }
    if (error != 0) {
        errno = error;
        fail(outcome, plugin->path);
        return -1;
    }
    return child;
}

/* A child that stops when it has executed the plugin, for its parent to trace it. */
static pid_t start_traced(const struct plugin *plugin, const struct pipes *pipes, int complaints,
                          struct environment *environment, struct outcome *outcome) {
    char *arguments[] = {(char *)plugin->path, NULL};
    pid_t child = fork();
    if (child < 0) {
        fail(outcome, "fork");
    } else if (child == 0) {
        sigset_t none;
        sigemptyset(&none);
        sigprocmask(SIG_SETMASK, &none, NULL);
        if (dup2(pipes->input[0], STDIN_FILENO) >= 0 && dup2(pipes->output[1], STDOUT_FILENO) >= 0 &&
            dup2(complaints, STDERR_FILENO) >= 0 && ptrace(PTRACE_TRACEME, 0, NULL, NULL) == 0) {
            execve(plugin->path, arguments, environment->pointers);
        }
        _exit(127);
    }
    return child;
}

/* Reads what is there; false when the writers have closed the pipe, or too much has come. */
static bool read_output(int descriptor, struct outcome *outcome) {
    for (;;) {
        char surplus;
        size_t room = OUTPUT_LIMIT - outcome->output_length;
        ssize_t count = room > 0 ? read(descriptor, outcome->output + outcome->output_length, room)
                                 : read(descriptor, &surplus, 1);
        if (count > 0 && room == 0) {
            snprintf(outcome->reason, sizeof outcome->reason, "more than %d bytes of output",
                     (int)OUTPUT_LIMIT);
            return false;
        } else if (count > 0) {
            outcome->output_length += (size_t)count;
        } else if (count == 0) {
            return false;
        } else if (errno != EINTR) {
            return errno == EAGAIN;
        }
    }
}

static int milliseconds_until(uint64_t deadline) {
    uint64_t now = now_nanoseconds();
    return now >= deadline ? 0 : (int)((deadline - now) / 1000000u + 1);
}

/* Waits for the end of the process, reading its output meanwhile; false at the deadline. */
static bool await_end(pid_t child, int output, uint64_t deadline, struct outcome *outcome) {
    int ended = (int)syscall(SYS_pidfd_open, child, 0);
    if (ended < 0) {
        fail(outcome, "pidfd_open");
        return false;
    }
    bool in_time = false;
    struct pollfd events[2] = {{.fd = output, .events = POLLIN}, {.fd = ended, .events = POLLIN}};
    for (;;) {
        int left = milliseconds_until(deadline);
        int ready = left > 0 ? poll(events, 2, left) : 0;
        if (ready < 0 && errno == EINTR) {
            continue;
        }
        if (ready <= 0) {
            snprintf(outcome->reason, sizeof outcome->reason, "killed at the time limit");
            break;
        }
        if (events[0].revents != 0 && !read_output(output, outcome)) {
            events[0].fd = -1;
        }
        if (events[1].revents != 0) {
            in_time = true;
            break;
        }
    }
    close(ended);
    return in_time;
}

static long read_peak(pid_t child) {
    char path[64];
    char line[256];
    long kib = 0;
    snprintf(path, sizeof path, "/proc/%d/status", (int)child);
    FILE *status = fopen(path, "re");
    if (status != NULL) {
        while (fgets(line, sizeof line, status) != NULL && sscanf(line, "VmHWM: %ld", &kib) != 1) {
        }
        fclose(status);
    }
    return kib;
}

/*
 * Lets a traced child run, stops it once more where it exits, while it still has its memory, and
 * reads the peak. Leaves the ended child's status in *status; false when it had to be killed.
 */
static bool trace_to_end(pid_t child, uint64_t deadline, int *status, struct outcome *outcome) {
    sigset_t children;
    sigemptyset(&children);
    sigaddset(&children, SIGCHLD);
    bool started = false;
    bool in_time = true;
    for (;;) {
        pid_t changed = waitpid(child, status, in_time ? WNOHANG : 0);
        int left = milliseconds_until(deadline);
        if (changed == child && (WIFEXITED(*status) || WIFSIGNALED(*status))) {
            return in_time;
        } else if (changed == child) {
            int event = *status >> 16;
            int signal = event == 0 && started ? WSTOPSIG(*status) : 0;
            if (!started) {
                ptrace(PTRACE_SETOPTIONS, child, NULL, PTRACE_O_EXITKILL | PTRACE_O_TRACEEXIT);
                started = true;
            } else if (event == PTRACE_EVENT_EXIT) {
                outcome->peak_kib = read_peak(child);
            }
            ptrace(PTRACE_CONT, child, NULL, (void *)(intptr_t)signal);
        } else if (left == 0 && in_time) {
            snprintf(outcome->reason, sizeof outcome->reason, "killed at the time limit");
            in_time = false;
            kill(child, SIGKILL);
        } else if (changed == 0) {
            struct timespec wait = {left / 1000, (long)(left % 1000) * 1000000};
            sigtimedwait(&children, NULL, &wait);
        } else if (errno != EINTR) {
            fail(outcome, "waitpid");
            return false;
        }
    }
}

static void read_complaint(int complaints, struct outcome *outcome) {
    ssize_t count = pread(complaints, outcome->complaint, sizeof outcome->complaint - 1, 0);
    outcome->complaint[count > 0 ? count : 0] = 0;
    if (count != 0 && (ftruncate(complaints, 0) != 0 || lseek(complaints, 0, SEEK_SET) != 0)) {
        fail(outcome, "standard error's file");
    }
}

static void run(const struct plugin *plugin, struct pipes *pipes, struct environment *environment,
                int complaints, uint64_t deadline, struct outcome *outcome) {
    int status = 0;
    uint64_t start = now_nanoseconds();
    pid_t child = plugin->peak_memory
                      ? start_traced(plugin, pipes, complaints, environment, outcome)
                      : spawn(plugin, pipes, complaints, environment, outcome);
    if (child < 0) {
        return;
    }
    close_if_open(&pipes->output[1]);
    bool ended;
    if (plugin->peak_memory) {
        ended = trace_to_end(child, deadline, &status, outcome);
    } else {
        ended = await_end(child, pipes->output[0], deadline, outcome);
        if (!ended) {
            kill(child, SIGKILL);
        }
        while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
        }
    }
    read_output(pipes->output[0], outcome);
    outcome->nanoseconds = now_nanoseconds() - start;
    if (ended && outcome->reason[0] == 0) {
        if (WIFEXITED(status)) {
            outcome->exit_code = WEXITSTATUS(status);
        } else {
            snprintf(outcome->reason, sizeof outcome->reason, "ended by signal %d",
                     WTERMSIG(status));
        }
    }
}

void call_plugin(const struct plugin *plugin, const char *command, uint64_t pod, int complaints,
                 uint64_t deadline, struct outcome *outcome) {
    struct environment environment;
    struct pipes pipes;
    outcome->exit_code = -1;
    outcome->nanoseconds = 0;
    outcome->peak_kib = 0;
    outcome->reason[0] = 0;
    outcome->output_length = 0;
    fill_environment(&environment, plugin, command, pod);
    if (open_pipes(&pipes, plugin, outcome)) {
        run(plugin, &pipes, &environment, complaints, deadline, outcome);
        read_complaint(complaints, outcome);
    }
    outcome->output[outcome->output_length] = 0;
    close_pipes(&pipes);
}
