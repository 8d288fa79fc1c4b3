/* A small pool of threads that share the chunks of one job.
 *
 * The caller takes chunks too, and chunks are claimed one at a time from a counter, so a worker that the system does not
 * schedule never holds a job up. Workers spin for a few microseconds after a job, because kernels come in bursts, and
 * then sleep; long spinning was measured to cost 110 us a call when the other core is busy.
 */
#include "CSparseKernels.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>
#if defined(__x86_64__)
#include <immintrin.h>
#define PAUSE() _mm_pause()
#elif defined(__aarch64__)
#define PAUSE() __asm__ volatile("yield")
#else
#define PAUSE() ((void)0)
#endif

enum { MAX_THREADS = 256, SPINS = 2000 /* about 20 us */ };

typedef struct {
  void *context;
  void (*body)(void *, int32_t);
  int32_t chunks;
} Job;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;     /* guards job, sleeping and workers */
static pthread_mutex_t in_use = PTHREAD_MUTEX_INITIALIZER;   /* held by the caller that owns the pool */
static pthread_cond_t wake = PTHREAD_COND_INITIALIZER;
static Job job;
static int workers;              /* threads started so far */
static _Atomic uint64_t round_;  /* changes when a job is posted */
static _Atomic int helpers;      /* how many more workers may still join the job */
static _Atomic int inside;       /* workers that are on the job */
static _Atomic int32_t next_chunk;
static _Atomic int wanted;       /* the thread count setting; 0 = not read yet */
static _Thread_local bool busy;  /* on a thread that runs a chunk: nested calls are serial */

static int clamped(long count) { return count < 1 ? 1 : count > MAX_THREADS ? MAX_THREADS : (int)count; }

int sad_processor_count(void) { return clamped(sysconf(_SC_NPROCESSORS_ONLN)); }

void sad_set_thread_count(int count) { atomic_store(&wanted, clamped(count)); }

int sad_thread_count(void) {
  int count = atomic_load_explicit(&wanted, memory_order_relaxed);
  if (count > 0) return count;
  const char *text = getenv("SPARSEAD_NUM_THREADS");
  int wish = text ? atoi(text) : 0, all = sad_processor_count();
  int unset = 0; /* what another thread sets meanwhile counts */
  atomic_compare_exchange_strong(&wanted, &unset, clamped(wish > 0 ? wish : all < 8 ? all : 8));
  return atomic_load(&wanted);
}

static _Atomic int64_t cutoff = 100000;
int64_t sad_serial_cutoff(void) { return atomic_load_explicit(&cutoff, memory_order_relaxed); }
void sad_set_serial_cutoff(int64_t work) { atomic_store_explicit(&cutoff, work, memory_order_relaxed); }

static void take_chunks(const Job *work) {
  busy = true;
  for (;;) {
    int32_t chunk = atomic_fetch_add(&next_chunk, 1);
    if (chunk >= work->chunks) break;
    work->body(work->context, chunk);
  }
  busy = false;
}

static void *worker(void *unused) {
  (void)unused;
  uint64_t seen = 0;
  for (;;) {
    for (int spin = 0; spin < SPINS && atomic_load(&round_) == seen; spin++) PAUSE();
    pthread_mutex_lock(&lock);
    while (atomic_load(&round_) == seen) pthread_cond_wait(&wake, &lock);
    seen = atomic_load(&round_);
    Job work = job;
    bool joins = atomic_load(&helpers) > 0;
    if (joins) {
      atomic_fetch_sub(&helpers, 1);
      atomic_fetch_add(&inside, 1);
    }
    pthread_mutex_unlock(&lock);
    if (!joins) continue;
    take_chunks(&work);
    atomic_fetch_sub(&inside, 1);
  }
  return NULL;
}

static void start_workers(int count) {
  while (workers < count) {
    pthread_t thread;
    pthread_attr_t attributes;
    if (pthread_attr_init(&attributes)) return;
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    int failed = pthread_create(&thread, &attributes, worker, NULL);
    pthread_attr_destroy(&attributes);
    if (failed) return; /* fewer threads are slower, not wrong */
    workers++;
  }
}

void sad_parallel(int32_t chunks, void *context, void (*body)(void *, int32_t)) {
  int threads = sad_thread_count();
  if (threads > chunks) threads = chunks;
  if (threads <= 1 || busy || pthread_mutex_trylock(&in_use)) {
    for (int32_t chunk = 0; chunk < chunks; chunk++) body(context, chunk);
    return;
  }
  pthread_mutex_lock(&lock);
  start_workers(threads - 1);
  job = (Job){context, body, chunks};
  atomic_store(&next_chunk, 0);
  atomic_store(&helpers, threads - 1);
  atomic_fetch_add(&round_, 1);
  pthread_cond_broadcast(&wake);
  pthread_mutex_unlock(&lock);

  Job own = {context, body, chunks};
  take_chunks(&own);

  pthread_mutex_lock(&lock);
  atomic_store(&helpers, 0); /* whoever wakes from now on does not join */
  pthread_mutex_unlock(&lock);
  for (int spin = 0; atomic_load(&inside) > 0; spin++)
    if (spin < SPINS) PAUSE(); else sched_yield();
  pthread_mutex_unlock(&in_use);
}

static _Thread_local bool recording_paused;

bool sad_recording_paused(void) { return recording_paused; }

bool sad_set_recording_paused(bool paused) {
  bool before = recording_paused;
  recording_paused = paused;
  return before;
}
