/* Includes SELF, the file that includes this one, once for each precision. */
#include "dispatch.h"

#define REAL double
#define FN(name) sad_##name##_f64
#include SELF
#undef REAL
#undef FN

#define REAL float
#define FN(name) sad_##name##_f32
#include SELF
#undef REAL
#undef FN
