import SparseAutodiff
import SparseMatrices

/// How derivatives are carried through the solution of a differential equation.
///
/// The first two are exact derivatives of what was computed, at any step size. The next two are solutions of the adjoint
/// equation, `da/dt = -J_yᵀ a`: derivatives of the *exact* solution, only as near to those of the computed one as the
/// steps are small.
public enum Sensitivity: Sendable, Equatable {
  /// The reverse of the steps that were accepted, from their stored states: the default.
  ///
  /// One state a step is kept, and the slopes of the first steps as long as these take no more than 32 MB; a step's other
  /// stages are computed again. Time: at most a solution more, and a vjp a stage. Not where a state a step does not fit in
  /// memory.
  case discrete

  /// The same, to the last bit, with only `slots` states kept besides the first (Griewank and Walther's revolve).
  ///
  /// What is not kept is computed again from what is: with `c` slots, each of `N` steps at most `t` times, where
  /// `(c+1+t)! / ((c+1)! t!) ≥ N`. Of 1000 steps with 10 slots, each at most 4 times, and 3.5 times on average. Not where the
  /// states fit in memory anyway.
  case checkpointed(slots: Int)

  /// The adjoint equation backward in time, with the solution taken from its stored steps by interpolation.
  ///
  /// One state a step is kept, and slopes of one step. Use it where the adjoint's own error control matters. Not with
  /// fields that have kinks (ReLU): at these the adjoint's right-hand side jumps.
  case interpolating

  /// The adjoint equation together with the solution itself, backward in time: nothing is kept but the states asked for
  /// (paper 004, Algorithm 2).
  ///
  /// - Parameter resetsStates: whether the states saved at the times asked for replace what came back there.
  ///
  /// Not for fields that contract: backward, an absolute error of a component that decays at the rate 20 grows by 2·10¹⁷
  /// over [0, 2]. Elsewhere its error with fixed steps is of the order of the method: see <doc:Adjoints>.
  case backsolve(resetsStates: Bool)

  /// Tangents of every coordinate of state and parameters, forward along the steps: exact.
  ///
  /// One solution, with a jvp of the field a stage for each coordinate of `y(t₀)`, `θ` and the times, and in memory some
  /// `s + 3` states and one `θ` for each, where the method has `s` stages. Where that is over 64 MB, the coordinates are
  /// carried in blocks, and solved once for each block. Only for few coordinates.
  case forward

  /// Algorithm 2 with the saved states put back: ``backsolve(resetsStates:)``.
  public static var backsolve: Sensitivity { .backsolve(resetsStates: true) }
}

/// The cotangents, or the tangents, of all that a solution depends on.
public struct SolutionGradient<State: Coordinates, Theta: Coordinates>: Sendable {
  /// In the state that the solution began with.
  public var initial: State
  /// In the parameters.
  public var theta: Theta
  /// In the times asked for: `t₀` first, `t₁` last.
  ///
  /// The steps of the solver move with the times between which they are, in proportion.
  public var times: [Double]

  /// A gradient of its three parts.
  public init(initial: State, theta: Theta, times: [Double]) {
    self.initial = initial
    self.theta = theta
    self.times = times
  }
}
