import CSparseKernels

/// The kernels of one precision, by reference: a call then reads one entry of the table and copies none.
public final class _Kernels<Scalar>: Sendable {
  package let table: KernelTable<Scalar>

  init(_ table: KernelTable<Scalar>) { self.table = table }
}

/// The kernels of `CSparseKernels.h` in one precision; what each does is said there.
package struct KernelTable<Scalar>: Sendable {
  package typealias Indices = UnsafePointer<Int32>
  package typealias MutableIndices = UnsafeMutablePointer<Int32>
  package typealias Values = UnsafePointer<Scalar>
  package typealias MutableValues = UnsafeMutablePointer<Scalar>

  package let compressScratch: @Sendable (Int64, Int32) -> Int
  package let deal:
    @Sendable (Int64, Indices, Indices, Values, Int32, UnsafeMutableRawPointer) -> Int64
  package let gatherRows:
    @Sendable (
      Int64, Indices, Indices, Values, Int32, Int32, Int64, UnsafeMutableRawPointer,
      UnsafeMutablePointer<UInt64>, MutableIndices, MutableIndices, MutableValues
    ) -> Int64
  package let gemv:
    @Sendable (
      Int32, Int32, Indices, Indices, Values, Scalar, Values, Scalar, Values, MutableValues
    ) -> Void
  package let gemvScatter:
    @Sendable (Int32, Int32, Indices, Indices, Values, Values, MutableValues) -> Void
  package let outer:
    @Sendable (Int32, Int32, Indices, Indices, Scalar, Values, Values, MutableValues) -> Void
  package let gemvBackward:
    @Sendable (
      Int32, Int32, Indices, Indices, Values, Scalar, Values, Values, MutableValues, MutableValues
    ) -> Void
  package let spmm:
    @Sendable (
      Int32, Int32, Indices, Indices, Values, Scalar, Values, Int64, Scalar, Values, MutableValues,
      Int32, Bool
    ) -> Void
  package let sddmm:
    @Sendable (
      Int32, Int32, Indices, Indices, Values?, Scalar, Values, Values, Int64, Scalar, MutableValues,
      Int32
    ) -> Void
  package let rowScratch: @Sendable (Int32) -> Int
  package let spgemm:
    @Sendable (
      Int32, Int32, Indices, Indices, Values, Indices, Indices, Values, Indices, Indices,
      MutableValues, Int32, UnsafeMutableRawPointer
    ) -> Void
  package let spgemmBackward:
    @Sendable (
      Int32, Int32, Int32, Indices, Indices, Values, Indices, Indices, Values, Indices, Indices,
      Values, MutableValues?, MutableValues?, Int32, UnsafeMutableRawPointer
    ) -> Void
  package let maskedProduct:
    @Sendable (
      Int32, Int32, Indices, Indices, Values, Indices, Indices, Values, Indices, Indices,
      MutableValues, Int32, UnsafeMutableRawPointer
    ) -> Void
  package let maskedProductTransposed:
    @Sendable (
      Int32, Int32, Indices, Indices, Values, Indices, Indices, Values, Indices, Indices,
      MutableValues, Int32, UnsafeMutableRawPointer
    ) -> Void
  package let transpose:
    @Sendable (
      Int32, Int32, Indices, Indices, Values?, MutableIndices, MutableIndices, MutableIndices?,
      MutableValues?, UnsafeMutableRawPointer?
    ) -> Void
  package let axpby: @Sendable (Int64, Scalar, Values, Scalar, Values, MutableValues) -> Void
  package let axpbyStream: @Sendable (Int64, Scalar, Values, Scalar, Values, MutableValues) -> Void
  package let add:
    @Sendable (
      Int32, Int32, Scalar, Indices, Indices, Values, Scalar, Indices, Indices, Values, Int32,
      MutableIndices?, MutableIndices, MutableValues
    ) -> Void
  package let restrict:
    @Sendable (
      Int32, Int32, Scalar, Indices, Indices, Indices, Indices, Values, MutableValues
    ) -> Void
  package let gather: @Sendable (Int64, Indices, Values, MutableValues) -> Void
  package let scatterAdd: @Sendable (Int64, Indices, Values, MutableValues) -> Void
  package let fill: @Sendable (Int64, Scalar, MutableValues) -> Void
  package let multiply: @Sendable (Int64, Scalar, Values, Values, MutableValues) -> Void
  package let scale:
    @Sendable (Int32, Int32, Indices, Indices, Values, Values?, Values?, MutableValues) -> Void
  package let dotBlocks:
    @Sendable (Int64, Int64, Int64, Values, Values, UnsafeMutablePointer<Double>) -> Void

  package let rowSums:
    @Sendable (
      Int32, Int32, Indices, Indices, Indices?, Values, Values?, Values?, MutableValues
    ) -> Void
  package let columnSums:
    @Sendable (Int32, Int32, Indices, Indices, Values, Values?, Values?, MutableValues) -> Void
  package let spreadRows: @Sendable (Int32, Int32, Indices, Values, MutableValues) -> Void
  package let sumBlocks:
    @Sendable (Int64, Int64, Int64, Values, UnsafeMutablePointer<Double>) -> Void
  package let diagonal: @Sendable (Int32, Int32, Indices, Indices, Values, MutableValues) -> Void
  package let setDiagonal: @Sendable (Int32, Int32, Indices, Indices, Values, MutableValues) -> Void
  package let hadamard:
    @Sendable (
      Int32, Int32, Scalar, Indices, Indices, Values, Indices, Indices, Values, Indices, Indices,
      MutableValues
    ) -> Void
  package let denseGather:
    @Sendable (
      Int32, Int32, Indices, Indices, Scalar, Values?, Values, Int64, MutableValues
    ) -> Void
  package let denseScatter:
    @Sendable (Int32, Int32, Indices, Indices, Values, Int64, MutableValues) -> Void
  package let permute: @Sendable (Int64, Indices, Values, MutableValues) -> Void
  package let chebyshev:
    @Sendable (
      Int32, Int32, Indices, Indices, Values, Values, Values, Values, Scalar, Scalar, Values,
      MutableValues, MutableValues
    ) -> Void
  package let solveTriangle:
    @Sendable (Int32, Indices, Indices, Values, Bool, Bool, Bool, Int64, MutableValues) -> Void
  package let incompleteCholesky:
    @Sendable (Int32, Indices, Indices, MutableValues, MutableValues) -> Int32
  package let incompleteLU:
    @Sendable (Int32, Indices, Indices, MutableValues, MutableIndices, MutableIndices) -> Int32
  package let sgd:
    @Sendable (
      Int64, Scalar, Scalar, Scalar, Scalar, Bool, MutableValues, Values, MutableValues?
    ) -> Void
  package let adam:
    @Sendable (
      Int64, Scalar, Scalar, Scalar, Scalar, Scalar, Scalar, Scalar, Scalar, MutableValues, Values,
      MutableValues, MutableValues
    ) -> Void
  package let rmsprop:
    @Sendable (
      Int64, Scalar, Scalar, Scalar, Scalar, Scalar, Scalar, MutableValues, Values, MutableValues,
      MutableValues?, MutableValues?
    ) -> Void
  package let clamp: @Sendable (Int64, Scalar, MutableValues) -> Void
  package let readCoordinates:
    @Sendable (
      UnsafePointer<CChar>, Int64, Int32, Int32, Int32, Int64, UnsafeMutablePointer<Int64>,
      MutableIndices, MutableIndices, MutableValues, UnsafeMutablePointer<Int64>
    ) -> Int32
  package let readArray:
    @Sendable (
      UnsafePointer<CChar>, Int64, Int32, Int64, Int64, Int32, Scalar, UnsafeMutablePointer<Int64>,
      UnsafeMutablePointer<Int64>, MutableValues, UnsafeMutablePointer<Int64>
    ) -> Int32
  package let mirror:
    @Sendable (Int64, Scalar, MutableIndices, MutableIndices, MutableValues) -> Int64
  package let fold: @Sendable (Int64, Scalar, MutableIndices, MutableIndices, MutableValues) -> Void

  package let map: @Sendable (Int32, Int64, Values, MutableValues) -> Void
  package let mapSlope: @Sendable (Int32, Int64, Values, Values, Values, MutableValues) -> Void
  package let affine: @Sendable (Int64, Scalar, Values, Scalar, MutableValues) -> Void
  package let power: @Sendable (Int64, Scalar, Values, Scalar, MutableValues) -> Void
  package let zip:
    @Sendable (
      Int32, Int64, Int64, Values, Int64, Int64, Values, Int64, Int64, MutableValues
    ) -> Void
  package let denseRowSums: @Sendable (Int64, Int64, Int64, Values, MutableValues) -> Void
  package let denseColumnSums: @Sendable (Int64, Int64, Int64, Int64, Values, MutableValues) -> Void
  package let logSumExp: @Sendable (Int64, Int64, Int64, Values, MutableValues) -> Void
  package let logSoftmax: @Sendable (Int64, Int64, Int64, Values, MutableValues) -> Void
  package let gatherBlocks:
    @Sendable (Int64, Int64, UnsafePointer<Int64>, Values, MutableValues) -> Void
  package let scatterBlocks:
    @Sendable (Int64, Int64, UnsafePointer<Int64>, Values, MutableValues) -> Void
  package let randomMask: @Sendable (Int64, Int64, UInt64, Double, Scalar, MutableValues) -> Void
  package let narrowProduct:
    @Sendable (
      Int64, Int64, Int64, Values, Int64, Bool, Values, Values?, Int64, MutableValues
    ) -> Void
  package let activate: @Sendable (Int32, Int64, MutableValues) -> Void
  package let multiplySlope: @Sendable (Int32, Int64, Values, MutableValues) -> Void
  package let combine:
    @Sendable (
      Int64, Int64, Int32, Values, UnsafePointer<Values?>, Scalar, MutableValues
    ) -> Void
  package let errorBlocks:
    @Sendable (
      Int64, Int64, Int64, Values, Values, Values, Double, Double, UnsafeMutablePointer<Double>
    ) -> Void
  let denseTranspose: @Sendable (Int64, Int64, Int64, Int64, Values, MutableValues) -> Void
}
