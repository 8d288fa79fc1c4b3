"""SuiteSparse:GraphBLAS through the C interface that its Python wheel exposes.

Every result is waited for, which also sorts it.
"""

import ctypes

import numpy as np
import suitesparse_graphblas as wrapper
from suitesparse_graphblas import ffi, lib

from peer import csr, dense, serve, threads, triplets

wrapper.initialize(blocking=False, memory_manager="c")
libc = ctypes.CDLL(None)
libc.malloc.argtypes, libc.malloc.restype = [ctypes.c_size_t], ctypes.c_void_p
NULL = ffi.NULL
DOUBLE, PLUS, TIMES = lib.GrB_FP64, lib.GrB_PLUS_FP64, lib.GrB_TIMES_FP64
SEMIRING = lib.GrB_PLUS_TIMES_SEMIRING_FP64


def check(status):
    if status:
        raise RuntimeError(f"GraphBLAS status {status}")


check(lib.GrB_Global_set_INT32(lib.GrB_GLOBAL, ffi.cast("int32_t", threads), lib.GxB_NTHREADS))


def indices(array):
    return ffi.cast("GrB_Index*", array.ctypes.data)


def doubles(array):
    return ffi.cast("double*", array.ctypes.data)


class Matrix:
    """A GrB_Matrix that is freed with the object."""

    def __init__(self, rows, columns):
        self.cell = ffi.new("GrB_Matrix*")
        check(lib.GrB_Matrix_new(self.cell, DOUBLE, rows, columns))

    def __del__(self):
        lib.GrB_Matrix_free(self.cell)

    @property
    def handle(self):
        return self.cell[0]

    def wait(self):
        check(lib.GrB_Matrix_wait(self.handle, lib.GrB_MATERIALIZE))
        return self

    def build(self, rows, columns, values):
        check(lib.GrB_Matrix_build_FP64(
            self.handle, indices(rows), indices(columns), doubles(values), values.size, PLUS))
        return self.wait()

    @staticmethod
    def of(m):
        rows, columns = m.row_indices.astype(np.uint64), m.indices.astype(np.uint64)
        return Matrix(*m.shape).build(rows, columns, m.values)

    @staticmethod
    def full(array):
        """By rows, all entries present; a vector is a column."""
        m = Matrix(array.shape[0], array.size // array.shape[0])
        memory = libc.malloc(array.nbytes)  # GraphBLAS takes it over
        ctypes.memmove(memory, array.ctypes.data, array.nbytes)
        cell = ffi.new("void**", ffi.cast("void*", memory))
        check(lib.GxB_Matrix_pack_FullR(m.handle, cell, array.nbytes, False, NULL))
        return m


def vector(array):
    """A GrB_Vector with all entries present, never freed: there are few."""
    cell = ffi.new("GrB_Vector*")
    check(lib.GrB_Vector_new(cell, DOUBLE, array.size))
    places = np.arange(array.size, dtype=np.uint64)
    check(lib.GrB_Vector_build_FP64(cell[0], indices(places), doubles(array), array.size, PLUS))
    check(lib.GrB_Vector_wait(cell[0], lib.GrB_MATERIALIZE))
    return cell[0]


def descriptor(**fields):
    cell = ffi.new("GrB_Descriptor*")
    check(lib.GrB_Descriptor_new(cell))
    for name, value in fields.items():
        check(lib.GrB_Descriptor_set(cell[0], getattr(lib, "GrB_" + name), value))
    return cell[0]


LEFT = descriptor(INP0=lib.GrB_TRAN)
MASKED = descriptor(MASK=lib.GrB_STRUCTURE)
MASKED_LEFT = descriptor(INP0=lib.GrB_TRAN, MASK=lib.GrB_STRUCTURE)
MASKED_RIGHT = descriptor(INP1=lib.GrB_TRAN, MASK=lib.GrB_STRUCTURE)

a = csr("first")
A = Matrix.of(a)


def multiply(rows, columns, left, right, how=NULL, mask=NULL):
    c = Matrix(rows, columns)
    check(lib.GrB_mxm(c.handle, mask, NULL, SEMIRING, left.handle, right.handle, how))
    return c.wait()


def mxv(y, x, how=NULL, plus=NULL):
    check(lib.GrB_mxv(y, NULL, plus, SEMIRING, A.handle, x, how))
    check(lib.GrB_Vector_wait(y, lib.GrB_MATERIALIZE))


def spmv():
    x, y = vector(dense(a.columns)), vector(dense(a.rows))
    yield "GrB_mxv", lambda: mxv(y, x)


def gemv():
    x, y, scaled = (vector(dense(n)) for n in (a.columns, a.rows, a.columns))

    def scale(out, factor, v):
        check(lib.GrB_Vector_apply_BinaryOp1st_FP64(out, NULL, NULL, TIMES, factor, v, NULL))

    def call():
        scale(y, 0.5, y)
        scale(scaled, 1.5, x)
        mxv(y, scaled, plus=PLUS)

    yield "two GrB_apply, GrB_mxv", call


def spmv_transposed():
    x, y = vector(dense(a.rows)), vector(dense(a.columns))
    yield "GrB_mxv, transposed", lambda: mxv(y, x, LEFT)


def spmm(k):
    h = Matrix.full(dense(a.columns, k))
    yield "GrB_mxm", lambda: multiply(a.rows, k, A, h)


def spmm_transposed():
    h = Matrix.full(dense(a.rows, 64))
    yield "GrB_mxm, transposed", lambda: multiply(a.columns, 64, A, h, LEFT)


def sddmm():
    u, v = Matrix.full(dense(a.rows, 64)), Matrix.full(dense(a.columns, 64, seed=2))
    yield "masked GrB_mxm", lambda: multiply(*a.shape, u, v, MASKED_RIGHT, A.handle)


def bwd_gemv():
    x, g = dense(a.columns), dense(a.rows, seed=2)
    X, G, vg, vx = Matrix.full(x), Matrix.full(g), vector(g), vector(x)
    yield "masked outer product, transposed GrB_mxv", lambda: (
        multiply(*a.shape, G, X, MASKED_RIGHT, A.handle), mxv(vx, vg, LEFT))


def bwd_spmm():
    h, g = Matrix.full(dense(a.columns, 64)), Matrix.full(dense(a.rows, 64, seed=2))
    yield "masked and transposed GrB_mxm", lambda: (
        multiply(*a.shape, g, h, MASKED_RIGHT, A.handle), multiply(a.columns, 64, A, g, LEFT))


def spgemm():
    yield "GrB_mxm", lambda: multiply(*a.shape, A, A)


def masked():
    yield "masked GrB_mxm", lambda: multiply(a.rows, a.rows, A, A, MASKED_RIGHT, A.handle)
    AT = Matrix(a.columns, a.rows)
    check(lib.GrB_transpose(AT.handle, NULL, NULL, A.handle, NULL))
    AT.wait()
    yield "masked GrB_mxm, transpose made before", lambda: multiply(a.rows, a.rows, A, AT, MASKED, A.handle)


def spgemm_bwd():
    g = multiply(*a.shape, A, A)
    yield "masked GrB_mxm", lambda: (
        multiply(*a.shape, g, A, MASKED_RIGHT, A.handle), multiply(*a.shape, A, g, MASKED_LEFT, A.handle))


def add(b):
    B = Matrix.of(b)

    def scaled(factor, m):
        out = Matrix(*a.shape)
        check(lib.GrB_Matrix_apply_BinaryOp1st_FP64(out.handle, NULL, NULL, TIMES, factor, m.handle, NULL))
        return out

    def total(left, right):
        c = Matrix(*a.shape)
        check(lib.GrB_Matrix_eWiseAdd_BinaryOp(c.handle, NULL, NULL, PLUS, left.handle, right.handle, NULL))
        return c.wait()

    yield "two GrB_apply, GrB_eWiseAdd", lambda: total(scaled(1.5, A), scaled(0.5, B))
    yield "GrB_eWiseAdd", lambda: total(A, B), "A + B, without factors"


def coo2csr():
    rows, columns, values = triplets()
    rows, columns = rows.astype(np.uint64), columns.astype(np.uint64)
    yield "GrB_Matrix_build", lambda: Matrix(*a.shape).build(rows, columns, values)


def transpose():
    def call():
        c = Matrix(a.columns, a.rows)
        check(lib.GrB_transpose(c.handle, NULL, NULL, A.handle, NULL))
        c.wait()

    yield "GrB_transpose", call


serve("GraphBLAS", wrapper.__version__, dict(
    spmv=spmv, gemv=gemv, spmvT=spmv_transposed, spmm16=lambda: spmm(16), spmm64=lambda: spmm(64),
    spmmT64=spmm_transposed, sddmm64=sddmm, bwd_gemv=bwd_gemv, bwd_spmm64=bwd_spmm, spgemm=spgemm,
    mspgemm=masked, spgemm_bwd=spgemm_bwd, lincomb=lambda: add(csr("second")),
    lincomb_same=lambda: add(csr("first")), coo2csr=coo2csr, transpose=transpose))
