import SparseAD

extension Coordinates {
  /// The bits of the coordinates, so that NaNs and zeros of both signs are told apart. A `Float`'s are those of the
  /// `Double` it is, which keeps sign and payload.
  package var bits: [UInt64] { coordinates.map { Double($0).bitPattern } }
}
