import CSparseKernels
public import RealModule

/// The scalars that a matrix can hold: `Float` and `Double`.
///
/// The protocol is closed: its one requirement is a table of compiled kernels, so that generic code runs at full speed
/// also where it is not specialised.
public protocol SparseScalar:
  Real, BinaryFloatingPoint, LosslessStringConvertible, SIMDScalar, Codable, Sendable
{
  static var _kernels: _Kernels<Self> { get }
}

extension Double: SparseScalar {
  public static let _kernels = _Kernels<Double>(
    KernelTable(
      compressScratch: sad_compress_scratch_f64,
      deal: sad_deal_f64,
      gatherRows: sad_gather_rows_f64,
      gemv: sad_gemv_f64,
      gemvScatter: sad_gemv_scatter_f64,
      outer: sad_outer_f64,
      gemvBackward: sad_gemv_backward_f64,
      spmm: sad_spmm_f64,
      sddmm: sad_sddmm_f64,
      rowScratch: sad_row_scratch_f64,
      spgemm: sad_spgemm_f64,
      spgemmBackward: sad_spgemm_backward_f64,
      maskedProduct: sad_masked_product_f64,
      maskedProductTransposed: sad_masked_product_transposed_f64,
      transpose: sad_transpose_f64,
      axpby: sad_axpby_f64,
      axpbyStream: sad_axpby_stream_f64,
      add: sad_add_f64,
      restrict: sad_restrict_f64,
      gather: sad_gather_f64,
      scatterAdd: sad_scatter_add_f64,
      fill: sad_fill_f64,
      multiply: sad_multiply_f64,
      scale: sad_scale_f64,
      dotBlocks: sad_dot_blocks_f64,
      rowSums: sad_row_sums_f64,
      columnSums: sad_column_sums_f64,
      spreadRows: sad_spread_rows_f64,
      sumBlocks: sad_sum_blocks_f64,
      diagonal: sad_diagonal_f64,
      setDiagonal: sad_set_diagonal_f64,
      hadamard: sad_hadamard_f64,
      denseGather: sad_dense_gather_f64,
      denseScatter: sad_dense_scatter_f64,
      permute: sad_permute_f64,
      sgd: sad_sgd_f64,
      adam: sad_adam_f64,
      rmsprop: sad_rmsprop_f64,
      clamp: sad_clamp_f64,
      readCoordinates: sad_read_coordinates_f64,
      readArray: sad_read_array_f64,
      mirror: sad_mirror_f64,
      fold: sad_fold_f64,
      map: sad_map_f64,
      mapSlope: sad_map_slope_f64,
      affine: sad_affine_f64,
      power: sad_power_f64,
      zip: sad_zip_f64,
      denseRowSums: sad_dense_row_sums_f64,
      denseColumnSums: sad_dense_column_sums_f64,
      logSumExp: sad_log_sum_exp_f64,
      logSoftmax: sad_log_softmax_f64,
      gatherBlocks: sad_gather_blocks_f64,
      scatterBlocks: sad_scatter_blocks_f64,
      randomMask: sad_random_mask_f64,
      narrowProduct: sad_narrow_product_f64,
      activate: sad_activate_f64,
      multiplySlope: sad_multiply_slope_f64,
      combine: sad_combine_f64,
      errorBlocks: sad_error_blocks_f64,
      denseTranspose: sad_dense_transpose_f64))
}

extension Float: SparseScalar {
  public static let _kernels = _Kernels<Float>(
    KernelTable(
      compressScratch: sad_compress_scratch_f32,
      deal: sad_deal_f32,
      gatherRows: sad_gather_rows_f32,
      gemv: sad_gemv_f32,
      gemvScatter: sad_gemv_scatter_f32,
      outer: sad_outer_f32,
      gemvBackward: sad_gemv_backward_f32,
      spmm: sad_spmm_f32,
      sddmm: sad_sddmm_f32,
      rowScratch: sad_row_scratch_f32,
      spgemm: sad_spgemm_f32,
      spgemmBackward: sad_spgemm_backward_f32,
      maskedProduct: sad_masked_product_f32,
      maskedProductTransposed: sad_masked_product_transposed_f32,
      transpose: sad_transpose_f32,
      axpby: sad_axpby_f32,
      axpbyStream: sad_axpby_stream_f32,
      add: sad_add_f32,
      restrict: sad_restrict_f32,
      gather: sad_gather_f32,
      scatterAdd: sad_scatter_add_f32,
      fill: sad_fill_f32,
      multiply: sad_multiply_f32,
      scale: sad_scale_f32,
      dotBlocks: sad_dot_blocks_f32,
      rowSums: sad_row_sums_f32,
      columnSums: sad_column_sums_f32,
      spreadRows: sad_spread_rows_f32,
      sumBlocks: sad_sum_blocks_f32,
      diagonal: sad_diagonal_f32,
      setDiagonal: sad_set_diagonal_f32,
      hadamard: sad_hadamard_f32,
      denseGather: sad_dense_gather_f32,
      denseScatter: sad_dense_scatter_f32,
      permute: sad_permute_f32,
      sgd: sad_sgd_f32,
      adam: sad_adam_f32,
      rmsprop: sad_rmsprop_f32,
      clamp: sad_clamp_f32,
      readCoordinates: sad_read_coordinates_f32,
      readArray: sad_read_array_f32,
      mirror: sad_mirror_f32,
      fold: sad_fold_f32,
      map: sad_map_f32,
      mapSlope: sad_map_slope_f32,
      affine: sad_affine_f32,
      power: sad_power_f32,
      zip: sad_zip_f32,
      denseRowSums: sad_dense_row_sums_f32,
      denseColumnSums: sad_dense_column_sums_f32,
      logSumExp: sad_log_sum_exp_f32,
      logSoftmax: sad_log_softmax_f32,
      gatherBlocks: sad_gather_blocks_f32,
      scatterBlocks: sad_scatter_blocks_f32,
      randomMask: sad_random_mask_f32,
      narrowProduct: sad_narrow_product_f32,
      activate: sad_activate_f32,
      multiplySlope: sad_multiply_slope_f32,
      combine: sad_combine_f32,
      errorBlocks: sad_error_blocks_f32,
      denseTranspose: sad_dense_transpose_f32))
}

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
