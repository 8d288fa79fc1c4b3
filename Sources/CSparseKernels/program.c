/* Other programs. */
#define _GNU_SOURCE
#include <errno.h>
#include <spawn.h>
#include <sys/wait.h>

#include "CSparseKernels.h"

extern char **environ;

int sad_run(const char *program, const char *argument, int input, int output, int messages, int *status) {
  posix_spawn_file_actions_t files;
  int error = posix_spawn_file_actions_init(&files);
  if (error) return error;
  const int from[3] = {input, output, messages};
  for (int to = 0; to < 3 && !error; to++) error = posix_spawn_file_actions_adddup2(&files, from[to], to);

  pid_t child = 0;
  char *const arguments[] = {(char *)program, (char *)argument, NULL};
  if (!error) error = posix_spawnp(&child, program, &files, NULL, arguments, environ);
  posix_spawn_file_actions_destroy(&files);
  if (error) return error;

  int ended = 0;
  while (waitpid(child, &ended, 0) < 0) {
      if (errno != EINTR) return errno;
  }
  *status = WIFEXITED(ended) ? WEXITSTATUS(ended) : -1;
  return 0;
}
