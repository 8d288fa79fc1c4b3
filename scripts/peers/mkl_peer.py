"""Intel MKL: the inspector-executor sparse routines of libmkl_rt, 32-bit indices, called by ctypes."""

import ctypes as C
import glob
import sys

from peer import csr, dense, serve, threads, triplets

mkl = C.CDLL(sorted(glob.glob(f"{sys.prefix}/lib/libmkl_rt.so*"))[-1], mode=C.RTLD_GLOBAL)
mkl.MKL_Set_Interface_Layer(0)  # LP64
mkl.MKL_Set_Threading_Layer(0)  # Intel's
mkl.MKL_Set_Num_Threads(threads)
text = C.create_string_buffer(200)
mkl.MKL_Get_Version_String(text, 200)
version = text.value.decode().split("Version")[-1].split("-")[0].strip()

PLAIN, TRANSPOSE, ROW_MAJOR = 10, 11, 101
FULL_MULT, NNZ_COUNT, FINALIZE_MULT = 90, 91, 92


class Description(C.Structure):
    _fields_ = [("type", C.c_int), ("mode", C.c_int), ("diag", C.c_int)]


GENERAL = Description(20, 0, 0)


def check(status):
    if status:
        raise RuntimeError(f"MKL status {status}")


def pointer(array, offset=0):
    return C.c_void_p(array.ctypes.data + offset)


def scalar(value):
    return C.c_double(value)


class Matrix:
    """A handle that is destroyed with the object; `make` is given its address."""

    def __init__(self, make):
        self.handle = C.c_void_p()
        check(make(C.byref(self.handle)))

    def __del__(self):
        mkl.mkl_sparse_destroy(self.handle)

    @staticmethod
    def of(m):
        return Matrix(lambda h: mkl.mkl_sparse_d_create_csr(
            h, 0, m.rows, m.columns, pointer(m.starts), pointer(m.starts, 4), pointer(m.indices),
            pointer(m.values)))


a = csr("first")


def twice(call, hint):
    """As it is, and after MKL has studied the matrix for many such calls."""
    A = Matrix.of(a)
    yield "as is", lambda: check(call(A))
    check(hint(A))
    check(mkl.mkl_sparse_optimize(A.handle))
    yield "hint, optimize", lambda: check(call(A))


def vector(operation=PLAIN, alpha=1.0, beta=0.0):
    rows, columns = a.shape if operation == PLAIN else a.shape[::-1]
    x, y = dense(columns), dense(rows, seed=2)
    yield from twice(
        lambda A: mkl.mkl_sparse_d_mv(operation, scalar(alpha), A.handle, GENERAL, pointer(x), scalar(beta), pointer(y)),
        lambda A: mkl.mkl_sparse_set_mv_hint(A.handle, operation, GENERAL, 1000))


def matrix(k, operation=PLAIN):
    rows, columns = a.shape if operation == PLAIN else a.shape[::-1]
    x, y = dense(columns, k), dense(rows, k, seed=2)
    yield from twice(
        lambda A: mkl.mkl_sparse_d_mm(operation, scalar(1), A.handle, GENERAL, ROW_MAJOR, pointer(x), k, k,
                                      scalar(0), pointer(y), k),
        lambda A: mkl.mkl_sparse_set_mm_hint(A.handle, operation, GENERAL, ROW_MAJOR, k, 1000))


def spgemm():
    A = Matrix.of(a)

    def product():
        return Matrix(lambda h: mkl.mkl_sparse_spmm(PLAIN, A.handle, A.handle, h))

    def sorted_product():
        c = product()
        check(mkl.mkl_sparse_order(c.handle))

    yield "mkl_sparse_spmm, order", sorted_product
    yield "mkl_sparse_spmm", product, "unsorted"


def spgemm_numeric():
    A = Matrix.of(a)

    def stage(request, h):
        return mkl.mkl_sparse_sp2m(PLAIN, GENERAL, A.handle, PLAIN, GENERAL, A.handle, request, h)

    c = Matrix(lambda h: stage(NNZ_COUNT, h))
    yield "sp2m FINALIZE_MULT", lambda: check(stage(FINALIZE_MULT, C.byref(c.handle)))


def add(b):
    A, B = Matrix.of(a), Matrix.of(b)
    yield "mkl_sparse_d_add: 1.5 A + B", lambda: Matrix(
        lambda h: mkl.mkl_sparse_d_add(PLAIN, A.handle, scalar(1.5), B.handle, h))


def coo2csr():
    rows, columns, values = triplets()
    t = Matrix(lambda h: mkl.mkl_sparse_d_create_coo(
        h, 0, a.rows, a.columns, values.size, pointer(rows), pointer(columns), pointer(values)))
    yield ("mkl_sparse_convert_csr", lambda: Matrix(lambda h: mkl.mkl_sparse_convert_csr(t.handle, PLAIN, h)),
           "unsorted, duplicates kept")


def transpose():
    A = Matrix.of(a)
    yield "mkl_sparse_convert_csr", lambda: Matrix(lambda h: mkl.mkl_sparse_convert_csr(A.handle, TRANSPOSE, h))


serve("MKL", version, dict(
    spmv=vector, gemv=lambda: vector(alpha=1.5, beta=0.5), spmvT=lambda: vector(TRANSPOSE),
    spmm16=lambda: matrix(16), spmm64=lambda: matrix(64), spmmT64=lambda: matrix(64, TRANSPOSE),
    spgemm=spgemm, spgemm_numeric=spgemm_numeric, lincomb=lambda: add(csr("second")),
    lincomb_same=lambda: add(csr("first")), coo2csr=coo2csr, transpose=transpose))
