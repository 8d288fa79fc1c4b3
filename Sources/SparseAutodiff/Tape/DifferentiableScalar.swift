import SparseMatrices

/// A scalar that derivatives can be taken in: `Float` and `Double`.
///
/// Generic code over the tape asks for this one protocol: a value of it is a matrix entry and itself a value on a tape.
public protocol DifferentiableScalar: SparseScalar, DenseValueBelowMatrix where Scalar == Self {}

extension Double: DifferentiableScalar {}
extension Float: DifferentiableScalar {}
