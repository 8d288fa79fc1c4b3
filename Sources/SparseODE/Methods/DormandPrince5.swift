import SparseMatrices

extension ButcherTableau {
  /// The pair of orders 5(4) of Dormand and Prince (*A family of embedded Runge–Kutta formulae*,
  /// J. Comput. Appl. Math. 6, 1980), DOPRI5 and MATLAB's `ode45`: six evaluations a step, as the
  /// seventh stage is the next step's first.
  ///
  /// A good first choice for equations that are not stiff, at tolerances of about 1e-3 to 1e-8.
  /// Dense output of order 4 without further stages, continuously differentiable (Shampine, *Some
  /// practical Runge–Kutta formulas*, Math. Comp. 46, 1986, with its optimal c₆).
  public static let dormandPrince5 = ButcherTableau(
    name: "Dormand–Prince 5(4)", order: 5, nodes: [0, 0.2, 0.3, 0.8, 8.0 / 9, 1, 1],
    stages: dormandPrince5Stages + [dormandPrince5Weights],
    weights: dormandPrince5Weights + [0],
    embeddedOrder: 4, errorWeights: dormandPrince5ErrorWeights,
    interpolationOrder: 4, interpolation: dormandPrince5Interpolation)
}

private let dormandPrince5Stages: [[Double]] = [
  [],
  [0.2],
  [0.075, 0.225],
  [44.0 / 45, -56.0 / 15, 32.0 / 9],
  [19372.0 / 6561, -25360.0 / 2187, 64448.0 / 6561, -212.0 / 729],
  [9017.0 / 3168, -355.0 / 33, 46732.0 / 5247, 49.0 / 176, -5103.0 / 18656],
]

private let dormandPrince5Weights: [Double] = [
  35.0 / 384, 0, 500.0 / 1113, 125.0 / 192, -2187.0 / 6784, 11.0 / 84,
]

private let dormandPrince5ErrorWeights: [Double] = [
  71.0 / 57600, 0, -71.0 / 16695, 71.0 / 1920, -17253.0 / 339200, 22.0 / 525, -0.025,
]

private let dormandPrince5Interpolation: [[Double]] = [
  [
    1, -8_048_581_381.0 / 2_820_520_608, 8_663_915_743.0 / 2_820_520_608,
    -12_715_105_075.0 / 11_282_082_432,
  ],
  [0, 0, 0, 0],
  [
    0, 131_558_114_200.0 / 32_700_410_799, -68_118_460_800.0 / 10_900_136_933,
    87_487_479_700.0 / 32_700_410_799,
  ],
  [
    0, -1_754_552_775.0 / 470_086_768, 14_199_869_525.0 / 1_410_260_304,
    -10_690_763_975.0 / 1_880_347_072,
  ],
  [
    0, 127_303_824_393.0 / 49_829_197_408, -318_862_633_887.0 / 49_829_197_408,
    701_980_252_875.0 / 199_316_789_632,
  ],
  [0, -282_668_133.0 / 205_662_961, 2_019_193_451.0 / 616_988_883, -1_453_857_185.0 / 822_651_844],
  [0, 40_617_522.0 / 29_380_423, -110_615_467.0 / 29_380_423, 69_997_945.0 / 29_380_423],
]
