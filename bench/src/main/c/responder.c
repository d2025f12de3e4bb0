/*
 * Answers every HTTP/1.1 request on a Unix socket with the same CNI result, one connection after
 * the other, so that a client can be measured without a service behind it. Prints `ready`; ends
 * on SIGTERM or SIGINT.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

enum { HEADERS_LIMIT = 64 * 1024, BODY_LIMIT = 4 * 1024 * 1024 };

static const char BODY[] = "{\n    \"cniVersion\": \"1.0.0\",\n    \"ips\": [\n        {\n"
                           "            \"address\": \"10.0.0.2/16\"\n        }\n    ]\n}";

static volatile sig_atomic_t stopped;

static void stop(int signal) {
    (void)signal;
    stopped = 1;
}

/* The length of the body that the headers announce, 0 without one, -1 when it is no length. */
static long announced_length(const char *headers) {
    const char *header = strcasestr(headers, "\r\ncontent-length:");
    if (header == NULL) {
        return 0;
    }
    const char *text = header + strlen("\r\ncontent-length:");
    char *end = NULL;
    long length = strtol(text, &end, 10);
    return end != text && length >= 0 && length <= BODY_LIMIT ? length : -1;
}

/* Reads one request to its end; false when the peer sends something else or nothing. */
static bool read_request(int connection) {
    static char buffer[HEADERS_LIMIT + 1];
    size_t length = 0;
    char *end = NULL;
    while (end == NULL) {
        ssize_t count = recv(connection, buffer + length, HEADERS_LIMIT - length, 0);
        if (count <= 0) {
            return false;
        }
        length += (size_t)count;
        buffer[length] = 0;
        end = strstr(buffer, "\r\n\r\n");
    }
    end[2] = 0;
    long left = announced_length(buffer);
    if (left < 0) {
        return false;
    }
    left -= (long)(length - (size_t)(end + 4 - buffer));
    while (left > 0) {
        ssize_t count = recv(connection, buffer, sizeof buffer, 0);
        if (count <= 0) {
            return false;
        }
        left -= count;
    }
    return left == 0;
}

static void answer(int connection) {
    static char response[1024];
    static size_t length;
    struct timeval limit = {5, 0};
    if (length == 0) {
        length = (size_t)snprintf(response, sizeof response,
                                  "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                                  "CNI-Exit: 0\r\nContent-Length: %zu\r\nConnection: close\r\n\r\n%s",
                                  sizeof BODY - 1, BODY);
    }
    setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    setsockopt(connection, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
    if (read_request(connection)) {
        send(connection, response, length, MSG_NOSIGNAL);
    }
}

static int listen_on(const char *path) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (strlen(path) >= sizeof address.sun_path) {
        errno = ENAMETOOLONG;
        return -1;
    }
    strcpy(address.sun_path, path);
    umask(0177);
    int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (listener >= 0 && (bind(listener, (struct sockaddr *)&address, sizeof address) != 0 ||
                          listen(listener, 128) != 0)) {
        close(listener);
        return -1;
    }
    return listener;
}

int main(int count, char **arguments) {
    if (count != 2) {
        fprintf(stderr, "usage: responder SOCKET\n");
        return 64;
    }
    sigset_t ending;
    sigset_t before;
    struct sigaction action = {.sa_handler = stop};
    sigemptyset(&ending);
    sigaddset(&ending, SIGTERM);
    sigaddset(&ending, SIGINT);
    sigprocmask(SIG_BLOCK, &ending, &before);
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGINT, &action, NULL);
    int listener = listen_on(arguments[1]);
    if (listener < 0) {
        fprintf(stderr, "responder: %s: %s\n", arguments[1], strerror(errno));
        return 1;
    }
    puts("ready");
    fflush(stdout);
    struct pollfd event = {.fd = listener, .events = POLLIN};
    while (!stopped) {
        if (ppoll(&event, 1, NULL, &before) > 0) {
            int connection = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
            if (connection >= 0) {
                answer(connection);
                close(connection);
            }
        }
    }
    unlink(arguments[1]);
    close(listener);
    return 0;
}
