import SparseAutodiff
import SparseMatrices

/// The right-hand side of an ordinary differential equation, `dy/dt = f(t, y, θ)`.
///
/// States and parameters are scalars, vectors, dense matrices, sparse matrices on their patterns, or structs of them.
/// Everything that a derivative is wanted in is in `θ`: what a field holds besides is constant.
///
/// A field may keep buffers of its own from one call to the next, hence `mutating`; a solver works on a copy.
public protocol VectorField<State, Theta>: Sendable {
  /// The type of `y`.
  associatedtype State: Coordinates
  /// The type of `θ`.
  associatedtype Theta: Coordinates where Theta.Scalar == State.Scalar
  /// `Float` or `Double`.
  typealias Scalar = State.Scalar

  /// `rate ← f(t, y, θ)`. What `rate` held before is unused; its shape is that of `y`.
  mutating func evaluate(_ t: Double, _ y: State, _ theta: Theta, into rate: inout State)
}

/// A field whose derivatives are known.
///
/// Both are products with the Jacobians of `f` in its three arguments at one point; neither Jacobian is formed.
public protocol DifferentiableField<State, Theta>: VectorField {
  /// The products with the transposed Jacobians: `yBar ← J_yᵀ a`, `thetaBar ← thetaBar + J_θᵀ a`, and `J_tᵀ a` is returned.
  ///
  /// - Parameters:
  ///   - rate: `f(t, y, θ)`, evaluated before.
  ///   - cotangent: `a`; the field may use it as a buffer.
  mutating func vjp(
    _ t: Double, _ y: State, _ theta: Theta, rate: State, cotangent: inout State,
    into yBar: inout State, adding thetaBar: inout Theta
  ) -> Double

  /// The product with the Jacobians: `rateDot ← J_t ṫ + J_y ẏ + J_θ θ̇`.
  mutating func jvp(
    _ t: Double, _ y: State, _ theta: Theta, rate: State, tDot: Double, yDot: State,
    thetaDot: Theta, into rateDot: inout State
  )

  /// The products with the Jacobian at one point along several tangents, a `jvp` each unless the field can do better.
  mutating func jvps(
    _ t: Double, _ y: State, _ theta: Theta, rate: State, tDots: [Double], yDots: [State],
    thetaDots: [Theta], into rateDots: inout [State]
  )
}

extension DifferentiableField {
  /// A `jvp` for each tangent.
  public mutating func jvps(
    _ t: Double, _ y: State, _ theta: Theta, rate: State, tDots: [Double], yDots: [State],
    thetaDots: [Theta], into rateDots: inout [State]
  ) {
    for k in tDots.indices {
      jvp(
        t, y, theta, rate: rate, tDot: tDots[k], yDot: yDots[k], thetaDot: thetaDots[k],
        into: &rateDots[k])
    }
  }
}

/// The parameters of a field that has none.
public struct NoParameters<Scalar: SparseScalar>: Coordinates {
  /// No parameters.
  public init() {}
  public var coordinates: [Scalar] {
    get { [] }
    set { require(newValue.isEmpty, "\(newValue.count) coordinates for no parameters") }
  }
  public var coordinateBlocks: [[Scalar]] { [] }
  public mutating func updateCoordinateBlocks(_ body: (Int, inout [Scalar]) -> Void) {}
  public func place(ofCoordinate k: Int) -> String { "no parameter" }
}
