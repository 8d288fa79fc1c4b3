#if SuiteSparse
import SparseAutodiff
import SparseMatrices

/// The function `u(p)` that solves `n` equations in `n` unknowns, `f(u, p) = 0`, and its derivatives.
///
///     tangent     u̇ = −(∂f/∂u)⁻¹ (∂f/∂p) ṗ
///     cotangent   (∂f/∂u)ᵀ λ = ū,      p̄ = −(∂f/∂p)ᵀ λ
///
/// Newton's method finds u; the derivatives are those of the solution, whatever way led there, and cost one linear solve
/// each with the factors of the last Jacobian. On the tape they have derivatives in turn, of any order.
///
///     let root = ImplicitFunction<[Double]> { u, p in … }       // n numbers from u and p
///     let slope = try gradient(at: p) { p throws(ImplicitFunctionError) in
///       loss(try root(p, from: guess))
///     }
///
/// What `f` depends on is `p`, and nothing captured: a captured variable of another derivative stops the program.
///
/// Source: paper 004, (18)–(26). It prints (26) without the transpose.
public struct ImplicitFunction<Parameter: TapeValue>: Sendable
where Parameter.Scalar: DifferentiableScalar {
  /// `Float` or `Double`.
  public typealias Scalar = Parameter.Scalar

  /// `f(u, p)`, as many numbers as `u`.
  public typealias Equations =
    @Sendable (Variable<[Scalar]>, Variable<Parameter>) -> Variable<[Scalar]>

  let equations: Equations
  private let coloring: JacobianColoring?
  /// Newton's method ends with a step of at most this, relative to the largest unknown (or 1). After a step of √ε, the
  /// default, what is left of an error is of order ε.
  public let tolerance: Scalar
  /// Steps after which it gives up.
  public let maximumIterations: Int

  /// - Parameters:
  ///   - coloring: of the pattern of `∂f/∂u`, where that is sparse; nil evaluates all of it.
  public init(
    coloring: JacobianColoring? = nil, tolerance: Scalar? = nil, maximumIterations: Int = 50,
    equations: @escaping Equations
  ) {
    self.equations = equations
    self.coloring = coloring
    self.tolerance = tolerance ?? Scalar.ulpOfOne.squareRoot()
    self.maximumIterations = maximumIterations
  }

  /// The solution from an initial guess; among several the one that Newton's method meets.
  ///
  /// - Throws: ``ImplicitFunctionError``.
  /// - Complexity: a Jacobian, its factorisation and a few evaluations of `f` a step.
  public func solve(
    _ p: Parameter, from guess: [Scalar]
  ) throws(ImplicitFunctionError) -> ImplicitSolution<Parameter> {
    var u = guess
    var f = residual(u, p)
    var factor: LUFactor?
    for iteration in 1...max(1, maximumIterations) {
      let jacobian = try factored(u, p, like: factor)
      factor = jacobian
      let step = jacobian.solve(f)
      let length = largest(step)
      guard length.isFinite else { throw .singular }
      // At the end rounding decides whether the residual still falls; until then a shorter step has to make it.
      let isLast = length <= tolerance * max(1, largest(u))
      let size = largest(f)
      var (fraction, next, fNext) = (1 as Scalar, u, f)
      repeat {
        next = Kernels.axpby(1, u, -fraction, step)
        fNext = residual(next, p)
        fraction /= 2
      } while !isLast && !(largest(fNext) < size) && fraction > Scalar.ulpOfOne
      guard largest(fNext) < size || (isLast && largest(fNext).isFinite) else {
        throw .notConverged(iterations: iteration, residual: Double(size))
      }
      (u, f) = (next, fNext)
      if isLast {
        return ImplicitSolution(
          u: u, residual: largest(f), iterations: iteration,
          jacobian: try factored(u, p, like: factor))
      }
    }
    throw .notConverged(iterations: maximumIterations, residual: Double(largest(f)))
  }

  private func residual(_ u: [Scalar], _ p: Parameter) -> [Scalar] {
    let f = equations(Variable(u), Variable(p)).value
    require(f.count == u.count, "\(f.count) equations for \(u.count) unknowns")
    return f
  }

  /// `∂f/∂u`, factored as `former` is of the same pattern.
  private func factored(
    _ u: [Scalar], _ p: Parameter, like former: LUFactor?
  ) throws(ImplicitFunctionError) -> LUFactor {
    let f = { (u: Variable<[Scalar]>) in equations(u, Variable(p)) }
    let matrix: CSRMatrix<Scalar>
    if let coloring {
      matrix = sparseJacobian(at: u, coloring: coloring, of: f)
    } else {
      let dense = jacobian(at: u, of: f)
      do {
        let pattern =
          if let former { former.symbolic.pattern } else {
            try SparsityPattern.full(rows: dense.rows, columns: dense.columns)
          }
        matrix = CSRMatrix(pattern: pattern, values: dense.values)
      } catch {
        throw .tooLarge(error)
      }
    }
    do throws(LUError) {
      guard let former else { return try LUFactor(matrix) }
      return try former.refactored(matrix)
    } catch {
      switch error {
      case .singular, .structurallySingular, .overflow: throw .singular
      case .nonFinite(let row, let column): throw .nonFinite(equation: row, unknown: column)
      case .outOfMemory, .indexOverflow: throw .outOfMemory
      }
    }
  }

  private func largest(_ x: [Scalar]) -> Scalar {
    // Not `max`, which would lose a NaN.
    x.reduce(0) { abs($1) <= $0 ? $0 : abs($1) }
  }
}

/// A solution of `f(u, p) = 0`.
public struct ImplicitSolution<Parameter: TapeValue>: Sendable {
  /// `Float` or `Double`.
  public typealias Scalar = Parameter.Scalar
  /// The solution `u`.
  public let u: [Scalar]
  /// The largest `|f_i(u, p)|`.
  public let residual: Scalar
  /// Newton's steps.
  public let iterations: Int
  /// `∂f/∂u` at the solution.
  let jacobian: LUFactor
}

/// Why no solution of `f(u, p) = 0` was found.
public enum ImplicitFunctionError: Error, Equatable {
  /// Newton's method stopped getting closer, or has taken all its steps; `residual` is the largest `|f_i|`.
  case notConverged(iterations: Int, residual: Double)
  /// `∂f/∂u` is singular, so no step is determined, or no derivative.
  case singular
  /// A derivative that is NaN or infinite.
  case nonFinite(equation: Int, unknown: Int)
  /// A dense Jacobian does not fit: give the pattern.
  case tooLarge(SizeError)
  /// There was no memory for the factors.
  case outOfMemory
}

extension ImplicitFunctionError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .notConverged(let iterations, let residual):
      "Newton's method did not converge in \(iterations) steps: the residual is \(residual)"
    case .singular: "the Jacobian of the equations is singular"
    case .nonFinite(let equation, let unknown):
      "the derivative of equation \(equation) in unknown \(unknown) is not finite"
    case .tooLarge(let error): "a dense Jacobian does not fit: \(error)"
    case .outOfMemory: "no memory to factor the Jacobian"
    }
  }
}
#endif
