/* The few facts that the driver reads from a CNI plugin's answer (CNI 0.3.0 or later). */
#ifndef HEREABOUTS_BENCH_ANSWER_H
#define HEREABOUTS_BENCH_ANSWER_H

#include <stdbool.h>
#include <stddef.h>

/* An address without its prefix length; IPv4 in the form ::ffff:a.b.c.d. */
struct address {
    unsigned char bytes[16];
};

/*
 * Finds the addresses of the answer's ips and returns their number, at most `limit`; -1 when one
 * of them is no address.
 */
int answer_addresses(const char *answer, struct address *found, int limit);

/* Whether the answer is a CNI error with this code. */
bool answer_has_code(const char *answer, long code);

int compare_addresses(const void *a, const void *b);

/* The address as text, in a buffer of at least INET6_ADDRSTRLEN characters. */
const char *address_text(const struct address *address, char *buffer, size_t size);

#endif
