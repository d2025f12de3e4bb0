// The image's entry point: runs the program with the JVM options and the archive of classes of the command given, as
// ./hereabouts does in a source tree. The image has no shell. Exit code 71 when the JVM cannot be started.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define HOME "/opt/hereabouts/"

static char options[96] = "@" HOME;
static char archive[96] = "-XX:SharedArchiveFile=" HOME "hereabouts-";

int main(int count, char **arguments) {
  static const char *const roles[] = {"agent", "allocator"};
  char **command = calloc((size_t)count + 8, sizeof *command);
  if (command == NULL) return 71;
  int n = 0;
  command[n++] = HOME "runtime/bin/java";
  command[n++] = "@" HOME "options";
  for (int i = 0; count > 1 && i < 2; i++) {
    if (strcmp(arguments[1], roles[i]) == 0) {
      strcat(strcat(options, roles[i]), "-options");
      command[n++] = options;
      strcat(strcat(archive, roles[i]), ".jsa");
      command[n++] = archive;
    }
  }
  command[n++] = "-jar";
  command[n++] = HOME "hereabouts.jar";
  for (int i = 1; i < count; i++) command[n++] = arguments[i];
  setenv("MALLOC_ARENA_MAX", "1", 1);
  execv(command[0], command);
  perror(command[0]);
  return 71;
}
