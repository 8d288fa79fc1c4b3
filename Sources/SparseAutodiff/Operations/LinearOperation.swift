import SparseMatrices

/// A linear map on the tape, `y = L x`, given with its adjoint.
///
///     tangent     ẏ = L ẋ
///     cotangent   x̄ = Lᵀ ȳ
///
/// The map is its own tangent and its adjoint is such an operation too, so derivatives of all orders exist.
struct LinearOperation<Input: TapeValue, Output: TapeValue>: UnaryOperation
where Input.Scalar == Output.Scalar {
  let name: String
  let map: @Sendable (Input) -> Output
  let adjoint: @Sendable (Output) -> Input

  /// `Lᵀ`.
  var transposed: LinearOperation<Output, Input> {
    LinearOperation<Output, Input>(name: "adjoint of \(name)", map: adjoint, adjoint: map)
  }

  func forward(_ x: Input) -> Output { map(x) }

  func vjp(
    _ x: Variable<Input>, _ y: Variable<Output>, cotangent: Variable<Output>
  ) -> Variable<Input> { transposed(cotangent) }

  func jvp(
    _ x: Variable<Input>, _ y: Variable<Output>, tangent: Variable<Input>
  ) -> Variable<Output> { self(tangent) }
}

extension CSRMatrix {
  /// A matrix on `pattern` whose values `fill` sets, all of them.
  init(on pattern: SparsityPattern, filledBy fill: (inout CSRMatrix) -> Void) {
    self.init(pattern: pattern, values: Kernels.uninitialized(pattern.count))
    fill(&self)
  }
}
