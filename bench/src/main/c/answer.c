#define _GNU_SOURCE
#include "answer.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

static const unsigned char MAPPED[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

static const char *skip_blanks(const char *text) {
    return text + strspn(text, " \t\r\n");
}

/* The value behind the next occurrence of a quoted key; NULL when there is none. */
static const char *value_of(const char *text, const char *quoted_key) {
    while ((text = strstr(text, quoted_key)) != NULL) {
        text = skip_blanks(text + strlen(quoted_key));
        if (*text == ':') {
            return skip_blanks(text + 1);
        }
    }
    return NULL;
}

static bool parse(const char *value, struct address *address) {
    char text[INET6_ADDRSTRLEN];
    size_t length = *value == '"' ? strcspn(value + 1, "\"/") : 0;
    if (length == 0 || length >= sizeof text) {
        return false;
    }
    memcpy(text, value + 1, length);
    text[length] = 0;
    memcpy(address->bytes, MAPPED, sizeof MAPPED);
    return inet_pton(AF_INET, text, address->bytes + sizeof MAPPED) == 1 ||
           inet_pton(AF_INET6, text, address->bytes) == 1;
}

int answer_addresses(const char *answer, struct address *found, int limit) {
    int count = 0;
    const char *value = value_of(answer, "\"ips\"");
    while (count < limit && value != NULL && (value = value_of(value, "\"address\"")) != NULL) {
        if (!parse(value, &found[count])) {
            return -1;
        }
        count++;
    }
    return count;
}

bool answer_has_code(const char *answer, long code) {
    const char *value = value_of(answer, "\"code\"");
    char *end = NULL;
    return value != NULL && strtol(value, &end, 10) == code && end != value;
}

int compare_addresses(const void *a, const void *b) {
    return memcmp(a, b, sizeof(struct address));
}

const char *address_text(const struct address *address, char *buffer, size_t size) {
    bool v4 = memcmp(address->bytes, MAPPED, sizeof MAPPED) == 0;
    return inet_ntop(v4 ? AF_INET : AF_INET6, address->bytes + (v4 ? sizeof MAPPED : 0), buffer,
                     (socklen_t)size);
}
